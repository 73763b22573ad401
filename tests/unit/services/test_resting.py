"""The rest between two tries: how long it is, what ends it, and that a bug in the background is never lost."""

from __future__ import annotations

import asyncio

import pytest

from app.services.resting import growing, raise_bug, rest
from tests.unit.services.practice import run


@pytest.mark.parametrize(("failures", "pause"), [(1, 2.0), (2, 5.0), (3, 15.0), (4, 15.0), (400, 15.0)])
def test_pauses_grow_up_to_the_last(failures: int, pause: float) -> None:
    """A store that is away for a day is asked again as often as after its third failure."""
    assert growing((2.0, 5.0, 15.0), failures) == pause


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("seconds", [60.0, None])
def test_whoever_is_woken_rests_no_longer(seconds: float | None) -> None:
    """Also where only somebody can end it; nothing is left running."""

    async def work() -> None:
        woken = asyncio.Event()
        resting = asyncio.ensure_future(rest(woken, seconds, _never))
        await asyncio.sleep(0)
        assert not resting.done()
        woken.set()
        await resting
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(work())


def test_a_rest_ends_by_itself() -> None:
    """After its seconds, though nobody woke it."""
    run(rest(asyncio.Event(), 60.0, _at_once))


def test_a_bug_in_the_background_is_told() -> None:
    """The loop's exception handler hears of it; of a task that was cancelled it hears nothing."""

    async def broken() -> None:
        raise ZeroDivisionError

    async def work() -> list[object]:
        heard: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context["exception"]))
        for one in (asyncio.ensure_future(broken()), asyncio.ensure_future(_never(0.0))):
            one.add_done_callback(raise_bug)
            one.get_loop().call_later(0.01, one.cancel)
        await asyncio.sleep(0.05)
        return heard

    (bug,) = run(work())
    assert isinstance(bug, ZeroDivisionError)
