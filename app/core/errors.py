"""Everything that can go wrong and be told to a person.

AppError(title, detail, hint, retryable)
├── ClerkCanAct                 the clerk changes something and goes on
│   ├── InvalidInput(field)     a value breaks a rule, ours or the vendor's
│   ├── NotOffered              this vendor has no such look-up or operation
│   ├── NotFound                the customer is not (or no longer) there
│   ├── Conflict(theirs)        somebody else changed the same fields meanwhile
│   ├── Duplicate(field)        another customer already has this value
│   ├── AccessDenied(scope)     the key may not do this
│   ├── NotAnId(reason)         what was scanned is no ID, or not one that can be read with certainty
│   ├── NotSignedIn(store)      the store needs its credentials
│   ├── StoreDisabled           this desk does not work with the store for now
│   ├── FixedHere               an administrator has set it for the whole machine
│   └── PinRefused(wait)        a person of the staff could not be let in
├── WaitingHelps
│   ├── Offline                 the store cannot be reached
│   ├── VendorTimeout           the answer did not come in time
│   ├── VendorUnavailable       the vendor's service is down
│   └── RateLimited(retry_after)
├── MachineFault                somebody must mend this machine
│   ├── SecretStoreLocked
│   ├── SecretStoreMissing
│   ├── VaultUnreadable
│   │   └── RecordUnreadable    one record of it, and nothing else
│   ├── VaultBusy
│   └── DiskFull
└── UnexpectedReply(vendor)     the vendor's answer was not what its page promises

Each message says what happened (title), whether the customer can still be served (detail) and what to press (hint).
No message holds personal data. Whatever is not an AppError is a bug and ends in the crash handler.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.customer import ConnectionId, Customer


class AppError(Exception):
    """The base of the tree. ``retryable``: the same action may succeed when tried again unchanged."""

    def __init__(self, title: str, detail: str = "", hint: str = "", *, retryable: bool = False) -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.hint = hint
        self.retryable = retryable

    @property
    def kind(self) -> str:
        """The class as one word for scripts: ``rate_limited``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def sentence(self) -> str:
        """Title, detail and hint as one line of plain text."""
        return " ".join(part for part in (self.title, self.detail, self.hint) if part)


class ClerkCanAct(AppError):
    """The person at the desk can change something and go on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. A problem that is not ``blocking`` is advice: it is shown, and may be saved."""

    field: str
    message: str
    blocking: bool = True


class InvalidInput(ClerkCanAct):
    """Values that break a rule.

    ``field`` is the first form key concerned, empty where none is known. ``refused``: the vendor said so, not our
    own check.
    """

    def __init__(self, *problems: Problem, refused: bool = False, title: str = "", hint: str = "") -> None:
        first = problems[0] if problems else Problem("", "The store did not accept the values.")
        super().__init__(
            title or first.message,
            "Nothing was sent." if not refused else "The store kept the record as it was.",
            hint or "Correct the marked field and save again.",
        )
        self.problems = problems or (first,)
        self.field = first.field
        self.refused = refused


class NotOffered(ClerkCanAct):
    """This vendor has no such look-up, listing or operation; never to be answered with "nobody found"."""


class NotFound(ClerkCanAct):
    """The customer asked for is not at the store."""


class Conflict(ClerkCanAct):
    """The record changed at the store in the very fields that were edited here."""

    def __init__(self, theirs: Customer, fields: tuple[str, ...]) -> None:
        super().__init__(
            "Somebody else changed this customer meanwhile.",
            "Nothing was sent. What you typed is still in the form, beside what the store holds now.",
            "Save again to keep yours, or discard to take theirs.",
        )
        self.theirs = theirs
        self.fields = fields


class Duplicate(ClerkCanAct):
    """Another customer of this store already has the value of ``field``."""

    def __init__(self, field: str, title: str, hint: str = "") -> None:
        super().__init__(
            title,
            "Nothing was saved. The person may already have a profile.",
            hint or "Search for that value and open the existing profile, or correct it here.",
        )
        self.field = field


class AccessDenied(ClerkCanAct):
    """The store's key may not do this; ``scope`` names the missing permission where the vendor names it."""

    def __init__(self, title: str, detail: str = "", hint: str = "", *, scope: str = "") -> None:
        super().__init__(title, detail, hint)
        self.scope = scope


class FixedHere(ClerkCanAct):
    """An administrator has set this for every account of the machine."""

    def __init__(self, title: str) -> None:
        super().__init__(title, "Nothing was changed.", "Ask whoever looks after this computer.")


