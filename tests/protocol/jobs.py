"""Jobs in one item: a reminder by mail, which two messages may run at once, and jobs beside it.

`Reminders` is B1: the claim of the recipient, and the item `BOOKING#JOBS` that another channel's job also writes.
`Attendance` is B3: the job that closes a meeting without an outcome is planned by the check before it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from explore import put

PLANNED, DONE = "planned", "done"

TWICE = "No reminder comes twice, but once more for each crash that met its send."
LOST = "At rest each planned job was run."
HIDDEN = "At rest no planned job lies before the time at which reconcile looks."
LIVE = "At rest no booking stays live for ever after its end."


class JobFixes(NamedTuple):
    # B1a: a job settles on condition of its own state, not of the item's `n`.
    settles_by_state: bool = True
    # B1b: a job settles before its claim is given back.
    settles_first: bool = True
    # B1c: the jobs are read again under the claim.
    reads_jobs_again: bool = True
    # B1: `due` is only set with `n` as read.
    due_by_n: bool = True


class Runner(NamedTuple):
    """A running job; `is_fresh`: `n` of the jobs is still as read."""

    at: str
    is_fresh: bool = True
    # The states of the jobs as read.
    read: tuple[str, ...] = ()


class JobState(NamedTuple):
    # The reminder by mail, the one by SMS, and a job that another function plans meanwhile.
    jobs: tuple[str | None, str, str | None]
    # The first job that `due` counts; 3: none.
    due: int
    holder: int | None
    messages: int
    runners: tuple[Runner | None, Runner | None]
    # `read` and `n` of the other channel's job, while it runs.
    other: Runner | None
    sent: int = 0
    may_repeat: int = 0
    crashes: int = 1
    looks: int = 2


def earliest(jobs: tuple) -> int:
    return next((number for number, state in enumerate(jobs) if state == PLANNED), len(jobs))


class Reminders:
    """Two messages of one reminder, the other channel's reminder, and a job planned meanwhile."""

    def __init__(self, fixes: JobFixes = JobFixes()):
        self.fixes = fixes

    def initial(self) -> JobState:
        return JobState((PLANNED, PLANNED, None), 0, None, 2, (None, None), Runner("read"))

    def at_rest(self, state: JobState) -> bool:
        return not state.messages and state.runners == (None, None) and state.other is None

    def broken(self, state: JobState) -> str | None:
        if state.sent > 1 + state.may_repeat:
            return TWICE
        if not self.at_rest(state):
            return None
        if earliest(state.jobs) < state.due:
            return HIDDEN
        is_planned = state.jobs[0] == PLANNED
        return LOST if is_planned and not state.looks else None

    def steps(self, state: JobState) -> Iterator[tuple[tuple, JobState]]:
        if state.messages and None in state.runners:
            index = state.runners.index(None)
            taken = state._replace(messages=state.messages - 1)
            yield (f"J{index + 1} takes a message of the reminder",), become(taken, index, Runner("read"))
        for index, runner in enumerate(state.runners):
            if runner is not None:
                yield from self.run(state, index, runner)
        yield from self.run_other(state)
        if state.jobs[2] is None:
            jobs = put(state.jobs, 2, PLANNED)
            yield ("another function plans a job",), written(state, jobs, min(state.due, 2))
        if self.at_rest(state) and state.looks and state.due == 0:
            looked = state._replace(looks=state.looks - 1)
            if earliest(state.jobs) == 0:
                yield ("reconcile finds the reminder",), looked._replace(messages=1)
            else:
                yield ("reconcile corrects `due`",), written(looked, state.jobs, earliest(state.jobs))

    def run(self, state: JobState, index: int, runner: Runner) -> Iterator:
        me = f"J{index + 1}"
        match runner.at:
            case "gone":
                state = state._replace(messages=state.messages + 1)
                state = state._replace(holder=None if state.holder == index else state.holder)
                yield ("the lease of", me, "ends; its message comes back"), become(state, index, None)
            case "read":
                is_planned = state.jobs[0] == PLANNED
                following = Runner("claim", read=state.jobs) if is_planned else None
                yield (me, "reads the jobs"), become(state, index, following)
            case "claim" if state.holder is None:
                at = "again" if self.fixes.reads_jobs_again else "send"
                claimed = become(state._replace(holder=index), index, runner._replace(at=at))
                yield (me, "claims the recipient"), claimed
            case "claim":
                state = state._replace(messages=state.messages + 1)
                yield (me, "may not claim; its message comes back"), become(state, index, None)
            case "again":
                at = "send" if state.jobs[0] == PLANNED else "leave"
                yield (me, "reads the jobs again"), become(state, index, Runner(at, read=state.jobs))
            case "send":
                at = "settle" if self.fixes.settles_first else "give back"
                sent = state._replace(sent=state.sent + 1)
                yield (me, "sends the reminder"), become(sent, index, runner._replace(at=at))
            case "settle":
                yield self.settle(state, index, runner)
            case "give back" | "leave":
                at = "settle" if runner.at == "give back" and not self.fixes.settles_first else None
                free = state._replace(holder=None)
                yield (me, "gives the claim back"), become(free, index, at and runner._replace(at=at))
        yield from self.crash(state, index, runner, me)

    def settle(self, state: JobState, index: int, runner: Runner) -> tuple[tuple, JobState]:
        me = f"J{index + 1}"
        if not self.fixes.settles_by_state and not runner.is_fresh:
            # The retries end as well, while the item is written by others.
            return (me, "may not settle: `n` has changed"), become(state, index, Runner("gone"))
        following = Runner("give back") if self.fixes.settles_first else None
        if state.jobs[0] == PLANNED:
            state = self.finish(state, 0, runner)
        return (me, "settles the reminder"), become(state, index, following)

    def finish(self, state: JobState, job: int, runner: Runner) -> JobState:
        due = state.due
        if runner.is_fresh or not self.fixes.due_by_n:
            due = earliest(put(runner.read, job, DONE))
        return written(state, put(state.jobs, job, DONE), due)

    def run_other(self, state: JobState) -> Iterator:
        """The job of the other channel claims another recipient item, so only the jobs are shared."""
        match state.other:
            case Runner("read"):
                read = Runner("settle", read=state.jobs)
                yield ("the other channel's job reads the jobs",), state._replace(other=read)
            case Runner("settle") as runner:
                settled = self.finish(state, 1, runner)._replace(other=None)
                yield ("the other channel's job settles",), settled

    def crash(self, state: JobState, index: int, runner: Runner, me: str) -> Iterator:
        first_write = "settle" if self.fixes.settles_first else "give back"
        if state.crashes and runner.at in ("again", "send", "settle", "give back"):
            met = runner.at == first_write
            crashed = state._replace(crashes=state.crashes - 1, may_repeat=state.may_repeat + met)
            yield (me, "crashes"), become(crashed, index, Runner("gone"))


