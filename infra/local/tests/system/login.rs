//! Tokens of the local issuer, and the gateway's answers to them and to others.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::world::World;

async fn token(world: &World, login: Value) -> String {
    let (status, body) = world.post("/_local/login", login).await;
    assert_eq!(status, 200, "{body}");
    body["token"].as_str().unwrap().to_owned()
}

async fn admin(world: &World) -> String {
    token(world, json!({"email": "ada@example.com", "groups": ["admin"]})).await
}

/// Status, challenge and body of a guarded route.
async fn ask(world: &World, path: &str, authorization: Option<&str>) -> (u16, String, Value) {
    let mut request = reqwest::Client::new().get(world.url(path));
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let answer = request.send().await.unwrap();
    let challenge = answer.headers().get("www-authenticate").map_or("", |value| value.to_str().unwrap()).to_owned();
    (answer.status().as_u16(), challenge, answer.json().await.unwrap())
}

/// Asserts that a token is refused, and returns the reason in the challenge.
async fn refusal(world: &World, token: &str) -> String {
    let (status, challenge, body) = ask(world, "/v1/who", Some(&format!("Bearer {token}"))).await;
    assert_eq!((status, &body), (401, &json!({"message": "Unauthorized"})));
    challenge
}

fn parts(token: &str) -> (Value, Value) {
    let part = |text: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
    let mut all = token.split('.');
    (part(all.next().unwrap()), part(all.next().unwrap()))
}

fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(head), part(claims))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn valid_claims_reach_function_as_strings() {
    let world = World::start().await;
    let login = json!({"email": "ada@example.com", "groups": ["admin", "consultant"], "consultantId": "ada"});
    let token = token(&world, login).await;
    let (status, _, claims) = ask(&world, "/v1/who", Some(&format!("Bearer {token}"))).await;
    assert_eq!(status, 200);
    assert_eq!(claims["cognito:groups"], "[admin consultant]");
    assert_eq!(claims["email"], "ada@example.com");
    assert_eq!(claims["email_verified"], "true");
    assert_eq!(claims["token_use"], "id");
    assert_eq!(claims["aud"], "Client");
    assert_eq!(claims["iss"], world.url("/_local/issuer"));
    assert_eq!(claims["custom:consultant_id"], "ada");
    let seconds = |name: &str| claims[name].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(seconds("exp") - seconds("iat"), 3_600);
    assert_eq!(claims["sub"], claims["cognito:username"]);
    // Without the prefix, too.
    assert_eq!(ask(&world, "/v1/who", Some(&token)).await.0, 200);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guarded_route_needs_a_token() {
    let world = World::start().await;
    let (status, challenge, body) = ask(&world, "/v1/who", None).await;
    assert_eq!((status, challenge.as_str(), body), (401, "Bearer", json!({"message": "Unauthorized"})));
    for nonsense in ["x", "a.b.c", "..", "a.b"] {
        assert!(refusal(&world, nonsense).await.contains("error=\"invalid_token\""), "{nonsense}");
    }
    assert_eq!(ask(&world, "/v1/nothing", None).await.0, 404, "other routes need none");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_expires_by_the_local_clock() {
    let world = World::start().await;
    let token = admin(&world).await;
    world.advance("PT59M").await;
    assert_eq!(ask(&world, "/v1/who", Some(&token)).await.0, 200);
    world.advance("PT1M").await;
    assert!(refusal(&world, &token).await.contains("expired"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_signatures_are_refused() {
    let world = World::start().await;
    let token = admin(&world).await;
    let (head, claims) = parts(&token);
    let mut richer = claims.clone();
    richer["cognito:groups"] = json!(["admin", "root"]);
    let signature = token.rsplit_once('.').unwrap().1;
    let changed = format!("{}.{signature}", unsigned(&head, &richer));
    assert!(refusal(&world, &changed).await.contains("signature"));

    let other = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let sign = |head: &Value| {
        let message = unsigned(head, &claims);
        let mut signature = vec![0; other.public_modulus_len()];
        other.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    assert!(refusal(&world, &sign(&head)).await.contains("signature"));
    assert!(refusal(&world, &sign(&json!({"alg": "RS256", "kid": "other"}))).await.contains("no key"));
    assert!(refusal(&world, &sign(&json!({"alg": "RS256"}))).await.contains("no key"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn token_cannot_choose_its_algorithm() {
    let world = World::start().await;
    let (head, claims) = parts(&admin(&world).await);
    let kid = head["kid"].as_str().unwrap();
    for algorithm in ["none", "None", ""] {
        let token = format!("{}.", unsigned(&json!({"alg": algorithm, "kid": kid}), &claims));
        assert!(refusal(&world, &token).await.contains("invalid_token"), "{algorithm}");
    }
    // The public key as the secret of an HMAC, in the forms it could be guessed in.
    let jwks = world.get("/_local/issuer/.well-known/jwks.json").await;
    let modulus = jwks["keys"][0]["n"].as_str().unwrap();
    let secrets =
        [modulus.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(modulus).unwrap(), jwks.to_string().into_bytes()];
    for secret in secrets {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        let token = encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap();
        assert!(refusal(&world, &token).await.contains("signature"));
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_audience_or_issuer_is_refused() {
    let world = World::start().await;
    let token = admin(&world).await;
    let options = local::Options { data: world.options().data.with_extension("other"), ..world.options() };
    let template = crate::world::TEMPLATE.replace("audience: [!Ref Client]", "audience: [another]");
    let other = local::Local::start_with(options, &template, &crate::functions::registry()).await.unwrap();
    let client = reqwest::Client::new();
    let ask = |token: String| client.get(format!("{}/v1/who", other.url())).header("authorization", token).send();
    let foreign = ask(token).await.unwrap();
    assert_eq!(foreign.status(), 401);
    let login = client.post(format!("{}/_local/login", other.url())).json(&json!({"email": "a@b.c"}));
    let token = login.send().await.unwrap().json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
    let answer = ask(token).await.unwrap();
    assert_eq!(answer.status(), 401);
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("the token does not have a valid audience"), "{challenge}");
    other.stop().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missing_scope_is_forbidden() {
    let world = World::start().await;
    let token = admin(&world).await;
    let (status, challenge, body) = ask(&world, "/v1/scoped", Some(&token)).await;
    assert_eq!((status, body), (403, json!({"message": "Forbidden"})));
    assert_eq!(challenge, "Bearer scope=\"things/read\" error=\"insufficient_scope\"");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issuer_is_discoverable_and_keeps_key() {
    let mut world = World::start().await;
    let configuration = world.get("/_local/issuer/.well-known/openid-configuration").await;
    assert_eq!(configuration["issuer"], world.url("/_local/issuer"));
    assert_eq!(configuration["jwks_uri"], world.url("/_local/issuer/.well-known/jwks.json"));
    let keys = world.get("/_local/issuer/.well-known/jwks.json").await;
    let (head, _) = parts(&admin(&world).await);
    assert_eq!((&keys["keys"][0]["kid"], &keys["keys"][0]["alg"]), (&head["kid"], &json!("RS256")));
    world.crash_and_restart().await;
    assert_eq!(world.get("/_local/issuer/.well-known/jwks.json").await, keys);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn login_page_redirects_with_token() {
    let world = World::start().await;
    let page = world.text("/_local/login?redirect=/console").await;
    assert!(page.contains("name=\"redirect\" value=\"/console\"") && page.contains("value=\"consultant\""), "{page}");
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let submit = |body: &'static str| {
        let form = client.post(world.url("/_local/login")).header("content-type", "application/x-www-form-urlencoded");
        form.body(body).send()
    };
    let answer = submit("redirect=%2Fconsole&email=ada%40example.com&groups=admin&groups=consultant").await.unwrap();
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap();
    let token = location.strip_prefix("/console#id_token=").unwrap();
    assert_eq!(parts(token).1["cognito:groups"], json!(["admin", "consultant"]));
    let answer = submit("email=ada%40example.com&redirect=").await.unwrap();
    assert!(answer.text().await.unwrap().contains("The ID token"));
    assert_eq!(submit("email=ada%40example.com&redirect=%2F%2Fevil.example").await.unwrap().status(), 422);
    let (status, body) = world.post("/_local/login", json!({"email": "a@b.c", "groups": ["root"]})).await;
    assert_eq!((status, &body["code"]), (422, &json!("invalid_login")));
    world.stop().await;
}
