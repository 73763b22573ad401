"""The people of the desk: nobody gets in by guessing, and nobody is locked out for good."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.core.errors import AccessDenied, AppError, Duplicate, InvalidInput, NotFound, PinRefused
from app.core.staff import Member, Role
from app.storage.settings import SettingsFile
from app.storage.staff import STATEMENTS, VaultStaff
from app.storage.vault.vault import Vault
from tests.unit.storage.vault_stage import Stage

_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_PIN, _WRONG = "2580", "1379"
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one is slow on purpose


def _with_staff(tmp_path: Path, use: Callable[[VaultStaff, Vault], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Stage(tmp_path).vault(migrations=((1, STATEMENTS),)) as vault:
            staff = VaultStaff(vault, _QUICK)
            await staff.add(Member("Dana", Role.MANAGER), _PIN)
            await use(staff, vault)

    asyncio.run(run())


async def _refused(staff: VaultStaff, pin: str, now: datetime) -> PinRefused:
    with pytest.raises(PinRefused) as refusal:
        await staff.sign_in("Dana", pin, now)
    return refusal.value


def test_the_right_pin_lets_in_whatever_the_capitals_of_the_name(tmp_path: Path) -> None:
    """The name is chosen from a list or typed; the PIN is what counts."""

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        await staff.add(Member(" Ede  ", Role.CLERK), "90210")
        assert await staff.sign_in("dana", _PIN, _NOON) == Member("Dana", Role.MANAGER)
        assert await staff.members() == [Member("Dana", Role.MANAGER), Member("Ede", Role.CLERK)]

    _with_staff(tmp_path, use)


def test_wrong_pins_cost_more_and_more_time_and_are_remembered(tmp_path: Path) -> None:
    """Three are free, then 2, 4, 8 … seconds; a try before that is not looked at, even with the right PIN."""

    async def use(staff: VaultStaff, vault: Vault) -> None:
        waits = [(await _refused(staff, _WRONG, _NOON)).wait for _try in range(3)]
        assert waits == [0, 0, 2]
        assert (await _refused(VaultStaff(vault, _QUICK), _PIN, _NOON + timedelta(seconds=1))).wait == 1
        now = _NOON + timedelta(seconds=2)
        assert (await _refused(staff, _WRONG, now)).wait == 4
        assert (await staff.sign_in("Dana", _PIN, now + timedelta(seconds=4))).name == "Dana"
        assert (await _refused(staff, _WRONG, now)).wait == 0

    _with_staff(tmp_path, use)


def test_after_ten_wrong_pins_a_manager_or_an_hour_helps(tmp_path: Path) -> None:
    """A stranger who tries on and on locks nobody out for longer than that."""

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        now = _NOON
        for _try in range(10):
            now += timedelta(seconds=(await _refused(staff, _WRONG, now)).wait)
        hour = await _refused(staff, _PIN, now - timedelta(seconds=1))
        assert "manager" in hour.hint
        assert (await staff.sign_in("Dana", _PIN, now)).name == "Dana"
        for _try in range(10):
            now += timedelta(seconds=(await _refused(staff, _WRONG, now)).wait if _try < 9 else 0)
        await staff.change_pin("Dana", "74108")
        assert (await staff.sign_in("Dana", "74108", now)).name == "Dana"

    _with_staff(tmp_path, use)


def test_a_clock_that_is_set_back_makes_nobody_wait_longer(tmp_path: Path) -> None:
    """A wait is never longer than the seconds it was given."""

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        for _try in range(3):
            await _refused(staff, _WRONG, _NOON)
        assert (await _refused(staff, _PIN, _NOON - timedelta(days=400))).wait == 2

    _with_staff(tmp_path, use)


def test_a_pin_is_nowhere_in_the_vault(tmp_path: Path) -> None:
    """Not even whoever opens the file reads it."""

    async def use(_staff: VaultStaff, vault: Vault) -> None:
        rows = await vault.read(lambda connection: connection.execute("SELECT * FROM staff").fetchall())
        assert _PIN not in repr(rows)
        assert "$argon2id$" in repr(rows)

    _with_staff(tmp_path, use)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "1111", "2345", "8765", "٤٥٦٢", " 2580"])
def test_a_pin_that_anybody_would_guess_is_not_taken(tmp_path: Path, pin: str) -> None:
    """Four to eight digits that do not follow each other."""

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        for attempt in (staff.add(Member("Ede", Role.CLERK), pin), staff.change_pin("Dana", pin)):
            with pytest.raises(InvalidInput):
                await attempt
        assert [one.name for one in await staff.members()] == ["Dana"]

    _with_staff(tmp_path, use)


def test_a_desk_always_keeps_a_manager(tmp_path: Path) -> None:
    """The last one can be neither removed nor made a clerk; with a second one both can be done."""

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        for attempt in (staff.remove("Dana"), staff.change_role("Dana", Role.CLERK)):
            with pytest.raises(AccessDenied):
                await attempt
        await staff.add(Member("Ede", Role.MANAGER), "90210")
        await staff.change_role("Dana", Role.CLERK)
        await staff.remove("Dana")
        assert await staff.members() == [Member("Ede", Role.MANAGER)]

    _with_staff(tmp_path, use)


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    """A second person of the same name, nobody of that name, no name at all."""

    async def refuse(attempt: Awaitable[object], error: type[AppError]) -> None:
        with pytest.raises(error):
            await attempt

    async def use(staff: VaultStaff, _vault: Vault) -> None:
        await refuse(staff.add(Member("DANA", Role.CLERK), "90210"), Duplicate)
        await refuse(staff.add(Member("  ", Role.CLERK), "90210"), InvalidInput)
        await refuse(staff.sign_in("Nobody", _PIN, _NOON), NotFound)
        await refuse(staff.remove("Nobody"), NotFound)

    _with_staff(tmp_path, use)


def test_who_may_be_there_is_known_before_the_file_is_open(tmp_path: Path) -> None:
    """Nobody before there is a file; then somebody, unless the settings remember that nobody was."""
    stage = Stage(tmp_path)
    settings = SettingsFile(stage.home)

    async def visit(*people: str) -> bool:
        async with stage.vault(migrations=((1, STATEMENTS),)) as vault:
            staff = VaultStaff(vault, _QUICK, settings)
            await staff.members()
            for name in people:
                await staff.add(Member(name, Role.MANAGER), _PIN)
            return staff.are_expected()

    closed = Vault(stage.home, stage.patient(), lambda: ((1, STATEMENTS),))
    assert not VaultStaff(closed, _QUICK, settings).are_expected()
    assert not asyncio.run(visit())
    assert settings.load().nobody_signs_in
    assert VaultStaff(closed, _QUICK).are_expected()
    assert not VaultStaff(closed, _QUICK, settings).are_expected()
    assert asyncio.run(visit("Dana"))
    assert not settings.load().nobody_signs_in
    assert VaultStaff(closed, _QUICK, settings).are_expected()
    in_memory = Vault(stage.home, stage.patient(), lambda: ((1, STATEMENTS),), kept=False)
    assert not VaultStaff(in_memory, _QUICK, settings).are_expected()
