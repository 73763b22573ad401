"""Copying a customer into another store's form: over the real forms of every vendor, and over shapes of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest

from app.core.addresses import check_addresses
from app.core.customer import STANDARD_FIELDS, Address, Caregiver, ConnectionId, Customer, CustomerRef, Document
from app.core.form import AddressForm, AddressShape, Choice, FieldKind, FieldSpec, Form, check_form
from app.core.values import Unreadable, Value, is_blank
from app.core.vendor import Connection
from app.services.copying import Copy, belongs_to_store, copy_of, record_of
from app.services.edit import Edit
from app.training.site import training_site
from app.vendors.registry import VendorTable
from tests.unit.services import counter_form

REF = CustomerRef(ConnectionId("here"), "7")
LONG = "A" * 200


@cache
def real_forms() -> dict[str, Form]:
    """The form of a practice store of each vendor in the table."""
    table = VendorTable()
    known = {info.key for info in table.infos()}
    forms = {}
    for store in training_site(customers=1).stores:
        if store.vendor in known:
            base_url = f"http://127.0.0.1{store.path}"
            shop = Connection(
                id=ConnectionId(store.vendor), name="x", vendor=store.vendor, base_url=base_url, account=store.account
            )
            forms[store.vendor] = table.open(shop, store.secret).form
    return forms


def treez() -> Form:
    """The form that was there first."""
    return real_forms()["treez"]


@cache
def oklahoma() -> Form:
    """The form of a state whose customer types are all patients."""
    account = {"jurisdiction": "US-OK", "plan": "pro"}
    shop = Connection(id=REF.connection, name="x", vendor="indicaonline", base_url="http://127.0.0.1", account=account)
    return VendorTable().open(shop, {"api_key": "k"}).form


PAIRS = list(product(sorted(real_forms()), repeat=2))


def sample_of(spec: FieldSpec) -> Value:
    """Something a person could have put into that field."""
    own: dict[str, Value] = {"state_medical_id": "CA12345", "dial_code": 1, "birth_date": date(1992, 4, 7)}
    if spec.key in own:
        return own[spec.key]
    by_kind: dict[FieldKind, Value] = {
        FieldKind.DATE: date(2029, 4, 7),
        FieldKind.PHONE: "+16282032916",
        FieldKind.EMAIL: "mary@example.com",
        FieldKind.FLAG: True,
        FieldKind.TRISTATE: True,
        FieldKind.WHOLE_NUMBER: 12,
        FieldKind.DECIMAL: Decimal("65.5"),
        FieldKind.TAGS: ("12", "13"),
    }
    if spec.choices:
        return spec.choices[0].value
    return "6282032916" if spec.key == "phone" else by_kind.get(spec.kind, "Mary")


def filled(form: Form, **changes: Value) -> Customer:
    """A customer with something in every field of a form, and an address in every slot."""
    values = {spec.key: sample_of(spec) for spec in form.fields} | changes
    standard: dict[str, Any] = {key: value for key, value in values.items() if key in STANDARD_FIELDS}
    if "caregivers" in standard:
        standard["caregivers"] = (Caregiver("1130", "CAROL"),)
    own = {key: value for key, value in values.items() if key not in STANDARD_FIELDS}
    return Customer(ref=REF, addresses=tuple(addresses_of(form)), extra=own, **standard)


def addresses_of(form: Form) -> list[Address]:
    """An address of each kind that the form has, or two with names of their own."""
    if form.addresses is None:
        return []
    kinds = [choice.value for choice in form.addresses.kinds] or ["home", "summer_house"]
    whole: dict[str, Any] = {
        "street1": "1 Elm St",
        "city": "Oakland",
        "state": "CA",
        "postal_code": "94601",
        "latitude": 37.8,
        "longitude": -122.3,
        "zone": "z1",
    }
    parts = {spec.key: whole[spec.key] for spec in form.addresses.parts if spec.key in whole}
    return [Address(kind=kind, primary=place == 0, **parts) for place, kind in enumerate(kinds)]


# ------------------------------------------------------------------------------------------------ every pair of vendors


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_other_form_takes_every_copied_value(source: str, target: str) -> None:
    """Nothing that is copied is unknown there, read-only there, or against a rule of that form."""
    form = real_forms()[target]
    copy = copy_of(filled(real_forms()[source]), real_forms()[source], form)
    specs = [form.spec(key) for key in copy.values]
    assert all(spec is not None and not spec.read_only for spec in specs)
    defaults = {spec.key: spec.default for spec in form.fields}
    wrong = [problem for problem in check_form(form, {**defaults, **copy.values}, None) if problem.blocking]
    assert [problem for problem in wrong if not is_blank(copy.values.get(problem.field))] == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_nothing_is_lost_unsaid(source: str, target: str) -> None:
    """Whatever said something is in the new form, in one shape or another, or among what was left out."""
    here, there = real_forms()[source], real_forms()[target]
    customer = filled(here)
    copy = copy_of(customer, here, there)
    arrived = " ".join(str(value) for value in copy.values.values())
    for spec in here.fields:
        named = spec.label in copy.left_out
        same_key = spec.key in copy.values
        assert named or same_key or str(sample_of(spec)) in arrived or spec.key == "dial_code", spec.key
        assert not (named and same_key), spec.key
    assert len(copy.addresses) + copy.addresses_left == len(customer.address_list)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_who_somebody_is_arrives(source: str, target: str) -> None:
    """Name, birth date and phone go from every vendor to every other."""
    here, there = real_forms()[source], real_forms()[target]
    copy = copy_of(filled(here, first_name="Joan", last_name="Smith", single_name="Joan Smith"), here, there)
    name = copy.values.get("single_name") or f"{copy.values.get('first_name')} {copy.values.get('last_name')}"
    assert str(name).split()[0] == "Joan"
    assert str(name).split()[-1] == "Smith"
    assert copy.values["birth_date"] == date(1992, 4, 7)
    assert str(copy.values["phone"]).endswith("6282032916")


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_addresses_take_the_other_shape(source: str, target: str) -> None:
    """As many as the other vendor holds, each within its rules, one of them primary where it marks one."""
    form = real_forms()[target].addresses
    copy = copy_of(filled(real_forms()[source]), real_forms()[source], real_forms()[target])
    assert form is not None
    if form.shape is AddressShape.SINGLE:
        assert len(copy.addresses) == 1
    assert len({address.kind for address in copy.addresses}) == len(copy.addresses)
    wrong = [problem for problem in check_addresses(form, (), copy.addresses) if problem.blocking]
    missing = [f"{spec.label} is needed." for spec in form.parts if spec.required]
    assert [problem for problem in wrong if problem.message not in missing] == []
    if form.has_primary:
        assert [address.primary for address in copy.addresses] == [True] + [False] * (len(copy.addresses) - 1)
    assert all(not address.address_id and not address.carried for address in copy.addresses)


@pytest.mark.parametrize("vendor", sorted(real_forms()))
def test_a_blank_record_is_copied_blank(vendor: str) -> None:
    """Nothing said, nothing copied, nothing left out."""
    for other in real_forms().values():
        assert copy_of(Customer(ref=REF), real_forms()[vendor], other) == Copy({})


@pytest.mark.parametrize("vendor", sorted(real_forms()))
def test_to_another_store_of_the_same_vendor(vendor: str) -> None:
    """Everything goes but what belongs to the store: balances, consents and the entries of its own lists."""
    form = real_forms()[vendor]
    copy = copy_of(filled(form), form, form)
    stays = [spec.label for spec in form.fields if spec.read_only or belongs_to_store(spec)]
    assert set(copy.left_out) - {"Delivery zone"} == set(stays)
    assert copy.addresses_left == 0


# ------------------------------------------------------------------------------------------------ what is never copied


def test_balances_and_lists_of_a_store_stay_there() -> None:
    """Points would be given twice; groups and caregivers are numbers and names of the other store."""
    customer = filled(treez(), loyalty_balance=275)
    copy = copy_of(customer, treez(), treez())
    assert not copy.values.keys() & {"loyalty_balance", "groups", "caregivers"}
    assert {"Points", "Customer groups", "Caregivers"} <= set(copy.left_out)


def test_consents_are_asked_for_anew() -> None:
    """Who may be written to was agreed with the other store; neither a yes nor a no is taken over unsaid."""
    for answer in (True, False):
        copy = copy_of(Customer(ref=REF, extra={"opt_out": answer}), treez(), treez())
        assert copy.values == {}
        assert copy.left_out == ("Mailing preference (Treez opt_out)",)


def test_agreements_of_a_store_stay_there() -> None:
    """Credit that one store grants is switched on at no other by a copy, with or without its limit."""
    foodics = real_forms()["foodics"]
    extra: dict[str, Value] = {"is_house_account_enabled": True, "house_account_limit": 500, "is_loyalty_enabled": True}
    copy = copy_of(Customer(ref=REF, single_name="Ann Lee", extra=extra), foodics, foodics)
    assert copy.values == {"single_name": "Ann Lee"}
    assert {"House account", "House account limit", "Collects points"} <= set(copy.left_out)


@pytest.mark.parametrize(("source", "target"), [("treez", "oklahoma"), ("oklahoma", "treez")])
def test_a_customer_type_goes_by_what_it_means(source: str, target: str) -> None:
    """The word "adult" is anybody at one vendor and a patient at another: nobody becomes a patient or stops being one."""
    forms = {"treez": treez(), "oklahoma": oklahoma()}
    copy = copy_of(Customer(ref=REF, customer_type="adult"), forms[source], forms[target])
    assert "customer_type" not in copy.values
    assert copy.left_out == ("Customer type",)


def test_a_ban_goes_along() -> None:
    """Who is banned at one store is not let in at the other by a copy."""
    customer = filled(treez(), banned=True)
    assert copy_of(customer, treez(), treez()).values["banned"] is True


def test_what_says_nothing_is_not_named() -> None:
    """No points, not banned, blanks: a list of everything that is not so would hide what is."""
    customer = Customer(ref=REF, first_name="Mary", loyalty_balance=0, banned=False, nickname="  ", groups=())
    assert copy_of(customer, treez(), counter_form.FORM) == Copy({"first_name": "Mary"})


def test_documents_are_counted() -> None:
    """Files stay at the store they were given to."""
    documents = (Document("drivers_license", "https://a.example/1"), Document("misc_upload", "https://a.example/2"))
    copy = copy_of(Customer(ref=REF, first_name="Mary", documents=documents), treez(), treez())
    assert copy.documents_left == 2
    assert not copy.is_whole


# ------------------------------------------------------------------------------------------------ fields


def form_of(*specs: FieldSpec, addresses: AddressForm | None = None) -> Form:
    """A form of our own."""
    return Form(fields=specs, addresses=addresses)


WORDS = FieldSpec(
    key="gender", label="Gender", kind=FieldKind.CHOICE, choices=(Choice("1", "Male"), Choice("x", "Other"))
)


@pytest.mark.parametrize(("value", "expected"), [("M", "1"), ("F", None), ("X", "x"), ("unknown word", None)])
def test_a_choice_is_taken_where_the_same_word_is_offered(value: str, expected: str | None) -> None:
    """By the label the clerk reads or by the value, capitals aside; any other is named."""
    source = form_of(replace(WORDS, choices=(Choice("M", "male"), Choice("F", "Female"), Choice("X", "Third"))))
    copy = copy_of(Customer(ref=REF, gender=value), source, form_of(WORDS))
    assert copy.values == ({} if expected is None else {"gender": expected})
    assert copy.left_out == (("Gender",) if expected is None else ())


def test_an_open_choice_takes_any_word() -> None:
    """Its choices are suggestions; it gets the words, not the code."""
    source = form_of(replace(WORDS, choices=(Choice("F", "Female"),)))
    target = form_of(replace(WORDS, kind=FieldKind.OPEN_CHOICE))
    assert copy_of(Customer(ref=REF, gender="F"), source, target).values == {"gender": "Female"}


@pytest.mark.parametrize(
    ("source", "value", "target", "expected"),
    [
        (FieldKind.DATE, date(2029, 4, 7), FieldKind.TEXT, "2029-04-07"),
        (FieldKind.TEXT, "2029-04-07", FieldKind.DATE, date(2029, 4, 7)),
        (FieldKind.TEXT, "next year", FieldKind.DATE, None),
        (FieldKind.DATE, Unreadable("soon"), FieldKind.DATE, None),
        (FieldKind.FLAG, True, FieldKind.TRISTATE, True),
        (FieldKind.TRISTATE, False, FieldKind.FLAG, False),
        (FieldKind.DECIMAL, Decimal("65.5"), FieldKind.WHOLE_NUMBER, None),
        (FieldKind.WHOLE_NUMBER, 65, FieldKind.DECIMAL, Decimal(65)),
        (FieldKind.LONG_TEXT, "two\nlines", FieldKind.TEXT, None),
        (FieldKind.TEXT, "one line", FieldKind.LONG_TEXT, "one line"),
        (FieldKind.TAGS, ("a", "b"), FieldKind.TEXT, "a, b"),
    ],
)
def test_values_are_read_as_the_other_field_would(
    source: FieldKind, value: Value, target: FieldKind, expected: Value
) -> None:
    """As if the clerk had typed what stands in the one into the other; what means nothing there is named."""
    one, other = FieldSpec(key="thing", label="Thing", kind=source), FieldSpec(key="thing", label="There", kind=target)
    copy = copy_of(Customer(ref=REF, extra={"thing": value}), form_of(one), form_of(other))
    assert copy.values == ({} if expected is None else {"thing": expected})
    assert copy.left_out == (("Thing",) if expected is None else ())


def test_what_the_other_form_refuses_is_named() -> None:
    """Too long, against a rule, or read-only there."""
    source = form_of(FieldSpec(key="nickname", label="Nickname"), FieldSpec(key="notes", label="Notes"))
    target = form_of(
        FieldSpec(key="nickname", label="Nickname", max_length=45),
        FieldSpec(key="notes", label="Notes", read_only="Only shown."),
    )
    copy = copy_of(Customer(ref=REF, nickname=LONG, notes="loyal"), source, target)
    assert copy == Copy({}, left_out=("Nickname", "Notes"))


NAMES = (
    FieldSpec(key="first_name", label="First name"),
    FieldSpec(key="middle_name", label="Middle name"),
    FieldSpec(key="last_name", label="Last name"),
)
ONE_NAME = FieldSpec(key="single_name", label="Name")


def test_a_name_in_parts_becomes_one() -> None:
    """In the order in which it is said, and no part is called left out."""
    customer = Customer(ref=REF, first_name="Mary", middle_name="Ann", last_name="Smith")
    assert copy_of(customer, form_of(*NAMES), form_of(ONE_NAME)) == Copy({"single_name": "Mary Ann Smith"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mary Smith", {"first_name": "Mary", "last_name": "Smith"}),
        ("  Mary   Smith ", {"first_name": "Mary", "last_name": "Smith"}),
        ("Mary", {"first_name": "Mary"}),
        ("Ana de la Cruz", {"first_name": "Ana de la Cruz"}),
    ],
)
def test_one_name_is_parted_only_where_it_is_plain(name: str, expected: dict[str, Value]) -> None:
    """Two words are first and last name; of others a person decides, whom the missing last name stops."""
    assert copy_of(Customer(ref=REF, single_name=name), form_of(ONE_NAME), form_of(*NAMES)) == Copy(expected)


PHONE = FieldSpec(key="phone", label="Phone", kind=FieldKind.PHONE)
CODE = FieldSpec(key="dial_code", label="Country code", kind=FieldKind.WHOLE_NUMBER, default=966)
PLAIN_PHONE = replace(PHONE, kind=FieldKind.TEXT)


@pytest.mark.parametrize(
    ("number", "code", "target", "expected"),
    [
        ("+16282032916", None, (PHONE,), {"phone": "+16282032916"}),
        ("+16282032916", None, (CODE, PLAIN_PHONE), {"dial_code": 1, "phone": "6282032916"}),
        ("+16282032916", None, (CODE, PHONE), {"dial_code": 1, "phone": "+16282032916"}),
        ("6282032916", 1, (PHONE,), {"phone": "+16282032916"}),
        ("512345678", 966, (CODE, PLAIN_PHONE), {"dial_code": 966, "phone": "512345678"}),
        ("0512345678", 966, (PHONE,), {"phone": "+966512345678"}),
        ("+44 20 7946 0000", None, (PHONE,), {"phone": "+44 20 7946 0000"}),
    ],
)
def test_a_phone_takes_the_other_form(
    number: str, code: int | None, target: tuple[FieldSpec, ...], expected: dict[str, Value]
) -> None:
    """With the country's code in front, or beside it where the form asks for both."""
    extra: dict[str, Value] = {} if code is None else {"dial_code": code}
    copy = copy_of(Customer(ref=REF, phone=number, extra=extra), form_of(CODE, PHONE), form_of(*target))
    assert copy == Copy(expected)


