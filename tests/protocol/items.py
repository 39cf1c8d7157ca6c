"""The items of the ledger, the state of the whole, and the rules of the protocol.

`n` is no number here: each reader remembers for each item whether it has been written since, the one question that `n`
answers.
"""

from typing import NamedTuple

from bookings import Notified
from promises import Ghosts

MAIL, JOBS = 1, 2


class Fixes(NamedTuple):
    """The rules that reviews added, all in force by default; each can be taken out."""

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

    `tag`: idle (nothing needed), busy (claimed by another), due, claimed, sent, done, back (to be retried), unknown.
    """

    tag: str
    kind: str | None = None
    state: Notified | None = None
    before: Notified | None = None
    is_fresh: bool = True
    outcome: str = ""
    is_notified: bool = True


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
