//! The page of each consultant and the list for search engines, which the server writes.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, consultant, contract, ordinary};

fn anna() -> Value {
    let mut anna = ordinary("anna-schmidt");
    let more = json!({
        "title": {"en": "AI strategist", "de": "KI-Strategin"}, "biography": {"en": "First.\n\nSecond & last."},
        "photo": "https://www.example.com/anna.jpg", "expertise": ["Law </script> & data"], "languages": ["de", "en"],
        "certifications": [{"name": "PMP", "issuer": "PMI", "year": 2020}],
        "linkedinUrl": "https://www.linkedin.com/in/anna"
    });
    for (name, value) in more.as_object().unwrap() {
        anna[name] = value.clone();
    }
    anna
}

/// A page; its answer is checked like those under `/v1`.
async fn page(world: &World, path: &str, language: &str) -> Answer {
    let request = world.request(Method::GET, path).header("accept-language", language);
    let answer = world.send(request).await;
    assert_eq!(contract::faults_anywhere(&Method::GET, path.split('?').next().unwrap(), &answer), [""; 0]);
    answer
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap().0
}

#[tokio::test]
async fn consultant_has_a_page() {
    let world = World::with(&[anna(), ordinary("ben")]).await;
    let answer = page(&world, "/consultants/anna-schmidt", "en").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    let html = &answer.text;
    let site = world.local.url();
    assert_eq!(between(html, "<title>", "</title>"), "Anna Schmidt, AI strategist · VoltAIc Systems");
    for part in [
        "name=\"description\" content=\"Book a consultation with Anna Schmidt, AI strategist.".to_owned(),
        format!("rel=\"canonical\" href=\"{site}&#x2f;consultants&#x2f;anna-schmidt\"").replace("http://", "http:&#x2f;&#x2f;"),
        "property=\"og:image\" content=\"https:&#x2f;&#x2f;www.example.com&#x2f;anna.jpg\"".to_owned(),
        "<p>First.</p>".to_owned(),
        "<p>Second &amp; last.</p>".to_owned(),
        "<li>PMP, PMI, 2020</li>".to_owned(),
        "href=\"/book-consultation?consultant=anna-schmidt&amp;lang=en\">Choose a time</a>".to_owned(),
        "<time datetime=\"2026-11-23T10:30:00Z\"><strong>Monday, 23 November 2026, 11:30 (Europe&#x2f;Berlin, UTC+01:00)</strong>"
            .to_owned(),
        "Thirty minutes with Anna".to_owned(),
    ] {
        assert!(html.contains(&part), "{part}\n{html}");
    }
    let data: Value = serde_json::from_str(between(html, "application/ld+json\">", "</script>")).unwrap();
    let person = &data["mainEntity"];
    assert_eq!(
        (&data["@type"], &person["@type"], &person["jobTitle"]),
        (&json!("ProfilePage"), &json!("Person"), &json!("AI strategist"))
    );
    assert_eq!(person["knowsAbout"], json!(["Law </script> & data"]));
    assert_eq!(person["potentialAction"]["target"], format!("{site}/book-consultation?consultant=anna-schmidt"));
    assert!(!html.contains("consultants.example"), "no address of theirs");
    world.finish().await;
}

#[tokio::test]
async fn page_speaks_the_readers_language() {
    let world = World::with(&[anna()]).await;
    for (path, accepted, title, button) in [
        ("/consultants/anna-schmidt", "de-AT,en;q=0.5", "KI-Strategin", "Zeit wählen"),
        ("/consultants/anna-schmidt?lang=de", "en", "KI-Strategin", "Zeit wählen"),
        ("/consultants/anna-schmidt?lang=fr", "ru", "AI strategist", "Выбрать время"),
        ("/consultants/anna-schmidt", "ja", "AI strategist", "Choose a time"),
    ] {
        let answer = page(&world, path, accepted).await;
        assert!(between(&answer.text, "<title>", "</title>").contains(title), "{path} {accepted}");
        assert!(answer.text.contains(button), "{path} {accepted}");
        assert!(!answer.text.contains("mail"), "{path}");
    }
    world.finish().await;
}

#[tokio::test]
async fn page_without_bookings_has_no_button() {
    let world = World::with(&[consultant("adam", json!({"acceptingBookings": false}), Value::Null)]).await;
    let shown = page(&world, "/consultants/adam", "en").await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("Takes no bookings") && !shown.text.contains("Choose a time"));
    assert!(shown.text.contains("preview.png"), "there is a picture without a photo");
    for unknown in ["/consultants/nobody", "/consultants/A%20B", "/consultants/%3Cscript%3E"] {
        let answer = page(&world, unknown, "en").await;
        assert_eq!(answer.status, 404, "{unknown}");
        assert!(answer.text.contains("noindex") && answer.text.contains("All consultants"), "{unknown}");
        assert!(!answer.text.contains("<script>"), "{unknown}");
    }
    world.finish().await;
}

#[tokio::test]
async fn sitemap_lists_who_can_be_booked() {
    let closed = consultant("adam", json!({"acceptingBookings": false}), Value::Null);
    let world = World::with(&[anna(), closed, ordinary("ben")]).await;
    let answer = page(&world, "/sitemap.xml", "en").await;
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    let listed: Vec<&str> =
        answer.text.split("<loc>").skip(1).map(|rest| rest.split_once("</loc>").unwrap().0).collect();
    let site = world.local.url();
    let expected =
        ["book-consultation", "consultants/anna-schmidt", "consultants/ben"].map(|path| format!("{site}/{path}"));
    assert_eq!(listed, expected);
    assert_eq!(answer.text.matches("hreflang=\"de\"").count(), 3);
    world.finish().await;
}