def test_a_number_of_no_country_is_given_none() -> None:
    """The form's own country code beside it would make another number of it."""
    copy = copy_of(Customer(ref=REF, phone="0123456789"), treez(), form_of(CODE, PLAIN_PHONE))
    assert copy == Copy({}, left_out=("Phone",))


def test_a_number_that_the_other_form_refuses_is_named() -> None:
    """A form for ten digits cannot hold a number of another country."""
    customer = Customer(ref=REF, phone="512345678", extra={"dial_code": 966})
    copy = copy_of(customer, form_of(CODE, PHONE), treez())
    assert copy == Copy({}, left_out=("Country code", "Phone"))


# ------------------------------------------------------------------------------------------------ addresses

PARTS = tuple(
    FieldSpec(key=key, label=key) for key in ("street1", "street2", "city", "state", "postal_code", "country")
)
SLOTS = AddressForm(
    shape=AddressShape.SLOTS, kinds=(Choice("home", "Home"), Choice("work", "Work")), parts=PARTS, has_primary=True
)
LIST = AddressForm(shape=AddressShape.LIST, parts=(FieldSpec(key="street1", label="Address"),))
SINGLE = AddressForm(shape=AddressShape.SINGLE, kinds=(Choice("address", "Address"),), parts=PARTS)


