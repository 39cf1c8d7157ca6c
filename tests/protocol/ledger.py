"""The ledger of notifications: the mail of one booking, sent by two notifiers at once.

Atomic steps are each read of one item, each conditional write and each send. A Query reads its items one after the
other, in the order of their keys; a GetItem is atomic. This file has the surroundings: changes of the booking, the
queue, a resend, the other reaction, `reconcile`.
"""

from collections.abc import Iterator

from bookings import NAMES, Story, needed
from explore import put
from items import JOBS, MAIL, Budget, Event, Fixes, State
from notifier import NotifierSteps
from promises import ALL, Ghosts, broken_at_rest


class Ledger(NotifierSteps):
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
        ghosts = Ghosts.none(recipients)
        return State(1, (None,) * len(recipients), events, (1,), (None, None), None, ghosts, self.budget)

    def broken(self, state: State) -> str | None:
        if state.broken or not self.at_rest(state):
            return state.broken
        is_open = any(event and event.pending for event in state.events)
        # Reconcile may still find it.
        if is_open and state.budget.looks:
            return None
        return self.first_of(broken_at_rest(self.tale, state.version, state.items, state.ghosts, is_open))

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
