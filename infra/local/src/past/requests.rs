//! The requests of the past, over HTTP as every other.

use chrono::{DateTime, Utc};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::PastError;

/// Whoever marks the meetings.
const DESK: &str = "desk@magnetiq.example";

pub(super) struct Consultant {
    pub id: String,
    /// The length of its shortest meeting, in minutes.
    pub duration: u64,
}

/// A booking of which more is to come.
pub(super) struct Made {
    pub number: usize,
    pub end: DateTime<Utc>,
    reference: String,
    manage_token: String,
}

pub(super) struct Requests {
    client: Client,
    url: String,
}

impl Requests {
    pub(super) fn new(url: &str) -> Self {
        Self { client: Client::new(), url: url.to_owned() }
    }

    pub(super) async fn consultants(&self) -> Result<Vec<Consultant>, PastError> {
        let found = self.get("/v1/consultants").await?;
        let all = found["consultants"].as_array().into_iter().flatten();
        let read = |one: &Value| {
            Some(Consultant { id: one["id"].as_str()?.to_owned(), duration: one["durations"][0].as_u64()? })
        };
        Ok(all.filter_map(read).collect())
    }

    /// The starts of a consultant's free times in the next days.
    pub(super) async fn slots(&self, consultant: &Consultant) -> Result<Vec<String>, PastError> {
        let Consultant { id, duration } = consultant;
        let found = self.get(&format!("/v1/availability?consultantId={id}&duration={duration}")).await?;
        let days = found["days"].as_array().into_iter().flatten();
        let slots = days.flat_map(|day| day["slots"].as_array().into_iter().flatten());
        Ok(slots.filter_map(|slot| slot["start"].as_str()).map(str::to_owned).collect())
    }

    /// Books. `None` if this client may not have one more just now.
    pub(super) async fn book(&self, body: &Value, number: usize) -> Result<Option<Made>, PastError> {
        let Some(made) = tried(self.client.post(format!("{}/v1/bookings", self.url)).json(body)).await? else {
            return Ok(None);
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let end = made["booking"]["end"].as_str().unwrap_or_default();
        let end = end.parse().map_err(|_| PastError::Answer(format!("a booking without an end: {made}")))?;
        let (reference, manage_token) = (text(&made["booking"]["reference"]), text(&made["manageToken"]));
        Ok(Some(Made { number, end, reference, manage_token }))
    }

    /// The client cancels. Returns false if it is too late.
    pub(super) async fn cancel(&self, booking: &Made) -> Result<bool, PastError> {
        self.by_client(booking, "cancel", &json!({"reason": "Something came up"})).await
    }

    /// The client rates.
    pub(super) async fn rate(&self, booking: &Made, rating: u8) -> Result<(), PastError> {
        self.by_client(booking, "feedback", &json!({"rating": rating})).await.map(drop)
    }

    /// The front desk says whether the meeting took place, unless somebody did.
    pub(super) async fn mark(&self, booking: &Made, action: &str) -> Result<(), PastError> {
        let token = self.desk().await?;
        let path = format!("{}/v1/admin/bookings/{}", self.url, booking.reference);
        let found = self.client.get(&path).bearer_auth(&token).send().await?;
        let tag = found.headers().get("etag").cloned();
        let mut request = self.client.post(format!("{path}/{action}")).bearer_auth(&token).json(&json!({}));
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        tried(request).await.map(drop)
    }

    async fn desk(&self) -> Result<String, PastError> {
        let body = json!({"email": DESK, "groups": ["manager"]});
        let answer = sent(self.client.post(format!("{}/_local/login", self.url)).json(&body)).await?;
        Ok(answer["token"].as_str().unwrap_or_default().to_owned())
    }

    /// Returns whether the client may.
    async fn by_client(&self, booking: &Made, action: &str, body: &Value) -> Result<bool, PastError> {
        let url = format!("{}/v1/bookings/{}/{action}", self.url, booking.reference);
        Ok(tried(self.client.post(url).bearer_auth(&booking.manage_token).json(body)).await?.is_some())
    }

    async fn get(&self, path: &str) -> Result<Value, PastError> {
        sent(self.client.get(format!("{}{path}", self.url))).await
    }
}

async fn sent(request: RequestBuilder) -> Result<Value, PastError> {
    read(request.send().await?).await
}

/// As [`sent`]; `None` if the system refuses it, as it may refuse a client.
async fn tried(request: RequestBuilder) -> Result<Option<Value>, PastError> {
    let answer = request.send().await?;
    if answer.status().is_client_error() { Ok(None) } else { read(answer).await.map(Some) }
}

async fn read(answer: Response) -> Result<Value, PastError> {
    let (status, url) = (answer.status(), answer.url().path().to_owned());
    let text = answer.text().await?;
    if !status.is_success() {
        return Err(PastError::Answer(format!("{url} answered {status}: {text}")));
    }
    serde_json::from_str(&text).map_err(|_| PastError::Answer(format!("{url} answered {text}")))
}
