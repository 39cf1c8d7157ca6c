"""Reads the invites that the end-to-end tests left in target/invites with icalendar, an independent parser.

Run by `make invites`. `tests/invites.mjs` reads them with another parser.
"""

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from icalendar import Calendar

FOLDER = Path(__file__).resolve().parent.parent / "target/invites"
# RFC 5546, 3.2.2 and 3.2.5: required properties of REQUEST and CANCEL; calendars need the rest for updates.
REQUIRED = ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "ORGANIZER", "ATTENDEE"]

faults: list[str] = []


def check(what: str, found, expected):
    if found != expected:
        faults.append(f"{what}: {found!r}, and should be {expected!r}")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def check_invite(expected: dict):
    file = expected["file"]
    text = (FOLDER / file).read_bytes()
    check(f"{file}: line ends", text.replace(b"\r\n", b"").count(b"\n"), 0)
    check(f"{file}: octets of the longest line", max(map(len, text.split(b"\r\n"))) <= 75, True)
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    check(f"{file}: events", len(events), 1)
    event = events[0]
    check(f"{file}: errors", [*calendar.errors, *event.errors], [])
    for name in ["VERSION", "PRODID", "METHOD"]:
        check(f"{file}: {name}", name in calendar, True)
    for name in REQUIRED:
        check(f"{file}: has {name}", name in event, True)
    check(f"{file}: METHOD", calendar["METHOD"], expected["method"])
    check(f"{file}: UID", event["UID"], expected["uid"])
    check(f"{file}: SEQUENCE", event["SEQUENCE"], expected["sequence"])
    check(f"{file}: STATUS", event["STATUS"], expected["status"])
    check(f"{file}: DTSTART", event.decoded("DTSTART"), instant(expected["start"]))
    check(f"{file}: DTEND", event.decoded("DTEND"), instant(expected["end"]))
    check(f"{file}: DTSTAMP is in UTC", event.decoded("DTSTAMP").utcoffset(), timezone.utc.utcoffset(None))
    check(f"{file}: ORGANIZER", str(event["ORGANIZER"]), f"mailto:{expected['organizer']}")
    attendees = listed(event["ATTENDEE"])
    check(f"{file}: ATTENDEE", [str(it) for it in attendees], [f"mailto:{it}" for it in expected["attendees"]])
    check(f"{file}: PARTSTAT", {it.params.get("PARTSTAT") for it in attendees}, {"ACCEPTED"})


def main() -> int:
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    for invite in expected:
        check_invite(invite)
    print("\n".join(faults) or f"{len(expected)} invites read by icalendar")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
