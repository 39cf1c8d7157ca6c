//! Rooms of video meetings.

use serde::{Deserialize, Serialize};

use super::{Booking, Status};
use crate::consultant::{BookingRules, MeetingType};

/// The letters of a room's name: no vowels (so no accidental words), no look-alikes.
const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";

/// A room for a video meeting. It stays the same through all moves of a booking.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRoom {
    /// Its web address.
    pub url: String,
    pub id: String,
    /// The password, if the service has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl MeetingRoom {
    /// Creates a room of a service that opens rooms by their address, as Jitsi Meet does: `{room}` in the pattern is
    /// replaced by a name, `{password}` by a password; without `{room}`, the name becomes the last segment.
    ///
    /// The name has 80 random bits and can't be guessed; the password has 40 more.
    pub fn of_pattern(pattern: &str, random: [u8; 15]) -> Self {
        let (name, secret) = random.split_at(10);
        let name = letters(name);
        let id: Vec<&str> = [0..5, 5..10, 10..15, 15..20].into_iter().filter_map(|part| name.get(part)).collect();
        let id = id.join("-");
        let password = pattern.contains("{password}").then(|| letters(secret));
        let url = if pattern.contains("{room}") {
            pattern.replace("{room}", &id)
        } else {
            format!("{}/{id}", pattern.trim_end_matches('/'))
        };
        let url = url.replace("{password}", password.as_deref().unwrap_or_default());
        Self { url, id, password }
    }
}

impl MeetingRoom {
    /// A consultant's own room, at an address that stays the same.
    fn at(url: &str) -> Self {
        let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        Self { url: url.to_owned(), id: path.rsplit('/').next().unwrap_or_default().to_owned(), password: None }
    }
}

impl Booking {
    /// Puts a video meeting into the consultant's own room or, if they have none, into the deployment's.
    pub(super) fn enter_room_of(&mut self, rules: &BookingRules) {
        if self.meeting_type != MeetingType::Video {
            return;
        }
        if std::mem::take(&mut self.in_own_room) {
            self.meeting = self.spare_meeting.take();
        }
        if let Some(url) = &rules.meeting_url {
            self.spare_meeting = self.meeting.replace(MeetingRoom::at(url));
            self.in_own_room = true;
        }
    }

    /// The location for a calendar entry: an address, the room's link, or the phone number. A cancelled meeting has
    /// none.
    pub fn place(&self) -> Option<&str> {
        if self.status == Status::Cancelled {
            return None;
        }
        let room = self.meeting.as_ref().map(|room| room.url.as_str());
        let phone = self.client.phone.as_ref().filter(|_| self.meeting_type == MeetingType::Phone);
        self.location.as_deref().or(room).or(phone.map(|phone| phone.as_str()))
    }
}

/// The address alone grants entry, so `Debug` hides it.
impl std::fmt::Debug for MeetingRoom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MeetingRoom(…)")
    }
}

fn letters(bytes: &[u8]) -> String {
    let half = |half: u8| char::from(LETTERS[usize::from(half & 15)]);
    bytes.iter().flat_map(|byte| [half(byte >> 4), half(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::MeetingRoom;

    #[test]
    fn pattern_places_the_room_name() {
        let room = MeetingRoom::of_pattern("https://meet.example.com/", [0x1f; 15]);
        assert_eq!(room.url, "https://meet.example.com/cvcvc-vcvcv-cvcvc-vcvcv");
        assert_eq!((room.id.as_str(), room.password), ("cvcvc-vcvcv-cvcvc-vcvcv", None));
        let room = MeetingRoom::of_pattern("https://x.example/j/{room}?pwd={password}", [0; 15]);
        assert_eq!(room.url, "https://x.example/j/bbbbb-bbbbb-bbbbb-bbbbb?pwd=bbbbbbbbbb");
        assert_eq!(room.password.as_deref(), Some("bbbbbbbbbb"));
    }

    #[test]
    fn different_bytes_give_different_rooms() {
        let room = |last| MeetingRoom::of_pattern("https://x", [1, 2, 3, 4, 5, 6, 7, 8, 9, last, 0, 0, 0, 0, 0]).id;
        assert_ne!(room(1), room(2));
    }
}
