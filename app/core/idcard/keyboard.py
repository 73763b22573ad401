"""What happens to a barcode on its way through a scanner that types: recognised, and undone where that is safe.

A scanner in keyboard mode sends each byte as keys. Control characters become shortcuts, words or nothing; another
layout or Caps Lock moves letters; frames are put around; a second pull of the trigger types everything twice.
`repair` gives back the text as the card has it as far as it can be told, and says what was wrong, in codes that the
window explains.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from app.core.idcard import layouts
from app.core.idcard.layouts import Layout
from app.core.idcard.spelling import undo_spelling


class Oddity(StrEnum):
    """One thing that was wrong with a scan although it could be read."""

    BYTE_ORDER_MARK = "byte_order_mark"
    NULL_BYTES = "null_bytes"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    CAPS_LOCK = "caps_lock"
    LAYOUT_FRENCH = "layout_french"
    LAYOUT_GERMAN = "layout_german"
    LAYOUT_DOUBTFUL = "layout_doubtful"
    SPELLED_CONTROLS = "spelled_controls"
    CHANGED_SEPARATORS = "changed_separators"
    CONTROLS_DROPPED = "controls_dropped"
    FIRST_CHARACTER_LOST = "first_character_lost"
    HEADER_DAMAGED = "header_damaged"
    DOUBLE_SCAN = "double_scan"


@dataclass(frozen=True, slots=True, repr=False)
class Repaired:
    """A payload as text, and what was undone."""

    text: str
    oddities: tuple[Oddity, ...]


MARK = re.compile(r"(?:A?NSI|A?A?MVA) ?(?=\d{5})")  # the file type; one letter of it may be lost
_AIM = re.compile(r"^[\s\x02]*\][A-Za-z][0-9A-Za-z]")
_FRAME = "\x01\x02\x03\x04"
_C1 = dict.fromkeys(range(0x80, 0xA0), "\ufffd")
_BEFORE_ELEMENT = re.compile(r"([^\w\n])(?:D(?:CS|CT|AC|AQ|AG|AI|AJ|AK|AA)(?=\w)|DB[ABD]\d{8})")
_LINE = re.compile(r"[\n\r\x1e] *(?=D[A-D][A-Z])")
_HEAD = 200  # characters in which a header stands
_FEW_LINES = 4
_SEPARATORS = 0.7  # of the elements that something stands before, for it to be the separator
_UTF16 = 3  # at least every third byte is zero


def repair(payload: str | bytes) -> Repaired:
    """The payload as the card has it, as far as that can be told. Raises nothing."""
    found: list[Oddity] = []
    text = _as_text(payload, found)
    text = _without_frame(text, found)
    text = _unmoved(text, found)
    broken, oddities = _broken(text)
    layout = layouts.judge_german(broken)
    if layout is Layout.GERMAN:
        broken, oddities = _broken(layouts.undo_german(text))
        oddities.append(Oddity.LAYOUT_GERMAN)
    elif layout is Layout.UNKNOWN:
        oddities.append(Oddity.LAYOUT_DOUBTFUL)
    return Repaired(broken, (*found, *oddities))


def _as_text(payload: str | bytes, found: list[Oddity]) -> str:
    if isinstance(payload, bytes):
        if payload.count(0) * _UTF16 >= len(payload) > 0:
            payload = payload.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError:
            text = payload.decode("latin-1").removeprefix("ï»¿")
    else:
        text = payload
    if text.startswith("\ufeff"):
        found.append(Oddity.BYTE_ORDER_MARK)
        text = text.lstrip("\ufeff")
    if "\0" in text:
        found.append(Oddity.NULL_BYTES)
        text = text.replace("\0", "" if text.count("\0") * _UTF16 >= len(text) else " ")
    return text if text.isascii() else text.translate(_C1)


def _without_frame(text: str, found: list[Oddity]) -> str:
    if aim := _AIM.match(text):
        text = text[aim.end() :]
        found.append(Oddity.PREFIX)
    elif text[:1] and text[0] in _FRAME:
        found.append(Oddity.PREFIX)
    if text.rstrip("\r\n ").endswith(("\t", *_FRAME)):
        found.append(Oddity.SUFFIX)
    return text.lstrip(_FRAME).rstrip(f"\t{_FRAME}")


def _unmoved(text: str, found: list[Oddity]) -> str:
    """Letters where the American layout has them, in the card's own case."""
    if not MARK.search(text, 0, _HEAD):
        undone = layouts.undo_french(text)
        if undone is not text:
            found.append(Oddity.LAYOUT_FRENCH)
        text = layouts.undo_capitals(undone)
        if text is not undone:
            found.append(Oddity.CAPS_LOCK)
    return text


def _broken(text: str) -> tuple[str, list[Oddity]]:
    """The text with line breaks between its elements, and what stood in their place."""
    spelled = undo_spelling(text)
    broken = _separated(spelled)
    told = {Oddity.SPELLED_CONTROLS: spelled != text, Oddity.CHANGED_SEPARATORS: broken != spelled}
    return broken, [oddity for oddity, is_so in told.items() if is_so]


def _separated(text: str) -> str:
    """Line breaks between the elements, where some other sign stands there throughout."""
    if len(_LINE.findall(text)) > _FEW_LINES:
        return text
    before = Counter(_BEFORE_ELEMENT.findall(text))
    if not before:
        return text
    sign, times = before.most_common(1)[0]
    if sign == " " or times < _FEW_LINES or times < _SEPARATORS * before.total():
        return text
    return re.sub(rf"{re.escape(sign)}(?=\s*(?:D[A-D][A-Z]|Z[A-Z]|@|A?NSI|AAMVA|$|[^\w\s]))", "\n", text)
