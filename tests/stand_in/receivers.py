"""Outgoing messages, intercepted: mails, and lines for chat rooms.

ministack keeps the simple form of a mail, not the sent message. So functions reach its SES through here: each request
is passed on unchanged, signature included, and the message in it is kept if it was accepted. Chat rooms are two addresses
that accept anything.
"""

import base64
import email
import email.policy
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SEND_EMAIL = "/v2/email/outbound-emails"


@dataclass(frozen=True)
class Mail:
    """A mail that SES accepted: recipients, template, instant by SES's clock, and the message itself."""

    to: tuple[str, ...]
    template: str
    reference: str
    sent: datetime
    message: EmailMessage

    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    def invites(self) -> list[tuple[str, str]]:
        """The invite with the method that its part names: among the alternatives, and attached."""
        parts = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        return [(part.get_param("method") or "", part.get_payload(decode=True).decode()) for part in parts]


class Receivers(ThreadingHTTPServer):
    """The receiver of the functions' mails and chat lines."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        # SES's address, once it is known.
        self.ses = ""
        self.mails: list[Mail] = []
        # Room and line, oldest first.
        self.chat: list[tuple[str, dict]] = []

    def environment(self) -> dict[str, str]:
        """The environment by which functions reach SES through here, by their own SDK's rules."""
        return {"AWS_ENDPOINT_URL_SESV2": self.endpoint}

    def webhooks(self) -> str:
        """The value of the secret `ChatWebhooks`."""
        return json.dumps({room: f"{self.endpoint}/chat/{room}" for room in ("slack", "generic")})

    def mails_to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if address in mail.to]

    def keep(self, request: dict, sent: datetime) -> None:
        tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
        destination = request["Destination"]
        raw = base64.b64decode(request["Content"]["Raw"]["Data"])
        to = [*destination.get("ToAddresses", []), *destination.get("CcAddresses", [])]
        message = email.message_from_bytes(raw, policy=email.policy.default)
        self.mails.append(Mail(tuple(to), tags["template"], tags["reference"], sent, message))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receivers

    def log_message(self, *_) -> None:
        pass

    def handle(self) -> None:
        # A timed-out function isn't there any more for the answer.
        with suppress(ConnectionError):
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/chat/"):
            self.server.chat.append((self.path.removeprefix("/chat/"), json.loads(body)))
            self.answer(200, {}, b"ok")
        else:
            self.pass_on(body)

    def pass_on(self, body: bytes) -> None:
        connection = http.client.HTTPConnection(urlsplit(self.server.ses).netloc, timeout=30)
        # With the host that was signed.
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == 200 and self.path == SEND_EMAIL:
            self.server.keep(json.loads(body), parsedate_to_datetime(answer.headers["Date"]))
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
        self.answer(answer.status, kept, content)
        connection.close()

    def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


HOP_BY_HOP = {"content-length", "transfer-encoding", "connection"}


@contextmanager
def receivers() -> Iterator[Receivers]:
    with Receivers() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
