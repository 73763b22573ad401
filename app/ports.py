"""What the use cases need from the outside, as protocols; the adapters live in vendors/ and storage/."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Protocol

from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, Caregiver, ConnectionId, Customer, CustomerRef, Document
from app.core.draft import Draft
from app.core.errors import AppError
from app.core.form import Form
from app.core.index import Hit, SyncProgress
from app.core.journal import Entry, Sealed
from app.core.outbox import Write, WriteState
from app.core.page import Page
from app.core.query import Lookup
from app.core.release import Feed, Outcome
from app.core.settings import Settings
from app.core.staff import Member, Role
from app.core.values import Value
from app.core.vendor import Connection, FileContent, Listing, NewDocument, Secret, VendorInfo
from app.core.visits import Visit

Progress = Callable[[int, int], None]  # bytes done, bytes in all


class VendorClient(Protocol):
    """One store of one vendor. Every method raises AppError and nothing else.

    Reads may be repeated by the client itself; writes never are.
    """

    @property
    def info(self) -> VendorInfo:
        """The vendor's table line."""

    @property
    def form(self) -> Form:
        """The profile form of this store."""

    async def check(self) -> None:
        """Sign in and make the smallest call that proves the credentials and the address."""

    async def find(self, lookup: Lookup) -> Sequence[Customer]:
        """Everybody that an exact look-up finds; none is an answer. NotOffered for a key the vendor has not."""

    async def read(self, customer_id: str, *, documents: bool = False) -> Customer:
        """One record, fresh from the store; NotFound where there is none."""

    def listed(self, listing: Listing) -> AsyncIterator[Page]:
        """The customers of a period, page by page, as background work, nobody twice."""

    async def create(self, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
        """A new customer from form values; Duplicate, InvalidInput when refused. Never repeated blindly."""

    async def update(self, changes: Changes) -> Customer:
        """Send what differs; answer the record as the store now holds it."""

    async def delete(self, customer_id: str) -> None:
        """Take the customer out of the store's lists; NotFound, AccessDenied; NotOffered where the vendor has no such call."""

    async def restore(self, customer_id: str) -> Customer:
        """Bring a deleted customer back; answers the record. NotOffered where the vendor has no such call."""

    async def house_account(self, customer_id: str) -> Sequence[AccountEntry]:
        """The latest lines of the customer's house account, newest first; NotOffered where the vendor keeps none."""

    async def caregivers(self) -> Sequence[Caregiver]:
        """The store's caregivers; NotOffered where the vendor has no such list."""

    async def upload(self, customer_id: str, document: NewDocument, progress: Progress | None = None) -> None:
        """Attach a file. ``progress`` is called before the first byte leaves: until then the store cannot have it."""

    async def fetch(self, document: Document) -> FileContent:
        """The bytes behind a document's link, fetched without credentials, size and time bounded."""

    async def close(self) -> None:
        """Give back the connections."""


class Vendors(Protocol):
    """The table of vendors."""

    def infos(self) -> Sequence[VendorInfo]:
        """Every vendor this program speaks to, in the order of the connect dialog."""

    def info(self, vendor: str) -> VendorInfo:
        """One vendor's line; InvalidInput for an unknown key."""

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client for one store; it makes no call yet."""


class SecretStore(Protocol):
    """The operating system's store of secrets. May block for as long as a person needs to unlock it."""

    def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """The secret's fields, or None where nothing was kept; SecretStoreLocked, SecretStoreMissing."""

    def write(self, connection: ConnectionId, secret: Secret) -> None:
        """Keep each field of the secret."""

    def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """Forget the secret; nothing kept is fine."""

    def state(self) -> str:
        """What ``doctor`` says of it: the back end's name; raises like `read` where it cannot be used."""


class AsyncSecretStore(Protocol):
    """The same store for code that must not block: each call ends within seconds, with an answer or an error."""

    async def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """See SecretStore.read."""

    async def write(self, connection: ConnectionId, secret: Secret) -> None:
        """See SecretStore.write."""

    async def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """See SecretStore.delete."""

    async def state(self) -> str:
        """See SecretStore.state."""


class CustomerIndex(Protocol):
    """Every customer of every connected store, to be found while somebody types.

    No call blocks the caller's thread, and none touches a network that a vendor pays for; a call made before the index
    is open waits for it. Raises MachineFault and nothing else.
    """

    async def search(self, text: str, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Hit]:
        """Who fits the typed text at these stores, the best first: by kind of match, then those seen lately."""

    async def lately(self, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Customer]:
        """Those opened at this desk, the latest first."""

    async def with_license(self, number: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Everybody with that ID number, blanks, hyphens and capitals aside."""

    async def born(self, day: date, family_name: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Everybody born on that day whose family name is the given one, accents, capitals and hyphens aside."""

    async def put(self, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
        """Take customers in, or renew them; with ``progress`` both are kept or neither."""

    async def note_opened(self, customer: Customer, at: datetime) -> None:
        """Take a customer in who was opened at this desk just now."""

    async def remove(self, refs: Collection[CustomerRef]) -> None:
        """Forget customers who are no longer at their store."""

    async def count(self, connection: ConnectionId) -> int:
        """How many customers of a store are in the index."""

    async def progress(self, connection: ConnectionId) -> SyncProgress:
        """How far a store's synchronisation has got."""

    async def drop(self, connection: ConnectionId) -> None:
        """Forget a store with its people and progress, and give the space back."""


class Resort(Enum):
    """What is to be done where the encrypted file cannot be opened."""

    AGAIN = auto()  # try once more
    ANEW = auto()  # put it aside and begin a new one
    MEMORY = auto()  # keep everything in memory, for this run


class KeptVault(Protocol):
    """The encrypted file behind the index and whatever else is kept of people.

    ``ask`` hears why the file cannot be opened, and answers whether somebody will say what is to be done, with `resort`;
    until then everybody waits. Where nobody will, it is in memory.
    """

    trouble: AppError | None  # what a person must hear of, None where all is well
    is_kept: bool  # False: in memory only, gone when the program ends
    ask: Callable[[AppError], bool]

    @property
    def is_wanted(self) -> bool:
        """Whether a window waits for the file, which another program has."""

    def resort(self, to: Resort) -> None:
        """Go on with opening; nothing where nobody waits."""

    async def open(self) -> None:
        """Open it, or a memory in its place; see ``trouble``. May take as long as a person needs to unlock a keyring."""

    async def rebuild(self) -> None:
        """Put a file that cannot be read aside, and begin a new one."""

    async def keep(self) -> None:
        """From now on keep what is written, where it was in memory only until now; that is forgotten."""

    async def close(self) -> None:
        """Finish what was asked for, and close, within seconds."""


class CheckIns(Protocol):
    """The check-ins of the last days. No call blocks the caller's thread. Raises MachineFault and nothing else."""

    async def put(self, visit: Visit) -> None:
        """Keep a visit, or what became of it, in place of what was kept of it before."""

    async def remove(self, visit_id: str) -> None:
        """Forget a visit; none of that number is fine."""

    async def since(self, day: date) -> Sequence[Visit]:
        """Every visit of that day and later ones, the earliest first."""

    async def forget_before(self, day: date) -> None:
        """Forget every visit of an earlier day."""


class Drafts(Protocol):
    """What was typed and not saved yet, one draft a form. No call blocks the caller's thread. Raises MachineFault."""

    async def keep(self, draft: Draft) -> None:
        """Keep a form as it stands, in the place of what was kept of it before."""

    async def drop(self, key: CustomerRef) -> None:
        """Forget what was kept of the form with that `Draft.key`; nothing kept is fine."""

    async def all(self) -> Sequence[Draft]:
        """Every draft that can be read, the one typed into last first."""


class Copies(Protocol):
    """Whole records as they were last read at this desk. No call blocks the caller's thread. Raises MachineFault."""

    async def keep(self, customer: Customer, read_at: datetime) -> None:
        """Keep a record as it was read just then."""

    async def get(self, ref: CustomerRef) -> tuple[Customer, datetime] | None:
        """The record and when it was read; None where this desk never read it, or too long ago."""

    async def forget(self, ref: CustomerRef) -> None:
        """Forget somebody who is no longer at the store."""

    async def forget_store(self, connection_id: ConnectionId) -> None:
        """Forget everybody of a store."""


class Outbox(Protocol):
    """Writes that no store has confirmed yet. No call blocks the caller's thread. Raises MachineFault."""

    async def add(self, write: Write) -> Write:
        """Take a write in, under its number where it has one; answers it with its number. It is on the disk by then."""

    async def mark(self, number: int, state: WriteState, trouble: str = "") -> None:
        """Say how far a write has got."""

    async def renew(self, write: Write) -> None:
        """Keep a write that was taken in before as it now stands; its document and its place stay."""

    async def done(self, write: Write, became: CustomerRef | None = None) -> None:
        """Forget a confirmed or discarded write; with ``became`` the customer's later writes follow to that number."""

    async def waiting(self) -> Sequence[Write | None]:
        """Every write in order, documents without their bytes; None in the place of one that cannot be read, and stays."""

    async def content(self, number: int) -> bytes:
        """The bytes of a write's document; none where it has none."""


class Journal(Protocol):
    """What was done at this desk: added to, never changed. No call blocks the caller's thread. Raises MachineFault."""

    async def add(self, entries: Sequence[Entry]) -> None:
        """Write entries down behind all others."""

    async def about(self, ref: CustomerRef, limit: int = 200) -> Sequence[Entry]:
        """What was done to one customer, the latest first, as far as it can be read."""

    async def sealed(self, after: int, limit: int = 250) -> Sequence[Sealed]:
        """The entries behind that number word for word, in order; one that cannot be read is among them."""

    async def check(self) -> int | None:
        """The number of the first entry that somebody was at; None where all is as it was written."""

    async def forget_before(self, moment: datetime, now: datetime) -> None:
        """Forget the entries of before that moment, from the front; what was written behind one that stays, stays.

        A clock may be wrong for a while. So an entry from after ``now`` keeps no other, and nothing is forgotten until
        entries of three days (or of as many as are kept) say that the moment is believable.
        """


@dataclass(frozen=True, slots=True)
class Kept:
    """What a desk keeps for itself beside the index: all of it, or for this run only and without a journal."""

    drafts: Drafts
    copies: Copies
    outbox: Outbox
    journal: Journal | None


class Staff(Protocol):
    """The people of this desk and their PINs. No call blocks the caller's thread. MachineFault beside what is named."""

    def are_expected(self) -> bool:
        """Whether somebody may work here, as far as that is known before the desk's file is open."""

    async def members(self) -> Sequence[Member]:
        """Everybody, by name; nobody where people do not sign in at this desk."""

    async def add(self, member: Member, pin: str) -> Member:
        """Take somebody in, the name as it is kept. InvalidInput for the name or the PIN, Duplicate for the name."""

    async def sign_in(self, name: str, pin: str, now: datetime) -> Member:
        """Whoever has that name and PIN. PinRefused, which counts the try; NotFound."""

    async def change_pin(self, name: str, pin: str) -> None:
        """Give somebody another PIN and forget the wrong tries. InvalidInput, NotFound."""

    async def change_role(self, name: str, role: Role) -> None:
        """Make somebody a manager or a clerk. NotFound; AccessDenied for the last manager."""

    async def remove(self, name: str) -> None:
        """Forget somebody. NotFound; AccessDenied for the last manager."""


class SettingsStore(Protocol):
    """The settings file."""

    @property
    def notice(self) -> AppError | None:
        """What the last `load` has to tell a person: it could not read everything."""

    def load(self) -> Settings:
        """The settings; defaults where there is no file yet. An unreadable file is put aside, never destroyed."""

    def save(self, settings: Settings) -> None:
        """Replace the file in one step; DiskFull where it cannot be written."""


class ReleaseFeed(Protocol):
    """What the program's makers say of newer versions. Raises nothing: nobody waits for it."""

    async def fetch(self) -> Feed | Outcome:
        """The feed as it is published now, its signature proven and kept here; else what is wrong with it."""

    async def kept(self) -> Feed | None:
        """The feed that was fetched last, its signature proven anew; None where none is here."""


class Clock(Protocol):
    """What time it is at the desk."""

    def today(self) -> date:
        """The local calendar day."""

    def now(self) -> datetime:
        """The moment, with the local offset."""
