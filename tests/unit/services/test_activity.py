"""What this desk did in this run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.core.changes import Changes
from app.core.customer import Address, Customer
from app.core.errors import DiskFull
from app.services.activity import Activity, Deed, Entry, field_changes
from app.storage.desk_vault import desk_vault
from app.storage.journal import VaultJournal
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from tests.unit.services.practice import SessionJournal, WallClock, ref, run


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
        Entry(at=clock.now(), who="", deed=Deed.CHANGED.value, ref=ref(1), detail="phone"),
        Entry(at=first, who="", deed=Deed.OPENED.value, ref=ref(1)),
    )
    assert activity.of(ref(3)) == ()


def test_each_deed_is_told() -> None:
    """To whoever shows them."""
    activity = Activity(WallClock())
    told: list[Entry] = []
    activity.added = told.append
    activity.note(ref(1), Deed.UPLOADED, "misc_upload")
    assert told == list(activity.of(ref(1)))


def test_each_of_two_addresses_of_a_kind_is_told() -> None:
    """Some vendors keep several: none is left out of what it was and what it becomes."""
    first, second = (Address(kind="home", address_id=number, city=f"City {number}") for number in "12")
    base = Customer(ref=ref(1), addresses=(first, second))
    moved = field_changes(Changes(base, {}, (replace(first, city="Elsewhere"), second)))
    assert [(one.key, one.before, one.after) for one in moved] == [
        ("address home", "City 1; City 2", "Elsewhere; City 2")
    ]
    gone = field_changes(Changes(base, {}, ()))
    assert [(one.before, one.after) for one in gone] == [("City 1; City 2", None)]


def test_the_journal_has_what_was_done_in_order(tmp_path: Path) -> None:
    """With who, from what and to what; it outlives the program, and older entries are forgotten at the start."""

    async def days() -> None:
        secrets = PatientSecrets(SessionSecrets())
        vault = desk_vault(Home.at(tmp_path), secrets)
        clock = WallClock()
        activity = Activity(clock, VaultJournal(vault))
        activity.who = "Dana"
        base = Customer(ref=ref(1), first_name="Ada", addresses=(Address(kind="home", city="Here"),))
        moved = Changes(base, {"first_name": "Adele"}, (Address(kind="home", city="There"),))
        for number in range(20):
            activity.note(ref(2), Deed.OPENED, str(number))
        activity.note(ref(1), Deed.CHANGED, "first_name", field_changes(moved))
        await activity.settled()
        await vault.close()
        vault = desk_vault(Home.at(tmp_path), secrets)
        activity = Activity(clock, VaultJournal(vault))
        assert await activity.open(days=400) is None
        (entry,) = await activity.history(ref(1))
        assert (entry.who, entry.deed, entry.detail) == ("Dana", "Changed", "first_name")
        assert [(one.key, one.before, one.after) for one in entry.changes] == [
            ("first_name", "Ada", "Adele"),
            ("address home", "Here", "There"),
        ]
        assert [one.detail for one in await activity.history(ref(2))] == [str(number) for number in reversed(range(20))]
        clock.pass_by(60 * 24 * 500)
        for _day in range(3):
            activity.note(None, Deed.SIGNED_IN)
            clock.pass_by(60 * 24)
        await activity.settled()
        await activity.open(days=400)
        assert await activity.history(ref(1)) == ()
        await vault.close()

    run(days())


def test_who_was_here_is_not_in_the_journal() -> None:
    """A plain check-in is shown in this run and kept nowhere; one with a reason is a decision like any other."""

    async def day() -> None:
        journal = SessionJournal()
        activity = Activity(WallClock(), journal)
        activity.note(ref(1), Deed.CHECKED_IN)
        activity.note(ref(1), Deed.CHECKED_IN, "override, with a reason")
        await activity.settled()
        assert [entry.detail for entry in await journal.about(ref(1))] == ["override, with a reason"]
        assert len(await activity.history(ref(1))) == 2

    run(day())


def test_a_journal_that_cannot_be_written_is_told_once_and_written_later() -> None:
    """Nobody waits for it, and nothing is left out."""

    async def day() -> None:
        journal = FullJournal()
        activity, told = Activity(WallClock(), journal), list[object]()
        activity.failed = told.append
        for _twice in range(2):
            activity.note(ref(1), Deed.OPENED)
            await activity.settled()
        assert told == [journal.error]
        assert len(await activity.history(ref(1))) == 2
        journal.error = None
        activity.note(ref(1), Deed.OPENED)
        await activity.settled()
        assert len(await journal.about(ref(1))) == 3

    run(day())


class FullJournal(SessionJournal):
    """A disk that is full until somebody makes room."""

    def __init__(self) -> None:
        super().__init__()
        self.error: DiskFull | None = DiskFull("The disk is full.")

    async def add(self, entries: Sequence[Entry]) -> None:
        """See ports.Journal."""
        if self.error:
            raise self.error
        await super().add(entries)
