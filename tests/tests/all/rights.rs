//! Each operation of the console against each account, as the contract's `x-right` says, and against bad tokens.
//!
//! An operation has a capability and a subject: `self` (any account with rights), `company`, `reach` (a list, filtered by
//! the account's rights), `booking` or `consultant`, which its path names. [`domain::access::may`] gives the expected
//! answer.

use std::collections::BTreeSet;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::{AccessSettings, Account, Capability, Reach, Refusal, Role, Subject, may},
    ids::ConsultantId,
};
use serde_json::{Value, json};
use tests::{Answer, World, contract, data_of, ordinary, reference_of};

/// The consultants: the account's own, the assisted one, and another.
const CONSULTANTS: [&str; 3] = ["anna", "ben", "cleo"];

#[derive(Clone)]
struct Operation {
    method: String,
    path: String,
    /// `None`: any account with rights.
    capability: Option<Capability>,
    subject: String,
}

/// Every operation of the console. One without a right in the contract fails the test.
fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(contract::OPENAPI).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"] != json!([{ contract::CONSOLE: [] }]) {
                continue;
            }
            let method = method.to_uppercase();
            let right = &operation["x-right"];
            let subject = right["subject"].as_str().unwrap_or_else(|| panic!("{method} {path} has no x-right"));
            let named = |name: &str| Capability::ALL.iter().copied().find(|it| it.as_str() == name);
            let capability = right["capability"].as_str().map(|name| named(name).unwrap_or_else(|| panic!("{name}")));
            assert_eq!(capability.is_none(), subject == "self", "{method} {path}");
            operations.push(Operation { method, path: path.clone(), capability, subject: subject.to_owned() });
        }
    }
    operations
}

impl Operation {
    /// Whether the path names one of the consultants, or their booking.
    fn is_of_one(&self) -> bool {
        ["booking", "consultant"].contains(&self.subject.as_str())
    }

    fn path(&self, consultant: &str, reference: &str) -> String {
        let filled = self.path.replace("{reference}", reference);
        let filled = if self.subject == "consultant" { filled.replace("{id}", consultant) } else { filled };
        filled
            .replace("{id}", "00000000-0000-4000-8000-000000000000")
            .replace("{name}", "mail")
            .replace("{action}", "complete")
            .replace("{report}", "outcomes")
    }

    fn expected(&self, account: &Account, consultant: &str) -> Result<(), Refusal> {
        let Some(capability) = self.capability else { return Ok(()) };
        let consultant = ConsultantId::parse(consultant).unwrap();
        match self.subject.as_str() {
            "company" => may(account, capability, Subject::Company),
            "reach" if account.reach(capability) == Reach::Nothing => Err(Refusal::Forbidden),
            "reach" => Ok(()),
            "booking" => may(account, capability, Subject::Booking(&consultant)),
            "consultant" => may(account, capability, Subject::Consultant(&consultant)),
            other => panic!("{other} is no subject"),
        }
    }

    async fn call(&self, world: &World, path: &str, token: Option<&str>, view_as: Option<&str>) -> Answer {
        let mut request = world.request(self.method.parse().unwrap(), path);
        if self.method != "GET" {
            // Never a valid change; some operations ignore the body.
            request = request.header("if-match", "\"0\"").json(&json!({ "nonsense": true }));
        }
        request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        request = view_as.into_iter().fold(request, |request, id| request.header("x-view-as", id));
        world.send(request).await
    }

    fn check(&self, answer: &Answer, expected: Result<(), Refusal>, about: &str) {
        let status = answer.status.as_u16();
        let is_fine = match expected {
            // The request may be at fault, but the account isn't.
            Ok(()) => !matches!(status, 401 | 403) && (status != 404 || self.subject == "company"),
            Err(Refusal::Hidden) => status == 404,
            Err(Refusal::Forbidden | Refusal::Disabled) => status == 403,
        };
        assert!(is_fine, "{} {} for {about}: {expected:?}, but {status} {}", self.method, self.path, answer.text);
    }
}

fn account(role: Role) -> Account {
    let own = (role == Role::Consultant).then(|| ConsultantId::parse(CONSULTANTS[0]).unwrap());
    let assists = own.iter().map(|_| ConsultantId::parse(CONSULTANTS[1]).unwrap()).collect();
    Account {
        id: String::new(),
        roles: BTreeSet::from([role]),
        consultant: own,
        assists,
        sees_contact: false,
        is_disabled: false,
        email: None,
        email_verified: false,
        settings: AccessSettings::default(),
    }
}

/// A world with a booking of each consultant, and the account of the first one, an assistant of the second.
async fn world() -> (World, Vec<String>) {
    let world = World::with(&CONSULTANTS.map(ordinary)).await;
    let mut references = Vec::new();
    for (index, consultant) in CONSULTANTS.iter().enumerate() {
        let email = format!("c{index}@clients.example");
        let made = world.book(consultant, "2026-11-24T11:00:00+01:00", 60, &email).await.expect(201);
        references.push(reference_of(&made));
    }
    world.settle().await;
    let id = crate::accounts::id_of(&world, &email(Role::Consultant), &["consultant"]).await;
    let rights = json!({"roles": ["consultant"], "consultantId": "anna", "assists": ["ben"]});
    crate::accounts::put(&world, &id, 0, &rights).await.expect(200);
    (world, references)
}

