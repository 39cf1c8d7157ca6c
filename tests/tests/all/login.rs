//! The log-in by authorization code with PKCE, as Cognito's managed login does it.

use reqwest::{Response, redirect::Policy};
use serde_json::{Value, json};
use tests::{World, ordinary};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A browser that follows no redirect, with the log-in's cookie.
struct Browser<'a> {
    world: &'a World,
    http: reqwest::Client,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(world: &'a World) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { world, http, cookie: String::new() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.world.local.url())
    }

    /// The fields of a log-in, with some replaced; one of no value is left out.
    fn fields(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let back = self.url("/console");
        let usual = [
            ("response_type", "code"),
            ("client_id", "ConsoleClient"),
            ("redirect_uri", back.as_str()),
            ("scope", "openid email"),
            ("state", "s 1"),
            ("nonce", "n1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let changed = |name: &str| changes.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
        let mut fields: Vec<_> = usual.iter().map(|(name, value)| (*name, changed(name).unwrap_or(*value))).collect();
        fields.extend(changes.iter().filter(|(name, _)| usual.iter().all(|(it, _)| it != name)));
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    async fn ask(&self, changes: &[(&str, &str)]) -> Response {
        let url = reqwest::Url::parse_with_params(&self.url("/oauth2/authorize"), self.fields(changes)).unwrap();
        self.http.get(url).header("cookie", &self.cookie).send().await.unwrap()
    }

    async fn post(&self, path: &str, fields: &[(String, String)]) -> Response {
        let body = reqwest::Url::parse_with_params("x:", fields).unwrap().query().unwrap_or_default().to_owned();
        let request = self.http.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send().await.unwrap()
    }

    /// Logs in with one click, and returns the code.
    async fn log_in(&mut self, email: &str, group: &str) -> String {
        let mut fields = self.fields(&[]);
        fields.extend([("email", email), ("groups", group)].map(|(name, value)| (name.to_owned(), value.to_owned())));
        let answer = self.post("/oauth2/authorize", &fields).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        let returned = location(&answer);
        assert_eq!(returned["state"], "s 1");
        returned["code"].as_str().unwrap().to_owned()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let client = [("client_id", "ConsoleClient")];
        let fields = client.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let answer = self.post("/oauth2/token", &fields.collect::<Vec<_>>()).await;
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn exchange(&self, code: &str, verifier: &str) -> (u16, Value) {
        let back = self.url("/console");
        let grant = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back.as_str())];
        self.token(&[&grant[..], &[("code_verifier", verifier)]].concat()).await
    }

    async fn renew(&self, token: &Value) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]).await
    }
}

/// The query of a redirect.
fn location(answer: &Response) -> Value {
    assert_eq!(answer.status(), 303);
    let url = reqwest::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!(url.path(), "/console");
    url.query_pairs()
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn world() -> World {
    World::with(&[ordinary("anna")]).await
}

#[tokio::test]
async fn code_becomes_tokens_once() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let page = browser.ask(&[]).await.text().await.unwrap();
    for identity in ["admin (admin@", "manager (desk@", "viewer (reader@", "consultant anna ("] {
        assert!(page.contains(identity), "{identity}: {page}");
    }
    let code = browser.log_in("admin@magnetiq.example", "admin").await;
    let (status, tokens) = browser.exchange(&code, VERIFIER).await;
    assert_eq!((status, &tokens["token_type"], &tokens["expires_in"]), (200, &json!("Bearer"), &json!(3600)));
    for name in ["id_token", "access_token"] {
        let me = world.get_as("/v1/admin/me", tokens[name].as_str().unwrap()).await.expect(200);
        assert_eq!(me["roles"], json!(["admin"]), "{name}");
    }
    assert_eq!(browser.exchange(&code, VERIFIER).await, (400, json!({"error": "invalid_grant"})));
    let code = browser.log_in("admin@magnetiq.example", "admin").await;
    assert_eq!(browser.exchange(&code, "another verifier").await.1["error"], "invalid_grant");
    assert_eq!(browser.exchange(&code, VERIFIER).await.1["error"], "invalid_grant", "a code has one try");
    let code = browser.log_in("admin@magnetiq.example", "admin").await;
    world.advance("PT5M1S").await;
    assert_eq!(browser.exchange(&code, VERIFIER).await.1["error"], "invalid_grant", "it is valid for five minutes");
    world.finish().await;
}

#[tokio::test]
async fn session_saves_the_next_login() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    browser.log_in("desk@magnetiq.example", "manager").await;
    let again = location(&browser.ask(&[]).await);
    assert_eq!(browser.exchange(again["code"].as_str().unwrap(), VERIFIER).await.0, 200);
    assert_eq!(browser.ask(&[("prompt", "login")]).await.status(), 200, "asked for, the page is shown");
    let back = browser.url("/console");
    let out = |back: &str| {
        let query = [("client_id", "ConsoleClient"), ("logout_uri", back)];
        let url = reqwest::Url::parse_with_params(&browser.url("/logout"), query).unwrap();
        browser.http.get(url).header("cookie", &browser.cookie).send()
    };
    assert_eq!(out("https://evil.example").await.unwrap().status(), 400);
    assert_eq!(out(&back).await.unwrap().status(), 303);
    assert_eq!(browser.ask(&[]).await.status(), 200, "the session is over");
    world.finish().await;
}

#[tokio::test]
async fn refresh_token_is_replaced() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let code = browser.log_in("desk@magnetiq.example", "manager").await;
    let (_, first) = browser.exchange(&code, VERIFIER).await;
    let (status, second) = browser.renew(&first["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    world.advance("PT29S").await;
    assert_eq!(browser.renew(&first["refresh_token"]).await.0, 200, "the answer may have been lost");
    world.advance("PT2S").await;
    assert_eq!(browser.renew(&first["refresh_token"]).await.1["error"], "invalid_grant");
    let (_, third) = browser.renew(&second["refresh_token"]).await;
    let revoked = [("token".to_owned(), third["refresh_token"].as_str().unwrap().to_owned())];
    assert_eq!(browser.post("/oauth2/revoke", &revoked).await.status(), 200);
    assert_eq!(browser.renew(&third["refresh_token"]).await.1["error"], "invalid_grant");
    // Rights that are taken away end the log-in as well.
    let code = browser.log_in("desk@magnetiq.example", "manager").await;
    let (_, tokens) = browser.exchange(&code, VERIFIER).await;
    let id = crate::accounts::id_of(&world, "desk@magnetiq.example", &["manager"]).await;
    crate::accounts::put(&world, &id, 0, &json!({"roles": ["viewer"]})).await.expect(200);
    assert_eq!(browser.renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    world.finish().await;
}

#[tokio::test]
async fn faulty_requests_return_errors() {
    let world = world().await;
    let browser = Browser::new(&world);
    for change in [("redirect_uri", "https://evil.example/console"), ("client_id", "other"), ("redirect_uri", "")] {
        assert_eq!(browser.ask(&[change]).await.status(), 400, "no redirect: {change:?}");
    }
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "openid root"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
    ] {
        assert_eq!(location(&browser.ask(&[change]).await)["error"], error);
    }
    assert_eq!(browser.token(&[("grant_type", "password")]).await.1["error"], "unsupported_grant_type");
    assert_eq!(browser.token(&[]).await.1["error"], "invalid_request");
    world.finish().await;
}
