"""What every SecretStore must do, whatever keeps the secrets."""

from __future__ import annotations

import pytest

from app.core.customer import ConnectionId
from app.core.errors import InvalidInput
from app.ports import SecretStore

SHOP = ConnectionId("shop-1")
OTHER = ConnectionId("shop-2")


class SecretStoreContract:
    """Derive, name the class Test…, and give a ``store`` fixture that starts empty."""

    def test_nothing_kept_is_none(self, store: SecretStore) -> None:
        """None says that nothing was kept, and is no error."""
        assert store.read(SHOP, ["api_key"]) is None

    def test_round_trip(self, store: SecretStore) -> None:
        """Every field comes back as it was given."""
        store.write(SHOP, {"client_id": "practice", "api_key": "k-123"})
        assert store.read(SHOP, ["client_id", "api_key"]) == {"client_id": "practice", "api_key": "k-123"}

    @pytest.mark.parametrize("value", ["Zoë 日本 🔑", " spaces and\nlines\t", 'quo"tes \\ and %40', "x" * 1200])
    def test_any_text(self, store: SecretStore, value: str) -> None:
        """Text is kept as text, in any script, up to the length that every system can keep."""
        store.write(SHOP, {"api_key": value})
        assert store.read(SHOP, ["api_key"]) == {"api_key": value}

    def test_only_the_fields_asked_for(self, store: SecretStore) -> None:
        """A reader gets what it asked for and nothing more."""
        store.write(SHOP, {"client_id": "practice", "api_key": "k-123"})
        assert store.read(SHOP, ["api_key"]) == {"api_key": "k-123"}

    def test_half_a_secret_is_none(self, store: SecretStore) -> None:
        """A secret with a field missing signs nobody in; it counts as not kept."""
        store.write(SHOP, {"client_id": "practice"})
        assert store.read(SHOP, ["client_id", "api_key"]) is None

    def test_connections_are_apart(self, store: SecretStore) -> None:
        """One store's secret is never another's."""
        store.write(SHOP, {"api_key": "one"})
        assert store.read(OTHER, ["api_key"]) is None
        store.write(OTHER, {"api_key": "two"})
        store.delete(OTHER, ["api_key"])
        assert store.read(SHOP, ["api_key"]) == {"api_key": "one"}

    def test_write_replaces(self, store: SecretStore) -> None:
        """The newest secret is the one that is read."""
        store.write(SHOP, {"api_key": "old"})
        store.write(SHOP, {"api_key": "new"})
        assert store.read(SHOP, ["api_key"]) == {"api_key": "new"}

    def test_delete_forgets(self, store: SecretStore) -> None:
        """After delete nothing is kept."""
        store.write(SHOP, {"client_id": "practice", "api_key": "k-123"})
        store.delete(SHOP, ["client_id", "api_key"])
        assert store.read(SHOP, ["client_id"]) is None
        assert store.read(SHOP, ["api_key"]) is None

    def test_delete_of_nothing_is_fine(self, store: SecretStore) -> None:
        """Deleting twice is deleting once."""
        store.delete(SHOP, ["client_id", "api_key"])

    @pytest.mark.parametrize("value", ["s3cr3t" * 201, "🔑" * 601, "s3cr3t\0", "s3cr3t\ud800"])
    def test_what_no_store_keeps_is_refused(self, store: SecretStore, value: str) -> None:
        """Too long a value is refused by field name before anything is written, and is never quoted."""
        with pytest.raises(InvalidInput) as refusal:
            store.write(SHOP, {"client_id": "practice", "api_key": value})
        assert refusal.value.field == "api_key"
        assert value[:6] not in refusal.value.sentence
        assert store.read(SHOP, ["client_id"]) is None

    def test_state_names_the_store(self, store: SecretStore) -> None:
        """`doctor` has something to print."""
        assert store.state()
