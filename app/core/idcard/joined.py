"""A body whose elements run together, because the controls between them were lost.

An element's letters may also stand inside a value: DAD ends SOLEDAD, DDE and N stand in MADDEN. So every way to split
the text is tried that the standard allows: each element once, each value of its form, flags all or none, the parts of
an ID all there. What comes out the same in every way is certain; the rest is doubtful. Nothing is chosen by
likelihood that decides who a person is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from app.core.idcard.elements import WHO, Elements, clean, says_none
from app.core.idcard.forms import FORMS, GROUPS, OLD_FORMS, SHORT, STARTS, Forms

_ELEMENT = re.compile(r"(?=(D[A-D][A-Z]))")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# What splitting may take: a body of the standard is far below each of these.
_LONGEST_BODY, _PLACES, _STEPS, _WAYS = 2_000, 250, 3_000, 60
_LONGEST = 100  # characters of one element
_ENOUGH = 5
_PARTS = frozenset({"DAQ", "DBB", "DAI", "DAJ"})
# Elements that every card has: letters of them in a value are suspicious where they are missing.
_DUE = frozenset({"DAC", "DAD", "DAG", "DAI", "DAJ", "DAK", "DAQ", "DBA", "DBB", "DBD", "DCS"})
# Elements, often empty, with whose letters names do not end (as they do with DAD, DAH, DAY or DDA).
_UNLIKE_AN_END = frozenset({"DAG", "DCA", "DCB", "DCD", "DCF", "DCK", "DCU"})
# Elements whose letters stand in no name (as those of DBA do in HANDBALL, of DDH in SIDDHARTH, of DDL in MIDDLETON).
_IN_NO_NAME = frozenset({"DBB", "DBC", "DBD", "DCB", "DCD", "DCF", "DCG", "DCJ", "DCK", "DDB", "DDC", "DDF", "DDG"})
_ENDS_NO_NAME = frozenset({"DDAF", "DCUJR", "DCUSR", "DCUESQ", "DCUI", "DCUII", "DCUIII", "DCUIV", "DCUV", "DCUNONE"})
_ORDINAL = re.compile(r"\b(?:1ST|2ND|3RD|[4-9]TH)\b", re.IGNORECASE)
_RESIDENCE = {
    "DAL": "DAG",
    "DAM": "DAH",
    "DAN": "DAI",
    "DAO": "DAJ",
    "DAP": "DAK",
}  # stands where the mailing address would
_UNLIKE_A_NUMBER = SHORT | {"DCA"}  # whose values are too strict to be the rest of a number by chance
# Long values in which another element, there only once, is taken for that element.
_OPEN = frozenset({"DAG", "DAH", "DAI", "DAL", "DCB", "DCD", "DCF", "DCI", "DCJ", "DCK"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element may begin. ``sure``: its value has its form, or a line begins here (``line``)."""

    at: int
    name: str
    sure: bool
    line: bool


def find_hidden(values: Mapping[str, str]) -> set[str]:
    """The elements in whose values another one, missing elsewhere, stands with a value of its form; and that one."""
    hidden = set()
    told = {mailing for residence, mailing in _RESIDENCE.items() if values.get(residence)}
    for name, value in values.items():
        if "D" not in value:
            continue
        inside = [found for found in _ELEMENT.finditer(value) if found[1] not in values]
        inside = [found for found in inside if found[1] not in told or not value[found.end() + 3 :].strip()]
        for found in inside:
            at = found.start()
            nothing_else = value == found[1] and name in WHO
            if nothing_else or value[:at].endswith("  ") or _is_meant(found[1], name, value[at + 3 :], values):
                hidden |= {name, found[1]}
        if name == "DAQ" and name in value:
            hidden.add(name)  # a scan that was cut off, and another
        if inside and name in SHORT and not FORMS[name].fullmatch(value):
            hidden |= {name, inside[0][1]}
    return hidden


def _is_meant(name: str, holder: str, rest: str, values: Mapping[str, str]) -> bool:
    """Whether an element stands in a value, and not letters of a name: by the form of what follows, or as it is due."""
    if any(name in group and values.keys() & group for group in GROUPS):
        return bool((FORMS.get(name) or OLD_FORMS[name]).fullmatch(rest))
    if holder == "DAQ" and name in _UNLIKE_A_NUMBER:
        return FORMS[name].fullmatch(rest) is not None
    if holder == "DAQ" and name in WHO:
        return rest.isalpha()
    if name == "DAD":
        return "DAC" in values and (holder == "DAC" or holder in SHORT)
    return _is_told(name, holder, rest, values)


