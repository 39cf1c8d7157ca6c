use std::sync::Arc;

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// Where a function gets its randomness; a test may give a seeded one.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// The operating system's generator.
    #[allow(clippy::expect_used, reason = "without an entropy source nothing may be sold")]
    pub fn system() -> Self {
        Self::new(|bytes| getrandom::fill(bytes).expect("the operating system gives randomness"))
    }

    /// A generator that someone else owns.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// Fresh random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A random number of at most `limit` (for jitter; the slight bias of the modulus does not matter there).
    pub fn up_to(&self, limit: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % (limit + 1)
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
