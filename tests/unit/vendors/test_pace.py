"""The rate limiter and the pauses between repeats."""

from __future__ import annotations

import asyncio

import pytest

from app.core.errors import Offline, RateLimited
from app.vendors.pace import MAX_BACKGROUND_WAIT, MAX_BUSY_WAIT, Priority, RateLimiter, Repeats, Timing, Turns
from tests.unit.vendors.scripted_server import FakeTime, run


def _limiter(time: FakeTime) -> RateLimiter:
    return RateLimiter(4.0, 4, Timing(time.clock, time.sleep, lambda: 1.0))


def test_a_small_burst_goes_out_at_once_and_then_four_a_second() -> None:
    """Well below the vendor's ten a second, which all tills share."""

    async def work() -> None:
        time = FakeTime()
        limiter = _limiter(time)
        for _ in range(24):
            await limiter.wait(Priority.PEOPLE)
        assert time.now - 1000.0 == pytest.approx(5.0)

    run(work)


def test_background_work_is_as_fast_but_leaves_a_call_for_people() -> None:
    """A person's call goes out without a wait however long background work has been running."""

    async def work() -> None:
        time = FakeTime()
        limiter = _limiter(time)
        for _ in range(23):
            await limiter.wait(Priority.BACKGROUND)
        assert time.now - 1000.0 == pytest.approx(5.0)
        time.slept.clear()
        await limiter.wait(Priority.PEOPLE)
        assert not time.slept

    run(work)


def test_people_go_first() -> None:
    """While a person waits for a free call, no background call takes it."""

    async def work() -> None:
        limiter = RateLimiter(50.0, 4)
        for _ in range(4):
            await limiter.wait(Priority.PEOPLE)
        order: list[Priority] = []

        async def one(priority: Priority) -> None:
            await limiter.wait(priority)
            order.append(priority)

        late = [asyncio.create_task(one(Priority.BACKGROUND)) for _ in range(2)]
        people = [asyncio.create_task(one(Priority.PEOPLE)) for _ in range(3)]
        await asyncio.gather(*late, *people)
        assert order == [Priority.PEOPLE] * 3 + [Priority.BACKGROUND] * 2

    run(work)


def test_background_work_is_quiet_after_too_many() -> None:
    """After a 429 the budget that is left belongs to people."""

    async def work() -> None:
        time = FakeTime()
        limiter = _limiter(time)
        limiter.hush(2.0)
        await limiter.wait(Priority.PEOPLE)
        assert not time.slept
        await limiter.wait(Priority.BACKGROUND)
        assert time.now - 1000.0 == pytest.approx(5.0)
        limiter.hush(30.0)
        limiter.hush(1.0)
        await limiter.wait(Priority.BACKGROUND)
        assert time.now - 1005.0 == pytest.approx(30.0)

    run(work)


def test_a_call_given_up_while_waiting_no_longer_holds_others_back() -> None:
    """A cancelled person's wait does not keep background work waiting for ever."""

    async def work() -> None:
        limiter = RateLimiter(50.0, 1)
        await limiter.wait(Priority.PEOPLE)
        gone = asyncio.create_task(limiter.wait(Priority.PEOPLE))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await asyncio.wait_for(limiter.wait(Priority.BACKGROUND), 2)

    run(work)


def test_a_failed_read_is_repeated_twice_with_growing_pauses() -> None:
    """Two repeats, the second after a longer pause, then the failure is told."""
    repeats = Repeats(Timing(jitter=lambda: 1.0))
    pauses = [repeats.pause_after(Offline("x")) for _ in range(3)]
    assert pauses == [pytest.approx(0.4), pytest.approx(1.2), None]


def test_too_many_is_waited_for_fifteen_seconds_in_all() -> None:
    """Growing pauses without a Retry-After; what the vendor tells where it does; never more than fifteen seconds."""
    growing = Repeats(Timing(jitter=lambda: 1.0))
    pauses = [growing.pause_after(RateLimited("x", retry_after=growing.busy_pause())) for _ in range(5)]
    assert pauses == [1, 2, 4, 8, None]
    told = Repeats(Timing())
    assert told.pause_after(RateLimited("x", retry_after=14)) == 14
    assert told.pause_after(RateLimited("x", retry_after=2)) is None
    assert Repeats(Timing()).pause_after(RateLimited("x", retry_after=MAX_BUSY_WAIT + 1)) is None


def test_a_list_waits_longer_than_a_person() -> None:
    """A vendor that wants a minute's peace does not end an export; one that wants many is told of at once."""
    told = Repeats(Timing(), Priority.BACKGROUND)
    assert told.pause_after(RateLimited("x", retry_after=60)) == 60
    assert told.pause_after(RateLimited("x", retry_after=MAX_BACKGROUND_WAIT)) is None
    assert Repeats(Timing(), Priority.BACKGROUND).pause_after(RateLimited("x", retry_after=600)) is None


def test_one_under_way_and_people_next() -> None:
    """With one place, the next call goes out when the last has ended; a person's goes before background work."""

    async def work() -> None:
        limiter = RateLimiter(1000.0, 10, in_flight=1)
        await limiter.wait(Priority.PEOPLE)
        order: list[Priority] = []

        async def one(priority: Priority) -> None:
            await limiter.wait(priority)
            order.append(priority)
            limiter.leave()

        waiting = [asyncio.create_task(one(priority)) for priority in (Priority.BACKGROUND, *[Priority.PEOPLE] * 2)]
        await asyncio.sleep(0.05)
        assert not order
        limiter.leave()
        await asyncio.wait_for(asyncio.gather(*waiting), 2)
        assert order == [Priority.PEOPLE] * 2 + [Priority.BACKGROUND]

    run(work)


@pytest.mark.parametrize("before_its_turn", [True, False])
def test_a_place_given_up_is_passed_on(*, before_its_turn: bool) -> None:
    """Whoever goes away while waiting, or in the moment of being called, holds nobody up."""

    async def work() -> None:
        turns = Turns(1)
        await turns.take(Priority.PEOPLE)
        gone = asyncio.create_task(turns.take(Priority.PEOPLE))
        following = asyncio.create_task(turns.take(Priority.BACKGROUND))
        await asyncio.sleep(0)
        if before_its_turn:
            gone.cancel()
            await asyncio.sleep(0)
            turns.give()
        else:
            turns.give()
            gone.cancel()
        await asyncio.wait_for(following, 2)
        await asyncio.gather(gone, return_exceptions=True)
        turns.give()
        await asyncio.wait_for(turns.take(Priority.PEOPLE), 2)

    run(work)
