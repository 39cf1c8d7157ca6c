//! The console's numbers, against the lists that they count.

use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

const ANNA: &str = "anna@consultants.example";
const PERIOD: &str = "from=2026-11-23&to=2026-11-29";
const REPORTS: [&str; 8] =
    ["outcomes", "trends", "lead", "sources", "patterns", "consultants", "clients", "satisfaction"];

fn path(report: &str, query: &str) -> String {
    match report {
        "dashboard" => format!("/v1/admin/dashboard?{query}"),
        _ => format!("/v1/admin/analytics/{report}?{query}"),
    }
}

/// A week with a meeting of each outcome, on Tuesday evening.
async fn world() -> World {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let book = async |consultant: &str, start: &str, name: &str| {
        let address = format!("{name}@clients.example");
        world.book(consultant, start, 60, &address).await.expect(201)
    };
    let attended = book("anna", "2026-11-24T10:00:00+01:00", "ada").await;
    let missed = book("anna", "2026-11-24T11:00:00+01:00", "bob").await;
    let off = book("ben", "2026-11-24T10:00:00+01:00", "cay").await;
    book("ben", "2026-11-24T11:00:00+01:00", "ada").await;
    let moved = book("anna", "2026-11-26T10:00:00+01:00", "eve").await;
    book("anna", "2026-12-01T10:00:00+01:00", "ada").await;
    world.cancel(&off).await.expect(200);
    world.move_to(&moved, &json!({"start": "2026-11-26T14:00:00+01:00"})).await.expect(200);
    world.set_clock("2026-11-24T18:00:00Z").await;
    let admin = world.admin().await;
    world.act(&reference_of(&attended), "complete", &admin, &json!({})).await.expect(200);
    world.act(&reference_of(&missed), "no-show", &admin, &json!({})).await.expect(200);
    world
}

fn figure<'a>(report: &'a Value, key: &str) -> &'a Value {
    let figures = report["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("{key}: {report}"))
}

/// The length of the list that a number counts.
async fn listed(world: &World, token: &str, list: &str) -> u64 {
    let page = world.get_as(&format!("/v1/admin/bookings?{list}&pageSize=100"), token).await.expect(200);
    assert_eq!(page["nextCursor"], Value::Null);
    page["totalCount"].as_u64().unwrap()
}

#[tokio::test]
async fn number_counts_its_list() {
    let world = world().await;
    let admin = world.admin().await;
    let (mut compared, mut different) = (0, Vec::new());
    for report in REPORTS.into_iter().chain(["dashboard"]) {
        for who in ["", "&consultantId=anna"] {
            let found = world.get_as(&path(report, &format!("{PERIOD}{who}")), &admin).await.expect(200);
            let tables = found["tables"].as_array().unwrap().iter().flat_map(|table| table["rows"].as_array().unwrap());
            let rows = tables.filter(|row| row["list"].is_string()).map(|row| (&row["cells"][0], &row["list"]));
            let figures = found["figures"].as_array().unwrap().iter();
            let figures = figures.filter(|it| it["list"].is_string() && it["key"] != "attendedMinutes");
            for (number, list) in figures.map(|it| (it, &it["list"])).chain(rows) {
                compared += 1;
                let there = listed(&world, &admin, list.as_str().unwrap()).await;
                if number["n"] != there {
                    different.push(format!("{report}: {number} counts {there}"));
                }
            }
        }
    }
    assert!(different.is_empty(), "{different:#?}");
    assert!(compared > 60, "{compared}");
    world.finish().await;
}

#[tokio::test]
async fn dashboard_counts_outcomes() {
    let world = world().await;
    let admin = world.admin().await;
    let all = world.get_as(&path("dashboard", PERIOD), &admin).await.expect(200);
    let n = |key| figure(&all, key)["n"].as_u64().unwrap();
    assert_eq!(["total", "attended", "missed", "cancelled", "live", "unmarked", "made"].map(n), [5, 1, 1, 1, 2, 1, 6]);
    let rate = figure(&all, "noShowRate");
    assert_eq!((&rate["n"], &rate["of"], &rate["shown"]), (&json!(1), &json!(2), &json!(false)), "1 of 2");
    let repeated = figure(&all, "repeatShare");
    assert_eq!((&repeated["n"], &repeated["of"]), (&json!(2), &json!(6)));
    assert_eq!((&all["exact"], &all["timezone"]), (&json!(true), &json!("Europe/Berlin")));
    // The week before had none, and a change is of twenty cases at least.
    assert_eq!((&figure(&all, "total")["previous"]["n"], &rate["change"]), (&json!(0), &Value::Null));
    let trends = world.get_as(&path("trends", &format!("{PERIOD}&by=week")), &admin).await.expect(200);
    let weeks = trends["tables"][0]["rows"].as_array().unwrap();
    assert_eq!((weeks.len(), &weeks[0]["label"], &weeks[0]["cells"][0]["n"]), (1, &json!("2026-11-23"), &json!(5)));
    world.finish().await;
}

#[tokio::test]
async fn role_decides_what_is_counted() {
    let world = world().await;
    let anna = world.log_in(ANNA, &["consultant"]).await;
    let own = world.get_as(&path("dashboard", PERIOD), &anna).await.expect(200);
    assert_eq!((&own["consultantId"], &figure(&own, "total")["n"]), (&json!("anna"), &json!(3)));
    let foreign = path("consultants", &format!("{PERIOD}&consultantId=ben"));
    assert_eq!(world.get_as(&foreign, &anna).await.problem(403), "forbidden");
    let named = world.get_as(&path("consultants", PERIOD), &anna).await.expect(200);
    assert_eq!(named["tables"][0]["rows"].as_array().unwrap().len(), 1, "their own row alone");
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let coarse = world.get_as(&path("dashboard", PERIOD), &viewer).await.expect(200);
    assert_eq!((&coarse["exact"], &figure(&coarse, "total")["n"]), (&json!(false), &json!(5)));
    assert_eq!((&figure(&coarse, "missed")["n"], &figure(&coarse, "rating")["kind"]), (&json!(0), &json!("few")));
    assert!(!coarse.to_string().contains("\"list\""));
    world.finish().await;
}

#[tokio::test]
async fn report_is_a_file_too() {
    let world = world().await;
    let admin = world.admin().await;
    let file = world.get_as(&path("consultants", &format!("{PERIOD}&format=csv")), &admin).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8"));
    let name = file.header("content-disposition");
    assert_eq!(name, "attachment; filename=\"consultants-2026-11-23-2026-11-29.csv\"");
    let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "table,row,number,value,n,of,low,high,list");
    let list = "sort=start&from=2026-11-23&to=2026-11-29&consultantId=anna";
    assert_eq!(lines[1], format!("consultants,anna,total,3,3,,,,{list}"));
    world.finish().await;
}

#[tokio::test]
async fn faults_of_a_report_are_named() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    assert_eq!(world.get_as(&path("revenue", ""), &admin).await.problem(404), "not_found");
    let bad = "from=2026-11-30&to=2026-11-01&by=hour&format=pdf";
    let mut places: Vec<String> =
        world.get_as(&path("trends", bad), &admin).await.faults().into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(places, ["?by", "?format", "?to"]);
    let long = world.get_as(&path("trends", "from=2025-01-01&to=2026-11-30"), &admin).await.faults();
    assert_eq!(long, [("?to".to_owned(), "out_of_range".to_owned())]);
    let unknown = world.get_as(&path("trends", "consultantId=nemo"), &admin).await;
    unknown.expect(422);
    world.finish().await;
}
