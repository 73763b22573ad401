"""What an administrator has set, laid over an account's settings and taken off again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import ConnectionId
from app.core.errors import FixedHere
from app.core.jurisdictions import STRICTEST
from app.core.policy import UNKNOWN_PLACE, Policy, as_fixed, refuse_fixed
from app.core.settings import Fixed, Settings, UpdateCheck
from app.core.vendor import Connection

NONE = ConnectionId("")
MAIN = Connection(id=NONE, name="Main", vendor="treez", base_url="https://a.example/v2", account={"dispensary": "x"})
EAST = Connection(id=NONE, name="East", vendor="indicaonline", base_url="https://b.example", account={})
OWN = replace(MAIN, id=ConnectionId("own-1"), name="My shop", place="US-OR", enabled=False)
OTHER = Connection(
    id=ConnectionId("own-2"), name="Other", vendor="foodics", base_url="https://c.example", place="US-CA"
)
STORES = Policy(fixed=frozenset({Fixed.STORES}), stores=(MAIN, EAST))


def names(settings: Settings) -> list[str]:
    """The stores, in their order."""
    return [one.name for one in settings.connections]


def test_without_a_policy_nothing_changes() -> None:
    """Neither way."""
    own = Settings(connections=(OWN, OTHER), idle_minutes=7)
    assert Policy().over(own) == own
    assert Policy().under(own, own) == own


def test_the_fixed_stores_are_the_stores() -> None:
    """All of them are in use, in the administrator's order and by the administrator's names; no other is."""
    held = STORES.over(Settings(connections=(OTHER,)))
    assert names(held) == ["Main", "East"]
    assert all(one.enabled for one in held.connections)
    assert held.fixed == {Fixed.STORES}


def test_a_store_that_was_connected_before_keeps_its_number() -> None:
    """Credentials, people and waiting changes are found by it; the account may hold more settings than the policy."""
    own = replace(OWN, base_url=f"{OWN.base_url}/", account={"dispensary": "x", "authorization": "raw"})
    held = STORES.over(Settings(connections=(OTHER, own)))
    assert held.connections[0].id == own.id
    assert held.connections[1].id not in {own.id, OTHER.id, NONE}


def test_a_new_store_has_the_same_number_at_every_start() -> None:
    """And another one for another address."""
    first, again = STORES.over(Settings()), STORES.over(Settings())
    moved = replace(STORES, stores=(replace(MAIN, base_url="https://d.example"),)).over(Settings())
    assert [one.id for one in first.connections] == [one.id for one in again.connections]
    assert moved.connections[0].id != first.connections[0].id


def test_a_store_at_another_address_stays_the_store() -> None:
    """Once an account has kept it, an administrator may correct its address and its settings."""
    held = STORES.over(Settings())
    kept = STORES.under(held, Settings())
    corrected = replace(STORES, stores=(replace(MAIN, account={"dispensary": "y"}), EAST)).over(kept)
    assert [one.id for one in corrected.connections] == [one.id for one in held.connections]
    assert corrected.connections[0].account == {"dispensary": "y"}


def test_two_fixed_stores_never_share_a_number() -> None:
    """Not even where one of them was connected before under the other's name."""
    own = replace(EAST, id=ConnectionId("own-3"), name="Main", vendor="treez", base_url=MAIN.base_url)
    policy = replace(STORES, stores=(MAIN, replace(MAIN, name="Twin", account={"dispensary": "z"})))
    ids = [one.id for one in policy.over(Settings(connections=(own,))).connections]
    assert len(set(ids)) == 2


def test_own_stores_wait_under_the_fixed_ones() -> None:
    """Whatever is saved meanwhile, they are there again when the policy is gone; so are the fixed ones by then."""
    own = Settings(connections=(OTHER,))
    kept = STORES.under(replace(STORES.over(own), language="de"), own)
    assert names(kept) == ["Main", "East", "Other"]
    assert (kept.language, kept.fixed) == ("de", frozenset())


def test_the_place_holds_for_every_store() -> None:
    """Also for one whose vendor asks for it; the own place waits."""
    policy = Policy(fixed=frozenset({Fixed.JURISDICTION}), jurisdiction="US-CO")
    asked = replace(EAST, id=ConnectionId("own-4"), account={"jurisdiction": "US-CA", "plan": "pro"})
    own = Settings(connections=(OWN, asked))
    held = policy.over(own)
    assert {one.jurisdiction.code for one in held.connections} == {"US-CO"}
    assert held.connections[1].account == {"jurisdiction": "US-CO", "plan": "pro"}
    assert held.fixed_place == "US-CO"
    assert policy.under(held, own) == own


def test_a_place_that_cannot_be_read_is_the_strictest() -> None:
    """Whatever the store says of itself."""
    policy = Policy(fixed=frozenset({Fixed.JURISDICTION}), jurisdiction=UNKNOWN_PLACE)
    asked = replace(EAST, account={"jurisdiction": "US-CA"})
    held = policy.over(Settings(connections=(OWN, asked)))
    assert {one.jurisdiction for one in held.connections} == {STRICTEST}
    assert held.fixed_place == ""


@given(own=st.integers(1, 15), fixed=st.integers(1, 15), agreed=st.none() | st.booleans(), told=st.booleans())
def test_idle_time_and_updates(own: int, fixed: int, agreed: bool | None, told: bool) -> None:
    """The fixed ones hold; the own ones come back."""
    policy = Policy(fixed=frozenset({Fixed.IDLE, Fixed.UPDATES}), idle_minutes=fixed, update_check=told)
    mine = Settings(idle_minutes=own, updates=UpdateCheck(agreed=agreed, skipped="0.2.0"))
    held = policy.over(mine)
    assert (held.idle_minutes, held.updates) == (fixed, UpdateCheck(agreed=told, skipped="0.2.0"))
    looked = replace(held, updates=replace(held.updates, outcome="newer"))
    assert policy.under(looked, mine) == replace(
        mine, updates=UpdateCheck(agreed=agreed, skipped="0.2.0", outcome="newer")
    )


def test_signing_in_takes_the_fixed_entry() -> None:
    """By number, or as a script names it; nothing of what was typed beside the credentials."""
    held = STORES.over(Settings())
    main = held.connections[0]
    assert as_fixed(held, replace(main, name="Typed", base_url="https://evil.example")) == main
    assert as_fixed(held, replace(MAIN, name="As a script calls it")) == main
    for other in (OTHER, replace(OTHER, id=NONE)):
        with pytest.raises(FixedHere):
            as_fixed(held, other)
    assert as_fixed(Settings(), OTHER) == OTHER


def test_refusing() -> None:
    """Only what is fixed."""
    refuse_fixed(Settings(fixed=frozenset({Fixed.IDLE})), Fixed.STORES)
    with pytest.raises(FixedHere, match="stores"):
        refuse_fixed(Settings(fixed=frozenset({Fixed.STORES})), Fixed.STORES)
