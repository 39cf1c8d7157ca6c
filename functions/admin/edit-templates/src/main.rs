//! Lambda function: shows and changes the sentences of mails.

http_api::main!(edit_templates);
