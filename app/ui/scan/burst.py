"""Telling a scanner from a person by what is typed and how fast. A state machine without Qt and without a clock.

A scanner in keyboard mode types a whole card, 300 to 700 keys, each 0 to 20 ms after the one before; slow ones take
35 ms. A person types a key every 66 ms when quick, and two or three within 10 to 20 ms when fingers roll over. So:

- keys of `FAST_MS` and less are a scan whatever they say: nobody types eight of them in a row;
- slower ones, up to the gap that is set, are a scan only while they read like the start of a card.

The first keys are held back until that is settled. If it was no scan, they are given back in their order and the
person sees them late by the wait: `FAST_MS` for an ordinary key, the gap for one that a card may begin with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.settings import SCANNER_GAP_MS

FAST_MS = 10
_ENOUGH = 8  # keys
_DIFFERENT = 3  # a held key repeats itself, thirty times a second: that is one key
_QUIET_MS = 60  # silence after the last key of a scan, where that was an end mark
_LONG_QUIET_MS = 120  # where it was not
_TAIL_MS = 250  # a suffix may straggle: an Enter this short after a scan is the scanner's
# A digit typed with Alt, until the character it belongs to is complete: 0 to 9 in Unicode's private area.
ALT_ZERO = 0xE000
_ALT_CODE = re.compile(r"\ue000[\ue000-\ue009]{3}|[\ue000-\ue009]{1,3}")
_MOST = 10_000  # characters kept of one scan; a PDF417 symbol holds 2,710 at most (ISO/IEC 15438)

# What stands before the name of the standard: "@", as a keyboard of another country has it, a lost one, line ends
# of any kind and spelling. Then "ANSI" or "AAMVA", with Caps Lock on, or from a French keyboard.
_AIM = re.compile(r"\][A-Za-z]\d")
_STATE = re.compile(r"[A-Z]{1,2}$")
_SIGN = re.compile(r"[@\"2%]?")
_BETWEEN = re.compile(r"(?:[\x00-\x20|\ue000-\ue009]|<(?:LF|RS|CR|FS)>|\^[J^M\\]|ArrowDown|Enter|\\n|\\r)*")
_UNFINISHED = ("<LF>", "<RS>", "<CR>", "<FS>", "^J", "^^", "^M", "ArrowDown", "Enter", "\\n", "\\r")
_NAMES = ("ANSI", "AAMV", "ansi", "aamv", "QNSI", "QQ?V", "qnsi", "qq,v")


class Kind(Enum):
    """What sort of key it was."""

    CHARACTER = auto()
    CONTROL = auto()  # a control character typed as a key with Ctrl
    ENTER = auto()
    TAB = auto()
    ALT_CODE = auto()  # a digit of a character that is spelled as Alt and digits
    MODIFIER = auto()
    OTHER = auto()  # arrows, function keys, short cuts: nothing that is written


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key going down. ``text`` is what it writes; ``at`` in milliseconds, of any clock that only goes forward."""

    kind: Kind
    text: str
    at: int
    shifted: bool = False
    repeats: bool = False  # the keyboard repeats a key that is held down


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished scan: what was written, and how it was typed. Lives only as long as it takes to read it."""

    text: str = field(repr=False)
    keys: int = 0
    longest_gap_ms: int = 0
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do: first give the held keys back, or drop them; then hold or let go of the new one.

    ``take``: the new key goes no further now. ``dropped``: what is held belongs to a scan.
    """

    take: bool = False
    give_back: bool = False
    dropped: bool = False
    heard: Heard | None = None


