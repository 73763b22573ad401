"""Who came with a card: found by its number, else by name and birth date, over all stores, and never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.idcard import IdCard
from app.services.arrivals import Arrival, Arrivals, Arrived
from app.services.recent import Recent
from app.storage.index.vault_index import VaultIndex
from tests.unit.services.practice import HERE, THERE, Practice, run

BORN = date(1985, 3, 9)
CARD = IdCard(first_name="RUTH", last_name="EXAMPLE", birth_date=BORN, license_number="D1234567")


def person(number: str, connection: ConnectionId = HERE, **fields: Any) -> Customer:
    """Ruth, unless the fields say otherwise."""
    facts: dict[str, Any] = {"first_name": "Ruth", "last_name": "Example", "birth_date": BORN}
    return Customer(ref=CustomerRef(connection, number), **(facts | fields))


def arrive(folder: Path, people: Sequence[Customer], card: IdCard = CARD) -> Arrival:
    """Put people into a real index, and come with a card."""
    practice = Practice.at(folder)
    practice.open(HERE, THERE)

    async def come() -> Arrival:
        index = VaultIndex(practice.people)
        await index.put(people)
        try:
            return await Arrivals(index, practice.stores, Recent()).who(card)
        finally:
            await practice.people.close()

    return run(come())


def numbers(arrival: Arrival) -> list[str]:
    """Who it was."""
    return [one.ref.customer_id for one in arrival.customers]


@pytest.mark.parametrize(
    "fields",
    [
        {"license_number": "d-123 4567"},
        {"license_number": "D1234567", "first_name": "Other", "birth_date": date(1999, 1, 1)},
        {"license_number": "D1234567", "last_name": "Married"},
        {"license_number": None},
        {"license_number": "OLD99"},
        {"license_number": "", "first_name": "Ruth-Ann", "last_name": "EXAMPLÉ"},
    ],
    ids=["number", "number and name", "number and birth date", "no number kept", "an older card", "accents"],
)
def test_a_known_customer_is_known(tmp_path: Path, fields: dict[str, Any]) -> None:
    """By the number where something else agrees, else by name and birth date."""
    others = [person("8", birth_date=date(1985, 3, 10)), person("9", first_name="Rita")]
    arrival = arrive(tmp_path, [*others, person("7", **fields)])
    assert (arrival.how, numbers(arrival)) == (Arrived.KNOWN, ["7"])


def test_several_are_shown_and_never_guessed(tmp_path: Path) -> None:
    """Twice in one store, or once in each of two."""
    twice = [person("7", license_number="D1234567"), person("8", THERE, license_number="D1234567")]
    assert arrive(tmp_path, twice).how is Arrived.SEVERAL
    namesakes = [person("7"), person("8")]
    arrival = arrive(tmp_path / "two", namesakes)
    assert (arrival.how, sorted(numbers(arrival))) == (Arrived.SEVERAL, ["7", "8"])


def test_a_number_alone_is_not_believed(tmp_path: Path) -> None:
    """Somebody else with that number is shown beside the person of that name, or alone, for the clerk to decide."""
    stranger = person(
        "9", first_name="Otto", last_name="Sample", birth_date=date(1970, 1, 1), license_number="D1234567"
    )
    alone = arrive(tmp_path, [stranger])
    assert (alone.how, numbers(alone)) == (Arrived.SEVERAL, ["9"])
    beside = arrive(tmp_path / "two", [stranger, person("7")])
    assert (beside.how, numbers(beside)) == (Arrived.SEVERAL, ["7", "9"])


def test_who_lives_on_under_another_number_is_left_out(tmp_path: Path) -> None:
    """The survivor is known; where only the merged record is here, it leads to the survivor."""
    merged = person("7", license_number="D1234567", standing="merged", merged_into="8")
    survivor = person("8", license_number="D1234567")
    assert numbers(arrive(tmp_path, [merged, survivor])) == ["8"]
    assert numbers(arrive(tmp_path / "two", [merged])) == ["7"]


def test_nobody_known_comes_with_those_who_look_alike(tmp_path: Path) -> None:
    """The same name with another birth date, or spelled a little otherwise: shown, so that no second profile is made."""
    alike = [person("7", birth_date=date(1985, 9, 3)), person("8", first_name="Ruht", birth_date=date(1950, 1, 1))]
    arrival = arrive(tmp_path, alike)
    assert (arrival.how, numbers(arrival)) == (Arrived.UNKNOWN, ["7", "8"])


def test_a_card_that_says_little_finds_nobody_by_accident(tmp_path: Path) -> None:
    """Without number and birth date there is nothing to know anybody by."""
    for card in (IdCard(), replace(CARD, license_number="", birth_date=None)):
        assert arrive(tmp_path / card.last_name, [person("7", license_number="")], card).how is Arrived.UNKNOWN


def test_a_store_that_is_not_open_has_nobody(tmp_path: Path) -> None:
    """A disabled store's people are not found."""
    closed = person("7", ConnectionId("closed"), license_number="D1234567")
    assert arrive(tmp_path, [closed]).how is Arrived.UNKNOWN
