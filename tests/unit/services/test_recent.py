"""Who was opened at this desk, and the last copies read."""

from __future__ import annotations

from dataclasses import replace

from app.core.customer import Customer
from app.services.recent import Recent
from tests.unit.services.practice import ref

KEPT = 200


def person(number: int, name: str = "") -> Customer:
    """A copy of somebody."""
    return Customer(ref=ref(number), first_name=name)


def test_the_latest_first() -> None:
    """Whoever is opened again comes to the top, once."""
    recent = Recent()
    for number in (1, 2, 3, 1):
        recent.remember(person(number))
    assert [one.ref for one in recent.all()] == [ref(1), ref(3), ref(2)]


def test_a_fresher_copy_changes_no_place() -> None:
    """It is the copy that is shown from then on."""
    recent = Recent()
    for number in (1, 2):
        recent.remember(person(number))
    recent.refresh(person(1, "newer"))
    assert [one.ref for one in recent.all()] == [ref(2), ref(1)]
    assert recent.get(ref(1)) == person(1, "newer")


def test_those_only_seen_are_not_opened() -> None:
    """A copy out of the results can be shown at once, but is not among those opened."""
    recent = Recent()
    recent.refresh(person(1, "seen"))
    assert recent.all() == ()
    assert recent.get(ref(1)) == person(1, "seen")
    recent.remember(person(1, "opened"))
    assert recent.get(ref(1)) == person(1, "opened")
    assert recent.all() == (person(1, "opened"),)


def test_nobody() -> None:
    """Of whom nothing was read there is no copy."""
    assert Recent().get(ref(1)) is None


def test_two_hundred_are_kept() -> None:
    """Of those opened and of those seen; the oldest go first."""
    recent = Recent()
    for number in range(KEPT + 1):
        recent.remember(person(number))
        recent.refresh(person(10_000 + number))
    assert len(recent.all()) == KEPT
    assert recent.get(ref(0)) is None
    assert recent.get(ref(10_000)) is None
    assert recent.get(ref(1)) == person(1)
    assert recent.get(ref(10_001)) == person(10_001)


def test_forgetting() -> None:
    """Nothing is left when the desk goes over to other stores."""
    recent = Recent()
    recent.remember(person(1))
    recent.refresh(replace(person(2)))
    recent.clear()
    assert recent.all() == ()
    assert recent.get(ref(2)) is None
