"""Every code of the vendor's error pages, and the unknown ones."""

from __future__ import annotations

import csv
import json

import pytest

from app.core.errors import AppError, Duplicate, InvalidInput, NotFound, UnexpectedReply
from app.vendors.treez import wire
from app.vendors.treez.refusal import is_miss, is_success, refusal
from tests.unit.vendors.treez.samples import sample

FIELDS = {
    "CUSTOMER_AGE_TOO_HIGH": "birth_date",
    "CUSTOMER_FIRST_NAME_EMPTY": "first_name",
    "CUSTOMER_FIRST_NAME_BLANK": "first_name",
    "CUSTOMER_FIRST_NAME_TOO_LONG": "first_name",
    "CUSTOMER_GROUP_DUPLICATED_INPUT": "groups",
    "CUSTOMER_LAST_NAME_EMPTY": "last_name",
    "CUSTOMER_LAST_NAME_TOO_LONG": "last_name",
    "DRIVER_LICENSE_EXPIRATION_CANNOT_BE_NULL": "license_expires",
    "DUPLICATE_ADDRESS_PRIMARY": "addresses",
    "DUPLICATE_ADDRESS_TYPE": "addresses",
    "UNKNOWN_FILE_TYPE": "kind",
}
DUPLICATES = {
    "DRIVER_LICENSE_DUPLICATION": "license_number",
    "DUPLICATED_CUSTOMER_EMAIL": "email",
    "DUPLICATED_CUSTOMER_PHONE": "phone",
}


def _refused(reason: object, detail: object = None, status: int = 400, own_id: str = "") -> AppError:
    body = json.dumps({"resultCode": "FAIL", "resultReason": reason, "resultDetail": detail}).encode()
    return refusal(wire.read_envelope(body), status, own_id=own_id)


@pytest.mark.parametrize("code", sorted(FIELDS))
def test_known_codes_stand_at_their_field(code: str) -> None:
    """8: our words, at the form key concerned, marked as the vendor's refusal."""
    error = _refused(code, "internal words")
    assert isinstance(error, InvalidInput)
    assert (error.field, error.refused) == (FIELDS[code], True)
    assert "internal words" not in error.sentence


@pytest.mark.parametrize("code", sorted(DUPLICATES))
def test_duplicates_name_their_field(code: str) -> None:
    """8: so that the window can offer to open the other profile."""
    error = _refused(code)
    assert isinstance(error, Duplicate)
    assert error.field == DUPLICATES[code]


def test_no_code_of_the_vendors_page_is_forgotten() -> None:
    """Each row of the vendor's table that concerns a written field has its own words here."""
    rows = csv.DictReader(sample("error_codes.csv").decode().splitlines())
    codes = {
        row["code"]
        for row in rows
        if row["field"] and row["field"] not in {"pagesize", "dates", "source/destination ids"}
    }
    assert codes == FIELDS.keys() | DUPLICATES.keys()


@pytest.mark.parametrize(
    ("reason", "detail", "field"),
    [
        ("CUSTOMER_LAST_NAME_ODD", None, "last_name"),
        ("INVALID_PHONE", "digits only", "phone"),
        ("STATE_MEDICAL_ID_MISSING", None, "state_medical_id"),
        ("PERMIT_EXPIRATION_MISSING", None, "medical_expires"),
        ("CAREGIVER_LICENSE_NUMBER_REQUIRED", None, "caregiver_license_number"),
        ("INVALID_REQUEST", "Field drivers_license_expiration is odd", "license_expires"),
        ("INVALID_VALUE", "patient type", "customer_type"),
        ("SOMETHING_NEW", None, ""),
        ("A sentence instead.", "And a second\nover two lines", ""),
        (404, 5, ""),
    ],
)
def test_unknown_codes_are_shown_as_sent(reason: object, detail: object, field: str) -> None:
    """8: verbatim, at the field that the names in them point to."""
    error = _refused(reason, detail)
    assert isinstance(error, InvalidInput)
    assert error.field == field
    assert str(reason) in error.title
    assert detail is None or str(detail) in error.title


def test_an_unknown_duplicate_is_still_one() -> None:
    """The client notes of others invent such codes; the field is what matters."""
    error = _refused("DUPLICATE_EMAIL")
    assert isinstance(error, Duplicate)
    assert error.field == "email"


@pytest.mark.parametrize("code", ["NOT_FOUND", "CUSTOMER_DOESNT_EXIST"])
def test_misses(code: str) -> None:
    """6.2: both words mean nobody, for a look-up an answer and for a write an error."""
    envelope = wire.read_envelope(json.dumps({"resultCode": "FAIL", "resultReason": code}).encode())
    assert is_miss(envelope)
    assert isinstance(refusal(envelope, 404), NotFound)
    assert not is_miss(wire.read_envelope(b'{"resultCode": "SUCCESS", "resultReason": "NOT_FOUND"}'))


def test_only_success_is_success() -> None:
    """6.21: FAIL, FAILED, nothing at all; and a status that says otherwise wins."""
    good = wire.read_envelope(b'{"resultCode": "SUCCESS"}')
    assert is_success(good, 200)
    assert not is_success(good, 400)
    for body in (b'{"resultCode": "FAIL"}', b'{"resultCode": "FAILED"}', b"{}", b'{"resultCode": null}'):
        assert not is_success(wire.read_envelope(body), 200)


def test_another_404_is_no_miss() -> None:
    """6.2: a wrong tenant or path must not read as "nobody found"."""
    assert isinstance(_refused(None, None, 404), UnexpectedReply)
    assert isinstance(_refused("No such page", None, 404), UnexpectedReply)


def test_a_refusal_without_words() -> None:
    """Nothing to show is unexpected, with the status."""
    error = _refused(None, None, 400)
    assert isinstance(error, UnexpectedReply)
    assert "400" in error.what


def test_a_merged_away_person_names_the_survivor() -> None:
    """7.3: updating the dead profile fails with an error that names the survivor's number, whatever its code."""
    error = _refused("FAILED_UPDATE", "Customer 19 was merged into customer 20", own_id="19")
    assert isinstance(error, InvalidInput)
    assert error.refused
    assert "20" in error.title
    assert "20" in error.hint
    assert "another" in _refused("CUSTOMER_MERGED", None, own_id="19").title


def test_the_vendors_own_error_bodies() -> None:
    """Every documented body becomes an error of ours, none of them a crash."""
    for case in json.loads(sample("error_bodies.json")):
        if isinstance(case["body"], dict):
            error = refusal(wire.read_envelope(json.dumps(case["body"]).encode()), case["http"])
            assert isinstance(error, AppError)
            assert error.title
