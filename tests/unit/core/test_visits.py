"""The queue of the day: its states, its order, its numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import ConnectionId, CustomerRef
from app.core.verdict import Level
from app.core.visits import DeskNumbers, Visit, VisitState, numbers_of, queue_of

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SHOP = ConnectionId("shop")


def visit(number: str, minutes: float = 0, **fields: Any) -> Visit:
    """Somebody who was checked in so many minutes after noon."""
    facts: dict[str, Any] = {
        "visit_id": f"v{number}",
        "ref": CustomerRef(SHOP, number),
        "name": "",
        "day": date(2026, 11, 20),
        "checked_in_at": NOON + timedelta(minutes=minutes),
    }
    return Visit(**(facts | fields))


def order(*visits: Visit) -> list[str]:
    """The customer numbers in the order of the queue."""
    return [line.visit.ref.customer_id for line in queue_of(visits)]


# ------------------------------------------------------------------------------------------------ states


def test_the_steps_and_the_way_back() -> None:
    """Waiting, called, done or left; undo takes one step at a time, the last one the check-in itself."""
    waiting = visit("1")
    called = waiting.called(NOON)
    done, left = called.ended(NOON), waiting.ended(NOON, has_left=True)
    assert [one.state for one in (waiting, called, done, left)] == [
        VisitState.WAITING,
        VisitState.CALLED,
        VisitState.DONE,
        VisitState.LEFT,
    ]
    assert done.undone() == called
    assert called.undone() == waiting
    assert left.undone() == waiting
    assert waiting.undone() is None


def test_being_called_twice_keeps_the_first_time() -> None:
    """The wait ended when the name was first called."""
    once = visit("1").called(NOON)
    assert once.called(NOON + timedelta(minutes=5)) == once


def test_an_override_is_told_from_a_closer_look() -> None:
    """By the verdict at the time."""
    assert visit("1", level=Level.REFUSE, reason="manager agreed").is_override
    assert not visit("1", level=Level.LOOK, reason="new ID shown").is_override


# ------------------------------------------------------------------------------------------------ order


def test_who_came_first_stands_first() -> None:
    """Those who were called are still here; those who were served or left are not."""
    called = visit("2", 2).called(NOON)
    gone = [visit("3", 3).ended(NOON), visit("4", 4).ended(NOON, has_left=True)]
    assert order(visit("5", 5), *gone, called, visit("1", 1)) == ["1", "2", "5"]


@pytest.mark.parametrize(("carer", "patient"), [(1, 5), (5, 1)])
def test_a_patient_stands_right_behind_the_caregiver(carer: int, patient: int) -> None:
    """Whoever of the two came first: both have the earlier place, the caregiver before the patient."""
    visits = [visit("carer", carer), visit("patient", patient, carers=("carer",)), visit("other", 3)]
    assert order(*visits) == ["carer", "patient", "other"]
    assert [line.carer is not None for line in queue_of(visits)] == [False, True, False]


def test_one_caregiver_with_two_patients() -> None:
    """Both stand behind, in the order in which they came."""
    visits = [visit("late", 9, carers=("carer",)), visit("early", 2, carers=("carer",)), visit("carer", 4)]
    assert order(*visits, visit("other", 3)) == ["carer", "early", "late", "other"]


def test_a_caregiver_who_has_gone_holds_nobody() -> None:
    """Nor one of the same number at another store."""
    elsewhere = CustomerRef(ConnectionId("other shop"), "carer")
    gone = [visit("carer", 1).ended(NOON), visit("x", 1, ref=elsewhere)]
    lines = queue_of([*gone, visit("patient", 2, carers=("carer",))])
    assert lines[-1].carer is None


def test_two_who_care_for_each_other_stand_in_order() -> None:
    """Nobody waits for a line that waits for them."""
    assert order(visit("a", 2, carers=("b",)), visit("b", 1, carers=("a",))) == ["b", "a"]


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from(["", "0", "1", "2"])), max_size=12))
def test_nobody_is_lost_or_doubled(people: list[tuple[int, str]]) -> None:
    """Whoever cares for whom, everybody stands in the queue once."""
    visits = [
        visit(str(number), minutes, carers=(carer,) if carer else ()) for number, (minutes, carer) in enumerate(people)
    ]
    assert sorted(order(*visits)) == sorted(one.ref.customer_id for one in visits)


# ------------------------------------------------------------------------------------------------ numbers


def test_the_numbers_of_the_desk() -> None:
    """Those who wait, the longest wait, the median time of a check-in, and how many were served."""
    visits = [
        visit("1", 0, seconds=4.0).ended(NOON),
        visit("2", 1, seconds=10.0),
        visit("3", 3, seconds=6.0),
        visit("4", 3).called(NOON),
        visit("5", 4).ended(NOON, has_left=True),
    ]
    assert numbers_of(visits, NOON + timedelta(minutes=5)) == DeskNumbers(2, 240.0, 6.0, 1)


def test_no_numbers_yet() -> None:
    """Nothing is made up from nothing."""
    assert numbers_of([], NOON) == DeskNumbers(0, None, None, 0)


def test_a_clock_that_was_put_back_gives_no_negative_wait() -> None:
    """Somebody who came later than now has not waited yet."""
    assert numbers_of([visit("1", 10)], NOON).longest == 0
