"""What this desk did in this run."""

from __future__ import annotations

from app.services.activity import Activity, Deed, Entry
from tests.unit.services.practice import WallClock, ref


def test_the_latest_deed_first() -> None:
    """With the moment; of one customer only."""
    clock = WallClock()
    activity = Activity(clock)
    activity.note(ref(1), Deed.OPENED)
    first = clock.now()
    clock.pass_by(1)
    activity.note(ref(2), Deed.OPENED)
    activity.note(ref(1), Deed.CHANGED, "phone")
    assert activity.of(ref(1)) == (
        Entry(clock.now(), ref(1), Deed.CHANGED, "phone"),
        Entry(first, ref(1), Deed.OPENED),
    )
    assert activity.of(ref(3)) == ()


def test_each_deed_is_told() -> None:
    """To whoever shows them."""
    activity = Activity(WallClock())
    told: list[Entry] = []
    activity.added = told.append
    activity.note(ref(1), Deed.UPLOADED, "misc_upload")
    assert told == list(activity.of(ref(1)))
