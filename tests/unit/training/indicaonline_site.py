"""A practice account of IndicaOnline over real loopback HTTP, with whatever switches a test wants."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx

from app.training.indicaonline import IndicaOnlineStandIn
from app.training.indicaonline_behaviour import Behaviour
from app.training.serve import Served, running
from tests.unit.training.conftest import NOON

API_KEY = "training-key-of-no-value"
LEAST: dict[str, Any] = {
    "first_name": "Test",
    "last_name": "Person",
    "date_of_birth": "1988-02-29",
    "gender": "male",
    "type": "recreational",
    "has_medical_recommendation": False,
    "manual_groups": [],
}
"""What both pages together ask for (section 5)."""
ALWAYS = {"start_date": "2000-01-01", "end_date": "2100-01-01"}


@contextlib.contextmanager
def opened(
    *, monotonic: Callable[[], float] = lambda: 0.0, calls_per_second: int | None = None, **switches: Any
) -> Iterator[Served]:
    """A site of this vendor alone with 120 people at noon of 2026-11-20."""
    stand_in = partial(IndicaOnlineStandIn, behaviour=Behaviour(**switches))
    world: dict[str, Any] = {"clock": lambda: NOON, "monotonic": monotonic, "stand_ins": [stand_in]}
    with running(customers=120, seed=7, calls_per_second=calls_per_second, **world) as site:
        yield site


@contextlib.contextmanager
def account(**switches: Any) -> Iterator[httpx.Client]:
    """Somebody with the key of an account that behaves like this."""
    with opened(**switches) as site, keyholder(site) as client:
        yield client


def keyholder(site: Served) -> httpx.Client:
    """Somebody with the key."""
    return httpx.Client(base_url=site.base_url("indicaonline"), headers={"X-Api-Key": API_KEY})


def errors(answer: httpx.Response) -> dict[str, list[str]]:
    """The complaints of a refused request in the default shape and status."""
    body = answer.json()
    assert (answer.status_code, body["message"]) == (422, "Validation failed"), answer.text
    complaints: dict[str, list[str]] = body["errors"]
    return complaints
