"""Unsaved work and last-read records survive the end of the program."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.draft import Draft
from app.core.values import Unreadable
from app.storage import copies, drafts
from app.storage.copies import VaultCopies
from app.storage.drafts import VaultDrafts
from tests.unit.storage.vault_stage import Stage

_TABLES = ((1, (*drafts.STATEMENTS, *copies.STATEMENTS)),)
_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_SHOP = ConnectionId("shop")
_ADA = Customer(ref=CustomerRef(_SHOP, "7"), first_name="Ada", birth_date=Unreadable("soon"), email=None)


def _draft(customer: Customer, minutes: int = 0) -> Draft:
    return Draft(
        base=customer,
        texts={"birth_date": "the 4th"},
        values={"last_name": "Byron", "license_expires": date(2030, 2, 1), "groups": ("vip",), "email": None},
        addresses=(Address(kind="home", city="Elsewhere"),),
        at=_NOON + timedelta(minutes=minutes),
        who="Dana",
    )


def test_a_draft_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    """After the end of the program: readable or not, with the record it was typed over; the latest first."""
    new = Customer(ref=CustomerRef(_SHOP, ""))
    stage = Stage(tmp_path)

    async def run() -> None:
        async with stage.vault(migrations=_TABLES) as vault:
            await VaultDrafts(vault).keep(_draft(_ADA))
            await VaultDrafts(vault).keep(_draft(new, 1))
        async with stage.vault(migrations=_TABLES) as vault:
            assert await VaultDrafts(vault).all() == [_draft(new, 1), _draft(_ADA)]

    asyncio.run(run())


def test_a_form_has_one_draft_until_it_is_dropped(tmp_path: Path) -> None:
    """The last thing typed counts; what is saved or discarded leaves nothing; dropping nothing is fine."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            kept = VaultDrafts(vault)
            await kept.keep(_draft(_ADA))
            await kept.keep(_draft(_ADA, 5))
            assert [one.at.minute for one in await kept.all()] == [5]
            for _twice in range(2):
                await kept.drop(_ADA.ref)
                assert await kept.all() == []

    asyncio.run(run())


def test_a_draft_that_cannot_be_read_hides_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is left out and logged, without what is in it; its form can be kept anew."""
    damage = ("UPDATE drafts SET draft = replace(draft, ?, ?) WHERE customer_id = '7'", ('"$":"Draft"', '"$":"Ada"'))

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            kept = VaultDrafts(vault)
            other = _draft(Customer(ref=CustomerRef(_SHOP, "8")))
            for one in (_draft(_ADA), other):
                await kept.keep(one)
            await vault.write(lambda connection: connection.execute(*damage).close())
            assert await kept.all() == [other]
            await kept.keep(_draft(_ADA, 5))
            assert await kept.all() == [_draft(_ADA, 5), other]

    asyncio.run(run())
    assert [one.getMessage() for one in caplog.records] == ["A Draft that is kept cannot be read and is left out."]


def test_a_draft_says_nothing_of_the_person_when_it_is_printed() -> None:
    """A crash report may print one."""
    assert "Byron" not in repr(_draft(_ADA))
    assert "Ada" not in repr(_draft(_ADA))


def test_a_copy_is_the_record_as_it_was_last_read(tmp_path: Path) -> None:
    """With its moment; renewed by the next reading; gone with the customer or the store."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            kept = VaultCopies(vault)
            assert await kept.get(_ADA.ref) is None
            await kept.keep(_ADA, _NOON)
            newer = replace(_ADA, email="ada@example.com")
            await kept.keep(newer, _NOON + timedelta(hours=1))
            assert await kept.get(_ADA.ref) == (newer, _NOON + timedelta(hours=1))
            await kept.forget(_ADA.ref)
            assert await kept.get(_ADA.ref) is None
            await kept.keep(_ADA, _NOON)
            await kept.forget_store(_SHOP)
            assert await kept.get(_ADA.ref) is None

    asyncio.run(run())


def test_the_copies_read_longest_ago_go_first(tmp_path: Path) -> None:
    """The vault does not grow for ever."""

    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=_TABLES) as vault:
            kept = VaultCopies(vault, most=2)
            for hour, number in enumerate("897"):
                await kept.keep(replace(_ADA, ref=CustomerRef(_SHOP, number)), _NOON + timedelta(hours=hour))
            there = [number for number in "789" if await kept.get(CustomerRef(_SHOP, number))]
            assert there == ["7", "9"]

    asyncio.run(run())
