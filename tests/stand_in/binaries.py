"""Every function's binary is run as Lambda runs it, with its sample of `events/`: `python -m stand_in.binaries` in
`tests/`, after `cargo build --workspace --bins --example gallery --locked`.

Its environment comes from template.yaml. Its answer must match the contract, and its effects are checked at their
target: on ministack, and in moto's mails. Its log must be one JSON object a line, without personal data.
"""

import sys
import time
from collections.abc import Iterator

from .aws import ministack
from .binaries_contract import Contract
from .binaries_place import Place, place
from .binaries_story import START, Story
from .receivers import receivers


def check(tell=print) -> None:
    """Runs them all; prints the results."""
    contract = Contract()
    with receivers() as caught, ministack(now=START) as aws, place(aws, caught) as around:
        story = Story(around, contract.check)
        try:
            for shown in story.tell():
                tell(f"ok {shown}")
            missed = around.functions() - story.sampled
            assert not missed, f"nothing is done here with the samples of {sorted(missed)}"
            tell(f"ok {'; '.join(logs(around, story))}")
        except BaseException:
            print(f"-- what ministack said\n{aws.tail(20)}", file=sys.stderr)
            raise


def logs(around: Place, story: Story) -> Iterator[str]:
    """Checks every function's log: JSON, a line for each invocation, one of them cold, and no personal data."""
    count = 0
    for function, sandbox in around.sandboxes.items():
        lines = sandbox.lines()
        ends = [line for line in lines if line.get("message") == "invoked"]
        count += len(lines)
        assert len(ends) == sandbox.invoked, f"{function}: {sandbox.invoked} invocations, logged: {ends}"
        cold = [line["coldStart"] for line in ends]
        assert cold == [True] + [False] * (len(ends) - 1), f"{function}: {cold}"
        for line in ends:
            assert line["function"] == function, line
            assert line["requestId"] and line["timestamp"] and line["level"] == "INFO", line
            assert line["failed"] is False and "failures" not in line, line
        assert len({line["requestId"] for line in ends}) == len(ends), ends
        said = sandbox.text()
        for word in story.personal:
            assert word not in said, f"{function} logged {word}: {[line for line in lines if word in str(line)]}"
    yield f"{len(around.sandboxes)} functions logged {count} lines of JSON, a line for each invocation, one of them cold"
    yield f"none of {len(story.personal)} names, addresses, numbers, subjects and tokens is in them"


def main() -> None:
    began = time.monotonic()
    check(lambda what: print(f"  {what}", flush=True))
    print(f"binaries: passed in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
