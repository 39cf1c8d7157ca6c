/// An emulated service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The table.
    DynamoDb,
    /// The bus.
    Events,
    /// The queues.
    Sqs,
    /// One-time schedules.
    Scheduler,
    /// Outbound mail.
    Ses,
    /// Short messages, and topics.
    Sns,
    /// The signing keys.
    Secrets,
    /// The accounts of the console.
    UserPools,
    /// Files in buckets.
    S3,
}

/// One attempt of one call, as it would have gone over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub service: Service,
    /// The operation's name, for example `TransactWriteItems`.
    pub operation: &'a str,
    /// The request's JSON; it includes Scheduler's path and query, and SNS's form is converted into it.
    pub body: &'a [u8],
    /// The address of a request to a bucket, whose body is a part of a file.
    pub target: &'a str,
}
