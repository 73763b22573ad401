"""The form: its keys, what differs from store to store, and every rule of the vendor document's sections 5, 7 and 8."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.core.addresses import check_addresses
from app.core.customer import STANDARD_FIELDS, Address
from app.core.errors import InvalidInput
from app.core.form import AddressShape, FieldKind, Form, Section, check_form, read_text
from app.core.query import LookupKind
from app.core.values import Value
from app.core.vendor import DocumentSupport
from app.vendors.checks import check_account
from app.vendors.indicaonline import const, wire
from app.vendors.indicaonline.form import INFO, cleared, form_of, info_of, too_many
from app.vendors.indicaonline.vocabulary import Vocabulary
from tests.unit.vendors.indicaonline.samples import MINIMAL, RECORD, customer_of
from tests.unit.vendors.indicaonline.scripted_indicaonline import NEW

TODAY = date.today()  # noqa: DTZ011 - the same local day that the rule looks at


def form_for(**account: str) -> Form:
    settings = {"jurisdiction": "US-CA", **account}
    return form_of(settings, Vocabulary(settings))


FORM = form_for()
GOOD: Mapping[str, Value] = {**NEW, "phone": "5551234567"}


def _problems(values: Mapping[str, Value], edited: frozenset[str] | None = None) -> list[tuple[str, bool]]:
    return [(problem.field, problem.blocking) for problem in check_form(FORM, values, edited)]


def test_what_is_required() -> None:
    """5: names, birth date, gender and type; the rest of the safe union has a default."""
    assert _problems(GOOD) == []
    assert {spec.key for spec in FORM.fields if spec.required} == set(NEW)
    assert FORM.sent_always == frozenset()


@pytest.mark.parametrize("key", sorted(NEW))
def test_each_required_field_is_needed(key: str) -> None:
    """5: for a new customer, and when it was edited; an old record without it does not block another correction."""
    values = {**GOOD, key: None}
    assert _problems(values) == [(key, True)]
    assert _problems(values, frozenset({key})) == [(key, True)]
    assert _problems(values, frozenset({"notes"})) == []


RULES: list[tuple[dict[str, Value], list[tuple[str, bool]]]] = [
    ({"first_name": "  "}, [("first_name", True)]),
    ({"last_name": "\t"}, [("last_name", True)]),
    ({"first_name": "x" * 500}, []),
    ({"birth_date": TODAY - timedelta(days=1)}, []),
    ({"birth_date": TODAY}, [("birth_date", True)]),
    ({"birth_date": TODAY + timedelta(days=1)}, [("birth_date", True)]),
    ({"phone": "555-123-4567"}, []),
    ({"phone": "1 (555) 123-4567"}, []),
    ({"phone": "0551234567"}, []),
    ({"phone": "555123456"}, [("phone", True)]),
    ({"phone": "25551234567"}, [("phone", True)]),
    ({"phone": "+44 20 7946 0958"}, [("phone", True)]),
    ({"phone": "5551234567 x2"}, [("phone", True)]),
    ({"phone": ""}, [("phone", False)]),
    ({"home_phone": "12"}, [("home_phone", True)]),
    ({"office_phone": "12"}, [("office_phone", True)]),
    ({"fax": "12"}, [("fax", True)]),
    ({"email": "a.b+c@example.co"}, []),
    ({"email": "a@b"}, [("email", True)]),
    ({"email": "a b@example.com"}, [("email", True)]),
    ({"state_medical_id": "x" * 30}, []),
    ({"state_medical_id": "x" * 31}, [("state_medical_id", True)]),
    ({"alternative_id": "x" * 30, "passport": "x" * 30, "height": "x" * 20}, []),
    ({"alternative_id": "x" * 31}, [("alternative_id", True)]),
    ({"passport": "x" * 31}, [("passport", True)]),
    ({"height": "x" * 21}, [("height", True)]),
    ({"weight": Decimal("65.25")}, []),
    ({"weight": Decimal("65.250")}, []),
    ({"weight": 65}, []),
    ({"weight": Decimal("65.255")}, [("weight", True)]),
    ({"weight": "65 5"}, [("weight", True)]),
    ({"gender": "F"}, []),
    ({"gender": "U"}, [("gender", True)]),
    ({"customer_type": "medical_with_state_card"}, []),
    ({"customer_type": "medical"}, [("customer_type", True)]),
    ({"groups": ("101", "203")}, []),
    ({"groups": ("101", "101")}, [("groups", True)]),
    ({"groups": ("VIP",)}, [("groups", True)]),
    ({"ethnicity": "latino_or_hispanic", "preferred_language": "spanish"}, []),
    ({"notes": "x\n" * 5000}, []),
]


@pytest.mark.parametrize(("values", "expected"), RULES)
def test_rules(values: dict[str, Value], expected: list[tuple[str, bool]]) -> None:
    """Each rule of 5, 7 and 8 on a new customer: the field concerned, and whether it blocks or advises."""
    assert _problems({**GOOD, **values}) == expected


@pytest.mark.parametrize(
    ("jurisdiction", "types"),
    [
        ("US-CA", {"medical_with_rec", "medical_with_state_card", "recreational"}),
        ("US-OK", {"adult", "minor", "temporary_adult", "temporary_minor"}),
        ("US-OR", {"medical", "recreational", "caregiver"}),
        ("US-ME", {"medical", "recreational", "caregiver"}),
        ("US-MP", {"medical", "recreational", "caregiver"}),
        ("US-CO", {"medical", "recreational"}),
        ("CA-ON", {"medical", "recreational"}),
    ],
)
def test_types_by_jurisdiction(jurisdiction: str, types: set[str]) -> None:
    """8: the store's own types, each with a label, and no other is taken."""
    form = form_for(jurisdiction=jurisdiction)
    spec = form.spec("customer_type")
    assert spec is not None
    assert {choice.value for choice in spec.choices} == types
    assert all(choice.label != choice.value for choice in spec.choices)
    assert spec.default in {None, *types}
    for word in const.TYPE_LABELS:
        blocked = [one.field for one in check_form(form, {**GOOD, "customer_type": word}, None) if one.blocking]
        assert blocked == ([] if word in types else ["customer_type"])


