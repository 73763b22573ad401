"""Secrets in the system's store: which store, what failures become, and what never happens."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from app.core.customer import ConnectionId
from app.core.errors import AppError, MachineFault, SecretStoreLocked, SecretStoreMissing
from app.storage.secrets import KeyringSecrets, trusted_back_end
from tests.unit.storage.memory_keyring import MemoryKeyring, in_memory
from tests.unit.storage.secret_service import PrivateBus, private_secret_service, silent_bus

SHOP = ConnectionId("shop-1")


class SecretServiceNotAvailableException(Exception):
    """As secretstorage raises it."""


@pytest.fixture
def back_end() -> MemoryKeyring:
    """Stands for the system's store."""
    return MemoryKeyring()


@pytest.fixture
def store(back_end: MemoryKeyring) -> KeyringSecrets:
    """Our side of it."""
    return KeyringSecrets(lambda: in_memory(back_end))


def test_entries_have_the_documented_names(store: KeyringSecrets, back_end: MemoryKeyring) -> None:
    """One entry per field: a person can find and remove them with the system's own program."""
    store.write(SHOP, {"client_id": "practice", "api_key": "k"})
    assert set(back_end.entries) == {("frontdesk", "shop-1/client_id"), ("frontdesk", "shop-1/api_key")}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (NoKeyringError("no backend"), SecretStoreMissing),
        (SecretServiceNotAvailableException("gone"), SecretStoreMissing),
        (ConnectionRefusedError("gone"), SecretStoreMissing),
        (FileNotFoundError("gone"), SecretStoreMissing),
        (KeyringLocked("locked"), SecretStoreLocked),
        (InitError("Failed to create the collection: Prompt dismissed."), SecretStoreLocked),
        (PasswordSetError("Cancelled by user"), SecretStoreLocked),
        (PasswordDeleteError("Cancelled by user"), SecretStoreLocked),
        (KeyringError("k-123"), SecretStoreLocked),
        (TimeoutError("no answer"), SecretStoreLocked),
        (RuntimeError("k-123"), SecretStoreLocked),
    ],
)
def test_failures_become_ours(
    store: KeyringSecrets, back_end: MemoryKeyring, fault: Exception, kind: type[AppError]
) -> None:
    """Whatever a back end raises becomes Locked or Missing, with its cause, and says what a clerk can do."""
    back_end.fault = fault
    for call in (
        lambda: store.read(SHOP, ["api_key"]),
        lambda: store.write(SHOP, {"api_key": "k-123"}),
        lambda: store.delete(SHOP, ["api_key"]),
        store.state,
    ):
        with pytest.raises(kind) as told:
            call()
        assert told.value.__cause__ is fault
        assert "k-123" not in told.value.sentence
        assert "served" in told.value.detail
        assert "session only" in told.value.hint


def test_our_own_stop_is_not_mapped(store: KeyringSecrets, back_end: MemoryKeyring) -> None:
    """Ctrl-C stays Ctrl-C."""
    back_end.fault = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        store.state()


def test_a_store_that_went_away_is_looked_for_again(back_end: MemoryKeyring) -> None:
    """After Missing the next call chooses anew; after Locked it keeps the store that it knows."""
    chosen: list[int] = []

    def choose() -> tuple[MemoryKeyring, str]:
        chosen.append(1)
        return back_end, "Memory"

    store = KeyringSecrets(choose)
    for fault, choices in ((KeyringLocked(), 1), (None, 1), (NoKeyringError(), 1), (None, 2)):
        back_end.fault = fault
        if fault is None:
            assert store.state() == "Memory"
        else:
            with pytest.raises(MachineFault):
                store.state()
        assert len(chosen) == choices


def test_a_value_that_was_not_kept_is_noticed() -> None:
    """A store that says yes and keeps nothing (null back ends, a full Windows vault) is found out at once."""

    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            del service, username, password

    store = KeyringSecrets(lambda: in_memory(Forgetful()))
    with pytest.raises(SecretStoreMissing, match="did not keep"):
        store.write(SHOP, {"api_key": "k-123"})


