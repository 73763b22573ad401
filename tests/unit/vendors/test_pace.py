"""The rate limiter and the pauses between repeats."""

from __future__ import annotations

import asyncio

import pytest

from app.core.errors import Offline, RateLimited
from app.vendors.pace import (
    MAX_BACKGROUND_WAIT,
    MAX_BUSY_WAIT,
    Priority,
    RateLimiter,
    Repeats,
    Timing,
    Turns,
    retry_after,
)
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


def test_a_time_that_the_vendor_names_is_everybodys() -> None:
    """After a 429 with Retry-After nothing goes out until then: a short time is waited for, a long one told."""

    async def work() -> None:
        time = FakeTime()
        limiter = RateLimiter(4.0, 4, Timing(time.clock, time.sleep, lambda: 1.0), in_flight=1, vendor="Treez")
        limiter.learn(429, {"retry-after": "12"})
        await limiter.wait(Priority.PEOPLE)
        assert time.now - 1000.0 == pytest.approx(12.0)
        following = asyncio.create_task(limiter.wait(Priority.PEOPLE))
        await asyncio.sleep(0)
        limiter.learn(429, {"retry-after": "40"})
        limiter.leave()
        with pytest.raises(RateLimited) as busy:
            await following
        assert (busy.value.retry_after, busy.value.title) == (40, "Treez has had too many calls from here.")
        limiter.learn(429, {"retry-after": "1"})  # of a call that was under way: it does not shorten the other
        await limiter.wait(Priority.BACKGROUND)
        assert time.now - 1012.0 == pytest.approx(40.0)
        limiter.learn(429, {"retry-after": "600"})
        with pytest.raises(RateLimited):
            await limiter.wait(Priority.BACKGROUND)

    run(work)


def test_how_long_nothing_goes_out() -> None:
    """The longest time that was named is everybody's; that of quiet after any "too many" is background work's."""
    time = FakeTime()
    limiter = _limiter(time)
    assert [limiter.rest(priority) for priority in Priority] == [0, 0]
    limiter.learn(429, {"retry-after": "3"})
    limiter.hush(3)
    assert [limiter.rest(priority) for priority in Priority] == [3, 5]
    limiter.learn(429, {"retry-after": "12"})
    limiter.learn(429, {"retry-after": "1"})
    assert [limiter.rest(priority) for priority in Priority] == [12, 12]


@pytest.mark.parametrize(("status", "told"), [(429, None), (429, "soon"), (200, "40"), (404, "40")])
def test_without_a_time_or_a_too_many_people_go_on(status: int, told: str | None) -> None:
    """What is left of the budget belongs to people, who are not kept for a guess."""

    async def work() -> None:
        time = FakeTime()
        limiter = _limiter(time)
        limiter.learn(status, {} if told is None else {"retry-after": told})
        await limiter.wait(Priority.PEOPLE)
        assert not time.slept

    run(work)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("17", 17),
        ("0", 0),
        ("999999999", 3600),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 3600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("", None),
        ("2.5", None),
        ("soon", None),
    ],
)
def test_a_vendors_time_is_an_hour_at_most(told: str, seconds: float | None) -> None:
    """RFC 9110, 10.2.3: seconds or a date; one that is years ahead would silence a store until a restart."""
    assert retry_after({"retry-after": told}) == seconds


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


def _busy(repeats: Repeats, time: FakeTime, seconds: float) -> float | None:
    """The pause after one more "too many", which is then over."""
    pause = repeats.pause_after(RateLimited("x", retry_after=seconds))
    time.now += pause or 0.0
    return pause


def test_too_many_is_waited_for_fifteen_seconds_in_all() -> None:
    """Growing pauses without a Retry-After; what the vendor tells where it does; never more than fifteen seconds."""
    time = FakeTime()
    timing = Timing(time.clock, time.sleep, lambda: 1.0)
    growing = Repeats(timing)
    assert [_busy(growing, time, growing.busy_pause()) for _ in range(5)] == [1, 2, 4, 8, None]
    told = Repeats(timing)
    assert [_busy(told, time, seconds) for seconds in (14, 2)] == [14, None]
    assert _busy(Repeats(timing), time, MAX_BUSY_WAIT + 1) is None


def test_a_list_waits_longer_than_a_person() -> None:
    """A vendor that wants a minute's peace does not end an export; one that wants many is told of at once."""
    time = FakeTime()
    timing = Timing(time.clock, time.sleep, lambda: 1.0)
    told = Repeats(timing, Priority.BACKGROUND)
    assert [_busy(told, time, seconds) for seconds in (60, MAX_BACKGROUND_WAIT)] == [60, None]
    assert _busy(Repeats(timing, Priority.BACKGROUND), time, 600) is None


def test_what_went_before_counts_for_a_person_alone() -> None:
    """A person has sat there since the read began; a list waits for its turn anyhow, and then as long as ever."""
    time = FakeTime()
    timing = Timing(time.clock, time.sleep, lambda: 1.0)
    person, background = Repeats(timing), Repeats(timing, Priority.BACKGROUND)
    time.now += 12
    assert [person.pause_after(RateLimited("x", retry_after=seconds)) for seconds in (3, 4)] == [3, None]
    assert background.pause_after(RateLimited("x", retry_after=MAX_BACKGROUND_WAIT)) == MAX_BACKGROUND_WAIT


def test_what_was_waited_counts_and_not_what_was_said() -> None:
    """A vendor that says one second each time, and is waited for longer, is not asked ninety times."""
    time = FakeTime()
    repeats = Repeats(Timing(time.clock, time.sleep, lambda: 1.0), Priority.BACKGROUND)
    tries = 1
    while repeats.pause_after(RateLimited("x", retry_after=1)) is not None:
        tries += 1
        time.now += 60
    assert tries == 3


def test_a_vendor_that_allows_two_tries() -> None:
    """The second "too many" is told, however short a time it names."""
    time = FakeTime()
    repeats = Repeats(Timing(time.clock, time.sleep, lambda: 1.0), Priority.BACKGROUND, busy_tries=2)
    assert [_busy(repeats, time, 1) for _ in range(2)] == [1, None]


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
