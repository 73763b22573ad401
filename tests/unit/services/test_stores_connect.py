"""Connecting a store and forgetting it: as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.customer import CustomerRef
from app.core.errors import DiskFull, InvalidInput, NotSignedIn, SecretStoreLocked
from app.core.settings import Theme
from app.core.vendor import Connection
from app.services.stores import StoreState
from tests.unit.services.practice import SECRET, Practice, run, shop

OTHER_SECRET = {"client_id": "training-client", "api_key": "another-key"}
LOCKED = SecretStoreLocked("The store of secrets is locked.")
FULL = DiskFull("The disk is full.")


def names(practice: Practice) -> list[str]:
    """The stores in the settings file."""
    return [one.name for one in practice.paper.load().connections]


# ------------------------------------------------------------------------------------------------ test


def test_a_test_proves_address_and_credentials_and_keeps_nothing(practice: Practice) -> None:
    """The store itself is asked; neither settings nor secrets know of it, and the connection is given back."""
    run(practice.stores.test(shop(), SECRET))
    assert practice.wire.asked
    assert names(practice) == []
    assert practice.vault.kept == {}
    with pytest.raises(NotSignedIn):
        run(practice.stores.test(shop(), OTHER_SECRET))


@pytest.mark.parametrize(
    ("connection", "secret", "fields"),
    [
        (shop("  "), SECRET, ["name"]),
        (shop(base_url=" "), SECRET, ["base_url"]),
        (shop(dispensary=""), SECRET, ["dispensary"]),
        (shop("", dispensary="a/b"), {"client_id": "x"}, ["name", "dispensary", "api_key"]),
        (shop(), {"client_id": "", "api_key": "two words"}, ["client_id", "api_key"]),
    ],
)
def test_what_is_missing_is_named(
    practice: Practice, connection: Connection, secret: dict[str, str], fields: list[str]
) -> None:
    """Every problem at once, before anything is asked or kept."""
    for work in (practice.stores.test(connection, secret), practice.stores.connect(connection, secret)):
        with pytest.raises(InvalidInput) as refused:
            run(work)
        assert [problem.field for problem in refused.value.problems] == fields
    assert practice.wire.asked == []
    assert names(practice) == []
    assert practice.vault.kept == {}


def test_an_unknown_vendor_is_refused(practice: Practice) -> None:
    """Only vendors of the table can be connected."""
    with pytest.raises(InvalidInput):
        run(practice.stores.connect(replace(shop(), vendor="nobody"), SECRET))


# ------------------------------------------------------------------------------------------------ connect


def test_a_connected_store_is_there_at_the_next_start(practice: Practice) -> None:
    """The secret in the store of secrets, the rest in the settings, no secret in the settings."""
    connected = run(practice.stores.connect(shop(" Main "), SECRET))
    assert connected.id
    assert connected.name == "Main"
    assert practice.vault.holds(connected.id) == SECRET
    assert SECRET["api_key"] not in (practice.paper._home.settings_file).read_text()
    tomorrow = practice.another_desk()
    assert tomorrow.stores.connections() == (connected,)
    client = run(tomorrow.stores.client(connected.id))
    assert client.info == tomorrow.stores.info(connected.id)


def test_the_secret_is_kept_first(practice: Practice) -> None:
    """A store never stands in the list without a way to sign in."""
    held: list[bool] = []
    practice.paper.before_save = lambda: held.append(bool(practice.vault.kept))
    run(practice.stores.connect(shop(), SECRET))
    assert held == [True]


def test_without_a_store_of_secrets_nothing_is_connected(practice: Practice) -> None:
    """The person may unlock it, or sign in for the session."""
    practice.vault.error = LOCKED
    with pytest.raises(SecretStoreLocked):
        run(practice.stores.connect(shop(), SECRET))
    assert names(practice) == []
    assert practice.stores.connections() == ()


def test_a_full_disk_leaves_no_secret_behind(practice: Practice) -> None:
    """A secret that no list names would stay in the store of secrets for good."""
    practice.paper.error = FULL
    with pytest.raises(DiskFull):
        run(practice.stores.connect(shop(), SECRET))
    assert not any(practice.vault.kept.values())
    assert practice.stores.connections() == ()


def test_a_full_disk_leaves_a_known_store_as_it_was(practice: Practice) -> None:
    """Its old secret and its old entry: a key never goes to an address it was not given for."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.paper.error = FULL
    moved = replace(connected, base_url="http://127.0.0.1/other")
    with pytest.raises(DiskFull):
        run(practice.stores.connect(moved, OTHER_SECRET))
    assert practice.vault.holds(connected.id) == SECRET
    assert practice.stores.connections() == (connected,)


