"""Sends schemathesis' requests for the OpenAPI document to the local system: no 5xx, no answer outside the contract.

Run by `make fuzz`, which builds the system. Arguments are passed on to schemathesis, as in `--seed 7 -n 500`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
OPENAPI = ROOT / "functions/api/openapi/openapi.json"
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
NOW = "2026-11-23T08:00:00Z"
# Seconds for all requests of `make prove`; those of `make test` take three minutes.
LIMIT = 3 * 60 * 60
# Slots of the demo consultants, so that some generated requests succeed.
STARTS = [f"2026-11-{day}T{hour:02}:00:00+01:00" for day in (24, 25, 26) for hour in (9, 10, 14, 15)]
CONSULTANTS = ["anna-schmidt", "dmitri-volkov", "any"]

CONFIG = """
headers = {{ Authorization = "Bearer {token}" }}

[dictionaries]
own = {{ values = ["{reference}"] }}
lost = {{ values = ["{lost_reference}"] }}
starts = {{ values = {starts} }}
consultants = {{ values = {consultants} }}
dates = {{ values = ["2026-11-24", "2026-11-30"] }}
durations = {{ values = [30, 60] }}
zones = {{ values = ["Europe/Berlin", "Asia/Kathmandu"] }}

[parameters]
"path.reference" = {{ dictionary = "own", probability = 0.7 }}
"path.id" = {{ dictionary = "consultants", probability = 0.5 }}
"query.consultantId" = {{ dictionary = "consultants", probability = 0.7 }}
"query.start" = {{ dictionary = "starts", probability = 0.7 }}
"query.from" = {{ dictionary = "dates", probability = 0.5 }}
"query.to" = {{ dictionary = "dates", probability = 0.5 }}
"query.duration" = {{ dictionary = "durations", probability = 0.5 }}
"query.timezone" = {{ dictionary = "zones", probability = 0.7 }}
"body.consultantId" = {{ dictionary = "consultants", probability = 0.8 }}
"body.start" = {{ dictionary = "starts", probability = 0.8 }}
"body.duration" = {{ dictionary = "durations", probability = 0.8 }}
"body.timezone" = {{ dictionary = "zones", probability = 0.8 }}
"body.reference" = {{ dictionary = "own", probability = 0.5 }}

# Another booking, so that there is one left to be moved.
[[operations]]
include-operation-id = "cancel-booking"
headers = {{ Authorization = "Bearer {lost_token}" }}
parameters = {{ "path.reference" = {{ dictionary = "lost", probability = 0.7 }} }}
"""


def book(url: str, start: str) -> dict:
    body = {
        "consultantId": "anna-schmidt", "start": start, "duration": 60, "timezone": "Europe/Berlin", "meetingType": "video",
        "client": {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"},
        "consent": {"terms": True, "privacy": True},
    }
    request = Request(f"{url}/v1/bookings", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def fuzz(url: str, folder: Path) -> int:
    made, lost = book(url, "2026-11-27T10:00:00+01:00"), book(url, "2026-11-27T14:00:00+01:00")
    config = folder / "schemathesis.toml"
    values = {
        "reference": made["booking"]["reference"], "token": made["manageToken"],
        "lost_reference": lost["booking"]["reference"], "lost_token": lost["manageToken"],
        "starts": json.dumps(STARTS), "consultants": json.dumps(CONSULTANTS),
    }
    config.write_text(CONFIG.format(**values), encoding="utf-8")
    command = [
        str(SCHEMATHESIS), "--config-file", str(config), "run", str(OPENAPI), "--url", url, "--checks", ",".join(CHECKS),
        "--max-examples", "40", "--seed", "1", "--generation-database", "none", "--continue-on-failure", "--warnings", "off", *sys.argv[2:],
    ]
    return subprocess.run(command, cwd=folder, check=False, timeout=LIMIT).returncode


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.argv[1], "--data", f"{folder}/data", "--port", "0", "--now", NOW, "--limits", "off"]
        system = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            lines = iter(system.stdout.readline, "")
            url = next(line for line in lines if line.startswith("listening on ")).removeprefix("listening on ").strip()
            return fuzz(url, Path(folder))
        finally:
            system.terminate()
            try:
                system.wait(30)
            except subprocess.TimeoutExpired:
                system.kill()


if __name__ == "__main__":
    raise SystemExit(main())
