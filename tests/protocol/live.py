"""`CLIENT#<client key>` / `LIVE`: a client's live bookings, in each sale and cancellation (D1, D4).

A client clicks twice, a stranger wants the same slot, and the client comes again after the meeting. The limit is one
live booking instead of three.
"""

from collections.abc import Iterator
from typing import NamedTuple

from explore import put

REFUSED_OWN = "The second click of a client gets the answer of the first."
REFUSED_ENDED = "Meetings that have ended refuse no booking."
TOO_MANY = "A client never has more live bookings than the limit."
ALL = (REFUSED_OWN, REFUSED_ENDED, TOO_MANY)

# The requests: the slot, and whether they are the client's. The first two are the same click.
SLOTS = (0, 0, 0, 1)
IS_CLIENTS = (True, True, False, True)
NAMES = ("click 1", "click 2", "the stranger", "the later request")
LIMIT = 1


class LiveFixes(NamedTuple):
    # D1: an entry counts while its end is in the future.
    counts_to_the_end: bool = True
    # D4: a failed condition of LIVE is looked at before that of a cell.
    live_before_cells: bool = True
    # D1: the transaction compares `v`.
    compares_v: bool = True


class LiveState(NamedTuple):
    # The owner of each slot, the slots in LIVE, and the slots that have ended.
    owners: tuple[int | None, ...] = (None, None)
    entries: frozenset[int] = frozenset()
    ended: frozenset[int] = frozenset()
    cancelled: bool = False
    # For each request: `start`, `read` with whether LIVE is as read, or its answer.
    requests: tuple[tuple, ...] = (("start",),) * 4
    broken: str | None = None


class Live:
    """Requests that read LIVE, decide, and sell in one transaction; only the broken promises among `promises` count."""

    def __init__(self, fixes: LiveFixes = LiveFixes(), promises: tuple[str, ...] = ALL):
        self.fixes, self.promises = fixes, promises

    def initial(self) -> LiveState:
        return LiveState()

    def at_rest(self, state: LiveState) -> bool:
        return all(request[0] == "answer" for request in state.requests)

    def broken(self, state: LiveState) -> str | None:
        owned = sum(state.owners[slot] not in (None, 2) for slot in (0, 1) if slot not in state.ended)
        broken = state.broken or (TOO_MANY if owned > LIMIT else None)
        return broken if broken in self.promises else None

    def steps(self, state: LiveState) -> Iterator[tuple[tuple, LiveState]]:
        if state.owners[0] is not None and not state.ended:
            yield ("the first meeting ends",), state._replace(ended=frozenset({0}))
        if state.owners[0] in (0, 1) and not state.ended and not state.cancelled:
            # Without a condition; `v` rises.
            removed = state._replace(owners=put(state.owners, 0, None), entries=state.entries - {0}, cancelled=True)
            yield ("the client cancels",), outdated(removed)
        for number, request in enumerate(state.requests):
            if request[0] == "start":
                yield self.read(state, number)
            elif request[0] == "read":
                yield self.sell(state, number, is_fresh=request[1])

    def read(self, state: LiveState, number: int) -> tuple[tuple, LiveState]:
        """Reads LIVE and decides on it; a stranger's own item is not modelled."""
        slot, words = SLOTS[number], (NAMES[number], "reads LIVE")
        if IS_CLIENTS[number]:
            if slot in state.entries and number < 2:
                return (*words, "and finds its booking"), answer(state, number, "as it was")
            counted = state.entries - state.ended if self.fixes.counts_to_the_end else state.entries
            if len(counted) >= LIMIT:
                is_wrong = len(state.entries - state.ended) < LIMIT
                refused = answer(state, number, "client_limit")
                return (*words, "and is refused"), refused._replace(broken=REFUSED_ENDED if is_wrong else None)
        return words, state._replace(requests=put(state.requests, number, ("read", True)))

    def sell(self, state: LiveState, number: int, is_fresh: bool) -> tuple[tuple, LiveState]:
        slot, name = SLOTS[number], NAMES[number]
        is_taken = state.owners[slot] is not None or slot in state.ended
        is_outdated = IS_CLIENTS[number] and not is_fresh and self.fixes.compares_v
        if is_outdated and (self.fixes.live_before_cells or not is_taken):
            return (name, "starts over: LIVE has changed"), start_over(state, number)
        if is_taken:
            is_own = number < 2 and state.owners[slot] in (0, 1) and slot not in state.ended
            refused = answer(state, number, "slot_taken")
            return (name, "is refused: the slot is taken"), refused._replace(broken=REFUSED_OWN if is_own else None)
        sold = state._replace(owners=put(state.owners, slot, number))
        if IS_CLIENTS[number]:
            sold = outdated(sold._replace(entries=(sold.entries - sold.ended) | {slot}))
        return (name, "books"), answer(sold, number, "booked")


def answer(state: LiveState, number: int, text: str) -> LiveState:
    return state._replace(requests=put(state.requests, number, ("answer", text)))


def start_over(state: LiveState, number: int) -> LiveState:
    return state._replace(requests=put(state.requests, number, ("start",)))


def outdated(state: LiveState) -> LiveState:
    """Each write raises `v`: the client's requests that have read LIVE must read it again."""
    requests = tuple(
        ("read", False) if request[0] == "read" and IS_CLIENTS[number] else request
        for number, request in enumerate(state.requests)
    )
    return state._replace(requests=requests)
