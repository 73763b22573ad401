"""The one request path: errors, repeats, time limits, cancellation; over real sockets where the fault is on the wire."""

from __future__ import annotations

import asyncio
import gc
import logging
import ssl
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import msgspec
import pytest

from app.core.errors import (
    AppError,
    Offline,
    RateLimited,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
    WaitingHelps,
)
from app.vendors.http import TIMEOUTS
from app.vendors.pace import Priority, Timing
from app.vendors.request import Call, Channel, Reply, Upload, understood
from tests.unit.vendors.scripted_server import Answer, FakeTime, Fault, Script, ScriptedServer, run, scripted

SHORT = httpx.Timeout(0.3)
PERSON = "6282032916"


def _timing(fake: FakeTime | None = None, *, attempt: float = 5.0) -> Timing:
    fake = fake or FakeTime()
    return Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=attempt)


def _get(server: ScriptedServer, *, priority: Priority = Priority.PEOPLE, max_bytes: int = 1024) -> Call:
    url = f"{server.base_url}/customer/phone/{PERSON}"
    return Call(name="find a phone", method="GET", url=url, priority=priority, max_bytes=max_bytes)


def _post(server: ScriptedServer) -> Call:
    return Call(name="create a customer", method="POST", url=f"{server.base_url}/create", body=b"{}", write=True)


def _failing(
    script: Script, make: Callable[[ScriptedServer], Call], *, attempt: float = 5.0
) -> tuple[AppError, ScriptedServer, FakeTime]:
    """The error a call ends in, the server with what it saw, and the clock with the pauses made."""
    fake = FakeTime()
    caught: list[AppError] = []
    servers: list[ScriptedServer] = []

    async def work() -> None:
        async with scripted(script) as server:
            servers.append(server)
            channel = Channel("Treez", server.base_url, timing=_timing(fake, attempt=attempt), timeouts=SHORT)
            try:
                await channel.request(make(server))
            except AppError as error:
                caught.append(error)
            await channel.close()

    run(work)
    return caught[0], servers[0], fake


FAULTS = [
    (Answer(fault=Fault.RESET), Offline, VendorTimeout),
    (Answer(fault=Fault.CUT, body=b"{"), Offline, VendorTimeout),
    (Answer(fault=Fault.HANG), VendorTimeout, VendorTimeout),
    (Answer(500, b"<html>oops</html>", "text/html"), VendorUnavailable, VendorUnavailable),
    (Answer(503), VendorUnavailable, VendorUnavailable),
    (Answer(504), VendorTimeout, VendorTimeout),
    (Answer(408), VendorTimeout, VendorTimeout),
]


@pytest.mark.parametrize(("answer", "kind"), [(answer, read) for answer, read, _ in FAULTS])
def test_a_read_that_fails_is_repeated_twice_and_then_told(answer: Answer, kind: type[AppError]) -> None:
    """Connection failures, timeouts and 5xx: three tries with growing pauses, then one error of ours."""
    error, server, fake = _failing(lambda _: answer, _get)
    assert type(error) is kind
    assert len(server.seen) == 3
    assert fake.slept == [pytest.approx(0.4), pytest.approx(1.2)]


@pytest.mark.parametrize(("answer", "kind"), [(answer, write) for answer, _, write in FAULTS])
def test_a_write_is_never_repeated(answer: Answer, kind: type[AppError]) -> None:
    """One try; the text says that the outcome is unknown and to search first."""
    error, server, _ = _failing(lambda _: answer, _post)
    assert type(error) is kind
    assert len(server.seen) == 1
    assert "not known whether" in error.detail
    assert "Search" in error.hint


def test_a_read_that_succeeds_at_the_second_try_is_an_answer() -> None:
    """A passing fault is not shown to anybody."""

    async def work() -> None:
        answers = [Answer(502), Answer(200, b"{}")]
        async with scripted(lambda _: answers.pop(0)) as server:
            channel = Channel("Treez", server.base_url, timing=_timing())
            reply = await channel.request(_get(server))
            assert (reply.status, reply.body, reply.good) == (200, b"{}", True)
            await channel.close()

    run(work)


