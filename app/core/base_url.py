"""The address of a store's service: which one may be spoken to at all."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

from app.core.errors import InvalidInput, Problem

_ADDRESS = re.compile(r"[!-\[\]-~]+")  # printable ASCII without blanks and backslash, which parsers read differently


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def checked_base_url(text: str) -> str:
    """The store's address without its trailing slash.

    InvalidInput (``base_url``) for anything but https with a host and a path; plain http only to this machine, since
    it would carry the key readable for everyone between here and the store.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise _bad_address("The address cannot be read.") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or not _ADDRESS.fullmatch(text):
        _refuse("Write the whole address of the store, beginning with https://.")
    if "@" in parts.netloc:
        _refuse("The address must not contain a name or a password.")
    if "?" in text or "#" in text:
        _refuse("The address must end before any ? or #.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        _refuse("The address must begin with https://: plain http would send the store's key readable for others.")
    return text.rstrip("/")


def _bad_address(message: str) -> InvalidInput:
    return InvalidInput(Problem("base_url", message), hint="Correct the address and try again.")


def _refuse(message: str) -> NoReturn:
    raise _bad_address(message)
