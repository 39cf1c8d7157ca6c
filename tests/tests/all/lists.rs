//! Lists and searches of bookings at the console.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

mod generated;

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const LIST: &str = "/v1/admin/bookings";

/// All items of a list, page by page, and the answer with the first page.
async fn all_pages(world: &World, token: &str, query: &str) -> (Vec<Value>, Value) {
    let (mut items, mut first, mut cursor) = (Vec::new(), None, None::<String>);
    for _ in 0..200 {
        let more = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let page = world.get_as(&format!("{LIST}?{query}{more}"), token).await.expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        cursor = page["nextCursor"].as_str().map(str::to_owned);
        first.get_or_insert(page);
        if cursor.is_none() {
            return (items, first.unwrap());
        }
    }
    panic!("{query}: the list doesn't end");
}

async fn references(world: &World, token: &str, query: &str) -> Vec<String> {
    let (items, _) = all_pages(world, token, query).await;
    items.iter().map(|item| item["reference"].as_str().unwrap().to_owned()).collect()
}

async fn book_as(world: &World, start: &str, client: &Value) -> String {
    let mut body = booking_body("anna", start, 30, "x@clients.example");
    body["client"] = client.clone();
    reference_of(&world.post("/v1/bookings", &body).await.expect(201))
}

fn client(first: &str, last: &str, company: &str, email: &str) -> Value {
    json!({"firstName": first, "lastName": last, "company": company, "email": email})
}

#[tokio::test]
async fn row_shows_what_was_booked() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["company"] = json!("Engines Ltd.");
    body["client"]["phone"] = json!("+49 30 901820");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    let admin = world.admin().await;
    let (items, first) = all_pages(&world, &admin, "").await;
    let booking = &made["booking"];
    assert_eq!(items.len(), 1);
    let expected = json!({
        "reference": booking["reference"], "version": 1, "status": "confirmed", "start": booking["start"],
        "end": booking["end"], "duration": 60, "timezone": "Europe/Berlin", "consultantId": "anna",
        "meetingType": "video", "source": "website", "createdAt": booking["createdAt"],
        "client": {"firstName": "Ada", "lastName": "Lovelace", "email": ADA, "phone": "+4930901820", "company": "Engines Ltd."},
        "visit": 1, "rating": null, "flags": []
    });
    assert_eq!(items[0], expected);
    assert_eq!((&first["totalCount"], &first["totalIsLowerBound"]), (&json!(1), &json!(false)));
    assert!(first["asked"]["to"].as_str().unwrap().starts_with("2027-12-28"), "400 days");
    world.finish().await;
}

