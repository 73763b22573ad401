"""Control characters that arrive as words or signs: "<LF>", "^J", "ArrowDown", the digits of Alt+0010, a lone J."""

from __future__ import annotations

import re

# How line feed, record separator and carriage return are spelled, together, by one scanner or one program.
_NOTATIONS = (
    ("ArrowDown", "", "Enter"),
    ("Ctrl+J", "Ctrl+6", "Ctrl+M"),
    ("Ctrl+J", "Ctrl+^", "Enter"),
    ("Control+J", "Control+6", "Enter"),
    ("ControlJ", "Control6", "Enter"),
    ("Controlj", "Control6", "Enter"),
    ("0010", "0030", "0013"),
    ("010", "030", "013"),
    ("^J", "^^", "^M"),
    ("%0A", "%1E", "%0D"),
    ("&#10;", "&#30;", "&#13;"),
    ("&#xA;", "&#x1E;", "&#xD;"),
    ("0x0A", "0x1E", "0x0D"),
    ("LF", "RS", "CR"),
    ("J", "6", "M"),
    ("j", "6", "m"),
    ("J", "^", "M"),
    ("j", "^", "m"),
)
_NEXT = r"(?=[ \n]*(?:(?:DL|ID|EN)?D[A-D][A-Z]|Z[A-Z]{2}|@|A?NSI \d|AAMVA|$))"
_BRACKETED = re.compile(
    r"[<\[{(](?:LF|CR|RS|FS|GS|US|STX|ETX|NUL|HT|TAB|ENTER|RETURN|CTRL[-+][JM6^]|(?:0X|U\+00|\\X)?(?:0A|0D|1E|1C))[>\]})]",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[<\[{(]")
_ESCAPED = re.compile(r"\\(?:[nrt]|x0?[ad]|x1[ec]|u00(?:0[ad]|1[ec])|0?1[25]|0?36)", re.IGNORECASE)
_PICTURED = re.compile(r"[␊␍␞␜␤␉]")
_MARK = re.compile(r"A?NSI ?\d|A?A?MVA ?\d")
_TYPED_SHIFT = re.compile(r"Shift(?=\S)")
_MANY = 5
_STRIPE = re.compile(r"\s*%[A-Z]{2}")


def undo_spelling(text: str) -> str:
    """The text with line breaks where control characters are spelled out.

    Signs that can be nothing else are always taken; digits, letters and words only if they also stand between "@"
    and the file type, where nothing but control characters belongs, and only before an element.
    """
    if text.isalnum() or _STRIPE.match(text):
        return text
    if text.count("Shift") >= _MANY:
        text = _TYPED_SHIFT.sub("", text)
    if "\\" in text:
        text = _ESCAPED.sub("\n", text)
    if not text.isascii():
        text = _PICTURED.sub("\n", text)
    if _BRACKET.search(text):
        text = _BRACKETED.sub("\n", text)
    return _by_header(text)


def _by_header(text: str) -> str:
    mark = _MARK.search(text, 0, 200)
    if not mark or not mark.start():
        return text
    gap = text[: mark.start()].strip('"@ \n\r\x1e\x1c\t')
    if not gap:
        return text
    for notation in _NOTATIONS:
        if tokens := _tokens(gap, notation):
            return _replaced(text, mark.start(), tokens)
    return text


def _tokens(gap: str, notation: tuple[str, ...]) -> list[str]:
    """The words of a notation that stand in the gap; none unless the gap is made of them alone."""
    case = re.NOFLAG if len(notation[0]) == 1 else re.IGNORECASE
    words = [re.escape(word) for word in notation if word]
    if not re.fullmatch(rf"(?:{'|'.join(words)}|\s)+", gap, case):
        return []
    return [word for word in (notation[0], notation[2]) if re.search(re.escape(word), gap, case)] or ["\n"]


def _replaced(text: str, start: int, tokens: list[str]) -> str:
    body = text[start:]
    words = "|".join(map(re.escape, tokens))
    if len(tokens[0]) == 1:
        return "@\n" + _without_letters(body, tokens)
    if tokens[0].isdigit():  # a number may end with the same digits: once is enough
        return "@\n" + re.sub(rf"(?:{words}){_NEXT}", "\n", body)
    return "@\n" + re.sub(rf"(?:{words})+{_NEXT}", "\n", body, flags=re.IGNORECASE)


def _without_letters(body: str, tokens: list[str]) -> str:
    """A lone J before an element that is not the last letter of one itself (DAJ), a lone M before the issuer's part."""
    for letter in tokens:
        if letter in "Jj":
            own = "".join(rf"(?<!{before}D[A-D])" for before in (letter, "DL", "ID", "EN"))
            body = re.sub(rf"{own}{letter}(?=D[A-D][A-Z])", "\n", body)
        elif letter in "Mm":
            body = re.sub(rf"{letter}(?=(Z[A-Z])\1[A-Z]|\s*$)", "\n", body)
    return body
