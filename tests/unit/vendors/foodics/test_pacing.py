"""How often Foodics is called, and when not at all (vendor document 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.core.errors import AccessDenied, AppError, NotSignedIn, RateLimited
from app.core.query import Lookup, LookupKind
from app.core.vendor import UpdatedSince
from app.vendors.foodics import const
from app.vendors.foodics.client import FoodicsClient
from app.vendors.foodics.pacing import Breaker, Budget, breaker_of
from app.vendors.pace import Priority, Timing
from tests.unit.vendors.foodics.scripted_foodics import (
    FORBIDDEN,
    NEW,
    RECORD,
    UNAUTHORISED,
    listed,
    one,
    play,
)
from tests.unit.vendors.scripted_server import Answer, FakeTime, ScriptedServer, Seen, as_json, run

PHONE = Lookup(LookupKind.PHONE, "565445254")


def _budget(time: FakeTime, breaker: Breaker | None = None) -> Budget:
    timing = Timing(time.clock, time.sleep, lambda: 1.0)
    return Budget(timing, breaker or Breaker(time.clock))


async def _call(
    budget: Budget, status: int = 200, headers: Mapping[str, str] | None = None, priority: Priority = Priority.PEOPLE
) -> None:
    await budget.wait(priority)
    budget.learn(status, headers or {})
    budget.leave()


def test_thirty_a_minute() -> None:
    """A person's calls go out at once, and never more than thirty in any minute; then a time is told."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        for _ in range(30):
            await _call(budget)
        assert time.now == 1000.0
        with pytest.raises(RateLimited) as busy:
            await _call(budget)
        assert busy.value.retry_after == 60
        time.now += 50
        await _call(budget)
        assert time.now == 1060.0

    run(work)


def test_background_work_leaves_ten_for_people() -> None:
    """Two thirds of the minute are its own; a person's next click goes out at once."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        for _ in range(40):
            await _call(budget, priority=Priority.BACKGROUND)
        assert time.now - 1000.0 == pytest.approx(60.0)
        time.slept.clear()
        for _ in range(10):
            await _call(budget)
        assert not time.slept

    run(work)


@pytest.mark.parametrize(("told", "most"), [("90", 90), ("10", 10), ("0", 30), ("many", 30), ("99999", 600)])
def test_the_limit_that_the_vendor_says(told: str, most: int) -> None:
    """Thirty until X-RateLimit-Limit says another number; nonsense is not believed."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        for _ in range(most):
            await _call(budget, headers={"x-ratelimit-limit": told})
        assert not time.slept
        with pytest.raises(RateLimited):
            await _call(budget)

    run(work)


def test_slower_when_few_are_left() -> None:
    """At five left: two seconds between calls; as soon as more are left, or a minute later, as before."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        await _call(budget, headers={"x-ratelimit-remaining": "6"})
        await _call(budget, headers={"x-ratelimit-remaining": "5"})
        assert not time.slept
        await _call(budget, headers={"x-ratelimit-remaining": "4"})
        assert sum(time.slept) == pytest.approx(2.0)
        await _call(budget, headers={"x-ratelimit-remaining": "29"})
        assert sum(time.slept) == pytest.approx(4.0)
        await _call(budget)
        assert sum(time.slept) == pytest.approx(4.0)

    run(work)


@pytest.mark.parametrize(("told", "seconds"), [("17", 17), ("0", 0), (None, 60), ("soon", 60)])
def test_after_too_many_nothing_goes_out_until_the_vendors_time(told: str | None, seconds: int) -> None:
    """retry-after, or a minute where it is absent or unreadable; a long wait is told to a person."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        await _call(budget, 429, {} if told is None else {"retry-after": told})
        await _call(budget, priority=Priority.BACKGROUND)
        assert time.now - 1000.0 == pytest.approx(seconds)
        await _call(budget, 429, {} if told is None else {"retry-after": told})
        if seconds > 15:
            with pytest.raises(RateLimited) as busy:
                await _call(budget)
            assert busy.value.retry_after == seconds
            assert "Try again in" in busy.value.hint

    run(work)


