use std::sync::Arc;

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// A function's source of randomness; a test may use a seeded one.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// The operating system's generator.
    #[allow(clippy::expect_used, reason = "without an entropy source nothing may be sold")]
    pub fn system() -> Self {
        Self::new(|bytes| getrandom::fill(bytes).expect("the operating system provides randomness"))
    }

    /// A generator controlled by the caller.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// `N` random bytes in hexadecimal digits.
    pub fn hex<const N: usize>(&self) -> String {
        hex(&self.bytes::<N>())
    }

    /// A random number of at most `limit` (for jitter; the slight bias of the modulus does not matter there).
    pub fn up_to(&self, limit: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % (limit + 1)
    }
}

/// Two lower-case hexadecimal digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
