"""May this person come in? Every rule at its boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.customer import Caregiver, Customer, Verification
from app.core.values import ABSENT, Unreadable
from app.core.verdict import SOON_DAYS, Circumstances, Level, Reason, judge
from tests.unit.core.records import TODAY, record

ADULT = date(1990, 5, 5)
LATER = date(2030, 1, 31)


def fine(**fields: Any) -> Customer:
    """An adult with a valid ID; ``fields`` change that."""
    facts = {"birth_date": ADULT, "license_number": "C1", "license_expires": LATER, "standing": "active"}
    return record(**(facts | fields))


def patient(**fields: Any) -> Customer:
    """A patient with a valid card."""
    return fine(**({"is_medical": True, "medical_expires": LATER} | fields))


def said(customer: Customer, level: Level | None = None) -> list[str]:
    """The reasons in words, of one level or of all."""
    return [one.text for one in judge(customer, TODAY).reasons if level in {None, one.level}]


def test_an_adult_with_a_valid_id_is_admitted() -> None:
    """The reasons say what was looked at."""
    verdict = judge(fine(), TODAY)
    assert verdict.level is Level.ADMIT
    assert [reason.text for reason in verdict.reasons] == ["36 years old", "ID valid until 31 Jan 2030"]


# ------------------------------------------------------------------------------------------------ standing and ban


@pytest.mark.parametrize(
    ("standing", "level", "reason"),
    [
        ("merged", Level.REFUSE, "merged into another profile"),
        ("deactivated", Level.REFUSE, "profile deactivated at the store"),
        ("deleted", Level.REFUSE, "profile deleted at the store"),
        ("pending", Level.LOOK, "profile still pending at the store"),
        ("on_hold", Level.LOOK, "the store marks this profile as on_hold"),
    ],
)
def test_standings_that_speak_against(standing: str, level: Level, reason: str) -> None:
    """Each in words; a word of the vendor that we do not know is looked at."""
    verdict = judge(fine(standing=standing), TODAY)
    assert verdict.level is level
    assert verdict.reasons[0].text == reason


@pytest.mark.parametrize("standing", ["active", "", None, ABSENT])
def test_standings_that_say_nothing(standing: Any) -> None:
    """An active record needs no word, nor one whose vendor has no such field."""
    assert judge(fine(standing=standing), TODAY) == judge(fine(), TODAY)


def test_a_merged_profile_leads_to_the_survivor() -> None:
    """The reason names the profile to open and links to it."""
    reason = judge(fine(standing="merged", merged_into="1123"), TODAY).reasons[0]
    assert reason == Reason(Level.REFUSE, "merged into customer {}: open that profile", ("1123",), "1123")
    assert reason.text == "merged into customer 1123: open that profile"


def test_a_ban_refuses() -> None:
    """Only where the store says so: null and absent are no ban."""
    assert judge(fine(banned=True), TODAY).level is Level.REFUSE
    assert said(fine(banned=True), Level.REFUSE) == ["banned at this store"]
    for banned in (False, None, ABSENT):
        assert judge(fine(banned=banned), TODAY).level is Level.ADMIT


# ------------------------------------------------------------------------------------------------ age


@pytest.mark.parametrize(
    ("born", "level", "reason"),
    [
        (date(2005, 11, 20), Level.ADMIT, "21 years old"),
        (date(2005, 11, 21), Level.REFUSE, "20 years old, 21 is the limit"),
        (date(2008, 11, 20), Level.REFUSE, "18 years old, 21 is the limit"),
    ],
)
@pytest.mark.parametrize("medical", [False, None, ABSENT])
def test_adults_are_21(born: date, level: Level, reason: str, medical: Any) -> None:
    """From the birthday on; whoever is not known to be a patient counts as an adult customer."""
    customer = fine(birth_date=born, is_medical=medical)
    assert judge(customer, TODAY).level is level
    assert reason in said(customer, level)


@pytest.mark.parametrize(
    ("born", "level", "reason"),
    [
        (date(2008, 11, 20), Level.ADMIT, "18 years old"),
        (date(2008, 11, 21), Level.REFUSE, "17 years old, 18 is the limit"),
    ],
)
def test_patients_are_18(born: date, level: Level, reason: str) -> None:
    """A patient comes alone from the eighteenth birthday on."""
    assert judge(patient(birth_date=born), TODAY).level is level
    assert reason in said(patient(birth_date=born), level)


def test_a_young_patient_comes_with_the_caregiver() -> None:
    """Not refused and not waved through; a young adult customer's caregiver changes nothing."""
    carers = (Caregiver("1130"),)
    young = patient(birth_date=date(2012, 1, 1), caregivers=carers)
    assert judge(young, TODAY).level is Level.LOOK
    assert said(young, Level.LOOK) == ["14 years old: only together with the caregiver"]
    assert judge(fine(birth_date=date(2012, 1, 1), caregivers=carers), TODAY).level is Level.REFUSE
    assert judge(patient(birth_date=date(2012, 1, 1), caregivers=()), TODAY).level is Level.REFUSE


@pytest.mark.parametrize("born", [ABSENT, None, Unreadable("1990-02-31")])
def test_a_birth_date_that_nobody_can_read(born: Any) -> None:
    """The card in the customer's hand decides."""
    assert said(fine(birth_date=born), Level.LOOK) == ["no readable date of birth: check the ID"]


