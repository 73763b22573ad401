"""A body whose elements run together, because the controls between them were lost.

An element's letters may also stand inside a value: DAD ends SOLEDAD, DDE and N stand in MADDEN. So every way to split
the text is tried that the standard allows: each element once, each value of its form, flags all or none, the parts of
an ID all there. What comes out the same in every way is certain; the rest is doubtful. Nothing is chosen by
likelihood that decides who a person is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.idcard.elements import Elements, clean
from app.core.idcard.forms import FORMS, GROUPS, OLD_FORMS, STARTS, Forms

_ELEMENT = re.compile(r"(?=(D[A-D][A-Z]))")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_AT_LINE = re.compile(r"(?:^|\n[ ]*)$")
_STEPS = 3_000
_WAYS = 60
# What decides who stands at the desk and whether the card is valid.
_DECIDING = ("DAA", "DAB", "DAC", "DAD", "DAQ", "DBA", "DBB", "DBC", "DBD", "DCS", "DCT", "DCU")
# Long values in which another element, there only once, is taken for that element.
_OPEN = frozenset({"DAG", "DAH", "DAI", "DAL", "DCB", "DCD", "DCF", "DCI", "DCJ", "DCK"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element may begin. ``sure``: its value has its form, or a line begins here."""

    at: int
    name: str
    sure: bool
    only: bool


def find_hidden(values: Mapping[str, str]) -> set[str]:
    """The elements in whose values another one, missing elsewhere, stands with a value of its form."""
    hidden = set()
    for name, value in values.items():
        for found in _ELEMENT.finditer(value):
            start = STARTS.get(found[1])
            if start and found[1] not in values and start.match(value, found.start() + 3):
                hidden.add(name)
    return hidden


def split_joined(body: str, subfile: str) -> Elements | None:
    """The elements of a body without lines; None where it cannot be split, or in too many ways."""
    text = _BREAKS.sub("\n", body).strip("\n ")
    text = re.sub(r"^(?:DL|ID|EN|Z[A-Z])\s*(?=D[A-D][A-Z])", "", text)
    text = _without_subfile(text, subfile)
    forms = OLD_FORMS if re.search(r"DAA[^\n,]{1,40}[,$@]", text) or "DCS" not in text else FORMS
    search = _Search(text, forms)
    ways = list(search.ways())
    if not ways or search.steps > _STEPS or len(ways) > _WAYS:
        return None
    best = max(ways, key=len)
    elements = Elements(dict(best))
    for name in _DECIDING:
        if len({way.get(name, "") for way in ways}) > 1:
            elements.doubtful.add(name)
            elements.values.setdefault(name, "")
    return elements


def _without_subfile(text: str, subfile: str) -> str:
    """The text up to the issuer's own part."""
    pattern = rf"{subfile}\s*{subfile}[A-Z]" if subfile else r"(Z[A-Z])\s*\1[A-Z]"
    found = re.search(pattern, text)
    return text[: found.start()] if found else text


@dataclass(slots=True)
class _Search:
    text: str
    forms: Forms
    steps: int = 0
    places: list[_Place] = field(default_factory=list)

    def ways(self) -> Iterator[Mapping[str, str]]:
        """Every way to split the text, as long as there is patience."""
        found = [(one.start(), one[1]) for one in _ELEMENT.finditer(self.text) if one[1] in self.forms]
        times = Counter(name for _at, name in found)
        self.places = [_Place(at, name, self._is_sure(at, name), times[name] == 1) for at, name in found]
        if self.places and not self.text[: self.places[0].at].strip():
            yield from self._from(0, {})

    def _is_sure(self, at: int, name: str) -> bool:
        start = STARTS.get(name)
        if start and start.match(self.text, at + 3):
            return True
        return _AT_LINE.search(self.text[max(0, at - 12) : at]) is not None

    def _from(self, here: int, taken: dict[str, str]) -> Iterator[Mapping[str, str]]:
        """The ways to go on from a place, with the elements taken so far."""
        place = self.places[here]
        form = self.forms[place.name]
        for there in range(here + 1, len(self.places) + 1):
            self.steps += 1
            if self.steps > _STEPS:
                return
            following = self.places[there] if there < len(self.places) else None
            if following and (following.at < place.at + 3 or following.name in taken or following.name == place.name):
                continue
            value = self.text[place.at + 3 : following.at if following else len(self.text)]
            if form.fullmatch(value):
                way = {**taken, place.name: clean(value)}
                if following:
                    yield from self._from(there, way)
                elif _is_whole(way):
                    yield way
            if following and (following.sure or (following.only and place.name in _OPEN)):
                return


def _is_whole(way: Mapping[str, str]) -> bool:
    """Whether the parts of an ID are there, and flags that come together came together."""
    named = way.keys() & {"DAC", "DCT"} if "DCS" in way else "DAA" in way or {"DAB", "DAC"} <= way.keys()
    if not named or "DAQ" not in way or "DBB" not in way:
        return False
    return all(len(way.keys() & group) in {0, len(group)} for group in GROUPS)
