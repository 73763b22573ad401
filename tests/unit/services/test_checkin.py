"""Checking in: who may, what is kept of it, the queue and its way back, the day by the store's calendar."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.customer import Caregiver, Customer, CustomerRef
from app.core.errors import ClerkCanAct, DiskFull
from app.core.settings import Settings
from app.core.verdict import Level
from app.core.visits import Visit, VisitState
from app.services.activity import Deed
from app.services.checkin import CheckIn
from app.services.desk import Desk
from app.services.session_checkins import SessionCheckIns
from tests.unit.services.practice import HERE, SECRET, THERE, Practice, run, shop

NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # noon in California


def customer(number: str = "1117", **fields: Any) -> Customer:
    """An adult with a valid ID at the first store."""
    facts: dict[str, Any] = {
        "ref": CustomerRef(HERE, number),
        "birth_date": date(1990, 5, 5),
        "license_number": f"C{number}",
        "license_expires": date(2030, 1, 31),
    }
    return Customer(**(facts | fields))


class Paper(SessionCheckIns):
    """Check-ins whose disk can refuse, and whose writing can be held back."""

    def __init__(self) -> None:
        super().__init__()
        self.error: DiskFull | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def put(self, visit: Visit) -> None:
        """Keep, unless the disk refuses."""
        await self.gate.wait()
        if self.error:
            raise self.error
        await super().put(visit)


async def read(desks: Desks, who: Customer) -> None:
    """Somebody's profile was read at this desk."""
    desks.desk.recent.remember(who)
    await asyncio.sleep(0)


class Desks:
    """Programs started one after the other over the same kept check-ins."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self.clock = practice.clock
        self.clock.moment = NOON
        self.kept = Paper()
        self.desk = self.start()

    def start(self) -> Desk:
        """The next start: two stores, in California and in New York."""
        given = self._practice
        self.desk = Desk.over(
            vendors=given.table, secrets=given.vault, settings=given.paper, clock=given.clock, checkins=self.kept
        )
        places = {HERE: ("Main", "US-CA"), THERE: ("Far", "US-NY")}
        stores = [(replace(shop(name, id=key), place=place), SECRET) for key, (name, place) in places.items()]
        self.desk.stores.open_for_this_run(stores)
        return self.desk

    @property
    def checkin(self) -> CheckIn:
        """The use case of the program that runs."""
        return self.desk.checkin

    def queue(self) -> list[str]:
        """The names in the queue."""
        return [line.visit.name for line in self.checkin.queue()]

    def reasons(self, who: Customer) -> list[str]:
        """The reasons of a verdict."""
        return [reason.text for reason in self.checkin.verdict(who).reasons]


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    """A desk that was just started."""
    return Desks(Practice.at(tmp_path))


# ------------------------------------------------------------------------------------------------ who may


def test_an_admitted_customer_needs_no_reason(desks: Desks) -> None:
    """One given all the same is not kept: it would explain nothing."""
    visit = run(desks.checkin.check_in(customer(), "Ada", reason="because"))
    assert (visit.level, visit.reason, visit.is_override) == (Level.ADMIT, "", False)
    assert desks.queue() == ["Ada"]


@pytest.mark.parametrize("reason", ["", "   ", "ok"])
@pytest.mark.parametrize("facts", [{"license_expires": date(2020, 1, 1)}, {"banned": True}])
def test_without_a_reason_nobody_else_comes_in(desks: Desks, reason: str, facts: dict[str, Any]) -> None:
    """Neither one who is to be looked at nor one who is refused; nothing is kept."""
    with pytest.raises(ClerkCanAct) as error:
        run(desks.checkin.check_in(customer(**facts), "Ada", reason=reason))
    assert "reason" in error.value.sentence
    assert desks.queue() == []


@pytest.mark.parametrize(
    ("facts", "level", "deed"),
    [
        ({"license_expires": date(2020, 1, 1)}, Level.LOOK, "with a reason"),
        ({"banned": True}, Level.REFUSE, "override, with a reason"),
    ],
)
def test_with_a_reason_it_is_kept(desks: Desks, facts: dict[str, Any], level: Level, deed: str) -> None:
    """The verdict of the time with it; a refusal is recorded as overridden."""
    visit = run(desks.checkin.check_in(customer(**facts), "Ada", reason="  new   card shown "))
    assert (visit.level, visit.reason, visit.is_override) == (level, "new card shown", level is Level.REFUSE)
    entry = desks.desk.activity.of(visit.ref)[0]
    assert (entry.deed, entry.detail) == (Deed.CHECKED_IN, deed)


def test_nobody_stands_in_the_queue_twice(desks: Desks) -> None:
    """Not by a second press, and not by one while the first is still being written."""

    async def twice() -> list[object]:
        desks.kept.gate.clear()
        pressed = [asyncio.ensure_future(desks.checkin.check_in(customer(), "Ada")) for _count in range(2)]
        await asyncio.sleep(0)
        desks.kept.gate.set()
        return list(await asyncio.gather(*pressed, return_exceptions=True))

    outcomes = run(twice())
    assert [isinstance(one, ClerkCanAct) for one in outcomes] == [False, True]
    with pytest.raises(ClerkCanAct):
        run(desks.checkin.check_in(customer(), "Ada"))
    assert desks.queue() == ["Ada"]


@pytest.mark.parametrize("number_comes", ["while it is written", "before the screen shows it"])
def test_a_new_customer_who_gets_a_number_at_that_moment(desks: Desks, number_comes: str) -> None:
    """The visit is theirs under the store's number, once, however the two fall together."""
    waiting, made = customer("new-abc"), customer("1118")

    async def both() -> None:
        desks.kept.gate.clear()
        pressed = None
        if number_comes == "while it is written":
            pressed = asyncio.ensure_future(desks.checkin.check_in(waiting, "Ada"))
            await asyncio.sleep(0)
        became = asyncio.ensure_future(desks.checkin.became(waiting.ref, made.ref))
        await asyncio.sleep(0)
        desks.kept.gate.set()
        await became
        await (pressed or desks.checkin.check_in(waiting, "Ada"))

    run(both())
    assert [visit.ref for visit in desks.checkin.today()] == [made.ref]
    assert [visit.ref for visit in run(desks.kept.since(NOON.date()))] == [made.ref]
    for who in (waiting, made):
        with pytest.raises(ClerkCanAct):
            run(desks.checkin.check_in(who, "Ada"))


