"""Which fields of a write Treez reads, and as what (Parameters Explained page; vendor document sections 5 and 7.1).

Every other field, unknown or read-only, is passed over. null and "" both empty a field (the page names no way).
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.training.person import REFERRALS
from app.training.treez_answers import UnreadableBody, wrong_date
from app.training.treez_records import NOTHING, Record, day_of

REQUIRED = ("first_name", "last_name", "birthday", "patient_type")
_INT32 = 2**31
_PARTS = ("street1", "street2", "city", "state", "zipcode")
_T = TypeVar("_T")
Reading = Callable[[str, Any], Any]


def taken(body: Mapping[str, Any]) -> Record:
    """The writable fields of `body` as they are kept, or UnreadableBody for a value of the wrong type."""
    return {name: reading(name, body[name]) for name, reading in _READINGS.items() if name in body}


def _text(empty: str | None) -> Reading:
    def read(name: str, value: Any) -> str | None:
        if value is None or value == "":
            return empty
        return _is(str, name, value)

    return read


def _kept_text(name: str, value: Any) -> str | None:
    """Where a record may hold both null and ""."""
    return None if value is None else _is(str, name, value)


def _flag(name: str, value: Any) -> bool:
    return False if value is None else _is(bool, name, value)


def _integer(name: str, value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not -_INT32 <= value < _INT32:
        raise _wrong(name)
    return value


def _opt_out(name: str, value: Any) -> str | None:
    """Written as a boolean, read back as a string (section 5)."""
    return None if value is None else str(_is(bool, name, value)).lower()


def _permit(name: str, value: Any) -> str:
    """Written as a day alone, read back with a time behind it, as the vendor's create sample shows."""
    text = NOTHING if value is None or value == "" else _is(str, name, value)
    if text == NOTHING:
        return NOTHING
    if day_of(text) is None:
        raise wrong_date(text, "yyyy-MM-dd")
    return f"{text} 00:00:00.000"


def _referral(name: str, value: Any) -> str | None:
    """In any capitals: the pages list the same sources in two spellings (section 6.17)."""
    text = _text(None)(name, value)
    known = {source.casefold(): source for source in REFERRALS}
    return None if text is None else known.get(text.casefold(), text)


def _texts(name: str, value: Any) -> list[str]:
    return [_is(str, name, item) for item in _list(name, value)]


def _addresses(name: str, value: Any) -> list[Record]:
    return [_address(_is(dict, name, item)) for item in _list(name, value)]


def _address(given: dict[str, Any]) -> Record:
    """Types in any capitals, with a blank or an underscore (section 6.3); `primary` is true unless said (7.1)."""
    kind = _text("")("addresses.type", given.get("type")) or ""
    parts = {part: _text("")(f"addresses.{part}", given.get(part)) for part in _PARTS}
    primary = given.get("primary")
    return {
        "type": kind.lower().replace(" ", "_"),
        **parts,
        "primary": True if primary is None else _is(bool, "addresses.primary", primary),
    }


def _carers(name: str, value: Any) -> list[int]:
    return [_carer(name, _is(dict, name, item).get("caregiver_customer_id")) for item in _list(name, value)]


def _carer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    raise _wrong(f"{name}.caregiver_customer_id")


def _list(name: str, value: Any) -> list[Any]:
    return [] if value is None else _is(list, name, value)


def _is(kind: type[_T], name: str, value: Any) -> _T:
    if not isinstance(value, kind):
        raise _wrong(name)
    return value


def _wrong(name: str) -> UnreadableBody:
    return UnreadableBody(f"Input is not valid. Field {name} has a value of the wrong type.")


_READINGS: dict[str, Reading] = {
    "first_name": _text(""),
    "middle_name": _kept_text,
    "nickname": _kept_text,
    "last_name": _text(""),
    "birthday": _text(""),
    "patient_type": _text(""),
    "drivers_license": _text(None),
    "drivers_license_expiration": _text(None),
    "state_medical_id": _text(NOTHING),
    "permit_expiration": _permit,
    "email": _text(""),
    "phone": _text(""),
    "notes": _text(NOTHING),
    "physician_first_name": _text(None),
    "physician_last_name": _text(None),
    "physician_license": _text(None),
    "physician_address": _text(None),
    "physician_phone": _text(None),
    "is_caregiver": _flag,
    "caregiver_license_number": _text(""),
    "caregiver_details": _carers,
    "rewards_balance": _integer,
    "gender": _text("U"),
    "opt_out": _opt_out,
    "referral_source": _referral,
    "banned": _flag,
    "warning_1": _flag,
    "warning_2": _flag,
    "addresses": _addresses,
    "customer_groups": _texts,
}
