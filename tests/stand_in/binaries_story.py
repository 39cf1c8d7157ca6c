"""Every function's effect on its sample, one after the other: each starts from the state that the previous one left."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import parse_qsl, urlsplit

from .aws import ROOT
from .binaries_place import Place
from .proof import solution
from .system import eventually

# A Monday, 9:00 in Berlin: the time of the samples.
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
# The booking in the samples, its client and the consultant (infra/seed), and the bounced mail.
REFERENCE, MESSAGE_ID, TOKEN = "VLT-20261123-7KXMPR", "sample-message-id", "sample-token"
# The role check needs its form: a function refuses any other without a look at the table.
ADDRESS_TOKEN = "k1.c2FtcGxl.~QTFiMkMzZDRFNWY2RzdoOEk5"
ORDER = "01JDCW5ZK0T8Q1W2E3R4T5Y6U7"
ADA, ANNA, TEAM = "ada@example.com", "anna@magnetiq.example", "team@magnetiq.example"
NUMBER = "+4930901820"
# Functions that only read, with data that exist without a booking.
LOOKERS = (
    "health",
    "openapi",
    "list-consultants",
    "get-consultant",
    "get-site",
    "get-challenge",
    "get-admin-me",
    "manage-accounts",
    "check-integrations",
    "show-consultant",
    "show-sitemap",
    "list-availability",
    "check-availability",
    "next-availability",
    "suggest-availability",
)


@dataclass
class Booking:
    """A booking, as its client knows it."""

    reference: str
    token: str
    email: str


@dataclass
class Story:
    place: Place
    # Checks an answer of the API by the contract; returns its body.
    by_the_contract: Callable[[dict, dict], dict]
    sampled: set[str] = field(default_factory=set)
    personal: set[str] = field(default_factory=lambda: {"Lovelace", "901820", "203.0.113.", "Anna", "Schmidt", ANNA, TEAM})

    def tell(self) -> Iterator[str]:
        """Plays it; prints the results."""
        yield from self.looked()
        first = self.booked()
        second = self.made("11:00", ADA)
        yield "create-booking: sold once, the same answer to the same key"
        yield from self.told(second)
        yield from self.opened(second)
        third, fourth = self.came_back(), self.made("15:30", "dan@example.com")
        yield "record-delivery: recorded, the consultant notified"
        yield from self.listed(first)
        yield from self.changed(first)
        yield from self.reminded(second)
        yield from self.attended(second)
        yield from self.marked(third, fourth)
        yield from self.followed_up(second)
        yield from self.forgotten(third)

    # How a function is invoked.

    def sample(self, function: str, booking: Booking | None = None, **changes: str) -> dict:
        """A function's sample, with the reference of an existing booking."""
        text = (ROOT / f"events/{function}.json").read_text(encoding="utf-8")
        known = {REFERENCE: booking.reference, TOKEN: booking.token, ADA: booking.email} if booking else {}
        for old, new in (known | changes).items():
            text = text.replace(old, new)
        event = json.loads(text)
        if booking and "authorization" in event.get("headers", {}):
            event["headers"]["authorization"] = f"Bearer {booking.token}"
        self.sampled.add(function)
        return event

    def asked(self, function: str, event: dict, status: int = 200) -> dict:
        """Returns the API's answer; it must match the contract and this status."""
        output = self.place.invoke(function, event)
        said = self.by_the_contract(event, output)
        if output["statusCode"] == 428:
            event["body"] = json.dumps(json.loads(event["body"]) | {"challenge": solution(said["challenge"])})
            output = self.place.invoke(function, event)
            said = self.by_the_contract(event, output)
        assert output["statusCode"] == status, f"{function}: {output['statusCode']} {output.get('body')}"
        return said

    def reacted(self, function: str, event: dict) -> None:
        """Every message of the batch is handled; a second delivery, as queues do, changes nothing."""
        for _ in range(2):
            output = self.place.invoke(function, event)
            assert output == {"batchItemFailures": []}, f"{function}: {output}\n{self.place.sandboxes[function].text()}"

    def made(self, hour: str, email: str) -> Booking:
        """Another booking than the sample's: that Tuesday at this hour in Berlin, with text messages."""
        event = self.sample("create-booking")
        event["headers"]["idempotency-key"] = f"{email} {hour}"
        body = json.loads(event["body"])
        body |= {"start": f"2026-11-24T{hour}:00+01:00", "reminders": {"email": True, "sms": True}}
        body["client"]["email"] = email
        event["body"] = json.dumps(body)
        return self.of(self.asked("create-booking", event, 201), email)

    def of(self, answer: dict, email: str) -> Booking:
        booking = Booking(answer["booking"]["reference"], answer["manageToken"], email)
        self.personal |= {booking.token, email}
        return booking

    def subjects(self, address: str) -> list[str]:
        return [mail["Subject"] for mail in self.place.sent.mails_to(address)]

    def newest(self, address: str) -> EmailMessage:
        return self.place.sent.mails_to(address)[-1]

    def token_in(self, mail: EmailMessage, page: str) -> str:
        """The token in a mail's link to a page."""
        words = mail.get_body(("plain",)).get_content().split()
        link = next(word for word in words if f"/{page}#" in word)
        token = dict(parse_qsl(urlsplit(link).fragment))["token"]
        self.personal.add(token)
        return token

    def status(self, booking: Booking) -> str:
        return self.asked("get-booking", self.sample("get-booking", booking))["booking"]["status"]

    # What happens.

    def looked(self) -> Iterator[str]:
        for function in LOOKERS:
            self.asked(function, self.sample(function))
        self.asked("show-unsubscribe", self.sample("show-unsubscribe"), 303)
        self.asked("unknown-route", self.sample("unknown-route"), 404)
        yield f"{', '.join(LOOKERS)}, show-unsubscribe, unknown-route: answered by the contract"
        mapped = self.place.invoke("map-groups", self.sample("map-groups"))
        groups = mapped["response"]["claimsAndScopeOverrideDetails"]["groupOverrideDetails"]
        assert groups == {"groupsToOverride": []}, mapped
        yield "map-groups: groups that the settings don't name give none"
        self.asked("record-funnel", self.sample("record-funnel"), 202)
        assert self.place.rows("STATS#"), "expected the step to be counted"
        yield "record-funnel: counted"

    def booked(self) -> Booking:
        event = self.sample("create-booking")
        booking = self.of(self.asked("create-booking", event, 201), ADA)
        again = self.asked("create-booking", event, 201)
        assert again["booking"]["reference"] == booking.reference, "expected the same booking for the same key"
        row = self.place.row(f"BOOKING#{booking.reference}", "BOOKING")
        assert row["card"]["M"]["status"]["S"] == "confirmed", row
        return booking

    def told(self, booking: Booking) -> Iterator[str]:
        place = self.place
        self.reacted("relay", self.sample("relay", booking))
        for function in ("notify-mail", "notify-sms", "notify-chat", "schedule-jobs"):
            arrived = eventually(f"an event on the queue of {function}", lambda name=function: place.queued(name))
            assert booking.reference in arrived[0], arrived
        yield "relay: put on the bus, whose rules put it on the queues"
        self.reacted("notify-mail", self.sample("notify-mail", booking))
        sent = [len(place.sent.mails_to(address)) for address in (ADA, ANNA, TEAM)]
        assert sent == [1, 1, 1], sent
        invite = next(part for part in self.newest(ADA).walk() if part.get_content_type() == "text/calendar")
        assert invite.get_param("method") == "REQUEST", invite["Content-Type"]
        self.personal.add(self.newest(ADA)["Subject"])
        yield "notify-mail: client, consultant and team once each"
        self.reacted("notify-sms", self.sample("notify-sms", booking))
        [text] = place.texts_to(NUMBER)
        assert booking.reference in json.dumps(text), text
        yield "notify-sms: one text message"
        self.reacted("notify-chat", self.sample("notify-chat", booking))
        rooms = sorted(room for room, line in place.caught.chat if booking.reference in json.dumps(line))
        assert rooms == ["generic", "slack"], rooms
        yield "notify-chat: both rooms once"
        self.reacted("schedule-jobs", self.sample("schedule-jobs", booking))
        jobs = place.schedules(booking.reference)
        assert jobs["client-24h.0"] == "at(2026-11-23T10:00:00)" and "attendance-check.0" in jobs, jobs
        yield f"schedule-jobs: {len(jobs)} schedules"

    def opened(self, booking: Booking) -> Iterator[str]:
        assert self.status(booking) == "confirmed"
        found = self.asked("lookup-booking", self.sample("lookup-booking", booking))
        assert found["manageToken"] == booking.token
        moves = self.asked("booking-availability", self.sample("booking-availability", booking))
        starts = [slot["start"] for day in moves["days"] for slot in day["slots"]]
        own = self.asked("get-booking", self.sample("get-booking", booking))["booking"]["start"]
        assert own in starts, (own, moves)
        invite = self.place.invoke("booking-invite", self.sample("booking-invite", booking))
        assert invite["body"].startswith("BEGIN:VCALENDAR\r\n"), invite
        self.asked("export-privacy", self.sample("export-privacy", booking))
        seen = self.asked("get-admin-booking", self.sample("get-admin-booking", booking))
        assert seen["booking"]["reference"] == booking.reference
        listed = self.asked("list-admin-bookings", self.sample("list-admin-bookings", booking))
        assert booking.reference in [row["reference"] for row in listed["items"]], listed
        trail = self.asked("read-audit", self.sample("read-audit", booking))
        assert booking.reference in [row["reference"] for row in trail["items"]], trail
        yield "list-admin-bookings, read-audit: list it"
        assert self.asked("edit-consultants", self.sample("edit-consultants", booking))["id"] == "anna-schmidt"
        assert "rules" in self.asked("edit-schedules", self.sample("edit-schedules", booking))
        yield "edit-consultants, edit-schedules: show the consultant"
        before = len(self.place.sent.mails_to(ADA))
        resend = {"/notes": "/resend", '"action": "notes"': '"action": "resend"', "Calls back on Wednesday.": ""}
        self.asked("change-admin-booking", self.sample("change-admin-booking", booking, **resend), 202)
        yield "get-booking, lookup-booking, booking-availability, booking-invite, export-privacy, get-admin-booking: show it"
        self.place.queued("notify-mail")
        self.reacted("notify-mail", self.sample("notify-mail", booking))
        assert len(self.place.sent.mails_to(ADA)) == before + 1, "expected the mail again"
        yield "change-admin-booking: the client's mail went out again"

    def came_back(self) -> Booking:
        """A booking with a bounced mail to its client."""
        booking = self.made("14:00", "eve@example.com")
        self.reacted("notify-mail", self.sample("notify-mail", booking))
        seen = self.asked("get-admin-booking", self.sample("get-admin-booking", booking))
        [sent] = [it for it in seen["communications"] if it["recipient"] == "client" and it["kind"] == "mail"]
        before = len(self.place.sent.mails_to(ANNA))
        sample = self.sample("record-delivery", booking, **{MESSAGE_ID: sent["messageId"]})
        self.reacted("record-delivery", sample)
        seen = self.asked("get-admin-booking", self.sample("get-admin-booking", booking))
        assert "bounced" in [it.get("delivery") for it in seen["communications"]], seen["communications"]
        told = self.subjects(ANNA)[before:]
        assert len(told) == 1, f"expected one notice to the consultant: {told}"
        return booking

    def listed(self, booking: Booking) -> Iterator[str]:
        self.place.queued("notify-mail")
        self.asked("request-privacy", self.sample("request-privacy", booking), 202)
        orders = eventually("an order for the link", lambda: self.place.queued("notify-mail"))
        event = self.sample("notify-mail", booking)
        event["Records"][0]["body"] = next(body for body in orders if '"mail":"privacy"' in body)
        self.reacted("notify-mail", event)
        page = Booking(booking.reference, self.token_in(self.newest(ADA), "privacy"), ADA)
        seen = self.asked("list-privacy", self.sample("list-privacy", page))
        assert booking.reference in [it["booking"]["reference"] for it in seen["bookings"]], seen
        self.asked("change-privacy", self.sample("change-privacy", page))
        changed = self.asked("correct-contact", self.sample("correct-contact", booking))
        assert changed["booking"]["client"]["phone"] == "+4930901821", changed
        yield "request-privacy, list-privacy, change-privacy, correct-contact: by the mailed link, and by the booking's"

    def changed(self, booking: Booking) -> Iterator[str]:
        self.asked("reschedule-booking", self.sample("reschedule-booking", booking))
        assert self.status(booking) == "rescheduled"
        yield "reschedule-booking: moved"
        # No notification was sent yet: pending work is overdue after five minutes.
        self.place.aws.clock.advance(minutes=20)
        repaired = self.place.invoke("reconcile", self.sample("reconcile"))
        pending = [json.loads(body)["detail"]["reference"] for body in self.place.queued("notify-mail")]
        assert repaired["repairs"] > 0 and booking.reference in pending, (repaired, pending)
        yield f"reconcile: {repaired['repairs']} things that were pending are on their queues"
        self.asked("cancel-booking", self.sample("cancel-booking", booking))
        assert self.status(booking) == "cancelled"
        yield "cancel-booking: cancelled"

    def reminded(self, booking: Booking) -> Iterator[str]:
        self.place.aws.clock.set(datetime(2026, 11, 23, 9, 59, tzinfo=UTC))
        before = len(self.place.sent.mails_to(ADA))
        self.reacted("send-reminder", self.sample("send-reminder", booking))
        assert len(self.place.sent.mails_to(ADA)) == before + 1, "expected one reminder"
        yield "send-reminder: the client once"

    def attended(self, booking: Booking) -> Iterator[str]:
        self.place.aws.clock.set(datetime(2026, 11, 24, 11, 14, tzinfo=UTC))
        before = len(self.place.sent.mails_to(ANNA))
        self.reacted("check-attendance", self.sample("check-attendance", booking))
        assert len(self.place.sent.mails_to(ANNA)) == before + 1, "expected one question"
        yield "check-attendance: the consultant was asked once"
        asked = Booking(booking.reference, self.token_in(self.newest(ANNA), "attendance"), booking.email)
        self.asked("show-attendance", self.sample("show-attendance", asked))
        self.asked("mark-attendance", self.sample("mark-attendance", asked))
        assert self.status(booking) == "completed"
        yield "show-attendance, mark-attendance: it took place"
        self.asked("give-feedback", self.sample("give-feedback", booking))
        assert self.place.rows("We know now where to begin."), "expected the feedback to be kept"
        yield "give-feedback: kept"
        marked = {'\\"bookingVersion\\":1': '\\"bookingVersion\\":2'}
        self.reacted("schedule-jobs", self.sample("schedule-jobs", booking, **marked))

    def marked(self, held: Booking, missed: Booking) -> Iterator[str]:
        self.place.aws.clock.set(datetime(2026, 11, 24, 15, 35, tzinfo=UTC))
        for action, booking in [("complete", held), ("no-show", missed)]:
            other = {"/notes": f"/{action}", '"action": "notes"': f'"action": "{action}"'}
            self.asked("change-admin-booking", self.sample("change-admin-booking", booking, **other))
        self.asked("create-admin-booking", self.sample("create-admin-booking"), 201)
        assert (self.status(held), self.status(missed)) == ("completed", "no_show")
        yield "change-admin-booking, create-admin-booking: marked and booked at the console"
        bulk = self.asked("run-bulk", self.sample("run-bulk", held))
        assert bulk["results"] == [{"reference": held.reference, "ok": True}], bulk
        self.reacted("work-bulk", self.sample("work-bulk", **{ORDER: bulk["id"]}))
        seen = self.asked("get-admin-booking", self.sample("get-admin-booking", held))
        assert len(seen["notes"]) == 1, seen["notes"]
        yield "run-bulk, work-bulk: one note, whatever comes again"
        report = self.asked("read-numbers", self.sample("read-numbers"))
        counts = {it["key"]: it["n"] for it in report["figures"] if it["key"] in ("attended", "missed")}
        assert counts == {"attended": 2, "missed": 1}, report["figures"]
        yield "read-numbers: two meetings took place, one was missed"
        export = self.asked("run-export", self.sample("run-export"), 202)
        self.reacted("write-export", self.sample("write-export", **{ORDER: export["id"]}))
        row = self.place.row(f"EXPORT#{export['id']}", "EXPORT")
        assert json.loads(row["body"]["S"])["state"] == "done", row
        yield "run-export, write-export: a file in its bucket"
        assert self.asked("edit-settings", self.sample("edit-settings"))["branding"] == {"color": "#1f5eff"}
        preview = self.asked("edit-templates", self.sample("edit-templates"))
        assert preview["subject"] == "Off: Anna Schmidt" and preview["faults"] == [], preview
        yield "edit-settings, edit-templates: a section saved, a draft previewed"

    def followed_up(self, booking: Booking) -> Iterator[str]:
        self.place.aws.clock.set(datetime(2026, 11, 25, 10, 59, tzinfo=UTC))
        before = len(self.place.sent.mails_to(ADA))
        self.reacted("send-follow-up", self.sample("send-follow-up", booking))
        assert len(self.place.sent.mails_to(ADA)) == before + 1, self.subjects(ADA)
        yield "send-follow-up: the client once"
        mail = self.newest(ADA)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", mail.items()
        unwanted = Booking(booking.reference, self.token_in(mail, "unsubscribe"), booking.email)
        self.asked("unsubscribe", self.sample("unsubscribe", unwanted, **{ADDRESS_TOKEN: unwanted.token}))
        yield "unsubscribe: noted"

    def forgotten(self, booking: Booking) -> Iterator[str]:
        # The text message is still on its way: the data are erased after it.
        self.reacted("notify-sms", self.sample("notify-sms", booking))
        sample = self.sample("erase-privacy", booking)
        self.asked("erase-privacy", sample)
        left = self.place.rows(booking.email)
        assert not left, left
        self.asked("erase-privacy", sample, 401)
        yield "erase-privacy: nothing of the client is left"
        # RetentionDays is 730.
        self.place.aws.clock.set(datetime(2028, 12, 1, 3, tzinfo=UTC))
        erased = self.place.invoke("apply-retention", self.sample("apply-retention"))
        # The company's own address is in its settings.
        support = "hello@example.com"
        found = [json.dumps(row).replace(support, "") for row in self.place.rows("@example.com")]
        left = [row for row in found if "@example.com" in row]
        assert erased["erased"] > 0 and not left, (erased, left)
        yield f"apply-retention: {erased['erased']} bookings, and nothing of their clients is left"