def test_a_full_disk_checks_nobody_in(desks: Desks) -> None:
    """The error is told, and the queue shows what is kept; afterwards it works."""
    desks.kept.error = DiskFull("The disk is full.")
    with pytest.raises(DiskFull):
        run(desks.checkin.check_in(customer(), "Ada"))
    assert desks.queue() == []
    desks.kept.error = None
    run(desks.checkin.check_in(customer(), "Ada"))
    assert desks.queue() == ["Ada"]


# ------------------------------------------------------------------------------------------------ the queue


def test_call_done_left_and_back(desks: Desks) -> None:
    """Each step is kept, and undo takes one back, at last the check-in."""

    async def steps() -> list[VisitState | None]:
        checkin = desks.checkin
        key = (await checkin.check_in(customer(), "Ada")).visit_id
        seen = []
        for step in (
            checkin.call,
            checkin.finish,
            checkin.undo,
            checkin.leave,
            checkin.undo,
            checkin.undo,
            checkin.undo,
        ):
            await step(key)
            visit = next(iter(await desks.kept.since(date(2026, 1, 1))), None)
            seen.append(visit.state if visit else None)
        return seen

    waiting, called = VisitState.WAITING, VisitState.CALLED
    assert run(steps()) == [called, VisitState.DONE, called, VisitState.LEFT, called, waiting, None]
    assert desks.queue() == []
    assert desks.desk.activity.of(customer().ref)[0].deed is Deed.CHECK_IN_UNDONE


def test_a_line_that_is_gone(desks: Desks) -> None:
    """Says so, and what to do."""
    with pytest.raises(ClerkCanAct) as error:
        run(desks.checkin.call("nobody"))
    assert "no longer in the queue" in error.value.title