def _is_told(name: str, holder: str, rest: str, values: Mapping[str, str]) -> bool:
    """The same of an element that its own letters, or those behind them, tell."""
    if holder in WHO and holder != "DAQ" and _is_no_end(name, rest):
        return True
    if name in _DUE and rest.strip():
        return name != "DAC" or holder == "DAB" or not values.keys() & {"DAA", "DCT"}
    start = STARTS.get(name)
    return start is not None and start.match(rest) is not None


def _is_no_end(name: str, rest: str) -> bool:
    """Whether no name ends like this: with an element that is often empty, or with an element and digits."""
    if name in _IN_NO_NAME or f"{name}{rest.strip()}" in _ENDS_NO_NAME:
        return True
    digits = any(map(str.isdigit, _ORDINAL.sub("", rest[:_LONGEST])))
    return name in FORMS and (digits or (name in _UNLIKE_AN_END and not rest.strip()))


def split_joined(
    body: str, subfile: str, *, within: Collection[str] | None = None, middle_name_due: bool = False
) -> Elements | None:
    """The elements of a body without lines; None where it cannot be split, or in too many ways.

    ``within`` names the elements whose lines may hold further ones; None means all of them. ``middle_name_due``: the
    card's version of the standard demands a middle name, or NONE, beside the first.
    """
    text = _BREAKS.sub("\n", body).strip("\n ")
    if len(text) > _LONGEST_BODY:
        return None
    text = re.sub(r"^(?:DL|ID|EN|Z[A-Z])\s*(?=D[A-D][A-Z])", "", text)
    own = _without_subfile(text, subfile)
    ended = len(own) < len(text) or _BREAKS.match(body.rstrip(" ")[-1:]) is not None
    text = own
    forms = OLD_FORMS if re.search(r"DAA[^\n,]{1,40}[,$@]", text) or "DCS" not in text else FORMS
    ways = _Search(text, forms).ways(within)
    if not ways:
        return None
    ways = _with_middle_name(ways, text) if middle_name_due and forms is FORMS else ways
    best = max(ways, key=len)
    elements = Elements({name: clean(value) for name, value in best.items()}, last="" if ended else list(best)[-1])
    elements.said_none = {name for name, value in best.items() if says_none(value)}
    for name in {name for way in ways for name in way}:
        if len({clean(way.get(name, "")) for way in ways}) > 1:
            elements.doubtful.add(name)
            elements.values.setdefault(name, "")
    return elements


def _with_middle_name(ways: list[dict[str, str]], text: str) -> list[dict[str, str]]:
    """The ways that find the middle name which is due, behind the first, written out or as a word; otherwise all.

    A first name that ends with the letters of the element (SOLEDAD) has nothing behind them and is no word's beginning.
    """
    finding = [way for way in ways if ("DAC", "DAD") in pairwise(name for name in way if name != "DDF")]
    return finding if any(_is_plain_middle(way["DAD"], text) for way in finding) else ways


def _is_plain_middle(value: str, text: str) -> bool:
    """Whether the element is no chance of two others: AMANDA before DCU holds the letters too."""
    return bool(value.strip()) and (f" DAD{value}" in text or f"D{value[:2]}" not in FORMS)


def _without_subfile(text: str, subfile: str) -> str:
    """The text up to the issuer's own part."""
    pattern = rf"{subfile}\s*{subfile}[A-Z]" if subfile else r"(Z[A-Z])\s*\1[A-Z]"
    found = re.search(pattern, text)
    return text[: found.start()] if found else text


