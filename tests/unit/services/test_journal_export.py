"""The journal as a file: every entry with what ties it to the one before, for the owner of the file alone."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher

from app.core.errors import AccessDenied, AppError, ClerkCanAct, DiskFull, NotOffered
from app.core.journal import Entry, FieldChange
from app.core.staff import Member, Privilege, Role
from app.services.activity import Deed
from app.services.desk import Desk
from app.services.journal_export import COLUMNS, Days
from app.storage.desk_vault import desk_vault
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.staff import VaultStaff
from app.storage.vault.vault import Vault
from app.vendors.registry import VendorTable
from tests.unit.services.practice import HERE, TODAY, WallClock, ref
from tests.unit.services.practice import Vault as Secrets

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose


@dataclass
class Office:
    """A desk with a journal on the disk."""

    desk: Desk
    vault: Vault
    clock: WallClock
    folder: Path

    async def fill(self) -> None:
        """Three days of work."""
        for number, (first, last) in enumerate((("JR", "Jay"), ("", "=cmd()"), ("Jay", ""))):
            changes = (FieldChange("nickname", first, last), FieldChange("birth_date", None, date(1990, 1, 2)))
            self.desk.activity.note(ref(number), Deed.CHANGED, "nickname, birth_date", changes)
            self.clock.pass_by(60 * 24)
        await self.desk.activity.settled()

    async def lines(self, name: str = "journal.jsonl", days: Days = Days()) -> list[dict[str, Any]]:  # noqa: B008
        """What a file holds."""
        out = self.folder / name
        await self.desk.journal_export.write(out, days)
        return [json.loads(line) for line in out.read_text("utf-8").splitlines()]

    async def meddle(self, mischief: str) -> None:
        """Get at the file round the database's own refusal."""

        def work(connection: Connection) -> None:
            connection.execute("DROP TRIGGER journal_is_never_changed")
            connection.execute("DROP TRIGGER journal_is_forgotten_from_the_front")
            connection.execute(mischief)

        await self.vault.write(work)


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """Open it, and close it."""
    home, secrets, clock = Home.at(folder / "desk"), Secrets(), WallClock()
    vault = desk_vault(home, secrets)
    desk = Desk.over(
        vendors=VendorTable(),
        secrets=secrets,
        settings=SettingsFile(home),
        clock=clock,
        kept=kept_in(vault),
        vault=vault,
        staff=VaultStaff(vault, _QUICK),
        account="counter",
    )
    try:
        yield Office(desk, vault, clock, folder)
    finally:
        await desk.settled()
        await vault.close()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def rows_of(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline="")))


def holds(lines: Sequence[dict[str, Any]]) -> bool:
    """Whether a chain holds, as somebody computes it who has nothing but the file."""
    for place, line in enumerate(lines):
        whole = bytes.fromhex(line["previous"]) + int(line["number"]).to_bytes(8, "big") + line["record"].encode()
        if hashlib.sha256(whole).hexdigest() != line["hash"]:
            return False
        if place and line["previous"] != lines[place - 1]["hash"]:
            return False
    return True


def test_every_entry_is_there_with_its_seal(tmp_path: Path) -> None:
    """When, who, what, where, to whom, from what to what; the last one is the export itself."""

    async def day() -> None:
        async with office(tmp_path) as here:
            await here.fill()
            lines = await here.lines()
            assert [line["number"] for line in lines] == [1, 2, 3, 4]
            first = lines[0]
            assert (first["who"], first["deed"], first["detail"]) == ("counter", "Changed", "nickname, birth_date")
            assert (first["store"], first["customer_id"]) == (HERE, "0")
            assert first["changes"] == [
                {"field": "nickname", "from": "JR", "to": "Jay"},
                {"field": "birth_date", "from": None, "to": "1990-01-02"},
            ]
            assert first["at"].startswith(TODAY.isoformat())
            assert (lines[3]["deed"], lines[3]["detail"]) == ("Written to a file", "journal, the first day to the last")
            assert all(line["intact"] for line in lines)
            assert holds(lines)

    asyncio.run(day())


def test_a_spreadsheet_gets_texts_and_the_same_seal(tmp_path: Path) -> None:
    """No cell is a formula, and the record is word for word what was written."""

    async def day() -> None:
        async with office(tmp_path) as here:
            await here.fill()
            await here.desk.journal_export.write(tmp_path / "journal.csv", Days())
            rows = rows_of(tmp_path / "journal.csv")
            assert tuple(rows[0]) == COLUMNS
            assert rows[0]["changes"] == "nickname: JR → Jay; birth_date:  → 1990-01-02"
            assert rows[1]["changes"] == "nickname:  → =cmd(); birth_date:  → 1990-01-02"
            assert {row["intact"] for row in rows} == {"yes"}
            assert holds(rows)
            assert not [cell for row in rows for cell in row.values() if cell[:1] in {"=", "+", "-", "@", "\t"}]

    asyncio.run(day())


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """It names people."""

    async def day() -> None:
        async with office(tmp_path) as here:
            await here.lines()
            assert stat.S_IMODE((tmp_path / "journal.jsonl").stat().st_mode) == 0o600

    asyncio.run(day())


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        (Days(TODAY, TODAY), [1]),
        (Days(TODAY + timedelta(days=1)), [2, 3, 4]),
        (Days(None, TODAY + timedelta(days=1)), [1, 2]),
    ],
)
def test_some_days(tmp_path: Path, days: Days, numbers: list[int]) -> None:
    """Both included; each entry still has the hash before it."""

    async def week() -> None:
        async with office(tmp_path) as here:
            await here.fill()
            lines = await here.lines(days=days)
            assert [line["number"] for line in lines] == numbers
            assert holds(lines)

    asyncio.run(week())


