"""What a scanner does to the test card, found by comparing what arrived with what the card holds.

The test card is known letter by letter, so nothing has to be guessed: each change is undone in turn, and whatever had
to be undone for the rest to fit is what the scanner, or the keyboard behind it, did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

from app.core.settings import SCANNER_GAP_MS
from app.ui.scan.burst import Heard, Kind
from app.ui.scan.specimen import specimen


class Finding(Enum):
    """One thing that a scanner does, the most hindering first."""

    NOT_THE_TEST_CARD = auto()
    HALF_SCAN = auto()
    CONTROLS_DROPPED = auto()
    FIRST_CHARACTER_LOST = auto()
    LAYOUT_FRENCH = auto()
    LAYOUT_GERMAN = auto()
    CAPS_LOCK = auto()
    TOO_SLOW = auto()
    DOUBLE_SCAN = auto()
    SPELLED_CONTROLS = auto()
    CHANGED_SEPARATORS = auto()
    NULL_BYTES = auto()
    PREFIX = auto()
    SUFFIX = auto()
    CONTROL_KEYS = auto()  # every byte arrives, as keys that other programs may react to


_CARD = specimen().decode("ascii")
_SPELLED = re.compile(r"<(?:LF|RS|CR|FS|STX|ETX)>|\^[J^M]|ArrowDown|Enter|\\[nr]|\\x1[ce]", re.IGNORECASE)
_PREFIX = re.compile(r"^[\x01\x02]?(?:\][A-Za-z]\d)?[\x01\x02]?")
_SUFFIX = re.compile(r"[\t\x03\x04]+[\r\n]*$")
# The keys of a US keyboard, and what the same keys write in France; what differs between the two only.
_FRENCH = str.maketrans("&é\"'(-è_çà" + "QAWZqawz" + ",?;M", "1234567890" + "AQZWaqzw" + "mM,:")
_GERMAN = str.maketrans('ZYzy"', "YZyz@")


def _as_it_is(text: str) -> str:
    return text


def _from_german(text: str) -> str:
    return text.translate(_GERMAN)


def _from_french(text: str) -> str:
    return text.translate(_FRENCH)


_UNDONE: dict[Finding | None, Callable[[str], str]] = {
    None: _as_it_is,
    Finding.CAPS_LOCK: str.swapcase,
    Finding.LAYOUT_GERMAN: _from_german,
    Finding.LAYOUT_FRENCH: _from_french,
}


def diagnose(payload: str | bytes, heard: Heard | None) -> list[Finding]:
    """What the scanner does; empty for nothing at all. ``heard`` is None for a scanner on a line."""
    text = payload.decode("latin-1") if isinstance(payload, bytes) else payload
    found = set(_of_typing(heard)) if heard else set()
    if "\x00" in text:
        found.add(Finding.NULL_BYTES)
        text = text.replace("\x00", "")
    body = _unframed(text, found)
    if not _letters(_from_french(body)) or not _compare(body, found):
        return [Finding.NOT_THE_TEST_CARD]
    return sorted(found, key=lambda one: one.value)


def _of_typing(heard: Heard) -> list[Finding]:
    found = [Finding.TOO_SLOW] if heard.longest_gap_ms > SCANNER_GAP_MS else []
    keys = {Kind.CONTROL, Kind.ALT_CODE} & heard.kinds
    return [*found, Finding.CONTROL_KEYS] if keys else found


def _unframed(text: str, found: set[Finding]) -> str:
    framed = _PREFIX.match(text)
    if framed and framed.group():
        found.add(Finding.PREFIX)
        text = text[framed.end() :]
    if _SUFFIX.search(text):
        found.add(Finding.SUFFIX)
        text = _SUFFIX.sub("", text)
    return text


def _compare(text: str, found: set[Finding]) -> bool:
    """Undo what keyboards do until the card's letters are there; whether they are, at least in part."""
    plain = _SPELLED.sub("\n", text)
    if plain != text:
        found.add(Finding.SPELLED_CONTROLS)
    wanted = _letters(_CARD)
    for cause, undo in _UNDONE.items():
        read = undo(plain)
        times = _letters(read).count(wanted)
        if times:
            found |= {cause} if cause else set()
            _look_at_controls(read, found)
            _look_at_the_ends(plain, times, found)
            return True
    if any(_is_a_part(_letters(undo(plain)), wanted) for undo in _UNDONE.values()):
        found.add(Finding.HALF_SCAN)
        return True
    return False


def _is_a_part(letters: str, wanted: str) -> bool:
    least = 24  # so many letters in a row are in no other card
    return len(letters) >= least and (letters[:least] in wanted or letters[-least:] in wanted)


def _letters(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text)


def _look_at_controls(text: str, found: set[Finding]) -> None:
    """What stands between the family name and the next element tells how line feeds arrive."""
    place = re.search(r"DCSTESTCARD(.*?)DDEN", text, re.DOTALL)
    between = place.group(1) if place else ""
    if not between:
        found.add(Finding.CONTROLS_DROPPED)
        found.discard(Finding.CONTROL_KEYS)
    elif between not in {"\n", "\r"} and Finding.SPELLED_CONTROLS not in found:
        found.add(Finding.CHANGED_SEPARATORS)


def _look_at_the_ends(text: str, times: int, found: set[Finding]) -> None:
    if times > 1:
        found.add(Finding.DOUBLE_SCAN)
    if text[:1] not in {"@", '"', "2"}:
        found.add(Finding.FIRST_CHARACTER_LOST)
