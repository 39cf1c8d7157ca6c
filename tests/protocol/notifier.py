"""A notifier: reads, claims, reads the booking again, sends, settles, closes; one atomic step at a time."""

from collections.abc import Iterable, Iterator

from bookings import CLIENT, NAMES, Story, needed, notified_by
from explore import put
from items import MAIL, Event, Fixes, Item, Notifier, Part, State
from promises import ALL, after_send


class NotifierSteps:
    """The steps of a notifier, and the writes that they share with their surroundings."""

    tale: Story
    fixes: Fixes
    promises: tuple[str, ...] = ALL

    def first_of(self, broken: Iterable[str]) -> str | None:
        """Returns the first broken promise that counts in this exploration."""
        return next((promise for promise in broken if promise in self.promises), None)

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
        if self.fixes.skips_only_notified:
            is_late = 0 < message < self.tale.newest_that_notifies(version)
        else:
            is_late = message < version
        if is_late:
            return self.become(state, index, None)
        return self.become(state, index, notifier._replace(at="recipients", version=version))

    def read_recipient(self, state: State, index: int, notifier: Notifier) -> State:
        recipient = len(notifier.parts)
        part = self.part(state.items[recipient], notifier.version, recipient)
        notifier = notifier._replace(parts=(*notifier.parts, part))
        if len(notifier.parts) < len(state.items):
            return self.become(state, index, notifier)
        return self.go_on(state, index, notifier)

    def part(self, stored: Item | None, version: int, recipient: int) -> Part:
        """Decides on a recipient by the item as read."""
        item = stored or Item()
        sequence = self.tale.sequence(version)
        kind = needed(self.tale, version, recipient, item.last, item.unconfirmed)
        if self.fixes.refused_is_final and sequence in item.refused:
            kind = None
        if item.holder is not None and (self.fixes.claims_keep_open if kind is None else self.fixes.stops_at_claims):
            return Part("busy")
        if kind is None:
            is_known = stored is not None or recipient in (CLIENT, self.tale.at(version).consultant)
            knows = item.last is not None and self.tale.sequence(item.last.version) == sequence
            return Part("idle", is_notified=not is_known or knows or sequence in item.refused)
        state_after = notified_by(version, kind, item.last, item.unconfirmed)
        return Part("due", kind, state_after, item.unconfirmed)

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
        if len(parts) <= recipient or parts[recipient].tag != "due":
            return notifier
        return notifier._replace(parts=put(parts, recipient, parts[recipient]._replace(is_fresh=False)))


def first(notifier: Notifier, tag: str) -> tuple[int, Part]:
    return next((number, part) for number, part in enumerate(notifier.parts) if part.tag == tag)
