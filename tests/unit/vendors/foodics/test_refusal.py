"""Foodics' refusals as the program's errors (vendor document 12)."""

from __future__ import annotations

import json

import pytest

from app.core.errors import AccessDenied, AppError, Duplicate, InvalidInput, NotFound, NotSignedIn, UnexpectedReply
from app.vendors.foodics.refusal import address_field_of, deleted_holder, field_of, refusal


def _refused(errors: object, message: str = "x", status: int = 422) -> AppError:
    text = json.dumps({"message": message, "errors": errors}).encode()
    return refusal(status, text, "create a customer", scope="customers.write", write=True)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("name", "single_name"),
        ("tags.0.id", "groups"),
        ("tags", "groups"),
        ("is_blacklisted", "banned"),
        ("phone", "phone"),
        ("dial_code", "dial_code"),
        ("birth_date", "birth_date"),
        ("house_account_limit", "house_account_limit"),
    ],
)
def test_texts_stand_at_their_fields(name: str, field: str) -> None:
    """12: names as sent, dotted ones too."""
    assert field_of(name) == field
    error = _refused({name: ["is wrong"]})
    assert isinstance(error, InvalidInput)
    assert (error.field, error.title, error.refused) == (field, "Foodics: is wrong", True)


def test_all_of_them_are_told() -> None:
    """12: several fields, each with all its texts; no text at all is still a problem there."""
    error = _refused({"name": ["too long", "odd"], "gender": [], "email": "bad"})
    assert isinstance(error, InvalidInput)
    assert [(one.field, one.message) for one in error.problems] == [
        ("single_name", "Foodics: too long odd"),
        ("gender", "Foodics: this value was not accepted"),
        ("email", "Foodics: bad"),
    ]


@pytest.mark.parametrize(
    ("errors", "message", "told"),
    [
        (None, "No way.", "Foodics: No way."),
        ("Not so.", "", "Foodics: Not so."),
        ([], "", "Foodics: the values were not accepted"),
        ({}, "No way.", "Foodics: No way."),
    ],
)
def test_without_a_field(errors: object, message: str, told: str) -> None:
    """12: errors, then message; otherwise our own words."""
    assert _refused(errors, message).title == told


@pytest.mark.parametrize("words", ["The phone has already been taken.", "phone already used", "must be unique"])
def test_a_phone_in_use_is_a_duplicate(words: str) -> None:
    """7: an existing phone is refused at errors.phone; the exact text is not known."""
    error = _refused({"phone": [words]})
    assert isinstance(error, Duplicate)
    assert error.field == "phone"


def test_a_bad_phone_is_no_duplicate() -> None:
    """The vendor's own words, at the field."""
    assert isinstance(_refused({"phone": ["The phone format is invalid."]}), InvalidInput)


def test_nothing_personal_is_repeated() -> None:
    """A vendor may quote what it was sent: e-mails and numbers are masked, long texts cut."""
    error = _refused({"email": ["ann@example.com is taken, call 565445254 " + "x " * 400]})
    assert "ann@" not in error.sentence
    assert "565445254" not in error.sentence
    assert len(error.title) < 400


@pytest.mark.parametrize(
    ("status", "body", "write", "kind"),
    [
        (400, b'{"message": "filter"}', False, UnexpectedReply),
        (400, b'{"message": "bad"}', True, InvalidInput),
        (400, b"<html>", True, UnexpectedReply),
        (401, b"<html>", False, NotSignedIn),
        (403, b"<html>blocked</html>", False, AccessDenied),
        (404, b'{"message": "not found"}', False, NotFound),
        (404, b"<html>", False, UnexpectedReply),
        (404, b"", False, NotFound),
        (422, b'{"message": "x"}', False, UnexpectedReply),
        (422, b"<html>", True, UnexpectedReply),
        (409, b'{"message": "busy"}', True, InvalidInput),
        (418, b"{}", True, UnexpectedReply),
    ],
)
def test_each_status(status: int, body: bytes, *, write: bool, kind: type[AppError]) -> None:
    """12: by status first, whatever the body; raw HTML is never shown."""
    error = refusal(status, body, "do something", scope="customers.write", write=write)
    assert type(error) is kind
    assert "<html>" not in error.sentence


def test_a_missing_scope_is_named() -> None:
    """3: Foodics' own team grants it, so the clerk has to know its name."""
    error = refusal(403, b"{}", "restore a customer", scope="admin.restore, admin.write or customers.restore")
    assert isinstance(error, AccessDenied)
    assert all(name in error.sentence for name in ("admin.restore", "admin.write", "customers.restore"))
    assert error.scope


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("description", "street1"),
        ("latitude", "latitude"),
        ("delivery_zone_id", "zone"),
        ("name", "kind"),
        ("x", "street1"),
    ],
)
def test_the_parts_of_an_address(name: str, field: str) -> None:
    """8: at the part of that address."""
    assert address_field_of("home")(name) == f"addresses.home.{field}"


def test_a_deleted_holder_can_be_restored() -> None:
    """7: the text says so and names the customer."""
    error = deleted_holder("8d831")
    assert error.field == "phone"
    assert "8d831" in error.title
    assert "deleted and can be restored" in error.title
    assert "restore" in error.hint
