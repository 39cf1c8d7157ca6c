use std::{fmt::Write, sync::Arc};

use axum::{extract::State, response::Response};

use super::{Pages, broken, html, state::queue_states};

/// `GET /_local`: links to all pages.
pub(super) async fn show(State(pages): State<Arc<Pages>>) -> Response {
    let states = match queue_states(&pages) {
        Ok(states) => states,
        Err(error) => return broken(&error),
    };
    let mut content = format!("<p>It is {} here.</p>", html::instant(pages.time.clock().now_millis()));
    content.push_str(
        "<ul><li><a href=\"/v1/consultants\">consultants</a></li>\
         <li><a href=\"/_local/mail\">mailbox</a> (<a href=\"/_local/mail.json\">as JSON</a>)</li>\
         <li><a href=\"/_local/sms\">short messages</a> (<a href=\"/_local/sms.json\">as JSON</a>)</li>\
         <li><a href=\"/_local/chat\">chat</a> (<a href=\"/_local/chat.json\">as JSON</a>)</li>\
         <li><a href=\"/_local/login\">log-in</a> for the admin API</li>\
         <li><a href=\"/_local/jobs\">jobs</a> to come</li>\
         <li><a href=\"/_local/events\">events</a> that crossed the bus</li>\
         <li><a href=\"/_local/queues\">queues</a></li>\
         <li><a href=\"/_local/failures\">records given up</a></li>\
         <li><a href=\"/_local/metrics\">metrics</a></li>\
         <li><a href=\"/_local/clock\">clock</a></li>\
         <li><a href=\"/_local/issuer/.well-known/jwks.json\">keys</a> that tokens are signed with</li>\
         <li><a href=\"/v1/openapi.json\">the API's contract</a></li></ul>",
    );
    content.push_str("<table><tr><th>queue<th>ready<th>in flight<th>retries<th>dead letters<th></tr>");
    for state in &states {
        let name = html::escaped(&state.name);
        let (depth, in_flight, retries, dead) = (state.depth, state.in_flight, state.retries, state.dead_letters);
        let _ = write!(
            content,
            "<tr><td>{name}<td>{depth}<td>{in_flight}<td>{retries}<td>{dead}\
             <td><form method=\"post\" action=\"/_local/queues/{name}/redrive\"><button>redrive</button></form></tr>"
        );
    }
    content.push_str("</table>");
    html::page("Magnetiq Booking, local", &content)
}
