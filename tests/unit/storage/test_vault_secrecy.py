"""What somebody finds who has the disk and not the key: nobody."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.index import SyncProgress
from app.core.values import known
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from tests.unit.storage.vault_stage import Stage

SHOP = ConnectionId("shop-of-the-test")
LETTERS = 7  # bytes that do not meet by chance in some megabytes, and the length of the shortest text
SYLLABLES = ("ba", "dor", "fel", "gim", "hun", "jor", "kal", "lom", "mir", "nus", "pov", "quil", "ras", "sev", "tiz")


def people(count: int) -> list[Customer]:
    """Invented people whose texts are too long to be met by chance."""
    dice = random.Random(7)  # noqa: S311 - the same people each time

    def word() -> str:
        return "".join(dice.choices(SYLLABLES, k=4)).capitalize()

    def person(number: int) -> Customer:
        first, last = word(), word()
        return Customer(
            ref=CustomerRef(SHOP, f"customer-{number:08d}"),
            first_name=first,
            last_name=last,
            email=f"{first}.{last}@post.example",
            phone=f"+1415{dice.randrange(10**7):07d}",
            license_number=f"L{dice.randrange(10**9):09d}",
            birth_date=date(1950, 1, 1) + timedelta(days=dice.randrange(15_000)),
        )

    return [person(number) for number in range(count)]


def texts(customers: Sequence[Customer]) -> Iterator[str]:
    """What must not be readable, as it is written and as a search index keeps it."""
    for one in customers:
        for value in (one.first_name, one.last_name, one.email, one.phone, one.license_number):
            yield known(value, "")
            yield known(value, "").lower()
        yield known(one.phone, "")[-7:]
        yield known(one.phone, "")[::-1][:7]
        yield one.ref.customer_id
    yield SHOP


def found(content: bytes, wanted: set[bytes]) -> set[bytes]:
    """The beginnings of the texts that stand in the content, compared at every place of it."""
    beginnings = {one[:LETTERS] for one in wanted}
    return {content[start : start + LETTERS] for start in range(len(content) - LETTERS + 1)} & beginnings


def spelled(customers: Sequence[Customer]) -> set[bytes]:
    """The texts in each way in which a program writes them."""
    assert min(map(len, texts(customers))) >= LETTERS
    return {text.encode(code) for text in texts(customers) for code in ("utf-8", "utf-16-le", "utf-16-be")}


def test_nobody_is_readable_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a first load and searches, neither the files nor what lies about them holds anybody; nor do open files."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP"):
        monkeypatch.setenv(name, str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    stage = Stage(tmp_path / "desk")
    customers = people(1000)
    wanted = spelled(customers)

    async def desk() -> None:
        vault = desk_vault(stage.home, stage.patient())
        index = VaultIndex(vault)
        await index.put(customers, SyncProgress(connection=SHOP, complete=True))
        await index.note_opened(customers[0], datetime(2026, 1, 1, tzinfo=UTC))
        assert await index.count(SHOP) == len(customers)
        assert [hit.customer.ref for hit in await index.search(known(customers[3].email, ""), [SHOP])] == [
            customers[3].ref
        ]
        await index.search("dorfel gim", [SHOP])
        open_files = sorted(path.name for path in files(tmp_path))
        assert {"frontdesk.vault", "frontdesk.vault-wal", "frontdesk.vault-shm"} <= set(open_files)
        assert (stage.home.root / "frontdesk.vault-wal").stat().st_size > 100_000
        assert no_trace(tmp_path, wanted)
        assert not temporary_files()
        await vault.close()

    asyncio.run(desk())
    assert stage.file.stat().st_size > 100_000
    assert no_trace(tmp_path, wanted)
    assert list(scratch.iterdir()) == []


def files(place: Path) -> list[Path]:
    """Every file under the place."""
    return [path for path in place.rglob("*") if path.is_file()]


def no_trace(place: Path, wanted: set[bytes]) -> bool:
    """Whether no file says anything, in its content or its name."""
    for path in files(place):
        assert not found(path.name.encode(), wanted)
        assert not found(path.read_bytes(), wanted), path.name
    return True


def temporary_files() -> list[str]:
    """Files of the engine's own that have no name any more and are still written."""
    if sys.platform != "linux":
        return []
    names = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return [name for name in names if "etilqs" in name]


def test_the_search_for_texts_finds_them() -> None:
    """The test above could not pass by looking badly."""
    customers = people(20)
    for code in ("utf-8", "utf-16-le", "utf-16-be"):
        text = known(customers[5].last_name, "").encode(code)
        assert text[:LETTERS] in found(b"\x01\x02" + text + b"\x03", spelled(customers))
    assert not found(random.Random(1).randbytes(1_000_000), spelled(customers))  # noqa: S311 - like an encrypted file
