//! Accounts of the console: invitation, rights, and their end.

use emulator::{Answer as AwsAnswer, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{Answer, World, ordinary, reference_of};

const ACCOUNTS: &str = "/v1/admin/accounts";

async fn world() -> World {
    World::with(&["anna", "ben"].map(ordinary)).await
}

/// The id of an account, which logs in with these groups.
pub(crate) async fn id_of(world: &World, email: &str, groups: &[&str]) -> String {
    let token = world.log_in(email, groups).await;
    world.get_as("/v1/admin/me", &token).await.expect(200)["accountId"].as_str().unwrap().to_owned()
}

/// Changes an account of this version.
pub(crate) async fn put(world: &World, id: &str, version: u64, rights: &Value) -> Answer {
    let admin = world.admin().await;
    let request = world.request(reqwest::Method::PUT, &format!("{ACCOUNTS}/{id}")).bearer_auth(admin);
    world.send(request.header("if-match", format!("\"{version}\"")).json(rights)).await
}

async fn invite(world: &World, body: &Value) -> Answer {
    world.post_as(ACCOUNTS, &world.admin().await, body).await
}

async fn me(world: &World, token: &str) -> Value {
    world.get_as("/v1/admin/me", token).await.expect(200)
}

/// The records of account changes, oldest first.
async fn records(world: &World) -> Vec<Value> {
    let table = world.table().await;
    let all = table.into_iter().filter(|(key, _)| key.starts_with("AUDIT#")).map(|(_, item)| item);
    all.filter(|item| item["entry"]["kind"] == "account.changed").collect()
}

#[tokio::test]
async fn invited_consultant_has_their_rights() {
    let world = world().await;
    let body = json!({"email": "Anna@Consultants.example", "roles": ["consultant"], "consultantId": "anna"});
    let invited = invite(&world, &body).await;
    let location = invited.header("location").to_owned();
    let account = invited.expect(201);
    assert_eq!((&account["status"], &account["email"]), (&json!("invited"), &json!("anna@consultants.example")));
    assert_eq!(location, format!("{ACCOUNTS}/{}", account["id"].as_str().unwrap()));
    assert_eq!(invite(&world, &body).await.problem(409), "account_exists");
    let admin = world.admin().await;
    let listed = world.get_as(ACCOUNTS, &admin).await.expect(200);
    let emails: Vec<_> = listed["items"].as_array().unwrap().iter().map(|it| it["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["anna@consultants.example", "chief@magnetiq.example"]);
    // The groups are the pool's.
    let token = world.post("/_local/login", &json!({"email": "anna@consultants.example"})).await.expect(200);
    let me = me(&world, token["accessToken"].as_str().unwrap()).await;
    assert_eq!((&me["roles"], &me["consultantId"]), (&json!(["consultant"]), &json!("anna")));
    assert!(me["can"].as_array().unwrap().contains(&json!("change_bookings")));
    assert!(!me["can"].as_array().unwrap().contains(&json!("manage_accounts")));
    let records = records(&world).await;
    assert_eq!(records.len(), 1);
    assert!(!records[0].to_string().contains('@'), "{}", records[0]);
    world.finish().await;
}

#[tokio::test]
async fn repeated_invitation_is_one() {
    let world = world().await;
    let admin = world.admin().await;
    let body = json!({"email": "desk@magnetiq.example", "roles": ["manager"]});
    let send = |body: Value| {
        let request = world.request(reqwest::Method::POST, ACCOUNTS).bearer_auth(&admin);
        world.send(request.header("Idempotency-Key", "one").json(&body))
    };
    let first = send(body.clone()).await.expect(201);
    assert_eq!(send(body).await.expect(201)["id"], first["id"]);
    let other = send(json!({"email": "other@magnetiq.example", "roles": ["manager"]})).await;
    assert_eq!(other.faults(), [(String::new(), "key_reused".to_owned())]);
    assert_eq!(records(&world).await.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn faulty_rights_are_named() {
    let world = world().await;
    let body = json!({"email": "anna", "roles": ["root"], "assists": ["ben", "No One"]});
    let faults = invite(&world, &body).await.faults();
    let pointers: Vec<_> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/email", "/roles/0", "/assists/1"]);
    let unknown =
        json!({"email": "a@b.example", "roles": ["consultant"], "consultantId": "nobody", "assists": ["zoe"]});
    let faults = invite(&world, &unknown).await.faults();
    let expected = [("/consultantId", "unknown_consultant"), ("/assists", "unknown_consultant")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let anna = json!({"email": "a@b.example", "roles": ["consultant"], "consultantId": "anna"});
    invite(&world, &anna).await.expect(201);
    let other = json!({"email": "c@d.example", "roles": ["consultant"], "consultantId": "anna"});
    assert_eq!(invite(&world, &other).await.problem(409), "consultant_linked");
    // Completed when it is repeated.
    let fixed = json!({"email": "c@d.example", "roles": ["consultant"], "consultantId": "ben"});
    invite(&world, &fixed).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn invitation_takes_no_rights_away() {
    let world = world().await;
    // A user of the pool that no account of the console made, as the first administrator.
    let id = id_of(&world, "desk@magnetiq.example", &["manager"]).await;
    let viewer = |email: &str| json!({"email": email, "roles": ["viewer"]});
    assert_eq!(invite(&world, &viewer("desk@magnetiq.example")).await.problem(409), "account_exists");
    assert_eq!(invite(&world, &viewer("chief@magnetiq.example")).await.problem(409), "account_exists");
    let admin = world.admin().await;
    let desk = world.get_as(&format!("{ACCOUNTS}/{id}"), &admin).await;
    assert_eq!((desk.header("etag"), &desk.expect(200)["roles"]), ("\"0\"", &json!(["manager"])));
    // An invitation that stopped between record and groups.
    let is_group = |call: &emulator::Call<'_>| call.operation == "AdminAddUserToGroup";
    world.local.faults().add(move |call| {
        is_group(call).then(|| InjectedFault::Answer(AwsAnswer::refusal("TooManyRequestsException", "injected")))
    });
    let new = json!({"email": "new@magnetiq.example", "roles": ["manager", "viewer"], "contact": true});
    assert_eq!(invite(&world, &new).await.problem(503), "busy");
    world.local.faults().clear();
    let completed = invite(&world, &new).await.expect(201);
    assert_eq!((&completed["roles"], &completed["contact"]), (&json!(["manager", "viewer"]), &json!(true)));
    assert_eq!(invite(&world, &new).await.problem(409), "account_exists");
    world.finish().await;
}

#[tokio::test]
async fn stale_change_is_refused() {
    let world = world().await;
    let id = id_of(&world, "desk@magnetiq.example", &["manager"]).await;
    let rights = json!({"roles": ["manager", "viewer"], "contact": true});
    let changed = put(&world, &id, 0, &rights).await;
    assert_eq!(changed.header("etag"), "\"1\"");
    assert_eq!(changed.expect(200)["roles"], json!(["manager", "viewer"]));
    assert_eq!(put(&world, &id, 0, &rights).await.problem(412), "changed_meanwhile");
    let admin = world.admin().await;
    let path = format!("{ACCOUNTS}/{id}");
    let without = world.request(reqwest::Method::PUT, &path).bearer_auth(&admin).json(&rights);
    assert_eq!(world.send(without).await.problem(428), "if_match_required");
    assert_eq!(world.get_as(&path, &admin).await.header("etag"), "\"1\"");
    // The same rights are no change.
    assert_eq!(put(&world, &id, 1, &rights).await.header("etag"), "\"1\"");
    let unknown = put(&world, "00000000-0000-4000-8000-000000000000", 0, &rights).await;
    assert_eq!(unknown.problem(404), "not_found");
    let by_address = put(&world, "desk@magnetiq.example", 1, &rights).await;
    assert_eq!(by_address.problem(404), "not_found");
    let records = records(&world).await;
    let [record] = &records[..] else { panic!("{records:?}") };
    assert_eq!(record["entry"]["subject"], format!("account:{id}"));
    let after: Value = serde_json::from_str(record["after"].as_str().unwrap()).unwrap();
    assert_eq!(after, json!({"roles": ["manager", "viewer"], "contact": true}));
    assert_eq!(record["actorId"], id_of(&world, "chief@magnetiq.example", &["admin"]).await);
    world.finish().await;
}

#[tokio::test]
async fn disabling_ends_writes_at_once() {
    let world = world().await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    let reference = reference_of(&made);
    world.set_clock("2026-11-24T10:00:00Z").await;
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let id = id_of(&world, "desk@magnetiq.example", &["manager"]).await;
    world.get_as("/v1/admin/me", &desk).await.expect(200);
    put(&world, &id, 0, &json!({"roles": ["manager"], "disabled": true})).await.expect(200);
    assert_eq!(world.act(&reference, "complete", &desk, &Value::Null).await.problem(403), "forbidden");
    let booking = format!("/v1/admin/bookings/{reference}");
    assert_eq!(world.get_as(&booking, &desk).await.problem(403), "forbidden", "a single booking is as of now");
    world.advance("PT61S").await;
    assert_eq!(world.get_as("/v1/admin/me", &desk).await.problem(403), "forbidden");
    let login = json!({"email": "desk@magnetiq.example", "groups": ["manager"]});
    assert_eq!(world.post("/_local/login", &login).await.problem(403), "user_disabled");
    put(&world, &id, 1, &json!({"roles": ["manager"]})).await.expect(200);
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    world.act(&reference, "complete", &desk, &Value::Null).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn last_admin_stays() {
    let world = world().await;
    let chief = id_of(&world, "chief@magnetiq.example", &["admin"]).await;
    for rights in [json!({"roles": ["viewer"]}), json!({"roles": ["admin"], "disabled": true})] {
        assert_eq!(put(&world, &chief, 0, &rights).await.problem(409), "last_admin");
    }
    let old = world.admin().await;
    let body = json!({"email": "second@magnetiq.example", "roles": ["admin"]});
    invite(&world, &body).await.expect(201);
    put(&world, &chief, 0, &json!({"roles": ["viewer"]})).await.expect(200);
    // The token still says admin.
    assert_eq!(world.post_as(ACCOUNTS, &old, &body).await.problem(403), "forbidden");
    world.advance("PT61S").await;
    assert_eq!(world.get_as("/v1/admin/me", &old).await.problem(403), "forbidden");
    world.finish().await;
}

#[tokio::test]
async fn unlinked_consultant_keeps_no_claim() {
    let world = world().await;
    let made = world.book("ben", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    let path = format!("/v1/admin/bookings/{}", reference_of(&made));
    // Without a record, the claim counts: the address is in Anna's profile.
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    assert_eq!(me(&world, &anna).await["consultantId"], "anna");
    assert_eq!(world.get_as(&path, &anna).await.status, 404);
    let id = id_of(&world, "anna@consultants.example", &["consultant"]).await;
    put(&world, &id, 0, &json!({"roles": ["consultant"], "assists": ["ben"]})).await.expect(200);
    world.get_as(&path, &anna).await.expect(200);
    world.advance("PT61S").await;
    let now = me(&world, &anna).await;
    assert_eq!((now.get("consultantId"), &now["assists"]), (None, &json!(["ben"])));
    // After the account's move, its first consultant is free for another.
    put(&world, &id, 1, &json!({"roles": ["consultant"], "consultantId": "anna"})).await.expect(200);
    put(&world, &id, 2, &json!({"roles": ["consultant"], "consultantId": "ben"})).await.expect(200);
    let other = json!({"email": "a@b.example", "roles": ["consultant"], "consultantId": "anna"});
    invite(&world, &other).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn federated_groups_follow_the_settings() {
    let world = world().await;
    let event = |groups: &str, identities: Value| {
        json!({
            "version": "2",
            "triggerSource": "TokenGeneration_HostedAuth",
            "request": {
                "userAttributes": {"sub": "s", "custom:groups": groups, "identities": identities},
                "groupConfiguration": {"groupsToOverride": ["local_Okta"]},
            },
            "response": {"claimsAndScopeOverrideDetails": null},
        })
    };
    let map = async |event: Value| world.local.functions().invoke("MapGroupsFunction", event).await.unwrap();
    let groups = |event: Value| event["response"]["claimsAndScopeOverrideDetails"]["groupOverrideDetails"].clone();
    let mapped = map(event("[Booking Admins, admin]", json!("[{}]"))).await;
    assert_eq!(groups(mapped)["groupsToOverride"], json!([]), "nothing is mapped yet");
    world.save_site(|site| site["singleSignOn"] = json!({"groups": {"Booking Admins": "admin"}})).await;
    let mapped = map(event("[Booking Admins, admin]", json!("[{}]"))).await;
    assert_eq!(groups(mapped)["groupsToOverride"], json!(["admin"]));
    let native = event("[Booking Admins]", Value::Null);
    assert_eq!(map(native.clone()).await, native, "a native user keeps their groups");
    world.finish().await;
}
