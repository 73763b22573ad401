"""A Foodics that answers as a test scripts it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from app.core.changes import Changes
from app.core.customer import Address, ConnectionId
from app.core.values import Value
from app.core.vendor import Connection
from app.vendors.foodics.client import FoodicsClient
from app.vendors.pace import Timing
from tests.unit.vendors.foodics.samples import customer_of, record_in
from tests.unit.vendors.scripted_server import Answer, FakeTime, Script, ScriptedServer, Seen, as_json, run, scripted

Record = Mapping[str, object]
Work = Callable[[FoodicsClient, ScriptedServer], Awaitable[None]]
TOKEN = "ACCESS-TOKEN"
INCLUDE = "tags,addresses.delivery_zone"
RECORD: Record = {
    **record_in("seed004_customer_get.json"),
    "tags": [{"id": "fhhsd8r5", "name": "Regular"}],
    "addresses": [
        {
            "id": "8d92cc27",
            "name": "Work",
            "description": "15688 Kohler",
            "latitude": "-26.295234",
            "longitude": "4.076668",
            "delivery_zone": {"id": "8d86ac81"},
        }
    ],
}
NEW: Mapping[str, Value] = {"single_name": "Zoë New", "dial_code": 966, "phone": "512345678"}
UNAUTHORISED = as_json({"message": "Unauthenticated."}, 401)
FORBIDDEN = as_json({"message": "made-up text: invalid scope(s) provided."}, 403)
NOBODY = as_json({"message": "made-up text: not found"}, 404)


def one(record: Record) -> Answer:
    return as_json({"data": record})


def listed(*records: Record, page: int = 1, last: int = 1, total: int | None = None) -> Answer:
    meta = {"current_page": page, "last_page": last, "total": len(records) if total is None else total}
    return as_json({"data": records, "links": {"next": None if page >= last else "https://elsewhere"}, "meta": meta})


def asked(seen: Seen) -> dict[str, str]:
    """The query of a request by name."""
    return dict(parse_qsl(urlsplit(seen.path).query))


def path_of(seen: Seen) -> str:
    return urlsplit(seen.path).path.removeprefix("/v5")


def play(
    script: Script, work: Work, *, dial_code: str = "966", time: FakeTime | None = None, attempt: float = 0.5
) -> list[Seen]:
    """Run a coroutine with a client of a scripted Foodics; answers the requests seen."""
    fake = time or FakeTime()
    seen: list[Seen] = []

    async def playing() -> None:
        async with scripted(script) as server:
            connection = Connection(
                id=ConnectionId("shop"),
                name="x",
                vendor="foodics",
                base_url=f"{server.base_url}/v5/",
                account={"dial_code": dial_code},
            )
            timing = Timing(fake.clock, fake.sleep, lambda: 1.0, attempt_seconds=attempt)
            client = FoodicsClient(connection, {"access_token": TOKEN}, timing=timing)
            try:
                await work(client, server)
            finally:
                await client.close()
                seen.extend(server.seen)

    run(playing)
    return seen


BASE = customer_of(RECORD)
MADE = {**record_in("shaped_customer_live_keys_no_scopes.json"), "id": "20", "name": "Zoë New", "phone": "512345678"}
PLACE = BASE.address_list[0]
HOME = Address(kind="home", street1="Street 1", latitude=24.7, longitude=46.7)


def store(
    *, record: Record = RECORD, deleted: Record | None = None, write: Callable[[Seen], Answer] | None = None
) -> Callable[[Seen], Answer]:
    """A store with one customer, perhaps a deleted one; writes are answered by ``write``, else with the record."""

    def answer(seen: Seen) -> Answer:
        if seen.method != "GET":
            return write(seen) if write else one(record)
        if path_of(seen) == "/customers":
            return listed(deleted) if deleted and asked(seen)["filter[is_deleted]"] == "true" else listed()
        return one(record)

    return answer


def writes(seen: list[Seen]) -> list[tuple[str, str, object]]:
    return [
        (call.method, path_of(call), json.loads(call.body) if call.body else None)
        for call in seen
        if call.method != "GET"
    ]


def updating(changes: Changes, script: Callable[[Seen], Answer]) -> list[Seen]:
    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.update(changes)

    return play(script, work)
