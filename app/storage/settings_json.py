"""Settings to JSON and back, with the standard library alone: a schema library costs 50 ms at every start.

Version 1:

    {"version": 1, "theme": "dark", "language": "de", "connections": [{"id": "…", "name": "…", "vendor": "treez",
     "base_url": "…", "account": {"…": "…"}, "training": false, "enabled": true, "place": "US-OR", "time_zone": ""}],
     "last_store": "…", "visit_days": 2, "journal_days": 400, "scanner_port": "COM3", "camera": "/dev/video0", "scanner_gap_ms": 60,
     "idle_minutes": 5, "updates": {"agreed": true, "checked_at": "2026-11-22T09:00:00+00:00", "outcome": "up-to-date",
     "skipped": ""}, "nobody_signs_in": true}

Keys we do not know are carried, at the top and inside each connection. A value that a newer version wrote in its own way
is carried under its key until a person changes it here. In a file of our own version such a value is an error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from app.core.settings import (
    IDLE_MINUTES,
    JOURNAL_DAYS,
    MOST_DAYS,
    MOST_IDLE_MINUTES,
    MOST_SCANNER_GAP_MS,
    SCANNER_GAP_MS,
    VISIT_DAYS,
    Settings,
    Theme,
    UpdateCheck,
)

if TYPE_CHECKING:  # read before the first paint: the domain comes only with the first connected store
    from app.core.vendor import Connection

VERSION = 1
_TOP = {
    "version",
    "theme",
    "language",
    "connections",
    "last_store",
    "visit_days",
    "journal_days",
    "scanner_port",
    "camera",
    "scanner_gap_ms",
    "idle_minutes",
    "updates",
    "nobody_signs_in",
}
_CONNECTION = {"id", "name", "vendor", "base_url", "account", "training", "enabled", "place", "time_zone"}
# Settings.carried["connections"] holds these two: unknown keys by connection id, and entries of a newer version.
_EXTRA = "extra"
_UNREAD = "unread"

T = TypeVar("T")
Json = Mapping[str, object]


class NotSettings(ValueError):
    """Something that cannot be settings; says which keys, never what stood there."""


def decode(raw: bytes) -> tuple[Settings, NotSettings | None]:
    """The settings, and what was wrong with single keys (defaults stand in their place); NotSettings for no JSON object."""
    reading = _Reading(_document(raw))
    settings = Settings(
        theme=reading.value("theme", _theme, Theme.SYSTEM),
        language=reading.value("language", _text, ""),
        connections=reading.connections(),
        last_store=reading.value("last_store", _text, ""),
        visit_days=reading.value("visit_days", _days, VISIT_DAYS),
        journal_days=reading.value("journal_days", _days, JOURNAL_DAYS),
        scanner_port=reading.value("scanner_port", _text, ""),
        camera=reading.value("camera", _text, ""),
        scanner_gap_ms=reading.value("scanner_gap_ms", _gap, SCANNER_GAP_MS),
        idle_minutes=reading.value("idle_minutes", _minutes, IDLE_MINUTES),
        updates=reading.value("updates", _updates, UpdateCheck()),
        nobody_signs_in=reading.value("nobody_signs_in", _flag, False),
        carried=reading.carried,
    )
    return settings, NotSettings(", ".join(reading.wrong)) if reading.wrong else None


def encode(settings: Settings) -> bytes:
    """The file's content: two-space JSON that a person can read, with everything carried."""
    carried = settings.carried
    document: dict[str, object] = {"version": carried.get("version", VERSION)}
    document["theme"] = _unless_changed(settings.theme, Theme.SYSTEM, carried, "theme")
    document["language"] = _unless_changed(settings.language, "", carried, "language")
    kept = cast("Json", carried.get("connections", {}))
    extra = cast("Mapping[str, Json]", kept.get(_EXTRA, {}))
    document["connections"] = [
        *(_connection_document(one, extra.get(one.id, {})) for one in settings.connections),
        *cast("list[object]", kept.get(_UNREAD, [])),
    ]
    document |= _where_chosen("last_store", settings.last_store, "", carried)
    document |= _where_chosen("visit_days", settings.visit_days, VISIT_DAYS, carried)
    document |= _where_chosen("journal_days", settings.journal_days, JOURNAL_DAYS, carried)
    document |= _where_chosen("scanner_port", settings.scanner_port, "", carried)
    document |= _where_chosen("camera", settings.camera, "", carried)
    document |= _where_chosen("scanner_gap_ms", settings.scanner_gap_ms, SCANNER_GAP_MS, carried)
    document |= _where_chosen("idle_minutes", settings.idle_minutes, IDLE_MINUTES, carried)
    document |= _where_chosen("updates", _updates_document(settings.updates), _updates_document(UpdateCheck()), carried)
    document |= _where_chosen("nobody_signs_in", settings.nobody_signs_in, False, carried)
    document.update({key: value for key, value in carried.items() if key not in _TOP})
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


