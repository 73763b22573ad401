"""Form values and addresses as IndicaOnline's bodies (IndicaOnline Open API v2.3, vendor document 5, 7 and 10). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.core.customer import Address
from app.core.form import FieldKind, FieldSpec, Form
from app.core.values import Unreadable, Value, is_blank
from app.vendors.indicaonline import const
from app.vendors.indicaonline.phones import ten_digits
from app.vendors.indicaonline.wire import Raw

_ID_KEYS = ("file_id", "field_id", "id")


def created(form: Form, values: Mapping[str, Value], addresses: Sequence[Address]) -> dict[str, object]:
    """A new customer: what is filled in, and what the vendor always wants."""
    given = {key: value for key, value in values.items() if not is_blank(value)}
    sent = const.CREATE_DEFAULTS | _fields(form, given)
    place = {key: part for key, part in _address(_one_of(addresses)).items() if not is_blank(part)}
    return sent | {"address": place} if place else sent


def changed(form: Form, values: Mapping[str, Value], addresses: Sequence[Address] | None) -> dict[str, object]:
    """What differs. An address goes whole: whether its parts would be merged is not published."""
    sent = _fields(form, values)
    if addresses is not None:
        sent["address"] = _address(_one_of(addresses))
    return sent


def _one_of(addresses: Sequence[Address]) -> Address:
    """The one address that a customer has: one that leads somewhere, else whatever was typed of one."""
    return next((one for one in addresses if not one.is_empty), None) or next(iter(addresses), Address())


def whole(raw: Raw, changes: Mapping[str, object]) -> dict[str, object]:
    """The record as it was just read with the changes over it, for a PUT (vendor document 10).

    Everything that came goes back as it came, known or not, so that nothing is erased; only what stands in answers
    alone stays here, and phones are in the digits that writes want.
    """
    kept = {key: value for key, value in raw.items() if key not in const.NEVER_SENT}
    for key in ("phone", "home_phone", "office_phone", "fax"):
        value = kept.get(key)
        if isinstance(value, str):
            kept[key] = ten_digits(value) or value
    if kept.get("comment", "") is None:
        kept["comment"] = ""  # not nullable
    return kept | dict(changes)


def with_document(raw: Raw, file_id: int | str, kind: str) -> dict[str, object]:
    """The change that attaches a file. Whether a list sent replaces the store's is not published, so all go along."""
    sent = raw.get("documents")
    before = [_attached(one) for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    new = {const.DOCUMENT_ID: file_id, const.DOCUMENT_TYPE: kind}
    return {"documents": [*(one for one in before if one), new]}


def _attached(document: Raw) -> dict[str, object]:
    number = next((document[key] for key in _ID_KEYS if document.get(key)), None)
    if number is None:
        return {}
    return {const.DOCUMENT_ID: number, const.DOCUMENT_TYPE: document.get(const.DOCUMENT_TYPE)}


def _fields(form: Form, values: Mapping[str, Value]) -> dict[str, object]:
    return {
        const.WIRE_KEYS.get(spec.key, spec.key): _sent(spec, values[spec.key])
        for spec in form.fields
        if spec.key in values and not spec.read_only
    }


def _sent(spec: FieldSpec, value: Value) -> object:
    if is_blank(value):
        return _cleared(spec)
    if isinstance(value, tuple):
        return _numbers(value)
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _plain(value)
    return _sent_text(spec, value) if isinstance(value, str) else value


def _cleared(spec: FieldSpec) -> object:
    if spec.kind is FieldKind.TAGS:
        return []
    return "" if spec.kind is FieldKind.LONG_TEXT else None  # the comment is not nullable


def _numbers(items: Iterable[str]) -> list[object]:
    return [int(item) if item.strip().isascii() and item.strip().isdigit() else item for item in items]


def _plain(value: Decimal) -> object:
    """A JSON number without an exponent."""
    return int(value) if value == value.to_integral_value() else Decimal(format(value.normalize(), "f"))


def _sent_text(spec: FieldSpec, value: str) -> str:
    if spec.kind is FieldKind.LONG_TEXT:
        return value
    if spec.kind is FieldKind.PHONE:
        return ten_digits(value) or value.strip()
    if spec.key == "gender":
        return const.GENDER_WORDS.get(value, value)
    return value.strip().lower() if spec.key == "customer_type" else value.strip()


def _address(address: Address) -> dict[str, object]:
    """All five parts, blank ones as null, and what came with them; a part that could not be read goes back as it came."""
    made = dict(address.carried)
    for ours, theirs in const.ADDRESS_PARTS:
        value = getattr(address, ours)
        if not is_blank(value) or theirs not in made:
            made[theirs] = None if is_blank(value) else value.strip()
    return made
