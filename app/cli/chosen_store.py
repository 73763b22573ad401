"""Which store a command works on: a connected one by its name, or one for this run that leaves nothing behind."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from app.cli.commands import Connected, OneOff, StoreChoice, json_object, named, texts_of
from app.cli.failures import WrongUsage, note
from app.core.base_url import checked_base_url
from app.core.customer import ConnectionId
from app.core.errors import InvalidInput
from app.core.form import FieldSpec, check_field
from app.core.vendor import Connection, Secret, VendorInfo
from app.services.desk import Desk

_STDIN = "Standard input"
_MOST_BYTES = 64 * 1024


def read_secret() -> Secret:
    """The credentials from standard input, one JSON object; WrongUsage, which repeats nothing of it."""
    if sys.stdin and sys.stdin.isatty():
        note('Type the credentials as one JSON object, {"key": "value"}, and end with Ctrl-D (Windows: Ctrl-Z, Enter).')
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if sys.stdin else b""
    if not raw.strip() or len(raw) > _MOST_BYTES:
        raise WrongUsage(f"{_STDIN} holds no credentials.", hint='Give it one JSON object: {"key": "value"}.')
    try:
        text = raw.decode("utf-8-sig")  # some shells put a byte order mark before what they pipe
    except UnicodeDecodeError:
        raise WrongUsage(f"{_STDIN} is not UTF-8 text.", hint='Give it one JSON object: {"key": "value"}.') from None
    return {key: value.strip() for key, value in texts_of(json_object(text, _STDIN), _STDIN).items()}


def open_store(desk: Desk, choice: StoreChoice, secret: Secret) -> Connection:
    """The connection that the command names; a one-off store is opened for this run only."""
    if isinstance(choice, Connected):
        return _connected(desk, choice.name)
    connection = checked_connection(desk, choice, name="", secret=secret)
    desk.stores.open_for_this_run([(connection, secret)])
    return connection


def checked_connection(desk: Desk, choice: OneOff, *, name: str, secret: Secret) -> Connection:
    """A connection in order by the vendor's table and our rules for addresses; no call is made."""
    from app.vendors.checks import check_account  # noqa: PLC0415 - the vendors come with the first store

    info = _vendor(desk, choice.vendor)
    _refuse_strange(info.account, choice.account, "--account")
    check_account(info, choice.account)
    _refuse_strange(info.secret, secret, _STDIN)
    _check_secret(info.secret, secret)
    return Connection(
        id=ConnectionId("" if name else "one-off"),
        name=name or info.label,
        vendor=info.key,
        base_url=checked_base_url(choice.base_url),
        account=choice.account,
    )


def _connected(desk: Desk, name: str) -> Connection:
    connections = desk.stores.connections()
    for connection in connections:
        if connection.name.casefold() == name.strip().casefold():
            return connection
    there = ", ".join(connection.name for connection in connections)
    raise WrongUsage(
        "No connected store has this name.",
        hint=f"Connected: {there}." if there else "None is connected yet: see frontdesk connect --help.",
    )


def _vendor(desk: Desk, key: str) -> VendorInfo:
    infos = desk.stores.vendor_infos()
    for info in infos:
        if info.key == key:
            return info
    raise WrongUsage("This program does not know the vendor.", hint=f"Use one of {_list(info.key for info in infos)}.")


def _refuse_strange(specs: Sequence[FieldSpec], given: Mapping[str, str], origin: str) -> None:
    known = {spec.key for spec in specs}
    strange = [named(key) for key in given if key not in known]
    if strange:
        raise WrongUsage(
            f"{origin} holds {_list(strange)}, which this vendor does not know.",
            hint=f"It takes {_list(sorted(known))}.",
        )


def _check_secret(specs: Sequence[FieldSpec], secret: Secret) -> None:
    problems = [problem for spec in specs if (problem := check_field(spec, secret.get(spec.key))) and problem.blocking]
    if problems:
        raise InvalidInput(*problems, hint=f"{_STDIN} needs {_list(spec.key for spec in specs if spec.required)}.")


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