def become(state: JobState, index: int, runner: Runner | None) -> JobState:
    return state._replace(runners=put(state.runners, index, runner))


def written(state: JobState, jobs: tuple, due: int) -> JobState:
    """Writes the jobs with `n = n + 1`."""
    runners = tuple(runner and runner._replace(is_fresh=False) for runner in state.runners)
    other = state.other and state.other._replace(is_fresh=False)
    return state._replace(jobs=jobs, due=due, runners=runners, other=other)


class AttendanceState(NamedTuple):
    check: str = PLANNED
    # Whether the job that closes the meeting is planned, and whether it has a schedule.
    close: str | None = None
    is_scheduled: bool = False
    is_live: bool = True
    is_erased: bool = False
    at: str = "start"
    crashes: int = 1


class Attendance:
    """The check after a meeting: answered, unanswered, without a booking to ask about, or refused."""

    def __init__(self, plans_with_settle: bool = True):
        self.plans_with_settle = plans_with_settle

    def initial(self) -> AttendanceState:
        return AttendanceState()

    def at_rest(self, state: AttendanceState) -> bool:
        return state.check != PLANNED and state.at == "start" and state.close != PLANNED

    def broken(self, state: AttendanceState) -> str | None:
        return LIVE if self.at_rest(state) and state.is_live else None

    def steps(self, state: AttendanceState) -> Iterator[tuple[tuple, AttendanceState]]:
        if state.is_live and not state.is_erased:
            yield ("the booking is erased",), state._replace(is_erased=True)
            yield ("the consultant records the outcome",), state._replace(is_live=False)
        if state.at == "start" and state.check == PLANNED:
            if state.is_erased or not state.is_live:
                yield ("the check is silent",), self.settle(state, "skipped")
            else:
                yield ("the check is sent",), self.settle(state, DONE)
                yield ("the check is refused",), self.settle(state, "failed")
        if state.at == "schedule":
            yield ("the check creates the schedule",), state._replace(is_scheduled=True, at="start")
        if state.at == "plan":
            planned = state._replace(close=PLANNED, at="schedule")
            yield ("the check plans the closing",), planned
        if state.at in ("plan", "schedule") and state.crashes:
            yield ("the check crashes",), state._replace(at="start", crashes=state.crashes - 1)
        if state.at == "start" and state.close == PLANNED:
            who = "the schedule" if state.is_scheduled else "reconcile"
            yield (who, "runs the closing"), state._replace(close=DONE, is_live=False)

    def settle(self, state: AttendanceState, outcome: str) -> AttendanceState:
        settled = state._replace(check=outcome)
        if self.plans_with_settle:
            return settled._replace(close=PLANNED, at="schedule") if state.is_live else settled
        return settled._replace(at="plan") if outcome == DONE else settled
