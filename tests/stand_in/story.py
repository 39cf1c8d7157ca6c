"""One whole booking through the deployed system, to the end: made, moved, cancelled; another that takes place, and one
that its client misses. Every recipient is notified, by every channel, at their hour."""

import json
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from icalendar import Calendar

from .aws import ROOT
from .deploy import BINARIES
from .receivers import Mail
from .system import System, eventually

# A Monday, 9:00 in Berlin. Consultants are those of infra/seed.
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
THURSDAY = "2026-11-26T09:00:00+01:00"
FRIDAY = "2026-11-27T15:00:00+01:00"
ADA, EVE, BEN = "ada@clients.example", "eve@clients.example", "ben@clients.example"
ANNA, DMITRI, TEAM = "anna@magnetiq.example", "dmitri@magnetiq.example", "team@magnetiq.example"
ADMIN = "admin@magnetiq.example"
PASSWORD = "Correct-Horse-Battery-7"
PHONE = "+4930901820"

# The pending jobs of a meeting on Thursday at 9:00 in Berlin.
REMINDERS = {
    "client-24h.0": "2026-11-25T08:00:00",
    "consultant-4h.0": "2026-11-26T04:00:00",
    "client-2h.0": "2026-11-26T06:00:00",
}
# The second question and the end are planned once it was asked.
QUESTIONS = {"attendance-check.0": "2026-11-26T09:15:00"}
# To a consultant of two bookings, one of which was moved.
MADE_MOVED_MADE = ["new_booking_consultant", "booking_change_consultant", "new_booking_consultant"]