def test_the_window_is_told_of_each_change(desks: Desks) -> None:
    """After it was kept."""
    told: list[list[str]] = []
    desks.checkin.changed = lambda: told.append(desks.queue())
    visit = run(desks.checkin.check_in(customer(), "Ada"))
    run(desks.checkin.undo(visit.visit_id))
    assert told == [["Ada"], []]


def test_the_queue_outlives_the_program(desks: Desks) -> None:
    """Another start finds it, in its state."""
    visit = run(desks.checkin.check_in(customer(), "Ada"))
    run(desks.checkin.call(visit.visit_id))
    desks.start()
    assert desks.queue() == []
    run(desks.checkin.open())
    assert [line.visit.state for line in desks.checkin.queue()] == [VisitState.CALLED]


def test_whoever_is_checked_in_while_the_queue_is_read_stays(desks: Desks) -> None:
    """The clerk does not wait for the vault."""
    run(desks.checkin.check_in(customer("1"), "Ada"))
    desks.start()
    run(desks.checkin.check_in(customer("2"), "Bob"))
    run(desks.checkin.open())
    assert desks.queue() == ["Ada", "Bob"]


def test_other_stores_queues_are_not_shown(desks: Desks) -> None:
    """Only those of the stores that are open."""
    run(desks.checkin.check_in(customer(), "Ada"))
    desks.desk.stores.open_for_this_run([(shop("Far", id=THERE), SECRET)])
    assert desks.queue() == []


# ------------------------------------------------------------------------------------------------ days


def test_a_new_day_begins_at_the_stores_midnight(desks: Desks) -> None:
    """In California eight hours after London, in New York five."""
    run(desks.checkin.check_in(customer(), "Ada"))
    run(desks.checkin.check_in(customer(ref=CustomerRef(THERE, "9")), "Eve"))
    desks.clock.moment = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    assert desks.queue() == ["Ada"]
    desks.clock.moment = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert desks.queue() == []


def test_the_verdict_counts_by_the_stores_calendar(desks: Desks) -> None:
    """Of age in New York since midnight, in California not yet."""
    desks.clock.moment = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    young = customer(birth_date=date(2005, 11, 20))
    assert desks.checkin.verdict(young).level is Level.REFUSE
    assert desks.checkin.verdict(replace(young, ref=CustomerRef(THERE, "1117"))).level is Level.ADMIT


@pytest.mark.parametrize(("days", "kept"), [(1, ["v0"]), (2, ["v0", "v1"]), (4, ["v0", "v1", "v2", "v3"])])
def test_earlier_days_are_forgotten(desks: Desks, days: int, kept: list[str]) -> None:
    """As many days stay as the settings say: today and yesterday unless they say otherwise."""

    async def begin() -> list[str]:
        for count in range(5):
            day = date(2026, 11, 20) - timedelta(days=count)
            moment = NOON - timedelta(days=count)
            await desks.kept.put(
                Visit(visit_id=f"v{count}", ref=customer().ref, name="Ada", day=day, checked_in_at=moment)
            )
        desks.desk.settings.save(Settings(visit_days=days))
        await desks.checkin.open()
        return sorted(one.visit_id for one in await desks.kept.since(date(2000, 1, 1)))

    assert run(begin()) == kept


def test_a_desk_that_runs_for_days_forgets_too(desks: Desks) -> None:
    """With the first check-in of a new day."""

    async def days() -> list[str]:
        for number in ("1", "2", "3"):
            await desks.checkin.check_in(customer(number), number)
            desks.clock.pass_by(24 * 60)
        return [one.name for one in await desks.kept.since(date(2000, 1, 1))]

    assert run(days()) == ["2", "3"]


# ------------------------------------------------------------------------------------------------ what the verdict knows


def test_already_here_today(desks: Desks) -> None:
    """After the person was served; while they wait there is nothing to say; tomorrow it is over."""
    visit = run(desks.checkin.check_in(customer(), "Ada"))
    assert desks.checkin.here(visit.ref) == visit
    assert not any("already here" in text for text in desks.reasons(customer()))
    run(desks.checkin.finish(visit.visit_id))
    assert desks.reasons(customer())[-1] == "already here today at 12:00 (Main)"
    assert desks.checkin.verdict(customer()).level is Level.ADMIT
    desks.clock.pass_by(24 * 60)
    assert not any("already here" in text for text in desks.reasons(customer()))


