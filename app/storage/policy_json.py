"""The administrator's policy file: JSON of version 1, every key of it optional.

    {"version": 1,
     "stores": [{"vendor": "treez", "name": "Main", "base_url": "https://…", "account": {"dispensary": "…"}}],
     "jurisdiction": "US-CA", "idle_minutes": 5, "update_check": false}

A key that cannot be read counts as fixed all the same, at what is safest: the strictest place, the usual time, no look for
newer versions, the stores as they are. Each such key is named, never what stood there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from app.core.base_url import checked_base_url
from app.core.customer import ConnectionId
from app.core.errors import InvalidInput
from app.core.jurisdictions import JURISDICTIONS
from app.core.policy import UNKNOWN_PLACE, Policy
from app.core.settings import IDLE_MINUTES, MOST_IDLE_MINUTES, Fixed
from app.core.vendor import Connection

VERSION: Final = 1
_STORE: Final = {"vendor", "name", "base_url", "account"}

T = TypeVar("T")


class NotPolicy(ValueError):
    """A value that cannot be; says what it has to be."""


def decode(raw: bytes, vendors: Collection[str]) -> tuple[Policy, tuple[str, ...]]:
    """The policy and what is wrong with it, each in words with its place; ``vendors`` are those that there are."""
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as fault:
        return _safest(), (f"line {fault.lineno}, column {fault.colno}: no JSON from here on",)
    except (ValueError, RecursionError):
        return _safest(), ("no JSON in UTF-8",)
    if not isinstance(document, dict):
        return _safest(), ("line 1: must be an object, {…}",)
    reading = _Reading(document, vendors)
    return reading.policy(), tuple(reading.wrong)


def _safest() -> Policy:
    """Nothing of the file is known, so everything may have been in it."""
    return Policy(fixed=frozenset(Fixed), jurisdiction=UNKNOWN_PLACE, idle_minutes=IDLE_MINUTES)


class _Reading:
    """One pass over the file."""

    def __init__(self, document: Mapping[str, object], vendors: Collection[str]) -> None:
        self._document = document
        self._vendors = vendors
        known = {"version", *(one.value for one in Fixed)}
        self.wrong = [f"{key[:40]}: no such setting" for key in document if key not in known]
        if document.get("version") != VERSION:
            self.wrong.insert(0, f"version: must be {VERSION}")

    def policy(self) -> Policy:
        """Every key, read or at its safest."""
        return Policy(
            fixed=frozenset(one for one in Fixed if one.value in self._document),
            stores=self._value(Fixed.STORES, self._stores, None),
            jurisdiction=self._value(Fixed.JURISDICTION, _place, UNKNOWN_PLACE),
            idle_minutes=self._value(Fixed.IDLE, _minutes, IDLE_MINUTES),
            update_check=self._value(Fixed.UPDATES, _flag, False),
        )

    def _value(self, key: Fixed, parse: Callable[[object], T], safest: T) -> T:
        if key.value not in self._document:
            return safest
        try:
            return parse(self._document[key.value])
        except NotPolicy as fault:
            self.wrong.append(f"{key.value}: {fault}")
            return safest

    def _stores(self, value: object) -> tuple[Connection, ...]:
        """The stores that can be read; one that cannot is left out and named."""
        if not isinstance(value, list) or not value:
            raise NotPolicy("must be a list of at least one store")
        found: list[Connection] = []
        for place, entry in enumerate(value):
            try:
                found.append(self._store(entry, {one.name.casefold() for one in found}))
            except NotPolicy as fault:
                self.wrong.append(f"stores[{place}]: {fault}")
        if not found:
            raise NotPolicy("none of them can be read")
        return tuple(found)

    def _store(self, entry: object, taken: Collection[str]) -> Connection:
        if not isinstance(entry, dict):
            raise NotPolicy("must be an object, {…}")
        strange = [key for key in entry if key not in _STORE]
        if strange:
            raise NotPolicy(f"{strange[0][:40]}: no such setting")
        vendor, address = _text(entry, "vendor"), _text(entry, "base_url")
        if vendor not in self._vendors:
            raise NotPolicy(f"vendor: must be one of {', '.join(self._vendors)}")
        try:
            address = checked_base_url(address)
        except InvalidInput as fault:
            raise NotPolicy("base_url: must be the whole address, beginning with https://") from fault
        account = entry.get("account", {})
        if not isinstance(account, dict) or not all(_is_plain(one) for one in account.values()):
            raise NotPolicy("account: must be an object of texts and whole numbers")
        name, texts = _text(entry, "name"), {key: str(one) for key, one in account.items()}
        if name.casefold() in taken:
            raise NotPolicy("name: another store has it already")
        return Connection(id=ConnectionId(""), name=name, vendor=vendor, base_url=address, account=texts)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise NotPolicy(f"{key}: must be a text")
    return value.strip()


def _place(value: object) -> str:
    if not isinstance(value, str) or value not in JURISDICTIONS:
        raise NotPolicy("must be the code of a state or province, such as US-CA")
    return value


def _minutes(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_IDLE_MINUTES:
        raise NotPolicy(f"must be a whole number from 1 to {MOST_IDLE_MINUTES}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise NotPolicy("must be true or false")
    return value
