use std::collections::HashMap;

use lambda_http::http::Method;
use sam::{Guard, Route};

/// The template's routes, most specific first.
pub struct Routes {
    routes: Vec<Compiled>,
    default: Option<(String, Option<Guard>)>,
}

struct Compiled {
    key: String,
    method: String,
    segments: Vec<Segment>,
    function: String,
    guard: Option<Guard>,
}

/// In API Gateway's order of preference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter(String),
    Rest(String),
}

/// The route of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteMatch<'a> {
    /// The key in API Gateway's form.
    pub key: &'a str,
    /// The logical id of the function that answers.
    pub function: &'a str,
    /// The authorizer; `None` for a public route.
    pub guard: Option<&'a Guard>,
    /// Values of the path's parameters, percent-decoded.
    pub parameters: HashMap<String, String>,
}

impl Routes {
    /// Builds the routes of a template.
    pub fn new(routes: &[Route]) -> Self {
        let mut compiled: Vec<Compiled> = routes.iter().filter_map(compile).collect();
        compiled
            .sort_by(|a, b| a.segments.cmp(&b.segments).then_with(|| (a.method == "ANY").cmp(&(b.method == "ANY"))));
        let default =
            routes.iter().find(|route| route.on.is_none()).map(|route| (route.function.clone(), route.guard.clone()));
        Self { routes: compiled, default }
    }

    /// Finds the most specific route of a request.
    pub fn find(&self, method: &Method, path: &str) -> Option<RouteMatch<'_>> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        self.routes.iter().find_map(|route| {
            let by_method = route.method == "ANY" || route.method == method.as_str();
            let parameters = by_method.then(|| matched(&route.segments, &parts)).flatten()?;
            Some(RouteMatch { key: &route.key, function: &route.function, guard: route.guard.as_ref(), parameters })
        })
    }

    /// The route of everything else.
    pub fn default(&self) -> Option<RouteMatch<'_>> {
        let (function, guard) = self.default.as_ref()?;
        Some(RouteMatch { key: "$default", function, guard: guard.as_ref(), parameters: HashMap::new() })
    }
}

fn compile(route: &Route) -> Option<Compiled> {
    let (method, path) = route.on.as_ref()?;
    let segments = path.trim_start_matches('/').split('/').map(|part| {
        match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => Segment::Literal(part.to_owned()),
            Some(name) => match name.strip_suffix('+') {
                Some(name) => Segment::Rest(name.to_owned()),
                None => Segment::Parameter(name.to_owned()),
            },
        }
    });
    let segments = segments.collect();
    let (function, guard) = (route.function.clone(), route.guard.clone());
    Some(Compiled { key: route.key(), method: method.clone(), segments, function, guard })
}

fn matched(segments: &[Segment], parts: &[&str]) -> Option<HashMap<String, String>> {
    let mut parameters = HashMap::new();
    let mut rest = parts;
    for segment in segments {
        let (part, tail) = rest.split_first()?;
        match segment {
            Segment::Literal(literal) if literal == part => {}
            Segment::Literal(_) => return None,
            Segment::Parameter(_) if part.is_empty() => return None,
            Segment::Parameter(name) => {
                parameters.insert(name.clone(), percent_decoded(part));
            }
            Segment::Rest(name) => {
                parameters.insert(name.clone(), percent_decoded(&rest.join("/")));
                return Some(parameters);
            }
        }
        rest = tail;
    }
    rest.is_empty().then_some(parameters)
}

/// Decodes `%41` to `A`; anything but two hex digits stays, and invalid UTF-8 becomes the replacement character.
pub(super) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let hex = |index: usize| bytes.get(index).and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        match (byte, hex(index + 1), hex(index + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                index += 3;
            }
            _ => {
                decoded.push(*byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use lambda_http::http::Method;
    use sam::{DEPLOYED, System};

    use super::Routes;

    fn found(method: Method, path: &str) -> (String, Vec<(String, String)>) {
        let routes = Routes::new(&System::parse(DEPLOYED, &[]).unwrap().routes);
        let found = routes.find(&method, path).or_else(|| routes.default()).unwrap();
        let mut parameters: Vec<_> = found.parameters.clone().into_iter().collect();
        parameters.sort();
        (found.key.to_owned(), parameters)
    }

    #[test]
    fn a_literal_goes_before_a_parameter() {
        assert_eq!(found(Method::POST, "/v1/bookings/lookup").0, "POST /v1/bookings/lookup");
        assert_eq!(found(Method::GET, "/v1/bookings/lookup").0, "GET /v1/bookings/{reference}");
        assert_eq!(found(Method::GET, "/v1/availability/check").0, "GET /v1/availability/check");
    }

    #[test]
    fn parameters_are_decoded() {
        let (key, parameters) = found(Method::GET, "/v1/bookings/VLT%2D1%20%C3%A4%zz/invite.ics");
        assert_eq!(key, "GET /v1/bookings/{reference}/invite.ics");
        assert_eq!(parameters, [("reference".to_owned(), "VLT-1 ä%zz".to_owned())]);
    }

    #[test]
    fn unmatched_path_uses_default_route() {
        for path in ["/v1/consultants/", "/v1/bookings//cancel", "/v1", "/v1/nothing", "/"] {
            assert_eq!(found(Method::GET, path).0, "$default", "{path}");
        }
        assert_eq!(found(Method::DELETE, "/v1/bookings/x").0, "$default");
    }
}