def test_gender_words_of_the_store() -> None:
    """8: male and female; another word only if the settings name it or an answer showed it."""
    settings = {"jurisdiction": "US-CA", "genders": "unspecified, non-binary, male"}
    words = Vocabulary(settings)
    spec = form_of(settings, words).spec("gender")
    assert spec is not None
    assert [choice.value for choice in spec.choices] == ["M", "F", "U", "non-binary"]
    assert words.learn(customer_of({**RECORD, "gender": "agender", "ethnicity": "other_one"}))
    assert not words.learn(customer_of({**RECORD, "gender": "agender", "ethnicity": "other_one"}))
    form = form_of(settings, words)
    assert [[choice.value for choice in one.choices] for one in form.fields if one.key in {"gender", "ethnicity"}] == [
        ["M", "F", "U", "non-binary", "agender"],
        ["latino_or_hispanic", "other_one"],
    ]


def test_nonsense_is_not_offered() -> None:
    """8: only words that could be the vendor's, and not without end."""
    words = Vocabulary({})
    assert not words.learn(customer_of({**MINIMAL, "ethnicity": "<b>", "gender": "", "preferred_language": "a,b"}))
    for number in range(100):
        words.learn(customer_of({**MINIMAL, "ethnicity": f"word {number}"}))
    assert len(words.words("ethnicity")) == 40


def test_consent_per_channel() -> None:
    """5 and 6: four channels, each yes, no or not asked yet; the dates beside them are the store's."""
    marketing = [spec for spec in FORM.fields if spec.section is Section.MARKETING]
    assert {spec.key for spec in marketing if spec.kind is FieldKind.TRISTATE} == set(const.CONSENTS.values())
    assert {spec.key for spec in marketing if spec.read_only} == {"email_consent_date", "phone_consent_date"}
    for channel, key in const.CONSENTS.items():  # as the command line prints it, so it takes it
        assert FORM.spec(f"consent.{channel}") is FORM.spec(key)


def test_a_yes_or_no_is_not_emptied() -> None:
    """5: these parameters are not nullable."""
    assert [one.field for one in cleared({"mail_messages_allowed": None, "phone": ""})] == ["mail_messages_allowed"]
    assert cleared({"mail_messages_allowed": False, "has_medical_recommendation": True}) == []


def test_read_only_fields_say_why() -> None:
    """5 and 6: what only answers hold: the recommendation, automatic groups, dates of consent."""
    shown = {spec.key: spec.read_only for spec in FORM.fields if spec.read_only}
    assert set(shown) == {
        "recommendation_number",
        "recommendation_valid_from",
        "medical_expires",
        "state_id_expires_on",
        "auto_groups",
        "email_consent_date",
        "phone_consent_date",
    }


def test_one_address() -> None:
    """6: a single address with the vendor's five parts; the state has two letters, nothing is required of it."""
    assert FORM.addresses is not None
    assert FORM.addresses.shape is AddressShape.SINGLE
    assert [choice.value for choice in FORM.addresses.kinds] == [const.ADDRESS_KIND]
    assert [spec.key for spec in FORM.addresses.parts] == [ours for ours, _ in const.ADDRESS_PARTS]
    odd = Address(kind="address", street1="1 Main St", state="Calif.")
    assert [one.field for one in check_addresses(FORM.addresses, (), (odd,))] == ["addresses.address.state"]
    assert check_addresses(FORM.addresses, (), (Address(kind="address", street1="1 Main St"),)) == []
    assert [one.field for one in too_many((odd, Address(kind="home", city="Oakland")))] == ["addresses"]
    assert too_many((odd, Address(kind="home"))) == []


