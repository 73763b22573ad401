"""Every store of secrets keeps the same contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.ports import SecretStore
from app.storage.secrets import KeyringSecrets, SessionSecrets
from tests.contract.secret_store_contract import OTHER, SHOP, SecretStoreContract
from tests.unit.storage.memory_keyring import MemoryKeyring, in_memory
from tests.unit.storage.secret_service import PrivateBus, private_secret_service


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateBus]:
    """One private Secret Service for all tests of this file."""
    with private_secret_service(tmp_path_factory.mktemp("service")) as running:
        yield running


class TestSessionSecrets(SecretStoreContract):
    """The session-only sign-in."""

    @pytest.fixture
    def store(self) -> SecretStore:
        """Empty with each test."""
        return SessionSecrets()


class TestKeyringSecrets(SecretStoreContract):
    """Our side of keyring, over a back end in memory."""

    @pytest.fixture
    def store(self) -> SecretStore:
        """Empty with each test."""
        back_end = MemoryKeyring()
        return KeyringSecrets(lambda: in_memory(back_end))


@pytest.mark.desktop
class TestSecretService(SecretStoreContract):
    """The whole way to a real gnome-keyring."""

    @pytest.fixture
    def store(self, bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretStore]:
        """Emptied after each test."""
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        store = KeyringSecrets()
        yield store
        for connection in (SHOP, OTHER):
            store.delete(connection, ["client_id", "api_key"])

    def test_another_program_reads_it(self, store: SecretStore, bus: PrivateBus) -> None:
        """The entry is the system's own: its tools find it under the documented names."""
        store.write(SHOP, {"api_key": "Zoë"})
        assert bus.lookup("shop-1/api_key") == "Zoë"
        store.delete(SHOP, ["api_key"])
        assert bus.lookup("shop-1/api_key") is None
