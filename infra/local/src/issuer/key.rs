use std::{fs, io, path::Path};

use aws_lc_rs::{
    digest::{SHA256, digest},
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use emulator::files::write_private;
use serde_json::{Value, json};

/// There is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file system refused.
    #[error("the issuer's key")]
    Io(#[from] io::Error),
    /// The file is malformed.
    #[error("the issuer's key is not an RSA key in PKCS #8")]
    Malformed,
    /// The key could not be created or used.
    #[error("no key could be created or used")]
    NotMade,
}

/// An RSA key, because API Gateway's JWT authorizer knows no other kind.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    id: String,
}

impl SigningKey {
    /// Reads the key, or creates it if the file isn't there.
    pub(super) fn open(file: &Path) -> Result<Self, KeyError> {
        let pkcs8 = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotMade)?;
                let bytes = pair.as_der().map_err(|_| KeyError::NotMade)?.as_ref().to_vec();
                write_private(file, &bytes)?;
                bytes
            }
            Err(error) => return Err(error.into()),
        };
        let pair = RsaKeyPair::from_pkcs8(&pkcs8).map_err(|_| KeyError::Malformed)?;
        let id = URL_SAFE_NO_PAD.encode(&digest(&SHA256, pair.public_key().as_ref()).as_ref()[..12]);
        Ok(Self { pair, id })
    }

    /// A JWS of these claims (RFC 7515, compact).
    pub(super) fn sign(&self, claims: &Value) -> Result<String, KeyError> {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&json!({ "alg": "RS256", "kid": self.id })), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature);
        signed.map_err(|_| KeyError::NotMade)?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The public half (RFC 7517).
    pub(super) fn jwk(&self) -> Value {
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": text(&public.n), "e": text(&public.e) })
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::SigningKey;

    #[test]
    fn key_file_is_kept_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("issuer.key");
        let made = SigningKey::open(&file).unwrap();
        assert_eq!(made.jwk(), SigningKey::open(&file).unwrap().jwk());
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&file, "nonsense").unwrap();
        assert!(SigningKey::open(&file).is_err());
    }
}
