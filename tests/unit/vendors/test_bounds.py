"""Answers that are made to cost: bombs, lies about the length, bodies without an end."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest

from app.core.errors import AppError, Offline, UnexpectedReply
from app.vendors.http import new_client
from app.vendors.request import Call, Channel
from app.vendors.unpacking import Unpacker
from tests.unit.vendors.calls import SHORT, a_read, failing, timing_of
from tests.unit.vendors.scripted_server import Answer, Fault, run, scripted

MB = 1024 * 1024


def _zeros(megabytes: int) -> bytes:
    """Gzip of so many megabytes of nothing, made without having them."""
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(pack.compress(bytes(MB)) for _ in range(megabytes)) + pack.flush()


def _packed(content: bytes, codings: str = "gzip") -> Answer:
    return Answer(200, content, headers={"content-encoding": codings})


def _body(answer: Answer, most: int = MB) -> bytes:
    bodies: list[bytes] = []

    async def work() -> None:
        async with scripted(lambda _: answer) as server:
            channel = Channel("Treez", server.base_url, timing=timing_of(), timeouts=SHORT)
            reply = await channel.request(Call(name="x", method="GET", url=f"{server.base_url}/x", max_bytes=most))
            bodies.append(reply.body)
            assert server.seen[0].headers["accept-encoding"] == "gzip"
            await channel.close()

    run(work)
    return bodies[0]


@pytest.mark.parametrize("codings", ["gzip", "x-gzip", "GZIP", "deflate"])
def test_a_compressed_answer_is_unpacked(codings: str) -> None:
    """In both wrappings, whatever the letters' case."""
    text = b'{"data": []}' * 9999
    packed = zlib.compress(text) if codings == "deflate" else gzip.compress(text)
    assert _body(_packed(packed, codings)) == text


@pytest.mark.parametrize("codings", ["", "identity", "aws-chunked", "br"])
def test_a_coding_nobody_asked_for_is_left_as_it_is(codings: str) -> None:
    """Stores of files are known to name one that was only used on the way in."""
    assert _body(_packed(b"\xff\xd8 plain", codings)) == b"\xff\xd8 plain"


@pytest.mark.parametrize("codings", ["gzip", "gzip, gzip"])
def test_a_bomb_is_refused_before_it_is_unpacked(codings: str) -> None:
    """Half a gigabyte in half a megabyte, and the same packed once more: no more than the limit is ever in memory."""
    bomb = _zeros(512) if codings == "gzip" else gzip.compress(_zeros(512))
    tracemalloc.start()
    started = time.monotonic()
    error, server, _ = failing(lambda _: _packed(bomb, codings), lambda server: a_read(server, max_bytes=MB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1
    assert peak < 16 * MB
    assert time.monotonic() - started < 5


def test_unpacking_never_holds_up_the_window() -> None:
    """One part of a body unpacks in pieces, each done in a few milliseconds, and never into more than they come to."""
    sizes = [len(piece) for piece in Unpacker("gzip").pieces(_zeros(8))]
    assert sum(sizes) == 8 * MB
    assert max(sizes) <= 256 * 1024


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"x" * 999)[:-9], b"plain", gzip.compress(b"{}")[:5]],
    ids=["without its end", "not packed", "cut in its head"],  # what is packed holds the time of day
)
def test_a_broken_packing_is_an_unexpected_reply(content: bytes) -> None:
    """Cut off or not packed at all: half a record is never taken for a whole one."""
    error, _, _ = failing(lambda _: _packed(content), a_read)
    assert isinstance(error, UnexpectedReply)
    assert "compression" in error.sentence


def test_an_empty_body_needs_no_packing() -> None:
    """A 204 may name a coding all the same."""
    Unpacker("gzip").finish()
    assert _body(Answer(204, b"", headers={"content-encoding": "gzip"})) == b""
    with pytest.raises(zlib.error, match="several"):
        Unpacker("gzip, deflate")


def test_a_body_without_an_end_is_left_at_the_limit() -> None:
    """Chunks for ever."""
    endless = Answer(200, headers={"transfer-encoding": "chunked", "content-length": ""}, fault=Fault.FLOOD)
    error, server, _ = failing(lambda _: endless, lambda server: a_read(server, max_bytes=MB))
    assert isinstance(error, UnexpectedReply)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("claimed", "kind"), [("9999999999999", Offline), ("3", None), ("-1", Offline), ("x", Offline)]
)
def test_a_length_that_lies_is_believed_nowhere(claimed: str, kind: type[AppError] | None) -> None:
    """Too much claimed reserves nothing and ends as a broken connection; too little is cut there, as HTTP says."""
    answer = Answer(200, b"{}  ", headers={"content-length": claimed}, fault=Fault.CUT)
    if kind is None:
        assert _body(answer) == b"{} "
        return
    error, _, _ = failing(lambda _: answer, a_read)
    assert isinstance(error, kind)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "ftp://127.0.0.1:1", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_said(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strange setting of the machine is no bug of this program, and never means going out without the proxy."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(Offline, match="proxy"):
        new_client("https://api.example.com")