class NotAnId(ClerkCanAct):
    """What was scanned is no ID card, or too damaged to be certain whose it is. Holds nothing of what was scanned.

    ``reason``: no_id, half_scan (its beginning or end is missing) or two_cards.
    """

    def __init__(self, title: str, hint: str, *, reason: str) -> None:
        super().__init__(title, "The customer can still be searched by name or phone.", hint)
        self.reason = reason

    @classmethod
    def no_id(cls) -> NotAnId:
        """Something else was scanned."""
        hint = "Scan the large code on the back; cover the small one with a finger."
        return cls("This is not the barcode of an ID.", hint, reason="no_id")

    @classmethod
    def half_scan(cls) -> NotAnId:
        """A part did not arrive, or is damaged."""
        return cls("Only a part of the ID was read.", "Scan it again.", reason="half_scan")

    @classmethod
    def two_cards(cls) -> NotAnId:
        """Two scans that differ arrived as one."""
        return cls("Two scans that differ came at once.", "Scan the customer's ID again, once.", reason="two_cards")


class NotSignedIn(ClerkCanAct):
    """The store has no usable credentials here: none yet, refused, or revoked.

    ``store``: the connected store that can be signed in to; None where it is not known, or no longer connected.
    """

    def __init__(self, title: str, detail: str = "", hint: str = "", *, store: ConnectionId | None = None) -> None:
        super().__init__(title, detail, hint)
        self.store = store

    @classmethod
    def no_longer_connected(cls) -> NotSignedIn:
        """The store was removed: there is nothing to sign in to."""
        return cls("This store is no longer connected.", "", "Connect it again, or search in another store.")

    def at(self, store: ConnectionId) -> NotSignedIn:
        """The same of a store that can be signed in to."""
        return NotSignedIn(self.title, self.detail, self.hint, store=store)


class StoreDisabled(ClerkCanAct):
    """Somebody has disabled the store at this desk; the store itself was not asked."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is disabled.",
            "Nothing was sent to it, and nothing typed is lost.",
            "Enable it in the list of stores (Ctrl+,) and try again.",
        )


class PinRefused(ClerkCanAct):
    """A wrong PIN, or a try before the waiting was over; ``wait`` in seconds until the next one counts."""

    def __init__(self, title: str, hint: str, *, wait: float = 0.0) -> None:
        super().__init__(title, "Everything on the screen is kept as it is.", hint)
        self.wait = wait


class WaitingHelps(AppError):
    """Nothing is wrong with what was asked; the same may succeed later."""

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(title, detail, hint, retryable=True)


class Offline(WaitingHelps):
    """The store cannot be reached from this machine."""


class VendorTimeout(WaitingHelps):
    """The store did not answer in time; whether a write happened is unknown."""


class VendorUnavailable(WaitingHelps):
    """The vendor's service answers that it is down."""


class RateLimited(WaitingHelps):
    """The store's budget of calls is used up; ``retry_after`` in seconds."""

    def __init__(self, title: str, detail: str = "", hint: str = "", *, retry_after: float = 1.0) -> None:
        super().__init__(title, detail, hint)
        self.retry_after = retry_after


class MachineFault(AppError):
    """Something on this machine must be put right."""


class SecretStoreLocked(MachineFault):
    """The operating system's secret store is there, but locked or not answering."""


class SecretStoreMissing(MachineFault):
    """This machine offers no secret store that we trust."""


class VaultUnreadable(MachineFault):
    """A file this program keeps cannot be read."""


class RecordUnreadable(VaultUnreadable):
    """One record in a file this program keeps cannot be read; the file itself can, and so can the others."""


class VaultBusy(MachineFault):
    """A file this program keeps is in use by another program."""


class DiskFull(MachineFault):
    """A file this program keeps cannot be written."""


class UnexpectedReply(AppError):
    """The vendor's answer is not what its documentation promises. ``what`` says where, without quoting the answer.

    ``write``: it answered a write, which may have arrived all the same.
    """

    def __init__(self, vendor: str, what: str, *, write: bool = False) -> None:
        about = (
            "It is not known whether the change arrived." if write else "The customer's record was not changed here."
        )
        hint = "Search for the customer first, and save again only if the change is not there" if write else "Try again"
        super().__init__(
            f"{vendor} answered something this program cannot read.",
            f"{about} ({what})",
            f"{hint}; if it stays, use the vendor's own screen and tell support.",
            retryable=not write,
        )
        self.vendor = vendor
        self.what = what
