"""What becomes of an answer's body."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from app.core.errors import (
    UnexpectedReply,
)
from app.vendors.request import Reply, understood
from tests.unit.vendors.scripted_server import run


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
        (Reply(200, "application/json", b'{"a": [1], "\xff": []}'), "broken or cut off"),
        (Reply(200, "application/json", b"[" * 100_000), "broken or cut off"),
        (Reply(200, "application/json", b'{"a": [' + b"1," * 50_000 + b'"Doe"]}'), "$[...][50000]"),
    ],
)
def test_a_body_of_another_kind_says_where_and_quotes_nothing(reply: Reply, where: str) -> None:
    """UnexpectedReply names the place in the answer, never its content."""

    async def work() -> None:
        with pytest.raises(UnexpectedReply) as caught:
            await understood("Treez", reply, _read)
        assert where in caught.value.what
        assert "Doe" not in f"{caught.value.sentence} {caught.value.__cause__!r}"

    run(work)


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"a": [1, 2', b'{"a": ["x"]}', b'{"a": []}'])
def test_of_a_write_nobody_is_told_that_nothing_changed(body: bytes) -> None:
    """It may have arrived, whatever is wrong with the answer, and whoever says so: nobody is to press "again"."""

    def read(text: bytes) -> object:
        if not _read(text)["a"]:
            raise UnexpectedReply("Treez", "nobody in the answer")
        return text

    async def work() -> None:
        for write in (True, False):
            with pytest.raises(UnexpectedReply) as caught:
                await understood("Treez", Reply(200, "", body), read, write=write)
            told = caught.value
            assert ("not known whether the change arrived" in told.detail, told.retryable) == (write, not write)
            assert told.hint.startswith("Search for the customer first" if write else "Try again")

    run(work)


@pytest.mark.parametrize("named", ["text/html", "application/xhtml+xml", "text/plain", ""])
def test_data_is_read_whatever_it_is_called(named: str) -> None:
    """Some services send their JSON under a web page's name; what an answer holds is what it is."""

    async def work() -> None:
        assert await understood("Treez", Reply(200, named, b' {"a": [1]}'), _read) == {"a": [1]}

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


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"\ud83d half", "\ufffd half"),
        (r"half \udc4d", "half \ufffd"),
        (r"\ud83d\ud83d\udc4d", "\ufffd\U0001f44d"),
        (r"\u00e9\udc4d\ud83D", "é\ufffd\ufffd"),
        (r"\\ud83d \ud83d\"", '\\ud83d \ufffd"'),
        (r"\ud83d\udc4d", "\U0001f44d"),
    ],
)
def test_half_a_character_hides_nobody(sent: str, read: str) -> None:
    """A vendor that cuts texts by 16-bit units leaves half of one; the record is read, with a sign in its place."""
    reply = Reply(200, "application/json", f'["{sent}"]'.encode())
    assert asyncio.run(understood("Treez", reply, lambda body: msgspec.json.decode(body, type=list[str]))) == [read]
