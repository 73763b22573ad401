"""The index in a real vault, as the use cases ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core.index import SyncProgress
from app.ports import CustomerIndex
from app.storage.index import people
from app.storage.index.schema import STATEMENTS
from app.storage.index.vault_index import VaultIndex
from tests.unit.storage.index_stage import HARBOR, NORTH, person
from tests.unit.storage.vault_stage import Stage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROGRESS = SyncProgress(
    connection=HARBOR, created_until=date(2026, 1, 2), complete=True, changed_since=NOON, expected=3, synced_at=NOON
)


def run(root: Path, steps: Callable[[CustomerIndex], Awaitable[None]], *, kept: bool = True) -> None:
    """Do the steps with an index in a vault that is opened and closed for them."""

    async def desk() -> None:
        async with Stage(root).vault(kept=kept, migrations=((1, STATEMENTS),)) as vault:
            await steps(VaultIndex(vault))

    asyncio.run(desk())


@pytest.mark.parametrize("kept", [True, False])
def test_every_question(tmp_path: Path, kept: bool) -> None:
    """The same answers from a file and from memory."""
    ada = person("1", first_name="Ada", last_name="Field", birth_date=date(1992, 4, 7), license_number="D1")

    async def steps(index: CustomerIndex) -> None:
        await index.put([ada, person("2", first_name="Adam"), person("1", NORTH)], PROGRESS)
        assert [hit.customer.ref.customer_id for hit in await index.search("ada", [HARBOR])] == ["1", "2"]
        assert await index.with_license("d-1", [HARBOR]) == [ada]
        assert await index.born(date(1992, 4, 7), "FIELD", [HARBOR]) == [ada]
        assert await index.lately([HARBOR]) == []
        await index.note_opened(ada, NOON)
        assert await index.lately([HARBOR]) == [ada]
        assert [await index.count(store) for store in (HARBOR, NORTH)] == [2, 1]
        await index.remove([ada.ref])
        assert await index.count(HARBOR) == 1
        assert await index.progress(HARBOR) == PROGRESS
        await index.drop(HARBOR)
        assert await index.count(HARBOR) == 0
        assert await index.progress(HARBOR) == SyncProgress(connection=HARBOR)
        assert await index.count(NORTH) == 1

    run(tmp_path / "desk", steps, kept=kept)


def test_reading_ahead_ends(tmp_path: Path) -> None:
    """It reads everything once, whether anybody is there or not, and people are found meanwhile and afterwards."""

    async def desk() -> None:
        async with Stage(tmp_path / "desk").vault(migrations=((1, STATEMENTS),)) as vault:
            index = VaultIndex(vault)
            await index.read_ahead()
            await index.put([person(str(number), first_name="Ada") for number in range(12_000)])
            _read, hits = await asyncio.gather(index.read_ahead(), index.search("ada", [HARBOR]))
            assert len(hits) == len(await index.search("ada", [HARBOR])) == 50

    asyncio.run(desk())


def test_a_dropped_store_gives_its_space_back(tmp_path: Path) -> None:
    """The file is as small again as before its people came, and the other store's are still found."""
    root = tmp_path / "desk"

    async def desk() -> tuple[int, int]:
        async with Stage(root).vault(migrations=((1, STATEMENTS),)) as vault:
            index = VaultIndex(vault)
            await index.put([person("1", NORTH, first_name="Ada")])
            names = [(f"Ada{number:x}", f"Field{number * 7:x}") for number in range(3000)]
            await index.put([person(first, first_name=first, last_name=last) for first, last in names])
            await vault.compact()  # the journal is worked into the file
            full = Stage(root).file.stat().st_size
            await index.drop(HARBOR)
            assert [hit.customer.ref.customer_id for hit in await index.search("ada", [HARBOR, NORTH])] == ["1"]
            return full, Stage(root).file.stat().st_size

    full, left = asyncio.run(desk())
    assert full > 1_000_000
    assert left < full / 5


def test_people_and_progress_are_kept_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the people cannot be written, the progress is not either."""

    def fail(*_arguments: object) -> None:
        raise ArithmeticError

    async def steps(index: CustomerIndex) -> None:
        await index.put([person("1", first_name="Ada")])
        monkeypatch.setattr(people, "note_words", fail)
        with pytest.raises(ArithmeticError):
            await index.put([person("2", first_name="Boris")], PROGRESS)
        monkeypatch.undo()
        assert await index.progress(HARBOR) == SyncProgress(connection=HARBOR)
        assert await index.count(HARBOR) == 1
        assert await index.search("boris", [HARBOR]) == []

    run(tmp_path / "desk", steps)
