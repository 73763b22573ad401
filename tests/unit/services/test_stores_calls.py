"""Using a store: its client, and what the outcome of a call says of the store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.core.errors import (
    AppError,
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
    Offline,
    Problem,
    RateLimited,
    SecretStoreLocked,
    SecretStoreMissing,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.vendor import Connection
from app.ports import VendorClient
from app.services.stores import StoreState, StoreStatus
from tests.unit.services.practice import HERE, SECRET, THERE, Practice, ref, run, shop

READY, OFFLINE, SIGN_IN = StoreState.READY, StoreState.OFFLINE, StoreState.SIGN_IN_NEEDED
Use = Callable[[VendorClient], Awaitable[str]]


def ends_in(error: AppError) -> Use:
    """A use of the client that ends so."""

    async def use(_client: VendorClient) -> str:
        raise error

    return use


async def well(_client: VendorClient) -> str:
    """A use of the client that succeeds."""
    return "done"


def heard(practice: Practice) -> list[StoreStatus]:
    """The statuses that are told from now on."""
    told: list[StoreStatus] = []
    practice.stores.changed = told.append
    return told


async def state_after(practice: Practice, error: AppError, before: Use = well) -> StoreState:
    """The state that a call leaves behind which ends in this error; the error comes out."""
    for use in (before, ends_in(error)):
        try:
            await practice.stores.call(HERE, use)
        except AppError as met:
            assert error in (met, met.__cause__) or use is before  # noqa: PT017 - which one it is, is the rule
    return practice.stores.statuses()[0].state


# ------------------------------------------------------------------------------------------------ states


def test_a_store_is_not_called_ready_before_it_was_asked(practice: Practice) -> None:
    """Every open store has a status; a store is ready once it has answered."""
    practice.open(HERE, THERE)
    assert [(one.connection.id, one.state) for one in practice.stores.statuses()] == [
        (HERE, StoreState.CONNECTING),
        (THERE, StoreState.CONNECTING),
    ]
    assert {one.since for one in practice.stores.statuses()} == {practice.clock.now()}
    run(practice.stores.greet(HERE))
    assert [one.state for one in practice.stores.statuses()] == [READY, StoreState.CONNECTING]


def test_a_call_answers_what_its_use_answers(practice: Practice) -> None:
    """Nothing is put between."""
    practice.open()
    assert run(practice.stores.call(HERE, well)) == "done"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Offline("x"), OFFLINE),
        (VendorTimeout("x"), OFFLINE),
        (VendorUnavailable("x"), OFFLINE),
        (NotSignedIn("x"), SIGN_IN),
        (SecretStoreLocked("x"), SIGN_IN),
        (SecretStoreMissing("x"), SIGN_IN),
        (NotFound("x"), READY),
        (InvalidInput(Problem("a", "b"), refused=True), READY),
        (RateLimited("x"), READY),
        (NotOffered("x"), READY),
        (InvalidInput(Problem("a", "b")), READY),
        (UnexpectedReply("V", "w"), READY),
    ],
)
def test_what_an_error_says_of_a_ready_store(practice: Practice, error: AppError, state: StoreState) -> None:
    """Silence and refused keys are states; a refusal of one question is none."""
    practice.open()
    assert run(state_after(practice, error)) is state


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NotFound("x"), READY),
        (InvalidInput(Problem("a", "b"), refused=True), READY),
        (NotOffered("x"), OFFLINE),
        (InvalidInput(Problem("a", "b")), OFFLINE),
        (RateLimited("x"), OFFLINE),
        (UnexpectedReply("V", "w"), OFFLINE),
    ],
)
def test_what_an_error_says_of_a_store_that_was_silent(practice: Practice, error: AppError, state: StoreState) -> None:
    """An answer of the store brings it back; what never left this desk says nothing."""
    practice.open()
    assert run(state_after(practice, error, before=ends_in(Offline("x")))) is state


def test_offline_and_back(practice: Practice) -> None:
    """Each change is told once, with the moment it began."""
    practice.open()
    told = heard(practice)
    began = practice.clock.now()

    async def day() -> None:
        await practice.desk.profiles.open(ref(1117))
        practice.wire.breaks(httpx.ConnectError("no route"))
        for _ in range(2):
            practice.clock.pass_by(5)
            with pytest.raises(Offline):
                await practice.desk.profiles.open(ref(1117))
        practice.wire.mend()
        practice.clock.pass_by(5)
        await practice.desk.profiles.open(ref(1117))

    run(day())
    assert [one.state for one in told] == [READY, OFFLINE, READY]
    assert [(one.since - began).total_seconds() / 60 for one in told] == [0, 5, 15]
    assert told[-1] == practice.stores.statuses()[0]
    assert told[-1].connection.id == HERE


def test_a_refused_key(practice: Practice) -> None:
    """The store says no: sign-in is needed, and every look says so."""
    practice.stores.open_for_this_run([(shop("Here", id=HERE), SECRET | {"api_key": "wrong"})])
    told = heard(practice)
    with pytest.raises(NotSignedIn):
        run(practice.desk.profiles.open(ref(1117)))
    assert [one.state for one in told] == [SIGN_IN]


def test_a_refused_key_says_of_which_store_it_is(practice: Practice) -> None:
    """No client of a vendor knows it; the words stay the client's, and so does the cause."""
    practice.open(HERE, THERE)
    for store in (THERE, HERE):
        refused = NotSignedIn("What.", "Served?", "Press.")
        with pytest.raises(NotSignedIn) as met:
            run(practice.stores.call(store, ends_in(refused)))
        assert (met.value.store, met.value.sentence) == (store, refused.sentence)
        assert met.value.__cause__ is refused
        assert refused.store is None


