"""Text for logs and crash reports without people and secrets.

Masking too much costs a support call a detail; masking too little costs a customer's privacy. What cannot be told from
personal data by its form (a name in running text) must not be logged in the first place.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator
from types import TracebackType

from app.core.errors import AppError, Duplicate, InvalidInput

HIDDEN = "<hidden>"
_MAX_FRAMES = 30
_MAX_EXCEPTIONS = 12

# Words of vendors' paths after which a person, or something that finds a person, follows.
_SEGMENTS = (
    "first_?names?|last_?names?|middle_?names?|full_?names?|names?|nick_?names?|e-?mails?|phones?|mobiles?|"
    "driver_?licen[sc]es?|licen[sc]es?|state[_-]?ids?|birth_?(?:day|date)s?|dob|customers?|patients?|detailcustomer|"
    "upload|update|addresses"
)
_CREDENTIALS = (
    "api[_-]?key|client[_-]?id|client[_-]?secret|secret|token|password|passwd|passphrase|pwd|authorization|cookie|"
    "credential|private[_-]?key|signature"
)
_PERSON_KEYS = (
    "(?:first|last|middle|full|given|family|sur|nick)[_-]?names?|e[_-]?mail|phone|mobile|birth[_-]?da(?:y|te)|dob|"
    "driver_?s?_?licen[sc]e|licen[sc]e[_-]?(?:no|number)|state[_-]?(?:medical[_-]?)?id|patient[_-]?id|mmid|"
    "customer[_-]?id|street[12]?|address(?:_?line)?[12]?|notes?"
)
_QUOTED = r"""b?"(?:[^"\\]|\\.)*"?|b?'(?:[^'\\]|\\.)*'?"""

_HOME = re.compile(
    r"(?:/home/|/Users/)[^/\\\s:\"'<>]+|/root(?=/)"
    r"|[A-Za-z]:\\{1,2}Users\\{1,2}(?:[^/\\\s:\"'<>]+(?: [^/\\\s:\"'<>]+){0,3}(?=\\)|[^/\\\s:\"'<>]+)"
)
_USER_INFO = re.compile(r"(?<=://)[^/\s@]{1,256}@")
_SCHEME = re.compile(r"\b(bearer\s{1,4})(?!<)[\w.~+/=-]{4,}", re.IGNORECASE)
# Up to the end of the clause: an unquoted value may have spaces.
_UNQUOTED = r"""[^\s"',;&<>)\]}][^"',;&<>)\]}\r\n]*?(?=\s{1,4}[\w.-]{1,64}=|["',;&<>)\]}\r\n]|$)"""
_ASSIGNED = re.compile(
    rf"((?:{_CREDENTIALS}|{_PERSON_KEYS})\w{{0,24}}(?:\]|%5D)?[\"']?[ \t]{{0,3}}(?:=>?|:(?!//))[ \t]{{0,3}})"
    rf"(?:{_QUOTED}|{_UNQUOTED})",
    re.IGNORECASE,
)
# Bare ``name`` is a person only inside a payload; in running text it names stores, files and threads.
_NAME = re.compile(rf"([\"']names?[\"']\s{{0,4}}:\s{{0,4}})(?:{_QUOTED})", re.IGNORECASE)
_SEGMENT = re.compile(
    rf"(/(?:{_SEGMENTS})/)(?!(?:{_SEGMENTS})/)(?:[^/\s?#\"'<>]+(?: [^/\s?#\"'<>]+){{0,4}}(?=/)|[^/\s?#\"'<>]+)",
    re.IGNORECASE,
)
_IN_EMAIL = r"""[^\s@<>()\[\]{}"',;:=/\\&?|]"""
# RFC 5322 allows before the @ what also separates things in a line of log: of that, one character is taken.
_EMAIL = re.compile(rf"(?:(?<!{_IN_EMAIL}){_IN_EMAIL}+|[^\s@])(?:@|%40){_IN_EMAIL}+")
_JWT = re.compile(r"eyJ[\w-]{4,}(?:\.[\w-]*){0,4}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_OPAQUE = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}={1,2}|[A-Za-z0-9_+-]{16,}")
_NUMBERS = re.compile(
    r"(?P<moment>(?<!\d)\d{4}-\d\d-\d\d[T ](?!00:00)\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[+-]\d\d:?\d\d)?)"
    r"|(?P<date>(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)(?:[T ]00:00(?::00)?(?:\.0+)?)?)"
    r"|(?P<number>\+?\(?\d(?:[ ().\-/\u00a0\u2010-\u2015]{0,3}\d){6,})"
)


