"""A form with every kind of field, and a customer who fills it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.customer import Address, Caregiver, Customer
from app.core.form import AddressForm, AddressShape, Choice, FieldKind, FieldSpec, Form
from tests.unit.services.practice import ref

FORM = Form(
    fields=(
        FieldSpec(key="first_name", label="First name", required=True),
        FieldSpec(key="birth_date", label="Date of birth", kind=FieldKind.DATE),
        FieldSpec(key="phone", label="Phone", kind=FieldKind.PHONE),
        FieldSpec(
            key="customer_type",
            label="Type",
            kind=FieldKind.CHOICE,
            required=True,
            choices=(Choice("adult", "Adult"), Choice("medical", "Medical")),
            default="adult",
        ),
        FieldSpec(key="banned", label="Banned", kind=FieldKind.FLAG),
        FieldSpec(key="opt_out", label="Opt out", kind=FieldKind.TRISTATE),
        FieldSpec(
            key="loyalty_balance", label="Points", kind=FieldKind.WHOLE_NUMBER, read_only="The till counts them."
        ),
        FieldSpec(key="groups", label="Groups", kind=FieldKind.TAGS),
        FieldSpec(key="caregivers", label="Caregivers", kind=FieldKind.TAGS, max_items=2),
        FieldSpec(key="notes", label="Notes", kind=FieldKind.LONG_TEXT),
    ),
    addresses=AddressForm(
        shape=AddressShape.SLOTS,
        kinds=(Choice("home", "Home"), Choice("work", "Work"), Choice("other", "Other")),
        parts=(
            FieldSpec(key="street1", label="Street", required=True),
            FieldSpec(key="city", label="City"),
            FieldSpec(key="state", label="State"),
        ),
        has_primary=True,
    ),
)
HOME = Address(kind="home", street1="1 Elm St", city="Oakland", state="CA", primary=True)
WORK = Address(kind="work", street1="2 Oak St", city="Oakland", state="CA", primary=False)


def spec(key: str) -> FieldSpec:
    """The field of that key."""
    return next(one for one in FORM.fields if one.key == key)


def customer(**fields: Any) -> Customer:
    """Mary; ``fields`` change her."""
    facts: dict[str, Any] = {
        "ref": ref(7),
        "first_name": "Mary",
        "birth_date": date(1992, 4, 7),
        "phone": "+16282032916",
        "customer_type": "adult",
        "groups": (" INDUSTRY",),
        "caregivers": (Caregiver("1130", "CAROL"),),
        "addresses": (HOME, WORK),
    }
    return Customer(**(facts | fields))
