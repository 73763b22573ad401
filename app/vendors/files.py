"""Customers' files: what may be attached, and fetching what a record links to, without credentials."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import urljoin, urlsplit

from app.core.base_url import is_loopback
from app.core.errors import AccessDenied, InvalidInput, NotFound, Problem, UnexpectedReply
from app.core.form import Choice
from app.core.vendor import FileContent, NewDocument
from app.ports import Progress
from app.vendors.request import Call, Channel, Upload

_PART: Final = 64 * 1024  # bytes of an upload between two words of progress
_MB: Final = 1024 * 1024
_FETCH_SECONDS: Final = 120.0
_REFUSED: Final = frozenset({401, 403})
_GONE: Final = frozenset({404, 410})
_WEB_PAGE: Final = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_INSIDE: Final = frozenset({"localhost", "local", "internal", "lan", "home", "arpa"})  # RFC 6761, 6762, 8375 and habit


def check_upload(document: NewDocument, kinds: Sequence[Choice], limit: int) -> None:
    """InvalidInput for a file without a name or content, of a kind the vendor has not, or of more than ``limit`` bytes."""
    problem = None
    if document.kind not in {choice.value for choice in kinds}:
        problem = Problem("kind", f"Choose one of {', '.join(choice.value for choice in kinds)}.")
    elif not document.name.strip():
        problem = Problem("name", "The file needs a name.")
    elif not document.content:
        problem = Problem("content", "The file is empty.")
    elif len(document.content) > limit:
        size = len(document.content) / _MB
        problem = Problem("content", f"The file has {size:.1f} MB; {limit // _MB} MB is the limit.")
    if problem:
        raise InvalidInput(problem, hint="Choose another file.")


def upload_of(content: bytes, progress: Progress | None) -> Upload:
    """A body that leaves in parts. ``progress`` hears of the bytes handed over and of all there are."""

    async def parts() -> AsyncIterator[bytes]:
        if progress:  # before the first byte leaves: from here on the file may have arrived
            progress(0, len(content))
        for start in range(0, len(content), _PART):
            yield content[start : start + _PART]
            if progress:
                progress(min(start + _PART, len(content)), len(content))

    return Upload(length=len(content), parts=parts)


def document_url(vendor: str, base_url: str, link: str) -> str:
    """The address behind a document's link; one without a host is a path on the vendor's own.

    UnexpectedReply for anything but https, for a link with a name or password in it, and for one that leads into the
    shop's own network: whoever can write a link into a record must not have this desk ask the router or a printer.
    Only the store's own host may be there, and plain http only where the store itself is reached so, on this machine.
    """
    origin = urlsplit(base_url)
    try:
        url = urljoin(f"{origin.scheme}://{origin.netloc}/", link.strip())
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise UnexpectedReply(vendor, "a document link that cannot be read") from error
    plain = parts.scheme == "http" and is_loopback(host) and is_loopback(origin.hostname or "")
    if not link.strip() or not host or not (plain or parts.scheme == "https") or "@" in parts.netloc:
        raise UnexpectedReply(vendor, "a document link that is not a plain https address")
    if not plain and host != origin.hostname and not _is_public(host):
        raise UnexpectedReply(vendor, "a document link into a private network")
    return url


def _is_public(host: str) -> bool:
    """Whether an address or a name can be one of the internet's; a public name for a private place fails at TLS."""
    try:
        return ip_address(host).is_global
    except ValueError:
        _rest, dot, last = host.rstrip(".").rpartition(".")
        # 127.1, 0x7f.1 and 2130706433 are addresses too, for whoever looks names up.
        return bool(dot) and last not in _INSIDE and not _NUMERIC.fullmatch(last)


async def fetch_file(channel: Channel, base_url: str, link: str, limit: int) -> FileContent:
    """The bytes behind a link, no more than ``limit``. A link lives an hour at most: its end has its own hint."""
    reply = await channel.request(
        Call(
            name="open a document",
            method="GET",
            url=document_url(channel.vendor, base_url, link),
            max_bytes=limit,
            seconds=_FETCH_SECONDS,
        )
    )
    expired = "The link to this document is no longer good."
    again = "Reload the customer and open the document again."
    if reply.status in _REFUSED:
        raise AccessDenied(expired, "The customer can be served without it.", again)
    if reply.status in _GONE:
        raise NotFound(expired, "The customer can be served without it.", again)
    if not reply.good or _WEB_PAGE.match(reply.body[:1024]):
        what = f"status {reply.status}" if not reply.good else "but a web page"
        raise UnexpectedReply(channel.vendor, f"no document behind the link, {what}")
    return FileContent(reply.body, reply.media_type)
