"""The journal keeps every entry, in order, and shows where somebody has been at it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.customer import ConnectionId, CustomerRef
from app.core.journal import Entry, FieldChange, link
from app.storage.journal import STATEMENTS, VaultJournal
from app.storage.records import pack
from app.storage.vault.engine import Connection, dbapi2
from tests.unit.storage.vault_stage import Stage

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault

_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_ADA = CustomerRef(ConnectionId("shop"), "7")
_BO = CustomerRef(ConnectionId("shop"), "8")


def _entry(minutes: int, ref: CustomerRef | None = _ADA) -> Entry:
    changes = (FieldChange("last_name", "Byron", "Lovelace"),)
    return Entry(at=_NOON + timedelta(minutes=minutes), who="Dana", deed="Changed", ref=ref, changes=changes)


def _with_journal(tmp_path: Path, use: Callable[[VaultJournal, Vault], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=((1, STATEMENTS),)) as vault:
            await use(VaultJournal(vault), vault)

    asyncio.run(run())


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Of one customer, the latest first; of everybody, in order, page by page."""

    async def use(journal: VaultJournal, _vault: Vault) -> None:
        await journal.add([_entry(0), _entry(1, _BO)])
        await journal.add([_entry(2), _entry(3, None)])
        assert [(one.number, one.at.minute) for one in await journal.about(_ADA)] == [(3, 2), (1, 0)]
        assert (await journal.about(_ADA))[1].changes == _entry(0).changes
        assert [one.number for one in await journal.sealed(1, limit=2)] == [2, 3]
        assert [one.entry for one in await journal.sealed(2)] == [
            replace(_entry(2), number=3),
            replace(_entry(3, None), number=4),
        ]
        assert await journal.check() is None

    _with_journal(tmp_path, use)


@pytest.mark.parametrize(
    "mischief", ["UPDATE journal SET entry = '{}' WHERE number = 2", "DELETE FROM journal WHERE number = 2"]
)
def test_the_database_itself_refuses_to_change_an_entry(tmp_path: Path, mischief: str) -> None:
    """Adding is the only way to write."""

    async def use(journal: VaultJournal, vault: Vault) -> None:
        await journal.add([_entry(0), _entry(1)])
        with pytest.raises(dbapi2.IntegrityError):
            await vault.write(lambda connection: connection.execute(mischief).rowcount)

    _with_journal(tmp_path, use)


@pytest.fixture(params=[1, 2, 2000])
def steps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many entries are checked in one go."""
    number: int = request.param
    monkeypatch.setattr("app.storage.journal._STEP", number)
    return number


@pytest.mark.parametrize(
    ("mischief", "broken", "loose"),
    [
        ("UPDATE journal SET entry = replace(entry, 'Byron', 'Bryon') WHERE number = 2", 2, [2]),
        ("UPDATE journal SET entry = '{}' WHERE number = 2", 2, [2]),
        ("DELETE FROM journal WHERE number = 2", 2, [3]),
        ("DELETE FROM journal WHERE number = 3", 3, []),
        ("DELETE FROM journal WHERE number = 1", 1, [2]),
        ("UPDATE journal SET number = 9 WHERE number = 3", 3, [9]),
    ],
)
def test_the_chain_breaks_where_somebody_was_at_it(
    tmp_path: Path, steps: int, mischief: str, broken: int, loose: list[int]
) -> None:
    """Whoever gets round the database's own refusal is found out: changed, left out, cut off or moved; in any step."""
    assert steps

    async def use(journal: VaultJournal, vault: Vault) -> None:
        await journal.add([_entry(0), _entry(1), _entry(2)])

        def meddle(connection: Connection) -> None:
            connection.execute("DROP TRIGGER journal_is_never_changed")
            connection.execute("DROP TRIGGER journal_is_forgotten_from_the_front")
            connection.execute(mischief)

        await vault.write(meddle)
        assert await journal.check() == broken
        there = await journal.sealed(0)
        assert [one.number for one in there if not one.is_intact] == loose
        assert all((one.entry is None) == (one.text == "{}") for one in there)

    _with_journal(tmp_path, use)


