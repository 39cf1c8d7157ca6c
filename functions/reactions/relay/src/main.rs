//! Lambda function: relays events from the table's stream to the bus.

worker::main!(relay);
