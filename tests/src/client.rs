//! A client of the HTTP API.

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::{contract, world};

/// Concurrent requests on a DynamoDB that isn't the embedded one: each waits for the others there, and a function has
/// ten seconds.
const AT_ONCE_ELSEWHERE: usize = 16;

/// Speaks HTTP with one system.
#[derive(Clone)]
pub struct ApiClient {
    http: reqwest::Client,
    url: String,
    at_once: Arc<Semaphore>,
}

/// A parsed answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text))
    }

    /// The body as JSON, if the status is the expected one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }

    /// The problem's code, if the status is the expected one.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        problem["code"].as_str().unwrap().to_owned()
    }

    /// Every invalid field with its code, of a 422.
    #[track_caller]
    pub fn faults(&self) -> Vec<(String, String)> {
        let problem = self.expect(422);
        let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
        problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (text(fault, "pointer"), text(fault, "code")))
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl ApiClient {
    pub fn new(url: &str) -> Self {
        let at_once = if world::elsewhere().is_some() { AT_ONCE_ELSEWHERE } else { Semaphore::MAX_PERMITS };
        // The answer of an address itself is checked, not that of the page behind it.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, url: url.to_owned(), at_once: Arc::new(Semaphore::new(at_once)) }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    /// As [`ApiClient::send`], for systems that may be killed meanwhile. Every answer under `/v1` must match the contract.
    pub async fn try_send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let _permit = self.at_once.acquire().await;
        let request = request.build()?;
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = self.http.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = Answer { status, headers, text: response.text().await? };
        let faults = contract::faults(&method, &path, &answer);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(answer)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn get_as(&self, path: &str, token: &str) -> Answer {
        self.send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn post_as(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).bearer_auth(token).json(body)).await
    }

    pub async fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    pub async fn book(&self, consultant: &str, start: &str, duration: u32, email: &str) -> Answer {
        self.post("/v1/bookings", &booking_body(consultant, start, duration, email)).await
    }

    /// Moves a booking; takes the answer that created it.
    pub async fn move_to(&self, made: &Value, body: &Value) -> Answer {
        let reference = made["booking"]["reference"].as_str().unwrap();
        let token = made["manageToken"].as_str().unwrap();
        self.post_as(&format!("/v1/bookings/{reference}/reschedule"), token, body).await
    }

    /// Cancels a booking; takes the answer that created it.
    pub async fn cancel(&self, made: &Value) -> Answer {
        let reference = made["booking"]["reference"].as_str().unwrap();
        let token = made["manageToken"].as_str().unwrap();
        self.post_as(&format!("/v1/bookings/{reference}/cancel"), token, &json!({})).await
    }

    /// The consultant records a meeting's outcome, through a link of the mail that asked.
    pub async fn mark(&self, link: &str, outcome: &str) -> Answer {
        let carried = crate::carried(link);
        self.post_as(
            &format!("/v1/attendance/{}", carried["reference"]),
            &carried["token"],
            &json!({"outcome": outcome}),
        )
        .await
    }

    /// A console user acts on a booking: `complete`, `no-show`, `resend`; without a body if it is null.
    pub async fn act(&self, reference: &str, action: &str, token: &str, body: &Value) -> Answer {
        let request =
            self.request(Method::POST, &format!("/v1/admin/bookings/{reference}/{action}")).bearer_auth(token);
        self.send(if body.is_null() { request } else { request.json(body) }).await
    }

    /// The client rates the meeting; takes a link that carries their token.
    pub async fn rate(&self, link: &str, body: &Value) -> Answer {
        let carried = crate::carried(link);
        self.post_as(&format!("/v1/bookings/{}/feedback", carried["reference"]), &carried["token"], body).await
    }

    /// Rating, number of ratings and of completed meetings, as the public sees them of a consultant.
    pub async fn numbers_of(&self, consultant: &str) -> Value {
        let listed = self.get("/v1/consultants").await.expect(200);
        let found = listed["consultants"].as_array().unwrap().iter().find(|it| it["id"] == consultant).unwrap();
        json!([found["rating"], found["reviewCount"], found["completedBookings"]])
    }

    /// The available starts, in order.
    pub async fn starts(&self, query: &str) -> Vec<String> {
        let answer = self.get(&format!("/v1/availability?{query}")).await.expect(200);
        let days = answer["days"].as_array().unwrap();
        let slots = days.iter().flat_map(|day| day["slots"].as_array().unwrap());
        slots.map(|slot| slot["start"].as_str().unwrap().to_owned()).collect()
    }
}

/// The reference of a booking, from the answer that created it.
pub fn reference_of(made: &Value) -> String {
    made["booking"]["reference"].as_str().unwrap().to_owned()
}

/// The body of an ordinary booking.
pub fn booking_body(consultant: &str, start: &str, duration: u32, email: &str) -> Value {
    json!({
        "consultantId": consultant, "start": start, "duration": duration, "timezone": "Europe/Berlin",
        "meetingType": "video",
        "client": {"firstName": "Ada", "lastName": "Lovelace", "email": email},
        "consent": {"terms": true, "privacy": true}
    })
}
