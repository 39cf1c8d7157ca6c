use std::collections::BTreeMap;

use serde_json::Value;

use super::{TemplateError, yaml::join};

/// The account of all emulated resources.
pub const ACCOUNT: &str = "000000000000";
/// The region of all emulated resources.
pub const REGION: &str = "eu-central-1";
const STACK: &str = "local";

/// The names and addresses of a deployment that depend on where it runs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The issuer of the user pool's tokens.
    pub issuer_url: &'a str,
    /// The suffix of table names, after the logical ids, where several systems share an engine; else empty.
    pub table_suffix: &'a str,
}

/// The names that `Ref`, `GetAtt` and `Sub` can use.
pub(super) struct Scope {
    parameters: BTreeMap<String, Value>,
    /// Type by logical id.
    resources: BTreeMap<String, String>,
    /// The issuer of the user pool's tokens.
    issuer_url: String,
    /// The suffix of table names, after the logical ids.
    table_suffix: String,
}

impl Scope {
    pub(super) fn new(document: &Value, overrides: &[(&str, &str)], place: Place<'_>) -> Result<Self, TemplateError> {
        let mut parameters = BTreeMap::new();
        for (name, definition) in document["Parameters"].as_object().into_iter().flatten() {
            let given = overrides.iter().find(|(key, _)| key == name).map(|(_, value)| Value::from(*value));
            let path = join("Parameters", name);
            let value = given.or_else(|| definition.get("Default").cloned());
            let value = value.ok_or_else(|| TemplateError::new(&path, "has no default"))?;
            parameters.insert(name.clone(), typed(value, &definition["Type"], &path)?);
        }
        for (name, _) in overrides {
            if !parameters.contains_key(*name) {
                return Err(TemplateError::new(join("Parameters", name), "is overridden here and is not there"));
            }
        }
        let resources = document["Resources"].as_object().into_iter().flatten();
        let resources = resources.map(|(id, it)| (id.clone(), it["Type"].as_str().unwrap_or_default().to_owned()));
        let Place { issuer_url, table_suffix } = place;
        Ok(Self {
            parameters,
            resources: resources.collect(),
            issuer_url: issuer_url.to_owned(),
            table_suffix: table_suffix.to_owned(),
        })
    }

    /// The name of a table, by its logical id.
    pub(super) fn table_name(&self, id: &str) -> String {
        format!("{id}{}", self.table_suffix)
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&Value> {
        self.parameters.get(name)
    }

    /// The value of `Ref` for a name.
    pub(super) fn reference(&self, name: &str, path: &str) -> Result<Value, TemplateError> {
        if let Some(value) = self.parameters.get(name) {
            return Ok(value.clone());
        }
        let pseudo = match name {
            "AWS::Region" => Some(REGION),
            "AWS::AccountId" => Some(ACCOUNT),
            "AWS::Partition" => Some("aws"),
            "AWS::StackName" => Some(STACK),
            _ => None,
        };
        if let Some(value) = pseudo {
            return Ok(value.into());
        }
        let Some(kind) = self.resources.get(name) else {
            return Err(TemplateError::new(path, format!("names {name}, which is not there")));
        };
        Ok(match kind.as_str() {
            "AWS::SQS::Queue" => format!("http://sqs.{REGION}.localhost/{ACCOUNT}/{name}"),
            "AWS::SecretsManager::Secret" | "AWS::SNS::Topic" => arn(kind, name),
            "AWS::DynamoDB::Table" => self.table_name(name),
            _ => name.to_owned(),
        }
        .into())
    }

    /// The value of `GetAtt` for a resource and an attribute.
    pub(super) fn attribute(&self, name: &str, attribute: &str, path: &str) -> Result<String, TemplateError> {
        let Some(kind) = self.resources.get(name) else {
            return Err(TemplateError::new(path, format!("names {name}, which is not there")));
        };
        match (attribute, kind.as_str()) {
            ("Arn", "AWS::DynamoDB::Table") => Ok(arn(kind, &self.table_name(name))),
            ("Arn", _) => Ok(arn(kind, name)),
            ("StreamArn", "AWS::DynamoDB::Table") => Ok(format!("{}/stream/local", arn(kind, &self.table_name(name)))),
            ("TopicArn", "AWS::SNS::Topic") => Ok(arn(kind, name)),
            ("TopicName", "AWS::SNS::Topic") | ("QueueName", "AWS::SQS::Queue") => Ok(name.to_owned()),
            ("ProviderURL", "AWS::Cognito::UserPool") => Ok(self.issuer_url.clone()),
            ("ApiEndpoint", _) => Ok(format!("http://{name}.localhost")),
            _ => Err(TemplateError::new(path, format!("attribute {attribute} of {name} is not supported"))),
        }
    }

    /// Replaces `${Name}` and `${Name.Attribute}`; `${!x}` stays as `${x}`.
    pub(super) fn substitute(&self, text: &str, path: &str) -> Result<String, TemplateError> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            out.push_str(&rest[..start]);
            let inner = &rest[start + 2..];
            let end = inner.find('}').ok_or_else(|| TemplateError::new(path, "has a ${ that is not closed"))?;
            let name = &inner[..end];
            match (name.strip_prefix('!'), name.split_once('.')) {
                (Some(literal), _) => out.push_str(&format!("${{{literal}}}")),
                (None, Some((id, attribute))) => out.push_str(&self.attribute(id, attribute, path)?),
                (None, None) => out.push_str(&plain(&self.reference(name, path)?)),
            }
            rest = &inner[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// A scalar as CloudFormation would write it into a string.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn typed(value: Value, kind: &Value, path: &str) -> Result<Value, TemplateError> {
    match kind.as_str() {
        Some("String") => Ok(plain(&value).into()),
        Some("Number") => {
            let number = plain(&value).parse::<i64>();
            number.map(Value::from).map_err(|_| TemplateError::new(path, "is not a whole number"))
        }
        Some("CommaDelimitedList") => {
            Ok(plain(&value).split(',').map(|item| Value::from(item.trim())).collect::<Vec<_>>().into())
        }
        _ => Err(TemplateError::new(path, format!("type {kind} is not supported"))),
    }
}

fn arn(kind: &str, name: &str) -> String {
    match kind {
        "AWS::DynamoDB::Table" => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"),
        "AWS::SQS::Queue" => format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"),
        "AWS::SNS::Topic" => format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}"),
        "AWS::Events::EventBus" => format!("arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{name}"),
        "AWS::Events::Rule" => format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"),
        "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        "AWS::Scheduler::ScheduleGroup" => format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{name}"),
        "AWS::SecretsManager::Secret" => format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}"),
        _ => format!("arn:aws:local:{REGION}:{ACCOUNT}:{name}"),
    }
}

/// The value of `Ref` for a topic.
pub(super) fn topic_arn(name: &str) -> String {
    arn("AWS::SNS::Topic", name)
}

/// The value of `GetAtt` for a queue's ARN.
pub(super) fn queue_arn(name: &str) -> String {
    arn("AWS::SQS::Queue", name)
}

/// The value of `GetAtt` for a role's ARN.
pub(super) fn role_arn(name: &str) -> String {
    arn("AWS::IAM::Role", name)
}

/// The value of `Ref` for a secret.
pub(super) fn secret_arn(name: &str) -> String {
    arn("AWS::SecretsManager::Secret", name)
}
