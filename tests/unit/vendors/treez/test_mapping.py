"""Every oddity of a record that the vendor document warns of."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from app.core.customer import Caregiver, Customer, CustomerRef, Document, Verification
from app.core.errors import UnexpectedReply
from app.core.values import ABSENT, Unreadable
from app.vendors.treez import const, wire
from tests.unit.vendors.treez.samples import SHOP, customer_of

WEST = timezone(timedelta(hours=-7))


@pytest.mark.parametrize("data", [b"null", b"{}", b"[]", b'{"caregiver_list": null}', b'{"caregiver_list": "N/A"}'])
def test_no_caregivers_at_all(data: bytes) -> None:
    """However a store says that it has none."""
    envelope = wire.read_envelope(b'{"resultCode": "SUCCESS", "data": ' + data + b"}")
    assert wire.read_caregivers(envelope.data) == []


def test_missing_null_and_not_given_are_three_things() -> None:
    """Missing is ABSENT, null and "N/A" are None, empty text stays empty (vendor document 5)."""
    bare = customer_of({"customer_id": "1"})
    assert bare == Customer(ref=CustomerRef(SHOP, "1"))
    nulls = customer_of({"customer_id": "1", "email": None, "notes": "N/A", "phone": "", "birthday": ""})
    assert (nulls.email, nulls.notes, nulls.phone, nulls.birth_date) == (None, None, "", None)


@pytest.mark.parametrize("empty", [None, "N/A"])
def test_a_record_with_nothing_in_it(empty: str | None) -> None:
    """Every field null, or every field "N/A", lists included: nothing breaks and nothing is invented."""
    record = dict.fromkeys(wire.CUSTOMER_KEYS, empty) | {"customer_id": 7}
    found = customer_of(record)
    shown = {
        key: getattr(found, key) for key in Customer.__dataclass_fields__ if key not in {"ref", "extra", "carried"}
    }
    absent = {"single_name", "consent"}
    assert {key for key, value in shown.items() if value is ABSENT} == absent
    assert all(value is None for key, value in shown.items() if key not in absent)
    assert set(found.extra.values()) == {None}
    assert not found.carried


@pytest.mark.parametrize(
    ("status", "into", "standing"),
    [
        ("ACTIVE", None, "active"),
        ("DEACTIVATED", None, "deactivated"),
        ("DEACTIVATED", "20", "merged"),
        ("DEACTIVATED", 20, "merged"),
        ("MERGED", None, "active"),
        ("MERGED", "N/A", "active"),
        ("MERGED", "20", "merged"),
        ("ON_HOLD", None, "on_hold"),
    ],
)
def test_standing(status: str, into: object, standing: str) -> None:
    """A survivor of merges is active, a merged-away one is merged, an unknown word stays that word (7.3)."""
    assert customer_of({"customer_id": "1", "status": status, "merged_into_customer_id": into}).standing == standing


@pytest.mark.parametrize(
    ("sent", "kind", "medical"),
    [
        ("ADULT", "adult", False),
        ("MEDICAL", "medical", True),
        ("MEDICAL_MMID", "medical_mmid", True),
        ("VIP", "vip", None),
    ],
)
def test_customer_type(sent: str, kind: str, medical: object) -> None:
    """Lower case; an unknown type is carried and is not taken for a patient."""
    found = customer_of({"customer_id": "1", "patient_type": sent})
    assert (found.customer_type, found.is_medical) == (kind, medical)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2024-05-31", date(2024, 5, 31)),
        ("2024-05-31 00:00:00.000", date(2024, 5, 31)),
        ("2024-05-31T23:59:59.000-07:00", date(2024, 5, 31)),
        ("N/A", None),
        ("", None),
        ("soon", Unreadable("soon")),
        ("2024-02-30", Unreadable("2024-02-30")),
        ("20240531", Unreadable("20240531")),
        ("2024-W22-5", Unreadable("2024-W22-5")),
        (20240531, Unreadable("20240531")),
    ],
)
def test_dates(sent: object, read: object) -> None:
    """A date, also with a time behind it; anything else is shown as it came and never guessed at."""
    assert customer_of({"customer_id": "1", "permit_expiration": sent}).medical_expires == read


@pytest.mark.parametrize(
    "sent", ["2020-05-09T09:41:43.000-07:00", "2020-05-09T09:41:43.000-0700", "2020-05-09T09:41:43.000-07:00m"]
)
def test_moments(sent: str) -> None:
    """Offsets with or without colon, and the stray letter of one of the vendor's examples."""
    assert customer_of({"customer_id": "1", "last_update": sent}).updated_at == datetime(
        2020, 5, 9, 9, 41, 43, tzinfo=WEST
    )


