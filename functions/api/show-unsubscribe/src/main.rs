//! Lambda function: leads from the address of `List-Unsubscribe` to its page.

http_api::main!(show_unsubscribe);