def test_born_on_29_february() -> None:
    """Twenty-one on 1 March of a common year, not a day earlier."""
    leapling = fine(birth_date=date(2004, 2, 29))
    assert judge(leapling, date(2025, 2, 28)).level is Level.REFUSE
    assert judge(leapling, date(2025, 3, 1)).level is Level.ADMIT


# ------------------------------------------------------------------------------------------------ papers


@pytest.mark.parametrize(
    ("days", "level", "text"),
    [
        (-1, Level.LOOK, "ID expired on 19 Nov 2026"),
        (0, Level.ADMIT, "ID expires soon, on 20 Nov 2026"),
        (SOON_DAYS, Level.ADMIT, "ID expires soon, on 20 Dec 2026"),
        (SOON_DAYS + 1, Level.ADMIT, "ID valid until 21 Dec 2026"),
    ],
)
def test_expiry_of_the_id(days: int, level: Level, text: str) -> None:
    """Good on its last day; the last month is mentioned; afterwards somebody looks."""
    customer = fine(license_expires=TODAY + timedelta(days=days))
    assert judge(customer, TODAY).level is level
    assert text in said(customer, level)


@pytest.mark.parametrize("blank", [ABSENT, None, ""])
def test_no_id_on_file(blank: Any) -> None:
    """Neither number nor date."""
    customer = fine(license_number=blank, license_expires=ABSENT)
    assert said(customer, Level.LOOK) == ["no ID on file: check the ID"]


@pytest.mark.parametrize("until", [ABSENT, None, Unreadable("N/K")])
def test_an_id_without_a_readable_date(until: Any) -> None:
    """A number alone does not say until when."""
    assert said(fine(license_expires=until), Level.LOOK) == ["ID: no readable expiry date"]


def test_a_date_without_a_number_is_read() -> None:
    """The expiry is what matters at the door."""
    assert judge(fine(license_number=None), TODAY).level is Level.ADMIT


def test_the_card_of_patients_only() -> None:
    """An adult customer needs none; a patient's is judged like the ID, and says what its lapse means for the sale."""
    assert judge(fine(medical_expires=date(2020, 1, 1)), TODAY).level is Level.ADMIT
    assert said(patient(medical_expires=date(2026, 11, 19)), Level.LOOK) == [
        "medical card expired on 19 Nov 2026: no sale as a patient"
    ]
    assert said(patient(medical_expires=None), Level.LOOK) == ["medical card: no readable expiry date"]
    assert "medical card valid until 31 Jan 2030" in said(patient(), Level.ADMIT)


# ------------------------------------------------------------------------------------------------ warnings, verification


def test_warnings() -> None:
    """Each is a reason to look; none, null and absent are not."""
    assert said(fine(warnings=("warning_1", "warning_2")), Level.LOOK) == ["warning 1 given", "warning 2 given"]
    for warnings in ((), None, ABSENT):
        assert judge(fine(warnings=warnings), TODAY).level is Level.ADMIT


@pytest.mark.parametrize(
    ("verification", "reason"),
    [
        (Verification("verification_pending"), "verification pending"),
        (
            Verification("verification_pending", ("NEW_INTAKE_CUSTOMER", "MEDICAL_ID_EXPIRATION")),
            "verification pending: new intake customer, medical id expiration",
        ),
        (Verification("", ("NEW_INTAKE_CUSTOMER",)), "verification pending: new intake customer"),
        (Verification("not_legible"), "the store marks the verification as not legible"),
    ],
)
def test_verifications_to_look_at(verification: Verification, reason: str) -> None:
    """Pending with its reasons, reasons without a word, and a word that we do not know."""
    assert said(fine(verification=verification), Level.LOOK) == [reason]


@pytest.mark.parametrize("nothing", [ABSENT, None, Verification("not_applicable"), Verification("")])
def test_verifications_that_say_nothing(nothing: Any) -> None:
    """No such field, null, not applicable: no reason either way."""
    assert judge(fine(verification=nothing), TODAY) == judge(fine(), TODAY)


def test_verified() -> None:
    """Said as a good reason."""
    assert said(fine(verification=Verification("verified")))[-1] == "verified"


# ------------------------------------------------------------------------------------------------ all together


def test_the_weightiest_reason_stands_first() -> None:
    """Refusals, then what is to be looked at, then what is in order; within each in the order of the rules."""
    customer = fine(banned=True, standing="deleted", warnings=("warning_1",), license_expires=date(2020, 1, 1))
    verdict = judge(customer, TODAY)
    assert verdict.level is Level.REFUSE
    assert [reason.level for reason in verdict.reasons] == sorted((r.level for r in verdict.reasons), reverse=True)
    assert [reason.text for reason in verdict.reasons] == [
        "profile deleted at the store",
        "banned at this store",
        "ID expired on 1 Jan 2020",
        "warning 1 given",
        "36 years old",
    ]


def test_one_doubt_is_enough() -> None:
    """The verdict is the weightiest of its reasons."""
    assert judge(fine(warnings=("warning_1",)), TODAY).level is Level.LOOK


def test_a_record_of_which_nothing_is_known() -> None:
    """Nobody is waved through on an empty record."""
    assert judge(record(), TODAY).level is Level.LOOK


def test_a_vendor_that_keeps_no_id() -> None:
    """What the vendor has no place for is not missing: it is said, and asks for no closer look."""
    customer = fine(license_number=ABSENT, license_expires=ABSENT)
    verdict = judge(customer, TODAY, Circumstances(keeps_id=False))
    assert verdict.level is Level.ADMIT
    assert "the store keeps no ID" in [reason.text for reason in verdict.reasons]
