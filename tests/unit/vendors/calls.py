"""Calls to a scripted server, for the tests of the request path."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from app.core.errors import (
    AppError,
)
from app.vendors.pace import Priority, Timing
from app.vendors.request import Call, Channel
from tests.unit.vendors.scripted_server import FakeTime, Script, ScriptedServer, run, scripted

SHORT = httpx.Timeout(0.3)


PERSON = "6282032916"


def timing_of(fake: FakeTime | None = None, *, attempt: float = 5.0) -> Timing:
    fake = fake or FakeTime()
    return Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=attempt)


def a_read(server: ScriptedServer, *, priority: Priority = Priority.PEOPLE, max_bytes: int = 1024) -> Call:
    url = f"{server.base_url}/customer/phone/{PERSON}"
    return Call(name="find a phone", method="GET", url=url, priority=priority, max_bytes=max_bytes)


def a_write(server: ScriptedServer) -> Call:
    return Call(name="create a customer", method="POST", url=f"{server.base_url}/create", body=b"{}", write=True)


def failing(
    script: Script, make: Callable[[ScriptedServer], Call], *, attempt: float = 5.0
) -> tuple[AppError, ScriptedServer, FakeTime]:
    """The error a call ends in, the server with what it saw, and the clock with the pauses made."""
    fake = FakeTime()
    caught: list[AppError] = []
    servers: list[ScriptedServer] = []

    async def work() -> None:
        async with scripted(script) as server:
            servers.append(server)
            channel = Channel("Treez", server.base_url, timing=timing_of(fake, attempt=attempt), timeouts=SHORT)
            try:
                await channel.request(make(server))
            except AppError as error:
                caught.append(error)
            await channel.close()

    run(work)
    return caught[0], servers[0], fake
