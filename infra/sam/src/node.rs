use serde_json::Value;

use super::{
    TemplateError,
    scope::{Scope, plain},
    yaml::join,
};

/// A place in the template: its value, its path for messages, and the scope of its names.
#[derive(Clone)]
pub(super) struct Node<'a> {
    value: &'a Value,
    path: String,
    scope: &'a Scope,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value, scope: &'a Scope) -> Self {
        Self { value, path: String::new(), scope }
    }

    pub(super) fn refuse<T>(&self, message: impl Into<String>) -> Result<T, TemplateError> {
        Err(TemplateError::new(&self.path, message))
    }

    /// Refuses every key that is not listed: a silently ignored setting would be a difference between this machine and
    /// the deployment.
    pub(super) fn only(&self, keys: &[&str]) -> Result<(), TemplateError> {
        match self.entries()?.into_iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            Some((_, node)) => node.refuse("is not supported by the local system"),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self { value, path: join(&self.path, key), scope: self.scope })
    }

    pub(super) fn required(&self, key: &str) -> Result<Self, TemplateError> {
        self.get(key).ok_or_else(|| TemplateError::new(join(&self.path, key), "is missing"))
    }

    /// The name of a table, by its logical id.
    pub(super) fn table_name(&self, id: &str) -> String {
        self.scope.table_name(id)
    }

    /// The value of a parameter, if there is one of this name.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.scope.parameter(name).map(plain)
    }

    pub(super) fn entries(&self) -> Result<Vec<(String, Self)>, TemplateError> {
        let Some(map) = self.value.as_object() else { return self.refuse("is not a mapping") };
        let entry = |(key, value)| (String::clone(key), Self { value, path: join(&self.path, key), scope: self.scope });
        Ok(map.iter().map(entry).collect())
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, TemplateError> {
        let Some(items) = self.value.as_array() else { return self.refuse("is not a list") };
        let item = |(index, value)| Self { value, path: format!("{}[{index}]", self.path), scope: self.scope };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The value with `Ref`, `GetAtt` and `Sub` evaluated, all the way down.
    pub(super) fn resolved(&self) -> Result<Value, TemplateError> {
        if let Some(items) = self.value.as_array() {
            let _ = items;
            return self.items()?.iter().map(Node::resolved).collect();
        }
        if !self.value.is_object() {
            return Ok(self.value.clone());
        }
        let entries = self.entries()?;
        if let [(key, argument)] = entries.as_slice() {
            match key.as_str() {
                "Ref" => return self.scope.reference(&argument.literal()?, &self.path),
                "Fn::Sub" => return self.scope.substitute(&argument.literal()?, &self.path).map(Value::from),
                "Fn::GetAtt" => {
                    let (id, attribute) = argument.attribute()?;
                    return self.scope.attribute(&id, &attribute, &self.path).map(Value::from);
                }
                "Condition" => return self.refuse("Condition is not supported"),
                other if other.starts_with("Fn::") => return self.refuse(format!("{other} is not supported")),
                _ => {}
            }
        }
        let pairs = entries.into_iter().map(|(key, node)| Ok((key, node.resolved()?)));
        pairs.collect::<Result<serde_json::Map<_, _>, _>>().map(Value::Object)
    }

    /// A string, after evaluation; numbers and flags as CloudFormation would write them.
    pub(super) fn text(&self) -> Result<String, TemplateError> {
        match self.resolved()? {
            value @ (Value::String(_) | Value::Number(_) | Value::Bool(_)) => Ok(plain(&value)),
            _ => self.refuse("is not a string"),
        }
    }

    pub(super) fn number(&self) -> Result<u64, TemplateError> {
        let value = self.resolved()?;
        value.as_u64().map_or_else(|| self.refuse("is not a whole number"), Ok)
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, TemplateError> {
        match self.resolved()? {
            Value::Array(items) => Ok(items.iter().map(plain).collect()),
            _ => self.refuse("is not a list"),
        }
    }

    /// A value that policies write either as one string or as a list of them.
    pub(super) fn one_or_more(&self) -> Result<Vec<String>, TemplateError> {
        match self.resolved()? {
            Value::Array(_) => self.texts(),
            _ => Ok(vec![self.text()?]),
        }
    }

    /// The logical id in a `Ref` or `GetAtt`, by which one resource refers to another.
    pub(super) fn target(&self) -> Result<String, TemplateError> {
        if let Some(argument) = self.get("Ref") {
            return argument.literal();
        }
        match self.get("Fn::GetAtt") {
            Some(argument) => argument.attribute().map(|(id, _)| id),
            None => self.refuse("does not name a resource of this template"),
        }
    }

    fn literal(&self) -> Result<String, TemplateError> {
        self.value.as_str().map_or_else(|| self.refuse("is not a plain string"), |text| Ok(text.to_owned()))
    }

    fn attribute(&self) -> Result<(String, String), TemplateError> {
        let pair = match self.value {
            Value::String(text) => text.split_once('.').map(|(id, name)| (id.to_owned(), name.to_owned())),
            Value::Array(items) => match items.as_slice() {
                [Value::String(id), Value::String(name)] => Some((id.clone(), name.clone())),
                _ => None,
            },
            _ => None,
        };
        pair.map_or_else(|| self.refuse("is not Resource.Attribute"), Ok)
    }
}
