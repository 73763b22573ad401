"""A person and credentials that nobody else has, answers of a store that give them back, and a search for what is left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import httpx

from app.core.values import Value

FIRST, LAST = "Zabulonia", "Quextorvald"
PHONE, EMAIL = "6285557391", "zabulonia@quextorvald.example"
BORN, LICENSE, STATE_ID = date(1987, 3, 19), "Q8837261", "MM5519QX"
STREET, NOTE, REASON = "4711 Wexborough Terrace", "allergic to kumquats", "came with Pintadora"
KEY, TOKEN, PIN = "pk-live-9f2eQX77aa51", "tokQX55aa9911bcdd", "739164"
COLLEAGUE = "Brandywine"  # somebody who works here
PERSON: dict[str, Value] = {
    "first_name": FIRST,
    "last_name": LAST,
    "birth_date": BORN,
    "email": EMAIL,
    "phone": PHONE,
    "license_number": LICENSE,
    "license_expires": date(2031, 2, 3),
    "customer_type": "ADULT",
}
SAID = (
    f"{FIRST} {LAST} <{EMAIL}> {PHONE} (628) 555-7391 {LICENSE} {STATE_ID} {BORN} {STREET} {NOTE} "
    f"Bearer {TOKEN} api_key={KEY} {COLLEAGUE} {PIN}"
)
# What none of it can be written without, whatever is done to it; each in small letters.
WORDS = (
    "zabulonia",
    "quextorvald",
    "5557391",
    "555-7391",
    "q8837261",
    "5519qx",
    "wexborough",
    "kumquat",
    "pintadora",
    "9f2eqx77",
    "qx55aa9911",
    "brandywine",
    PIN,
    "1987-03-19",
    "03191987",
    "19870319",
)
CARD = {
    "DAQ": LICENSE,
    "DCS": LAST.upper(),
    "DAC": FIRST.upper(),
    "DAD": "NONE",
    "DBB": "03191987",
    "DBA": "02032031",
    "DBC": "2",
    "DAG": STREET.upper(),
    "DAI": "OAKLAND",
    "DAJ": "CA",
    "DAK": "946120000",
    "DCG": "USA",
}


@dataclass(frozen=True)
class Answer:
    """What a store, or something that poses as it, answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_found: bool = False  # somebody, as whom the store has them: no failure


def answers(said: str = SAID) -> tuple[Answer, ...]:
    """Everything a store or a proxy may say, with the person in every place that can hold a text."""
    json_type = {"content-type": "application/json"}
    headers = {"x-request": said, "x-customer": said, "set-cookie": f"who={quote(said)}", "server": said}
    away = f"https://elsewhere.example/{quote(said)}?phone={PHONE}&key={KEY}"
    fail = {"resultCode": "FAIL", "resultReason": said, "resultDetail": said, "message": said, "errors": {said: [said]}}
    body = json.dumps(fail).encode()
    odd = json.dumps({"resultCode": "SUCCESS", "data": [{"customer_id": said, "birthday": said}]}).encode()
    return (
        *(Answer(code, json_type | headers, body) for code in (400, 401, 403, 404, 409, 422, 500)),
        Answer(401, {"www-authenticate": f'Bearer realm="{said}"'}, said.encode()),
        Answer(503, {"retry-after": said, "content-type": "text/html"}, f"<title>{said}</title>".encode()),
        Answer(200, {"content-type": f"text/html; charset={FIRST}"}, f"<html>{said}</html>".encode()),
        Answer(200, json_type | headers, f'{{"data": "{said}'.encode()),
        Answer(200, json_type, odd, is_found=True),
        Answer(200, json_type, json.dumps([said]).encode()),
        Answer(302, {"location": away}, b""),
        Answer(200, json_type | {"content-encoding": "gzip"}, b"\x1f\x8b broken " + said.encode()),
    )


def faults(said: str = SAID) -> tuple[Exception, ...]:
    """What may happen to the line, in words that hold the person."""
    kinds = (httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.InvalidURL, UnicodeError)
    return (*(kind(said) for kind in kinds), OSError(5, said))


def spelled(word: str) -> Iterator[bytes]:
    """The ways in which a file may hold a word."""
    yield word.encode()
    yield word.encode("utf-16-le")
    yield quote(word).lower().encode()


def found_in(content: bytes, words: tuple[str, ...] = WORDS) -> list[str]:
    """Which of the words are in it."""
    small = content.lower()
    return [word for word in words if any(form in small for form in spelled(word))]


def left_in(folder: Path) -> dict[str, list[str]]:
    """What is left of it below a folder: in the files, and in their names."""
    left = {}
    for path in sorted(folder.rglob("*")):
        words = found_in(str(path.relative_to(folder)).encode())
        if path.is_file() and not path.is_symlink():
            words += found_in(path.read_bytes())
        if words:
            left[str(path.relative_to(folder))] = words
    return left
