"""Eight hours at a desk with two stores that come and go: nothing grows, nothing is held up, nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ui.window.long_day import Day, State, descriptors, opened_below, stores

CHECK_INS = int(os.environ.get("LONG_DAY_CHECK_INS", "3000"))
HOURS = 8
SEED = int(os.environ.get("LONG_DAY_SEED", "1"))
_GROWTH = 1.05
_POOLED = 4  # more connections to the stores may be open by chance
_DRAWING = 4  # the pipes of a second process that draws documents, where the first hour wanted one only
_BUTTONS = 20  # more widgets may be on the screen: whoever is on it, and what the foot says
_STALL_SECONDS = 0.1

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="memory, descriptors and waiting as Linux tells them"),
]


async def _worked(day: Day, check_ins: int) -> list[State]:
    """The whole day; what the program held at the end of each hour."""
    await day.begin()
    people = await day.people()
    assert len(people) > check_ins
    states: list[State] = []
    each, came = check_ins // HOURS, 0
    for number, customer in enumerate(people * 2):
        day.clock.pass_by(HOURS * 3600 / check_ins)
        came += await day.serve(customer, number)
        if came == each * (len(states) + 1):
            states.append(await day.rest())
            _tell(states, day)
        if len(states) == HOURS:
            break
    return states


def _tell(states: list[State], day: Day) -> None:
    now = states[-1]
    print(  # noqa: T201 - for whoever runs it
        f"hour {len(states)}: {now.rss / 2**20:,.1f} MB, {dict(now.descriptors)}, {now.tasks} tasks,"
        f" {now.widgets} widgets; {dict(day.done)}"
    )


def _more(first: Mapping[str, int], last: Mapping[str, int]) -> list[tuple[int, str]]:
    """Of which kinds of objects there are more."""
    return sorted(((last[kind] - first.get(kind, 0), kind) for kind in last), reverse=True)[:25]


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_eight_hours(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> None:
    """Three thousand check-ins. ``LONG_DAY_CHECK_INS`` and ``LONG_DAY_SEED`` say how many, and in which order."""
    with stores(CHECK_INS * 2 // 3) as announced:
        day = Day(tmp_path, announced, SEED)
        states = loop.run_until_complete(_worked(day, CHECK_INS))
        loop.run_until_complete(day.end())
    first, last = states[0], states[-1]
    print(f"seed {SEED}: memory x {last.rss / first.rss:.3f}, held up by work {day.beat.worked}")  # noqa: T201 - as above
    print(f"by whatever {day.beat.late}; by a collection {day.beat.collected:.3f} s")  # noqa: T201 - as above
    print("more of:", _more(first.objects, last.objects))  # noqa: T201 - as above
    assert last.rss <= first.rss * _GROWTH
    assert day.beat.worked[0][0] <= _STALL_SECONDS, day.beat.worked
    assert last.descriptors["others"] <= first.descriptors["others"] + _DRAWING
    assert last.tasks == first.tasks
    assert last.descriptors["sockets"] <= first.descriptors["sockets"] + _POOLED
    assert last.widgets <= first.widgets + _BUTTONS
    assert opened_below(tmp_path) == []
    assert descriptors().total() < sum(first.descriptors.values())
