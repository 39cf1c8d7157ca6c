//! Lambda function: accounts of the console.

http_api::main!(manage_accounts);
