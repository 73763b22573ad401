"""Elements of a barcode, line by line: three letters and a value (AAMVA DL/ID Card Design Standard, annex D.12)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LINE = re.compile(r"\s*(?:DL|ID|EN|Z[A-Z])?\s*(D[A-D][A-Z])(.*)", re.DOTALL)
_OF_THE_ISSUER = re.compile(r"\s*(?:(?:DL|ID|EN|Z[A-Z])$|Z[A-Z])")
_STRAY = re.compile(r"[^\x00-\x7f]")
_NOTHING = frozenset({"NONE", "UNAVL", "UNAVAIL", "N/A"})
_NOTHING_BEGINS = frozenset("NnUu ")
_LONGEST_NOTHING = max(map(len, _NOTHING))
# Values of free length that decide who stands at the desk: a line that follows without an element may belong to them.
WHO = frozenset({"DAA", "DAB", "DAC", "DAD", "DAQ", "DCS", "DCT"})


@dataclass(slots=True)
class Elements:
    """Values by element, cleaned; those in ``doubtful`` were there but are not certain.

    ``said_none`` are the elements whose value is the standard's word for nothing. ``last`` is the element that ends the text, with no line break behind it: it may have been cut off. ``ended`` is the one
    that ends it with a line break.
    """

    values: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    said_none: set[str] = field(default_factory=set)
    last: str = ""
    ended: str = ""

    def certain(self) -> dict[str, str]:
        """The values without the doubtful ones."""
        return {name: value for name, value in self.values.items() if name not in self.doubtful}


def clean(value: str) -> str:
    """A value without padding; "NONE" and "unavl" are the standard's words for nothing."""
    value = value.strip()
    if value.endswith((".", ",")) or value.startswith(","):
        value = value.rstrip(".").strip(" ,")
    return "" if len(value) <= _LONGEST_NOTHING and value.upper() in _NOTHING else value


def says_none(value: str) -> bool:
    """Whether a value is the standard's word for nothing."""
    return value[:1] in _NOTHING_BEGINS and value.strip().upper() in _NOTHING


def read_lines(body: str) -> Elements:
    """One element a line. A value alone on the line after its element belongs to it."""
    elements = Elements()
    current = line = ""
    for line in LINE_BREAK.split(body):
        found = _LINE.match(line) or _LINE.match(_STRAY.sub("", line[:6]) + line[6:])
        if found:
            current = found[1]
            _keep(elements, current, found[2])
        elif _OF_THE_ISSUER.match(line):
            current = ""
        elif current and line.strip():
            _continue(elements, current, line)
    elements.last, elements.ended = (current, "") if line.strip() else ("", current)
    return elements


def _keep(elements: Elements, name: str, value: str) -> None:
    if says_none(value):
        elements.said_none.add(name)
    value = clean(value)
    before = elements.values.get(name)
    if before and value and before != value:
        elements.doubtful.add(name)
    elements.values[name] = before or value


def _continue(elements: Elements, name: str, line: str) -> None:
    if not elements.values[name]:
        elements.values[name] = clean(line)
    elif name in WHO:
        elements.doubtful.add(name)
