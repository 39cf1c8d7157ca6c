//! Lambda function: the logged-in account.

http_api::main!(get_admin_me);