def test_half_a_write_leaves_nothing_to_sign_in_with() -> None:
    """When the second field fails, the first is taken back: no mixture of an old and a new secret is ever used."""

    class FullAfterOne(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            if username.endswith("api_key"):
                raise PasswordSetError("full")
            super().set_password(service, username, password)

    back_end = FullAfterOne()
    back_end.entries["frontdesk", "shop-1/api_key"] = "old"
    store = KeyringSecrets(lambda: in_memory(back_end))
    with pytest.raises(SecretStoreLocked):
        store.write(SHOP, {"client_id": "new", "api_key": "new"})
    assert store.read(SHOP, ["client_id", "api_key"]) is None


def test_a_write_that_was_refused_at_once_keeps_the_old_secret(store: KeyringSecrets, back_end: MemoryKeyring) -> None:
    """A locked store loses nothing by a failed write."""
    store.write(SHOP, {"api_key": "old"})
    back_end.fault = KeyringLocked()
    with pytest.raises(SecretStoreLocked):
        store.write(SHOP, {"api_key": "new"})
    back_end.fault = None
    assert store.read(SHOP, ["api_key"]) == {"api_key": "old"}


def test_a_closed_wallet_is_not_an_empty_one() -> None:
    """KWallet can answer None because nobody opened it; that is Locked, never "no password"."""

    class Wallet(MemoryKeyring):
        opened = False

        def connected(self, service: str) -> bool:
            return bool(service) and self.opened

    wallet = Wallet()
    store = KeyringSecrets(lambda: in_memory(wallet))
    with pytest.raises(SecretStoreLocked):
        store.read(SHOP, ["api_key"])
    wallet.opened = True
    assert store.read(SHOP, ["api_key"]) is None


def test_an_entry_that_stays_is_said() -> None:
    """A store that does not forget is not reported as having forgotten; duplicates are all removed."""

    class Stubborn(MemoryKeyring):
        stays = 99

        def delete_password(self, service: str, username: str) -> None:
            self.stays -= 1
            if not self.stays:
                super().delete_password(service, username)

    back_end = Stubborn()
    store = KeyringSecrets(lambda: in_memory(back_end))
    store.write(SHOP, {"api_key": "k"})
    with pytest.raises(SecretStoreLocked, match="did not forget"):
        store.delete(SHOP, ["api_key"])
    back_end.stays = 2
    store.delete(SHOP, ["api_key"])
    assert store.read(SHOP, ["api_key"]) is None


def test_importing_costs_nothing() -> None:
    """Keyring is imported by the first call, not by the program's start."""
    code = "import sys, app.storage.secrets, app.storage.patience; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_platforms_stores_are_missing_here(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """Where the platform's one trusted store cannot be loaded there is no second choice."""
    if sys.platform == platform:
        pytest.skip("this is that platform")
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(SecretStoreMissing) as told:
        trusted_back_end()
    assert told.value.__cause__ is not None


PLAIN_TEXT_PLUGIN = '''
import os
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    """Like keyrings.alt: a file that everybody can read."""
    priority = 99.0
    def get_password(self, service, username):
        return None
    def set_password(self, service, username, password):
        open(os.environ["PLAIN"], "a").write(password)
'''


@pytest.mark.parametrize("named", ["keyring.backends.null.Keyring", "plain_text.PlaintextKeyring", ""])
def test_configuration_and_plug_ins_are_ignored(tmp_path: Path, named: str) -> None:
    """Environment, keyringrc.cfg and installed plug-ins cannot make us keep a secret nowhere or in plain text."""
    (tmp_path / "plain_text.py").write_text(PLAIN_TEXT_PLUGIN)
    entry = tmp_path / "plain_text-1.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-text\nVersion: 1\n")
    (entry / "entry_points.txt").write_text("[keyring.backends]\nplain = plain_text\n")
    configuration = tmp_path / "python_keyring" / "keyringrc.cfg"
    configuration.parent.mkdir()
    configuration.write_text("[backend]\ndefault-keyring=plain_text.PlaintextKeyring\n")
    code = """
        from app.core.errors import SecretStoreMissing
        from app.storage.secrets import KeyringSecrets
        try:
            KeyringSecrets().write("shop-1", {"api_key": "k-123"})
        except SecretStoreMissing:
            print("refused")
        """
    environment = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    environment |= {"PYTHONPATH": str(tmp_path), "PLAIN": str(tmp_path / "plain"), "XDG_CONFIG_HOME": str(tmp_path)}
    if named:
        environment["PYTHON_KEYRING_BACKEND"] = named
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("refused\n", 0), done.stderr
    assert not (tmp_path / "plain").exists()


@pytest.mark.desktop
class TestSecretService:
    """A real gnome-keyring on a bus of its own; keyring leaves the socket of a failed call to the garbage collector."""

    pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

    @pytest.fixture
    def bus(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
        """Running and unlocked."""
        with private_secret_service(tmp_path) as bus:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
            yield bus
        gc.collect()

    def test_keyring_properties_are_ignored(self, bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
        """KEYRING_PROPERTY_… cannot send our entries elsewhere."""
        monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
        monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/other")
        KeyringSecrets().write(SHOP, {"api_key": "k"})
        assert bus.lookup("shop-1/api_key") == "k"

    def test_a_locked_store_is_locked(self, bus: PrivateBus) -> None:
        """A collection that nobody unlocks is Locked for every call, also for one that had worked before."""
        store = KeyringSecrets()
        store.write(SHOP, {"api_key": "k"})
        bus.lock()
        for one in (store, KeyringSecrets()):
            with pytest.raises(SecretStoreLocked):
                one.read(SHOP, ["api_key"])
            with pytest.raises(SecretStoreLocked):
                one.write(SHOP, {"api_key": "new"})
            with pytest.raises(SecretStoreLocked):
                one.delete(SHOP, ["api_key"])
            with pytest.raises(SecretStoreLocked):
                one.state()

    def test_no_collection_and_no_prompt_is_locked(self, bus: PrivateBus) -> None:
        """A fresh account whose keyring was never opened: the store wants to ask, and nobody can answer."""
        bus.lock()
        for file in Path(bus.environment["HOME"], ".local/share/keyrings").iterdir():
            file.unlink()
        with pytest.raises(SecretStoreLocked):
            KeyringSecrets().write(SHOP, {"api_key": "k"})


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's way")
class TestNoBus:
    """Sessions without a store: ssh, containers, minimal desktops."""

    pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

    def test_no_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a session bus the store is Missing."""
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        with pytest.raises(SecretStoreMissing):
            KeyringSecrets().read(SHOP, ["api_key"])

    @pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "", "nonsense", "tcp:host=127.0.0.1,port=1"])
    def test_an_address_that_leads_nowhere(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        """A session bus that has ended, or an address we cannot read, is Missing."""
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(SecretStoreMissing):
            KeyringSecrets().read(SHOP, ["api_key"])

    def test_a_bus_that_says_nothing_is_locked(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A bus that is there and does not answer is not told to be missing."""
        with silent_bus(tmp_path, authenticates=False) as address:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            with pytest.raises(SecretStoreLocked):
                KeyringSecrets().state()