def redact(text: str) -> str:
    """The text with e-mails, numbers, dates, keys, paths of people and home folders masked; never raises."""
    text = _home_free(text)
    text = _USER_INFO.sub(f"{HIDDEN}@", text)
    text = _SEGMENT.sub(rf"\1{HIDDEN}", text)
    text = _ASSIGNED.sub(rf"\1{HIDDEN}", text)
    text = _NAME.sub(rf"\1{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1{HIDDEN}", text)
    if "@" in text or "%40" in text:
        text = _EMAIL.sub("<e-mail>", text)
    text = _JWT.sub("<key>", text)
    text = _UUID.sub("<key>", text)
    text = _OPAQUE.sub(_opaque, text)
    return _NUMBERS.sub(_number, text)


def redact_exception(exc: BaseException) -> str:
    """Types and code places of an exception and its causes, one per line.

    The text of a foreign exception can quote data and is left out; the title of one of ours is kept, redacted. A
    refusal in the vendor's own words is left out too: they may name the person.
    """
    lines: list[str] = []
    for count, (relation, one) in enumerate(_chain(exc)):
        if count == _MAX_EXCEPTIONS:
            lines.append("… and more")
            break
        is_quoting = isinstance(one, Duplicate) or (isinstance(one, InvalidInput) and one.refused)
        title = f": {redact(one.title)}" if isinstance(one, AppError) and not is_quoting else ""
        lines.append(f"{relation}{type(one).__name__}{title}")
        lines.extend(f"  {place}" for place in _places(one.__traceback__))
    return "\n".join(lines)


def _home_free(text: str) -> str:
    text = _HOME.sub("~", text)
    home = os.path.expanduser("~")  # noqa: PTH111 - reads a variable; Path.home() would build an object per line of log
    return text.replace(home, "~") if len(home) > len("/x") else text


def _opaque(match: re.Match[str]) -> str:
    """A key mixes digits with letters as no word does; long hexadecimal is one, whatever it mixes."""
    word = match.group()
    digits = sum(map(str.isdigit, word))
    if word.endswith("=") or (digits >= 4 and len(word) - digits >= 4):  # noqa: PLR2004 - a judgement, named here
        return "<key>"
    mixed = digits and len(word) >= 20 and not word.islower() and not word.isupper()  # noqa: PLR2004
    return "<key>" if mixed else word


def _number(match: re.Match[str]) -> str:
    if match["moment"]:
        return match.group()
    return "<date>" if match["date"] else "<number>"


def _chain(exc: BaseException) -> Iterator[tuple[str, BaseException]]:
    """The exception, its causes and the members of groups, each once, the last one raised first."""
    waiting: list[tuple[str, BaseException]] = [("", exc)]
    seen: set[int] = set()
    while waiting:
        relation, one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield relation, one
        if one.__cause__ is not None:
            waiting.append(("caused by ", one.__cause__))
        elif one.__context__ is not None and not one.__suppress_context__:
            waiting.append(("while handling ", one.__context__))
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(("together with ", member) for member in one.exceptions)


def _places(traceback: TracebackType | None) -> list[str]:
    """``file:line:function`` from the outermost call inwards; of a deep recursion only both ends."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        name = code.co_filename.replace("\\", "/").rpartition("/")[2]
        places.append(f"{name}:{traceback.tb_lineno}:{code.co_name}")
        traceback = traceback.tb_next
    if len(places) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        places[half:-half] = [f"… {len(places) - 2 * half} more"]
    return places
