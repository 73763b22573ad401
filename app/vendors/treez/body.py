"""Form values and addresses as Treez's bodies (vendor document 7). Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from app.core.customer import Address, Customer
from app.core.form import FieldKind, FieldSpec, Form
from app.core.phone import national_number
from app.core.values import Absent, Unreadable, Value, is_blank, known
from app.vendors.treez import const

_TEXT_KINDS: Final = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE})


def body(form: Form, values: Mapping[str, Value], base: Customer | None = None) -> dict[str, object]:
    """The vendor's body for form values. ``base`` is the record they change, for the spelling of its groups."""
    made: dict[str, object] = {}
    for spec in form.fields:
        if spec.key in values:
            made[const.WIRE_KEYS.get(spec.key, spec.key)] = _sent(spec, values[spec.key], base)
    return made


def companions(changed: Mapping[str, Value], values: Mapping[str, Value | Absent]) -> dict[str, Value]:
    """What goes along with changed fields because the vendor requires it beside them, as the record has it.

    Whether a PATCH is judged alone or with the record it changes is not documented; so it is right either way.
    """
    asking = {key for key, value in changed.items() if not is_blank(value) and value is not False}
    needed = {other for key in asking for other in const.COMPANIONS.get(key, ())}
    if changed.get("customer_type") == const.CARD_TYPE:
        needed |= {"state_medical_id", *const.COMPANIONS["state_medical_id"]}
    return {key: value for key in needed - changed.keys() if not isinstance(value := values[key], Absent)}


def _sent(spec: FieldSpec, value: Value, base: Customer | None) -> object:
    if is_blank(value):
        return _cleared(spec.kind)
    if isinstance(value, tuple):
        return _sent_list(spec.key, value, base)
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    return _sent_text(spec.key, value) if isinstance(value, str) else value


def _cleared(kind: FieldKind) -> object:
    if kind is FieldKind.TAGS:
        return []
    return const.CLEARED_TEXT if kind in _TEXT_KINDS else const.CLEARED_OTHER


def _sent_text(key: str, value: str) -> str:
    if key == "phone":
        return national_number(value) or value
    return value.upper() if key == "customer_type" else value


def _sent_list(key: str, items: tuple[str, ...], base: Customer | None) -> list[object]:
    if key == "caregivers":
        return [{"caregiver_customer_id": number} for number in items]
    # An editor trims what it shows; a group whose name begins with a blank must keep it, or it is another group.
    given = known(base.groups, ()) if base else ()
    spelt = {group.strip(): group for group in given}
    return [item if item in given else spelt.get(item.strip(), item) for item in items]


def address_list(addresses: Sequence[Address]) -> list[dict[str, object]]:
    """The complete list as it is sent: whether it replaces or adds is not documented, so nothing is left out.

    Empty ones are: the vendor takes a state alone for a half filled address (vendor document 7.1).
    """
    return [_sent_address(address) for address in addresses if not address.is_empty]


def _sent_address(address: Address) -> dict[str, object]:
    made: dict[str, object] = {"type": address.kind.upper()}
    parts = (("street1", "street1"), ("street2", "street2"), ("city", "city"), ("state", "state"))
    for key, part in (*parts, ("zipcode", "postal_code")):
        made[key] = known(getattr(address, part), const.CLEARED_TEXT)
    made["primary"] = known(address.primary, default=False)
    return made | dict(address.carried)
