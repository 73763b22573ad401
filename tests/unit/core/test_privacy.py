"""What may be kept of a scanned ID."""

from __future__ import annotations

import pytest

from app.core.customer import STANDARD_FIELDS
from app.core.jurisdictions import JURISDICTIONS
from app.core.privacy import CARD_FIELDS, POLICIES, STRICTEST, Keeping, kept_fields, notice_of, policy_of

CONTACT = {"first_name", "middle_name", "last_name", "single_name", "addresses"}


@pytest.mark.parametrize(
    ("place", "is_patient", "consent", "kept"),
    [
        ("US-OR", False, False, set()),
        ("US-OR", False, True, CONTACT),
        ("US-OR", True, False, CARD_FIELDS),
        ("US-OR", True, True, CARD_FIELDS),
        ("US-MA", False, False, set()),
        ("US-MA", False, True, CARD_FIELDS),
        ("US-MA", True, False, set()),
        ("US-IL", False, False, set()),
        ("US-IL", False, True, CARD_FIELDS),
        ("US-NH", True, False, set()),
        ("US-SD", True, True, CARD_FIELDS),
        ("US-TX", False, True, set()),
        ("US-TX", True, True, set()),
        ("US-CA", False, False, CARD_FIELDS),
        ("US-CO", False, False, CARD_FIELDS),
        ("CA-ON", False, False, set()),
        ("CA-QC", False, True, CONTACT),
        ("US-FL", True, True, set()),
        ("DE", False, True, set()),
        ("", False, True, set()),
    ],
)
def test_what_is_kept(place: str, is_patient: bool, consent: bool, kept: set[str]) -> None:
    """By place, type of customer and consent; nothing where no rule is known."""
    assert kept_fields(policy_of(place), is_patient=is_patient, consent=consent) == kept


@pytest.mark.parametrize("place", sorted(JURISDICTIONS))
@pytest.mark.parametrize("is_patient", [False, True])
def test_consent_never_keeps_less(place: str, is_patient: bool) -> None:
    """Whoever agrees loses nothing; whoever does not never has more kept."""
    policy = policy_of(place)
    without = kept_fields(policy, is_patient=is_patient, consent=False)
    assert without <= kept_fields(policy, is_patient=is_patient, consent=True) <= CARD_FIELDS


def test_only_fields_of_a_profile_are_ever_kept() -> None:
    """Nothing that no form asks for, and never the scan itself."""
    assert CARD_FIELDS <= STANDARD_FIELDS


def test_every_rule_has_a_source_and_a_day() -> None:
    """A rule that nobody can look up cannot be kept up to date."""
    for code, policy in POLICIES.items():
        assert policy.name == JURISDICTIONS[code].name
        assert policy.source
        assert policy.read_on


def test_no_known_place_keeps_nothing() -> None:
    """Neither an unknown one nor one without a rule."""
    assert policy_of("XX-YY") is STRICTEST
    assert policy_of("US-WY") is STRICTEST
    assert STRICTEST.adults is STRICTEST.patients is Keeping.NOTHING


@pytest.mark.parametrize(
    ("place", "is_patient", "consent", "line"),
    [
        ("US-TX", False, False, "Texas: checked and forgotten"),
        ("US-OR", False, False, "Oregon: checked and forgotten, unless the customer agrees to be kept"),
        ("US-OR", False, True, "Oregon: name and address are kept with the customer's consent, the rest is forgotten"),
        ("US-OR", True, False, "Oregon: what the profile needs is kept, the scan is forgotten"),
        ("US-IL", False, True, "Illinois: kept with the customer's consent, the scan is forgotten"),
        ("US-CA", False, False, "California: what the profile needs is kept, the scan is forgotten"),
        ("", False, True, "No rule known for this store's place: the scan is checked and forgotten"),
    ],
)
def test_one_line_for_the_clerk(place: str, is_patient: bool, consent: bool, line: str) -> None:
    """Says the place and what becomes of the scan."""
    assert notice_of(policy_of(place), is_patient=is_patient, consent=consent).text == line


@pytest.mark.parametrize("place", ["", *sorted(JURISDICTIONS)])
@pytest.mark.parametrize("is_patient", [False, True])
@pytest.mark.parametrize("consent", [False, True])
def test_the_line_is_true(place: str, is_patient: bool, consent: bool) -> None:
    """It says that something is kept where something is, and that it is forgotten where nothing is."""
    policy = policy_of(place)
    line = notice_of(policy, is_patient=is_patient, consent=consent).text
    kept = kept_fields(policy, is_patient=is_patient, consent=consent)
    assert ("is kept" in line or "kept with" in line) == bool(kept)
