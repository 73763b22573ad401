"""A customer's addresses at Foodics (vendor document 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.addresses import with_part
from app.core.changes import Changes
from app.core.errors import (
    AccessDenied,
    InvalidInput,
)
from app.vendors.foodics import body
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.samples import customer_of
from tests.unit.vendors.foodics.scripted_foodics import (
    BASE,
    FORBIDDEN,
    HOME,
    PLACE,
    RECORD,
    one,
    play,
    store,
    updating,
    writes,
)
from tests.unit.vendors.scripted_server import ScriptedServer

# ------------------------------------------------------------------------------------------------ addresses


def test_addresses_are_made_changed_and_deleted_one_by_one() -> None:
    """8: POST, PUT and DELETE /addresses; untouched ones are left alone, and so is the profile."""
    places = [
        {"id": "1", "name": "Home", "description": "A", "latitude": None, "longitude": None},
        {"id": "2", "name": "Work", "description": "B", "latitude": None, "longitude": None},
        {"id": "3", "name": "Old", "description": "C", "latitude": None, "longitude": None},
        {"id": "4", "name": "Emptied", "description": "D", "latitude": None, "longitude": None},
        {"id": "5"},
    ]
    record = {**RECORD, "addresses": places}
    base = customer_of(record)
    home, work_place, _, emptied, bare = base.address_list
    after = (home, with_part(work_place, "street1", "B 2"), with_part(emptied, "street1", ""), bare, HOME)
    seen = updating(Changes(base, {}, after), store(record=record))
    assert writes(seen) == [
        (
            "PUT",
            "/addresses/2",
            {"name": "Work", "description": "B 2", "latitude": None, "longitude": None, "customer_id": "8d831"},
        ),
        ("DELETE", "/addresses/4", None),
        ("POST", "/addresses", body.new_address(HOME, "8d831")),
        ("DELETE", "/addresses/3", None),
    ]
    assert (seen[0].method, seen[-1].method) == ("GET", "GET")


def test_a_moved_pin_and_another_zone() -> None:
    """8: coordinates as text, the zone by its number."""
    moved = replace(PLACE, latitude=24.5, zone="z9")
    (sent,) = writes(updating(Changes(BASE, {}, (moved,)), store()))
    assert sent == (
        "PUT",
        "/addresses/8d92cc27",
        {
            "name": "Work",
            "description": "15688 Kohler",
            "latitude": "24.5",
            "longitude": "4.076668",
            "customer_id": "8d831",
            "delivery_zone_id": "z9",
        },
    )


def test_the_profile_first_and_then_the_addresses() -> None:
    """A failure half way says what is at the store."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as half:
            await client.update(Changes(BASE, {"email": ""}, (PLACE, HOME)))
        assert "The profile was saved" in half.value.sentence

    seen = play(store(write=lambda seen: FORBIDDEN if "addresses" in seen.path else one(RECORD)), work)
    assert [(method, path) for method, path, _ in writes(seen)] == [
        ("PUT", "/customers/8d831"),
        ("POST", "/addresses"),
    ]


def test_a_first_address_that_fails_is_told_as_it_is() -> None:
    """Nothing was saved before, so it is no half way; the permissions are named."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(Changes(BASE, {}, ()))
        assert denied.value.scope == "customers.write or admin.write"

    play(store(write=lambda _: FORBIDDEN), work)
