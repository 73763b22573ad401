"""The one request path: errors and repeats; over real sockets where the fault is on the wire."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
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
from app.vendors.pace import MAX_BUSY_WAIT, Priority, Timing
from app.vendors.request import Call, Channel
from tests.unit.vendors.calls import PERSON, a_read, a_write, failing, timing_of
from tests.unit.vendors.scripted_server import Answer, FakeTime, Fault, run, scripted

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
    error, server, fake = failing(lambda _: answer, a_read)
    assert type(error) is kind
    assert len(server.seen) == 3
    assert fake.slept == [pytest.approx(0.4), pytest.approx(1.2)]


@pytest.mark.parametrize(("answer", "kind"), [(answer, write) for answer, _, write in FAULTS])
def test_a_write_is_never_repeated(answer: Answer, kind: type[AppError]) -> None:
    """One try; the text says that the outcome is unknown and to search first."""
    error, server, _ = failing(lambda _: answer, a_write)
    assert type(error) is kind
    assert len(server.seen) == 1
    assert "not known whether" in error.detail
    assert "Search" in error.hint


def test_a_read_that_succeeds_at_the_second_try_is_an_answer() -> None:
    """A passing fault is not shown to anybody."""

    async def work() -> None:
        answers = [Answer(502), Answer(200, b"{}")]
        async with scripted(lambda _: answers.pop(0)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of())
            reply = await channel.request(a_read(server))
            assert (reply.status, reply.body, reply.good) == (200, b"{}", True)
            await channel.close()

    run(work)


def test_nobody_at_the_address_is_offline_and_nothing_was_sent() -> None:
    """A refused connection: Offline for reads and writes alike, and a write's text says that nothing was sent."""

    async def work() -> None:
        async with scripted(lambda _: Answer()) as server:
            pass
        channel = Channel("Treez", server.base_url, timing=timing_of())
        for call in (a_read(server), a_write(server)):
            with pytest.raises(Offline) as offline:
                await channel.request(call)
            assert offline.value.__cause__ is not None
        assert "Nothing was sent" in offline.value.detail
        await channel.close()

    run(work)


@pytest.mark.parametrize("status", [301, 302, 304, 307])
def test_a_redirect_is_an_unexpected_reply(status: int) -> None:
    """It is not followed, since the key would go along, and not repeated."""
    error, server, _ = failing(lambda _: Answer(status, headers={"location": "https://elsewhere.example.com"}), a_read)
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1
    assert "elsewhere" not in error.sentence


def test_too_many_is_waited_for_and_then_told_with_a_time() -> None:
    """429 without Retry-After: growing pauses of fifteen seconds in all, then RateLimited."""
    error, server, fake = failing(lambda _: Answer(429, b"OVER LIMIT", "text/plain"), a_read)
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
            channel = Channel("Treez", server.base_url, timing=timing_of(fake))
            assert (await channel.request(a_read(server))).good
            await channel.close()
        assert fake.slept == [3.0]

    run(work)
    error, server, fake = failing(lambda _: Answer(429, headers={"retry-after": "60"}), a_read)
    assert isinstance(error, RateLimited)
    assert (error.retry_after, len(server.seen), fake.slept) == (60.0, 1, [])
    late = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    error, _, _ = failing(lambda _: Answer(429, headers={"retry-after": late}), a_read)
    assert isinstance(error, RateLimited)
    assert 100 < error.retry_after <= 120


def test_after_a_time_was_named_nobody_asks_before_it() -> None:
    """The next person is told how long at once, and no call leaves; another host, a document's, has no say in it."""

    async def work() -> None:
        fake = FakeTime()
        busy = Answer(429, headers={"retry-after": "30"})
        async with scripted(lambda _: busy) as server, scripted(lambda _: busy) as elsewhere:
            channel = Channel("Treez", server.base_url, timing=timing_of(fake))
            for asked in (elsewhere, elsewhere, server, server):
                with pytest.raises(RateLimited) as told:
                    await channel.request(a_read(asked))
                assert told.value.retry_after == 30
            assert (len(elsewhere.seen), len(server.seen)) == (2, 1)
            fake.now += 10
            with pytest.raises(RateLimited, match="too many calls from here"):
                await channel.request(a_write(server))
            fake.now += 10
            with pytest.raises(RateLimited):
                await channel.request(a_read(server))
            assert len(server.seen) == 2
            await channel.close()

    run(work)


def test_a_person_waits_fifteen_seconds_in_all() -> None:
    """What was waited before the first call went out counts, when that ends in "too many" as well."""
    busy = Answer(429, headers={"retry-after": "15"})

    async def work() -> None:
        fake = FakeTime()
        async with scripted(lambda _: busy) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(fake))
            for so_far in (2, 3):
                began = fake.now
                with pytest.raises(RateLimited) as told:
                    await channel.request(a_read(server))
                assert (told.value.retry_after, len(server.seen)) == (15, so_far)
                assert fake.now - began == pytest.approx(MAX_BUSY_WAIT)
            await channel.close()

    run(work)


