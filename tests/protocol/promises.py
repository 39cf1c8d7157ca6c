"""The promises of the ledger, as sentences, and the record of arrived messages that they are checked against."""

from collections.abc import Iterator
from typing import NamedTuple

from bookings import CANCELLATION, CLIENT, Story
from explore import put

KEEPS = "At rest no consultant keeps a meeting that is off."
LOST = "At rest each recipient has the message of the newest state, or the provider refused it."
RESENT = "At rest each accepted resend was sent, or its failure is in the log."
OPEN = "At rest no event is open."
TWICE = "No message comes twice, but once more for each crash or lost answer that met its send."
OLDER = "No message of an older state follows one of a newer state."
UNHEARD = "A consultant who never heard of a meeting gets no cancellation, but after a crash or a lost answer."
REFUSED = "A refused message is not sent again before a resend."
ALL = (KEEPS, LOST, RESENT, OPEN, TWICE, OLDER, UNHEARD, REFUSED)


class Ghosts(NamedTuple):
    """What only the world knows, for each recipient."""

    # The kind and sequence of each message that arrived.
    inbox: tuple[tuple[tuple[str, int], ...], ...]
    # How many messages may come again.
    repeats: tuple[int, ...]
    # Whether a crash or a lost answer left the ledger unsure.
    doubts: tuple[bool, ...]
    # Whether an accepted resend waits for its message.
    wanted: tuple[bool, ...]
    # The sequence that the provider refused.
    refused: tuple[int | None, ...]

    @staticmethod
    def none(recipients: range) -> "Ghosts":
        count = len(recipients)
        return Ghosts(((),) * count, (0,) * count, (False,) * count, (False,) * count, (None,) * count)

    def after_resend(self, recipient: int, is_wanted: bool) -> "Ghosts":
        ghosts = self._replace(refused=put(self.refused, recipient, None))
        ghosts = ghosts._replace(wanted=put(self.wanted, recipient, is_wanted))
        return ghosts._replace(repeats=put(self.repeats, recipient, self.repeats[recipient] + 1))

    def in_doubt(self, recipient: int, may_repeat: bool) -> "Ghosts":
        repeats = self.repeats[recipient] + may_repeat
        return self._replace(
            doubts=put(self.doubts, recipient, True), repeats=put(self.repeats, recipient, repeats)
        )


def after_send(
    ghosts: Ghosts, recipient: int, message: tuple[str, int], outcome: str, arrives: bool
) -> tuple[Ghosts, list[str]]:
    """Returns the record after a send, and the promises that the send breaks."""
    kind, sequence = message
    inbox, broken = ghosts.inbox[recipient], []
    if ghosts.refused[recipient] == sequence:
        broken.append(REFUSED)
    if outcome == "refused":
        ghosts = ghosts._replace(refused=put(ghosts.refused, recipient, sequence))
    if outcome in ("refused", "last_unknown"):
        # The failure is in the log.
        ghosts = ghosts._replace(wanted=put(ghosts.wanted, recipient, False))
    if outcome in ("unknown", "last_unknown"):
        ghosts = ghosts.in_doubt(recipient, may_repeat=arrives)
    if not arrives:
        return ghosts, broken
    if inbox and sequence < max(it for _, it in inbox):
        broken.append(OLDER)
    if kind == CANCELLATION and recipient != CLIENT and not inbox and not ghosts.doubts[recipient]:
        broken.append(UNHEARD)
    inbox = (*inbox, message)
    if len(inbox) - len(set(inbox)) > ghosts.repeats[recipient]:
        broken.append(TWICE)
    ghosts = ghosts._replace(inbox=put(ghosts.inbox, recipient, inbox), wanted=put(ghosts.wanted, recipient, False))
    return ghosts, broken


def broken_at_rest(tale: Story, version: int, items: tuple, ghosts: Ghosts, is_open: bool) -> Iterator[str]:
    """The promises that a state at rest breaks."""
    sequence, booking = tale.sequence(version), tale.at(version)
    for recipient, inbox in enumerate(ghosts.inbox):
        item = items[recipient]
        if ghosts.refused[recipient] == sequence or item and sequence in item.refused:
            continue
        has_meeting = bool(inbox) and inbox[-1][0] != CANCELLATION
        if not tale.is_on(version, recipient):
            if has_meeting and recipient != CLIENT:
                yield KEEPS
            if recipient == CLIENT and not booking.is_erased and (has_meeting or not inbox):
                yield LOST
        elif not booking.is_erased and not (has_meeting and inbox[-1][1] == sequence):
            yield LOST
    if any(ghosts.wanted):
        yield RESENT
    if is_open:
        yield OPEN
