"""Who is at the desk: nobody has to be, a manager's word is for one thing, and everything is noted with the name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.core.changes import Changes
from app.core.customer import Customer
from app.core.errors import AccessDenied, AppError, NotOffered, PinRefused
from app.core.staff import Approval, Member, Privilege, Role
from app.services.activity import Deed
from app.services.desk import Desk
from app.services.shift import Shift
from app.storage.desk_vault import steps
from app.storage.staff import VaultStaff
from tests.unit.services.practice import HERE, SECRET, Practice, ref, shop
from tests.unit.storage.vault_stage import Stage

DANA, EDE = Member("Dana", Role.MANAGER), Member("Ede", Role.CLERK)
DANAS, EDES, WRONG = "2580", "90210", "1379"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose


@dataclass
class Counter:
    """A desk whose people are kept in a real encrypted file."""

    desk: Desk
    staff: VaultStaff

    @property
    def shift(self) -> Shift:
        """What is tested."""
        return self.desk.shift

    async def people(self) -> None:
        """A manager and a clerk work here; the manager is signed in, having begun the list."""
        await self.shift.add(DANA, DANAS)
        await self.shift.add(EDE, EDES)

    async def started_anew(self) -> Shift:
        """The program was started again over the same file."""
        fresh = Shift(self.staff, self.desk.activity, self.desk.checkin, self.desk.clock, "counter")
        await fresh.open()
        return fresh


@pytest.fixture
def at_desk(tmp_path: Path, practice: Practice) -> Callable[[Callable[[Counter], Awaitable[None]]], None]:
    """Runs something at a desk that belongs to the account "counter"."""

    def run_at(use: Callable[[Counter], Awaitable[None]]) -> None:
        async def run() -> None:
            async with Stage(tmp_path / "vault").vault(migrations=steps()) as vault:
                staff = VaultStaff(vault, QUICK)
                made = practice.desk
                desk = Desk.over(
                    vendors=practice.table,
                    secrets=made.secrets,
                    settings=made.settings,
                    clock=practice.clock,
                    staff=staff,
                    account="counter",
                )
                desk.stores.open_for_this_run([(shop(id=HERE), SECRET)])
                await desk.shift.open()
                await use(Counter(desk, staff))

        asyncio.run(run())

    return run_at


AtDesk = Callable[[Callable[[Counter], Awaitable[None]]], None]


async def refused(attempt: Coroutine[object, object, object], kind: type[AppError] = AccessDenied) -> None:
    """That is not done."""
    with pytest.raises(kind):
        await attempt


def minor() -> Customer:
    """Somebody whom the verdict refuses."""
    return Customer(ref=ref(1117), birth_date=date(2012, 5, 5), license_number="C1", license_expires=date(2030, 1, 1))


# ------------------------------------------------------------------------------------------------ without people


def test_a_desk_without_people_works_as_ever(at_desk: AtDesk) -> None:
    """Nobody signs in, nothing is locked, nothing needs a manager, and the account stands for the person."""

    async def use(counter: Counter) -> None:
        shift = counter.shift
        shift.lock()
        assert not shift.is_locked
        assert all(shift.may(privilege) for privilege in Privilege)
        visit = await counter.desk.checkin.check_in(minor(), "A.", reason="Told to")
        assert (visit.by, shift.who, counter.desk.activity.who) == ("counter", "counter", "counter")

    at_desk(use)


def test_a_desk_that_keeps_nothing_has_no_people(practice: Practice) -> None:
    """And says so."""

    async def use() -> None:
        shift = practice.desk.shift
        await shift.open()
        assert not shift.can_have_people
        await refused(shift.add(DANA, DANAS), NotOffered)

    asyncio.run(use())


# ------------------------------------------------------------------------------------------------ signing in


def test_the_first_person_is_a_manager_and_is_signed_in(at_desk: AtDesk) -> None:
    """Or nobody could add the second one."""

    async def use(counter: Counter) -> None:
        added = await counter.shift.add(EDE, EDES)
        assert added == Member("Ede", Role.MANAGER) == counter.shift.current
        assert not counter.shift.is_locked
        assert counter.desk.checkin.clerk == "Ede"

    at_desk(use)


def test_a_desk_with_people_starts_locked(at_desk: AtDesk) -> None:
    """Whoever starts the program has to sign in, and is named in what follows."""

    async def use(counter: Counter) -> None:
        await counter.people()
        shift = await counter.started_anew()
        assert (shift.is_locked, shift.current) == (True, None)
        await shift.sign_in("Ede", EDES)
        assert (shift.is_locked, shift.current) == (False, EDE)
        assert (shift.who, counter.desk.activity.who, counter.desk.checkin.clerk) == ("Ede", "Ede", "Ede")

    at_desk(use)


def test_a_wrong_pin_unlocks_nothing_and_changes_nobody(at_desk: AtDesk) -> None:
    """The one before stays named: what goes on in the background is theirs."""

    async def use(counter: Counter) -> None:
        await counter.people()
        counter.shift.lock()
        await refused(counter.shift.sign_in("Ede", WRONG), PinRefused)
        assert counter.shift.is_locked
        assert counter.shift.who == "Dana"

    at_desk(use)


def test_each_change_is_told_once(at_desk: AtDesk) -> None:
    """Locking twice is locking once."""

    async def use(counter: Counter) -> None:
        await counter.people()
        told: list[tuple[str, bool]] = []
        counter.shift.changed = lambda: told.append((counter.shift.who, counter.shift.is_locked))
        counter.shift.lock()
        counter.shift.lock()
        await counter.shift.sign_in("Ede", EDES)
        assert told == [("Dana", True), ("Ede", False)]

    at_desk(use)


# ------------------------------------------------------------------------------------------------ a manager's word


def test_a_clerk_needs_a_managers_word_and_a_manager_none(at_desk: AtDesk) -> None:
    """For each of the four things."""

    async def use(counter: Counter) -> None:
        await counter.people()
        assert all(counter.shift.may(privilege) for privilege in Privilege)
        await counter.shift.sign_in("Ede", EDES)
        assert not any(counter.shift.may(privilege) for privilege in Privilege)

    at_desk(use)


def test_an_override_takes_a_managers_word_once(at_desk: AtDesk) -> None:
    """The clerk stays signed in, the entry says both, and the same word is worth nothing the second time."""

    async def use(counter: Counter) -> None:
        await counter.people()
        await counter.shift.sign_in("Ede", EDES)
        checkin = counter.desk.checkin
        await refused(checkin.check_in(minor(), "A.", reason="Told to"))
        assert checkin.queue() == ()
        word = await counter.shift.approve("Dana", DANAS, Privilege.OVERRIDE)
        visit = await checkin.check_in(minor(), "A.", reason="Told to", approval=word)
        assert counter.shift.who == visit.by == "Ede"
        noted = counter.desk.activity.of(ref(1117))[0]
        assert (noted.deed, noted.detail) == (Deed.CHECKED_IN, "override, with a reason and the word of Dana")
        await checkin.undo(visit.visit_id)
        await refused(checkin.check_in(minor(), "A.", reason="Told to", approval=word))

    at_desk(use)


def test_a_word_for_one_thing_is_none_for_another(at_desk: AtDesk) -> None:
    """Nor is one that was withdrawn, or made up."""

    async def use(counter: Counter) -> None:
        await counter.people()
        shift = counter.shift
        await shift.sign_in("Ede", EDES)
        word = await shift.approve("Dana", DANAS, Privilege.EXPORT)
        with pytest.raises(AccessDenied):
            shift.use(Privilege.STORES, word)
        shift.withdraw(word)
        for nothing in (word, None, Approval("Dana", Privilege.EXPORT)):
            with pytest.raises(AccessDenied):
                shift.use(Privilege.EXPORT, nothing)

    at_desk(use)


def test_a_word_ends_with_whoever_it_was_given_to(at_desk: AtDesk) -> None:
    """The next clerk does not find it; the same one, after locking, does."""

    async def use(counter: Counter) -> None:
        await counter.people()
        await counter.shift.add(Member("Fay", Role.CLERK), "74108")
        await counter.shift.sign_in("Ede", EDES)
        kept = await counter.shift.approve("Dana", DANAS, Privilege.PEOPLE)
        counter.shift.lock()
        await counter.shift.sign_in("Ede", EDES)
        counter.shift.refuse_without_word(kept)
        counter.shift.lock()
        await counter.shift.sign_in("Fay", "74108")
        await refused(counter.shift.change_role("Fay", Role.MANAGER, kept), AccessDenied)
        assert counter.shift.current == Member("Fay", Role.CLERK)

    at_desk(use)


def test_a_clerks_word_is_none(at_desk: AtDesk) -> None:
    """The PIN is right, the role is not; a wrong PIN of a manager is counted."""

    async def use(counter: Counter) -> None:
        await counter.people()
        await counter.shift.sign_in("Ede", EDES)
        await refused(counter.shift.approve("Ede", EDES, Privilege.EXPORT))
        for _try in range(3):
            await refused(counter.shift.approve("Dana", WRONG, Privilege.EXPORT), PinRefused)
        await refused(counter.shift.approve("Dana", DANAS, Privilege.EXPORT), PinRefused)
        assert [one.name for one in counter.shift.managers()] == ["Dana"]

    at_desk(use)


# ------------------------------------------------------------------------------------------------ the list of people


def test_a_clerk_changes_nobody_but_the_own_pin(at_desk: AtDesk) -> None:
    """The word of a manager for the list holds until it is withdrawn."""

    async def use(counter: Counter) -> None:
        await counter.people()
        shift = counter.shift
        await shift.sign_in("Ede", EDES)
        await refused(shift.add(Member("Fay", Role.CLERK), "74108"))
        await refused(shift.change_role("Ede", Role.MANAGER))
        await refused(shift.change_pin("Dana", "74108"))
        await refused(shift.remove("Dana"))
        await shift.change_pin("Ede", "74108")
        word = await shift.approve("Dana", DANAS, Privilege.PEOPLE)
        await shift.add(Member("Fay", Role.CLERK), "36914", word)
        await shift.change_role("Fay", Role.MANAGER, word)
        assert shift.members == (DANA, EDE, Member("Fay", Role.MANAGER))
        shift.withdraw(word)
        await refused(shift.remove("Fay", word))
        assert (await shift.sign_in("Ede", "74108")).name == "Ede"

    at_desk(use)


def test_whoever_is_removed_is_no_longer_signed_in(at_desk: AtDesk) -> None:
    """A new role counts at once."""

    async def use(counter: Counter) -> None:
        await counter.people()
        shift = counter.shift
        await shift.change_role("Ede", Role.MANAGER)
        await shift.change_role("Dana", Role.CLERK)
        assert not shift.may(Privilege.PEOPLE)
        await shift.sign_in("Ede", EDES)
        await shift.change_role("Dana", Role.MANAGER)
        await shift.remove("Ede")
        assert shift.is_locked
        assert shift.current is None

    at_desk(use)


# ------------------------------------------------------------------------------------------------ what is noted


def test_who_comes_and_what_is_allowed_is_written_down(at_desk: AtDesk) -> None:
    """In order, by name; a PIN is in none of it."""

    async def use(counter: Counter) -> None:
        await counter.people()
        shift = counter.shift
        shift.lock()
        await shift.sign_in("Ede", EDES)
        shift.use(Privilege.EXPORT, await shift.approve("Dana", DANAS, Privilege.EXPORT))
        await shift.change_pin("Ede", "36914")
        noted = [(entry.who, entry.deed, entry.detail) for entry in counter.desk.activity._entries]
        assert noted == [
            ("Dana", Deed.STAFF, "Dana added as manager"),
            ("Dana", Deed.STAFF, "Ede added as clerk"),
            ("Dana", Deed.LOCKED, ""),
            ("Ede", Deed.SIGNED_IN, ""),
            ("Ede", Deed.ALLOWED, "export by Dana"),
            ("Ede", Deed.STAFF, "Ede has a new PIN"),
        ]

    at_desk(use)


def test_what_somebody_began_stays_theirs(practice: Practice) -> None:
    """Whoever signs in while the store has not answered yet is not named with it."""

    async def use() -> None:
        practice.open()
        desk = practice.desk
        desk.activity.who = "Dana"
        record = await desk.profiles.open(ref(1117))

        async def switch(_request: object) -> None:
            desk.activity.who = "Ede"

        practice.wire.between = switch
        await desk.profiles.save(Changes(record, {"nickname": "Jay"}))
        entry = desk.activity.of(ref(1117))[0]
        assert (entry.deed, entry.who, desk.activity.who) == (Deed.CHANGED, "Dana", "Ede")

    asyncio.run(use())
