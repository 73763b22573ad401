"""From what a scanner sent to a card: repair, find the parts, read each, and leave out what is not certain."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, TypedDict

from app.core.errors import NotAnId
from app.core.idcard.body import read_body
from app.core.idcard.card import IdCard
from app.core.idcard.dates import read_date
from app.core.idcard.elements import LINE_BREAK, WHO, Elements
from app.core.idcard.header import Header, read_header
from app.core.idcard.issuers import CANADA, JURISDICTIONS, country_of, state_code
from app.core.idcard.keyboard import MARK, Oddity, repair
from app.core.idcard.names import Names, read_names
from app.core.idcard.stripe import Stripe, read_stripe

_LONGEST = 8_000  # characters; a barcode holds 2,710 digits at most, and a word may stand for each control character
_GENDERS = {"1": "M", "2": "F", "9": "X", "M": "M", "F": "F", "X": "X"}
_DOCUMENTS = {"DL": "license", "EN": "license", "ID": "id"}
_NAME_OF = {
    "DCS": ("last_name",),
    "DAB": ("last_name",),
    "DAC": ("first_name",),
    "DAD": ("middle_name",),
    "DCT": ("first_name", "middle_name"),
    "DAA": ("last_name", "first_name", "middle_name", "suffix"),
    "DCU": ("suffix",),
    "DAE": ("suffix",),
    "DAQ": ("license_number",),
    "DAG": ("street1",),
    "DAH": ("street2",),
    "DAI": ("city",),
    "DAJ": ("state",),
    "DAK": ("postal_code",),
    "DAL": ("street1",),
    "DAM": ("street2",),
    "DAN": ("city",),
    "DAO": ("state",),
    "DAP": ("postal_code",),
    "DBC": ("gender",),
}
_TEXTS = (
    "last_name",
    "first_name",
    "middle_name",
    "license_number",
    "street1",
    "street2",
    "city",
    "state",
    "postal_code",
)
_MOVED = re.compile(r"[YZyz]|[^A-Za-z0-9 .,'\-]")  # letters and signs that a German layout exchanges for others
# Anything else in a name was put there on the way; so was a digit, but for the one that counts generations.
_NAME = re.compile(r"(?:[^\W\d_]|[ '`\u2019.\-/()&]|\b(?:1ST|2ND|3RD|[4-9]TH)\b)+", re.IGNORECASE)
_NUMBER = re.compile(r"(?=.*\d)[^\W_][\w \-*./]*")
_CUT_UNSEEN = WHO | {"DCU", "DAE"}  # values that do not show whether they are whole
_WHOLE_POSTAL_CODE = re.compile(r"\d{5}(?:[ -]?\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d")
_CUT = {"DDE": "last_name", "DDF": "first_name", "DDG": "middle_name"}
_MAILING = ("DAG", "DAH", "DAI", "DAJ", "DAK")
_RESIDENCE = ("DAL", "DAM", "DAN", "DAO", "DAP")
_ZIP_PLUS_4, _ZIP_PADDING = 9, "0000"
_SCANS = 8  # headers in one text, beyond which it is none that a hand has scanned
_HEADER_START = 8  # characters between "@" and the file type
_PLAIN_ENDS = frozenset("0123456789") | {""}
_FEW = 3  # elements without which nothing is an ID


def read_card(payload: str | bytes) -> IdCard:
    """The card in what a scanner sent, whatever the way to here did to it.

    NotAnId for everything that is no ID, or too damaged to be certain whose it is.
    """
    if len(payload) > _LONGEST:
        raise NotAnId.no_id()
    repaired = repair(payload)
    if stripe := read_stripe(repaired.text):
        return _from_stripe(stripe, repaired.oddities)
    marks = [mark.start() for mark in MARK.finditer(repaired.text)]
    if len(marks) > _SCANS:
        raise NotAnId.no_id()
    if len(marks) > 1:
        card = _one_of_several(repaired.text, marks, repaired.oddities)
    else:
        card = _from_barcode(repaired.text, repaired.oddities)
    moved = Oddity.LAYOUT_DOUBTFUL in repaired.oddities
    return _without_moved_letters(card, signs=repaired.text.lstrip().startswith('"')) if moved else card


def _without_moved_letters(card: IdCard, *, signs: bool) -> IdCard:
    """The card without the texts in which Y and Z may have changed places; ``signs``: others have, as a sign tells."""
    doubtful = [name for name in _TEXTS if _MOVED.search(getattr(card, name))]
    emptied: dict[str, Any] = dict.fromkeys(doubtful, "")
    oddities = tuple(one for one in card.oddities if signs or doubtful or one is not Oddity.LAYOUT_DOUBTFUL)
    return replace(card, unsure=tuple(sorted({*card.unsure, *doubtful})), oddities=oddities, **emptied)


def _one_of_several(text: str, marks: list[int], oddities: tuple[Oddity, ...]) -> IdCard:
    """One card out of a text that has several headers: the same one scanned again, perhaps after half a scan."""
    cuts = [0, *(_beginning(text, at) for at in marks[1:]), len(text)]
    parts = [text[begin:end] for begin, end in pairwise(cuts)]
    whole = [part for part in parts if not any(_is_beginning(part, other) for other in parts)]
    cards: list[IdCard] = []
    for part in whole:
        try:
            cards.append(_from_barcode(part, oddities))
        except NotAnId as refusal:
            if refusal.reason != "half_scan":
                raise
    if not cards:
        raise NotAnId.half_scan()
    if len({replace(card, oddities=()) for card in cards}) > 1:
        raise NotAnId.two_cards()
    return replace(cards[0], oddities=(*cards[0].oddities, Oddity.DOUBLE_SCAN))


def _is_beginning(part: str, other: str) -> bool:
    """Whether one scan stops in the middle of another; what a scanner puts behind each does not count."""
    part, other = part.rstrip(), other.rstrip()
    return part != other and other.startswith(part)


def _beginning(text: str, mark: int) -> int:
    """Where the header of a file type begins: at the "@" shortly before it, if there is one."""
    at = text.rfind("@", mark - _HEADER_START, mark)
    return mark if at < 0 else at


# ------------------------------------------------------------------------------------------------------- a barcode


class _Dates(TypedDict):
    birth_date: date | None
    license_issued: date | None
    license_expires: date | None
    under_18_until: date | None
    under_19_until: date | None
    under_21_until: date | None


class _Address(TypedDict):
    street1: str
    street2: str
    city: str
    state: str
    postal_code: str


def _from_barcode(text: str, oddities: tuple[Oddity, ...]) -> IdCard:
    header = read_header(text)
    if header is None:
        raise NotAnId.half_scan() if MARK.search(text) else NotAnId.no_id()
    elements = read_body(text[header.start :], header)
    _check_complete(elements, header)
    _doubt_the_end(elements, header, len(text))
    _doubt_remains(elements)
    jurisdiction = JURISDICTIONS.get(header.iin, "")
    home = jurisdiction or state_code(elements.values.get("DAJ", ""))
    country = country_of(elements.values.get("DCG", ""), home)
    unsure: set[str] = {field for name in elements.doubtful for field in _NAME_OF.get(name, ())}
    known = elements.certain()
    dates = _dates(elements, year_first=country == CANADA, unsure=unsure)
    unsure |= _missed(elements, header, dates)
    names = _certain_names(known, jurisdiction, unsure)
    gender = _gender(known.get("DBC", ""), unsure)
    return IdCard(
        document=_DOCUMENTS.get(header.kind, ""),
        version=header.version,
        issuer=jurisdiction,
        iin=header.iin,
        country=country,
        first_name=names.first,
        middle_name=names.middle,
        last_name=names.last,
        suffix=names.suffix,
        gender=gender,
        license_number=_number(known.get("DAQ", ""), unsure),
        **dates,
        **_address(known, country),
        limited_term=known.get("DDD") == "1",
        real_id={"F": True, "N": False}.get(known.get("DDA", "")),
        truncated=tuple(field for name, field in _CUT.items() if known.get(name) == "T"),
        unsure=tuple(sorted(unsure)),
        oddities=(*oddities, *_of_header(text, header)),
    )


def _check_complete(elements: Elements, header: Header) -> None:
    """Refuse what has too little to be an ID, and a card whose beginning or end did not arrive."""
    there = elements.values.keys()
    told = bool(there & {"DAA", "DCS", "DAB"}) and "DAQ" in there and "DBB" in there
    dated = read_date(elements.values.get("DBB", "")) is not None
    if header.readable:
        cut = elements.last and not ("DBA" in there and "DAK" in there and there & {"DAJ", "DAO"})
        if cut or not told or not there & {"DAG", "DAL", "DAI", "DAJ"}:
            raise NotAnId.half_scan()
    elif header.headless:
        raise NotAnId.half_scan() if len(there) >= _FEW else NotAnId.no_id()
    elif not (told and dated) and not (header.present and len(there) >= _FEW and "DAQ" in there and "DBB" in there):
        raise NotAnId.no_id()


def _doubt_the_end(elements: Elements, header: Header, length: int) -> None:
    """A value that ends the text may be cut off there, and names that would follow may be missing.

    Unless the directory's sum of lengths is that of the text: then it is believed. A line end proves nothing where the
    directory promises more: it may be what a scanner puts behind everything.
    """
    last = elements.last or (elements.ended if header.end > length + 2 else "")
    if not last or header.end <= length <= header.end + 1:
        return
    value = elements.values[last]
    if last in _CUT_UNSEEN or not value or (last == "DAK" and not _WHOLE_POSTAL_CODE.fullmatch(value)):
        elements.doubtful.add(last)
    if "DAC" in elements.values and "DAD" not in elements.values:
        elements.doubtful.add("DAD")


def _doubt_remains(elements: Elements) -> None:
    """Signs that end every value are what is left of a line end: where they end the dates too, no name is believed."""
    ends = {elements.values.get(name, "")[-1:] for name in ("DBB", "DBA", "DAQ")}
    if len(ends) == 1 and not ends <= _PLAIN_ENDS:
        elements.doubtful |= WHO


def _missed(elements: Elements, header: Header, dates: _Dates) -> set[str]:
    """Fields that are not there and may have been lost: every version demands birth date and expiry.

    A card may say in so many words that it does not expire. Where its beginning did not arrive, a middle name may have
    stood in it too.
    """
    missed = {field for field in ("birth_date", "license_expires") if dates[field] is None}
    if "DBA" in elements.said_none:
        missed.discard("license_expires")
    if not elements.values.keys() & {"DAC", "DCT", "DAA"}:
        missed |= {"first_name", "middle_name"}
    if not header.present and not elements.values.keys() & {"DAD", "DCT", "DAA"}:
        missed.add("middle_name")
    return missed


def _dates(elements: Elements, *, year_first: bool, unsure: set[str]) -> _Dates:
    def read(field: str, name: str) -> date | None:
        text = elements.values.get(name, "")
        found = read_date(text, year_first=year_first) if name not in elements.doubtful else None
        if found is None and (name in elements.doubtful or text.strip("0")):
            unsure.add(field)
        return found

    return {
        "birth_date": read("birth_date", "DBB"),
        "license_issued": read("license_issued", "DBD"),
        "license_expires": read("license_expires", "DBA"),
        "under_18_until": read("under_18_until", "DDH"),
        "under_19_until": read("under_19_until", "DDI"),
        "under_21_until": read("under_21_until", "DDJ"),
    }


def _number(text: str, unsure: set[str]) -> str:
    """A number as it is printed; one without any digit is a part of something else."""
    if text and not _NUMBER.fullmatch(text):
        unsure.add("license_number")
        return ""
    return text


def _gender(text: str, unsure: set[str]) -> str:
    gender = _GENDERS.get(text.upper(), "")
    if text and not gender and text != "0":
        unsure.add("gender")
    return gender


def _certain_names(known: dict[str, str], jurisdiction: str, unsure: set[str]) -> Names:
    names = read_names(known, jurisdiction)
    parts = {"last_name": names.last, "first_name": names.first, "middle_name": names.middle, "suffix": names.suffix}
    unsure |= names.unsure | {field for field, text in parts.items() if text and not _NAME.fullmatch(text)}
    if "first_name" in unsure and not names.middle:
        unsure.add("middle_name")  # it may stand behind the first
    last, first, middle, suffix = ("" if field in unsure else text for field, text in parts.items())
    return Names(last, first, middle, suffix)


def _address(known: dict[str, str], country: str) -> _Address:
    """The mailing address; the residence where a card has only that."""
    names = _MAILING if known.get("DAG") or not known.get("DAL") else (*_RESIDENCE[:2], *_MAILING[2:])
    parts = [known.get(name) or "" for name in names]
    parts[2:] = [part or known.get(other) or "" for part, other in zip(parts[2:], _RESIDENCE[2:], strict=True)]
    street1, street2, city, state, postal = parts
    return {
        "street1": street1,
        "street2": street2,
        "city": city,
        "state": state_code(state),
        "postal_code": _postal_code(postal, country),
    }


def _postal_code(text: str, country: str) -> str:
    """A ZIP code without its padding; another country's as the card has it."""
    if country == CANADA or any(char.isalpha() for char in text):
        return text
    digits = re.sub(r"[ \-]+", "", text)
    if len(digits) >= _ZIP_PLUS_4 and digits.endswith(_ZIP_PADDING):
        return digits[: -len(_ZIP_PADDING)]
    return digits[:5] if re.fullmatch(r"\d{5} +0", text) else digits


