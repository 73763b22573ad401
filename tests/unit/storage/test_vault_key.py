"""Whatever is wrong with the vault's key or the store of secrets: it is said, and no file loses its key."""

from __future__ import annotations

import gc
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import AppError, SecretStoreLocked, SecretStoreMissing, VaultUnreadable
from app.storage.secrets import KeyringSecrets, SessionSecrets
from app.storage.vault.key import ENTRY
from tests.unit.storage.memory_keyring import MemoryKeyring, in_memory
from tests.unit.storage.secret_service import PrivateBus, private_secret_service
from tests.unit.storage.test_patience import Sleeper
from tests.unit.storage.vault_stage import Stage, begins_anew, contents, is_told, meets, names


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """A vault in which an earlier start wrote two people."""
    stage = Stage(tmp_path / "desk")
    stage.fill("Ada", "Bob")
    return stage


def kept_keys(stage: Stage) -> list[str]:
    """The keys in the store of secrets: one or none."""
    return list((stage.key or {}).values())


def give_key(stage: Stage, text: str) -> None:
    """Another key in the store of secrets."""
    stage.store = SessionSecrets()
    stage.store.write(ENTRY, {"key": text})


def test_another_key(stage: Stage) -> None:
    """A key that does not open the file is told; the right one opens it again."""
    right = stage.key
    assert right
    give_key(stage, secrets.token_hex(32))
    meets(stage, VaultUnreadable, "does not open it")
    stage.store.write(ENTRY, right)
    assert stage.visit(names) == ["Ada", "Bob"]


@pytest.mark.parametrize("text", ["", "hello", "ab" * 31, "ab" * 33, "xy" * 32, "ü" * 64])
def test_the_key_entry_is_garbage(stage: Stage, text: str) -> None:
    """What is no key is never replaced while a file needs the real one."""
    give_key(stage, text)
    meets(stage, VaultUnreadable, "key of this program's encrypted file is not in")
    assert stage.key == {"key": text}


def test_the_key_is_missing(stage: Stage) -> None:
    """No new key is made over an old file; it is made when the person begins anew, and the old file stays aside."""
    old = stage.file.read_bytes()
    stage.store = SessionSecrets()
    meets(stage, VaultUnreadable, "key of this program's encrypted file is not in")
    assert not kept_keys(stage)
    stage.visit(begins_anew)
    assert kept_keys(stage)
    assert stage.visit(names) == ["Dora"]
    assert stage.aside() == ["frontdesk.broken-1.vault"]
    assert (stage.home.root / "frontdesk.broken-1.vault").read_bytes() == old


def test_a_key_without_a_file_is_used_again(stage: Stage) -> None:
    """Somebody took the file away: the next start makes a new one, and its key opens the old one if it comes back."""
    key = stage.key
    stage.file.rename(stage.home.root / "away")
    assert stage.visit(names) == []
    stage.file.unlink()
    (stage.home.root / "away").rename(stage.file)
    assert stage.key == key
    assert stage.visit(names) == ["Ada", "Bob"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(RuntimeError("locked"), SecretStoreLocked), (FileNotFoundError("no bus"), SecretStoreMissing)],
    ids=["locked", "missing"],
)
def test_no_store_of_secrets(stage: Stage, fault: Exception, kind: type[AppError]) -> None:
    """Without the store nothing is kept, on a first start as on a later one; with it again, all is there."""
    kept = stage.store
    keyring = MemoryKeyring()
    keyring.fault = fault
    stage.store = KeyringSecrets(lambda: in_memory(keyring))
    meets(stage, kind, "secret store")
    stage.store = kept
    assert stage.visit(names) == ["Ada", "Bob"]
    shutil.rmtree(stage.home.root)
    stage.store = KeyringSecrets(lambda: in_memory(keyring))
    meets(stage, kind, "secret store")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A real Secret Service, running and unlocked."""
    with private_secret_service(tmp_path) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running
    gc.collect()


@pytest.mark.desktop
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # the back end leaves it to the collector
def test_a_real_store_of_secrets(bus: PrivateBus, tmp_path: Path) -> None:
    """The key is an entry of the system's own store and in no file of ours; locked, it is told and nothing is touched."""
    stage = Stage(tmp_path / "desk")
    for known in ((), ("Ada",)):
        stage.store = KeyringSecrets()
        assert tuple(stage.visit(names)) == known
        stage.fill("Ada")
    key = bus.lookup("vault/key") or ""
    assert len(bytes.fromhex(key)) == 32
    assert not any(key.encode() in content or bytes.fromhex(key) in content for content in contents(stage).values())
    bus.lock()
    stage.store = KeyringSecrets()
    meets(stage, SecretStoreLocked, "secret store")


def test_a_slow_store_of_secrets(stage: Stage) -> None:
    """A store that waits for a password longer than the desk can wait counts as locked."""
    kept, sleeper = stage.store, Sleeper()
    stage.store, stage.answer_seconds = sleeper, 0.2
    try:
        meets(stage, SecretStoreLocked, "did not answer")
    finally:
        sleeper.awake.set()
    stage.store, stage.answer_seconds = kept, 8
    assert stage.visit(names) == ["Ada", "Bob"]


def test_a_store_that_keeps_nothing(tmp_path: Path) -> None:
    """A first start whose key was not kept makes no file: nobody could open it again."""

    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Says that it is done."""

    stage = Stage(tmp_path / "desk")
    stage.store = KeyringSecrets(lambda: in_memory(Forgetful()))
    stage.visit(lambda vault: is_told(vault, SecretStoreMissing, "did not keep"))
    assert not stage.file.exists()
