"""An IndicaOnline that answers as a test scripts it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from app.core.customer import ConnectionId
from app.core.values import Value
from app.core.vendor import Connection
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from tests.unit.vendors.scripted_server import FakeTime, Script, ScriptedServer, Seen, as_json, run, scripted

Work = Callable[[IndicaOnlineClient, ScriptedServer], Awaitable[None]]
ROOT = "/open_api/v2.3"
MISS = as_json({"message": "Not found"}, 404)
FORBIDDEN = as_json({"error": {"code": 403, "message": "Not available in your plan"}}, 403)
UNAUTHORISED = as_json({"error": "Unauthorized"}, 401)
NEW: Mapping[str, Value] = {
    "first_name": "Test",
    "last_name": "Person",
    "birth_date": date(1988, 2, 29),
    "gender": "M",
    "customer_type": "recreational",
}


def play(script: Script, work: Work, *, time: FakeTime | None = None, **account: str) -> list[Seen]:
    """Run a coroutine with a client of a scripted IndicaOnline; answers the requests seen."""
    fake = time or FakeTime()
    seen: list[Seen] = []

    async def playing() -> None:
        async with scripted(script) as server:
            connection = Connection(
                id=ConnectionId("shop"),
                name="x",
                vendor="indicaonline",
                base_url=f"{server.base_url}{ROOT}/",
                account={"jurisdiction": "US-CA", "plan": "pro"} | account,
            )
            timing = Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=0.5)
            client = IndicaOnlineClient(connection, {"api_key": "KEY-1"}, timing=timing)
            try:
                await work(client, server)
            finally:
                await client.close()
                seen.extend(server.seen)

    run(playing)
    return seen
