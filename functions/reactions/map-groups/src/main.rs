//! Lambda function: groups of federated users.

worker::main!(map_groups);