def test_the_end_of_the_calendar() -> None:
    """A license that never ends says so with such a day; a time there could not be told in another zone."""
    last = "9999-12-31"
    one = customer_of(
        {"customer_id": "1", "drivers_license_expiration": last, "last_update": f"{last}T23:00:00.000-07:00"}
    )
    assert (one.license_expires, one.updated_at) == (date(9999, 12, 31), None)
    assert "last_update" in one.carried


@pytest.mark.parametrize("sent", ["2000-01-01 00:00:00.000", "2000-01-01 00:00:00", "2000-01-01"])
def test_a_visit_in_2000_is_none(sent: str) -> None:
    """The vendor's way to say "never"; it is understood, so nothing is carried."""
    found = customer_of({"customer_id": "1", "last_visit_date": sent})
    assert found.last_visit_at is None
    assert not found.carried


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (275, 275),
        ("275", 275),
        (275.0, 275),
        (12.5, Decimal("12.5")),
        ("12.50", Decimal("12.50")),
        (0.1, Decimal("0.1")),
        ("N/A", None),
        (None, None),
        (True, None),
        ("many", None),
        ("NaN", None),
    ],
)
def test_points_are_exact(sent: object, read: object) -> None:
    """Never a float: a fraction is the decimal number that was written."""
    found = customer_of({"customer_id": "1", "rewards_balance": sent}).loyalty_balance
    assert found == read
    assert not isinstance(found, float)


@pytest.mark.parametrize(
    ("sent", "read"),
    [(True, True), ("true", True), ("FALSE", False), (1, True), ("0", False), (None, None), ("N/A", None), ("", None)],
)
def test_flags_however_spelt(sent: object, read: object) -> None:
    """opt_out comes as null, text or boolean (6.7); it is never turned into a consent."""
    found = customer_of({"customer_id": "1", "opt_out": sent, "banned": sent, "warning_2": sent})
    assert (found.extra["opt_out"], found.banned) == (read, read)
    assert found.consent is ABSENT
    assert found.warnings == (("warning_2",) if read else None if read is None else ())


