"""The whole desk once over real HTTP on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.changes import Changes
from app.core.customer import ConnectionId, CustomerRef
from app.core.vendor import Connection
from app.services.desk import Desk
from app.services.stores import StoreState
from app.storage.desk_vault import desk_vault
from app.storage.index.vault_index import VaultIndex
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.training.serve import Served, running
from app.vendors.registry import VendorTable
from tests.unit.services.practice import WallClock, run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over the parts of the program itself; only its secrets last no longer than the test."""
    home, secrets = Home.at(tmp_path), PatientSecrets(SessionSecrets())
    vault = desk_vault(home, secrets)
    yield Desk.over(
        vendors=VendorTable(),
        secrets=secrets,
        settings=SettingsFile(home),
        clock=WallClock(),
        index=VaultIndex(vault),
        vault=vault,
    )
    run(vault.close())


async def a_day(desk: Desk, served: Served) -> None:
    """Connect, find, open, correct, look again, forget."""
    store = served.store("treez")
    new = Connection(
        id=ConnectionId(""), name="Main", vendor="treez", base_url=served.base_url("treez"), account=store.account
    )
    await desk.stores.test(new, store.secret)
    connected = await desk.stores.connect(new, store.secret)
    answer = await desk.search.ask(connected.id, "Johnny Appleseed")
    assert [row.ref for row in answer.rows] == [CustomerRef(connected.id, "1117")]
    customer = await desk.profiles.open(answer.rows[0].ref)
    saved = await desk.profiles.save(Changes(customer, {"nickname": "Jay"}))
    assert (await desk.profiles.reread(customer.ref)).nickname == saved.nickname == "Jay"
    assert [one.state for one in desk.stores.statuses()] == [StoreState.READY]
    await desk.feed.settled()
    assert [row.ref for row in await desk.search.here("apple jay")] == [customer.ref]
    await desk.stores.disconnect(connected.id)
    assert desk.stores.connections() == ()
    await desk.stores.close()


def test_a_day_at_the_desk(desk: Desk) -> None:
    """The use cases do over a socket what they do in the other tests over a wire."""
    with running(customers=50, seed=1, calls_per_second=None) as served:
        run(a_day(desk, served))
