//! Lambda function: counts a step of the booking funnel.

http_api::main!(record_funnel);