def test_two_tries_then_a_minute() -> None:
    """At most two "too many" in a row, whatever short time the vendor tells: eleven of them block the address."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        await _call(budget, 429, {"retry-after": "1"})
        await _call(budget, 429, {"retry-after": "1"})
        with pytest.raises(RateLimited) as busy:
            await _call(budget)
        assert busy.value.retry_after == 60

    run(work)


def test_a_date_says_when_to_go_on_as_well() -> None:
    """RFC 9110, 10.2.3: what is in front of a service may name a moment instead of seconds."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
        await _call(budget, 429, {"retry-after": until})
        await _call(budget)
        assert 8 < time.now - 1000.0 <= 10

    run(work)


def test_over_http_too_many_is_asked_twice_at_most() -> None:
    """A read waits as told and is asked once more; a third time nothing leaves this desk."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        for _ in range(8):
            with pytest.raises(RateLimited) as busy:
                await client.find(PHONE)
            assert busy.value.retry_after == pytest.approx(60), "the time that is true, not the vendor's second"
        assert len(server.seen) == 2

    play(lambda _: as_json({"message": "Too Many Attempts."}, 429, retry_after="1"), work)


def test_a_block_page_is_waited_for_a_minute() -> None:
    """A 429 of a CDN without a time, in HTML: told at once, and quiet from then on."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        for _ in range(5):
            with pytest.raises(RateLimited) as busy:
                await client.find(PHONE)
            assert "<html>" not in busy.value.sentence
        assert len(server.seen) == 1
        assert busy.value.retry_after > 50

    play(lambda _: Answer(429, b"<!DOCTYPE html><html>blocked</html>", "text/html"), work)


def test_a_write_that_meets_too_many_is_not_repeated() -> None:
    """Looked for, sent once, told; with the minute where the vendor names no time."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(RateLimited) as busy:
            await client.create(NEW, ())
        assert "Nothing was sent" in busy.value.detail
        assert busy.value.hint == "Try again in 60 seconds."

    seen = play(lambda seen: listed() if seen.method == "GET" else Answer(429), work)
    assert [call.method for call in seen] == ["GET", "POST"]


def test_at_401_everything_stops() -> None:
    """One refusal, and not one call more, also of those that were waiting; a new test of the connection asks again."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        outcomes = await asyncio.gather(*(client.find(PHONE) for _ in range(6)), return_exceptions=True)
        assert all(isinstance(outcome, NotSignedIn) for outcome in outcomes)
        with pytest.raises(NotSignedIn):
            async for _page in client.listed(UpdatedSince(datetime(2000, 1, 1, tzinfo=UTC))):
                pass
        with pytest.raises(NotSignedIn):
            await client.delete("8d831")
        assert len(server.seen) == 1
        with pytest.raises(NotSignedIn):
            await client.check()
        assert len(server.seen) == 2
        server.script = lambda _: one({"user": {"id": "1"}})
        await client.check()
        server.script = lambda _: listed(RECORD)
        assert len(await client.find(PHONE)) == 1

    play(lambda _: UNAUTHORISED, work)


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_refusal_is_never_repeated(status: int) -> None:
    """Read or write: asked once."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        for use in (client.delete, client.restore):
            server.seen.clear()
            with pytest.raises(AppError):
                await use("8d831")
            assert len(server.seen) <= 1
        server.seen.clear()
        with pytest.raises(AppError):
            await client.find(PHONE)
        assert len(server.seen) <= 1

    play(lambda _: as_json({"message": "no"}, status), work)


def test_refusals_end_the_calls_well_before_the_vendor_does() -> None:
    """More than 60 answers of 401 and 403 in a minute block the address for an hour: at twenty nothing goes out."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        rested = 0
        for _ in range(200):
            try:
                await client.find(PHONE)
            except AccessDenied:
                continue
            except RateLimited:
                rested += 1
        assert len(server.seen) == const.REFUSALS_AT_MOST == 20
        assert rested == 180

    play(lambda _: FORBIDDEN, work)


