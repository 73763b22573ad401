"""Fetching the feed of newer versions, and believing it only where the makers' key signed exactly these bytes.

The feed is UTF-8 JSON, its signature 64 bytes of Ed25519 (RFC 8032) in Base64 in a file of its own beside it:

    {"format": 1, "date": "2026-12-01T09:00:00Z", "minimum": "0.1.0", "page": "https://…",
     "releases": [{"version": "0.2.0", "date": "2026-12-01", "notes": "What is new, in plain text."}]}

Keys we do not know are passed over. The request carries nothing but the address: no version, no cookie, no name.
Whatever is heavy is imported when a feed is first looked at, and in a worker thread.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.base_url import checked_base_url
from app.core.errors import AppError, UnexpectedReply
from app.core.release import Feed, Outcome
from app.updates.const import FEED_URL, PUBLIC_KEY, SIGNATURE_SUFFIX

if TYPE_CHECKING:
    from app.vendors.request import Channel

MOST_BYTES: Final = 256 * 1024  # of the feed: some hundred releases
_SIGNATURE_BYTES: Final = 512  # of the file with the signature
_SECONDS: Final = 30.0  # for both files, whatever the line is like
_GOOD: Final = 200
_log = logging.getLogger(__name__)


class NotProven(Exception):
    """A feed that is not to be believed: ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


def read_feed(content: bytes, signature: bytes, public_key: str = PUBLIC_KEY) -> Feed:
    """The feed in ``content``; NotProven where the key did not sign these very bytes, or they say nothing readable.

    Nothing of it is parsed before the signature is proven.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    from app.updates.wire import parse  # noqa: PLC0415

    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), content)
    except binascii.Error as fault:
        raise NotProven(Outcome.BROKEN) from fault
    except InvalidSignature as fault:
        raise NotProven(Outcome.UNSIGNED) from fault
    try:
        return parse(content)
    except ValueError as fault:
        raise NotProven(Outcome.BROKEN) from fault


class SignedFeed:
    """Implements ports.ReleaseFeed over HTTPS; what was fetched is kept in ``file`` as it was signed.

    InvalidInput for an address that is neither https nor this machine's own.
    """

    def __init__(
        self, file: Path, url: str = FEED_URL, public_key: str = PUBLIC_KEY, seconds: float = _SECONDS
    ) -> None:
        self._file = file
        self._url = url
        self._public_key = public_key
        self._seconds = seconds

    async def fetch(self) -> Feed | Outcome:
        """See ports.ReleaseFeed. A feed of before the one that is kept is not taken: somebody plays it again."""
        try:
            content, signature = await self._download()
            feed = await asyncio.to_thread(read_feed, content, signature, self._public_key)
        except NotProven as fault:
            return fault.outcome
        before = await self.kept()
        if before is not None and feed.is_before(before):
            return Outcome.OLDER
        await asyncio.to_thread(self._keep, content, signature)
        return feed

    async def kept(self) -> Feed | None:
        """See ports.ReleaseFeed. One that another key signed, or nobody, is as good as none."""
        return await asyncio.to_thread(self._read_kept)

    async def _download(self) -> tuple[bytes, bytes]:
        channel = await asyncio.to_thread(self._open)
        try:
            async with channel.within(self._seconds):
                content = await _get(channel, self._url, MOST_BYTES)
                return content, await _get(channel, self._url + SIGNATURE_SUFFIX, _SIGNATURE_BYTES)
        except UnexpectedReply as fault:
            raise NotProven(Outcome.BROKEN) from fault
        except AppError as fault:
            raise NotProven(Outcome.UNREACHED) from fault
        finally:
            await channel.close()

    def _open(self) -> Channel:
        from app.vendors.request import Channel  # noqa: PLC0415 - see above

        return Channel("the update feed", checked_base_url(self._url))

    def _read_kept(self) -> Feed | None:
        try:
            signature, _line, content = self._file.read_bytes().partition(b"\n")
            return read_feed(content, signature, self._public_key)
        except (OSError, NotProven):
            return None

    def _keep(self, content: bytes, signature: bytes) -> None:
        """Take the kept one's place in one step. Where that fails the next look compares with the one before."""
        new = self._file.with_suffix(".new")
        try:
            new.write_bytes(signature.strip() + b"\n" + content)
            os.replace(new, self._file)  # noqa: PTH105 - in one step on every system
        except OSError as fault:
            _log.warning("The feed of newer versions was not kept: %s", type(fault).__name__)
            with contextlib.suppress(OSError):
                new.unlink()


async def _get(channel: Channel, url: str, limit: int) -> bytes:
    from app.vendors.request import Call  # noqa: PLC0415 - see above

    reply = await channel.request(
        Call(
            name="look for a newer version",
            method="GET",
            url=url,
            headers={"user-agent": "Frontdesk"},  # the usual one names the version
            max_bytes=limit,
        )
    )
    if reply.status != _GOOD:
        raise NotProven(Outcome.UNREACHED)
    return reply.body
