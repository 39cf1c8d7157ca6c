"""A function's binary as Lambda runs it: under AWS's runtime interface emulator, which the SAM CLI brings along."""

import json
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import samcli.local.rapid

from .aws import free_port

EMULATOR = Path(samcli.local.rapid.__path__[0]) / "aws-lambda-rie-x86_64"
# The emulator's own lines, between the function's.
ITS_OWN = re.compile(r"\d+ \w{3} \d{4} \d\d:\d\d:\d\d,\d+ \[|(START|END|REPORT) RequestId")
# On a busy machine the emulator may start a function before it listens to it.
NOT_LISTENING = "ConnectionRefused"
STARTS = 5
# Until it listens, and until a function has answered: the machine may be building.
PATIENCE = 60


class Sandbox:
    """One sandbox of a function: it starts at the first invocation and lives until it is closed."""

    def __init__(self, function: str, binary: Path, environment: dict[str, str], folder: Path):
        if not binary.exists():
            raise FileNotFoundError(f"{binary} is missing: run `make stand-in`, which builds it")
        self.function = function
        self.log = folder / f"{function}.log"
        self.invoked = 0
        self._binary, self._environment = binary, environment
        self._start()

    def _start(self) -> None:
        address, runtime_api = (f"127.0.0.1:{free_port()}" for _ in range(2))
        self._url = f"http://{address}/2015-03-31/functions/function/invocations"
        addresses = ("--runtime-interface-emulator-address", address, "--runtime-api-address", runtime_api)
        command = [EMULATOR, "--log-level", "error", *addresses, self._binary]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, cwd=self.log.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def invoke(self, event: dict) -> dict:
        """Returns the function's answer."""
        for _ in range(STARTS):
            try:
                output = self._post(event)
                break
            except urllib.error.HTTPError as error:
                assert not self.invoked and NOT_LISTENING in self.text(), f"{self.function}: {error}\n{self.text()}"
                self.close()
                self._start()
        else:
            raise AssertionError(f"{self.function} doesn't start\n{self.text()}")
        self.invoked += 1
        failed = isinstance(output, dict) and "errorType" in output
        assert not failed, f"{self.function} failed: {output}\n{self.text()}"
        return output

    def _post(self, event: dict) -> dict:
        request = urllib.request.Request(self._url, json.dumps(event).encode(), method="POST")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError:
                raise
            except urllib.error.URLError as error:
                assert self._process.poll() is None and time.monotonic() < deadline, f"{self.function}: {error}"
                time.sleep(0.02)

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def lines(self) -> list[dict]:
        """Returns the function's output; every line must be a JSON object."""
        lines = []
        for line in self.text().splitlines():
            if line and not ITS_OWN.match(line):
                try:
                    lines.append(json.loads(line))
                except json.JSONDecodeError:
                    raise AssertionError(f"{self.function} printed a line that is not JSON: {line}") from None
        return lines

    def close(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
