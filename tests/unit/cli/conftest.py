"""A desk over a vendor that is played here, so that commands run without HTTP and keyring."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.cli.arguments import read_arguments
from app.cli.program import run
from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, Caregiver, Customer, CustomerRef, Document
from app.core.errors import AppError, InvalidInput, NotFound, Problem
from app.core.form import AddressForm, AddressShape, Choice, FieldKind, FieldSpec, Form
from app.core.page import Page
from app.core.query import Lookup, LookupKind
from app.core.values import Value
from app.core.vendor import (
    Capabilities,
    Connection,
    DocumentSupport,
    FileContent,
    Listing,
    NewDocument,
    Secret,
    VendorInfo,
)
from app.ports import AsyncSecretStore, Progress, VendorClient
from app.services.desk import Desk
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.policy import FixedSettings
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile


def _no_zeros(value: Value) -> str:
    return "The number must not be 0." if value == "0" else ""


# What is given where a manager's word is wanted and is not; "Dana" with 2580 is one, "Ede" with 90210 a clerk.
NO_WORD = [  # options, what is typed, what is said
    ((), "", "Add --manager NAME"),
    (("--manager", "Ede"), "90210\n", "Only a manager"),
    (("--manager", "Dana"), "1357\n", "PIN"),
    (("--manager", "Dana"), "", "PIN"),
    (("--manager", "Gil"), "2580\n", ""),
]
FORM = Form(
    fields=(
        FieldSpec(key="first_name", label="First name", required=True, max_length=9),
        FieldSpec(key="last_name", label="Last name"),
        FieldSpec(key="birth_date", label="Born", kind=FieldKind.DATE),
        FieldSpec(key="phone", label="Phone", kind=FieldKind.PHONE),
        FieldSpec(key="groups", label="Groups", kind=FieldKind.TAGS),
        FieldSpec(key="license_number", label="License", rule=_no_zeros),
        FieldSpec(key="customer_type", label="Type", default="adult"),
        FieldSpec(key="standing", label="Standing", read_only="The store decides that."),
    ),
    addresses=AddressForm(
        shape=AddressShape.SLOTS,
        parts=(FieldSpec(key="street1", label="Street", required=True), FieldSpec(key="city", label="City")),
        kinds=(Choice("home", "Home"), Choice("work", "Work")),
        has_primary=True,
    ),
    document_kinds=(Choice("license", "License"), Choice("other", "Other")),
)
CAPABLE = Capabilities(
    lookups=frozenset({LookupKind.ID, LookupKind.PHONE, LookupKind.NAME}),
    lists_created=True,
    create=True,
    update=True,
    documents=DocumentSupport.UPLOAD,
    max_upload_bytes=1000,
    reasons={"state-id": "Ask for the phone.", "lists_updated": "It keeps no dates."},
)
INFO = VendorInfo(
    key="played",
    label="Played",
    base_url="https://played.example",
    account=(FieldSpec(key="shop", label="Shop", required=True),),
    secret=(FieldSpec(key="api_key", label="API key", required=True),),
    capabilities=CAPABLE,
)


@dataclass
class PlayedVendor:
    """The client of every store. ``fault`` is raised by the next calls."""

    people: dict[str, Customer] = field(default_factory=dict)
    info_line: VendorInfo = INFO
    form: Form = FORM  # see ports.VendorClient
    fault: BaseException | None = None
    fault_after_upload: AppError | None = None
    uploaded: list[NewDocument] = field(default_factory=list)
    sent: list[Changes] = field(default_factory=list)
    opened: list[tuple[Connection, Secret]] = field(default_factory=list)

    def limit(self, **less: object) -> None:
        """Take capabilities away."""
        self.info_line = replace(self.info_line, capabilities=replace(self.info_line.capabilities, **less))  # type: ignore[arg-type]

    @property
    def info(self) -> VendorInfo:
        """See ports.VendorClient."""
        return self.info_line

    def _mine(self, customer: Customer) -> Customer:
        if self.fault:
            raise self.fault
        return replace(customer, ref=CustomerRef(self.opened[-1][0].id, customer.ref.customer_id))

    async def check(self) -> None:
        """See ports.VendorClient."""
        raise AssertionError("no command tests a connection")

    async def find(self, lookup: Lookup) -> Sequence[Customer]:
        """See ports.VendorClient."""
        if self.fault:
            raise self.fault
        return [
            self._mine(one)
            for one in self.people.values()
            if lookup.value in (one.ref.customer_id, one.phone, one.full_name)
        ]

    async def read(self, customer_id: str, *, documents: bool = False) -> Customer:
        """See ports.VendorClient."""
        if self.fault:
            raise self.fault
        if customer_id not in self.people:
            raise NotFound("This customer is not at the store.", hint="Search again.")
        if documents and self.uploaded and self.fault_after_upload:
            raise self.fault_after_upload
        files = (Document("license", "https://files.example/1"),)
        customer = self._mine(self.people[customer_id])
        return replace(customer, documents=files) if documents else customer

    async def listed(self, listing: Listing) -> AsyncIterator[Page]:
        """See ports.VendorClient."""
        del listing
        everybody = list(self.people.values())
        for start in range(0, len(everybody), 2):
            yield Page(self._mine(one) for one in everybody[start : start + 2])

    async def create(self, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
        """See ports.VendorClient."""
        ref = CustomerRef(self.opened[-1][0].id, "new")
        customer = Customer(ref=ref, addresses=tuple(addresses), **dict(values))  # type: ignore[arg-type]
        return self._mine(customer)

    async def update(self, changes: Changes) -> Customer:
        """See ports.VendorClient."""
        self.sent.append(changes)
        if changes.base.ref.customer_id not in self.people:
            raise NotFound("This customer is not at the store.", hint="Search again.")
        return self._mine(replace(changes.base, **dict(changes.fields)))  # type: ignore[arg-type]

    async def delete(self, customer_id: str) -> None:
        """See ports.VendorClient."""
        raise AssertionError(f"no command deletes {customer_id}")

    async def house_account(self, customer_id: str) -> Sequence[AccountEntry]:
        """Not played."""
        raise AssertionError(customer_id)

    async def restore(self, customer_id: str) -> Customer:
        """See ports.VendorClient."""
        raise AssertionError(f"no command restores {customer_id}")

    async def caregivers(self) -> Sequence[Caregiver]:
        """See ports.VendorClient."""
        return ()

    async def upload(self, customer_id: str, document: NewDocument, progress: Progress | None = None) -> None:
        """See ports.VendorClient."""
        del progress
        if customer_id not in self.people:
            raise NotFound("This customer is not at the store.")
        if self.fault:
            raise self.fault
        self.uploaded.append(document)

    async def fetch(self, document: Document) -> FileContent:
        """See ports.VendorClient."""
        raise AssertionError(f"no command fetches {document}")

    async def close(self) -> None:
        """See ports.VendorClient."""


@dataclass
class PlayedTable:
    """A table of one vendor."""

    vendor: PlayedVendor

    def infos(self) -> Sequence[VendorInfo]:
        """See ports.Vendors."""
        return (self.vendor.info_line,)

    def info(self, vendor: str) -> VendorInfo:
        """See ports.Vendors."""
        if vendor != self.vendor.info_line.key:
            raise InvalidInput(Problem("vendor", "Unknown."))
        return self.vendor.info_line

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """See ports.Vendors."""
        self.vendor.opened.append((connection, secret))
        return self.vendor


class StillClock:
    """A day that does not pass."""

    def today(self) -> date:
        """See ports.Clock."""
        return date(2026, 11, 22)

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime(2026, 11, 22, 12).astimezone()


class StandardInput(io.TextIOWrapper):
    """What is piped into the program, or typed by hand."""

    by_hand = False

    def isatty(self) -> bool:
        """Whether somebody sits before it."""
        return self.by_hand


@dataclass
class Terminal:
    """Runs commands against the played vendor, everything kept under ``home``; ``starting`` is what a start takes."""

    home: Path
    vendor: PlayedVendor
    secrets: AsyncSecretStore
    give: Callable[[StandardInput], None]
    by_hand: bool = False
    starting: float = 0.0

    def desk(self) -> Desk:
        """The use cases over what is played here."""
        home, whoever = Home.at(self.home), {os.getuid() if os.name != "nt" else 0}
        settings = FixedSettings(SettingsFile(home), home.policy_file, [self.vendor.info_line.key], whoever)
        return Desk.over(vendors=PlayedTable(self.vendor), secrets=self.secrets, settings=settings, clock=StillClock())

    def run(self, *words: str, secret: str = "") -> int:
        """The exit code of one command."""
        given = StandardInput(io.BytesIO(secret.encode("utf-8")))
        given.by_hand = self.by_hand
        self.give(given)
        arguments = read_arguments(["--home", str(self.home), *words])
        return run(replace(arguments, began=arguments.began - self.starting), self.desk)

    def ask(self, *words: str) -> int:
        """The same with a one-off store named behind the command."""
        store = ("--vendor", "played", "--base-url", "https://played.example", "--account", '{"shop": "1"}')
        return self.run(words[0], *store, "--secret-stdin", *words[1:], secret='{"api_key": "top-secret-key"}')


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal at a desk with an empty home."""

    def give(stdin: StandardInput) -> None:
        monkeypatch.setattr("sys.stdin", stdin)

    return Terminal(tmp_path / "frontdesk", PlayedVendor(), PatientSecrets(SessionSecrets()), give)
