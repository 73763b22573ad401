"""The one path on which a request leaves this program and an answer or an error comes back.

Every foreign exception and every status is turned into the program's own errors here, once, with its cause kept.
Reads are repeated, writes never. Nothing here, in an error or in a log, quotes an address with a person in it, a
header or a body.
"""

from __future__ import annotations

import asyncio
import logging
import re
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

import httpx
import msgspec

from app.core.errors import AppError, Offline, RateLimited, UnexpectedReply, VendorTimeout
from app.vendors.failure import failure_of, failure_status, took_too_long
from app.vendors.http import TIMEOUTS, new_client, tls_context
from app.vendors.pace import Pace, Priority, RateLimiter, Repeats, Timing, retry_after
from app.vendors.unpacking import Unpacker

T = TypeVar("T")
_log = logging.getLogger(__name__)

MAX_ANSWER: Final = 32 * 1024 * 1024  # bytes of JSON
THREAD_FROM: Final = 64 * 1024  # bytes from which decoding would be felt in the window
_PATH = re.compile(r"at `\$([^`]*)`")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|.)", re.DOTALL)  # RFC 8259, 7
_HIGH = frozenset({b"d8", b"d9", b"da", b"db"})
_LOST = b"\\ufffd"
_MARK = b"\xef\xbb\xbf"  # a byte order mark, which RFC 8259, 8.1 lets a reader pass over
_DATA = (b"{", b"[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A big body, made anew for each try: its length and its parts."""

    length: int
    parts: Callable[[], AsyncIterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``name`` says in words what it is for, without data; ``write`` marks what is never repeated.

    ``seconds`` is the limit of one try, where it is another than usual.
    """

    name: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | Upload | None = field(default=None, repr=False)
    write: bool = False
    priority: Priority = Priority.PEOPLE
    max_bytes: int = MAX_ANSWER
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: status, media type ("" if none was named), body."""

    status: int
    media_type: str
    body: bytes = field(repr=False)
    retry_after: float = 0.0

    @property
    def good(self) -> bool:
        """Whether the status means success."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110, 15.3


@dataclass(slots=True, eq=False)
class _Pool:
    """A client and how many requests are under way on it; a retired one is closed when the last has ended."""

    client: httpx.AsyncClient
    under_way: int = 0


@dataclass(slots=True, eq=False)
class _Flight:
    """One try. ``abandoned``: nobody waits for it any more, so it ends at its next byte."""

    call: Call
    abandoned: bool = False


class _Abandoned(Exception):
    """Ends a request from inside, which gives its connection back; a cancellation would leak its place in the pool."""


class Channel:
    """The requests of one store, over one client."""

    def __init__(
        self,
        vendor: str,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timing: Timing | None = None,
        timeouts: httpx.Timeout = TIMEOUTS,
        pace: Pace | None = None,
        busy_tries: int | None = None,
    ) -> None:
        """``busy_tries``: see Repeats."""
        self.vendor = vendor
        self._base_url = base_url
        self._host = urlsplit(base_url).netloc
        self._transport = transport
        self._timeouts = timeouts
        self._timing = timing or Timing()
        self._limiter = pace or RateLimiter(timing=self._timing, vendor=vendor)
        self._busy_tries = busy_tries
        self._pool: _Pool | None = None
        self._retired: set[_Pool] = set()
        self._flights: set[asyncio.Task[Reply]] = set()
        self._closed = False

    @asynccontextmanager
    async def within(self, seconds: float | None = None, *, write: bool = False) -> AsyncIterator[None]:
        """A whole operation, with its token, waits and repeats, ends in time or as VendorTimeout."""
        try:
            async with asyncio.timeout(seconds or self._timing.lookup_seconds):
                yield
        except TimeoutError as error:
            raise took_too_long(self.vendor, write=write) from error

    async def request(self, call: Call) -> Reply:
        """The answer, whatever its status below 500, except redirects and 429. Raises AppError and nothing else."""
        repeats = Repeats(self._timing, call.priority, busy_tries=self._busy_tries)
        while True:
            await self._limiter.wait(call.priority)
            outcome = await self._try(call, repeats)
            if isinstance(outcome, Reply):
                return outcome
            pause = repeats.pause_after(outcome)
            if isinstance(outcome, RateLimited):
                self._limiter.hush(outcome.retry_after)
            if call.write or pause is None or not outcome.retryable or isinstance(outcome, UnexpectedReply):
                raise outcome
            await self._timing.sleep(pause)

    async def _try(self, call: Call, repeats: Repeats) -> Reply | AppError:
        started = self._timing.clock()
        try:
            reply = await self._fly(_Flight(call))
        except AppError as error:
            _log.info("%s, %s: %s", self.vendor, call.name, error.kind)
            return error
        took = (self._timing.clock() - started) * 1000
        _log.debug("%s, %s: %d in %.0f ms", self.vendor, call.name, reply.status, took)
        # Longer than the vendor says where the pace lets nothing out before: that is what a person is to be told.
        wait = max(reply.retry_after or repeats.busy_pause(), self._limiter.rest(call.priority))
        return failure_status(self.vendor, reply.status, write=call.write, retry_after=wait) or reply

    async def _fly(self, flight: _Flight) -> Reply:
        """Send in a task of its own: httpx 0.28 never gives back the place of a request that was cancelled."""
        if self._closed:
            self._limiter.leave()
            raise self._closed_error()
        task = asyncio.get_running_loop().create_task(self._send(flight))
        self._flights.add(task)
        task.add_done_callback(self._landed)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError as error:
            flight.abandoned = True
            if task.cancelled() and not _is_cancelled():
                raise self._closed_error() from error
            raise

    def _closed_error(self) -> Offline:
        return Offline(f"The connection to {self.vendor} is closed.", hint="Open the store again.")

    def _landed(self, task: asyncio.Task[Reply]) -> None:
        self._flights.discard(task)
        self._limiter.leave()
        if not task.cancelled():
            task.exception()  # looked at, so that a result nobody waits for is not reported as forgotten

    async def _send(self, flight: _Flight) -> Reply:
        pool = await self._open_pool()
        pool.under_way += 1
        call = flight.call
        try:
            async with asyncio.timeout(call.seconds or self._timing.attempt_seconds):
                return await self._exchange(pool.client, flight)
        except TimeoutError as error:
            self._retire(pool)  # that was a cancellation inside httpx
            raise took_too_long(self.vendor, write=call.write) from error
        except httpx.PoolTimeout as error:
            self._retire(pool)
            raise failure_of(self.vendor, error, write=call.write) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError) as error:
            raise failure_of(self.vendor, error, write=call.write) from error
        except _Abandoned as error:
            raise VendorTimeout("Nobody waited for this answer any more.") from error
        finally:
            pool.under_way -= 1
            await self._close_idle()

    async def _exchange(self, client: httpx.AsyncClient, flight: _Flight) -> Reply:
        call = flight.call
        headers = dict(call.headers)
        if isinstance(call.body, Upload):
            headers["content-length"] = str(call.body.length)
        content = _watched(flight, call.body) if isinstance(call.body, Upload) else call.body
        async with client.stream(call.method, call.url, headers=headers, content=content) as response:
            if urlsplit(call.url).netloc == self._host:  # another host, a document's, has no say about this one
                # Before the call's place is given back: the next one must know it too.
                self._limiter.learn(response.status_code, response.headers)
            body = _unmarked(await self._body(response, flight))
            return Reply(response.status_code, _media_type(response), body, retry_after(response.headers) or 0.0)

    async def _body(self, response: httpx.Response, flight: _Flight) -> bytes:
        """The body unpacked, counted as it grows; what its length claims to be is believed nowhere."""
        body = bytearray()
        # As it comes from the wire: httpx's own ways unpack without a limit.
        parts = aiter(cast("httpx.AsyncByteStream", response.stream))
        try:
            unpacker = Unpacker(response.headers.get("content-encoding", ""))
            async for part in parts:
                for place, piece in enumerate(unpacker.pieces(part)):
                    if place:
                        await asyncio.sleep(0)  # one part may unpack into very many pieces
                    body += piece
                    if len(body) > flight.call.max_bytes:
                        size = flight.call.max_bytes // (1024 * 1024)
                        raise UnexpectedReply(self.vendor, f"an answer of more than {size} MB", write=flight.call.write)
                if flight.abandoned:
                    raise _Abandoned
            unpacker.finish()
        except zlib.error as error:
            broken = "an answer whose compression is broken"
            raise UnexpectedReply(self.vendor, broken, write=flight.call.write) from error
        finally:
            # Qt's loop closes no generator that is dropped half way through; httpx's can be dropped once this is done.
            await response.aclose()
            del parts
        return bytes(body)

    async def _open_pool(self) -> _Pool:
        if self._pool is None and self._transport is None:
            try:
                await asyncio.to_thread(tls_context)
            except OSError as error:
                raise Offline("This machine's trusted certificates cannot be read.", hint="Tell support.") from error
        if self._pool is None:
            client = new_client(self._base_url, self._transport, timeouts=self._timeouts)
            self._pool = _Pool(client)
        return self._pool

    def _retire(self, pool: _Pool) -> None:
        if self._pool is pool:
            self._pool = None
        self._retired.add(pool)

    async def _close_idle(self) -> None:
        for pool in [pool for pool in self._retired if not pool.under_way]:
            self._retired.discard(pool)
            await pool.client.aclose()

    async def close(self) -> None:
        """End what is under way and give back the connections."""
        self._closed = True
        flights = list(self._flights)
        for task in flights:
            task.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        if self._pool is not None:
            self._retire(self._pool)
        await self._close_idle()


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _watched(flight: _Flight, upload: Upload) -> AsyncIterator[bytes]:
    async for part in upload.parts():
        if flight.abandoned:
            raise _Abandoned
        yield part


def _media_type(response: httpx.Response) -> str:
    named: str = response.headers.get("content-type", "")
    return named.partition(";")[0].strip().lower()


def _unmarked(body: bytes) -> bytes:
    """The body without the mark that some servers set before their JSON; anything else, a file say, as it came."""
    rest = body.removeprefix(_MARK)
    return rest if rest.lstrip()[:1] in _DATA else body


def is_page(reply: Reply) -> bool:
    """Whether the answer is a web page. What it holds counts: data under a page's name is data all the same."""
    start = reply.body[:64].lstrip()[:1]
    return start == b"<" or ("html" in reply.media_type and start not in (b"", *_DATA))


async def understood(vendor: str, reply: Reply, read: Callable[[bytes], T], *, write: bool = False) -> T:
    """What ``read`` makes of the body, off this thread if it is long; UnexpectedReply where it is not that.

    The error says where in the answer the surprise is, never what was there, and of a write that it may be done.
    """
    about = f"status {reply.status}"
    if is_page(reply):
        raise UnexpectedReply(vendor, f"a web page instead of data, {about}", write=write)
    if not reply.body.strip():
        raise UnexpectedReply(vendor, f"an empty answer, {about}", write=write)
    try:
        if len(reply.body) > THREAD_FROM:
            return await asyncio.to_thread(_read, reply.body, read)
        return _read(reply.body, read)
    except UnexpectedReply as error:
        raise UnexpectedReply(vendor, error.what, write=write) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnexpectedReply(vendor, f"{where(error)}, {about}", write=write) from _without_content(error)


def _read(body: bytes, read: Callable[[bytes], T]) -> T:
    """What ``read`` makes of it. Half a character that a vendor cut in two must not hide everybody on the page."""
    try:
        return read(body)
    except msgspec.DecodeError:
        mended = _ESCAPE.sub(_whole, body)
        if mended == body:
            raise
        return read(mended)


def _whole(escape: re.Match[bytes]) -> bytes:
    """An escape of JSON as it is, or the sign for what cannot be read in place of half a pair (Unicode 16, 3.9)."""
    first, second = escape[1], escape[2] or b""
    if not first or (first[:2].lower() in _HIGH and second):
        return escape[0]
    is_half = first[:1] in b"dD" and first[1:2] in b"89abcdefABCDEF"
    return (_LOST if is_half else b"\\u" + first) + (_LOST if second else b"")


def where(error: Exception, root: str = "$") -> str:
    """Where in the answer the decoder stumbled, below ``root``, in words without content."""
    if isinstance(error, msgspec.ValidationError) and (found := _PATH.search(str(error))):
        return f"another type than expected at {root}{found[1]}"
    return "broken or cut off data"


def _without_content(error: Exception) -> Exception | None:
    """The cause to keep: a UnicodeDecodeError carries the whole body with it, so only its place is kept."""
    if isinstance(error, UnicodeDecodeError):
        return ValueError(f"not UTF-8 at byte {error.start}")
    return error
