"""A small HTTP/1.1 server on this machine that answers as a test scripts it, faults included."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto


class Fault(Enum):
    """What goes wrong with an answer."""

    NONE = auto()
    RESET = auto()  # the connection breaks before a byte of the answer
    HANG = auto()  # no answer at all
    CUT = auto()  # the connection ends in the middle of the body
    DRIP_BODY = auto()  # one byte of the body at a time, for ever
    DRIP_HEAD = auto()  # one byte of the head at a time, for ever
    FLOOD = auto()  # chunks of the body, as fast as they are taken, for ever


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault = Fault.NONE
    delay: float = 0.0


Script = Callable[[Seen], Answer]


def as_json(value: object, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers=named)


class ScriptedServer:
    """The server: its address and what it has seen."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.seen: list[Seen] = []
        self.base_url = ""
        self.connections = 0

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [one.path for one in self.seen]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        try:
            while (seen := await _read(reader)) is not None:
                self.seen.append(seen)
                answer = self.script(seen)
                await asyncio.sleep(answer.delay)
                if not await _write(answer, writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, path, headers, body)


async def _write(answer: Answer, writer: asyncio.StreamWriter) -> bool:
    """Send the answer; False where the connection is over afterwards."""
    length = len(answer.body) + (answer.fault is Fault.CUT) + 1_000_000 * (answer.fault is Fault.DRIP_BODY)
    fields = {"content-type": answer.media_type, "content-length": str(length), **answer.headers}
    lines = (f"{name}: {text}\r\n" for name, text in fields.items() if text)
    head = f"HTTP/1.1 {answer.status} Scripted\r\n" + "".join(lines)
    if answer.fault is Fault.RESET:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
        return False
    if answer.fault is Fault.HANG:
        await asyncio.Event().wait()
    if answer.fault is Fault.DRIP_HEAD:
        await _drip(writer, head.encode() + b"x-drip: ")
    writer.write(head.encode() + b"\r\n" + answer.body)
    await writer.drain()
    while answer.fault is Fault.FLOOD:
        writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        await writer.drain()
    if answer.fault is Fault.DRIP_BODY:
        await _drip(writer, b"")
    return answer.fault is not Fault.CUT


async def _drip(writer: asyncio.StreamWriter, start: bytes) -> None:
    writer.write(start)
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@asynccontextmanager
async def scripted(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptedServer]:
    """The server for the time of a `with`; connections still open are ended with it. With ``tls`` it is "localhost"."""
    server = ScriptedServer(script)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    host, port = listener.sockets[0].getsockname()[:2]
    server.base_url = f"https://localhost:{port}" if tls else f"http://{host}:{port}"
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(listener.wait_closed(), 1)


class FakeTime:
    """A clock that only moves when somebody sleeps, and remembers for how long."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run one test's coroutine on a loop of its own; a leftover task is a failure."""

    async def watched() -> None:
        await work()
        await asyncio.sleep(0.01)  # the loop closes generators that were left early in a task of its own
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, f"left running: {left}"

    asyncio.run(watched())