@pytest.mark.parametrize("told", ["soon", "-5", "Fri, 99 Foo 2020", "Mon, 01 Jan 2001 00:00:00 GMT", "9" * 400])
def test_an_odd_retry_after_never_breaks_a_call(told: str) -> None:
    """Nonsense counts as nothing said, a date gone by as now, and a number without end as too long to wait."""
    error, _, fake = failing(lambda _: Answer(429, headers={"retry-after": told}), a_read)
    assert isinstance(error, RateLimited)
    assert sum(fake.slept) <= 15.1


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"\xef\xbb\xbf{}", b"{}"),
        (b"\xef\xbb\xbf\r\n[]", b"\r\n[]"),
        (b"\xef\xbb\xbfplain", b"\xef\xbb\xbfplain"),
        (b"\xef\xbb\xbf", b"\xef\xbb\xbf"),
    ],
)
def test_a_mark_before_json_is_passed_over(sent: bytes, read: bytes) -> None:
    """RFC 8259, 8.1: a byte order mark need not be an error; a file keeps its own."""

    async def work() -> None:
        async with scripted(lambda _: Answer(200, sent)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(FakeTime()))
            assert (await channel.request(a_read(server))).body == read
            await channel.close()

    run(work)


def test_a_write_that_meets_too_many_is_told_at_once() -> None:
    """Writes are not repeated, not even then."""
    error, server, _ = failing(lambda _: Answer(429), a_write)
    assert isinstance(error, RateLimited)
    assert len(server.seen) == 1
    assert "Nothing was sent" in error.detail


def test_background_work_yields_after_too_many() -> None:
    """After a 429 the next background call waits, the next call of a person does not."""

    async def work() -> None:
        fake = FakeTime()
        answers = [Answer(429, headers={"retry-after": "1"})]
        async with scripted(lambda _: answers.pop(0) if answers else Answer(200, b"{}")) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(fake))
            await channel.request(a_read(server))
            fake.slept.clear()
            await channel.request(a_read(server))
            assert not fake.slept
            await channel.request(a_read(server, priority=Priority.BACKGROUND))
            assert sum(fake.slept) >= 3
            await channel.close()

    run(work)


def test_an_answer_too_big_is_refused_unread() -> None:
    """A body over the bound ends as UnexpectedReply, and the connection with it."""
    error, server, _ = failing(lambda _: Answer(200, b"x" * 5000), a_read)
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1


def test_broken_compression_is_an_unexpected_reply() -> None:
    """A body that says gzip and is not."""
    error, _, _ = failing(lambda _: Answer(200, b"plain", headers={"content-encoding": "gzip"}), a_read)
    assert isinstance(error, UnexpectedReply)


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

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=timing_of())
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

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=timing_of())
        with pytest.raises(Offline, match="certificate"):
            await channel.request(Call(name="x", method="GET", url="https://s.example.com/x"))
        await channel.close()

    run(work)


class _Listening:
    """A pace that lets everything out and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    async def wait(self, priority: Priority) -> None:
        self.heard.append(priority)

    def leave(self) -> None:
        self.heard.append("left")

    def learn(self, status: int, headers: Mapping[str, str]) -> None:
        self.heard.append((status, headers.get("x-ratelimit-remaining")))

    def hush(self, seconds: float) -> None:
        self.heard.append(seconds)

    def rest(self, priority: Priority) -> float:
        return 0.0 if priority is Priority.PEOPLE else 60.0


def test_a_store_may_bring_its_own_pace() -> None:
    """It lets each try out, hears each answer before the place is free again, and of each call's end."""
    answers = [
        Answer(429, headers={"retry-after": "3", "X-RateLimit-Remaining": "0"}),
        Answer(200, b"{}", headers={"X-RateLimit-Remaining": "7"}),
        Answer(fault=Fault.RESET),
    ]

    async def work() -> None:
        pace = _Listening()
        async with scripted(lambda _: answers.pop(0)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(), pace=pace)
            await channel.request(a_read(server))
            with pytest.raises(VendorTimeout):
                await channel.request(a_write(server))
            await channel.close()
            with pytest.raises(Offline):
                await channel.request(a_read(server))
        one = Priority.PEOPLE
        first, second = [one, (429, "0"), "left", 3.0], [one, (200, "7"), "left"]
        assert pace.heard == [*first, *second, one, "left", *[one, "left"] * 3]

    run(work)


def test_errors_and_logs_say_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    """The looked-up number is in no text, title or log line, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    for answer in (Answer(429), Answer(500), Answer(302), Answer(fault=Fault.RESET)):
        error, _, _ = failing(lambda _, answer=answer: answer, a_read)  # type: ignore[misc]
        shown = f"{error.sentence} {error!r} {error.__cause__!r}"
        assert PERSON not in shown
    assert PERSON not in caplog.text
    assert "find a phone" in caplog.text


def test_the_usual_limits_end_a_look_up_within_forty_seconds() -> None:
    """The command line promises it, whatever the vendor does."""
    assert Timing().lookup_seconds < 40
    assert Timing().attempt_seconds < Timing().lookup_seconds
    assert TIMEOUTS.connect is not None
    assert issubclass(RateLimited, WaitingHelps)