#[tokio::test]
async fn flags_tell_what_needs_attention() {
    let world = World::with(&[ordinary("anna")]).await;
    let over = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let off = world.book("anna", "2026-11-24T15:00:00+01:00", 60, ADA).await.expect(201);
    let early = world.book("anna", "2026-11-27T15:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&early).await.expect(200);
    world.set_clock("2026-11-24T09:00:00Z").await;
    world.cancel(&off).await.expect(200);
    world.set_clock("2026-11-24T11:00:30Z").await;
    let admin = world.admin().await;
    let period = "from=2026-11-24&to=2026-11-30";
    let flagged = async |flag: &str| references(&world, &admin, &format!("{period}&flag={flag}")).await;
    assert_eq!(flagged("unmarked").await, [reference_of(&over)]);
    assert_eq!(flagged("late_cancelled").await, [reference_of(&off)]);
    assert_eq!(flagged("unmarked&flag=late_cancelled").await.len(), 2);
    // Two days later it counts as completed.
    world.set_clock("2026-11-26T12:00:00Z").await;
    let admin = world.admin().await;
    let flagged = async |flag: &str| references(&world, &admin, &format!("{period}&flag={flag}")).await;
    assert_eq!(flagged("assumed").await, [reference_of(&over)]);
    assert_eq!(flagged("unmarked").await, [""; 0]);
    world.finish().await;
}

/// L3.
#[tokio::test]
async fn bookings_are_found_by_words() {
    let world = World::with(&[ordinary("anna")]).await;
    let clients = [
        client("Jürgen", "Müller-Lüdenscheidt", "Groß GmbH", "j.mueller@clients.example"),
        client("Zoë", "Kovář", "", "zoe@clients.example"),
        client("Алёна", "Королёва", "ООО Ромашка", "alena@clients.example"),
        client("Seán", "O'Brien", "Åre Ski AB", "sean@clients.example"),
        client("Li", "Ng", "Aue Automotive GmbH", "li@clients.example"),
    ];
    let mut booked = Vec::new();
    for (index, client) in clients.iter().enumerate() {
        let start = format!("2026-11-{}T10:00:00Z", 24 + index % 4);
        let start = if index < 4 { start } else { "2026-11-24T12:00:00Z".to_owned() };
        booked.push(book_as(&world, &start, client).await);
    }
    let admin = world.admin().await;
    let find = async |q: &str| {
        let answer = world.post_as("/v1/admin/bookings/search", &admin, &json!({ "q": q })).await.expect(200);
        let items = answer["items"].as_array().unwrap();
        items.iter().map(|item| item["reference"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (index, words) in [
        (0, &["Mül", "mue", "MULL", "lud", "jur", "JUERGEN", "grob", "gros", "müller jürgen"][..]),
        (1, &["zoe", "Zoë", "kov", "kovar"]),
        (2, &["але", "коро", "королев", "ром"]),
        (3, &["sean", "obr", "O’Br", "are", "ski"]),
        (4, &["li", "ng", "aue", "auto", "aue gmbh", "GmbH Li"]),
    ] {
        for word in words {
            let expected = if *word == "grob" { Vec::new() } else { vec![booked[index].clone()] };
            assert_eq!(find(word).await, expected, "{word}");
        }
        let email = clients[index]["email"].as_str().unwrap();
        assert_eq!(find(&email.to_uppercase()).await, [booked[index].clone()]);
        assert_eq!(find(&booked[index].to_lowercase()).await, [booked[index].clone()]);
    }
    assert_eq!(find("müller zoe").await, [""; 0], "of two clients");
    assert_eq!(find("gmbh").await, [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn erased_bookings_are_listed_not_found() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.post_as("/v1/privacy/erase", made["manageToken"].as_str().unwrap(), &json!({})).await.expect(200);
    let admin = world.admin().await;
    for q in ["lovelace", "ada", ADA, &reference_of(&made)] {
        let q = q.replace('@', "%40");
        assert_eq!(references(&world, &admin, &format!("q={q}")).await, [""; 0], "{q}");
    }
    let (items, _) = all_pages(&world, &admin, "").await;
    assert_eq!((items.len(), items[0]["erasedAt"].is_string()), (1, true));
    world.finish().await;
}

/// L2.
#[tokio::test]
async fn filter_without_hits_ends() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let admin = world.admin().await;
    for query in ["status=no_show&from=2020-01-01&to=2035-12-31", "source=social", "sort=-createdAt&visit=3"] {
        let (items, _) = all_pages(&world, &admin, query).await;
        assert!(items.is_empty(), "{query}");
    }
    world.finish().await;
}

#[tokio::test]
async fn cursor_belongs_to_one_list() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    for day in 24..=27 {
        for (hour, id) in (9..16).flat_map(|hour| [(hour, "anna"), (hour, "ben")]) {
            world.book(id, &format!("2026-11-{day}T{hour:02}:00:00Z"), 30, ADA).await.expect(201);
        }
    }
    let admin = world.admin().await;
    let cursor = async |query: &str| {
        let page = world.get_as(&format!("{LIST}?{query}"), &admin).await.expect(200);
        page["nextCursor"].as_str().unwrap().to_owned()
    };
    let next = cursor("from=2026-11-24").await;
    for query in
        ["from=2026-11-25", "from=2026-11-24&sort=-start", "from=2026-11-24&status=confirmed", "sort=createdAt"]
    {
        let refused = world.get_as(&format!("{LIST}?{query}&cursor={next}"), &admin).await.expect(422);
        assert_eq!(refused["errors"][0]["pointer"], "?cursor", "{query}");
    }
    let last = if next.ends_with('x') { "y" } else { "x" };
    let broken = format!("{}{last}", &next[..next.len() - 1]);
    world.get_as(&format!("{LIST}?from=2026-11-24&cursor={broken}"), &admin).await.expect(422);
    // Nor does a consultant's account go on with an administrator's.
    let anna = world.log_in(ANNA, &["consultant"]).await;
    world.get_as(&format!("{LIST}?from=2026-11-24&cursor={next}"), &anna).await.expect(422);
    world.get_as(&format!("{LIST}?from=2026-11-24&pageSize=50&cursor={next}"), &admin).await.expect(200);
    world.finish().await;
}

/// L5.
#[tokio::test]
async fn move_between_pages_never_loops() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let mut made = Vec::new();
    for day in 24..=26 {
        for (hour, id) in (9..15).flat_map(|hour| [(hour, "anna"), (hour, "ben")]) {
            made.push(world.book(id, &format!("2026-11-{day}T{hour:02}:00:00Z"), 30, ADA).await.expect(201));
        }
    }
    let admin = world.admin().await;
    let first = world.get_as(&format!("{LIST}?from=2026-11-24"), &admin).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    let mut seen: Vec<Value> = first["items"].as_array().unwrap().clone();
    // The first of the list goes to its end, and the last to its beginning.
    world.move_to(&made[0], &json!({"start": "2026-11-27T12:00:00Z"})).await.expect(200);
    world
        .move_to(made.last().unwrap(), &json!({"start": "2026-11-24T09:00:00Z", "consultantId": "anna"}))
        .await
        .expect(200);
    let second = world.get_as(&format!("{LIST}?from=2026-11-24&cursor={cursor}"), &admin).await.expect(200);
    seen.extend(second["items"].as_array().unwrap().clone());
    assert!(second.get("nextCursor").is_none());
    let references: BTreeSet<&str> = seen.iter().map(|item| item["reference"].as_str().unwrap()).collect();
    assert!(seen.len() <= references.len() + 1, "at most one comes twice");
    assert!(references.len() + 1 >= made.len(), "at most one is missed");
    world.finish().await;
}

#[tokio::test]
async fn accounts_see_their_part() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let with_anna = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let with_ben = world.book("ben", "2026-11-24T11:00:00+01:00", 60, "bob@clients.example").await.expect(201);
    let anna = world.log_in(ANNA, &["consultant"]).await;
    let own = [reference_of(&with_anna)];
    assert_eq!(references(&world, &anna, "").await, own);
    assert_eq!(references(&world, &anna, "consultantId=ben").await, [""; 0]);
    assert_eq!(references(&world, &anna, "q=ada").await, own);
    assert_eq!(references(&world, &anna, "q=bob%40clients.example").await, [""; 0]);
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let (items, _) = all_pages(&world, &viewer, "consultantId=anna").await;
    assert_eq!(items[0]["client"], json!({"initials": "AL"}));
    for q in ["ada", "ada%40clients.example"] {
        assert_eq!(world.get_as(&format!("{LIST}?q={q}"), &viewer).await.problem(403), "forbidden");
    }
    assert_eq!(references(&world, &viewer, &format!("q={}", own[0])).await, own);
    // Both: all bookings, and the names of their own alone.
    let both = world.log_in("ben@consultants.example", &["viewer", "consultant"]).await;
    assert_eq!(references(&world, &both, "").await.len(), 2);
    for q in ["q=ada%40clients.example", "q=ada&consultantId=anna"] {
        assert_eq!(references(&world, &both, q).await, [""; 0], "{q}");
    }
    // Both clients have one name.
    for q in ["q=ada", "q=bob%40clients.example"] {
        assert_eq!(references(&world, &both, q).await, [reference_of(&with_ben)], "{q}");
    }
    assert_eq!(references(&world, &both, &format!("q={}", own[0])).await, own);
    assert_eq!(world.get(LIST).await.status, 401);
    world.finish().await;
}

#[tokio::test]
async fn faults_of_a_query_come_at_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let refused = world.get_as(&format!("{LIST}?from=x&status=open&pageSize=30&visit=9&q=a"), &admin).await.expect(422);
    let places = |refused: &Value| {
        let errors = refused["errors"].as_array().unwrap();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(places(&refused), ["?from", "?q", "?pageSize", "?status", "?visit"]);
    let body = json!({"status": ["open"], "pageSize": "50"});
    let refused = world.post_as("/v1/admin/bookings/search", &admin, &body).await.expect(422);
    assert_eq!(places(&refused), ["/pageSize", "/status/0"]);
    world.finish().await;
}

/// L6, but for its time.
#[tokio::test]
async fn calendar_shows_hours_and_bookings() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let off = world.book("anna", "2026-11-24T15:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&off).await.expect(200);
    let admin = world.admin().await;
    let path = "/v1/admin/calendar?consultantId=anna&consultantId=ben&from=2026-11-23&to=2026-11-29";
    let calendar = world.get_as(path, &admin).await.expect(200);
    let days = calendar["consultants"][0]["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[1]["date"]), (7, &json!("2026-11-24")));
    assert_eq!(days[1]["bookings"].as_array().unwrap().len(), 1);
    assert_eq!(days[1]["bookings"][0]["reference"], reference_of(&made).as_str());
    assert_eq!(days[5]["windows"], json!([]), "a Saturday");
    let hours = days[1]["windows"].as_array().unwrap();
    assert_eq!(
        (&hours[0]["start"], &hours.last().unwrap()["end"]),
        (&json!("2026-11-24T08:00:00Z"), &json!("2026-11-24T17:00:00Z"))
    );
    // The same from Tokyo: the evening belongs to the next day.
    let abroad = world
        .get_as("/v1/admin/calendar?consultantId=anna&from=2026-11-24&to=2026-11-25&timezone=Asia/Tokyo", &admin)
        .await;
    let abroad = abroad.expect(200);
    let days = &abroad["consultants"][0]["days"];
    assert_eq!(days[1]["windows"][0], json!({"start": "2026-11-24T15:00:00Z", "end": "2026-11-24T17:00:00Z"}));
    // A colleague's meeting is busy time.
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    let seen =
        world.get_as("/v1/admin/calendar?consultantId=anna&from=2026-11-24&to=2026-11-24", &ben).await.expect(200);
    let day = &seen["consultants"][0]["days"][0];
    assert_eq!(day["bookings"], json!([]));
    assert_eq!(day["busy"], json!([{"start": "2026-11-24T10:00:00Z", "end": "2026-11-24T11:00:00Z"}]));
    for (query, place) in [
        ("consultantId=nobody", "?consultantId"),
        ("", "?consultantId"),
        ("consultantId=anna&from=2026-01-01&to=2026-12-31", "?to"),
        ("consultantId=anna&from=2026-11-24&to=2026-11-23", "?to"),
    ] {
        let refused = world.get_as(&format!("/v1/admin/calendar?{query}"), &admin).await.expect(422);
        assert_eq!(refused["errors"][0]["pointer"], place, "{query}");
    }
    world.finish().await;
}
