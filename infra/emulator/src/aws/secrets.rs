use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use platform::Random;
use sam::{Secret, System};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Aws;
use crate::{answer::Answer, call::Call, files::write_private};

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The file of secrets can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file system refused.
    #[error("the file of secrets")]
    Io(#[from] io::Error),
    /// The file is malformed.
    #[error("the file of secrets is not JSON")]
    Malformed(#[from] serde_json::Error),
}

/// The secrets of the template, made on first start and kept in a file that only its owner reads.
pub struct Secrets {
    file: PathBuf,
    /// By ARN, which functions ask by.
    values: Mutex<BTreeMap<String, String>>,
}

impl Secrets {
    /// Reads the file, and creates the template's secrets that are missing in it. `fillings` are values that an
    /// operator would write into a secret after a deployment: name, member and value. They fill empty members and are
    /// not stored, because this system may have another address next time.
    ///
    /// # Errors
    /// Fails if the file can't be read or written.
    pub fn open(path: &Path, system: &System, fillings: &[(&str, &str, String)]) -> Result<Self, SecretsError> {
        let mut stored: BTreeMap<String, String> = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error.into()),
        };
        let missing = system.secrets.iter().filter(|(name, _)| !stored.contains_key(*name));
        let made: Vec<(String, String)> = missing.map(|(name, secret)| (name.clone(), make(secret))).collect();
        if !made.is_empty() {
            stored.extend(made);
            write_private(path, &serde_json::to_vec_pretty(&stored)?)?;
        }
        let known = system.secrets.iter();
        let values = known.filter_map(|(name, secret)| {
            let fillings = fillings.iter().filter(|(of, ..)| of == name);
            Some((
                secret.arn.clone(),
                fillings.fold(stored.get(name)?.clone(), |value, (_, member, text)| filled(value, member, text)),
            ))
        });
        Ok(Self { file: path.to_owned(), values: Mutex::new(values.collect()) })
    }

    fn get(&self, arn: &str) -> Option<String> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).get(arn).cloned()
    }

    /// Replaces a value, in the file, too.
    fn put(&self, arn: &str, name: &str, value: &str) -> Result<(), SecretsError> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stored: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&self.file)?)?;
        stored.insert(name.to_owned(), value.to_owned());
        write_private(&self.file, &serde_json::to_vec_pretty(&stored)?)?;
        values.insert(arn.to_owned(), value.to_owned());
        Ok(())
    }
}

/// A secret with this member, if the member is there and empty.
fn filled(secret: String, member: &str, text: &str) -> String {
    match serde_json::from_str::<Value>(&secret) {
        Ok(mut value) if value[member] == "" => {
            value[member] = text.into();
            value.to_string()
        }
        _ => secret,
    }
}

fn make(secret: &Secret) -> String {
    let random = Random::system();
    let letter = |_| char::from(LETTERS[random.up_to(LETTERS.len() as u64 - 1) as usize]);
    let password: String = (0..secret.length).map(letter).collect();
    let mut value = secret.template.clone();
    value.insert(secret.key.clone(), Value::from(password));
    Value::Object(value).to_string()
}

/// Finds a secret by its ARN or its name.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretRequest {
    secret_id: String,
    secret_string: Option<String>,
}

impl Aws {
    pub(super) fn perform_on_secret(&self, call: &Call<'_>) -> Answer {
        let Ok(request) = serde_json::from_slice::<SecretRequest>(call.body) else {
            return Answer::refusal("InvalidParameterException", "SecretId is required");
        };
        let is_meant = |name: &str, arn: &str| [name, arn].contains(&request.secret_id.as_str());
        let found = self.system.secrets.iter().find(|(name, secret)| is_meant(name, &secret.arn));
        let Some((name, arn)) = found.map(|(name, secret)| (name, &secret.arn)) else {
            return Answer::refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        };
        match (call.operation, request.secret_string) {
            ("GetSecretValue", _) => {
                Answer::ok(&json!({ "ARN": arn, "Name": name, "SecretString": self.secrets.get(arn) }))
            }
            // As an operator rotates a key by hand.
            ("PutSecretValue", Some(value)) => match self.secrets.put(arn, name, &value) {
                Ok(()) => Answer::ok(&json!({ "ARN": arn, "Name": name })),
                Err(error) => Answer::refusal("InternalServiceError", &error.to_string()),
            },
            _ => Answer::unknown(call.operation),
        }
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}
