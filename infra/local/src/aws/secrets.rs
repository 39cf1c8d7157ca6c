use std::{collections::BTreeMap, fs, io, path::Path};

use platform::Random;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Aws, Call};
use crate::{
    folder::write_private,
    template::{Secret, System},
};

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
    /// Reads the file, and makes what the template has and the file does not. `fillings` are what a
    /// person would write into a secret after a deployment: name, member and value. They fill members
    /// that are empty and are not stored, because this system may be reached elsewhere next time.
    ///
    /// # Errors
    /// If the file can't be read or written.
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
        Ok(Self { values: values.collect() })
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