def test_nobody_at_the_address_is_offline_and_nothing_was_sent() -> None:
    """A refused connection: Offline for reads and writes alike, and a write's text says that nothing was sent."""

    async def work() -> None:
        async with scripted(lambda _: Answer()) as server:
            pass
        channel = Channel("Treez", server.base_url, timing=_timing())
        for call in (_get(server), _post(server)):
            with pytest.raises(Offline) as offline:
                await channel.request(call)
            assert offline.value.__cause__ is not None
        assert "Nothing was sent" in offline.value.detail
        await channel.close()

    run(work)


@pytest.mark.parametrize("status", [301, 302, 304, 307])
def test_a_redirect_is_an_unexpected_reply(status: int) -> None:
    """It is not followed, since the key would go along, and not repeated."""
    error, server, _ = _failing(lambda _: Answer(status, headers={"location": "https://elsewhere.example.com"}), _get)
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1
    assert "elsewhere" not in error.sentence


def test_too_many_is_waited_for_and_then_told_with_a_time() -> None:
    """429 without Retry-After: growing pauses of fifteen seconds in all, then RateLimited."""
    error, server, fake = _failing(lambda _: Answer(429, b"OVER LIMIT", "text/plain"), _get)
    assert isinstance(error, RateLimited)
    assert error.retry_after >= 1
    assert len(server.seen) == 5
    assert sum(fake.slept) <= 15.1


def test_retry_after_is_heeded() -> None:
    """Seconds or a date; a wait of more than fifteen seconds is told at once instead of waited for."""
    answers = [Answer(429, headers={"retry-after": "3"}), Answer(200, b"{}")]

    async def work() -> None:
        fake = FakeTime()
        async with scripted(lambda _: answers.pop(0)) as server:
            channel = Channel("Treez", server.base_url, timing=_timing(fake))
            assert (await channel.request(_get(server))).good
            await channel.close()
        assert fake.slept == [3.0]

    run(work)
    error, server, fake = _failing(lambda _: Answer(429, headers={"retry-after": "60"}), _get)
    assert isinstance(error, RateLimited)
    assert (error.retry_after, len(server.seen), fake.slept) == (60.0, 1, [])
    late = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    error, _, _ = _failing(lambda _: Answer(429, headers={"retry-after": late}), _get)
    assert isinstance(error, RateLimited)
    assert 100 < error.retry_after <= 120


@pytest.mark.parametrize("told", ["soon", "-5", "Fri, 99 Foo 2020", "Mon, 01 Jan 2001 00:00:00 GMT", "9" * 400])
def test_an_odd_retry_after_never_breaks_a_call(told: str) -> None:
    """Nonsense counts as nothing said, a date gone by as now, and a number without end as too long to wait."""
    error, _, fake = _failing(lambda _: Answer(429, headers={"retry-after": told}), _get)
    assert isinstance(error, RateLimited)
    assert sum(fake.slept) <= 15.1


def test_a_write_that_meets_too_many_is_told_at_once() -> None:
    """Writes are not repeated, not even then."""
    error, server, _ = _failing(lambda _: Answer(429), _post)
    assert isinstance(error, RateLimited)
    assert len(server.seen) == 1
    assert "Nothing was sent" in error.detail


def test_background_work_yields_after_too_many() -> None:
    """After a 429 the next background call waits, the next call of a person does not."""

    async def work() -> None:
        fake = FakeTime()
        answers = [Answer(429, headers={"retry-after": "1"})]
        async with scripted(lambda _: answers.pop(0) if answers else Answer(200, b"{}")) as server:
            channel = Channel("Treez", server.base_url, timing=_timing(fake))
            await channel.request(_get(server))
            fake.slept.clear()
            await channel.request(_get(server))
            assert not fake.slept
            await channel.request(_get(server, priority=Priority.BACKGROUND))
            assert sum(fake.slept) >= 3
            await channel.close()

    run(work)


@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEAD])
def test_an_answer_that_drips_in_ends_in_time(fault: Fault) -> None:
    """A byte now and then resets a read timeout for ever; the try as a whole is bounded all the same."""
    started = time.monotonic()
    error, server, _ = _failing(lambda _: Answer(fault=fault), _post, attempt=0.4)
    assert isinstance(error, VendorTimeout)
    assert len(server.seen) == 1
    assert time.monotonic() - started < 3


def test_a_whole_operation_ends_in_time() -> None:
    """However many waits and repeats are in it."""

    async def work() -> None:
        async with scripted(lambda _: Answer(fault=Fault.HANG)) as server:
            channel = Channel("Treez", server.base_url, timing=Timing(lookup_seconds=0.3))
            started = time.monotonic()
            with pytest.raises(VendorTimeout):
                async with channel.within():
                    await channel.request(_get(server))
            assert time.monotonic() - started < 2
            await channel.close()

    run(work)


