"""The one word beside a name in the results."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.chip import Chip, chip_of, type_label
from app.core.customer import Caregiver, Verification
from app.core.values import ABSENT, Unreadable
from app.core.verdict import Level
from tests.unit.core.records import TODAY, record

# Everything that can be the matter, the weightiest first.
MATTERS: tuple[tuple[dict[str, Any], Chip], ...] = (
    ({"banned": True}, Chip("BANNED", Level.REFUSE)),
    ({"standing": "deactivated"}, Chip("DEACTIVATED", Level.REFUSE)),
    ({"birth_date": date(2005, 11, 21)}, Chip("UNDER AGE", Level.REFUSE)),
    ({"license_expires": date(2026, 11, 19)}, Chip("ID EXPIRED", Level.LOOK)),
    ({"is_medical": True, "medical_expires": date(2026, 11, 19)}, Chip("CARD EXPIRED", Level.LOOK)),
    ({"warnings": ("warning_1",)}, Chip("WARNING", Level.LOOK)),
    ({"verification": Verification("verification_pending")}, Chip("PENDING", Level.LOOK)),
)


@pytest.mark.parametrize(("fields", "chip"), MATTERS)
def test_each_matter_has_its_word(fields: dict[str, Any], chip: Chip) -> None:
    """With the level of its weight."""
    assert chip_of(record(**fields), TODAY) == chip


@pytest.mark.parametrize("place", range(len(MATTERS)))
def test_the_weightiest_is_shown(place: int) -> None:
    """Whatever lighter matters there are beside it."""
    together: dict[str, Any] = {}
    for fields, _chip in MATTERS[place:]:
        together |= fields
    if "birth_date" in together:
        together["birth_date"] = date(2009, 1, 1)  # too young for a patient, too
    assert chip_of(record(**together), TODAY) == MATTERS[place][1]


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_date": date(2005, 11, 20)},
        {"birth_date": Unreadable("1990-02-31")},
        {"birth_date": date(2008, 11, 20), "is_medical": True},
        {"license_expires": TODAY},
        {"license_expires": Unreadable("soon")},
        {"medical_expires": date(2020, 1, 1)},
        {"medical_expires": TODAY, "is_medical": True},
        {"banned": None, "warnings": None, "verification": None, "standing": None},
        {"banned": False, "warnings": (), "verification": Verification("verified"), "standing": "active"},
        {"standing": "on_hold"},
    ],
)
def test_nothing_the_matter_shows_the_type(fields: dict[str, Any]) -> None:
    """The last day of a paper and the day of coming of age are in order, and nothing is guessed."""
    assert chip_of(record(customer_type="medical_mmid", **fields), TODAY) == Chip("MEDICAL MMID")


@pytest.mark.parametrize("standing", ["merged", "deactivated", "deleted"])
def test_records_that_are_no_more(standing: str) -> None:
    """The word is the standing itself."""
    assert chip_of(record(standing=standing), TODAY) == Chip(standing.upper(), Level.REFUSE)


def test_a_pending_profile() -> None:
    """Pending at the store is pending, whoever is to look."""
    assert chip_of(record(standing="pending"), TODAY) == Chip("PENDING", Level.LOOK)


def test_a_young_patient_with_a_caregiver() -> None:
    """The chip refuses nobody whom the verdict does not refuse."""
    young = {"birth_date": date(2012, 1, 1), "is_medical": True}
    assert chip_of(record(**young, caregivers=(Caregiver("1130"),)), TODAY) == Chip("UNDER AGE", Level.LOOK)
    assert chip_of(record(**young, caregivers=()), TODAY) == Chip("UNDER AGE", Level.REFUSE)


@pytest.mark.parametrize(
    ("sent", "label"), [("medical_mmid", "MEDICAL MMID"), ("adult", "ADULT"), ("", ""), (None, ""), (ABSENT, "")]
)
def test_types_as_labels(sent: Any, label: str) -> None:
    """The vendor's word in capitals; nothing where it has none."""
    assert type_label(sent) == label
