use saphyr::{LoadableYamlNode, ScalarOwned, YamlOwned};
use serde_json::{Map, Value, json};

use super::TemplateError;

/// The functions that the local system can evaluate; the rest of CloudFormation's is refused.
const SHORT_FORMS: [(&str, &str); 3] = [("Ref", "Ref"), ("GetAtt", "Fn::GetAtt"), ("Sub", "Fn::Sub")];

/// Reads YAML into JSON, with `!Ref x` written out as `{"Ref": "x"}` and so on.
pub(super) fn load(text: &str) -> Result<Value, TemplateError> {
    let documents = YamlOwned::load_from_str(text).map_err(|error| TemplateError::new("", error.to_string()))?;
    match documents.as_slice() {
        [document] => convert(document, ""),
        _ => Err(TemplateError::new("", "holds more or less than one document")),
    }
}

fn convert(yaml: &YamlOwned, path: &str) -> Result<Value, TemplateError> {
    match yaml {
        YamlOwned::Value(scalar) => Ok(convert_scalar(scalar)),
        YamlOwned::Sequence(items) => {
            let items = items.iter().enumerate().map(|(index, item)| convert(item, &format!("{path}[{index}]")));
            items.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        YamlOwned::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let Some(key) = key.as_str() else {
                    return Err(TemplateError::new(path, "has a key that is not a string"));
                };
                map.insert(key.to_owned(), convert(value, &join(path, key))?);
            }
            Ok(Value::Object(map))
        }
        YamlOwned::Tagged(tag, inner) => {
            let name = tag.suffix.trim_start_matches('!');
            let Some((_, long)) = SHORT_FORMS.iter().find(|(short, _)| *short == name) else {
                return Err(TemplateError::new(path, format!("!{name} is not supported")));
            };
            Ok(json!({ *long: convert(inner, path)? }))
        }
        YamlOwned::Representation(text, ..) => Ok(Value::String(text.clone())),
        YamlOwned::Alias(_) => Err(TemplateError::new(path, "aliases are not supported")),
        YamlOwned::BadValue => Err(TemplateError::new(path, "is not valid YAML")),
    }
}

fn convert_scalar(scalar: &ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(flag) => json!(flag),
        ScalarOwned::Integer(number) => json!(number),
        ScalarOwned::FloatingPoint(number) => json!(number.into_inner()),
        ScalarOwned::String(text) => json!(text),
    }
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
