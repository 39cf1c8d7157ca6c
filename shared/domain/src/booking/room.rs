//! Where a video meeting is held.

use serde::{Deserialize, Serialize};

use super::{Booking, Status};
use crate::consultant::MeetingType;

/// The letters of a room's name: no vowels (no words by chance), nothing that reads like something else.
const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";

/// A room for a video meeting: the same for the life of a booking, wherever it is moved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRoom {
    /// Where it is entered.
    pub url: String,
    /// Its name.
    pub id: String,
    /// What is asked at the door, where the service has that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl MeetingRoom {
    /// A room of a service that opens rooms by their address, as Jitsi Meet does: `{room}` in the pattern is
    /// replaced by a name, `{password}` by a password; without `{room}`, the name is added as a last segment.
    ///
    /// Nobody guesses 80 bits; the password has 40 more.
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

impl Booking {
    /// Where the meeting takes place, as a calendar's entry says it: an address, the room's link, or the number that is
    /// called. Of a meeting that is off it is nobody's business.
    pub fn place(&self) -> Option<&str> {
        if self.status == Status::Cancelled {
            return None;
        }
        let room = self.meeting.as_ref().map(|room| room.url.as_str());
        let phone = self.client.phone.as_ref().filter(|_| self.meeting_type == MeetingType::Phone);
        self.location.as_deref().or(room).or(phone.map(|phone| phone.as_str()))
    }
}

/// Whoever has it can enter.
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
    fn a_room_has_its_name_where_the_pattern_says() {
        let room = MeetingRoom::of_pattern("https://meet.example.com/", [0x1f; 15]);
        assert_eq!(room.url, "https://meet.example.com/cvcvc-vcvcv-cvcvc-vcvcv");
        assert_eq!((room.id.as_str(), room.password), ("cvcvc-vcvcv-cvcvc-vcvcv", None));
        let room = MeetingRoom::of_pattern("https://x.example/j/{room}?pwd={password}", [0; 15]);
        assert_eq!(room.url, "https://x.example/j/bbbbb-bbbbb-bbbbb-bbbbb?pwd=bbbbbbbbbb");
        assert_eq!(room.password.as_deref(), Some("bbbbbbbbbb"));
    }

    #[test]
    fn other_bytes_are_another_room() {
        let room = |last| MeetingRoom::of_pattern("https://x", [1, 2, 3, 4, 5, 6, 7, 8, 9, last, 0, 0, 0, 0, 0]).id;
        assert_ne!(room(1), room(2));
    }
}