def street(number: int, kind: str, **parts: Any) -> Address:
    """An address that can be told from others."""
    return Address(kind=kind, street1=f"{number} Elm St", city="Oakland", **parts)


def moved(addresses: list[Address], target: AddressForm | None, source: AddressForm = SLOTS) -> Copy:
    """The addresses of a customer in another form."""
    return copy_of(Customer(ref=REF, addresses=tuple(addresses)), form_of(addresses=source), form_of(addresses=target))


def test_slots_are_found_by_the_same_word() -> None:
    """Whatever the order; one without a slot of its own takes a free one, and the rest stays behind."""
    copy = moved([street(1, "WORK"), street(2, "summer"), street(3, "boat")], SLOTS, LIST)
    assert [(one.kind, one.street1) for one in copy.addresses] == [("work", "1 Elm St"), ("home", "2 Elm St")]
    assert copy.addresses_left == 1


def test_the_primary_address_comes_first() -> None:
    """A vendor with room for one gets that one; a vendor that marks it, marks it."""
    both = [street(1, "home", primary=False), street(2, "work", primary=True)]
    single = moved(both, SINGLE)
    assert [(one.kind, one.street1, bool(one.primary)) for one in single.addresses] == [("address", "2 Elm St", False)]
    assert single.addresses_left == 1
    assert [(one.kind, one.primary) for one in moved(both, SLOTS).addresses] == [("work", True), ("home", False)]


