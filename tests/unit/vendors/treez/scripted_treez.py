"""A Treez that answers as a test scripts it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from app.core.customer import ConnectionId
from app.core.values import Value
from app.core.vendor import Connection
from app.vendors.pace import Timing
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import (
    Answer,
    FakeTime,
    Script,
    ScriptedServer,
    Seen,
    as_json,
    run,
    scripted,
)
from tests.unit.vendors.treez.samples import sample

Record = Mapping[str, object]
Work = Callable[[TreezClient, ScriptedServer], Awaitable[None]]
RECORD: Record = json.loads(sample("seed_get_customer.json"))["data"]
MISS = as_json({"resultCode": "FAIL", "resultReason": "NOT_FOUND", "resultDetail": "Nothing was found"}, 404)
NO_CUSTOMER = as_json({"resultCode": "FAIL", "resultReason": "CUSTOMER_DOESNT_EXIST", "resultDetail": None}, 404)
FORBIDDEN = as_json({"message": "Forbidden"}, 403)
UNAUTHORISED = as_json(
    {"resultCode": "FAIL", "resultReason": "Full authentication is required to access this resource"}, 401
)
ROOT = "/v2.0/dispensary/partnersandbox2"


def holding(data: object) -> Answer:
    return as_json({"resultCode": "SUCCESS", "resultReason": None, "resultDetail": None, "data": data})


def record_of(number: object, **changed: object) -> Record:
    return {**RECORD, "customer_id": number, **changed}


def play(
    script: Script,
    work: Work,
    *,
    token: Callable[[], Answer] | None = None,
    authorization: str = "",
    time: FakeTime | None = None,
) -> list[Seen]:
    """Run a coroutine with a client of a scripted Treez; answers the requests seen, signing in included."""
    fake = time or FakeTime()
    numbers = itertools.count(1)
    seen: list[Seen] = []

    def sell() -> Answer:
        return as_json({"resultCode": "SUCCESS", "access_token": f"T{next(numbers)}", "expires_in": "7200"})

    def answer(one: Seen) -> Answer:
        return (token or sell)() if one.path.endswith("gettokens") else script(one)

    async def playing() -> None:
        async with scripted(answer) as server:
            account = {"dispensary": "partnersandbox2"} | ({"authorization": authorization} if authorization else {})
            connection = Connection(
                id=ConnectionId("shop"), name="x", vendor="treez", base_url=f"{server.base_url}/v2.0/", account=account
            )
            timing = Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=0.5)
            client = TreezClient(connection, {"client_id": "CLIENT", "api_key": "K&Y=1"}, timing=timing)
            try:
                await work(client, server)
            finally:
                await client.close()
                seen.extend(server.seen)

    run(playing)
    return seen


def calls_of(seen: list[Seen]) -> list[Seen]:
    return [one for one in seen if not one.path.endswith("gettokens")]


NEW: Mapping[str, Value] = {
    "first_name": "John",
    "last_name": "Doe",
    "birth_date": date(1990, 1, 1),
    "customer_type": "adult",
}
