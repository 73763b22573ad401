"""One vendor as the contract of all vendors needs it, and how a test plays against it."""

from __future__ import annotations

import json
import traceback
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from app.core.customer import Customer
from app.core.errors import (
    AppError,
)
from app.core.query import Lookup, LookupKind
from app.core.values import Value
from app.core.vendor import Secret
from app.ports import VendorClient
from app.vendors.pace import Timing
from tests.unit.vendors.scripted_server import Answer, FakeTime, Script, ScriptedServer, Seen, run, scripted

LONG_NOTES = "A line that says little.\n" * 200
ODD_NAMES = ("مُحَمَّد", "שָׁלוֹם", "🧑‍🌾 Zoë", "Nguyễn")


Work = Callable[[VendorClient], Awaitable[None]]


class Stage(ABC):
    """One vendor, as the contract needs it."""

    vendor: str
    account: Mapping[str, str]
    secret: Secret
    lookups: Mapping[LookupKind, str]  # one value of each kind that the client can ask for
    record: Mapping[str, object]  # a full record of the vendor, as its pages show one
    kept_text: str  # the record's key of a free text
    new_customer: Mapping[str, Value]
    change: Mapping[str, Value]
    unlisted = 0  # how many people of the training store are in no list, being deleted
    other_person: Mapping[str, Value] = {}  # makes the new customer somebody else
    free_texts: Mapping[str, Value] = {"notes": LONG_NOTES, "last_name": " ".join(ODD_NAMES)}  # taken as they are

    @abstractmethod
    def open(self, base_url: str, account: Mapping[str, str], secret: Secret, timing: Timing) -> VendorClient:
        """The vendor's client for a store at that address."""

    @abstractmethod
    def sign_in(self, seen: Seen) -> Answer | None:
        """The answer to a request that signs in; None for every other one, and where there is no such request."""

    @abstractmethod
    def credential_in(self, seen: Seen) -> str:
        """What a request proves itself with."""

    @abstractmethod
    def answer(self, *records: Mapping[str, object]) -> Answer:
        """A look-up's answer with these records."""

    @abstractmethod
    def refused(self) -> Answer:
        """The answer to a credential that is no longer good."""

    @abstractmethod
    def emptied(self, value: object) -> Mapping[str, object]:
        """A record in which everything but its number has this value."""

    @abstractmethod
    def numbered(self) -> Mapping[str, object]:
        """A record with nothing but its number."""


def everything(error: BaseException) -> str:
    """All that an error could show anywhere: texts, causes, traceback."""
    shown = "".join(traceback.format_exception(error))
    return f"{error.sentence} {error.hint} {shown}" if isinstance(error, AppError) else shown


def with_number(stage: Stage, number: int) -> Mapping[str, object]:
    """The record's number replaced."""
    return {key: str(1000 + number) for key in stage.numbered()}


def signs_in(stage: Stage, server: ScriptedServer) -> int:
    """How many requests so far were for signing in."""
    return sum(stage.sign_in(seen) is not None for seen in server.seen)


async def ask(client: VendorClient, stage: Stage) -> Sequence[Customer]:
    """One look-up of the first kind that the stage has."""
    kind, value = next(iter(stage.lookups.items()))
    return await client.find(Lookup(kind, value))


async def outcome_of(looking: Awaitable[Sequence[Customer]]) -> Sequence[Customer] | AppError:
    """The people found, or the error."""
    try:
        return await looking
    except AppError as error:
        return error


@asynccontextmanager
async def _playing(stage: Stage, script: Script) -> AsyncIterator[tuple[VendorClient, ScriptedServer]]:
    fake = FakeTime()
    timing = Timing(fake.clock, fake.sleep, lambda: 1.0, lookup_seconds=8.0, attempt_seconds=0.3)
    async with scripted(lambda seen: stage.sign_in(seen) or script(seen)) as server:
        client = stage.open(server.base_url, stage.account, stage.secret, timing)
        try:
            yield client, server
        finally:
            await client.close()


def play(stage: Stage, script: Script, work: Callable[[VendorClient, ScriptedServer], Awaitable[None]]) -> None:
    """Run one test's coroutine with a client of a server that answers by the script, signing in aside."""

    async def playing() -> None:
        async with _playing(stage, script) as (client, server):
            await work(client, server)

    run(playing)


def dumped(value: object, status: int = 200) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())
