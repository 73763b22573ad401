"""A training site over real loopback HTTP, with clocks the tests turn by hand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from app.training.foodics import FoodicsStandIn
from app.training.serve import Served, running

NOON = datetime(2026, 11, 20, 20, 0, 0, 250_000, tzinfo=UTC)  # 12:00 in California


class _Clock:
    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def skip(clock: _Clock) -> Callable[[float], None]:
    """Lets that many seconds pass at once."""

    def pass_by(seconds: float) -> None:
        clock.passed += seconds

    return pass_by


@pytest.fixture
def served(clock: _Clock, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A site of 120 people without a limit of calls; parametrize it indirectly with a limit."""
    limit: int | None = getattr(request, "param", None)
    with running(customers=120, seed=7, clock=clock.now, monotonic=clock.seconds, calls_per_second=limit) as site:
        yield site


@pytest.fixture
def visitor(served: Served) -> Iterator[httpx.Client]:
    """Somebody at the dispensary's address without credentials."""
    with httpx.Client(base_url=f"{served.base_url('treez')}/dispensary/partnersandbox2") as client:
        yield client


@pytest.fixture
def api(visitor: httpx.Client, served: Served) -> httpx.Client:
    """The same with a fresh token."""
    secret = served.store("treez").secret
    fields = {"client_id": secret["client_id"], "apikey": secret["api_key"]}
    answer = visitor.post("/config/api/gettokens", data=fields)
    visitor.headers.update({"authorization": answer.json()["access_token"], "client_id": secret["client_id"]})
    return visitor


@pytest.fixture
def foodics_with(clock: _Clock) -> Iterator[Callable[..., httpx.Client]]:
    """Opens a Foodics store of the same 120 people with these switches, and gives somebody with its token."""
    with ExitStack() as stack:

        def opened(**switches: Any) -> httpx.Client:
            stand_ins = (partial(FoodicsStandIn, **switches),)
            world: dict[str, Any] = {
                "clock": clock.now,
                "monotonic": clock.seconds,
                "calls_per_second": None,
                "stand_ins": stand_ins,
            }
            site = stack.enter_context(running(customers=120, seed=7, **world))
            token = site.store("foodics").secret["access_token"]
            headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
            return stack.enter_context(httpx.Client(base_url=site.base_url("foodics"), headers=headers))

        yield opened


@pytest.fixture
def foodics(foodics_with: Callable[..., httpx.Client]) -> httpx.Client:
    """Somebody with every scope and without a limit."""
    return foodics_with()
