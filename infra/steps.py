"""Runs targets of the Makefile in two rows, side by side: infra/steps.py clippy unit/tools --beside tools web.

Each row runs its targets one after the other; `unit/tools` waits for `tools` of the other row. The output of a target is
printed when it ends, and is in target/steps/ before that. A table of the times comes last. After a failure the running
targets finish, and no other starts. A target that takes longer than LIMIT is ended with all its processes, and has failed:
without that, one that waits for something forever would hide its output.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "target/steps"
# Seconds; the longest step, `compile`, takes 8 minutes on two idle cores.
LIMIT = 25 * 60


@dataclass
class Step:
    """A target, the targets that it waits for, and its result."""

    name: str
    after: list[str]
    ended: threading.Event = field(default_factory=threading.Event)
    status: int | None = None
    seconds: float = 0
    # Processor seconds, with those of its children.
    worked: float = 0

    @property
    def result(self) -> str:
        return {None: "not run", 0: "passed"}.get(self.status, "FAILED")


class Run:
    """All steps of one run."""

    def __init__(self, rows: list[list[Step]]):
        self.rows = rows
        self.steps = {step.name: step for row in rows for step in row}
        unknown = {name for step in self.steps.values() for name in step.after} - self.steps.keys()
        if unknown:
            raise SystemExit(f"steps: there is no step {', '.join(sorted(unknown))}")
        self.failed = threading.Event()
        self._printing = threading.Lock()
        self._began = time.monotonic()

    def run(self) -> int:
        """Runs all steps; returns the number that failed or did not run."""
        threads = [threading.Thread(target=self._row, args=[row], daemon=True) for row in self.rows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._print(self.table())
        return sum(step.status != 0 for step in self.steps.values())

    def table(self) -> str:
        lines = ["", "| Step | Seconds | Processor seconds | |", "|---|---:|---:|---|"]
        lines += [f"| {it.name} | {it.seconds:.0f} | {it.worked:.0f} | {it.result} |" for it in self.steps.values()]
        worked = sum(step.worked for step in self.steps.values())
        return "\n".join([*lines, f"| total | {self._elapsed():.0f} | {worked:.0f} | |"])

    def _row(self, row: list[Step]) -> None:
        for step in row:
            for name in step.after:
                self.steps[name].ended.wait()
            if not self.failed.is_set():
                self._step(step)
            step.ended.set()

    def _step(self, step: Step) -> None:
        self._print(f"[{clock(self._elapsed())}] {step.name} …")
        log = LOGS / f"{step.name}.log"
        began = time.monotonic()
        with log.open("wb") as output:
            # A group of its own, which is ended as a whole.
            process = subprocess.Popen(
                command(step.name), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
            late = threading.Timer(LIMIT, self._end, [step, process.pid])
            late.start()
            _, status, usage = os.wait4(process.pid, 0)
            late.cancel()
        step.status = process.returncode = os.waitstatus_to_exitcode(status)
        step.seconds = time.monotonic() - began
        step.worked = usage.ru_utime + usage.ru_stime
        if step.status:
            self.failed.set()
        text = log.read_text(encoding="utf-8", errors="replace").rstrip()
        self._print(f"{text}\n[{clock(self._elapsed())}] {step.name} {step.result}: {step.seconds:.0f} s")

    def _end(self, step: Step, group: int) -> None:
        self._print(f"[{clock(self._elapsed())}] {step.name} takes longer than {LIMIT // 60} minutes: it is ended")
        os.killpg(group, signal.SIGKILL)

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _print(self, text: str) -> None:
        with self._printing:
            print(text, flush=True)


def command(target: str) -> list[str]:
    # A separate make, without the options of the one that runs this.
    return ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "-u", "MFLAGS", "make", "--no-print-directory", target]


def clock(seconds: float) -> str:
    return f"{seconds // 60:02.0f}:{seconds % 60:02.0f}"


def rows(words: list[str]) -> list[list[Step]]:
    rows: list[list[Step]] = [[]]
    for word in words:
        if word == "--beside":
            rows.append([])
        else:
            name, _, after = word.partition("/")
            rows[-1].append(Step(name, after.split(",") if after else []))
    return rows


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        missing = Run(rows(sys.argv[1:])).run()
    except KeyboardInterrupt:
        return 130
    if missing:
        print(f"{missing} steps did not pass", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