def _of_header(text: str, header: Header) -> list[Oddity]:
    """What the beginning of the text tells of the way to here."""
    found = []
    mark = MARK.search(text)
    gap = text[: mark.start()] if mark else ""
    if mark is None or not header.readable:
        found.append(Oddity.HEADER_DAMAGED)
    elif "@" not in gap or not mark[0].startswith("A"):
        found.append(Oddity.FIRST_CHARACTER_LOST)
    if not LINE_BREAK.search(text.strip()):
        found.append(Oddity.CONTROLS_DROPPED)
    return found


# ------------------------------------------------------------------------------------------------------- a stripe


def _from_stripe(stripe: Stripe, oddities: tuple[Oddity, ...]) -> IdCard:
    unsure = set(stripe.names.unsure)
    kept = {"birth_date": stripe.birth_date, "license_expires": stripe.expires, "license_number": stripe.number}
    unsure |= {field for field, value in kept.items() if not value}
    jurisdiction = JURISDICTIONS.get(stripe.iin, "")
    return IdCard(
        issuer=jurisdiction,
        iin=stripe.iin,
        country=country_of("", jurisdiction or stripe.state),
        first_name=stripe.names.first,
        middle_name=stripe.names.middle,
        last_name=stripe.names.last,
        suffix=stripe.names.suffix,
        birth_date=stripe.birth_date,
        gender=stripe.gender,
        license_number=stripe.number,
        license_expires=stripe.expires,
        street1=stripe.street,
        street2=stripe.street2,
        city=stripe.city,
        state=stripe.state,
        postal_code=stripe.postal_code,
        unsure=tuple(sorted(unsure)),
        oddities=oddities,
    )
