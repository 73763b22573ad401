"""Control characters that arrive as words or signs: "<LF>", "^J", "ArrowDown", the digits of Alt+0010, a lone J."""

from __future__ import annotations

import re

# How line feed, carriage return and record separator are spelled, together, by one scanner or one program.
_WORDS = (
    (r"Ctrl[-+ ]?J", r"Ctrl[-+ ]?M|Enter|Return", r"Ctrl[-+ ]?[6^]"),
    (r"Control[-+ ]?J", r"Control[-+ ]?M|Enter|Return", r"Control[-+ ]?[6^]"),
    (r"ArrowDown", r"Enter|Return", r"ArrowUp"),
    (r"Enter|Return", r"Tab", r"Tab"),
    (r"\^J", r"\^M", r"\^\^"),
    (r"Alt[-+ ]?0010", r"Alt[-+ ]?0013", r"Alt[-+ ]?0030"),
    (r"0010", r"0013", r"0030"),
    (r"010", r"013", r"030"),
    (r"%0A", r"%0D", r"%1E"),
    (r"&#10;", r"&#13;", r"&#30;"),
    (r"&#xA;", r"&#xD;", r"&#x1E;"),
    (r"0x0A", r"0x0D", r"0x1E"),
)
# The same as letters and signs that may be anything else: they count only where nothing but controls can stand.
_LETTERS = (
    (r"LF", r"CR", r"RS"),
    (r"J", r"M", r"6"),
    (r"j", r"m", r"6"),
    (r"J", r"M", r"\^"),
    (r"j", r"m", r"\^"),
)
_NEXT = r"(?=[ \r\n]*(?:(?:DL|ID|EN)?D[A-D][A-Z]|Z[A-Z]{2}|@|A?NSI ?\d|A?A?MVA ?\d|$))"
_BRACKETED = re.compile(
    r"[<\[{(](?:LF|CR|RS|FS|GS|US|STX|ETX|NUL|HT|TAB|ENTER|RETURN|CTRL[-+][JM6^]|(?:0X|U\+00|\\X)?(?:0A|0D|1E|1C))[>\]})]",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[<\[{(]")
_ESCAPED = re.compile(r"\\(?:[nrt]|x0?[ad]|x1[ec]|u00(?:0[ad]|1[ec])|0?1[25]|0?36)", re.IGNORECASE)
_PICTURED = re.compile(r"[␊␍␞␜␤␉]")
_MARK = re.compile(r"A?NSI ?\d|A?A?MVA ?\d")
_TYPED_SHIFT = re.compile(r"Shift(?=\S)")
_STRAY = re.compile(r'["@]|[^!-~]')  # between "@" and the file type: what is never the spelling of a control
_MANY = 5  # elements, or typed keys
_HEAD = 200  # characters in which a header stands
_STRIPE = re.compile(r"\s*%[A-Z]{2}")


def undo_spelling(text: str) -> str:
    """The text with line breaks where control characters are spelled out.

    Signs that can be nothing else are always taken, and words that stand before element after element. Letters, and
    words in a short text, only if they also stand between "@" and the file type, where nothing but controls belongs.
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
    return _without_words(text)


def _without_words(text: str) -> str:
    mark = _MARK.search(text, 0, _HEAD)
    gap = _STRAY.sub("", text[: mark.start()]) if mark else ""
    begin = mark.start() if mark else 0
    for words in _WORDS if gap or text.count("\n") < _MANY else ():
        every = "|".join(words)
        if re.fullmatch(rf"(?:{every}|\s)+", gap, re.IGNORECASE) or _stands_before_elements(words[0], text):
            lead = "@\n" if "@" in text[:begin] else ""
            return lead + _broken(text[begin:], every)
    for letters in _LETTERS if gap else ():
        if re.fullmatch(rf"(?:{'|'.join(letters)}|\s)+", gap):
            return "@\n" + _without_letters(text[begin:], letters)
    return text


def _stands_before_elements(word: str, text: str) -> bool:
    return len(re.findall(rf"(?:{word})(?=D[A-D][A-Z])", text, re.IGNORECASE)) >= _MANY


def _broken(body: str, words: str) -> str:
    """The body with line breaks for words; for one of them only where they are digits, with which a value may end too."""
    body = re.sub(rf"@(?:{words}|\s)+(?=A?NSI|A?A?MVA)", "@\n", body, flags=re.IGNORECASE)
    times = "" if words[0] == "0" else "+"
    return re.sub(rf"(?:{words}){times}{_NEXT}", "\n", body, flags=re.IGNORECASE)


def _without_letters(body: str, letters: tuple[str, ...]) -> str:
    """Line breaks for letters: for a lone J not where it ends an element (DAJ), for M only before the issuer's part."""
    feed, carriage, _record = letters
    if len(feed) > 1:
        return re.sub(rf"(?:{'|'.join(letters)})+{_NEXT}", "\n", body)
    own = "".join(rf"(?<!{before}D[A-D])" for before in (feed, "DL", "ID", "EN"))
    body = re.sub(rf"{own}{feed}(?=D[A-D][A-Z]|(Z[A-Z])\1[A-Z])", "\n", body)
    return re.sub(rf"{carriage}(?=(Z[A-Z])\1[A-Z]|\s*$)", "\n", body)
