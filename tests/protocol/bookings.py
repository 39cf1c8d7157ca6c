"""A booking's versions, and the notification that a recipient needs.

`needed` follows `Booking::notification_unconfirmed` in shared/domain/src/booking/notification.rs.
"""

from typing import NamedTuple

CLIENT, A, B = 0, 1, 2
NAMES = ("client", "consultant A", "consultant B")

CONFIRMATION, CHANGE, CANCELLATION = "confirmation", "change", "cancellation"


class Version(NamedTuple):
    """The booking after a change."""

    change: str
    consultant: int
    is_off: bool = False
    is_erased: bool = False
    sequence: int = 0
    # Notes and erasures notify no recipient.
    notifies: bool = True


class Notified(NamedTuple):
    """The state in a message: `lastNotified` or `unconfirmed`."""

    version: int
    cancelled: bool
    # False for the cancellation of a meeting that the recipient was never notified of.
    has_meeting: bool


class Story(NamedTuple):
    """The versions of a booking, in order."""

    versions: tuple[Version, ...]

    def at(self, version: int) -> Version:
        return self.versions[version - 1]

    def sequence(self, version: int) -> int:
        return self.at(version).sequence

    def newest_that_notifies(self, version: int) -> int:
        """The booking's `tellVersion`."""
        return max(number for number in range(1, version + 1) if self.at(number).notifies)

    def is_on(self, version: int, recipient: int) -> bool:
        booking = self.at(version)
        return not booking.is_off and recipient in (CLIENT, booking.consultant)

    @property
    def recipients(self) -> range:
        return range(1 + max(version.consultant for version in self.versions))


def story(*changes: str) -> Story:
    """A booking with A, and the changes `to A`, `to B`, `cancelled`, `note` and `erased`."""
    booking = Version("confirmed", A)
    versions = [booking]
    for change in changes:
        if change in ("to A", "to B"):
            booking = booking._replace(consultant=A if change == "to A" else B, sequence=booking.sequence + 1)
        elif change == "cancelled":
            booking = booking._replace(is_off=True, sequence=booking.sequence + 1)
        elif change == "erased":
            booking = booking._replace(is_erased=True)
        booking = booking._replace(change=change, notifies=change not in ("note", "erased"))
        versions.append(booking)
    return Story(tuple(versions))


def needed(
    tale: Story, version: int, recipient: int, last: Notified | None, unconfirmed: Notified | None
) -> str | None:
    """Returns the kind of notification that a recipient needs. `None`: nothing."""
    kind = needed_after(tale, version, recipient, last)
    if kind not in (None, CANCELLATION) or unconfirmed is None or tale.is_on(version, recipient):
        return kind
    is_later = last is None or last.version < unconfirmed.version
    is_of_a_meeting = not unconfirmed.cancelled or unconfirmed.has_meeting
    may_be_notified = not (tale.at(version).is_erased and recipient == CLIENT)
    # The meeting may be in the recipient's calendar.
    return CANCELLATION if is_later and is_of_a_meeting and may_be_notified else kind


def needed_after(tale: Story, version: int, recipient: int, last: Notified | None) -> str | None:
    """Returns the kind of notification that a recipient needs after the last confirmed one."""
    booking, is_on = tale.at(version), tale.is_on(version, recipient)
    if booking.is_erased and (is_on or recipient == CLIENT):
        return None
    if not is_on:
        if last is None:
            return CANCELLATION if recipient == CLIENT else None
        return None if last.cancelled else CANCELLATION
    if last is None or last.cancelled:
        return CONFIRMATION
    return CHANGE if tale.sequence(last.version) < booking.sequence else None


def notified_by(version: int, kind: str, last: Notified | None, unconfirmed: Notified | None) -> Notified:
    """Returns the recipient's state after a notification, as `LastNotified::by` does."""
    is_cancelled = kind == CANCELLATION
    return Notified(version, is_cancelled, not is_cancelled or last is not None or unconfirmed is not None)