class _Search:
    """All the ways to split one text."""

    def __init__(self, text: str, forms: Forms) -> None:
        self.text = text
        self.forms = forms
        self.steps = 0
        self.places: list[_Place] = []
        self.nexts: list[list[int]] = []
        self.times: Counter[str] = Counter()

    def ways(self, within: Collection[str] | None) -> list[dict[str, str]]:
        """Every way to split the text; none where patience ends before they do."""
        self.places = self._behind_blanks(list(self._found()))
        if within is not None:
            self.places = list(_in_lines_of(within, self.places))
        if not self.places or self.text[: self.places[0].at].strip() or len(self.places) > _PLACES:
            return []
        self._connect()
        self.times = Counter(place.name for place, nexts in zip(self.places, self.nexts, strict=True) if nexts)
        ways = list(islice(self._from(0, {}), _WAYS + 1)) if self.nexts[0] else []
        return ways if self.steps <= _STEPS and len(ways) <= _WAYS else []

    def _found(self) -> Iterator[_Place]:
        for found in _ELEMENT.finditer(self.text):
            name, at = found[1], found.start()
            if name in self.forms:
                start = STARTS.get(name)
                line = not at or self.text[max(0, at - 40) : at].rstrip(" ").endswith("\n")
                yield _Place(at, name, line or bool(start and start.match(self.text, at + 3)), line)

    def _behind_blanks(self, places: list[_Place]) -> list[_Place]:
        """Where a blank stands before everything that is surely an element, nothing else begins one."""
        inside = [place for place in places if place.sure and not place.line]
        if len(inside) < _ENOUGH or not all(self.text[place.at - 1] == " " for place in inside):
            return places
        behind = [place for place in places if place.line or self.text[place.at - 1] == " "]
        lost = {place.name for place in places} - {place.name for place in behind}
        return places if lost & _DUE else behind  # one of the blanks is missing

    def _connect(self) -> None:
        """Which places can follow which: those whose value between has its form, and from which the end is reached."""
        end = len(self.places)
        times = Counter(place.name for place in self.places)
        barrier = [place.line or (place.sure and times[place.name] == 1) for place in self.places]
        self.nexts = [[] for _ in range(end)]
        for here in range(end - 1, -1, -1):
            for there in range(here + 1, end + 1):
                if there < end and self.places[there].at - self.places[here].at > _LONGEST:
                    break
                if (there == end or self.nexts[there]) and self._fits(here, there):
                    self.nexts[here].append(there)
                if there < end and barrier[there]:
                    break  # no value goes on behind what is surely the next element

    def _fits(self, here: int, there: int) -> bool:
        value = self._value(here, there)
        if value is None:
            return False
        place = self.places[here]
        if self.forms[place.name].fullmatch(value):
            return True
        whole_line = place.line and (there == len(self.places) or self.places[there].line)
        return whole_line and "\n" not in value.strip()

    def _value(self, here: int, there: int) -> str | None:
        begin = self.places[here].at + 3
        end = self.places[there].at if there < len(self.places) else len(self.text)
        return self.text[begin:end] if begin <= end else None

    def _from(self, here: int, taken: dict[str, str]) -> Iterator[dict[str, str]]:
        """The ways to go on from a place, with the elements taken so far."""
        name, nexts = self.places[here].name, self.nexts[here]
        for there in range(here + 1, nexts[-1] + 1):
            self.steps += 1
            if self.steps > _STEPS:
                return
            following = self.places[there] if there < len(self.places) else None
            if following and (following.name in taken or following.name == name or not self.nexts[there]):
                continue
            if there in nexts:
                way = {**taken, name: self._value(here, there) or ""}
                if following:
                    yield from self._from(there, way)
                elif _is_whole(way):
                    yield way
            if following and (following.sure or (there in nexts and self._is_due(following.name, name))):
                return

    def _is_due(self, following: str, name: str) -> bool:
        """Whether an element is taken out of a long value because it stands there only."""
        return name in _OPEN and following not in WHO and self.times[following] == 1


def _in_lines_of(names: Collection[str], places: list[_Place]) -> Iterator[_Place]:
    """The places that begin lines, and those inside of the lines of certain elements."""
    holder = ""
    for place in places:
        if place.line:
            holder = place.name
        if place.line or holder in names:
            yield place


def _is_whole(way: Mapping[str, str]) -> bool:
    """Whether the parts of an ID are there, and flags that come together came together."""
    named = way.keys() & {"DAC", "DCT"} if "DCS" in way else "DAA" in way or {"DAB", "DAC"} <= way.keys()
    if not named or not way.keys() >= _PARTS or not way.keys() & {"DAG", "DAL"}:
        return False
    return all(len(way.keys() & group) in {0, len(group)} for group in GROUPS)
