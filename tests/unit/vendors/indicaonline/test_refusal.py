"""The vendor's refusals (vendor document 11): every likely shape of a body, at its field or word for word."""

from __future__ import annotations

import json

import pytest

from app.core.errors import Duplicate, InvalidInput, UnexpectedReply
from app.vendors.indicaonline.refusal import is_miss, refusal
from app.vendors.request import Reply


def _refused(body: object, status: int = 422) -> InvalidInput:
    text = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    error = refusal(Reply(status, "", text))
    assert isinstance(error, InvalidInput)
    assert error.refused
    return error


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"errors": {"date_of_birth": ["is too young"]}}, "birth_date", "is too young"),
        ({"errors": {"type": "not here"}}, "customer_type", "not here"),
        ({"errors": {"comment": {"message": "too long"}}}, "notes", "too long"),
        ({"errors": {"address.zip": ["bad"]}}, "addresses.address.postal_code", "bad"),
        ({"errors": {"address": {"zip": ["bad"]}}}, "addresses.address.postal_code", "bad"),
        ({"errors": {"address[street_address_1]": ["bad"]}}, "addresses.address.street1", "bad"),
        ({"errors": {"address": ["bad"]}}, "addresses", "bad"),
        ({"errors": {"manual_groups.0": ["unknown group"]}}, "groups", "unknown group"),
        ({"errors": {"documents": ["unknown type"]}}, "kind", "unknown type"),
        ({"errors": {"nobody_knows": ["odd"]}}, "", "odd"),
        ({"errors": ["Weight is odd"]}, "", "Weight is odd"),
        ({"errors": "odd"}, "", "odd"),
        ({"errors": [{"field": "weight", "message": "odd"}]}, "weight", "odd"),
        ({"errors": [{"path": "customer.home_phone", "message": "odd"}]}, "home_phone", "odd"),
        ({"errors": [{"path": ["address", "city"], "message": "odd"}]}, "addresses.address.city", "odd"),
        ({"errors": [], "message": "odd"}, "", "odd"),
        ({"error": "odd"}, "", "odd"),
        ({"error": {"code": 3, "message": "odd"}}, "", "odd"),
        ({"message": "odd", "detail": "more"}, "", "odd"),
        ({"detail": "odd"}, "", "odd"),
        (["odd"], "", '["odd"]'),
        ("plain odd", "", "plain odd"),
        ("<html><style>p{}</style><p>odd</p>\n<p>page", "", "odd page"),
    ],
)
def test_every_shape(body: object, field: str, words: str) -> None:
    """11: in the order given there, at the field that is named."""
    error = _refused(body)
    assert (error.field, error.problems[0].message) == (field, f"IndicaOnline: {words}")


def test_several_complaints() -> None:
    """Each at its own field, each once."""
    error = _refused({"errors": {"phone": ["short", "short"], "fax": ["long", "odd"]}})
    assert [(one.field, one.message.removeprefix("IndicaOnline: ")) for one in error.problems] == [
        ("phone", "short"),
        ("fax", "long"),
        ("fax", "odd"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errors": {"state_id": ["already taken"]}}, 422),
        ({"errors": {"state_id": ["has to be unique"]}}, 400),
        ({"errors": {"state_id": ["see profile"]}}, 409),
        ({"errors": [{"field": "state_id", "message": "exists"}]}, 422),
        ({"message": "Customer with this state_id already exists"}, 409),
        ({"error": "State ID has been taken"}, 400),
        ({"error": "The customer's State Medical ID is not unique"}, 422),
        ({"errors": {"base": ["StateID exists"]}}, 200),
    ],
)
def test_a_state_id_that_somebody_has(body: object, status: int) -> None:
    """5 and 11: unique in the account, whichever status and shape says so."""
    error = refusal(Reply(status, "", json.dumps(body).encode()))
    assert isinstance(error, Duplicate)
    assert error.field == "state_medical_id"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errors": {"state_id": ["not valid"]}}, 422),
        ({"errors": {"state_id": ["does not exist"]}}, 422),
        ({"errors": {"state_id": ["doesn't exist in the registry"]}}, 400),
        ({"errors": {"state_id": ["has already expired"]}}, 422),
        ({"errors": {"email": ["taken"]}}, 422),
        ({"message": "Name exists"}, 422),
        ({"message": "This record is in an invalid state"}, 409),
        ({"message": "Address state is invalid, zip already validated"}, 400),
        ({"error": "Email already in use in another state; provide another"}, 422),
        ({"error": "This estate identity is taken"}, 409),
    ],
)
def test_what_is_no_duplicate(body: object, status: int) -> None:
    """5: only the state ID is unique; a failed check of it is a refusal with its words."""
    _refused(body, status)


def test_a_state_id_that_fails_the_check() -> None:
    """4 and 12, row 13: the vendor's text, and the offer to send without the id."""
    error = _refused({"errors": {"state_id": ["could not be verified"]}})
    assert "could not be verified" in error.title
    assert "leave it empty" in error.hint


@pytest.mark.parametrize("reply", [Reply(400, "", b""), Reply(422, "", b"{}"), Reply(400, "", b'{"errors": {}}')])
def test_a_refusal_without_a_reason(reply: Reply) -> None:
    """Said as such, with the status."""
    error = refusal(reply)
    assert isinstance(error, UnexpectedReply)
    assert str(reply.status) in error.what


def test_long_texts_are_shortened() -> None:
    """11: shortened, without control characters."""
    error = _refused({"message": "x\u0007" + "y" * 5000})
    assert len(error.title) == 400
    assert error.title.startswith("IndicaOnline: xy")


@pytest.mark.parametrize(
    ("reply", "miss"),
    [
        (Reply(404, "application/json", b'{"message": "Not found"}'), True),
        (Reply(404, "", b""), True),
        (Reply(404, "text/html", b""), True),
        (Reply(404, "", b"\n<!doctype html>"), False),
        (Reply(400, "", b""), False),
    ],
)
def test_misses(reply: Reply, miss: bool) -> None:
    """3: 404 is nobody; a web page is a wrong address."""
    assert is_miss(reply) is miss