def test_an_answer_too_big_is_refused_unread() -> None:
    """A body over the bound ends as UnexpectedReply, and the connection with it."""
    error, server, _ = _failing(lambda _: Answer(200, b"x" * 5000), _get)
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1


def test_broken_compression_is_an_unexpected_reply() -> None:
    """A body that says gzip and is not."""
    error, _, _ = _failing(lambda _: Answer(200, b"plain", headers={"content-encoding": "gzip"}), _get)
    assert isinstance(error, UnexpectedReply)


def test_cancelled_calls_leak_nothing() -> None:
    """Two hundred cancelled look-ups later the next one still gets a connection (httpx 0.28 alone loses its places)."""

    async def work() -> None:
        async with scripted(lambda _: Answer(200, b"{}", delay=0.002)) as server:
            channel = Channel("Treez", server.base_url, timing=_timing(), timeouts=httpx.Timeout(2.0))
            for _ in range(200):
                task = asyncio.create_task(channel.request(_get(server)))
                await asyncio.sleep(0.001)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            assert (await channel.request(_get(server))).good
            await channel.close()
            assert not channel._flights

    run(work)


def test_a_cancelled_call_runs_to_its_end_unseen() -> None:
    """Nobody is told of its late failure, and no forgotten exception is reported."""

    async def work() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
        async with scripted(lambda _: Answer(fault=Fault.RESET, delay=0.05)) as server:
            channel = Channel("Treez", server.base_url, timing=_timing())
            task = asyncio.create_task(channel.request(_get(server)))
            await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.sleep(0.1)
            assert not channel._flights
            await channel.close()
        gc.collect()
        assert not reported

    run(work)


def test_a_client_without_free_places_is_replaced() -> None:
    """PoolTimeout: the call is told to be offline after its repeats, and the next one has a new client."""

    async def work() -> None:
        made: list[str] = []

        def answer(_: httpx.Request) -> httpx.Response:
            if len(made) < 1:
                made.append("full")
                raise httpx.PoolTimeout("full")
            return httpx.Response(200, content=b"{}")

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=_timing())
        call = Call(name="x", method="GET", url="https://s.example.com/x")
        first = channel._pool
        assert (await channel.request(call)).good
        assert channel._pool is not first
        assert not channel._retired
        await channel.close()

    run(work)


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ProxyError("refused"), Offline),
        (httpx.ConnectTimeout("slow"), Offline),
        (httpx.ReadError("reset"), VendorTimeout),
        (httpx.WriteTimeout("slow"), VendorTimeout),
        (httpx.RemoteProtocolError("garbled"), VendorTimeout),
        (httpx.LocalProtocolError("odd"), UnexpectedReply),
        (httpx.UnsupportedProtocol("odd"), UnexpectedReply),
        (httpx.InvalidURL("odd"), UnexpectedReply),
        (OSError("odd"), VendorTimeout),
    ],
)
def test_every_foreign_exception_becomes_one_of_ours(raised: Exception, kind: type[AppError]) -> None:
    """Mapped once, with the cause kept; a write under way may have arrived, one not yet sent has not."""

    async def work() -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            raise raised

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=_timing())
        with pytest.raises(kind) as caught:
            await channel.request(Call(name="x", method="POST", url="https://s.example.com/x", write=True))
        assert caught.value.__cause__ is raised
        await channel.close()

    run(work)


def test_an_untrusted_certificate_says_so() -> None:
    """The remedy is another one than for a missing network."""

    async def work() -> None:
        def answer(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("self-signed")

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=_timing())
        with pytest.raises(Offline, match="certificate"):
            await channel.request(Call(name="x", method="GET", url="https://s.example.com/x"))
        await channel.close()

    run(work)


