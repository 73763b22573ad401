"""Form values and addresses as Foodics' bodies (Foodics API v5, vendor document 7 and 8). Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Final

from app.core.addresses import kind_of
from app.core.customer import Address
from app.core.errors import InvalidInput, Problem
from app.core.values import Unreadable, Value, is_blank, same
from app.vendors.foodics import const
from app.vendors.foodics.dialling import national
from app.vendors.foodics.mapping import dial_code, flag
from app.vendors.foodics.wire import Raw

_NUMBER_OF: Final = {letter: number for letter, number, _ in const.GENDERS}
Body = dict[str, object]


def new_customer(values: Mapping[str, Value], tags: Mapping[str, str], store_code: int) -> Body:
    """A create's body: what was given, and that the person is not blacklisted unless that was said.

    The other two flags need scopes of their own and go along only where somebody set them.
    """
    made = _sent_values(values, tags, store_code)
    return {"is_blacklisted": False, **made}


def complete(
    raw: Raw, edits: Mapping[str, Value], tags: Mapping[str, str], store_code: int, no_scope: AbstractSet[str]
) -> Body:
    """An update's body: every writable key as the store holds it, the edits laid over it.

    That is right whether the vendor replaces or merges (vendor document 14.2). Keys whose scope is missing stay
    out: those whose scope to write (``no_scope``) was refused, and those of a family whose balance does not come,
    which shows that it may not be read. A flag that is on goes along all the same: it came, and a key that may write
    it and not read the balance would switch it off by leaving it out.
    """
    kept = {key: _as_held(key, raw[key]) for key in const.WRITABLE if key in raw}
    for keys, balance, scope in const.SCOPED:
        for key in keys & kept.keys():
            if scope in no_scope or (balance not in raw and not kept[key]):
                del kept[key]
    code = edits.get("dial_code", kept.get("dial_code"))
    return kept | _sent_values(edits, tags, code if isinstance(code, int) else store_code)


def unedited_scopes(body: Body, edits: Mapping[str, Value]) -> set[str]:
    """The scopes to write that a body needs for nothing but values nobody changed."""
    edited = {const.WIRE_KEYS.get(key, key) for key in edits}
    return {scope for keys, _, scope in const.SCOPED if keys & body.keys() and not keys & edited}


def edited_scopes(edits: Mapping[str, Value]) -> str:
    """The scopes that writing these fields takes, for a person to read."""
    own = [scope for keys, _, scope in const.SCOPED if keys & edits.keys()]
    return ", ".join([const.SCOPE_WRITE, *own])


def _as_held(key: str, sent: object) -> object:
    if key == "tags":
        items = sent if isinstance(sent, list) else []
        return [{"id": one.get("id")} if isinstance(one, dict) else {"id": one} for one in items]
    if not isinstance(sent, str | int | float):
        return sent
    if key in const.FLAGS:
        held = flag(sent)
        return sent if held is None else held
    if key == "dial_code":
        code = dial_code(sent)
        return sent if code is None else code
    return sent


def _sent_values(values: Mapping[str, Value], tags: Mapping[str, str], store_code: int) -> Body:
    code = values.get("dial_code", store_code)
    code = code if isinstance(code, int) else store_code
    return {const.WIRE_KEYS.get(key, key): _sent(key, value, tags, code) for key, value in values.items()}


def _sent(key: str, value: Value, tags: Mapping[str, str], code: int) -> object:
    if key == "groups":
        return _tag_list(value if isinstance(value, tuple) else (), tags)
    if is_blank(value):
        return None
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    return _sent_text(key, value, code) if isinstance(value, str) else value


def _sent_text(key: str, value: str, code: int) -> object:
    if key == "phone":
        return national(value, code) or value
    if key == "gender":
        known = _NUMBER_OF.get(value)
        return known if known is not None else int(value) if value.isascii() and value.isdigit() else value
    return value


def _tag_list(groups: Sequence[str], tags: Mapping[str, str]) -> list[object]:
    """The complete wanted list, by id; ``tags`` are the ids by name. InvalidInput for a tag the store has not."""
    folded = {name.casefold(): number for name, number in tags.items()}
    ids = set(tags.values())
    found = [tags.get(name) or folded.get(name.casefold()) or (name if name in ids else "") for name in groups]
    if lacking := [f"“{name}”" for name, number in zip(groups, found, strict=True) if not number]:
        raise InvalidInput(Problem("groups", f"Tags: the store has no customer tag {', '.join(lacking)}."))
    return [{"id": number} for number in found]


# ------------------------------------------------------------------------------------------------ addresses


def new_address(address: Address, customer_id: str) -> Body:
    """The body of an address the store does not know yet."""
    made: Body = {
        "name": _name_of(address.kind),
        "description": _text(address.street1),
        "latitude": _degrees(address.latitude),
        "longitude": _degrees(address.longitude),
        "customer_id": customer_id,
    }
    # Left out where none is chosen: how the vendor takes null here is not known (vendor document 8).
    return made | ({} if is_blank(address.zone) else {"delivery_zone_id": address.zone})


def changed_address(address: Address, base: Address, raw: Raw, customer_id: str) -> Body:
    """The complete body of an address: as the store holds it, with what differs from ``base`` laid over."""
    made: Body = {key: raw.get(key) for key in const.ADDRESS_WRITABLE}
    if address.kind != base.kind:
        made["name"] = _name_of(address.kind)
    if not same(address.street1, base.street1):
        made["description"] = _text(address.street1)
    for key, now, before in (
        ("latitude", address.latitude, base.latitude),
        ("longitude", address.longitude, base.longitude),
    ):
        if not same(now, before):
            made[key] = _degrees(now)
    made["customer_id"] = customer_id
    if not (is_blank(address.zone) and is_blank(base.zone)):
        made["delivery_zone_id"] = None if is_blank(address.zone) else address.zone
    return made


def _name_of(kind: str) -> str:
    """A kind as the vendor's name: ``summer_house`` is Summer house. One that is no kind is a name already."""
    words = kind.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if kind == kind_of(kind) else kind.strip()


def _text(value: object) -> str:
    return "" if is_blank(value) else str(value)


def _degrees(value: object) -> str | None:
    """A coordinate as text with a dot; null where there is none."""
    return None if is_blank(value) else format(Decimal(str(value)), "f")
