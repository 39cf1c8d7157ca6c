"""The deployed system: its API over HTTP, its log-in, and its state seen from outside."""

import base64
import hashlib
import http.client
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from .aws import HOST, REGION, Ministack
from .proof import solution
from .receivers import Receivers

# The address of the pages.
SITE = "https://booking.magnetiq.example"
# Automatic work (stream, bus, queues) takes a moment; the stand-in looks for schedules every ten seconds. On a busy
# machine a function may run into its time-out, and its message comes back a minute later.
PATIENCE = 180.0
POLL = 0.2

Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """An answer of the API."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> dict:
        return json.loads(self.text)

    def expect(self, status: int) -> dict:
        assert self.status == status, f"expected {status}, got {self.status}: {self.text[:1000]}"
        return self.json()

    def problem(self, status: int, code: str) -> dict:
        problem = self.expect(status)
        assert problem.get("code") == code, f"expected the problem {code}, got {self.text[:1000]}"
        return problem


def eventually(expected: str, probe: Callable[[], Found], seen: Callable[[], object] | None = None) -> Found:
    """Repeats the probe until it finds something, and returns that. `seen`: the last state before."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            instead = f"; there was {seen()}" if seen else ""
            raise AssertionError(f"expected within {PATIENCE:.0f} s: {expected}{instead}")
        time.sleep(POLL)


class System:
    """A deployment: by `ids`, outputs of the stack and physical ids of its resources."""

    def __init__(self, aws: Ministack, ids: dict[str, str], receivers: Receivers):
        self.aws = aws
        self.ids = ids
        self.receivers = receivers
        self._netloc = urlsplit(aws.endpoint).netloc
        # An API is known by its host; the address behind it is ministack's.
        self._host = f"{ids['Api']}.execute-api.{HOST}"

    def send(
        self, method: str, path: str, body: object = None, token: str | None = None, headers: dict | None = None
    ) -> Answer:
        """A request to the HTTP API, as a page's: it solves the proof of work that it is asked for."""
        headers = {"Host": self._host, **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body)
        answer = self._http(method, path, content, headers)
        if answer.status != 428:
            return answer
        proof = {"challenge": solution(answer.json()["challenge"])}
        return self._http(method, path, json.dumps({**body, **proof}), headers)

    def _http(self, method: str, path: str, content: str | None, headers: dict) -> Answer:
        connection = http.client.HTTPConnection(self._netloc, timeout=60)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, text)

    def peek(self, path: str) -> dict:
        """ministack's own interfaces, beside AWS's."""
        return self._http("GET", f"/_ministack/{path}", None, {}).expect(200)

    # The console's users.

    def make_user(self, email: str, groups: list[str]) -> str:
        """Creates the first administrator as in docs/deploy.md; returns the temporary password."""
        cognito = self.aws.client("cognito-idp")
        password = f"Once-{secrets.token_urlsafe(12)}-1a!"
        cognito.admin_create_user(
            UserPoolId=self.ids["UserPool"],
            Username=email,
            TemporaryPassword=password,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            MessageAction="SUPPRESS",
        )
        for group in groups:
            cognito.admin_add_user_to_group(UserPoolId=self.ids["UserPool"], Username=email, GroupName=group)
        return password

    def log_in(self, email: str, password: str, new_password: str | None = None) -> str:
        """Through the log-in page, by the code flow with PKCE, the only way that the console's client allows; the ID
        token. At the first time with a new password."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        callback = f"{SITE}/console"
        asked = {
            "client_id": self.ids["ConsoleClient"],
            "redirect_uri": callback,
            "response_type": "code",
            "scope": "openid email",
            "state": secrets.token_urlsafe(8),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        page = self._http("GET", f"/oauth2/authorize?{urlencode(asked)}", None, {})
        assert page.status == 200, f"expected the log-in page, got {page.status}: {page.text[:500]}"
        answer = self._form("/login", asked | {"username": email, "password": password})
        renewal = re.search(r'name="np_token" value="([^"]+)"', answer.text)
        if renewal:
            assert new_password, "a password that is good for once has to be changed"
            chosen = {"np_token": renewal[1], "new_password": new_password, "confirm_password": new_password}
            answer = self._form("/login", chosen)
        assert answer.status == 302, f"expected to be sent back to the console, got {answer.status}: {answer.text[:500]}"
        back = answer.headers["location"]
        assert back.startswith(callback), f"expected to be sent back to {callback}, not {back}"
        code = parse_qs(urlsplit(back).query)["code"][0]
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}
        tokens = self._form("/oauth2/token", grant | {"client_id": self.ids["ConsoleClient"]}).expect(200)
        return tokens["id_token"]

    def _form(self, path: str, fields: dict[str, str]) -> Answer:
        return self._http("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    # The follow-ups of a booking.

    def schedules(self, reference: str) -> dict[str, str]:
        """The pending jobs of a booking: kind and sequence, as `client-24h.0`, with the instant in UTC."""
        scheduler = self.aws.client("scheduler")
        group = self.ids["Jobs"]
        listed = scheduler.list_schedules(GroupName=group, NamePrefix=reference, MaxResults=100)["Schedules"]
        found = {}
        for name in [it["Name"] for it in listed]:
            try:
                schedule = scheduler.get_schedule(GroupName=group, Name=name)
            except scheduler.exceptions.ResourceNotFoundException:
                # It disappeared meanwhile.
                continue
            assert schedule["ActionAfterCompletion"] == "DELETE", f"expected {name} to delete itself"
            at = schedule["ScheduleExpression"].removeprefix("at(").removesuffix(")")
            found[name.removeprefix(f"{reference}.")] = at
        return found

    def texts_to(self, number: str) -> list[dict]:
        return self.peek(f"sns/sms-messages?{urlencode({'phoneNumber': number})}")["sms_messages"][number]

    def waiting(self) -> dict[str, int]:
        """Queues with messages in them, dead letters included, with how many."""
        regions = self.peek("sqs/messages")["messages"].values()
        queues = {url: messages for by_region in regions for url, messages in by_region.get(REGION, {}).items()}
        return {url.rsplit("/", 1)[-1]: len(messages) for url, messages in queues.items() if messages}

    def settle(self) -> None:
        eventually("all queues empty", lambda: not self.waiting(), self.waiting)

    def jump(self, to: datetime) -> None:
        """Moves the clock, once all work in progress is done: a request signed before and read after is refused."""
        self.settle()
        eventually("no function at work", lambda: not self.aws.running(), self.aws.running)
        self.aws.clock.set(to)

    def kept(self, text: str) -> list[str]:
        """Keys of items of the table that have this text in them."""
        pages = self.aws.client("dynamodb").get_paginator("scan").paginate(TableName=self.ids["TableName"])
        items = [item for page in pages for item in page["Items"]]
        return [f"{item['pk']['S']} {item['sk']['S']}" for item in items if text in json.dumps(item)]

    def logged(self) -> list[dict]:
        """The functions' log, oldest first, without Lambda's own lines."""
        logs = self.aws.client("logs")
        events = []
        for group in ("FunctionLogs", "ReadFunctionLogs"):
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=self.ids[group])
            events += [event for page in pages for event in page["events"]]
        messages = [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]
        return [json.loads(message) for message in messages if message.startswith("{")]