def test_errors_and_logs_say_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    """The looked-up number is in no text, title or log line, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    for answer in (Answer(429), Answer(500), Answer(302), Answer(fault=Fault.RESET)):
        error, _, _ = _failing(lambda _, answer=answer: answer, _get)  # type: ignore[misc]
        shown = f"{error.sentence} {error!r} {error.__cause__!r}"
        assert PERSON not in shown
    assert PERSON not in caplog.text
    assert "find a phone" in caplog.text


def test_an_upload_goes_out_in_parts_with_its_length() -> None:
    """No chunked encoding; the vendor sees one body of the announced length."""

    async def work() -> None:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(10):
                yield b"x" * 1000

        async with scripted(lambda _: Answer(200, b"{}")) as server:
            channel = Channel("Treez", server.base_url, timing=_timing())
            upload = Upload(length=10_000, parts=parts)
            await channel.request(Call(name="x", method="POST", url=server.base_url, body=upload, write=True))
            assert server.seen[0].headers["content-length"] == "10000"
            assert "transfer-encoding" not in server.seen[0].headers
            assert server.seen[0].body == b"x" * 10_000
            await channel.close()

    run(work)


def test_a_cancelled_upload_stops_sending() -> None:
    """Whoever cancels an upload does not find the file stored afterwards."""

    async def work() -> None:
        sent = []

        async def parts() -> AsyncIterator[bytes]:
            for number in range(100):
                sent.append(number)
                await asyncio.sleep(0.01)
                yield b"x" * 1000

        async with scripted(lambda _: Answer(200, b"{}")) as server:
            channel = Channel("Treez", server.base_url, timing=_timing())
            upload = Upload(length=100_000, parts=parts)
            call = Call(name="x", method="POST", url=server.base_url, body=upload, write=True)
            task = asyncio.create_task(channel.request(call))
            await asyncio.sleep(0.08)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.sleep(0.1)
            assert len(sent) < 50
            assert not server.seen
            await channel.close()

    run(work)


def test_closing_ends_what_is_under_way() -> None:
    """A call under way ends as Offline, and so does every later one."""

    async def work() -> None:
        async with scripted(lambda _: Answer(fault=Fault.HANG)) as server:
            channel = Channel("Treez", server.base_url, timing=_timing())
            task = asyncio.create_task(channel.request(_get(server)))
            await asyncio.sleep(0.05)
            await channel.close()
            with pytest.raises(Offline):
                await task
            with pytest.raises(Offline):
                await channel.request(_get(server))

    run(work)


def _read(body: bytes) -> dict[str, list[int]]:
    return msgspec.json.decode(body, type=dict[str, list[int]])


@pytest.mark.parametrize(
    ("reply", "where"),
    [
        (Reply(200, "text/html", b"<!doctype html>"), "a web page"),
        (Reply(200, "application/json", b"\n <html>"), "a web page"),
        (Reply(200, "application/json", b" \n"), "an empty answer"),
        (Reply(200, "application/json", b'{"a": [1, 2'), "broken or cut off"),
        (Reply(200, "application/json", b'{"a": [1, "Doe"]}'), "$[...][1]"),
        (Reply(200, "application/json", b'{"a": "\xff"}'), "broken or cut off"),
        (Reply(200, "application/json", b"[" * 100_000), "broken or cut off"),
        (Reply(200, "application/json", b'{"a": [' + b"1," * 50_000 + b'"Doe"]}'), "$[...][50000]"),
    ],
)
def test_a_body_of_another_kind_says_where_and_quotes_nothing(reply: Reply, where: str) -> None:
    """UnexpectedReply names the place in the answer, never its content."""

    async def work() -> None:
        with pytest.raises(UnexpectedReply) as caught:
            await understood("Treez", reply, _read)
        assert where in caught.value.what or "another type" in caught.value.what
        assert "Doe" not in f"{caught.value.sentence} {caught.value.__cause__!r}"

    run(work)


def test_a_long_body_is_decoded_off_the_thread() -> None:
    """Decoding a big page must not be felt in the window."""

    async def work() -> None:
        threads = []

        def read(body: bytes) -> int:
            threads.append(_thread_id())
            return len(body)

        await understood("Treez", Reply(200, "", b"1" * 10), read)
        await understood("Treez", Reply(200, "", b"1" * 100_000), read)
        assert threads[0] == _thread_id() != threads[1]

    run(work)


def _thread_id() -> int:
    import threading  # noqa: PLC0415 - one test's question

    return threading.get_ident()


def test_the_usual_limits_end_a_look_up_within_forty_seconds() -> None:
    """The command line promises it, whatever the vendor does."""
    assert Timing().lookup_seconds < 40
    assert Timing().attempt_seconds < Timing().lookup_seconds
    assert TIMEOUTS.connect is not None
    assert issubclass(RateLimited, WaitingHelps)
