"""A write stays in the outbox until it is confirmed, whole, in its order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Document
from app.core.outbox import Write, WriteKind, WriteState, is_provisional, provisional_ref
from app.core.vendor import NewDocument
from app.storage.outbox import STATEMENTS, VaultOutbox
from tests.unit.storage.vault_stage import Stage

_TABLES = ((1, STATEMENTS),)
_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_SHOP = ConnectionId("shop")
_ADA = Customer(ref=CustomerRef(_SHOP, "7"), first_name="Ada", last_name="Byron")
_CHANGE = Write(
    kind=WriteKind.CHANGE,
    ref=_ADA.ref,
    at=_NOON,
    who="Dana",
    base=_ADA,
    values={"last_name": "Lovelace", "birth_date": date(1990, 2, 1)},
    addresses=(Address(kind="home", city="Elsewhere"),),
)
_UPLOAD = Write(
    kind=WriteKind.UPLOAD,
    ref=_ADA.ref,
    at=_NOON,
    document=NewDocument("card.png", "id", b"\x00\x01picture"),
    documents_before=(Document("id", "https://files.example.com/1"),),
)


async def _all(outbox: VaultOutbox) -> list[Write]:
    return [write for write in await outbox.waiting() if write]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE outbox SET state = 'postponed' WHERE number = 1",
        """UPDATE outbox SET entry = replace(entry, '"change"', '"merge"') WHERE number = 1""",
        "UPDATE outbox SET entry = '{' WHERE number = 1",
    ],
    ids=["state", "kind", "broken"],
)
def test_what_cannot_be_read_stays_and_hides_no_other(tmp_path: Path, damage: str) -> None:
    """Such as what a later version of this program kept: it is there for that version."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            outbox = VaultOutbox(vault)
            await outbox.add(_CHANGE)
            second = await outbox.add(_CHANGE)
            await vault.write(lambda db: db.execute(damage))
            assert await outbox.waiting() == [None, second]
            await outbox.done(second)
            assert await outbox.waiting() == [None]

    asyncio.run(run())


def test_writes_come_back_whole_and_in_order_after_the_end_of_the_program(tmp_path: Path) -> None:
    """With the record a change was made against; a document's bytes are fetched when they are sent."""
    stage = Stage(tmp_path)

    async def run() -> None:
        async with stage.vault(migrations=_TABLES) as vault:
            first, second = [await VaultOutbox(vault).add(write) for write in (_CHANGE, _UPLOAD)]
            assert (first, second) == (replace(_CHANGE, number=1), replace(_UPLOAD, number=2))
        async with stage.vault(migrations=_TABLES) as vault:
            outbox = VaultOutbox(vault)
            bare = replace(second, document=NewDocument("card.png", "id", b""))
            assert await outbox.waiting() == [first, bare]
            assert await outbox.content(2) == b"\x00\x01picture"
            assert await outbox.content(1) == b""
            assert (await _all(outbox))[0].kind is WriteKind.CHANGE

    asyncio.run(run())


def test_a_write_says_how_far_it_has_got_until_it_is_done(tmp_path: Path) -> None:
    """On its way, refused with what the store said, gone when confirmed; a number is never given twice."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            outbox = VaultOutbox(vault)
            write = await outbox.add(_CHANGE)
            await outbox.mark(write.number, WriteState.REFUSED, "The store wants a birth date.")
            (kept,) = await _all(outbox)
            assert (kept.state, kept.trouble) == (WriteState.REFUSED, "The store wants a birth date.")
            await outbox.done(kept)
            assert await outbox.waiting() == []
            assert (await outbox.add(_CHANGE)).number == 2

    asyncio.run(run())


def test_a_write_that_has_a_number_keeps_it(tmp_path: Path) -> None:
    """It was in another file before; the next one without gets a higher one."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            outbox = VaultOutbox(vault)
            assert (await outbox.add(replace(_CHANGE, number=7))).number == 7
            assert (await outbox.add(_UPLOAD)).number == 8
            assert [write.number for write in await _all(outbox)] == [7, 8]

    asyncio.run(run())


def test_later_edits_follow_a_new_customer_to_the_number_that_the_store_gave(tmp_path: Path) -> None:
    """And nobody else's do."""
    new, other = provisional_ref(_SHOP, "a"), provisional_ref(_SHOP, "b")

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            outbox = VaultOutbox(vault)
            create = await outbox.add(Write(kind=WriteKind.CREATE, ref=new, at=_NOON, values={"first_name": "Ada"}))
            for ref in (new, other):
                await outbox.add(replace(_CHANGE, ref=ref, base=replace(_ADA, ref=ref)))
            await outbox.done(create, CustomerRef(_SHOP, "900"))
            later, others = await _all(outbox)
            assert later.ref == later.changes.base.ref == CustomerRef(_SHOP, "900")
            assert others.ref == other

    asyncio.run(run())


def test_no_number_of_a_vendor_looks_provisional() -> None:
    """A provisional number is told from a real one."""
    assert is_provisional(provisional_ref(_SHOP, "a"))
    assert not is_provisional(_ADA.ref)