def test_a_key_refused_after_its_store_was_removed_is_of_no_store(practice: Practice) -> None:
    """There is nothing left to sign in to."""
    connected = run(practice.stores.connect(shop(), SECRET))

    async def removed(_client: VendorClient) -> str:
        await practice.stores.disconnect(connected.id)
        raise NotSignedIn("x")

    with pytest.raises(NotSignedIn) as met:
        run(practice.stores.call(connected.id, removed))
    assert met.value.store is None


@pytest.mark.parametrize("error", [None, SecretStoreLocked("x"), SecretStoreMissing("x")])
def test_a_store_without_a_readable_secret(practice: Practice, error: AppError | None) -> None:
    """None kept, locked, or no store of secrets at all: whoever asks for the form alone makes it known."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.vault.kept.clear()
    practice.vault.error = error
    told = heard(practice)
    with pytest.raises(type(error) if error else NotSignedIn) as met:
        run(practice.desk.profiles.form(connected.id))
    assert not isinstance(met.value, NotSignedIn) or met.value.store == connected.id
    assert [(one.connection.id, one.state) for one in told] == [(connected.id, SIGN_IN)]


def test_a_call_that_outlives_its_store_tells_nothing(practice: Practice) -> None:
    """The store was disconnected meanwhile; its state interests nobody."""
    connected = run(practice.stores.connect(shop(), SECRET))
    told = heard(practice)

    async def disconnect(_client: VendorClient) -> str:
        await practice.stores.disconnect(connected.id)
        return "late"

    assert run(practice.stores.call(connected.id, disconnect)) == "late"
    assert told == []
    assert practice.stores.statuses() == ()


# ------------------------------------------------------------------------------------------------ clients


def test_a_store_is_opened_once(practice: Practice) -> None:
    """Two who ask at the same time get the same client."""
    connected = run(practice.stores.connect(shop(), SECRET))

    async def both() -> tuple[VendorClient, ...]:
        return tuple(await asyncio.gather(practice.stores.client(connected.id), practice.stores.client(connected.id)))

    one, other = run(both())
    assert one is other
    assert run(practice.stores.client(connected.id)) is one


def test_a_store_removed_while_its_secret_is_read_is_not_opened(practice: Practice) -> None:
    """The person who removed it meant it."""
    connected = run(practice.stores.connect(shop(), SECRET))
    tried = list(practice.table.opened)  # by the connecting itself

    async def removed() -> None:
        practice.vault.on_read = None
        await practice.stores.disconnect(connected.id)

    practice.vault.on_read = removed
    with pytest.raises(NotSignedIn) as gone:
        run(practice.stores.client(connected.id))
    assert gone.value.store is None
    assert practice.table.opened == tried


def test_an_unknown_store(practice: Practice) -> None:
    """Says what to do; nothing is guessed."""
    with pytest.raises(NotSignedIn) as unknown:
        practice.stores.connection(THERE)
    assert unknown.value.hint


def test_closing_gives_back_every_connection(practice: Practice) -> None:
    """A closed client answers nobody any more; the next use opens a new one."""
    practice.open(HERE, THERE)

    async def day() -> None:
        await practice.stores.call(HERE, well)
        await practice.stores.call(THERE, well)
        await practice.stores.close()
        for client in practice.table.opened:
            with pytest.raises(Offline):
                await client.read("1117")
        await practice.desk.profiles.open(ref(1117))

    run(day())
    assert len(practice.table.opened) == 3


# ------------------------------------------------------------------------------------------------ training


def test_the_training_stores_stand_alone(practice: Practice) -> None:
    """While they are open the connected ones are not asked, and nothing of them is kept."""
    connected = run(practice.stores.connect(shop(), SECRET))
    assert not practice.stores.is_training()
    training = Connection(
        id=HERE, name="Training", vendor="treez", base_url=connected.base_url, account=connected.account, training=True
    )
    practice.stores.open_for_this_run([(training, SECRET)])
    assert practice.stores.is_training()
    assert practice.stores.connections() == (training,)
    run(practice.desk.profiles.open(ref(1117)))
    assert practice.paper.load().connections == (connected,)
    assert HERE not in practice.vault.kept


def test_going_over_to_the_connected_stores(practice: Practice) -> None:
    """The training stores are gone with their clients, statuses and credentials."""
    connected = run(practice.stores.connect(shop(), SECRET))
    practice.open()

    async def day() -> None:
        await practice.desk.profiles.open(ref(1117))
        await practice.stores.open_connected()
        with pytest.raises(NotSignedIn):
            await practice.desk.profiles.open(ref(1117))

    run(day())
    assert practice.stores.connections() == (connected,)
    assert [one.connection for one in practice.stores.statuses()] == [connected]
    assert not practice.stores.is_training()


def test_a_store_for_one_run_is_not_training(practice: Practice) -> None:
    """A one-off question of the command line goes to a real store."""
    practice.open()
    assert not practice.stores.is_training()


def test_the_table_is_passed_on(practice: Practice) -> None:
    """What can be connected is what the table holds."""
    assert practice.stores.vendor_infos() == practice.table.infos()