def test_one_free_text_takes_the_whole_address() -> None:
    """A list keeps every address; names that are the same, or none, are told apart."""
    copy = moved([street(1, "home", state="CA"), street(2, "home"), street(3, "")], LIST)
    assert [(one.kind, one.street1) for one in copy.addresses] == [
        ("home", "1 Elm St, Oakland, CA"),
        ("home_2", "2 Elm St, Oakland"),
        ("address", "3 Elm St, Oakland"),
    ]
    assert copy.is_whole


def test_parts_without_a_place_are_named() -> None:
    """Also those that break a rule there, and the zone, which is a number of the other store's own map."""
    parts = (
        PARTS[0],
        PARTS[2],
        FieldSpec(key="state", label="State", rule=lambda value: "" if value == "CA" else "No"),
    )
    target = replace(SLOTS, parts=(*parts, FieldSpec(key="zone", label="Zone")))
    copy = moved([street(1, "home", country="US", state="California", zone="z1", latitude=37.8)], target)
    assert copy.addresses == (Address(kind="home", street1="1 Elm St", city="Oakland", primary=True),)
    assert copy.left_out == ("state", "country", "latitude", "Zone")


def test_lines_of_an_address_become_one() -> None:
    """A free text has line breaks, and a line of a form has none."""
    copy = moved([Address(kind="home", street1="1 Elm St\n Oakland\n")], SLOTS, LIST)
    assert copy.addresses[0].street1 == "1 Elm St, Oakland"


