"""The ledger of notifications: the mail of one booking, sent by two notifiers at once.

Atomic steps are each read of one item, each conditional write and each send. A Query reads its items one after the
other, in the order of their keys; a GetItem is atomic. `n` is no number here: each reader remembers for each item whether
it has been written since, the one question that `n` answers.

`FIXES` are the rules of the protocol that a review added. Each can be taken out.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bookings import NAMES, Notified, Story, needed, notified_by
from promises import ALL, Ghosts, after_send, broken_at_rest

MAIL, JOBS = 1, 2


class Fixes(NamedTuple):
    """The rules, all in force by default."""

    # A1: the booking is read again after the claims.
    reads_booking_again: bool = True
    # A1: a live claim of any recipient keeps all events open.
    claims_keep_open: bool = True
    # A2: each write of a recipient's item raises `n`.
    each_write_counts: bool = True
    # A2: a read that shows a live claim ends there.
    stops_at_claims: bool = True
    # A3: a reaction returns at once only if a newer event notifies; a look never does.
    skips_only_notified: bool = True
    # A4a: an event is closed when each recipient needs nothing; not when each was notified of the sequence.
    closes_by_need: bool = True
    # A4b: closing depends on `effects` and `round` as read.
    closes_by_round: bool = True
    # A4c: one update removes the last effect and the marks of the index.
    closes_at_once: bool = True
    # A5: `restored`, `removed` or `kept` after a send that certainly failed.
    unconfirmed_then: str = "restored"
    # A6: a refused notification is not needed until a resend.
    refused_is_final: bool = True
    # A7: a Query reads the booking before its recipients, by the order of the keys.
    booking_first: bool = True
    # M1: the events are read before the recipients.
    events_first: bool = True
    # M2: a lost answer at the last attempt leaves its state unconfirmed.
    last_lost_answer_counts: bool = True


class Budget(NamedTuple):
    """The troubles that may still happen."""

    crashes: int = 0
    doubles: int = 0
    losses: int = 0
    resends: int = 0
    looks: int = 2
    # Of sends, in this order: `not_sent`, `unknown`, `refused`, `last_unknown`.
    faults: tuple[str, ...] = ()


class Item(NamedTuple):
    """`BOOKING#RECIPIENT#mail#<recipient>`; refused: the sequences whose log says `failed`."""

    last: Notified | None = None
    unconfirmed: Notified | None = None
    holder: int | None = None
    refused: tuple[int, ...] = ()


class Event(NamedTuple):
    """`effects` as a bit set, `round`, and whether the item is in the index `pending`."""

    effects: int
    round: int = 0
    pending: bool = True


class Part(NamedTuple):
    """A notifier's progress with one recipient.

    `tag`: read (the item alone), idle (nothing needed), busy (claimed by another), due, claimed, sent, done, back (to be
    retried), unknown.
    """

    tag: str
    kind: str | None = None
    state: Notified | None = None
    before: Notified | None = None
    is_fresh: bool = True
    outcome: str = ""
    is_notified: bool = True
    item: "Item | None" = None


class Notifier(NamedTuple):
    """A running notifier; `at` is the place in the program, `gone` after a crash."""

    at: str
    message: int
    version: int = 0
    events: tuple | None = None
    parts: tuple[Part, ...] = ()


class State(NamedTuple):
    version: int
    items: tuple[Item | None, ...]
    events: tuple[Event | None, ...]
    queue: tuple[int, ...]
    notifiers: tuple[Notifier | None, ...]
    resend: tuple | None
    ghosts: Ghosts
    budget: Budget
    broken: str | None = None


def put(items: tuple, index: int, value) -> tuple:
    return items[:index] + (value,) + items[index + 1 :]


class Ledger:
    """All orders of one story, with some troubles."""

    def __init__(
        self,
        tale: Story,
        budget: Budget = Budget(),
        fixes: Fixes = Fixes(),
        effects: int = MAIL,
        promises: tuple[str, ...] = ALL,
    ):
        self.tale, self.budget, self.fixes, self.effects, self.promises = tale, budget, fixes, effects, promises

    def initial(self) -> State:
        recipients = self.tale.recipients
        events = (Event(self.effects),)
        return State(1, (None,) * len(recipients), events, (1,), (None, None), None, Ghosts.none(recipients), self.budget)

    def broken(self, state: State) -> str | None:
        if state.broken or not self.at_rest(state):
            return state.broken
        is_open = any(event and event.pending for event in state.events)
        # Reconcile may still find it.
        if is_open and state.budget.looks:
            return None
        return self.first_of(broken_at_rest(self.tale, state.version, state.items, state.ghosts, is_open))

    def first_of(self, broken: Iterable[str]) -> str | None:
        return next((promise for promise in broken if promise in self.promises), None)

    def at_rest(self, state: State) -> bool:
        if state.queue or state.notifiers != (None, None) or state.resend is not None:
            return False
        return not any(event and event.effects & JOBS for event in state.events)

    def steps(self, state: State) -> Iterator[tuple[tuple, State]]:
        if state.broken:
            return
        yield from self.change(state)
        yield from self.take(state)
        for index, notifier in enumerate(state.notifiers):
            if notifier is not None:
                yield from self.run(state, index, notifier)
        yield from self.resend(state)
        yield from self.plan(state)
        yield from self.reconcile(state)

    # The surroundings.

    def change(self, state: State) -> Iterator:
        if state.version == len(self.tale.versions):
            return
        version = state.version + 1
        booking = self.tale.at(version)
        event = Event(self.effects) if booking.notifies else None
        queue = tuple(sorted((*state.queue, version))) if booking.notifies else state.queue
        changed = state._replace(version=version, events=(*state.events, event), queue=queue)
        yield ("the booking changes to version", f"{version}:", booking.change), changed

    def take(self, state: State) -> Iterator:
        """A notifier takes a message; the message may stay (double delivery) or be lost."""
        for message in dict.fromkeys(state.queue):
            rest = list(state.queue)
            rest.remove(message)
            rest = tuple(rest)
            name = f"the message of version {message}" if message else "the message without an event"
            if state.budget.losses:
                budget = state.budget._replace(losses=state.budget.losses - 1)
                yield (name, "is lost"), state._replace(queue=rest, budget=budget)
            if None not in state.notifiers:
                continue
            index = state.notifiers.index(None)
            taken = state._replace(queue=rest)
            yield self.begin(taken, index, message, name)
            if state.budget.doubles:
                budget = state.budget._replace(doubles=state.budget.doubles - 1)
                yield self.begin(state._replace(budget=budget), index, message, name + " (which is delivered twice)")

    def resend(self, state: State) -> Iterator:
        """A resend reads, writes in one transaction, and puts a message on the queue."""
        match state.resend:
            case None if state.budget.resends:
                for recipient in self.tale.recipients:
                    item, ghosts = state.items[recipient], state.ghosts
                    was_sent = ghosts.inbox[recipient] or ghosts.refused[recipient] is not None
                    if was_sent and item and item.holder is None:
                        budget = state.budget._replace(resends=state.budget.resends - 1)
                        request = ("read", recipient, state.version, True)
                        yield ("a resend to", NAMES[recipient], "reads"), state._replace(resend=request, budget=budget)
            case ("read", recipient, version, is_fresh):
                if is_fresh and state.items[recipient].holder is None:
                    yield ("the resend writes",), self.forget(state, recipient, version)
                else:
                    yield ("the resend is refused",), state._replace(resend=None)
            case ("written",):
                queued = state._replace(resend=None, queue=tuple(sorted((0, *state.queue))))
                yield ("the resend puts its message on the queue",), queued
                if state.budget.crashes:
                    budget = state.budget._replace(crashes=state.budget.crashes - 1)
                    yield ("the resend crashes",), state._replace(resend=None, budget=budget)

    def forget(self, state: State, recipient: int, version: int) -> State:
        item = state.items[recipient]
        if item.last and needed(self.tale, version, recipient, item.last, None) is None:
            if item.last.cancelled:
                item = item._replace(last=item.last._replace(cancelled=False))
            else:
                item = item._replace(last=None, unconfirmed=item.last)
        sequence = self.tale.sequence(version)
        item = item._replace(refused=tuple(it for it in item.refused if it != sequence))
        number = self.tale.newest_that_notifies(version) - 1
        event = state.events[number]
        event = Event(event.effects | MAIL, event.round + 1)
        state = self.write(state, recipient, item)
        is_wanted = needed(self.tale, version, recipient, item.last, item.unconfirmed) is not None
        ghosts = state.ghosts.after_resend(recipient, is_wanted)
        return state._replace(events=put(state.events, number, event), resend=("written",), ghosts=ghosts)

    def plan(self, state: State) -> Iterator:
        """The other reaction closes its part of an event, by the same rule."""
        for number, event in enumerate(state.events):
            if event and event.effects & JOBS:
                effects = event.effects & ~JOBS
                closed = Event(effects, event.round, effects != 0)
                yield ("the planner closes event", number + 1), state._replace(events=put(state.events, number, closed))

    def reconcile(self, state: State) -> Iterator:
        """Puts open events on the queue again; five minutes after all else."""
        if not state.budget.looks or not self.at_rest(state):
            return
        pending = [event for event in state.events if event and event.pending]
        if not pending:
            return
        budget = state.budget._replace(looks=state.budget.looks - 1)
        events = state.events
        if self.fixes.closes_at_once:
            events = tuple(event and event._replace(pending=event.effects != 0) for event in events)
        queue = (0,) if any(event.effects & MAIL for event in pending) else ()
        yield ("reconcile finds an open event",), state._replace(queue=queue, events=events, budget=budget)

    # A notifier.

    def begin(self, state: State, index: int, message: int, name: str) -> tuple[tuple, State]:
        if self.fixes.events_first:
            state, words = self.read_events(state, index, Notifier("booking", message)), "and reads the events"
        else:
            state, words = self.read_booking(state, index, Notifier("booking", message)), "and reads the booking"
        return (f"N{index + 1} takes", name, words), state

    def run(self, state: State, index: int, notifier: Notifier) -> Iterator:
        me = f"N{index + 1}"
        if notifier.at == "gone":
            yield ("the lease of", me, "ends; its message comes back"), self.come_back(self.expire(state, index), index)
            return
        if notifier.at == "booking":
            yield (me, "reads the booking"), self.read_booking(state, index, notifier)
        elif notifier.at == "recipients":
            recipient = len(notifier.parts)
            yield (me, "reads", NAMES[recipient]), self.read_recipient(state, index, notifier)
        elif notifier.at == "claim":
            yield self.claim(state, index, notifier)
        elif notifier.at == "again":
            yield self.read_again(state, index, notifier)
        elif notifier.at == "give back":
            yield self.give_back(state, index, notifier)
        elif notifier.at == "send":
            yield from self.send(state, index, notifier)
        elif notifier.at == "settle":
            yield self.settle(state, index, notifier)
        elif notifier.at == "events":
            yield (me, "reads the events"), self.read_events(state, index, notifier)
        elif notifier.at == "close":
            yield self.close(state, index, notifier)
        elif notifier.at == "unmark":
            yield self.unmark(state, index, notifier)
        yield from self.crash(state, index, notifier)

    def crash(self, state: State, index: int, notifier: Notifier) -> Iterator:
        """A notifier crashes. Before its first write that is the same as a message that waits."""
        has_written = any(part.tag in ("claimed", "sent", "done", "unknown") for part in notifier.parts)
        if not state.budget.crashes or not has_written and notifier.at != "unmark":
            return
        ghosts = state.ghosts
        for recipient, part in enumerate(notifier.parts):
            if part.tag == "sent":
                ghosts = ghosts.in_doubt(recipient, may_repeat=part.outcome in ("sent", "last_unknown"))
            elif part.tag == "claimed":
                ghosts = ghosts.in_doubt(recipient, may_repeat=False)
        budget = state.budget._replace(crashes=state.budget.crashes - 1)
        state = state._replace(ghosts=ghosts, budget=budget)
        yield (f"N{index + 1} crashes",), self.become(state, index, notifier._replace(at="gone"))

    def read_events(self, state: State, index: int, notifier: Notifier) -> State:
        at = "booking" if notifier.at == "booking" else "close"
        until = len(state.events) if at == "booking" else notifier.version
        open_events = tuple(
            (number, event) for number, event in enumerate(state.events[:until]) if event and event.effects & MAIL
        )
        if at == "close" and not open_events:
            return self.become(state, index, None)
        return self.become(state, index, notifier._replace(at=at, events=open_events))

    def read_booking(self, state: State, index: int, notifier: Notifier) -> State:
        message, version = notifier.message, state.version
        if not self.fixes.booking_first and len(notifier.parts) < len(state.items):
            return self.become(state, index, notifier._replace(at="recipients"))
        if self.fixes.skips_only_notified:
            is_late = 0 < message < self.tale.newest_that_notifies(version)
        else:
            is_late = message < version
        if is_late:
            return self.become(state, index, None)
        notifier = notifier._replace(at="recipients", version=version)
        return self.decide(state, index, notifier) if notifier.parts else self.become(state, index, notifier)

    def read_recipient(self, state: State, index: int, notifier: Notifier) -> State:
        part = Part("read", item=state.items[len(notifier.parts)])
        if self.fixes.booking_first:
            part = self.part(part, notifier.version, len(notifier.parts))
        notifier = notifier._replace(parts=(*notifier.parts, part))
        if len(notifier.parts) < len(state.items):
            return self.become(state, index, notifier)
        if self.fixes.booking_first:
            return self.go_on(state, index, notifier)
        return self.become(state, index, notifier._replace(at="booking"))

    def decide(self, state: State, index: int, notifier: Notifier) -> State:
        """Without the fix of A7: the recipients were read before the booking."""
        parts = tuple(self.part(part, notifier.version, number) for number, part in enumerate(notifier.parts))
        return self.go_on(state, index, notifier._replace(parts=parts))

    def part(self, read: Part, version: int, recipient: int) -> Part:
        item = read.item or Item()
        sequence = self.tale.sequence(version)
        kind = needed(self.tale, version, recipient, item.last, item.unconfirmed)
        if self.fixes.refused_is_final and sequence in item.refused:
            kind = None
        if item.holder is not None and (self.fixes.claims_keep_open if kind is None else self.fixes.stops_at_claims):
            return Part("busy")
        if kind is None:
            is_known = read.item is not None or recipient in (0, self.tale.at(version).consultant)
            knows = item.last is not None and self.tale.sequence(item.last.version) == sequence
            return Part("idle", is_notified=not is_known or knows or sequence in item.refused)
        state_after = notified_by(version, kind, item.last, item.unconfirmed)
        return Part("due", kind, state_after, item.unconfirmed, read.is_fresh)

    def go_on(self, state: State, index: int, notifier: Notifier) -> State:
        """Finds the next step by the tags of the recipients."""
        tags = {part.tag for part in notifier.parts}
        if notifier.at == "give back" and "claimed" in tags:
            return self.become(state, index, notifier)
        if notifier.at == "give back":
            return self.become(state, index, Notifier("booking", notifier.message, events=notifier.events))
        if "due" in tags:
            return self.become(state, index, notifier._replace(at="claim"))
        if "sent" in tags:
            return self.become(state, index, notifier._replace(at="settle"))
        if "claimed" in tags:
            is_new = notifier.at == "claim" and self.fixes.reads_booking_again
            return self.become(state, index, notifier._replace(at="again" if is_new else "send"))
        if "unknown" in tags:
            return self.become(state, index, notifier._replace(at="gone"))
        if tags & {"busy", "back"}:
            return self.come_back(state, index)
        if not self.fixes.closes_by_need and not all(part.is_notified for part in notifier.parts):
            return self.become(state, index, None)
        if notifier.events is None:
            return self.become(state, index, notifier._replace(at="events"))
        return self.become(state, index, notifier._replace(at="close") if notifier.events else None)

    def claim(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        recipient, part = first(notifier, "due")
        item = state.items[recipient] or Item()
        if part.is_fresh and item.holder is None:
            state = self.write(state, recipient, item._replace(unconfirmed=part.state, holder=index))
            part, words = part._replace(tag="claimed"), "claims"
        else:
            part, words = Part("back"), "may not claim"
        notifier = notifier._replace(parts=put(notifier.parts, recipient, part))
        return (f"N{index + 1}", words, NAMES[recipient]), self.go_on(state, index, notifier)

    def read_again(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        is_same = state.version == notifier.version
        words = "finds the booking as it was" if is_same else "finds a newer booking"
        notifier = notifier._replace(at="send" if is_same else "give back")
        return (f"N{index + 1}", words), self.become(state, index, notifier)

    def give_back(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        recipient, part = first(notifier, "claimed")
        item = state.items[recipient]._replace(unconfirmed=part.before, holder=None)
        state = self.write(state, recipient, item, counts=self.fixes.each_write_counts)
        notifier = notifier._replace(parts=put(notifier.parts, recipient, Part("back")))
        return (f"N{index + 1} gives back", NAMES[recipient]), self.go_on(state, index, notifier)

    def send(self, state: State, index: int, notifier: Notifier) -> Iterator:
        recipient, part = first(notifier, "claimed")
        sequence = self.tale.sequence(notifier.version)
        words = (f"N{index + 1} sends", NAMES[recipient], "the", part.kind, f"of version {notifier.version}")
        fault, *rest = state.budget.faults or (None,)
        less = state.budget._replace(faults=tuple(rest))
        # The outcome, whether the message arrives, and the words.
        outcomes = [("sent", True, "")]
        if fault in ("unknown", "last_unknown"):
            outcomes += [(fault, True, "; the answer is lost"), (fault, False, "; message and answer are lost")]
        elif fault:
            outcomes.append((fault, False, f"; {fault.replace('_', ' ')}"))
        for outcome, arrives, note in outcomes:
            ghosts, broken = after_send(state.ghosts, recipient, (part.kind, sequence), outcome, arrives)
            tag = "unknown" if outcome == "unknown" else "sent"
            sent = notifier._replace(parts=put(notifier.parts, recipient, part._replace(tag=tag, outcome=outcome)))
            budget = state.budget if outcome == "sent" else less
            after = state._replace(ghosts=ghosts, broken=self.first_of(broken), budget=budget)
            yield (*words, note), self.go_on(after, index, sent)

    def settle(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        recipient, part = first(notifier, "sent")
        item = state.items[recipient]._replace(holder=None)
        refused = (*item.refused, self.tale.sequence(notifier.version))
        done = Part("done")
        if part.outcome == "sent":
            item = item._replace(last=part.state, unconfirmed=None)
        elif part.outcome == "refused":
            item = item._replace(unconfirmed=part.before, refused=refused)
        elif part.outcome == "last_unknown":
            item = item._replace(refused=refused)
            if not self.fixes.last_lost_answer_counts:
                item = item._replace(unconfirmed=part.before)
        else:
            then = {"restored": part.before, "removed": None, "kept": item.unconfirmed}
            item, done = item._replace(unconfirmed=then[self.fixes.unconfirmed_then]), Part("back")
        state = self.write(state, recipient, item, counts=self.fixes.each_write_counts)
        notifier = notifier._replace(parts=put(notifier.parts, recipient, done))
        return (f"N{index + 1} settles", NAMES[recipient]), self.go_on(state, index, notifier)

    def close(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        (number, seen), *others = notifier.events
        event = state.events[number]
        words = (f"N{index + 1} closes event", number + 1)
        as_read = (event.effects, event.round) == (seen.effects, seen.round)
        if self.fixes.closes_by_round and not as_read:
            return (f"N{index + 1} may not close event", number + 1), self.come_back(state, index)
        effects = event.effects & ~MAIL
        is_last = effects == 0
        marked = event.pending if not self.fixes.closes_at_once else not is_last
        state = state._replace(events=put(state.events, number, Event(effects, event.round, marked)))
        if is_last and not self.fixes.closes_at_once:
            return words, self.become(state, index, notifier._replace(at="unmark"))
        notifier = notifier._replace(events=tuple(others))
        return words, self.become(state, index, notifier if others else None)

    def unmark(self, state: State, index: int, notifier: Notifier) -> tuple[tuple, State]:
        """Without the fix of A4c: a second update takes the event out of the index."""
        (number, _), *others = notifier.events
        event = state.events[number]._replace(pending=False)
        state = state._replace(events=put(state.events, number, event))
        notifier = notifier._replace(at="close", events=tuple(others)) if others else None
        return (f"N{index + 1} removes the marks of event", number + 1), self.become(state, index, notifier)

    # Writes.

    def become(self, state: State, index: int, notifier: Notifier | None) -> State:
        return state._replace(notifiers=put(state.notifiers, index, notifier))

    def come_back(self, state: State, index: int) -> State:
        """The message of a notifier that failed becomes visible again."""
        queue = tuple(sorted((*state.queue, state.notifiers[index].message)))
        return self.become(state._replace(queue=queue), index, None)

    def expire(self, state: State, index: int) -> State:
        items = tuple(item._replace(holder=None) if item and item.holder == index else item for item in state.items)
        return state._replace(items=items)

    def write(self, state: State, recipient: int, item: Item, counts: bool = True) -> State:
        """Writes a recipient's item; `counts`: with `n = n + 1`."""
        state = state._replace(items=put(state.items, recipient, item))
        if not counts:
            return state
        notifiers = tuple(notifier and self.outdated(notifier, recipient) for notifier in state.notifiers)
        resend = state.resend
        if resend and resend[0] == "read" and resend[1] == recipient:
            resend = (*resend[:3], False)
        return state._replace(notifiers=notifiers, resend=resend)

    def outdated(self, notifier: Notifier, recipient: int) -> Notifier:
        parts = notifier.parts
        if len(parts) <= recipient or parts[recipient].tag not in ("read", "due"):
            return notifier
        return notifier._replace(parts=put(parts, recipient, parts[recipient]._replace(is_fresh=False)))


def first(notifier: Notifier, tag: str) -> tuple[int, Part]:
    return next((number, part) for number, part in enumerate(notifier.parts) if part.tag == tag)