def test_the_address_is_shared_by_all_clients_here() -> None:
    """The vendor counts refusals by address, so two stores at one desk share the count; other addresses do not."""
    time = FakeTime()
    timing = Timing(time.clock, time.sleep)
    mine = breaker_of("https://api.foodics.com/v5", timing)
    assert breaker_of("https://api.foodics.com/v5/", timing) is mine
    assert breaker_of("https://api-sandbox.foodics.com/v5", timing) is not mine
    for _ in range(10):
        mine.learn(401)
        breaker_of("https://api.foodics.com/v5", timing).learn(403)
    assert mine.rest() == 60


def test_refusals_of_an_hour_are_forgotten() -> None:
    """Only those of the last minute count, and the rest ends by itself."""
    time = FakeTime()
    breaker = Breaker(time.clock)
    for _ in range(60):
        breaker.learn(403)
        time.now += 4
    assert breaker.rest() <= 0
    for _ in range(20):
        breaker.learn(403)
    assert breaker.rest() == 60
    time.now += 61
    assert breaker.rest() < 0


def test_too_many_in_a_row_from_all_clients() -> None:
    """More than ten in a row block the address for a minute: at five all rest; one success between starts anew."""
    time = FakeTime()
    breaker = Breaker(time.clock)
    for status in (429, 429, 429, 429, 200, 429, 429, 429, 429):
        breaker.learn(status)
    assert breaker.rest() <= 0
    breaker.learn(429)
    assert breaker.rest() == 60


def test_too_many_now_and_then_is_no_row() -> None:
    """Only those of some seconds count: a store over its limit, asked once a minute, does not stop the others."""
    time = FakeTime()
    breaker = Breaker(time.clock)
    for _ in range(20):
        breaker.learn(429)
        time.now += 60
    assert breaker.rest() <= 0
    for _ in range(5):
        breaker.learn(429)
        time.now += 1
    assert breaker.rest() == 59


def test_a_list_asks_twice_and_not_within_a_minute() -> None:
    """A page of a list that meets "too many" waits for the next minute's calls, once; then it is told."""
    calls: list[float] = []
    time = FakeTime()

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        with pytest.raises(RateLimited):
            async for _page in client.listed(UpdatedSince(datetime(2000, 1, 1, tzinfo=UTC))):
                pass

    def answer(_: Seen) -> Answer:
        calls.append(time.now - 1000.0)
        return as_json({"message": "Too Many Attempts."}, 429, retry_after="1")

    play(answer, work, time=time)
    assert calls == [0, pytest.approx(60)]


def test_a_time_years_ahead_ends_in_an_hour() -> None:
    """A clock that is wrong, here or there, does not silence a store until the program is started again."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        await _call(budget, 429, {"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT"})
        for priority in Priority:
            with pytest.raises(RateLimited):
                await _call(budget, priority=priority)
        time.now += 3601
        await _call(budget)

    run(work)


def test_one_under_way() -> None:
    """The second call leaves when the first has been answered."""
    under_way: list[int] = []

    async def work() -> None:
        budget = _budget(FakeTime())

        async def one_call() -> None:
            await budget.wait(Priority.PEOPLE)
            under_way.append(1)
            assert len(under_way) == 1
            await asyncio.sleep(0.01)
            under_way.pop()
            budget.learn(200, {})
            budget.leave()

        await asyncio.gather(*(one_call() for _ in range(5)))

    run(work)


def test_who_waits_for_a_call_that_ends_in_too_many_is_told() -> None:
    """The place is given back, so that later calls are not held up for ever."""

    async def work() -> None:
        time = FakeTime()
        budget = _budget(time)
        await budget.wait(Priority.PEOPLE)
        following = asyncio.create_task(budget.wait(Priority.PEOPLE))
        await asyncio.sleep(0)
        budget.learn(429, {"retry-after": "40"})
        budget.leave()
        with pytest.raises(RateLimited):
            await following
        time.now += 41
        await asyncio.wait_for(_call(budget), 2)

    run(work)
