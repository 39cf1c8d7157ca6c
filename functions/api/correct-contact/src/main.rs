//! Lambda function: corrects a client's own details.

http_api::main!(correct_contact);
