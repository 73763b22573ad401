"""The list of stores: another name, disabled and enabled, removed, and which one was chosen last."""

from __future__ import annotations

import pytest

from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import ClerkCanAct, DiskFull, InvalidInput, NotSignedIn, StoreDisabled
from app.core.vendor import Connection
from app.ports import VendorClient
from app.services.stores import StoreState, StoreStatus
from tests.unit.services.practice import HERE, SECRET, THERE, Practice, run, shop

FULL = DiskFull("The disk is full.")


@pytest.fixture
def two(practice: Practice) -> tuple[Connection, Connection]:
    """Two connected stores."""
    return run(practice.stores.connect(shop("First"), SECRET)), run(practice.stores.connect(shop("Second"), SECRET))


def person(connection: Connection) -> CustomerRef:
    """One of a store's people."""
    return CustomerRef(connection.id, "1117")


# ------------------------------------------------------------------------------------------------ renaming


def test_renaming_needs_no_credentials(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """The store of secrets is not even asked; the store stays in its place, ready as it was."""
    run(practice.desk.profiles.open(person(two[0])))
    opened = len(practice.table.opened)
    told: list[StoreStatus] = []
    practice.stores.changed = told.append
    practice.vault.error = NotSignedIn("No secret may be read now.")
    renamed = practice.stores.rename(two[0].id, "  Telegraph Ave ")
    assert renamed.name == "Telegraph Ave"
    assert practice.paper.load().connections == practice.stores.connections() == (renamed, two[1])
    assert [(one.connection.name, one.state) for one in told] == [("Telegraph Ave", StoreState.READY)]
    run(practice.desk.profiles.open(person(renamed)))
    assert len(practice.table.opened) == opened


@pytest.mark.parametrize("name", ["", "   ", "second", " SECOND "])
def test_a_name_that_cannot_be(practice: Practice, two: tuple[Connection, Connection], name: str) -> None:
    """None at all, or another store's whatever its capitals; the old one stays."""
    with pytest.raises(InvalidInput) as refused:
        practice.stores.rename(two[0].id, name)
    assert refused.value.field == "name"
    assert practice.stores.connections() == two


def test_a_store_may_take_other_capitals(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Its own name is not taken by another."""
    assert practice.stores.rename(two[0].id, "FIRST").name == "FIRST"


def test_a_name_that_cannot_be_written(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """The list says what the settings say."""
    practice.paper.error = FULL
    with pytest.raises(DiskFull):
        practice.stores.rename(two[0].id, "Other")
    assert practice.stores.connections() == two


def test_stores_of_one_run_are_not_in_the_list(practice: Practice) -> None:
    """A training store is neither renamed nor disabled nor removed: it would end up in the settings."""
    practice.open(HERE, THERE)
    with pytest.raises(NotSignedIn):
        practice.stores.rename(HERE, "Other")
    with pytest.raises(NotSignedIn):
        practice.stores.enable(HERE, enabled=False)
    with pytest.raises(NotSignedIn):
        run(practice.stores.disconnect(HERE))
    assert practice.paper.load().connections == ()


# ------------------------------------------------------------------------------------------------ disabling


def test_a_disabled_store_is_left_alone(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Not worked with and not in the state of the desk; its place, settings and secret are kept."""
    run(practice.desk.profiles.open(person(two[1])))
    disabled = practice.stores.enable(two[1].id, enabled=False)
    assert not disabled.enabled
    assert practice.stores.connections() == (two[0],)
    assert [one.connection for one in practice.stores.statuses()] == [two[0]]
    assert [one.connection for one in practice.stores.listed_statuses()] == [two[0], disabled]
    assert practice.vault.holds(disabled.id) == SECRET
    assert practice.another_desk().stores.listed() == practice.stores.listed() == (two[0], disabled)


def test_a_disabled_store_is_not_called(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Neither over an open client nor anew; whoever tries hears what to do, and the store has no state."""
    run(practice.desk.profiles.open(person(two[1])))
    practice.stores.enable(two[1].id, enabled=False)
    told: list[StoreStatus] = []
    practice.stores.changed = told.append
    asked = len(practice.wire.asked)
    with pytest.raises(StoreDisabled, match="Second is disabled") as refused:
        run(practice.desk.profiles.open(person(two[1])))
    assert "Enable" in refused.value.hint
    assert len(practice.wire.asked) == asked
    assert told == []


def test_a_disabled_store_is_not_searched(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Its people are not among those opened lately either."""
    run(practice.desk.profiles.open(person(two[1])))
    assert [row.ref for row in run(practice.desk.search.here(""))] == [person(two[1])]
    practice.stores.enable(two[1].id, enabled=False)
    assert run(practice.desk.search.here("")) == ()


def test_an_enabled_store_signs_in_with_what_was_kept(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Nothing is asked for again, and its state is found out anew."""
    run(practice.desk.profiles.open(person(two[1])))
    practice.stores.enable(two[1].id, enabled=False)
    assert practice.stores.enable(two[1].id, enabled=True) == two[1]
    assert practice.stores.connections() == two
    assert practice.stores.statuses()[1].state is StoreState.CONNECTING
    run(practice.desk.profiles.open(person(two[1])))


def test_a_call_under_way_ends_well(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """A save that was sent before the store was disabled learns how it went."""

    async def disabled_meanwhile(client: VendorClient) -> str:
        practice.stores.enable(two[1].id, enabled=False)
        await client.read("1117")
        return "saved"

    assert run(practice.stores.call(two[1].id, disabled_meanwhile)) == "saved"
    assert [one.connection for one in practice.stores.statuses()] == [two[0]]


def test_one_store_stays_in_use(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """The last one is neither disabled nor removed while others wait disabled: nobody could be searched for."""
    practice.stores.enable(two[0].id, enabled=False)
    for attempt in (
        lambda: practice.stores.enable(two[1].id, enabled=False),
        lambda: run(practice.stores.disconnect(two[1].id)),
    ):
        with pytest.raises(ClerkCanAct, match="only store in use"):
            attempt()
    assert practice.vault.holds(two[1].id) == SECRET
    run(practice.stores.disconnect(two[0].id))
    run(practice.stores.disconnect(two[1].id))
    assert practice.stores.listed() == ()


# ------------------------------------------------------------------------------------------------ removed


def test_a_removed_store_can_still_be_named(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """A form of it may be open with unsaved work: the window says whose it is, though nothing can be sent."""
    run(practice.stores.disconnect(two[1].id))
    assert practice.stores.connection(two[1].id) == two[1]
    assert practice.stores.info(two[1].id).key == two[1].vendor
    assert practice.stores.listed() == (two[0],)
    with pytest.raises(NotSignedIn, match="no longer connected"):
        run(practice.stores.client(two[1].id))


# ------------------------------------------------------------------------------------------------ the last one chosen


def test_the_store_chosen_last_is_remembered(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """By its id, over the next start and another name."""
    assert practice.stores.chosen_last() is None
    practice.stores.note_choice(two[1].id)
    practice.stores.rename(two[1].id, "Other")
    assert practice.another_desk().stores.chosen_last() == practice.stores.chosen_last() == two[1].id


def test_a_store_that_is_not_in_use_is_not_preselected(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """Disabled it waits; removed it is forgotten."""
    practice.stores.note_choice(two[1].id)
    practice.stores.enable(two[1].id, enabled=False)
    assert practice.stores.chosen_last() is None
    practice.stores.enable(two[1].id, enabled=True)
    assert practice.stores.chosen_last() == two[1].id
    run(practice.stores.disconnect(two[1].id))
    assert practice.paper.load().last_store == ""


def test_the_same_choice_writes_nothing(practice: Practice, two: tuple[Connection, Connection]) -> None:
    """A new customer at the usual store does not wait for the disk."""
    practice.stores.note_choice(two[1].id)
    practice.paper.error = FULL
    practice.stores.note_choice(two[1].id)
    with pytest.raises(DiskFull):
        practice.stores.note_choice(two[0].id)


def test_a_choice_in_training_is_for_this_run(practice: Practice) -> None:
    """Nothing of the training stores is kept."""
    practice.open(HERE, THERE)
    practice.stores.note_choice(THERE)
    assert practice.stores.chosen_last() == THERE
    assert not practice.paper._home.settings_file.exists()
    assert practice.another_desk().stores.chosen_last() is None


def test_an_unknown_store_is_not_chosen(practice: Practice) -> None:
    """A store that nobody knows is no choice."""
    practice.stores.note_choice(ConnectionId("nobody"))
    assert practice.stores.chosen_last() is None
