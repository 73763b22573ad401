"""The forms of element values, for telling elements apart where nothing else does.

AAMVA DL/ID Card Design Standard, tables D.3 and D.4 (versions 02 and later), and DL/ID-2000 (version 01).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Forms = Mapping[str, re.Pattern[str]]

_DATE = r"\s*(?:\d{8}|NONE|UNAVL)?\s*"
_FLAG = r"[TNU]?\s*"
# A typographic apostrophe (U+2019) may stand where the card has a plain one.
_NAME = r" ?[^\W\d_](?: ?[^\d\W_]| ?['\u2019`.,\-]){0,89}\s*"
_MAYBE_NAME = rf"(?:{_NAME}|\s*)"
_WHOLE_NAME = r"[^\W\d_][\w '\u2019`.\-]{0,40}[,$@][\w '\u2019`.,$@\-]{1,60}\s*"
_NUMBER = r"(?=[^\n]{0,24}?\d|NONE|UNAVL)[A-Z0-9](?:[A-Z0-9*\-]| (?=[A-Z0-9])){0,24}\s*"
_SUFFIX = r"\s*(?:JR|SR|ESQ|I{1,3}|IV|VI{0,3}|IX|1ST|2ND|3RD|[4-9]TH|NONE|UNAVL)?\.?\s*"
_STREET = r"\s*(?=[^\n]{0,9}\d|P\.?\s?O|RR|HC|GEN|RURAL)[^\n]{1,60}\s*"
_LINE = r"[^\n]{0,60}\s*"
_CITY = r"\s*[^\W\d_][^\d\n]{0,39}\s*"
_STATE = r"[A-Z]{2}\s*"
_POSTAL = r"\s*(?:\d{5}[\d \-]{0,6}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\.?\s*"
_SEX = r"\s*[01239MFXU]?\s*"
_COLOUR = (
    r"\s*(?:BLK|BLU|BRO|BRN|BROWN|GRY|GRN|HAZ|MAR|PNK|DIC|UNK|BAL|BLN|RED|SDY|WHI|X{3}|NONE|UNAVL|[A-Z]{2})?\.?\s*"
)
_HEIGHT = r"\s*(?:\d{1,3}[ .]*(?:in|cm)?\.?|\d'[ -]?\d\d\"?|\d-\d\d|NONE)?\s*"
_WEIGHT = r"\s*(?:\d{1,3} *(?:lbs?|kg)?)?\s*"
_COUNTRY = r"(?:USA?|CAN?|MEX)?\s*"
_CLASS = r"\s*(?:NONE|[A-Z0-9*]{0,4})[ .]*\s*"
_CODES = r"\s*(?:NONE|[A-Z0-9*,/&\- ]{0,12})[ .]*\s*"
_CODE = r"[^\n]{0,40}\s*"
_END = r"(?=\s|$|D[A-D][A-Z]|Z[A-Z])"


def _compiled(forms: Mapping[str, str]) -> Forms:
    """Each form once for each of the elements, whose names are joined by blanks."""
    return {name: re.compile(form, re.IGNORECASE) for names, form in forms.items() for name in names.split()}


_ALWAYS = {
    "DBA DBB DBD": _DATE,
    "DBC": _SEX,
    "DAY DAZ": _COLOUR,
    "DAU": _HEIGHT,
    "DAW DAX": _WEIGHT,
    "DAG": _STREET,
    "DAH": _LINE,
    "DAI": _CITY,
    "DAJ": _STATE,
    "DAK": _POSTAL,
    "DAQ": _NUMBER,
}
FORMS = _compiled(
    _ALWAYS
    | {
        "DDB DDC DDH DDI DDJ": _DATE,
        "DCS": _NAME,
        "DAC DCT": _NAME,
        "DAD": _MAYBE_NAME,
        "DBN DBG": _MAYBE_NAME,
        "DCU DBS": _SUFFIX,
        "DDE DDF DDG": _FLAG,
        "DDA": r"[FNM]?\s*",
        "DDD DDK DDL DDM DDN DDO DDP": r"[01YN]?\s*",
        "DCA": _CLASS,
        "DCB DCD": _CODES,
        "DCE": r"\d?\s*",
        "DCG": _COUNTRY,
        "DCF DCI DCJ DCK": _CODE,
        "DCH DCL DCM DCN DCO": r"[A-Z0-9]{0,4}\s*",
    }
)
OLD_FORMS = _compiled(
    _ALWAYS
    | {
        "DAA": _WHOLE_NAME,
        "DAL": _STREET,
        "DAB DAC": _NAME,
        "DAD": _MAYBE_NAME,
        "DAE": _SUFFIX,
        "DAR": r"[A-Z0-9 ]{0,4}\s*",
        "DAS": r"[A-Z0-9 ]{0,10}\s*",
        "DAT": r"[A-Z0-9 ]{0,5}\s*",
        "DBE DBF DBG DBH DBI DBJ": r"[^\n]{0,30}\s*",
    }
)
# Beginnings of a value that say an element is meant: letters that no name has (DDF, DCS), or digits of the form.
STARTS = {
    name: re.compile(start)
    for names, start in {
        "DBA DBB DBD DDB DDC DDH DDI DDJ": r"\d{8}",
        "DBC": rf"[1290MFX]{_END}",
        "DAU": r" ?\d{2,3}",
        "DAW DAX": rf"\d{{2,3}}{_END}",
        "DCE": rf"\d{_END}",
        "DAY DAZ": rf"(?:BLK|BLU|BRO|BRN|GRY|GRN|HAZ|MAR|PNK|DIC|UNK|BAL|BLN|RED|SDY|WHI)\s*{_END}",
        "DDF DDG": rf"[TNU]{_END}",
        "DCG": r"(?:USA|CAN|MEX)",
        "DAJ": rf"[A-Z]{{2}}\s*{_END}",
        "DAK": r"\d{5}|[A-Z]\d[A-Z]",
        "DCS DCT": r"[^\W\d_]",
        "DCF DCK DCJ": r"[A-Z0-9]",
        "DCU DAE": rf"(?:JR|SR|II|III|IV|NONE){_END}|(?=D[A-D][A-Z])",
        "DCA": rf"NONE\s*{_END}|[A-Z]{{1,2}}\s*$",
        "DCB DCD": rf"NONE\s*{_END}",
        "DDD DDK DDL": rf"[01]{_END}",
        "DAQ": r"[A-Z]{0,3}\d{3}",
        "DAG DAL": r"\d{1,6}[A-Z]? |P\.?O\.? BOX",
    }.items()
    for name in names.split()
}
GROUPS = (frozenset({"DDE", "DDF", "DDG"}), frozenset({"DAR", "DAS", "DAT"}))
# Elements whose values are so short or so strict that a further element inside shows.
SHORT = FORMS.keys() & frozenset(
    re.findall(r"\w+", "DBA DBB DBC DBD DDE DDF DDG DDA DDD DCU DAY DAZ DAU DAW DAJ DAK DCG")
)