class Step:
    """Prints the results, and how long they took."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, shown: str) -> None:
        now = time.monotonic()
        print(f"  ok {now - self._began:5.1f} s  {shown}", flush=True)
        self._began = now


def body(consultant: str, start: str, email: str) -> dict:
    return {
        "consultantId": consultant,
        "start": start,
        "duration": 60,
        "timezone": "Europe/Berlin",
        "meetingType": "video",
        "client": {"firstName": email.split("@")[0].capitalize(), "lastName": "Lovelace", "email": email},
        "consent": {"terms": True, "privacy": True},
    }


class Story:
    def __init__(self, system: System):
        self.system = system
        self.step = Step()

    def tell(self) -> None:
        self.doors()
        self.consultants()
        first = self.made()
        self.moved(first)
        stays, missed = self.others()
        self.cancelled(first)
        self.console(first)
        self.reminded(stays)
        self.asked_who_came(stays, missed)
        self.followed_up(stays)
        self.erased(stays)
        self.left_over()

    def doors(self) -> None:
        """The gateway before the functions: routes, and the authorizer."""
        send = self.system.send
        assert send("GET", "/v1/health").expect(200)["status"] == "not_configured"
        send("GET", "/v1/nothing").problem(404, "not_found")
        # The authorizer's own answer, not a function's.
        assert "code" not in send("GET", "/v1/admin/bookings/VLT-20261123-AAAA").expect(401)
        self.step("routes lead to functions, and to the one for what there is not; the console's is closed")

    def consultants(self) -> None:
        system = self.system
        system.aws.client("secretsmanager").put_secret_value(
            SecretId=system.ids["ChatWebhooks"], SecretString=system.receivers.webhooks()
        )
        environment = system.aws.environment() | {"TABLE_NAME": system.ids["TableName"]}
        seeds = [ROOT / "infra/seed/site.json", ROOT / "infra/seed/consultants.json"]
        subprocess.run([BINARIES / "seed", *seeds], env=environment, check=True)
        listed = system.send("GET", "/v1/consultants").expect(200)["consultants"]
        assert {"anna-schmidt", "dmitri-volkov"} <= {it["id"] for it in listed}, listed
        # Functions keep the settings for some seconds.
        eventually("health: ok", lambda: system.send("GET", "/v1/health").expect(200)["status"] == "ok")
        assert system.send("GET", "/v1/consultants/anna-schmidt").expect(200)["id"] == "anna-schmidt"
        self.step(f"{len(listed)} consultants of infra/seed can be booked")

    def starts(self) -> set[str]:
        query = "consultantId=anna-schmidt&duration=60&from=2026-11-26&to=2026-11-27&timezone=Europe/Berlin"
        days = self.system.send("GET", f"/v1/availability?{query}").expect(200)["days"]
        return {slot["start"] for day in days for slot in day["slots"]}

    def made(self) -> dict:
        """Ada books, by mail and text."""
        system = self.system
        assert "2026-11-26T08:00:00Z" in self.starts(), "expected Thursday 9:00 in Berlin on offer"
        asked = body("anna-schmidt", THURSDAY, ADA)
        asked["client"]["phone"] = "+49 30 901820"
        asked["reminders"] = {"email": True, "sms": True}
        key = {"Idempotency-Key": "once-and-only-once"}
        made = system.send("POST", "/v1/bookings", asked, headers=key).expect(201)
        again = system.send("POST", "/v1/bookings", asked, headers=key).expect(201)
        assert again["booking"]["reference"] == made["booking"]["reference"], "expected one booking of one key"
        lost = system.send("POST", "/v1/bookings", body("anna-schmidt", THURSDAY, EVE)).problem(409, "slot_taken")
        assert lost["alternatives"], "expected other times for the second client"
        assert "2026-11-26T08:00:00Z" not in self.starts()
        self.step("booked once; the second client gets other times")

        reference = made["booking"]["reference"]
        self.told(ADA, ["booking_confirmation"])
        self.told(ANNA, ["new_booking_consultant"])
        self.told(TEAM, ["new_booking_team"])
        self.step("client, consultant and team have their mail (stream, relay, bus, rule, queue, notify-mail, SES)")
        invite_of(self.of(ADA, "booking_confirmation"), "REQUEST", 0, "2026-11-26T08:00:00")
        self.texts(1, reference)
        self.lines(["confirmed"])
        self.step("with an invite; a text message to the client; a line in both chat rooms")
        texts = {"sms-24h.0": "2026-11-25T08:00:00", "sms-2h.0": "2026-11-26T06:00:00"}
        self.scheduled(reference, REMINDERS | texts | QUESTIONS)
        self.step("reminders by mail and text, and the question about the outcome, are schedules")

        path, token = f"/v1/bookings/{reference}", made["manageToken"]
        assert system.send("GET", path, token=token).expect(200)["booking"]["status"] == "confirmed"
        system.send("GET", path).problem(401, "unauthorized")
        assert Calendar.from_ical(system.send("GET", f"{path}/invite.ics?token={token}").text)["METHOD"] == "REQUEST"
        asked = {"reference": reference, "email": ADA}
        found = system.send("POST", "/v1/bookings/lookup", asked).expect(200)
        assert found["manageToken"] == token, "expected the same link from looking it up"
        self.step("its link opens it, and nothing else does")
        return made

    def moved(self, made: dict) -> None:
        reference = made["booking"]["reference"]
        path = f"/v1/bookings/{reference}/reschedule"
        moved = self.system.send("POST", path, {"start": FRIDAY}, made["manageToken"]).expect(200)
        assert moved["booking"]["sequence"] == 1, moved["booking"]
        assert "2026-11-26T08:00:00Z" in self.starts(), "expected the old time to be free again"
        self.told(ADA, ["booking_confirmation", "booking_change"])
        self.told(ANNA, ["new_booking_consultant", "booking_change_consultant"])
        invite_of(self.of(ADA, "booking_change"), "REQUEST", 1, "2026-11-27T14:00:00")
        self.texts(2, reference)
        self.lines(["confirmed", "rescheduled"])
        expected = {
            "client-24h.1": "2026-11-26T14:00:00",
            "sms-24h.1": "2026-11-26T14:00:00",
            "consultant-4h.1": "2026-11-27T10:00:00",
            "client-2h.1": "2026-11-27T12:00:00",
            "sms-2h.1": "2026-11-27T12:00:00",
            "attendance-check.1": "2026-11-27T15:15:00",
        }
        self.scheduled(reference, expected)
        self.step("moved: notified again, the same invite with the next number, schedules of the new time alone")

    def others(self) -> tuple[dict, dict]:
        """Eve's stays, and Ben will not come to his."""
        send = self.system.send
        stays = send("POST", "/v1/bookings", body("anna-schmidt", THURSDAY, EVE)).expect(201)
        missed = send("POST", "/v1/bookings", body("dmitri-volkov", THURSDAY, BEN)).expect(201)
        self.told(EVE, ["booking_confirmation"])
        self.told(BEN, ["booking_confirmation"])
        self.scheduled(stays["booking"]["reference"], REMINDERS | QUESTIONS)
        self.scheduled(missed["booking"]["reference"], REMINDERS | QUESTIONS)
        self.step("two others booked the time that became free, with two consultants")
        return stays, missed

    def cancelled(self, made: dict) -> None:
        reference, token = made["booking"]["reference"], made["manageToken"]
        path = f"/v1/bookings/{reference}/cancel"
        cancelled = self.system.send("POST", path, {"reason": "no time"}, token).expect(200)
        assert cancelled["booking"]["status"] == "cancelled", cancelled["booking"]
        self.told(ADA, ["booking_confirmation", "booking_change", "booking_cancellation"])
        self.told(ANNA, [*MADE_MOVED_MADE, "booking_cancellation_consultant"])
        invite_of(self.of(ADA, "booking_cancellation"), "CANCEL", 2, "2026-11-27T14:00:00")
        uids = {uid for mail in self.system.receivers.mails_to(ADA) for uid in uids_of(mail)}
        assert len(uids) == 1, f"expected one UID for life, got {uids}"
        self.texts(3, reference)
        self.scheduled(reference, {})
        self.step("cancelled: notified, the invite taken back, its schedules gone")

    def console(self, made: dict) -> None:
        system = self.system
        once = system.make_user(ADMIN, ["admin"])
        token = system.log_in(ADMIN, once, PASSWORD)
        stranger = system.log_in("x@magnetiq.example", system.make_user("x@magnetiq.example", []), PASSWORD)
        path = f"/v1/admin/bookings/{made['booking']['reference']}"
        system.settle()
        shown = system.send("GET", path, token=token).expect(200)
        history = [it["type"] for it in shown["history"]]
        assert history == ["booking.confirmed", "booking.rescheduled", "booking.cancelled"], history
        undone = [it for it in shown["communications"] if it["state"] not in ("done", "skipped")]
        assert not undone, f"expected no pending notification, got {undone}"
        self.delivered(path, token, shown["communications"])
        system.send("GET", path, token=stranger).problem(403, "forbidden")
        head, claims, signature = token.split(".")
        forged = f"{head}.{claims}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        for bad in (forged, made["manageToken"], "x"):
            system.send("GET", path, token=bad).expect(401)
        self.step("the console opens to an administrator of Cognito's, by the log-in page; to no one else")

    def delivered(self, path: str, token: str, communications: list[dict]) -> None:
        """SES reports a mail's fate. ministack's doesn't by itself, so AWS's event is published to its topic."""
        system = self.system
        [last] = [it for it in communications if (it["kind"], it["recipient"], it["sequence"]) == ("mail", "client", 2)]
        sample = json.loads((ROOT / "events/record-delivery.json").read_text(encoding="utf-8"))
        event = json.loads(sample["Records"][0]["body"])
        del event["bounce"]
        event["eventType"] = "Delivery"
        event["mail"]["messageId"] = last["messageId"]
        event["mail"]["tags"]["reference"] = [path.rsplit("/", 1)[-1]]
        event["mail"]["destination"] = [ADA]
        system.aws.client("sns").publish(TopicArn=system.ids["MailEvents"], Message=json.dumps(event))

        def probe() -> bool:
            shown = system.send("GET", path, token=token).expect(200)["communications"]
            return any(it.get("delivery") == "delivered" and it["messageId"] == last["messageId"] for it in shown)

        eventually("the mail to be known as delivered", probe)

    def reminded(self, made: dict) -> None:
        reference = made["booking"]["reference"]
        self.due("2026-11-25T08:00", EVE, "reminder_24h")
        assert "client-24h.0" not in self.system.schedules(reference), "expected a schedule that fired to be gone"
        self.step("a day before: the schedule fired, its function ran, the client is reminded; the schedule is gone")
        self.due("2026-11-26T04:00", ANNA, "consultant_prep_reminder")
        self.due("2026-11-26T06:00", EVE, "reminder_2h")
        self.scheduled(reference, QUESTIONS)
        self.step("four hours before, the consultant; two hours before, the client")

    def asked_who_came(self, came: dict, missed: dict) -> None:
        system = self.system
        self.due("2026-11-26T09:15", ANNA, "attendance_check")
        carried = carried_by(self.of(ANNA, "attendance_check"), "outcome=completed")
        path = f"/v1/attendance/{carried['reference']}"
        assert system.send("GET", path, token=carried["token"]).expect(200)["status"] == "confirmed"
        marked = system.send("POST", path, {"outcome": "completed"}, carried["token"]).expect(200)
        assert marked["status"] == "completed", marked
        self.scheduled(came["booking"]["reference"], {"follow-up.0": "2026-11-27T09:00:00"})
        self.step("after the end the consultant is asked for the outcome, and records it by the mail's link")

        path = f"/v1/admin/bookings/{missed['booking']['reference']}/no-show"
        token = system.log_in(ADMIN, PASSWORD)
        system.send("POST", path, token=token).expect(200)
        [(_, due)] = eventually("new times to be offered", lambda: self.of_no_show(missed))
        self.due(due, BEN, "no_show_followup")
        offer = carried_by(self.of(BEN, "no_show_followup"), "start=")
        again = system.send("POST", "/v1/bookings", body(offer["consultant"], offer["start"], BEN)).expect(201)
        # Its follow-ups would fall into the jumps that come later.
        system.send("POST", f"/v1/bookings/{again['booking']['reference']}/cancel", {}, again["manageToken"]).expect(200)
        self.step("a no-show gets new times an hour later, of which one can be booked")
        # An ID token is good for an hour.
        system.send("POST", path, token=token).expect(401)

    def of_no_show(self, missed: dict) -> list[tuple[str, str]]:
        schedules = self.system.schedules(missed["booking"]["reference"])
        return [(name, due) for name, due in schedules.items() if name.startswith("no-show-follow-up")]

    def followed_up(self, made: dict) -> None:
        system = self.system
        self.due("2026-11-27T09:00", EVE, "post_meeting_followup")
        carried = carried_by(self.of(EVE, "post_meeting_followup"), "action=feedback")
        path = f"/v1/bookings/{carried['reference']}/feedback"
        system.send("POST", path, {"rating": 5, "comment": "Clear and quick."}, carried["token"]).expect(200)
        listed = system.send("GET", "/v1/consultants").expect(200)["consultants"]
        [anna] = [it for it in listed if it["id"] == "anna-schmidt"]
        numbers = (anna["rating"], anna["reviewCount"], anna["completedBookings"])
        assert numbers == (5, 1, 1), f"expected one meeting with five stars, got {numbers}"
        self.scheduled(made["booking"]["reference"], {})
        self.step("a day after, the client is thanked, and rates; no schedule is left")

    def erased(self, made: dict) -> None:
        system = self.system
        token = made["manageToken"]
        kept = system.send("GET", "/v1/privacy/export", token=token).expect(200)
        assert kept["booking"]["client"]["email"] == EVE and system.kept(EVE)
        system.send("POST", "/v1/privacy/erase", {"confirm": True}, token).expect(200)
        system.send("GET", "/v1/privacy/export", token=token).problem(401, "unauthorized")
        assert not system.kept(EVE), f"expected nothing of {EVE} in the table, found it in {system.kept(EVE)}"
        self.step("the client exports the stored data, and has them erased: they are nowhere in the table any more")

    def left_over(self) -> None:
        self.system.settle()
        logged = self.system.logged()
        # A warning is no fault: of two messages to one recipient, the second waits until the first is sent.
        errors = [line for line in logged if line.get("level") == "ERROR"]
        assert not errors, f"expected no function to log an error, got {errors[:5]}"
        ran = {line["function"] for line in logged if "function" in line}
        self.step(f"{len(ran)} functions ran, none logged an error; no message is left in a queue, none was given up")

    # Expectations

    def told(self, address: str, templates: list[str]) -> None:
        got = lambda: [mail.template for mail in self.system.receivers.mails_to(address)]
        eventually(f"{templates} to {address}", lambda: got() == templates, got)

    def of(self, address: str, template: str) -> Mail:
        """The newest mail of a template."""
        return [mail for mail in self.system.receivers.mails_to(address) if mail.template == template][-1]

    def texts(self, count: int, reference: str) -> None:
        got = lambda: self.system.texts_to(PHONE)
        eventually(f"{count} text messages", lambda: len(got()) == count, got)
        assert all(reference in str(it) for it in got()), f"expected texts about {reference}, got {got()}"

    def lines(self, kinds: list[str]) -> None:
        """Both rooms got these lines, in order, and no others."""
        said = self.system.receivers.chat
        eventually(f"{kinds} in both rooms", lambda: len(said) == 2 * len(kinds), lambda: said)
        told = [line["type"] for room, line in said if room == "generic"]
        assert told == kinds, f"expected {kinds}, got {told}"

    def scheduled(self, reference: str, expected: dict[str, str]) -> None:
        got = lambda: self.system.schedules(reference)
        eventually(f"schedules {expected}", lambda: got() == expected, got)

    def due(self, minute: str, address: str, template: str) -> None:
        """At that instant the mail comes, and not before."""
        got = lambda: [mail for mail in self.system.receivers.mails_to(address) if mail.template == template]
        assert not got(), f"expected no {template} before {minute}"
        due = datetime.fromisoformat(minute).replace(tzinfo=UTC)
        self.system.jump(due + timedelta(seconds=1))
        eventually(f"{template} to {address} at {minute}", got)
        late = got()[0].sent - due
        assert late < timedelta(minutes=2), f"expected {template} at {minute}, it came {late} later"


