"""Keyboards that moved the characters: Caps Lock, and a scanner set to the American layout at another one's computer.

Each is undone only where the header proves it: ``ANSI`` or ``AAMVA`` and the digits of an issuer must come out.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from app.core.idcard.issuers import STATES

_AZERTY_DIGITS = dict(zip("&é\"'(-è_çàÉÈÇÀ", "1234567890" + "2790", strict=True))
_AZERTY_LETTERS = dict(zip("aqzwAQZW,?mM", "qawzQAWZmM;:", strict=True))
_AZERTY_SIGNS = dict(zip(");:!ùÙ%°./§*", "-,./''\"_<>?\\", strict=True))
_SHIFTED_DIGITS = dict(zip("1234567890", "!@#$%^&*()", strict=True))
_FRENCH = str.maketrans({**_AZERTY_DIGITS, **_AZERTY_LETTERS, **_AZERTY_SIGNS, **_SHIFTED_DIGITS})
_FRENCH_DIGITS_LEFT = str.maketrans(_AZERTY_LETTERS)  # Caps Lock of that layout gives plain digits

_GERMAN_LETTERS = {**dict(zip("yzYZ", "zyZY", strict=True)), "ß": "-"}
_GERMAN_SIGNS = dict(zip("\"§&/()=?üÜ+*öÖäÄ#'-_;:", "@#^&*()_[{]};:'\"\\|/?<>", strict=True))
_GERMAN_LETTERS_BACK = str.maketrans(_GERMAN_LETTERS)
_GERMAN_KEYS = str.maketrans({**_GERMAN_LETTERS, **_GERMAN_SIGNS})

_FRENCH_MARK = re.compile(r"(?:[QA]?NSI|[QA]{0,2}[?,M]VQ) ?(?=[&é\"'(\-è_çàÉÈÇÀ]{5})", re.IGNORECASE)
_FRENCH_MARK_DIGITS = re.compile(r"(?:QNSI|QQ[?,M]VQ) ?(?=\d{5})", re.IGNORECASE)
_LOWER_MARK = re.compile(r"(?:a?nsi|a?a?mva) ?(?=[\d&é\"'(\-è_çà])")
_LOWER_ELEMENT = re.compile(r"^[ \t]*(?:dl|id|en)?d[a-d][a-z]", re.MULTILINE)
_UPPER_ELEMENT = re.compile(r"D[A-D][A-Z]")
_HEAD = 200  # characters in which a header stands
_SHARP_S = re.compile(r"\u1e9e|(?<=\d)SS(?=\d)")  # what capitals make of the sign that a German layout writes for "-"
_ENOUGH = 4  # elements in the wrong case, where there is no header

_Y_AND_Z = str.maketrans("YZ", "ZY")
_APOSTROPHE = re.compile(r"(?<=[A-Z])ä(?=[A-Z])")  # a small letter amid capitals: what a German layout writes for "'"
_START = r"(?:^|(?<=[\x00-\x1f]))(?:DL|ID|EN)?"
_NEXT = r"(?=D[A-D][A-Z]|[YZ][A-Z]{2}|[^A-Z]|$)"
_STATE = re.compile(rf"DA[JO]([A-Z]{{2}}){_NEXT}")
_COLOUR = r"BLK|BLU|BRO|BRN|GRY|GRZ|GRN|HAZ|HAY|MAR|PNK|DIC|UNK|BAL|BLN|RED|SDY|SDZ|WHI|BROWN|NONE|UNAVL"
_EYES_OR_HAIR = re.compile(rf"{_START}(DA[YZ])|(DA[YZ])(?=(?:{_COLOUR}){_NEXT})")
# Names and words with which people and streets are called, and which with Y and Z exchanged are none.
_WORDS = (
    "HIGHWAY|PARKWAY|BROADWAY|EXPRESSWAY|CITY|VALLEY|COUNTY|YORK|JERSEY|KENTUCKY|LIBERTY|MARY|GARY|LARRY|"
    "JERRY|TERRY|HARRY|HENRY|ANTHONY|TIMOTHY|JEFFREY|KIMBERLY|NANCY|BETTY|DOROTHY|SHIRLEY|CYNTHIA|KATHRYN|CAROLYN|"
    "EMILY|ASHLEY|BRITTANY|BEVERLY|TAMMY|CRYSTAL|WENDY|RAYMOND|KELLY|STACY|TRACY|JOYCE|GREGORY|BRADLEY|STANLEY|"
    "RODNEY|SIDNEY|MURPHY|KENNEDY|YOUNG|MYERS|TAYLOR|HAYES|REYNOLDS|BRYANT|ELIZABETH|LORENZO|SUZANNE|RODRIGUEZ|"
    "HERNANDEZ|MARTINEZ|GONZALEZ|LOPEZ|PEREZ|SANCHEZ|RAMIREZ|GOMEZ|ORTIZ|GUTIERREZ|ALVAREZ|JIMENEZ|MENDEZ|MENDOZA|"
    "VASQUEZ|VAZQUEZ|FERNANDEZ|SCHULTZ|FITZGERALD|ZIMMERMAN|ZACHARY"
)
_AMERICAN = (
    re.compile(
        r"(?:DL|ID|EN).{8}Z[A-Z].{8}(?:DL|ID|EN|D[A-D][A-Z])"
    ),  # the issuer's part in the directory, then itself
    re.compile(r"[\x00-\x1f](Z[A-Z])\1[A-Z]"),
    re.compile(rf"DAY(?:BLU|GRN|HAZ|MAR|PNK|DIC){_NEXT}|DAZ(?:BAL|BLN|RED|SDY|WHI){_NEXT}|DA[YZ]GRY{_NEXT}|DBHY"),
    re.compile(r"D(?:AQ|CS|AC|AK|AP)[A-Z0-9]{1,20}-[A-Z0-9]"),  # a German layout writes another sign
    re.compile(rf"(?:D(?:CS|AC|AD|CT|AA|AB|AI)|[ ,$@\-])(?:{_WORDS}){_NEXT}|WAY(?![A-Z])"),
)
_GERMAN = (
    re.compile(r"(?:DL|ID|EN).{8}Y[A-Z].{8}(?:DL|ID|EN|D[A-D][A-Z])"),
    re.compile(r"[\x00-\x1f](Y[A-Z])\1[A-Z]"),
    re.compile(rf"DAZ(?:BLU|GRN|HA[YZ]|MAR|PNK|DIC){_NEXT}|DAY(?:BAL|BLN|RED|SD[YZ]|WHI){_NEXT}|DA[YZ]GRZ{_NEXT}|DBHZ"),
    re.compile(r"ß"),
    re.compile(r"(?:WAZ|CITZ|VALLEZ|COUNTZ|ZORK|JERSEZ|KENTUCKZ|LIBERTZ)(?![A-Z])"),
)


class Layout(Enum):
    """Which layout typed the letters. Unknown: Y and Z may have changed places, and nothing says whether they did."""

    AMERICAN = auto()
    GERMAN = auto()
    UNKNOWN = auto()


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


def judge_german(text: str) -> Layout:
    """Whether Y and Z were exchanged: by what can only be so in one of the layouts.

    The issuer's part begins with Z in the standard; a state, a colour of eyes or hair, a name or a word exists in one form
    only; every card that tells the colour of the hair (DAZ) tells that of the eyes (DAY). Evidence for both is none.
    """
    if not ("Y" in text or "Z" in text or "ß" in text):
        return Layout.AMERICAN
    american = any(sign.search(text) for sign in _AMERICAN) or _eyes_and_hair(text) == {"DAY"}
    german = any(sign.search(text) for sign in _GERMAN)
    for state in _STATE.findall(text):
        swapped = state.translate(_Y_AND_Z)
        american |= state in STATES and swapped not in STATES and swapped != state
        german |= swapped in STATES and state not in STATES
    if american is german:
        return Layout.UNKNOWN
    return Layout.AMERICAN if american else Layout.GERMAN


def _eyes_and_hair(text: str) -> set[str]:
    return {found[1] or found[2] for found in _EYES_OR_HAIR.finditer(text)}


def undo_german(text: str) -> str:
    """The text as the American layout has it. Signs are put back too where they were moved: "@" arrives as a quotation mark."""
    if text.lstrip().startswith('"'):
        return text.translate(_GERMAN_KEYS)
    return _APOSTROPHE.sub("'", text).translate(_GERMAN_LETTERS_BACK)