def test_an_entry_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    """A later version may know words that this one does not; where the chain holds, it is no sign of mischief."""

    async def use(journal: VaultJournal, vault: Vault) -> None:
        await journal.add([_entry(0)])
        text = pack(_entry(1)).replace('"$":"Entry"', '"$":"Remark"')

        def written_later(db: Connection) -> None:
            before = db.execute("SELECT link FROM journal WHERE number = 1").fetchone()[0]
            row = (2, _NOON.isoformat(), _ADA.connection, _ADA.customer_id, text, link(before, 2, text))
            db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", row)

        await vault.write(written_later)
        await journal.add([_entry(2)])
        assert [entry.number for entry in await journal.about(_ADA)] == [3, 1]
        assert [(one.number, one.entry is None) for one in await journal.sealed(0)] == [
            (1, False),
            (2, True),
            (3, False),
        ]
        assert await journal.check() is None

    _with_journal(tmp_path, use)


def _on(day: int) -> Entry:
    return _entry(day * 24 * 60)


async def _left(journal: VaultJournal, *, day: int, kept: int = 10) -> list[int]:
    """The numbers that a start on that day leaves; entries are kept for so many days."""
    now = _NOON + timedelta(days=day, minutes=1)
    await journal.forget_before((now - timedelta(days=kept)).astimezone(), now)
    assert await journal.check() is None
    there = await journal.sealed(0)
    assert all(one.is_intact for one in there)
    return [one.number for one in there]


def test_the_oldest_entries_are_forgotten_and_the_chain_still_holds(tmp_path: Path) -> None:
    """By the moment, whatever offset it was written with; numbers go on."""

    async def use(journal: VaultJournal, _vault: Vault) -> None:
        await journal.add([_on(day) for day in range(15)])
        assert await _left(journal, day=14) == list(range(6, 16))
        assert await _left(journal, day=14, kept=1) == [15]
        await journal.add([_on(15)])
        assert await _left(journal, day=15) == [15, 16]

    _with_journal(tmp_path, use)


def test_a_clock_that_was_set_back_for_one_entry_forgets_nothing(tmp_path: Path) -> None:
    """An empty battery: the entry stands where it was written, and goes when those around it go."""

    async def use(journal: VaultJournal, _vault: Vault) -> None:
        await journal.add([_on(day) for day in range(5)])
        await journal.add([_on(-2000), *(_on(day) for day in range(5, 9))])
        assert await _left(journal, day=-2000) == list(range(1, 11))
        assert await _left(journal, day=8) == list(range(1, 11))
        assert await _left(journal, day=13) == list(range(5, 11))
        assert await _left(journal, day=15) == list(range(8, 11))

    _with_journal(tmp_path, use)


def test_a_clock_that_was_set_forward_forgets_nothing_and_keeps_nothing_for_ever(tmp_path: Path) -> None:
    """Not by the start in between, not by a second one, and the entry with the far day goes in its turn."""

    async def use(journal: VaultJournal, _vault: Vault) -> None:
        await journal.add([_on(day) for day in range(5)])
        assert await _left(journal, day=3000) == list(range(1, 6))
        await journal.add([_on(3000)])
        assert await _left(journal, day=3000) == list(range(1, 7))
        await journal.add([_on(day) for day in range(5, 25)])
        assert await _left(journal, day=24) == list(range(17, 27))

    _with_journal(tmp_path, use)


def test_a_desk_that_stood_still_forgets_once_it_is_used_again(tmp_path: Path) -> None:
    """Whether a year went by or the clock is wrong shows only when some days have been worked."""

    async def use(journal: VaultJournal, _vault: Vault) -> None:
        await journal.add([_on(day) for day in range(3)])
        assert await _left(journal, day=400) == [1, 2, 3]
        await journal.add([_on(400), _on(401)])
        assert await _left(journal, day=401) == [1, 2, 3, 4, 5]
        await journal.add([_on(402)])
        assert await _left(journal, day=402) == [4, 5, 6]

    _with_journal(tmp_path, use)


def test_an_entry_says_no_value_when_it_is_printed() -> None:
    """A crash report may print an entry."""
    assert "Lovelace" not in repr(_entry(0))