def test_every_field_has_its_place_in_the_domain_and_on_the_wire() -> None:
    """A key is a standard field or the vendor's own name, and every one is filled by the sample."""
    found = customer_of(RECORD)
    for spec in FORM.fields:
        assert spec.key in STANDARD_FIELDS or spec.key in found.extra
        if not spec.read_only:
            assert const.WIRE_KEYS.get(spec.key, spec.key) in wire.CUSTOMER_KEYS
    assert len({spec.key for spec in FORM.fields}) == len(FORM.fields)


def test_texts_are_read_as_typed() -> None:
    """7: a typed gender, type, weight and consent mean their values; other words mean none."""
    texts = {"gender": "female", "customer_type": "Recreational", "weight": "65.5", "text_messages_allowed": "no"}
    specs = {spec.key: spec for spec in FORM.fields}
    values = {key: read_text(specs[key], text) for key, text in texts.items()}
    assert values == {
        "gender": "F",
        "customer_type": "recreational",
        "weight": Decimal("65.5"),
        "text_messages_allowed": False,
    }
    with pytest.raises(InvalidInput):
        read_text(specs["customer_type"], "medical")


# ------------------------------------------------------------------------------------------------ the vendor's line


@pytest.mark.parametrize(
    ("account", "at"),
    [
        ({}, ["jurisdiction"]),
        ({"jurisdiction": "US-XX"}, ["jurisdiction"]),
        ({"jurisdiction": "US-CA", "plan": "gold"}, ["plan"]),
        ({"jurisdiction": "US-CA", "header": "X Api"}, ["header"]),
        ({"jurisdiction": "US-CA", "header": "Host"}, ["header"]),
        ({"jurisdiction": "US-CA", "header": "X:\r\nEvil"}, ["header"]),
        ({"jurisdiction": "US-CA", "genders": "<b>"}, ["genders"]),
    ],
)
def test_settings_that_cannot_be(account: Mapping[str, str], at: list[str]) -> None:
    """2, 3 and 8: known jurisdictions and plans, a header that can carry a key."""
    with pytest.raises(InvalidInput) as refused:
        check_account(INFO, account)
    assert [problem.field for problem in refused.value.problems] == at


def test_settings_that_can_be() -> None:
    """The accounts of the command line, and every setting filled in."""
    check_account(INFO, {"jurisdiction": "US-CA", "plan": "pro"})
    full = {"plan": "basic", "header": "Api-Key", "genders": "unspecified", "document_types": "id_card, rec"}
    check_account(INFO, {"jurisdiction": "CA-ON", **full})
    assert len({value for value, _ in const.JURISDICTIONS}) == len(const.JURISDICTIONS) > 60


def test_what_indicaonline_cannot_do_has_its_reason() -> None:
    """3 and 9: two look-ups, one list, no delete; each that is missing says why."""
    can = INFO.capabilities
    assert can.lookups == {LookupKind.ID, LookupKind.STATE_ID}
    assert (can.lists_created, can.lists_updated, can.create, can.update, can.delete) == (
        True,
        False,
        True,
        True,
        False,
    )
    for name in ("phone", "email", "license", "name", "lists_updated", "delete", "restore", "caregivers"):
        assert can.reasons[name]
    assert not {kind.value for kind in can.lookups} & can.reasons.keys()


def test_what_the_plan_takes_away() -> None:
    """3: without PRO there is creating and listing; reading by number is tried (12, row 7)."""
    account = {"jurisdiction": "US-CA", "plan": "basic", "document_types": "id_card"}
    can = info_of(account, Vocabulary(account)).capabilities
    assert can.lookups == {LookupKind.ID}
    assert (can.create, can.lists_created, can.update, can.documents) == (True, True, False, DocumentSupport.VIEW)
    for name in ("state-id", "update", "upload"):
        assert "PRO" in can.reasons[name]


def test_documents_need_the_stores_words() -> None:
    """5: no type is published, so none is offered until the settings or an answer name one."""
    account = {"jurisdiction": "US-CA"}
    words = Vocabulary(account)
    assert info_of(account, words).capabilities.documents is DocumentSupport.VIEW
    assert form_of(account, words).document_kinds == ()
    words.learn(customer_of({"id": 1, "documents": [{"type": "id_card", "url": "https://f.example.com/1"}]}))
    assert info_of(account, words).capabilities.documents is DocumentSupport.UPLOAD
    assert [kind.value for kind in form_of(account, words).document_kinds] == ["id_card"]