def test_the_first_failure_is_told(practice: Practice) -> None:
    """If the secret cannot be taken back either, the disk is still what went wrong."""
    practice.paper.error = FULL

    def lock() -> None:
        practice.vault.error = LOCKED

    practice.paper.before_save = lock
    with pytest.raises(DiskFull):
        run(practice.stores.connect(shop(), SECRET))


def test_a_locked_store_of_secrets_is_unlocked_by_writing(practice: Practice) -> None:
    """What was kept before cannot be read then; the writing waits for the person and succeeds."""
    connected = run(practice.stores.connect(shop(), SECRET))

    async def locked() -> None:
        raise LOCKED

    practice.vault.on_read = locked
    run(practice.stores.connect(connected, OTHER_SECRET))
    assert practice.vault.holds(connected.id) == OTHER_SECRET


@pytest.mark.parametrize("name", ["Main", "MAIN", " main "])
def test_a_name_belongs_to_one_store(practice: Practice, name: str) -> None:
    """Whatever its capitals; the second store is not connected, and its secret is not kept."""
    connected = run(practice.stores.connect(shop("Main"), SECRET))
    with pytest.raises(InvalidInput) as refused:
        run(practice.stores.connect(shop(name), OTHER_SECRET))
    assert refused.value.field == "name"
    assert practice.stores.connections() == (connected,)
    assert list(practice.vault.kept) == [connected.id]


def test_a_store_is_edited_in_its_place(practice: Practice) -> None:
    """It may keep its name or take a new one; the others stay where they are."""
    first = run(practice.stores.connect(shop("First"), SECRET))
    second = run(practice.stores.connect(shop("Second"), SECRET))
    assert run(practice.stores.connect(first, SECRET)) == first
    renamed = run(practice.stores.connect(replace(first, name="Once first"), SECRET))
    assert practice.paper.load().connections == (renamed, second)
    assert renamed.id == first.id


def test_other_settings_survive(practice: Practice) -> None:
    """Also what was changed while the store of secrets was waited for."""

    async def meanwhile() -> None:
        practice.paper.save(replace(practice.paper.load(), theme=Theme.DARK))

    connected = run(practice.stores.connect(shop(), SECRET))
    practice.vault.on_read = meanwhile
    run(practice.stores.connect(connected, SECRET))
    assert practice.paper.load().theme is Theme.DARK


def test_for_the_session_only(practice: Practice) -> None:
    """The store works until the program ends and stands in the list; the next start asks for its credentials."""
    connected = run(practice.stores.connect(shop(), SECRET, session_only=True))
    assert practice.vault.kept == {}
    run(practice.desk.profiles.open(person(connected)))
    with pytest.raises(NotSignedIn) as needed:
        run(practice.another_desk().stores.client(connected.id))
    assert connected.name in needed.value.title