def test_already_here_today_at_another_store(desks: Desks) -> None:
    """Recognised by the ID number of the profile there, as it was read at this desk; spelled one way or the other."""
    elsewhere = customer(ref=CustomerRef(THERE, "77"), license_number="c 1117")
    run(desks.checkin.check_in(elsewhere, "Ada"))
    assert not any("already here" in text for text in desks.reasons(customer()))
    run(read(desks, elsewhere))
    assert desks.reasons(customer())[-1] == "already here today at 15:00 (Far)"
    for other in ("", "C9"):
        assert not any("already here" in text for text in desks.reasons(customer(license_number=other)))


def test_a_caregiver_brings_the_young_patient_in(desks: Desks) -> None:
    """Once checked in at the same store, and only while there."""
    young = customer(
        "1131",
        birth_date=date(2012, 1, 1),
        is_medical=True,
        medical_expires=date(2030, 3, 31),
        caregivers=(Caregiver("1130"),),
    )
    assert desks.checkin.verdict(young).level is Level.LOOK
    carer = run(desks.checkin.check_in(customer("1130"), "Carol"))
    assert desks.checkin.verdict(young).level is Level.ADMIT
    run(desks.checkin.check_in(young, "Peter"))
    assert [(line.visit.name, line.carer and line.carer.name) for line in desks.checkin.queue()] == [
        ("Carol", None),
        ("Peter", "Carol"),
    ]
    run(desks.checkin.finish(carer.visit_id))
    assert desks.checkin.verdict(young).level is Level.LOOK


def test_a_card_that_differs(desks: Desks) -> None:
    """Until the check-in; it is over with it, and with opening the profile again much later."""
    desks.checkin.note_card(customer().ref, ("address",))
    desks.checkin.meet(customer().ref)
    assert desks.checkin.verdict(customer()).level is Level.LOOK
    run(desks.checkin.check_in(customer(), "Ada", reason="moved house"))
    assert desks.checkin.verdict(customer()).level is Level.ADMIT
    desks.checkin.note_card(customer("2").ref, ("address",))
    desks.clock.pass_by(3)
    desks.checkin.meet(customer("2").ref)
    assert desks.checkin.verdict(customer("2")).level is Level.ADMIT


def test_how_long_a_check_in_takes(desks: Desks) -> None:
    """From the scan, else from the profile's coming onto the screen; unknown where it was neither."""
    desks.checkin.note_card(customer("1").ref)
    desks.clock.pass_by(1)
    desks.checkin.meet(customer("1").ref)
    desks.checkin.meet(customer("2").ref)
    desks.clock.pass_by(1)
    took = [run(desks.checkin.check_in(customer(number), number)).seconds for number in ("1", "2", "3")]
    assert took == [120.0, 60.0, None]
    desks.clock.pass_by(4)
    numbers = desks.checkin.numbers()
    assert (numbers.waiting, numbers.longest, numbers.median) == (3, 240.0, 90.0)


def test_who_is_signed_in_is_kept(desks: Desks) -> None:
    """Nobody, as long as nobody signs in at this desk."""
    assert run(desks.checkin.check_in(customer("1"), "Ada")).by == ""
    desks.checkin.clerk = "Dana"
    assert run(desks.checkin.check_in(customer("2"), "Bob")).by == "Dana"


def test_the_list_of_those_opened_lately_says_who_was_here(desks: Desks) -> None:
    """While they wait and afterwards; nothing of whoever was not checked in."""
    visit = run(desks.checkin.check_in(customer(), "Ada"))
    assert desks.desk.search.visit_words(customer().ref) == "in the queue"
    run(desks.checkin.finish(visit.visit_id))
    assert desks.desk.search.visit_words(customer().ref) == "here today"
    assert desks.desk.search.visit_words(customer("2").ref) == ""
