"""Whatever is wrong with the vault's file: it is said, the desk works on in memory, nothing is destroyed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import SecretStoreLocked, VaultUnreadable
from app.storage.secrets import KeyringSecrets
from app.storage.vault.vault import Access, Vault
from tests.unit.storage.memory_keyring import MemoryKeyring, in_memory
from tests.unit.storage.vault_stage import Stage, begins_anew, contents, is_told, meets, names, put

NOBODY = 65534
PAGE = 4096


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A vault in which an earlier start wrote two people."""
    stage = Stage(tmp_path / "desk")
    stage.fill("Ada", "Bob")
    return stage


def cut(stage: Stage) -> None:
    """A page is missing at the end."""
    with stage.file.open("r+b") as file:
        file.truncate(stage.file.stat().st_size - PAGE)


def cut_in_the_page(stage: Stage) -> None:
    with stage.file.open("r+b") as file:
        file.truncate(1000)


def noise(stage: Stage) -> None:
    stage.file.write_bytes(secrets.token_bytes(3 * PAGE))


def zeros(stage: Stage) -> None:
    stage.file.write_bytes(bytes(3 * PAGE))


def empty(stage: Stage) -> None:
    stage.file.write_bytes(b"")


def one_bit(stage: Stage) -> None:
    """On the first page, behind the salt."""
    content = bytearray(stage.file.read_bytes())
    content[1234] ^= 1
    stage.file.write_bytes(content)


def plain(stage: Stage) -> None:
    """A database that anybody can read."""
    stage.file.unlink()
    with contextlib.closing(sqlite3.connect(stage.file)) as connection:
        connection.execute("CREATE TABLE person (number INTEGER PRIMARY KEY, name TEXT)")


def folder(stage: Stage) -> None:
    stage.file.unlink()
    (stage.file / "inside").mkdir(parents=True)


@pytest.mark.parametrize("damage", [cut, cut_in_the_page, noise, zeros, empty, one_bit, plain, folder])
def test_a_damaged_file(stage: Stage, damage: Callable[[Stage], None]) -> None:
    """It is told and left alone; begun anew, it stands aside under another name, and the key is the same."""
    key = stage.key
    damage(stage)
    words = "may not read" if damage is folder else "damaged"
    meets(stage, VaultUnreadable, words)
    damaged = contents(stage)[stage.file.name]
    stage.visit(begins_anew)
    assert stage.visit(names) == ["Dora"]
    assert contents(stage)["frontdesk.broken-1.vault"] == damaged
    assert stage.key == key


def test_each_broken_file_has_a_name_of_its_own(stage: Stage) -> None:
    """A second trouble does not overwrite what the first one left."""
    for number in (1, 2, 3):
        noise(stage)
        stage.visit(begins_anew)
        assert stage.aside() == [f"frontdesk.broken-{one}.vault" for one in range(1, number + 1)]


def test_a_journal_without_its_file(stage: Stage) -> None:
    """A journal that was left beside a file that is gone is put aside: it would be taken for the new file's own."""
    journal = stage.file.with_name("frontdesk.vault-wal")
    stage.file.rename(journal)
    left = journal.read_bytes()
    assert stage.visit(names) == []
    assert stage.aside() == ["frontdesk.broken-1.vault-wal"]
    assert (stage.home.root / "frontdesk.broken-1.vault-wal").read_bytes() == left


def test_half_a_first_start(tmp_path: Path) -> None:
    """What a program that died while making the file left does not stop the next one."""
    stage = Stage(tmp_path / "desk")
    stage.home.prepare()
    for name in ("frontdesk.vault.new", "frontdesk.vault.new-wal", "frontdesk.vault.new-journal"):
        (stage.home.root / name).write_bytes(secrets.token_bytes(PAGE))
    stage.fill("Ada")
    assert stage.visit(names) == ["Ada"]
    assert sorted(path.name for path in stage.home.root.iterdir()) == ["frontdesk.vault", "frontdesk.vault.lock"]


