"""Keyboards that moved the characters: Caps Lock, and a scanner set to the American layout at another one's computer.

Each is undone only where the header proves it: ``ANSI`` or ``AAMVA`` and the digits of an issuer must come out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.idcard.issuers import STATES

_AZERTY_DIGITS = dict(zip("&é\"'(-è_çàÉÈÇÀ", "1234567890" + "2790", strict=True))
_AZERTY_LETTERS = dict(zip("aqzwAQZW,?mM", "qawzQAWZmM;:", strict=True))
_AZERTY_SIGNS = dict(zip(");:!ùÙ%°./§*", "-,./''\"_<>?\\", strict=True))
_SHIFTED_DIGITS = dict(zip("1234567890", "!@#$%^&*()", strict=True))
_FRENCH = str.maketrans({**_AZERTY_DIGITS, **_AZERTY_LETTERS, **_AZERTY_SIGNS, **_SHIFTED_DIGITS})
_FRENCH_DIGITS_LEFT = str.maketrans(_AZERTY_LETTERS)  # Caps Lock of that layout gives plain digits

_GERMAN_LETTERS = {**dict(zip("yzYZ", "zyZY", strict=True)), "ß": "-"}
_GERMAN_SIGNS = dict(zip("\"§&/()=?üÜ+*öÖäÄ#'-_;:", "@#^&*()_[{]};:'\"\\|/?<>", strict=True))
_GERMAN_LIGHT = str.maketrans(_GERMAN_LETTERS)
_GERMAN = str.maketrans({**_GERMAN_LETTERS, **_GERMAN_SIGNS})

_FRENCH_MARK = re.compile(r"(?:[QA]?NSI|[QA]{0,2}[?,M]VQ) ?(?=[&é\"'(\-è_çàÉÈÇÀ]{5})", re.IGNORECASE)
_FRENCH_MARK_DIGITS = re.compile(r"(?:QNSI|QQ[?,M]VQ) ?(?=\d{5})", re.IGNORECASE)
_LOWER_MARK = re.compile(r"(?:a?nsi|a?a?mva) ?(?=[\d&é\"'(\-è_çà])")
_LOWER_ELEMENT = re.compile(r"^[ \t]*(?:dl|id|en)?d[a-d][a-z]", re.MULTILINE)
_UPPER_ELEMENT = re.compile(r"D[A-D][A-Z]")
_HEAD = 200  # characters in which a header stands
_SHARP_S = re.compile(r"\u1e9e|(?<=\d)SS(?=\d)")  # what capitals make of the sign that a German layout writes for "-"
_ENOUGH = 4  # elements in the wrong case, where there is no header

_Y_SUBFILE = re.compile(r"\d(?:DL|ID|EN)\d{8}Y[A-Z]\d{8}")
_Z_SUBFILE = re.compile(r"\d(?:DL|ID|EN)\d{8}Z[A-Z]\d{8}")
_STATE = re.compile(r"DAJ([A-Z]{2})(?![A-Z])")
# Colours that only eyes or only hair have tell which of the two elements (DAY, DAZ) arrived.
_GERMAN_WORD = re.compile(
    r"DAZ(?:BLU|GRN|HA[YZ]|MAR|PNK|DIC)(?![A-Z])|DAY(?:BAL|BLN|RED|SD[YZ]|WHI|GRZ)(?![A-Z])|DAZGRZ(?![A-Z])"
    r"|DBHZ|(?:HIGHWAZ|PARKWAZ| WAZ|CITZ|VALLEZ|COUNTZ)(?![A-Z])"
)
_AMERICAN_WORD = re.compile(
    r"DAY(?:BLU|GRN|HAZ|MAR|PNK|DIC)(?![A-Z])|DAZ(?:BAL|BLN|RED|SDY|WHI)(?![A-Z])|DA[YZ]GRY(?![A-Z])"
    r"|DBHY|(?:HIGHWAY|PARKWAY| WAY|CITY|VALLEY|COUNTY)(?![A-Z])"
)
_Y_AND_Z = str.maketrans("YZ", "ZY")


@dataclass(frozen=True, slots=True, repr=False)
class German:
    """What the evidence says of a German layout: found and undone, or not to be decided (then Y and Z are doubtful)."""

    text: str
    found: bool = False
    doubtful: bool = False


def undo_capitals(text: str) -> str:
    """The text with its case turned round where Caps Lock turned it; otherwise the very same object."""
    mark = _LOWER_MARK.search(text, 0, _HEAD)
    if not mark and (_UPPER_ELEMENT.search(text) or len(_LOWER_ELEMENT.findall(text)) < _ENOUGH):
        return text
    text = _SHARP_S.sub("ß", text)
    return "ß".join(part.swapcase() for part in text.split("ß"))  # which has no capital of one letter


def undo_french(text: str) -> str:
    """The text as the American layout has it where a French one typed it; otherwise the very same object."""
    if mark := _FRENCH_MARK.search(text, 0, _HEAD):
        table = _FRENCH
    elif mark := _FRENCH_MARK_DIGITS.search(text, 0, _HEAD):
        table = _FRENCH_DIGITS_LEFT
    else:
        return text
    lower = mark[0][0].islower()
    # With Caps Lock, the key of M gives "?" where the letters are small.
    return text.replace("?", ",").translate(table) if lower else text.translate(table)


def undo_german(text: str) -> German:
    """Y and Z exchanged, where subfiles, state or colours prove that a German layout did it.

    A subfile of an issuer begins with Z in the standard; one with Y proves the exchange, as does a state that is none
    (NZ, AY), or the colour HAY. Without any evidence for one or the other a missing eye colour is a suspicion.
    """
    if not ("Y" in text or "Z" in text or "ß" in text):
        return German(text)
    quoted = text.lstrip().startswith('"')
    verdict = _german_evidence(text)
    if verdict > 0:
        return German(text.translate(_GERMAN if quoted else _GERMAN_LIGHT), found=True)
    return German(text, doubtful=verdict == 0 and (quoted or ("DAZ" in text and "DAY" not in text)))


def _german_evidence(text: str) -> int:
    """Above 0 for a German layout, below for the American, 0 for neither."""
    if _Z_SUBFILE.search(text, 0, _HEAD):
        return -1  # nothing else writes a Z there
    score = 2 * bool(_Y_SUBFILE.search(text, 0, _HEAD))
    score += bool(_GERMAN_WORD.search(text)) - bool(_AMERICAN_WORD.search(text)) + ("ß" in text)
    if state := _STATE.search(text):
        swapped = state[1].translate(_Y_AND_Z)
        if swapped != state[1]:
            score += (swapped in STATES) - (state[1] in STATES)
    return score
