"""ministack, a stand-in for AWS, started and stopped on a free port of this machine.

    with ministack(auth=True, now=datetime(2026, 11, 23, 8, tzinfo=UTC)) as aws:
        aws.client("dynamodb").list_tables()
        aws.clock.advance(hours=24)

Where `now` is given, ministack and the functions that it starts live at that time: Debian's libfaketime adds an offset
to their clock (and `client` signs by it), which `aws.clock` moves while they run. Else they have the machine's clock.
"""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import boto3
import botocore.auth
from botocore.config import Config

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv/ministack/bin/python"
REGION = "eu-central-1"
# ministack's account, and the keys that it accepts as root's.
ACCOUNT = "000000000000"
ROOT_KEYS = ("test", "test", None)
# Until it answers: it imports a lot, and the machine may be building.
START = timedelta(seconds=60)

# libfaketime takes the wrong clock for what `time.sleep` calls (clock_nanosleep, to an instant of the monotonic clock), and
# fails; waiting for nothing is the same. The file `running` has the number of functions that run.
PROGRAM = """
import os, select, sys, threading, time
time.sleep = lambda seconds: select.select([], [], [], max(0, seconds)) and None
from ministack.app import main
from ministack.services import lambda_svc
writing = threading.Lock()
def counted(change):
    def changed(*args):
        result = change(*args)
        with writing:
            with open("running.draft", "w") as draft:
                draft.write(str(lambda_svc.executions_in_flight()[0]))
            os.replace("running.draft", "running")
        return result
    return changed
lambda_svc._acquire_execution_slot = counted(lambda_svc._acquire_execution_slot)
lambda_svc._release_execution_slot = counted(lambda_svc._release_execution_slot)
sys.argv = ["ministack"]
main()
"""

# The end of its names; an address with a number at its end would be taken for an IPv4 address.
HOST = "localhost"

Keys = tuple[str, str, str | None]


class Clock:
    """The time that ministack and its functions live at: the machine's and an offset, read from a file by libfaketime."""

    def __init__(self, file: Path, now: datetime | None):
        self._file = file
        self._offset = now - machine_time() if now else timedelta()
        self.movable = now is not None
        self._write()

    def now(self) -> datetime:
        return machine_time() + self._offset

    def set(self, to: datetime) -> None:
        """Forward only, as time goes."""
        if not self.movable:
            raise ValueError("start ministack with `now` to have a clock that can be moved")
        if to < self.now():
            raise ValueError(f"{to} is past: it is {self.now()}")
        self._offset = to - machine_time()
        self._write()

    def advance(self, **by: float) -> None:
        """By a timedelta's arguments: `advance(hours=24)`."""
        self.set(self.now() + timedelta(**by))

    def environment(self) -> dict[str, str]:
        if not self.movable:
            return {}
        # Waiting is by the monotonic clock, which goes on as it is: a jump ends no time-out.
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def _write(self) -> None:
        # A concurrent reader finds the old offset or the new one, never half of it.
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{self._offset.total_seconds():+.3f}\n", encoding="ascii")
        draft.replace(self._file)


def machine_time() -> datetime:
    """The machine's time. `make dates` runs this suite at another date, and that date must not count twice here: ministack's
    own libfaketime adds its offset to the machine's time."""
    plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD" and "FAKE" not in name}
    seconds = subprocess.run(["date", "+%s.%N"], env=plain, check=True, capture_output=True, text=True).stdout
    return datetime.fromtimestamp(float(seconds), UTC)


def library() -> Path:
    """libfaketime as Debian's package of that name has it (infra/setup.sh installs it)."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise FileNotFoundError("libfaketime is missing: run `make setup`")
    return found[0]


class Ministack:
    """A running ministack: its address, its log, and clients for it."""

    def __init__(self, endpoint: str, folder: Path, clock: Clock, process: subprocess.Popen):
        self.endpoint = endpoint
        self.folder = folder
        self.clock = clock
        self.log = folder / "ministack.log"
        self._process = process
        self._clients = {}

    def client(self, service: str, keys: Keys = ROOT_KEYS):
        """A client of boto3's for a service; as root, or with the access key, secret and session token that are given."""
        # Kept: creating one takes longer than most calls.
        if (service, keys) not in self._clients:
            key, secret, token = keys
            self._clients[service, keys] = boto3.client(
                service,
                endpoint_url=self.endpoint,
                region_name=REGION,
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=Config(retries={"total_max_attempts": 1}, read_timeout=120),
            )
        return self._clients[service, keys]

    def environment(self) -> dict[str, str]:
        """The environment by which a program here uses it, as root and at its time."""
        key, secret, _ = ROOT_KEYS
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": secret,
            **self.clock.environment(),
        }

    def running(self) -> int:
        """The number of functions that run."""
        counted = self.folder / "running"
        return int(counted.read_text(encoding="ascii")) if counted.exists() else 0

    def tail(self, lines: int = 60) -> str:
        """The end of ministack's log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START.total_seconds()
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"ministack ended at once:\n{self.tail()}")
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/ready", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise TimeoutError(f"ministack doesn't answer within {START}:\n{self.tail()}")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@contextmanager
def ministack(
    auth: bool = False, now: datetime | None = None, environment: dict[str, str] | None = None
) -> Iterator[Ministack]:
    """Runs ministack for as long as the block takes; with `auth`, signatures and IAM policies are enforced.

    Functions inherit `environment`. Everything that it writes is in a folder of its own, which is gone afterwards.
    """
    if not PYTHON.exists():
        raise FileNotFoundError(f"{PYTHON} is missing: run `make .venv/ministack/installed`")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ministack-", ignore_cleanup_errors=True)))
        clock = Clock(folder / "clock", now)
        port = free_port()
        endpoint = f"http://127.0.0.1:{port}"
        log = stack.enter_context((folder / "ministack.log").open("wb"))
        process = subprocess.Popen(
            [PYTHON, "-c", PROGRAM],
            cwd=folder,
            env=variables(port, endpoint, folder, auth) | (environment or {}) | clock.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stack.callback(stop, process)
        stack.enter_context(signing_by(clock))
        aws = Ministack(endpoint, folder, clock, process)
        aws.wait_until_ready()
        yield aws


@contextmanager
def signing_by(clock: Clock) -> Iterator[None]:
    """Makes botocore sign by this clock, and in Python: its other implementation has the machine's clock."""
    in_python = {"v4": botocore.auth.SigV4Auth, "s3v4": botocore.auth.S3SigV4Auth}
    now = patch("botocore.auth.get_current_datetime", lambda: clock.now().replace(tzinfo=None))
    with now, patch.dict(botocore.auth.AUTH_TYPE_MAPS, in_python):
        yield


def variables(port: int, endpoint: str, folder: Path, auth: bool) -> dict[str, str]:
    """ministack's environment; of the one here only the paths of programs."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        # By default it binds every address.
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # Its address for functions.
        "AWS_ENDPOINT_URL": endpoint,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCESS_KEY_ID": ROOT_KEYS[0],
        "AWS_SECRET_ACCESS_KEY": ROOT_KEYS[1],
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true" if auth else "false",
    }


def stop(process: subprocess.Popen) -> None:
    """Ends ministack and the functions that it started: they are one group."""
    for how, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
