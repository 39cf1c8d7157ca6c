//! Event patterns, as EventBridge's rules and Lambda's event filters write them.

use serde_json::Value;

/// A condition on a JSON event. Fields are joined by "and", the values of one field by "or".
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern(Vec<(String, Field)>);

#[derive(Debug, Clone, PartialEq)]
enum Field {
    Inside(Pattern),
    AnyOf(Vec<Test>),
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    Equal(Value),
    Prefix(String),
    Suffix(String),
    AnythingBut(Vec<Value>),
    Exists(bool),
}

impl Pattern {
    /// Parses a pattern. Fails if it uses an unknown comparison, which the error names.
    pub fn parse(value: &Value) -> Result<Self, String> {
        let map = value.as_object().ok_or_else(|| format!("the pattern {value} is not an object"))?;
        let field = |(name, value): (&String, &Value)| match value {
            Value::Array(tests) => {
                let tests = tests.iter().map(Test::parse).collect::<Result<_, _>>()?;
                Ok((name.clone(), Field::AnyOf(tests)))
            }
            other => Ok((name.clone(), Field::Inside(Self::parse(other)?))),
        };
        map.iter().map(field).collect::<Result<_, String>>().map(Self)
    }

    /// Whether an event satisfies every field.
    pub fn matches(&self, event: &Value) -> bool {
        self.0.iter().all(|(name, field)| match (field, event.get(name)) {
            (Field::Inside(pattern), Some(inner)) => pattern.matches(inner),
            (Field::Inside(_), None) => false,
            (Field::AnyOf(tests), found) => tests.iter().any(|test| test.accepts_field(found)),
        })
    }
}

impl Test {
    fn parse(value: &Value) -> Result<Self, String> {
        let Some(map) = value.as_object() else { return Ok(Self::Equal(value.clone())) };
        match map.iter().next() {
            Some((key, Value::String(text))) if key == "prefix" => Ok(Self::Prefix(text.clone())),
            Some((key, Value::String(text))) if key == "suffix" => Ok(Self::Suffix(text.clone())),
            Some((key, Value::Bool(flag))) if key == "exists" => Ok(Self::Exists(*flag)),
            Some((key, Value::Array(values))) if key == "anything-but" => Ok(Self::AnythingBut(values.clone())),
            Some((key, value @ Value::String(_))) if key == "anything-but" => {
                Ok(Self::AnythingBut(vec![value.clone()]))
            }
            _ => Err(format!("the comparison {value} is not supported")),
        }
    }

    /// As in EventBridge, a list matches if one of its values does.
    fn accepts_field(&self, found: Option<&Value>) -> bool {
        match (self, found) {
            (Self::Exists(wanted), found) => found.is_some() == *wanted,
            (_, None) => false,
            (_, Some(Value::Array(values))) => values.iter().any(|value| self.accepts(value)),
            (_, Some(value)) => self.accepts(value),
        }
    }

    fn accepts(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Equal(wanted) => wanted == value,
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Suffix(suffix) => text.is_some_and(|text| text.ends_with(suffix)),
            Self::AnythingBut(values) => !values.contains(value),
            Self::Exists(wanted) => *wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Pattern;

    fn matches(pattern: serde_json::Value, event: serde_json::Value) -> bool {
        Pattern::parse(&pattern).unwrap().matches(&event)
    }

    #[test]
    fn fields_all_match_one_value_each() {
        let pattern =
            json!({"source": ["magnetiq.booking"], "detail-type": ["booking.confirmed", "booking.cancelled"]});
        assert!(matches(pattern.clone(), json!({"source": "magnetiq.booking", "detail-type": "booking.cancelled"})));
        assert!(!matches(pattern.clone(), json!({"source": "magnetiq.booking", "detail-type": "booking.completed"})));
        assert!(!matches(pattern.clone(), json!({"source": "else", "detail-type": "booking.cancelled"})));
        assert!(!matches(pattern, json!({"source": "magnetiq.booking"})));
    }

    #[test]
    fn a_prefix_is_looked_for_at_any_depth() {
        let pattern = json!({"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "EVENT#"}]}}}});
        let event = |name: &str, sk: &str| json!({"eventName": name, "dynamodb": {"Keys": {"sk": {"S": sk}}}});
        assert!(matches(pattern.clone(), event("INSERT", "EVENT#000001")));
        assert!(!matches(pattern.clone(), event("INSERT", "BOOKING")));
        assert!(!matches(pattern, event("MODIFY", "EVENT#000001")));
    }

    #[test]
    fn exists_suffix_and_anything_but() {
        assert!(matches(json!({"a": [{"exists": false}]}), json!({})));
        assert!(!matches(json!({"a": [{"exists": false}]}), json!({"a": 1})));
        assert!(matches(json!({"a": [{"suffix": ".de"}]}), json!({"a": ["x.com", "x.de"]})));
        assert!(!matches(json!({"a": [{"anything-but": "x"}]}), json!({"a": "x"})));
    }

    #[test]
    fn an_unknown_comparison_is_refused_by_name() {
        let error = Pattern::parse(&json!({"a": [{"numeric": [">", 1]}]})).unwrap_err();
        assert!(error.contains("numeric"), "{error}");
    }
}
