"""The visits of today are found anew only after a change, and say the same as looking through all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.core.customer import ConnectionId, CustomerRef
from app.core.visits import Visit
from app.services.day_visits import DayVisits

_NOON = datetime(2026, 3, 1, 12, 0).astimezone()
_HERE, _THERE = ConnectionId("here"), ConnectionId("there")
_DAYS = {_HERE: date(2026, 3, 1), _THERE: date(2026, 3, 1)}


def _visit(number: int, store: ConnectionId = _HERE, *, days_ago: int = 0, person: int = 0) -> Visit:
    return Visit(
        visit_id=str(number),
        ref=CustomerRef(store, str(person or number)),
        name="Somebody",
        day=date(2026, 3, 1) - timedelta(days=days_ago),
        checked_in_at=_NOON - timedelta(minutes=number),
    )


def test_in_order_and_by_customer() -> None:
    """The earliest first; those of other days and of stores that are not open are not among them."""
    visits = DayVisits()
    for one in (
        _visit(1, person=7),
        _visit(2, _THERE),
        _visit(3, person=7),
        _visit(4, days_ago=1),
        _visit(5, ConnectionId("x")),
    ):
        visits.put(one)
    today = visits.today(_DAYS)
    assert [one.visit_id for one in today.visits] == ["3", "2", "1"]
    assert [one.visit_id for one in today.by_customer[CustomerRef(_HERE, "7")]] == ["3", "1"]
    assert visits.today(_DAYS) is today


def test_every_change_is_seen() -> None:
    """Whatever is put, dropped, forgotten or read; and another day."""
    visits = DayVisits()
    visits.put(_visit(1))
    assert len(visits.today(_DAYS).visits) == 1
    visits.put(_visit(1).called(_NOON))
    assert visits.today(_DAYS).visits[0].called_at == _NOON
    visits.add_kept([_visit(1), _visit(2, days_ago=1)])
    assert visits.today(_DAYS).visits[0].called_at == _NOON
    assert [one.visit_id for one in visits.today({_HERE: date(2026, 2, 28)}).visits] == ["2"]
    visits.forget_before(date(2026, 3, 1))
    assert visits.get("2") is None
    visits.drop("1")
    assert visits.today(_DAYS).visits == ()
    assert visits.of(CustomerRef(_HERE, "1")) == ()
