use domain::{
    access::{Capability, Subject},
    audit::AuditKind,
    fault::Faults,
    fields::Fields,
};
use http_api::{Answer, Problem, Staff, json, optional_body};
use lambda_http::{Request, RequestExt, http::StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Deps, queues::Queue};

/// Dead letters of one request, by default and at most: a few seconds' work.
const DEFAULT_MAX: u32 = 100;
const MAX: u32 = 500;

struct RedriveCommand {
    /// `None`: every queue of the integration.
    queue: Option<String>,
    max: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Redriven {
    queues: Vec<RedrivenQueue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RedrivenQueue {
    name: String,
    redriven: u32,
    /// Dead letters are left; ask again.
    more: bool,
}

/// 202 with the number of messages that are handled again. Messages sent meanwhile aren't sent twice.
///
/// # Errors
/// 403 without the right; 404 for an unknown integration or queue; 422 for an invalid body.
pub(crate) async fn redrive(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    staff.may(Capability::Redrive, Subject::Company)?;
    let command = parse(&optional_body(request)?)?;
    let parameters = request.path_parameters();
    let integration = parameters.first("name").unwrap_or_default();
    let wanted = |queue: &&Queue| {
        queue.integration == integration && command.queue.as_ref().is_none_or(|name| *name == queue.name)
    };
    let queues: Vec<&Queue> = deps.queues.all().iter().filter(wanted).collect();
    if queues.is_empty() {
        return Err(Problem::no_integration());
    }
    // Before the messages: an act that fails halfway is still recorded.
    let mut audit = staff.audit(AuditKind::MessagesRedriven, format!("integration:{integration}"));
    audit.after = Map::from_iter([
        ("queues".to_owned(), serde_json::json!(queues.iter().map(|queue| &queue.name).collect::<Vec<_>>())),
        ("max".to_owned(), command.max.into()),
    ]);
    deps.table.audit(&audit).await?;
    let (mut redriven, mut left) = (Vec::new(), command.max);
    for queue in queues {
        let (moved, more) = deps.queues.redrive(queue, left).await?;
        left -= moved;
        redriven.push(RedrivenQueue { name: queue.name.clone(), redriven: moved, more });
    }
    json(StatusCode::ACCEPTED, &Redriven { queues: redriven })
}

fn parse(body: &Map<String, Value>) -> Result<RedriveCommand, Faults> {
    let mut faults = Faults::new();
    let fields = Fields::root(body);
    let queue = fields.text("queue", &mut faults).map(str::to_owned);
    let max = fields.number("max", 1..=MAX, &mut faults).unwrap_or(DEFAULT_MAX);
    faults.or(Some(RedriveCommand { queue, max }))
}