fn email(role: Role) -> String {
    match role {
        Role::Consultant => "anna@consultants.example".to_owned(),
        other => format!("{}@magnetiq.example", other.group()),
    }
}

/// Calls every operation on every subject, first where a refusal is expected: a call that passes may change something.
async fn check_all(world: &World, references: &[String], account: &Account, token: &str, view_as: Option<&str>) {
    for refused_first in [true, false] {
        for operation in operations() {
            let is_refused = view_as.is_some() && operation.method != "GET";
            let subjects = if operation.is_of_one() { &CONSULTANTS[..] } else { &CONSULTANTS[..1] };
            for (consultant, reference) in subjects.iter().zip(references) {
                let expected =
                    if is_refused { Err(Refusal::Forbidden) } else { operation.expected(account, consultant) };
                if expected.is_err() == refused_first {
                    let path = operation.path(consultant, reference);
                    let answer = operation.call(world, &path, Some(token), view_as).await;
                    operation.check(&answer, expected, &format!("{:?} on {consultant}, {view_as:?}", account.roles));
                }
            }
        }
    }
}

#[tokio::test]
async fn each_role_has_its_operations() {
    let (world, references) = world().await;
    for role in [Role::Viewer, Role::Consultant, Role::Manager, Role::Admin] {
        let token = world.log_in(&email(role), &[role.group()]).await;
        check_all(&world, &references, &account(role), &token, None).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn view_as_has_a_consultants_reads() {
    let (world, references) = world().await;
    let admin = world.admin().await;
    check_all(&world, &references, &account(Role::Consultant), &admin, Some("anna")).await;
    for role in [Role::Viewer, Role::Consultant, Role::Manager] {
        let token = world.log_in(&email(role), &[role.group()]).await;
        for operation in operations() {
            let path = operation.path("anna", &references[0]);
            let answer = operation.call(&world, &path, Some(&token), Some("anna")).await;
            assert_eq!(answer.status, 403, "{} {} as {role:?}", operation.method, operation.path);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn disabled_or_groupless_account_is_forbidden() {
    let (world, references) = world().await;
    let desk = world.log_in(&email(Role::Manager), &["manager"]).await;
    let id = crate::accounts::id_of(&world, &email(Role::Manager), &["manager"]).await;
    crate::accounts::put(&world, &id, 0, &json!({"roles": ["manager"], "disabled": true})).await.expect(200);
    // Reads end within a minute; the token is still valid.
    world.advance("PT61S").await;
    let groupless = world.log_in("stranger@magnetiq.example", &[]).await;
    for operation in operations() {
        for token in [&desk, &groupless] {
            let path = operation.path("anna", &references[0]);
            let answer = operation.call(&world, &path, Some(token), None).await;
            assert_eq!(answer.problem(403), "forbidden", "{} {}", operation.method, operation.path);
        }
    }
    world.finish().await;
}

/// A token with changed claims, signed with the issuer's own key.
fn forged(world: &World, token: &str, change: impl Fn(&mut Value)) -> String {
    let part = |text: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap() };
    let mut parts = token.split('.');
    let (head, mut claims) = (parts.next().unwrap(), part(parts.next().unwrap()));
    change(&mut claims);
    let key = std::fs::read(data_of(&world.folder).join("issuer.key")).unwrap();
    let key = RsaKeyPair::from_pkcs8(&key).unwrap();
    let message = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn bad_tokens_open_nothing() {
    let (world, references) = world().await;
    let login = json!({"email": "chief@magnetiq.example", "groups": ["admin"]});
    let tokens = world.post("/_local/login", &login).await.expect(200);
    let [id, access] = ["token", "accessToken"].map(|name| tokens[name].as_str().unwrap().to_owned());
    let unsigned = |token: &str| {
        let head = json!({"alg": "none", "kid": "x"}).to_string();
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(head), token.split('.').nth(1).unwrap())
    };
    let bad = [
        ("wrong issuer", forged(&world, &id, |claims| claims["iss"] = "https://evil.example".into())),
        ("wrong audience", forged(&world, &id, |claims| claims["aud"] = "other".into())),
        ("wrong client", forged(&world, &access, |claims| claims["client_id"] = "other".into())),
        ("expired", forged(&world, &id, |claims| claims["exp"] = claims["iat"].clone())),
        ("expired access", forged(&world, &access, |claims| claims["exp"] = claims["iat"].clone())),
        ("no algorithm", unsigned(&id)),
        ("no signature", id.rsplit_once('.').unwrap().0.to_owned()),
    ];
    // So that a refusal is due to the change.
    let same = forged(&world, &access, |_| {});
    for operation in operations() {
        let path = operation.path("anna", &references[0]);
        assert_eq!(operation.call(&world, &path, None, None).await.status, 401, "{path}");
        for (about, token) in &bad {
            let answer = operation.call(&world, &path, Some(token), None).await;
            assert_eq!(answer.status, 401, "{about}: {} {path}", operation.method);
        }
        if operation.method == "GET" {
            assert_ne!(operation.call(&world, &path, Some(&same), None).await.status, 401, "an access token");
        }
    }
    world.finish().await;
}
