use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use platform::Random;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Aws, Call};
use crate::template::{Secret, System};

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The file of secrets can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file system refused.
    #[error("the file of secrets")]
    Io(#[from] io::Error),
    /// The file is not what was written.
    #[error("the file of secrets is not JSON")]
    Malformed(#[from] serde_json::Error),
}

/// The secrets of the template, made on first start and kept in a file that only its owner reads.
pub struct Secrets {
    /// By ARN, which is what functions ask by.
    values: BTreeMap<String, String>,
}

impl Secrets {
    /// Reads the file, and makes what the template has and the file does not.
    ///
    /// # Errors
    /// If the file can't be read or written.
    pub fn open(path: &Path, system: &System) -> Result<Self, SecretsError> {
        let mut stored: BTreeMap<String, String> = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error.into()),
        };
        let missing = system.secrets.iter().filter(|(name, _)| !stored.contains_key(*name));
        let made: Vec<(String, String)> = missing.map(|(name, secret)| (name.clone(), make(secret))).collect();
        if !made.is_empty() {
            stored.extend(made);
            save(path, &serde_json::to_vec_pretty(&stored)?)?;
        }
        let known = system.secrets.iter();
        let values = known.filter_map(|(name, secret)| Some((secret.arn.clone(), stored.get(name)?.clone())));
        Ok(Self { values: values.collect() })
    }
}

/// Written beside and renamed, so that a file that is there is whole.
fn save(path: &Path, bytes: &[u8]) -> Result<(), SecretsError> {
    let beside = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    Ok(())
}

fn make(secret: &Secret) -> String {
    let random = Random::system();
    let letter = |_| char::from(LETTERS[random.up_to(LETTERS.len() as u64 - 1) as usize]);
    let password: String = (0..secret.length).map(letter).collect();
    let mut value = secret.template.clone();
    value.insert(secret.key.clone(), Value::from(password));
    Value::Object(value).to_string()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValue {
    secret_id: String,
}

impl Aws {
    pub(super) fn perform_on_secret(&self, call: &Call<'_>) -> Answer {
        if call.operation != "GetSecretValue" {
            return Answer::unknown(call.operation);
        }
        let Ok(request) = serde_json::from_slice::<GetSecretValue>(call.body) else {
            return Answer::refusal("InvalidParameterException", "SecretId is required");
        };
        match self.secrets.values.get(&request.secret_id) {
            Some(value) => {
                let name = request.secret_id.rsplit(':').next();
                Answer::ok(&json!({ "ARN": request.secret_id, "Name": name, "SecretString": value }))
            }
            None => Answer::refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
        }
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}