def test_what_is_not_understood_is_carried_as_it_came() -> None:
    """Unknown keys, unreadable flags, moments and numbers: nothing is lost (6, "travels back unharmed")."""
    odd = {
        "loyalty_tier": {"name": "gold", "since": [2020, 1.5]},
        "banned": "perhaps",
        "opt_out": "ask",
        "last_update": "yesterday",
        "last_visit_date": "last week",
        "rewards_balance": "many",
    }
    found = customer_of({"customer_id": "1", **odd})
    assert found.carried == odd
    assert (found.banned, found.updated_at, found.loyalty_balance, found.extra["opt_out"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("sent", "kind", "carried"),
    [
        ("address_of_record", "address_of_record", {}),
        ("ADDRESS_OF_RECORD", "address_of_record", {}),
        ("ADDRESSOF RECORD", "address_of_record", {}),
        ("ALTERNATIVE ADDRESS", "alternative_address", {}),
        ("Secondary Address", "secondary_address", {}),
        ("Work", "work", {"type": "Work"}),
        (None, "", {"type": None}),
    ],
)
def test_address_kinds(sent: object, kind: str, carried: object) -> None:
    """The table's broken words and both cases mean the three slots; another kind is kept as sent (6.3)."""
    found = customer_of({"customer_id": "1", "addresses": [{"type": sent, "zipcode": 94612}, None]}).address_list
    assert [(one.kind, one.carried, one.postal_code) for one in found] == [(kind, carried, "94612")]


def test_unknown_keys_of_an_address_are_carried() -> None:
    """The list is sent back whole, so what it held goes back too."""
    found = customer_of({"customer_id": "1", "addresses": [{"type": "secondary_address", "verified": True}]})
    assert found.address_list[0].carried == {"verified": True}


def test_numbers_where_text_should_be() -> None:
    """A licence or a merged number may come as a number."""
    found = customer_of({"customer_id": 121, "drivers_license": 1234567, "merged_customer_ids": [19, "20", None]})
    assert (found.ref.customer_id, found.license_number, found.merged_from) == ("121", "1234567", ("19", "20"))


def test_verification_reasons_in_every_shape() -> None:
    """Objects as in the samples, words as in the table (6.5); the description, else the reason."""
    reasons = [
        {"verification_reason": "NEW", "verification_reason_description": "NEW_INTAKE_CUSTOMER"},
        {"verification_reason": "NEW"},
        "EXPIRATION",
        None,
    ]
    found = customer_of(
        {"customer_id": "1", "verification_status": "VERIFICATION_PENDING", "verification_reasons": reasons}
    )
    assert found.verification == Verification("verification_pending", ("NEW_INTAKE_CUSTOMER", "NEW", "EXPIRATION"))
    assert customer_of({"customer_id": "1", "verification_reasons": ["NEW"]}).verification == Verification("", ("NEW",))


def test_caregivers_of_a_customer_and_their_form_value() -> None:
    """The record names them; a form edits their numbers."""
    details = [{"caregiver_customer_id": 5, "caregiver_name": "A B", "caregiver_license_number": "X"}, None]
    found = customer_of({"customer_id": "1", "caregiver_details": details})
    assert found.caregivers == (Caregiver("5", "A B", "X"),)
    assert found.field_value("caregivers") == ("5",)


@pytest.mark.parametrize("number", [None, "", "N/A", "  ", True, 1.5])
def test_a_record_without_a_number_is_unexpected(number: object) -> None:
    """Nobody could be opened by it; the error says where."""
    with pytest.raises(UnexpectedReply, match="cannot read") as caught:
        customer_of({"customer_id": number, "first_name": "Doe"})
    assert "customer_id" in caught.value.what


def test_a_word_where_a_list_should_be_is_unexpected() -> None:
    """A list cannot hold it, and dropping it would lose it."""
    with pytest.raises(UnexpectedReply) as caught:
        customer_of({"customer_id": "1", "customer_groups": "SENIOR"})
    assert "customer_groups" in caught.value.what
    assert "SENIOR" not in caught.value.sentence


def test_long_notes_and_every_script() -> None:
    """5,000 characters, right-to-left text, emoji and combining marks come through untouched."""
    names = ("مُحَمَّد", "שָׁלוֹם", "🧑‍🌾 Zoë", "Nguyễn Thị", "O'Neil-Łęcki")
    for name in names:
        notes = (name + "\n") * (5000 // (len(name) + 1))
        found = customer_of({"customer_id": "1", "first_name": name, "notes": notes})
        assert (found.first_name, found.notes) == (name, notes)


def test_documents_only_when_asked_for() -> None:
    """ImageList is sent on request only: missing means not asked, empty means none (6.20)."""
    assert customer_of({"customer_id": "1"}).documents is ABSENT
    assert customer_of({"customer_id": "1", "imageList": []}).documents == ()
    odd = customer_of(
        {"customer_id": "1", "imageList": [{"type": "PROFILE", "url": "shop/file/secure/1", "lastupdated": "?"}, None]}
    )
    assert odd.documents == (Document("PROFILE", "shop/file/secure/1", None),)


def test_the_never_visited_day_is_the_documented_one() -> None:
    """A guard for the constant that hides a date from people."""
    assert const.NEVER_VISITED == "2000-01-01"
