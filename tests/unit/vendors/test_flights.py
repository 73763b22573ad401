"""Requests that are cancelled, too slow, too many, or under way at the end."""

from __future__ import annotations

import asyncio
import gc
import ssl
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from app.core.errors import (
    Offline,
    VendorTimeout,
)
from app.vendors.pace import Timing
from app.vendors.request import Call, Channel, Upload
from tests.unit.vendors.calls import a_read, a_write, failing, timing_of
from tests.unit.vendors.scripted_server import Answer, Fault, run, scripted


@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEAD])
def test_an_answer_that_drips_in_ends_in_time(fault: Fault) -> None:
    """A byte now and then resets a read timeout for ever; the try as a whole is bounded all the same."""
    started = time.monotonic()
    error, server, _ = failing(lambda _: Answer(fault=fault), a_write, attempt=0.4)
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
                    await channel.request(a_read(server))
            assert time.monotonic() - started < 2
            await channel.close()

    run(work)


def test_cancelled_calls_leak_nothing() -> None:
    """Two hundred cancelled look-ups later the next one still gets a connection (httpx 0.28 alone loses its places)."""

    async def work() -> None:
        async with scripted(lambda _: Answer(200, b"{}", delay=0.002)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(), timeouts=httpx.Timeout(2.0))
            for _ in range(200):
                task = asyncio.create_task(channel.request(a_read(server)))
                await asyncio.sleep(0.001)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            assert (await channel.request(a_read(server))).good
            await channel.close()
            assert not channel._flights

    run(work)


def test_a_cancelled_call_runs_to_its_end_unseen() -> None:
    """Nobody is told of its late failure, and no forgotten exception is reported."""

    async def work() -> None:
        reported: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
        async with scripted(lambda _: Answer(fault=Fault.RESET, delay=0.05)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of())
            task = asyncio.create_task(channel.request(a_read(server)))
            await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.sleep(0.1)
            assert not channel._flights
            await channel.close()
        gc.collect()
        assert not reported

    run(work)


@pytest.mark.parametrize("ends", ["abandoned", "too big"])
def test_an_answer_that_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """Its connection is closed at once, also on a loop that does not look after generators, as that of a window."""
    left: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", left.append)

    async def work() -> None:
        sys.set_asyncgen_hooks(firstiter=None, finalizer=None)
        async with scripted(lambda _: Answer(fault=Fault.DRIP_BODY)) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of())
            call = replace(a_read(server), max_bytes=3 if ends == "too big" else 1_000_000)
            task = asyncio.create_task(channel.request(call))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            async with asyncio.timeout(2):
                while channel._flights:  # noqa: ASYNC110 - no event is set
                    await asyncio.sleep(0.01)
            assert channel._pool
            transport = channel._pool.client._transport
            assert isinstance(transport, httpx.AsyncHTTPTransport)
            assert transport._pool.connections == []
            await channel.close()

    run(work)
    gc.collect()
    assert not left


def test_a_client_without_free_places_is_replaced() -> None:
    """PoolTimeout: the call is told to be offline after its repeats, and the next one has a new client."""

    async def work() -> None:
        made: list[str] = []

        def answer(_: httpx.Request) -> httpx.Response:
            if len(made) < 1:
                made.append("full")
                raise httpx.PoolTimeout("full")
            return httpx.Response(200, content=b"{}")

        channel = Channel("Treez", "https://s.example.com", transport=httpx.MockTransport(answer), timing=timing_of())
        call = Call(name="x", method="GET", url="https://s.example.com/x")
        first = channel._pool
        assert (await channel.request(call)).good
        assert channel._pool is not first
        assert not channel._retired
        await channel.close()

    run(work)


def test_an_upload_goes_out_in_parts_with_its_length() -> None:
    """No chunked encoding; the vendor sees one body of the announced length."""

    async def work() -> None:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(10):
                yield b"x" * 1000

        async with scripted(lambda _: Answer(200, b"{}")) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of())
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
            channel = Channel("Treez", server.base_url, timing=timing_of())
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
            channel = Channel("Treez", server.base_url, timing=timing_of())
            task = asyncio.create_task(channel.request(a_read(server)))
            await asyncio.sleep(0.05)
            await channel.close()
            with pytest.raises(Offline):
                await task
            with pytest.raises(Offline):
                await channel.request(a_read(server))

    run(work)


def test_certificates_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine's own fault is one of our errors too."""

    def broken() -> None:
        raise ssl.SSLError("no trust store")

    async def work() -> None:
        monkeypatch.setattr("app.vendors.request.tls_context", broken)
        channel = Channel("Treez", "https://s.example.com", timing=timing_of())
        with pytest.raises(Offline, match="certificates"):
            await channel.request(Call(name="x", method="GET", url="https://s.example.com/x"))
        await channel.close()

    run(work)