def test_a_form_without_addresses_leaves_them_behind() -> None:
    """They are counted; empty ones are none."""
    copy = moved([street(1, "home"), Address(kind="work", state="CA")], None)
    assert (copy.addresses, copy.addresses_left) == ((), 1)


# ------------------------------------------------------------------------------------------------ what is on the screen


def test_what_was_typed_is_copied() -> None:
    """The clerk copies what stands on the screen, saved or not; the record itself stays as it was read."""
    edit = Edit(counter_form.FORM, counter_form.customer())
    edit.type_text(counter_form.spec("phone"), "(510) 555-0142")
    edit.choose(counter_form.spec("banned"), value=True)
    edit.type_text(counter_form.spec("caregivers"), "1131")
    edit.type_address("other", "street1", "3 Pine St")
    record = record_of(edit)
    assert (record.phone, record.banned, record.first_name) == ("+15105550142", True, "Mary")
    assert record.caregivers == edit.base.caregivers
    assert [address.kind for address in record.address_list] == ["home", "work", "other"]
    assert edit.base.phone == "+16282032916"


def test_a_field_of_the_vendors_own_is_copied_as_typed() -> None:
    """Also one that the domain has no place of its own for."""
    edit = Edit(treez(), Customer(ref=REF, extra={"physician_license": "A1", "physician_phone": "1"}))
    spec = treez().spec("physician_license")
    assert spec is not None
    edit.type_text(spec, "B2")
    assert record_of(edit).extra == {"physician_license": "B2", "physician_phone": "1"}