def test_a_page_damaged_later(stage: Stage) -> None:
    """A page that cannot be read is told by whoever meets it, and by ``trouble``; the rest of the file is readable."""
    stage.fill(*("x" * 3000 for _ in range(20)))
    content = bytearray(stage.file.read_bytes())
    content[-10 * PAGE : -9 * PAGE] = secrets.token_bytes(PAGE)
    stage.file.write_bytes(content)

    async def steps(vault: Vault) -> None:
        assert (vault.trouble, vault.is_kept) == (None, True)
        for _ in range(2):
            with pytest.raises(VaultUnreadable, match="damaged") as caught:
                await names(vault)
            assert caught.value.__cause__ is not None
        assert isinstance(vault.trouble, VaultUnreadable)
        first = "SELECT name FROM person WHERE number = 1"
        assert await vault.read(lambda connection: connection.execute(first).fetchone()) == ("Ada",)
        await begins_anew(vault)

    stage.visit(steps)
    assert stage.visit(names) == ["Dora"]


@contextlib.contextmanager
def as_nobody(place: Path) -> Iterator[None]:
    """An account of no rights, which owns the place and nothing in it."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(place, NOBODY, -1)
    os.chown(place.parent, NOBODY, -1)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="rights are the profile folder's there")
def test_a_file_of_another_account(stage: Stage) -> None:
    """A file, or a folder, that this account may not use is told with what to check."""
    with tempfile.TemporaryDirectory() as place:
        elsewhere = Stage(Path(place) / "desk")
        elsewhere.store = stage.store
        elsewhere.home.prepare()
        shutil.copy(stage.file, elsewhere.file)
        elsewhere.file.chmod(0)
        with as_nobody(elsewhere.home.root):
            elsewhere.visit(lambda vault: is_told(vault, VaultUnreadable, "may not read"))
            elsewhere.home.root.chmod(0o500)
            elsewhere.visit(lambda vault: is_told(vault, VaultUnreadable, "may not read"))
        elsewhere.file.chmod(0o600)
        assert elsewhere.file.read_bytes() == stage.file.read_bytes()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    """There is no folder to keep anything in."""
    (tmp_path / "desk").write_text("")
    stage = Stage(tmp_path / "desk")
    stage.visit(lambda vault: is_told(vault, VaultUnreadable, "may not read"))


def test_beginning_anew_where_it_cannot_be(stage: Stage) -> None:
    """With the store of secrets locked nothing is moved, and the trouble is the new one."""
    noise(stage)
    before = contents(stage)
    keyring = MemoryKeyring()
    keyring.fault = RuntimeError("locked")
    stage.store = KeyringSecrets(lambda: in_memory(keyring))

    async def steps(vault: Vault) -> None:
        await vault.rebuild()
        await is_told(vault, SecretStoreLocked, "secret store")

    stage.visit(steps)
    assert contents(stage) == before


def test_beginning_anew_over_a_sound_file(stage: Stage) -> None:
    """Even then the old file is kept, with everything in it."""

    async def steps(vault: Vault) -> None:
        await put(vault, "Cleo")
        await begins_anew(vault)

    stage.visit(steps)
    stage.file.unlink()
    (stage.home.root / "frontdesk.broken-1.vault").rename(stage.file)
    assert stage.visit(names) == ["Ada", "Bob", "Cleo"]


def test_readers_in_line_while_it_is_begun_anew(stage: Stage) -> None:
    """Questions asked meanwhile are answered by the old file or by the new one, and none fails."""

    async def steps(vault: Vault) -> None:
        asking = [asyncio.create_task(names(vault)) for _ in range(10)]
        await asyncio.sleep(0)
        rebuilding = asyncio.create_task(vault.rebuild())
        await asyncio.sleep(0)
        asking += [asyncio.create_task(names(vault)) for _ in range(10)]
        await rebuilding
        for answer in await asyncio.gather(*asking):
            assert answer in ([], ["Ada", "Bob"])

    stage.visit(steps)


def test_nothing_of_the_file_is_said_on_standard_error(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """The engine's own log of failures would end between the lines of the command line."""
    noise(stage)
    meets(stage, VaultUnreadable, "damaged")
    assert capfd.readouterr().err == ""


def test_nothing_to_read_yet(tmp_path: Path) -> None:
    """Who only reads makes nothing: no folder, no key, no file."""
    stage = Stage(tmp_path / "desk")
    stage.visit(lambda vault: is_told(vault, VaultUnreadable, "Nothing is kept"), access=Access.READ)
    assert not stage.home.root.exists()
    assert stage.key is None
