//! Lambda function: withdraws consents and revokes links.

http_api::main!(change_privacy);
