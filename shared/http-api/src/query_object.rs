//! A query as an object, so that an operation takes the same members in a query and in a body.

use domain::fault::Faults;
use lambda_http::{Request, RequestExt};
use serde_json::{Map, Number, Value};

/// Returns the parameters of a query: repeated ones as lists, and those that `is_number` names as numbers.
pub fn query_object(request: &Request, is_number: impl Fn(&str) -> bool) -> Map<String, Value> {
    let Some(query) = request.query_string_parameters_ref() else { return Map::new() };
    let mut object: Map<String, Value> = Map::new();
    for (name, text) in query.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let number = text.parse::<Number>().ok().filter(|_| is_number(name));
        let value = number.map_or_else(|| Value::from(text), Value::Number);
        match object.get_mut(name) {
            None => {
                object.insert(name.to_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    object
}

/// Faults of such an object, at their parameters.
pub fn at_parameters(faults: Faults) -> Faults {
    let mut moved = Faults::new();
    for fault in faults.into_vec() {
        let name = fault.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        moved.add(format!("?{name}"), fault.rule);
    }
    moved
}