class Burst:
    """Takes keys in their order. After each, `wait` says in how many milliseconds `settle` is due; 0 for never."""

    def __init__(self, gap_ms: int = SCANNER_GAP_MS) -> None:
        self.gap_ms = gap_ms
        self._strokes: list[Stroke] = []
        self._longest = 0
        self._is_scan = False
        self._ended_at = -_TAIL_MS - 1

    @property
    def is_scan(self) -> bool:
        """Whether a scan is under way."""
        return self._is_scan

    @property
    def is_waiting(self) -> bool:
        """Whether keys are held back that may still be a person's."""
        return bool(self._strokes) and not self._is_scan

    @property
    def wait(self) -> int:
        """How long the next key may take, in milliseconds."""
        if not self._strokes:
            return 0
        if not self._is_scan:
            return self.gap_ms if may_begin(self._strokes) else FAST_MS
        is_end = self._strokes[-1].text[-1:] in {"\r", "\n", "\t", "\x03", "?"}
        return max(_QUIET_MS, self.gap_ms + 15) if is_end else max(_LONG_QUIET_MS, 2 * self.gap_ms)

    def press(self, stroke: Stroke) -> Answer:
        """A key went down."""
        if stroke.kind is Kind.MODIFIER:
            return Answer(take=bool(self._strokes))
        before = Answer()
        if self._strokes and not self._belongs(stroke):
            before = self.settle()
        if self._is_scan:
            self._add(stroke)
            return Answer(take=True)
        if self._strokes:
            return self._go_on(stroke)
        return self._begin(stroke, before)

    def settle(self) -> Answer:
        """The wait is over: what was held is given back, or the scan is complete."""
        was_scan, strokes = self._is_scan, self._strokes
        longest, self._longest = self._longest, 0
        self._strokes, self._is_scan = [], False
        if not was_scan:
            return Answer(give_back=bool(strokes))
        self._ended_at = strokes[-1].at
        text = _ALT_CODE.sub(_character, "".join(one.text for one in strokes))
        return Answer(dropped=True, heard=Heard(text, len(strokes), longest, frozenset(one.kind for one in strokes)))

    def _begin(self, stroke: Stroke, before: Answer) -> Answer:
        straggles = stroke.kind in {Kind.ENTER, Kind.TAB, Kind.CONTROL} and stroke.at - self._ended_at <= _TAIL_MS
        if straggles:
            return Answer(take=True, dropped=before.dropped, give_back=before.give_back, heard=before.heard)
        holds = stroke.kind not in {Kind.OTHER, Kind.ALT_CODE} and not stroke.repeats
        if holds:
            self._add(stroke)
        return Answer(take=holds, dropped=before.dropped, give_back=before.give_back, heard=before.heard)

    def _belongs(self, stroke: Stroke) -> bool:
        is_in_time = 0 <= stroke.at - self._strokes[-1].at <= self.wait
        return is_in_time and (self._is_scan or not stroke.repeats)

    def _go_on(self, stroke: Stroke) -> Answer:
        """A further key, fast enough: the start of a scan still, or certainly one, or none."""
        self._add(stroke)
        is_fast = self._longest <= FAST_MS
        if not is_fast and (stroke.kind is Kind.OTHER or not may_begin(self._strokes)):
            return self._let_go()
        if len(self._strokes) < _ENOUGH:
            return Answer(take=True)
        if not is_fast and len({one.text for one in self._strokes}) < _DIFFERENT:
            return self._let_go()
        self._is_scan = True
        return Answer(take=True, dropped=True)

    def _let_go(self) -> Answer:
        self._strokes, self._longest = [], 0
        return Answer(give_back=True)

    def _add(self, stroke: Stroke) -> None:
        if self._strokes:
            self._longest = max(self._longest, stroke.at - self._strokes[-1].at)
        if len(self._strokes) < _MOST:
            self._strokes.append(stroke)
        else:
            self._strokes[-1] = stroke


def may_begin(strokes: list[Stroke]) -> bool:
    """Whether these keys read like the start of a card, so far."""
    first = strokes[0]
    if not _may_be_first(first):
        return False
    text = "".join(one.text for one in strokes).lstrip("\x02")
    if text.startswith("]"):
        return bool(_AIM.match(text)) if len(text) > 2 else text[1:].isalpha() or text == "]"  # noqa: PLR2004 - "]L0"
    if text.startswith("%"):
        state = text[1:3]
        return not state or bool(_STATE.match(state))  # a magnetic stripe: "%" and the state
    rest = text[_end(_SIGN, text) :]
    rest = rest[_end(_BETWEEN, rest) :]
    begun = rest[:4]
    return any(name.startswith(begun) for name in _NAMES) or any(one.startswith(rest) for one in _UNFINISHED)


def _may_be_first(first: Stroke) -> bool:
    """A person's small letters, figures and Enter are not worth a long wait."""
    if first.kind is not Kind.CHARACTER:
        return first.kind is Kind.CONTROL
    return first.text in {"@", '"', "%", "]", "A", "\x02"} or (first.shifted and first.text == "2")


def _character(code: re.Match[str]) -> str:
    number = int("".join(str(ord(digit) - ALT_ZERO) for digit in code.group()))
    return chr(number)


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