@pytest.mark.parametrize(
    ("mischief", "broken", "loose"),
    [
        ("UPDATE journal SET entry = replace(entry, 'Jay', 'Kay') WHERE number = 1", 1, [1]),
        ("UPDATE journal SET entry = 'nonsense' WHERE number = 2", 2, [2]),
        ("DELETE FROM journal WHERE number = 2", 2, [3]),
    ],
)
def test_a_broken_chain_is_written_all_the_same(tmp_path: Path, mischief: str, broken: int, loose: list[int]) -> None:
    """And it is said where it breaks, in the answer and in the file."""

    async def day() -> None:
        async with office(tmp_path) as here:
            await here.fill()
            await here.meddle(mischief)
            exported = await here.desk.journal_export.write(tmp_path / "out.jsonl", Days(TODAY))
            lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
            assert (exported.broken, exported.count) == (broken, len(lines))
            assert [line["number"] for line in lines if not line["intact"]] == loose
            assert not holds(lines)

    asyncio.run(day())


def test_many_pages_are_one_chain(tmp_path: Path) -> None:
    """Whoever writes it down does not ask for all of it at once."""

    async def year() -> None:
        async with office(tmp_path) as here:
            for number in range(1200):
                here.desk.activity.note(ref(number), Deed.OPENED)
            counts: list[int] = []
            out = tmp_path / "journal.jsonl"
            await here.desk.journal_export.write(out, Days(), None, counts.append)
            lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
            assert len(lines) == counts[-1] == 1201
            assert len(counts) > 2
            assert holds(lines)

    asyncio.run(year())


def test_a_clerk_needs_a_managers_word(tmp_path: Path) -> None:
    """It is good for one time; nothing is written without it."""

    async def day() -> None:
        async with office(tmp_path) as here:
            await here.desk.shift.add(Member("Dana", Role.MANAGER), "2580")
            await here.desk.shift.add(Member("Ede", Role.CLERK), "90210")
            await here.desk.shift.sign_in("Ede", "90210")
            with pytest.raises(AccessDenied):
                await here.lines()
            other = await here.desk.shift.approve("Dana", "2580", Privilege.EXPORT)
            with pytest.raises(AccessDenied):
                await here.desk.journal_export.write(tmp_path / "out.csv", Days(), other)
            word = await here.desk.shift.approve("Dana", "2580", Privilege.JOURNAL)
            await here.desk.journal_export.write(tmp_path / "journal.csv", Days(), word)
            with pytest.raises(AccessDenied):
                await here.desk.journal_export.write(tmp_path / "again.csv", Days(), word)
            assert names_in(tmp_path) == ["journal.csv"]
            rows = rows_of(tmp_path / "journal.csv")
            assert [(row["who"], row["detail"]) for row in rows[-2:]] == [
                ("Ede", "journal by Dana"),
                ("Ede", "journal, the first day to the last"),
            ]

    asyncio.run(day())


def test_a_file_that_cannot_be_written_is_told_and_noted(tmp_path: Path) -> None:
    """The journal says that somebody wanted it, and that it came to nothing."""

    async def day() -> None:
        async with office(tmp_path) as here:
            with pytest.raises(DiskFull):
                await here.desk.journal_export.write(tmp_path / "nowhere" / "journal.csv", Days())
            assert [line["deed"] for line in await here.lines()] == [
                Deed.EXPORTED,
                Deed.FAILED,
                Deed.EXPORTED,
            ]

    asyncio.run(day())


def test_one_that_is_broken_off_is_noted_and_leaves_no_file(tmp_path: Path) -> None:
    """Whoever closes the list of people meanwhile has taken nothing away."""

    async def day() -> None:
        async with office(tmp_path) as here:
            here.desk.activity.note(None, Deed.EXPORTED, "something before")

            def close(_count: int) -> None:
                writing.cancel()

            writing = asyncio.ensure_future(
                here.desk.journal_export.write(tmp_path / "journal.csv", Days(), progress=close)
            )
            with pytest.raises(asyncio.CancelledError):
                await writing
            assert names_in(tmp_path) == []
            deeds = [line["deed"] for line in await here.lines()]
            assert deeds == [Deed.EXPORTED, Deed.EXPORTED, Deed.FAILED, Deed.EXPORTED]

    asyncio.run(day())


def test_nobody_takes_it_away_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the journal cannot note the export, there is none."""

    async def full(_journal: object, _entries: Sequence[Entry]) -> None:
        raise DiskFull("The disk is full.")

    async def day() -> None:
        async with office(tmp_path) as here:
            with monkeypatch.context() as patch:
                patch.setattr("app.storage.journal.VaultJournal.add", full)
                with pytest.raises(DiskFull):
                    await here.lines()
            assert names_in(tmp_path) == []

    asyncio.run(day())


@pytest.mark.parametrize(("name", "kind"), [("journal.xlsx", ClerkCanAct), ("journal", ClerkCanAct)])
def test_another_ending(tmp_path: Path, name: str, kind: type[AppError]) -> None:
    """A cell of a workbook would cut a long record."""

    async def day() -> None:
        async with office(tmp_path) as here:
            with pytest.raises(kind, match="which format"):
                await here.lines(name)

    asyncio.run(day())


def test_a_desk_without_a_journal_says_so(tmp_path: Path) -> None:
    """It is no fault."""
    secrets, settings = Secrets(), SettingsFile(Home.at(tmp_path))
    desk = Desk.over(vendors=VendorTable(), secrets=secrets, settings=settings, clock=WallClock())
    with pytest.raises(NotOffered):
        asyncio.run(desk.journal_export.write(tmp_path / "journal.csv", Days()))