def invite_of(mail: Mail, method: str, sequence: int, start: str) -> None:
    """The mail carries this invite, twice the same: among its alternatives, and attached."""
    invites = mail.invites()
    assert len(invites) == 2 and invites[0] == invites[1], f"expected the invite twice, got {len(invites)}"
    named, text = invites[0]
    calendar = Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    [event] = calendar.walk("VEVENT")
    assert not event.errors, event.errors
    found = (named, str(calendar["METHOD"]), int(event["SEQUENCE"]), event.decoded("DTSTART").strftime("%Y-%m-%dT%H:%M:%S"))
    assert found == (method, method, sequence, start), f"expected {(method, sequence, start)}, got {found}"


def uids_of(mail: Mail) -> Iterator[str]:
    for _, text in mail.invites():
        for event in Calendar.from_ical(text).walk("VEVENT"):
            yield str(event["UID"])


def carried_by(mail: Mail, part: str) -> dict[str, str]:
    """The values in the query and fragment of a mail's link that contains this."""
    links = [word.strip("<>()") for word in mail.text().split() if word.strip("<>()").startswith("http")]
    matching = [link for link in links if part in link]
    assert matching, f"expected a link with {part}, got {links}"
    url = urlsplit(matching[0])
    return dict([*parse_qsl(url.query), *parse_qsl(url.fragment)])
