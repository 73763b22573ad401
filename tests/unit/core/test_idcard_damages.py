"""Invented cards of every issuer, damaged in every known way: right, or not certain and said so; never wrong."""

from __future__ import annotations

from random import Random

import pytest

from app.core.errors import NotAnId
from app.core.idcard import IdCard, read_card
from tests.unit.core.idcard_cards import DECIDING, Card, make_card
from tests.unit.core.idcard_damages import DOUBTFUL, UNDONE

CARDS = 60


def _cards(name: str, *, odd: bool) -> list[tuple[Card, Random]]:
    random = Random(name)  # noqa: S311 - the same cards in every run
    return [(make_card(random, odd=odd), random) for _ in range(CARDS)]


def _wrong(card: IdCard, made: Card) -> dict[str, object]:
    return {
        field: getattr(card, field) for field in DECIDING if getattr(card, field) not in {made.fields[field], "", None}
    }


@pytest.mark.parametrize("damage", UNDONE)
@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd names"])
def test_undone(damage: str, odd: bool) -> None:
    """The whole card comes out: names, dates, number, address, issuer and version."""
    for made, random in _cards(damage, odd=odd):
        card = read_card(UNDONE[damage](made.payload, random))
        assert {field: getattr(card, field) for field in made.fields} == made.fields
        assert card.unsure == ()


@pytest.mark.parametrize("damage", DOUBTFUL)
@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd names"])
def test_never_silently_wrong(damage: str, odd: bool) -> None:
    """A deciding field is right, or empty."""
    for made, random in _cards(damage, odd=odd):
        try:
            card = read_card(DOUBTFUL[damage](made.payload, random))
        except NotAnId:
            continue
        assert _wrong(card, made) == {}


@pytest.mark.parametrize("damage", ["controls dropped", "blanks", "dropped, Caps Lock"])
def test_most_run_together_cards_are_read(damage: str) -> None:
    """Of people with usual names four in five are read whole although every control character is lost."""
    whole = 0
    for made, random in _cards(damage, odd=False):
        card = read_card(DOUBTFUL[damage](made.payload, random))
        whole += {field: getattr(card, field) for field in DECIDING} == {
            field: made.fields[field] for field in DECIDING
        }
    assert whole >= CARDS * 0.8


def test_what_is_lost_is_named() -> None:
    """A field of a run-together card that is on the card and stays empty stands in ``unsure``."""
    for made, random in _cards("named", odd=True):
        try:
            card = read_card(DOUBTFUL["controls dropped"](made.payload, random))
        except NotAnId:
            continue
        missing = {field for field in DECIDING if made.fields[field] and not getattr(card, field)}
        assert missing <= set(card.unsure)