class _Reading:
    """One pass over a document; what was not understood ends in ``carried`` or in ``wrong``."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self.wrong: list[str] = []
        self.carried: dict[str, object] = {key: value for key, value in document.items() if key not in _TOP}
        version = document.get("version")
        self._newer = type(version) is int and version > VERSION
        if self._newer:
            self.carried["version"] = version
        elif version != VERSION or type(version) is not int:
            self.wrong.append("version")

    def value(self, key: str, parse: Callable[[object], T], default: T) -> T:
        """The parsed value of a key, or the default."""
        if key not in self._document:
            return default
        try:
            return parse(self._document[key])
        except NotSettings:
            if self._newer:
                self.carried[key] = self._document[key]
            else:
                self.wrong.append(key)
            return default

    def connections(self) -> tuple[Connection, ...]:
        """The stores that can be read, in their order, each id once."""
        entries = self._document.get("connections", [])
        if not isinstance(entries, list):
            self.wrong.append("connections")
            return ()
        found: dict[str, Connection] = {}
        kept: dict[str, dict[str, object]] = {_EXTRA: {}}
        unread: list[object] = []
        for entry in entries:
            try:
                connection = _connection(entry, found)
            except NotSettings:
                unread.append(entry)
                continue
            found[connection.id] = connection
            if extra := {key: value for key, value in entry.items() if key not in _CONNECTION}:
                kept[_EXTRA][connection.id] = extra
        self._carry(kept[_EXTRA], unread)
        return tuple(found.values())

    def _carry(self, extra: Json, unread: list[object]) -> None:
        if unread and not self._newer:
            self.wrong.append("connections")
            unread = []
        kept = {key: value for key, value in ((_EXTRA, extra), (_UNREAD, unread)) if value}
        if kept:
            self.carried["connections"] = kept


def _document(raw: bytes) -> Json:
    try:
        document = json.loads(raw)  # finds UTF-8 with a mark too, as Windows editors write it
    except (ValueError, RecursionError) as fault:
        raise NotSettings("not JSON") from fault
    if not isinstance(document, dict):
        raise NotSettings("not an object")
    return document


def _unless_changed(value: str, default: str, carried: Json, key: str) -> object:
    return carried[key] if value == default and key in carried else str(value)


def _where_chosen(key: str, value: object, default: object, carried: Json) -> Json:
    """The key with its value, or with what was carried; nothing for a default."""
    if value != default:
        return {key: value}
    return {key: carried[key]} if key in carried else {}


def _connection(entry: object, taken: Container[str]) -> Connection:
    if not isinstance(entry, dict) or str(entry.get("id")) in taken:
        raise NotSettings("connection")
    account = entry.get("account", {})
    if not isinstance(account, dict):
        raise NotSettings("connection")
    from app.core.customer import ConnectionId  # noqa: PLC0415 - see above
    from app.core.vendor import Connection  # noqa: PLC0415

    return Connection(
        id=ConnectionId(_filled(entry.get("id"))),
        name=_filled(entry.get("name")),
        vendor=_filled(entry.get("vendor")),
        base_url=_text(entry.get("base_url")),
        account={key: _text(value) for key, value in account.items()},
        training=_flag(entry.get("training", False)),
        enabled=_flag(entry.get("enabled", True)),
        place=_text(entry.get("place", "")),
        time_zone=_text(entry.get("time_zone", "")),
    )


def _connection_document(connection: Connection, extra: Json) -> Json:
    return {
        "id": connection.id,
        "name": connection.name,
        "vendor": connection.vendor,
        "base_url": connection.base_url,
        "account": dict(connection.account),
        "training": connection.training,
        "enabled": connection.enabled,
        **({"place": connection.place} if connection.place else {}),
        **({"time_zone": connection.time_zone} if connection.time_zone else {}),
        **extra,
    }


def _updates(value: object) -> UpdateCheck:
    if not isinstance(value, dict):
        raise NotSettings("updates")
    agreed = value.get("agreed")
    return UpdateCheck(
        agreed=None if agreed is None else _flag(agreed),
        checked_at=_text(value.get("checked_at", "")),
        outcome=_text(value.get("outcome", "")),
        skipped=_text(value.get("skipped", "")),
    )


def _updates_document(updates: UpdateCheck) -> Json:
    return {
        "agreed": updates.agreed,
        "checked_at": updates.checked_at,
        "outcome": updates.outcome,
        "skipped": updates.skipped,
    }


def _theme(value: object) -> Theme:
    try:
        return Theme(_text(value))
    except ValueError as fault:
        raise NotSettings("theme") from fault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotSettings("text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise NotSettings("flag")
    return value


def _gap(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_SCANNER_GAP_MS:
        raise NotSettings("gap")
    return value


def _minutes(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_IDLE_MINUTES:
        raise NotSettings("minutes")
    return value


def _days(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MOST_DAYS:
        raise NotSettings("days")
    return value


def _filled(value: object) -> str:
    if not _text(value):
        raise NotSettings("empty")
    return _text(value)
