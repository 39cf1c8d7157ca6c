//! Invites through the life of a booking, kept as files: `make invites` has two independent parsers read them
//! (`tests/invites.py`, `tests/invites.mjs`).

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";

/// The folder of the invites: `target/invites`.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("invites")
}

/// Invites with their expected content.
#[derive(Default)]
struct Collection {
    files: Vec<(String, String)>,
    expected: Vec<Value>,
}

impl Collection {
    /// Keeps an invite that must match the state of a booking (as the API answers it), for these attendees.
    fn keep(&mut self, who: &str, invite: String, booking: &Value, method: &str, attendees: &[&str]) {
        let file = format!("{:02}-{who}-{}.ics", self.files.len(), method.to_lowercase());
        self.expected.push(json!({
            "file": file,
            "uid": format!("{}@magnetiq-booking", booking["id"].as_str().unwrap()),
            "method": method,
            "sequence": booking["sequence"],
            "start": booking["start"],
            "end": booking["end"],
            "status": if method == "REQUEST" { "CONFIRMED" } else { "CANCELLED" },
            "organizer": "hello@example.com",
            "attendees": attendees,
        }));
        self.files.push((file, invite));
    }

    /// Keeps the invite of the newest mail to an address.
    async fn newest(&mut self, world: &World, to: &str, booking: &Value, method: &str, attendees: &[&str]) {
        let mail = world.mails_to(to).await.pop().unwrap();
        let invite = world.email(&mail).await.invite.unwrap_or_else(|| panic!("{} has no invite", mail.template));
        let who = to.split('@').next().unwrap();
        self.keep(who, invite, booking, method, attendees);
    }

    fn write(&self) {
        let folder = folder();
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in &self.files {
            fs::write(folder.join(file), text).unwrap();
        }
        let expected = serde_json::to_vec_pretty(&self.expected).unwrap();
        fs::write(folder.join("expected.json"), expected).unwrap();
    }
}

/// A life for each kind of meeting, with names that are hard on formats.
const LIVES: [(&str, &str, &str); 3] = [
    ("video", "Ада-Мария", "Лавлейс-Августова, графиня; дочь поэта \"Чайльд-Гарольда\"-странника"),
    ("phone", "Zoë 👩‍🚀", "O'Neill, DTSTART:x"),
    ("in_person", "محمد", "Ben;CN=\"x\":y,z"),
];

#[tokio::test(flavor = "multi_thread")]
async fn invites_follow_the_booking() {
    let mut anna = ordinary("anna");
    anna["rules"] = json!({"location": "Beispielstraße 1, 10115 Berlin; 2nd floor, door \"B\""});
    let world = World::with(&[anna, ordinary("ben")]).await;
    let (of_anna, of_ben) = ("anna@consultants.example", "ben@consultants.example");
    let mut kept = Collection::default();
    for (meeting_type, first_name, last_name) in LIVES {
        let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
        body["meetingType"] = json!(meeting_type);
        body["client"]["firstName"] = json!(first_name);
        body["client"]["lastName"] = json!(last_name);
        body["client"]["phone"] = json!("+49 30 901820");
        let made = world.post("/v1/bookings", &body).await.expect(201);
        world.settle().await;
        kept.newest(&world, ADA, &made["booking"], "REQUEST", &[ADA]).await;
        kept.newest(&world, of_anna, &made["booking"], "REQUEST", &[of_anna, ADA]).await;
        for start in ["2026-11-24T15:00:00+01:00", "2026-11-26T09:30:00+01:00"] {
            let moved = world.move_to(&made, &json!({"start": start})).await.expect(200);
            world.advance("PT1M").await;
            kept.newest(&world, ADA, &moved["booking"], "REQUEST", &[ADA]).await;
            kept.newest(&world, of_anna, &moved["booking"], "REQUEST", &[of_anna, ADA]).await;
        }
        let to_ben = json!({"start": "2026-11-26T11:00:00+01:00", "duration": 120, "consultantId": "ben"});
        let moved = world.move_to(&made, &to_ben).await.expect(200);
        world.advance("PT1M").await;
        kept.newest(&world, ADA, &moved["booking"], "REQUEST", &[ADA]).await;
        // The cancellation takes back the version in the calendar.
        let mut taken = moved["booking"].clone();
        taken["start"] = json!("2026-11-26T08:30:00Z");
        taken["end"] = json!("2026-11-26T09:30:00Z");
        kept.newest(&world, of_anna, &taken, "CANCEL", &[of_anna, ADA]).await;
        kept.newest(&world, of_ben, &moved["booking"], "REQUEST", &[of_ben, ADA]).await;
        let link = made["links"]["ics"].as_str().unwrap().strip_prefix(world.local.url()).unwrap().to_owned();
        kept.keep("link", world.get(&link).await.text, &moved["booking"], "REQUEST", &[ADA]);
        let off = world.cancel(&made).await.expect(200);
        world.advance("PT1M").await;
        kept.newest(&world, ADA, &off["booking"], "CANCEL", &[ADA]).await;
        kept.newest(&world, of_ben, &off["booking"], "CANCEL", &[of_ben, ADA]).await;
        kept.keep("link", world.get(&link).await.text, &off["booking"], "CANCEL", &[ADA]);
    }
    assert_eq!(kept.files.len(), 13 * LIVES.len());
    kept.write();
    world.finish().await;
}
