"""All vendors' practice stores as one application, each at its vendor's own paths."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from app.training.foodics import FoodicsStandIn
from app.training.indicaonline import IndicaOnlineStandIn
from app.training.pacific import store_time
from app.training.paths import SegmentsFirst
from app.training.people import population
from app.training.practice import PracticeStore, Setting, StandIn
from app.training.treez import TreezStandIn

DEFAULT_CUSTOMERS = 300
DEFAULT_SEED = 1

STAND_INS: tuple[Callable[[Setting], StandIn], ...] = (TreezStandIn, IndicaOnlineStandIn, FoodicsStandIn)
"""Another vendor is one more entry here."""


@dataclass(frozen=True)
class TrainingSite:
    """`asgi` serves every store of `stores`; all state lives in it and ends with it."""

    asgi: ASGIApp
    stores: tuple[PracticeStore, ...]


def training_site(
    *,
    customers: int = DEFAULT_CUSTOMERS,
    seed: int = DEFAULT_SEED,
    today: date | None = None,
    calls_per_second: int | None = 10,
    clock: Callable[[], datetime] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    stand_ins: Sequence[Callable[[Setting], StandIn]] = STAND_INS,
) -> TrainingSite:
    """Practice stores with about `customers` people each: every one has the fixed people, and what its vendor can hold.

    Ages and expiries are judged on `today`, by default the day of `clock` in the stores' own time; `clock` (aware)
    drives tokens, links and stamps, `monotonic` (seconds) the limit of `calls_per_second` (None: no limit at
    any store). `stand_ins` are the vendors to be there, for tests that want one with other switches.
    """
    clock = clock or _now
    first_day = today or store_time(clock()).date()
    setting = Setting(
        people=population(customers=customers, seed=seed, today=first_day),
        today=lambda: today or store_time(clock()).date(),
        clock=clock,
        monotonic=monotonic,
        calls_per_second=calls_per_second,
    )
    made = [make(setting) for make in stand_ins]
    routes = [route for stand_in in made for route in stand_in.routes]
    asgi = Starlette(routes=routes, middleware=[Middleware(SegmentsFirst)])
    asgi.router.redirect_slashes = False
    return TrainingSite(asgi=asgi, stores=tuple(stand_in.store for stand_in in made))


def _now() -> datetime:
    return datetime.now(UTC)
