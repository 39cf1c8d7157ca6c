"""The tests of the booking core's concurrency again, on a third-party DynamoDB: `make second-engine`.

Its arguments are the command that runs them. By BOOKING_DYNAMODB the system of each test creates a table of its own in
ministack, books time there and reads its stream from there. Afterwards ministack's tables are checked, so that tests
which had used the embedded engine all the same would not pass.
"""

import os
import re
import subprocess
import sys
import time

from .aws import Ministack, ministack

# `12 passed` of either runner's summaries: cargo's own has one for each program, nextest one.
PASSED = re.compile(r"\b(\d+) passed")


def run(command: list[str], endpoint: str) -> tuple[int, int]:
    """Runs the tests; returns their exit status, and how many passed."""
    environment = os.environ | {"BOOKING_DYNAMODB": endpoint}
    passed = 0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as tests:
        for line in tests.stdout:
            print(line, end="", flush=True)
            passed += sum(int(count) for count in PASSED.findall(line))
    return tests.returncode, passed


def held(aws: Ministack) -> dict[str, list[str]]:
    """The content of ministack's tables after a run: the sort keys of each."""
    dynamodb = aws.client("dynamodb")
    tables = dynamodb.get_paginator("list_tables").paginate().search("TableNames")
    return {table: sort_keys(dynamodb, table) for table in tables}


def sort_keys(dynamodb, table: str) -> list[str]:
    return list(dynamodb.get_paginator("scan").paginate(TableName=table).search("Items[].sk.S"))


def faults(passed: int, tables: dict[str, list[str]]) -> list[str]:
    """Returns the evidence against all of those tests having used this engine."""
    found = [f"{table} is empty" for table, keys in tables.items() if not keys]
    if not passed:
        found.append("no test ran")
    if len(tables) < passed:
        found.append(f"{passed} tests passed, but ministack was given {len(tables)} tables")
    if not any("BOOKING" in keys for keys in tables.values()):
        found.append("there are no bookings")
    return found


def main() -> int:
    began = time.monotonic()
    # A line for each request would be a good part of its work.
    with ministack(environment={"LOG_LEVEL": "WARNING"}) as aws:
        status, passed = run(sys.argv[1:], aws.endpoint)
        if status:
            print(f"-- what ministack said\n{aws.tail()}", file=sys.stderr)
            return status
        tables = held(aws)
    found = faults(passed, tables)
    if found:
        print("second engine: " + "; ".join(found), file=sys.stderr)
        return 1
    bookings = sum(keys.count("BOOKING") for keys in tables.values())
    items = sum(map(len, tables.values()))
    print(
        f"second engine: {passed} tests in {len(tables)} tables of ministack's, with {bookings} bookings"
        f" and {items} items, in {time.monotonic() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