def test_a_session_sign_in_that_cannot_be_listed_is_forgotten(practice: Practice) -> None:
    """Nothing of it stays in memory."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.paper.error = FULL
    with pytest.raises(DiskFull):
        run(practice.stores.connect(connected, OTHER_SECRET, session_only=True))
    run(practice.desk.profiles.open(person(connected)))


def test_a_kept_sign_in_replaces_that_of_the_session(practice: Practice) -> None:
    """What was entered last is what is used, at once."""
    connected = run(practice.stores.connect(shop(), OTHER_SECRET, session_only=True))
    with pytest.raises(NotSignedIn):
        run(practice.desk.profiles.open(person(connected)))
    run(practice.stores.connect(connected, SECRET))
    run(practice.desk.profiles.open(person(connected)))


def test_signing_in_again_ends_the_need_for_it(practice: Practice) -> None:
    """The status bar no longer says so, even before the next call, and names the store as it is now called."""
    connected = run(practice.stores.connect(shop(), OTHER_SECRET))
    with pytest.raises(NotSignedIn):
        run(practice.desk.profiles.open(person(connected)))
    assert [one.state for one in practice.stores.statuses()] == [StoreState.SIGN_IN_NEEDED]
    renamed = run(practice.stores.connect(replace(connected, name="Renamed"), SECRET))
    assert [(one.connection, one.state) for one in practice.stores.statuses()] == [(renamed, StoreState.CONNECTING)]


# ------------------------------------------------------------------------------------------------ disconnect


def test_disconnecting_forgets_everything(practice: Practice) -> None:
    """Entry, secret and open client; the others stay."""
    first = run(practice.stores.connect(shop("First"), SECRET))
    second = run(practice.stores.connect(shop("Second"), SECRET))
    run(practice.desk.profiles.open(person(first)))
    run(practice.stores.disconnect(first.id))
    assert practice.paper.load().connections == practice.stores.connections() == (second,)
    assert practice.vault.holds(first.id) == {}
    assert practice.vault.holds(second.id) == SECRET
    with pytest.raises(NotSignedIn, match="no longer connected"):
        run(practice.desk.profiles.open(person(first)))


def test_a_session_sign_in_is_forgotten_too(practice: Practice) -> None:
    """A store of the same id would not be opened with it."""
    connected = run(practice.stores.connect(shop(), SECRET, session_only=True))
    run(practice.stores.disconnect(connected.id))
    run(practice.stores.connect(replace(connected, name="Again"), SECRET))
    practice.vault.kept.clear()
    with pytest.raises(NotSignedIn):
        run(practice.stores.client(connected.id))


def test_a_store_whose_secret_cannot_be_forgotten_stays(practice: Practice) -> None:
    """It can be disconnected once the store of secrets is unlocked: a secret is never left behind alone."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.vault.error = LOCKED
    with pytest.raises(SecretStoreLocked):
        run(practice.stores.disconnect(connected.id))
    assert practice.stores.connections() == (connected,)
    practice.vault.error = None
    run(practice.stores.disconnect(connected.id))
    assert practice.stores.connections() == ()


def test_disconnecting_can_be_done_again(practice: Practice) -> None:
    """If the disk was full the first time, the second completes it."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.paper.error = FULL
    with pytest.raises(DiskFull):
        run(practice.stores.disconnect(connected.id))
    assert practice.stores.connections() == (connected,)
    practice.paper.error = None
    run(practice.stores.disconnect(connected.id))
    assert practice.another_desk().stores.connections() == ()


def person(connection: Connection) -> CustomerRef:
    """One of a store's people."""
    return CustomerRef(connection.id, "1117")


def test_a_store_of_a_vendor_of_a_newer_program(practice: Practice) -> None:
    """It cannot be used here, and stays in the settings for the program that can."""
    later = replace(shop("Later", id="later"), vendor="later")
    practice.paper.save(replace(practice.paper.load(), connections=(later,)))
    assert practice.stores.connections() == ()
    connected = run(practice.stores.connect(shop(), SECRET))
    assert practice.stores.connections() == (connected,)
    run(practice.stores.disconnect(connected.id))
    assert practice.paper.load().connections == (later,)


@pytest.mark.parametrize("base_url", ["http://elsewhere.example", "https://me:secret@store.example", "store"])
def test_an_address_out_of_order_is_not_kept(practice: Practice, base_url: str) -> None:
    """Nor its key, though nobody has tested the connection."""
    with pytest.raises(InvalidInput) as refused:
        run(practice.stores.connect(shop(base_url=base_url), SECRET))
    assert {problem.field for problem in refused.value.problems} == {"base_url"}
    assert (names(practice), practice.vault.kept) == ([], {})


@pytest.mark.parametrize("field", ["name", "base_url", "dispensary"])
def test_a_key_in_the_wrong_field_is_not_kept(practice: Practice, field: str) -> None:
    """It would stand in the settings for everybody to read."""
    key = SECRET["api_key"]
    wrong = {field: f"https://store.example/{key}" if field == "base_url" else key}
    with pytest.raises(InvalidInput) as refused:
        run(practice.stores.connect(shop(**wrong), SECRET))
    assert [problem.field for problem in refused.value.problems] == [field]
    assert key not in refused.value.sentence
    assert (names(practice), practice.vault.kept) == ([], {})
