"""The lines to the stores of `planted_window`: each can give back whatever is asked, in the place of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx

from app.core.customer import ConnectionId
from app.core.vendor import Connection, Secret
from app.ports import VendorClient
from app.training.practice import PracticeStore
from app.vendors.foodics.client import FoodicsClient
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from app.vendors.registry import VendorTable
from app.vendors.treez.client import TreezClient
from tests.e2e.planted import Answer
from tests.unit.vendors.scripted_server import FakeTime

STORE = ConnectionId("shop")


class Echo(httpx.AsyncBaseTransport):
    """The line to the store; ``answer`` takes its place, and also gives back what was asked, word for word."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.answer: Answer | Exception | None = None
        self.only_writes = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand a request on, or answer it."""
        answer = self.answer
        if answer is None or (self.only_writes and request.method == "GET"):
            return await self._inner.handle_async_request(request)
        if isinstance(answer, Exception):
            raise type(answer)(*answer.args)
        asked = f"{request.method} {request.url} {dict(request.headers)} {(await request.aread()).decode('latin-1')}"
        headers = {**answer.headers, "x-asked": asked.encode("ascii", "replace").decode()}
        return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(answer.body))


class Table(VendorTable):
    """A client whose pauses pass at once."""

    def __init__(self, lines: Mapping[ConnectionId, httpx.AsyncBaseTransport]) -> None:
        super().__init__()
        self._over = lines
        self._time = FakeTime()

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client over the line."""
        line = self._over.get(connection.id)
        if line is None:
            return super().open(connection, secret)
        timing = Timing(clock=self._time.clock, sleep=self._time.sleep)
        kinds: Mapping[str, Callable[..., VendorClient]] = {"treez": TreezClient, "foodics": FoodicsClient}
        return kinds.get(connection.vendor, IndicaOnlineClient)(connection, secret, transport=line, timing=timing)


def connection(store: PracticeStore) -> Connection:
    """A training store as it is connected here."""
    return Connection(
        id=STORE if store.vendor == "treez" else ConnectionId(store.vendor),
        name=store.name,
        vendor=store.vendor,
        base_url=f"http://127.0.0.1{store.path}",
        account=store.account,
    )
