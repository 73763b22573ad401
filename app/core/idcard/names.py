"""Names on cards: split as the card says, every given name kept.

Newer cards have one element a name (DCS, DAC, DAD, DCU); versions 02 and 03 put all given names into one (DCT);
version 01 has the whole name in one (DAA: "LAST,FIRST,MIDDLE,SUFFIX"), with or without parts of its own (DAB, DAE).
Without delimiters its order depends on the issuer, and where that is not known the name stays empty.
Aliases (DBN, DBG, DBS) are never the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.idcard.elements import clean

_DELIMITERS = re.compile(r"[,$@]")
_SUFFIX = re.compile(r"(?:JR|SR|ESQ|I{1,3}|I?V|VI{1,3}|IX|1ST|2ND|3RD|[4-9]TH)\.?", re.IGNORECASE)
_GENERATION = re.compile(r"(?:JR|SR|II|III|IV|2ND|3RD|4TH)\.?", re.IGNORECASE)
# Words with which family names of several words begin: where they stand, blanks do not say where the name ends.
_PARTICLE = re.compile(
    r"AL|BEN|BIN|DA|DAS|DE|DEL|DELA|DELLA|DEN|DER|DI|DO|DOS|DU|EL|LA|LAS|LE|LO|LOS|MAC|MC|O|SAN|SANTA|ST|TEN|TER|VAN|VON|Y",
    re.IGNORECASE,
)
_LAST_FIRST_MIDDLE = 3
_GIVEN_NAMES_FIRST = frozenset({"PA"})  # writes FIRST MIDDLE LAST with blanks; nobody else's order is known


@dataclass(frozen=True, slots=True, repr=False)
class Names:
    """The parts of a name, and which of them are not certain (those are empty)."""

    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    unsure: frozenset[str] = frozenset()


def read_names(elements: Mapping[str, str], jurisdiction: str = "") -> Names:
    """The name from cleaned element values of a card of that state or province."""
    whole = _whole_name(elements.get("DAA", ""), jurisdiction)
    last, suffix = _suffix_of(elements.get("DCS") or elements.get("DAB") or "")
    first, middle = _given_names(elements)
    parts = Names(last, first, middle, _tidy(elements.get("DCU") or elements.get("DAE") or "") or suffix)
    if not elements.get("DAA"):
        return parts
    return _agreed(parts, whole) if parts.last or parts.first else whole


def _given_names(elements: Mapping[str, str]) -> tuple[str, str]:
    first, middle = elements.get("DAC", ""), elements.get("DAD", "")
    if not first and elements.get("DCT"):
        return _split_given(elements["DCT"], middle)
    if not middle and "," in first:
        return _split_given(first, middle)
    if not middle and (initial := re.fullmatch(r"(\S+) ([A-Z])", _tidy(first))):
        return initial[1], initial[2]  # an initial is nobody's second first name
    return _tidy(first), _tidy(middle)


def _split_given(text: str, middle: str = "") -> tuple[str, str]:
    """All given names as one: a comma splits, otherwise the first blank does."""
    first, comma, rest = text.strip(" ,").partition(",")
    if not comma:
        first, _, rest = _tidy(first).partition(" ")
    return _tidy(first), _tidy(clean(rest)) or _tidy(middle)


def _whole_name(text: str, jurisdiction: str) -> Names:
    parts = [_tidy(clean(part)) for part in _DELIMITERS.split(text)]
    if len(parts) == 1:
        return _by_blanks(parts[0].split(), jurisdiction)
    middle_told = len(parts) >= _LAST_FIRST_MIDDLE  # by its place, even where it is empty
    parts = [part for at, part in enumerate(parts) if part or at < _LAST_FIRST_MIDDLE]
    parts += [""] * (_LAST_FIRST_MIDDLE - len(parts))
    last, first, *others = parts
    suffix = ""
    if _SUFFIX.fullmatch(others[-1]) and (len(others) > 1 or _GENERATION.fullmatch(others[-1])):
        suffix = others.pop()
    if not any(others) and not middle_told:
        first, _, rest = first.partition(" ")
        others = [rest]
    last, of_last = _suffix_of(last)
    return Names(last, first, _tidy(" ".join(others)), suffix or of_last)


def _by_blanks(words: list[str], jurisdiction: str) -> Names:
    """A whole name without delimiters, where the issuer's order is known and its words can be told apart."""
    suffix = words.pop() if len(words) > 2 and _GENERATION.fullmatch(words[-1]) else ""  # noqa: PLR2004 - first, last
    plain = len(words) in {2, 3} and not any(map(_PARTICLE.fullmatch, words))
    if not plain or jurisdiction not in _GIVEN_NAMES_FIRST:
        return Names(unsure=frozenset({"last_name", "first_name", "middle_name"}) if words else frozenset())
    first, *middle, last = words
    return Names(last, first, " ".join(middle), suffix)


def _agreed(parts: Names, whole: Names) -> Names:
    """Separate elements beside a whole name: they fill each other's gaps, and what they disagree on is not certain."""
    if whole.unsure:
        return parts
    unsure = {
        field
        for field, mine, theirs in (
            ("last_name", parts.last, whole.last),
            ("first_name", parts.first, f"{whole.first} {whole.middle}"),
        )
        if mine and theirs.strip() and not _same_start(mine, theirs)
    }
    return Names(
        "" if "last_name" in unsure else parts.last or whole.last,
        "" if "first_name" in unsure else parts.first or whole.first,
        parts.middle or ("" if parts.first and parts.first != whole.first else whole.middle),
        parts.suffix or whole.suffix,
        frozenset(unsure),
    )


def _same_start(one: str, other: str) -> bool:
    """Whether one is the other, perhaps cut off."""
    one, other = one.upper().strip(), other.upper().strip()
    return one.startswith(other) or other.startswith(one)


def _suffix_of(last: str) -> tuple[str, str]:
    """A suffix that stands behind a comma in the family name."""
    name, comma, suffix = last.partition(",")
    return (_tidy(name), suffix.strip()) if comma and _SUFFIX.fullmatch(suffix.strip()) else (_tidy(last), "")


def _tidy(text: str) -> str:
    """One blank between words, no delimiters at the ends; several middle names may stand apart by commas."""
    return " ".join(text.replace(",", " ").split()) if not text.endswith(".") else _tidy(text.rstrip(". "))
