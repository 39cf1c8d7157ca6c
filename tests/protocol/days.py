"""Day items: the days that must be read so that no neighbour is missed (C1), and repairs of a day (C4, C5).

The range is arithmetic and explored by enumeration. `Repairs` is a protocol: two runs of the nightly check beside a
booking that moves away and back.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from explore import put

TIMELINE = Path(__file__).resolve().parents[2] / "shared/table/src/timeline.rs"

# Hours from UTC to local time, for all whole hours in use and the extremes among the others.
OFFSETS = tuple(range(-12, 15))
# The longest meeting and a buffer of each of two neighbours: 480 + 120 + 120 minutes.
REACH = timedelta(minutes=720)

Days = tuple[date, date]
# From the first and the last start, and the consultant's offset now, to the dates that are read.
Coverage = Callable[[datetime, datetime, int], Days]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def by_margins(before: int, after: int) -> Coverage:
    """The rule of `coverage` in shared/table/src/timeline.rs: UTC dates with margins in hours."""
    return lambda first, last, _: ((first - hours(before)).date(), (last + hours(after)).date())


def by_local_dates(first: datetime, last: datetime, offset: int) -> Days:
    """A day more on each side, by the dates in the zone of now."""
    day = timedelta(days=1)
    return (first + hours(offset)).date() - day, (last + hours(offset)).date() + day


def by_utc_dates(first: datetime, last: datetime, _: int) -> Days:
    """A day more on each side, by UTC dates."""
    day = timedelta(days=1)
    return first.date() - day, last.date() + day


def margins_of_timeline() -> tuple[int, int]:
    """The margins that the code has."""
    found = re.findall(
        r"range\.(start - |end \+ )TimeDelta::hours\((\d+)\)\)\.date_naive", TIMELINE.read_text(encoding="utf-8")
    )
    margins = {sign.split()[0]: int(count) for sign, count in found}
    return margins["start"], margins["end"]


def missed(coverage: Coverage, step: int = 30) -> set[tuple[int, int]]:
    """Returns the pairs of offsets, at booking and now, for which a neighbour lies outside the dates read.

    The range has one start. Starts lie at every `step` minutes of a UTC day; a neighbour's start is any instant within
    reach, and only the first and the last can be the worst.
    """
    midnight, pairs = datetime(2026, 11, 24), set()
    for minutes in range(0, 24 * 60, step):
        start = midnight + timedelta(minutes=minutes)
        for now in OFFSETS:
            first, last = coverage(start, start, now)
            for booked in OFFSETS:
                keys = [(start + reach + hours(booked)).date() for reach in (-REACH, REACH)]
                if keys[0] < first or keys[1] > last:
                    pairs.add((booked, now))
    return pairs


DRIFTS = "At rest `n` is the number of entries of the day."
DIFFERS = "At rest the day has an entry exactly for a booking that lies on it."


class DayFixes(NamedTuple):
    # C5: an entry is removed, and counted down, on condition that it is there; added, if it is not.
    by_entry: bool = True
    # C4: a repair is written on condition of the booking's version.
    by_version: bool = True


class Check(NamedTuple):
    """A run of the check: the version and the entry as read."""

    at: str = "booking"
    version: int = 0
    has_entry: bool = False


class DayState(NamedTuple):
    # Odd versions lie on the day, even ones elsewhere.
    version: int
    has_entry: bool
    n: int
    checks: tuple[Check | None, ...] = (Check(), Check())


class Repairs:
    """Two runs of the check, on a day that has kept the entry of a booking that has moved away."""

    def __init__(self, fixes: DayFixes = DayFixes(), last_version: int = 4):
        self.fixes, self.last_version = fixes, last_version

    def initial(self) -> DayState:
        return DayState(2, True, 1)

    def at_rest(self, state: DayState) -> bool:
        return state.checks == (None, None)

    def broken(self, state: DayState) -> str | None:
        if not self.at_rest(state):
            return None
        if state.n != state.has_entry:
            return DRIFTS
        return DIFFERS if state.has_entry != (state.version % 2 == 1) else None

    def steps(self, state: DayState) -> Iterator[tuple[tuple, DayState]]:
        if state.version < self.last_version:
            moved = state._replace(version=state.version + 1)
            yield ("the booking moves to version", moved.version), self.write(moved, moved.version % 2 == 1)
        for index, check in enumerate(state.checks):
            if check is None:
                continue
            if check.at == "booking":
                following, words = Check("day", state.version), "reads the booking"
            elif check.at == "day":
                differs = state.has_entry != (check.version % 2 == 1)
                following = check._replace(at="repair", has_entry=state.has_entry) if differs else None
                words = "reads the day"
            else:
                yield self.repair(state, index, check)
                continue
            yield (f"check {index + 1}", words), become(state, index, following)

    def repair(self, state: DayState, index: int, check: Check) -> tuple[tuple, DayState]:
        if self.fixes.by_version and check.version != state.version:
            return (f"check {index + 1} may not repair: it starts over",), become(state, index, Check())
        repaired = self.write(state, not check.has_entry)
        return (f"check {index + 1} repairs",), become(repaired, index, None)

    def write(self, state: DayState, adds: bool) -> DayState:
        if self.fixes.by_entry and state.has_entry == adds:
            return state
        return state._replace(has_entry=adds, n=state.n + (1 if adds else -1))


def become(state: DayState, index: int, check: Check | None) -> DayState:
    return state._replace(checks=put(state.checks, index, check))
