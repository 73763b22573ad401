"""The people of this desk and their PINs, hashed with Argon2id, in the vault (ports.Staff)."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.errors import AccessDenied, Duplicate, MachineFault, NotFound, PinRefused
from app.core.staff import Member, Role, Tries, check_name, check_pin
from app.ports import SettingsStore

if TYPE_CHECKING:  # the engine and the hashing are imported in the vault's threads alone
    from argon2 import PasswordHasher

    from app.storage.vault.engine import Connection
    from app.storage.vault.vault import Vault

STATEMENTS = (
    """CREATE TABLE staff (
        folded TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, pin TEXT NOT NULL,
        wrong INTEGER NOT NULL DEFAULT 0, last_wrong TEXT
    ) STRICT""",
)
_ALL = "SELECT name, role FROM staff ORDER BY folded"
_ONE = "SELECT name, role, pin, wrong, last_wrong FROM staff WHERE folded = ?"
_COUNT_TRY = "UPDATE staff SET wrong = ?, last_wrong = ? WHERE folded = ?"


class VaultStaff:
    """See ports.Staff. Hashing takes some hundredths of a second in the vault's thread.

    ``settings`` remember that nobody works here; without them somebody may, as soon as there is a file. Not the other way
    round: whoever takes that away from the settings finds a closed window, not an open one. ``hasher`` takes the place of
    the one with the library's defaults, which are those that RFC 9106 recommends where memory is scarce: 64 MiB, 3
    passes, 4 lanes.
    """

    def __init__(
        self, vault: Vault, hasher: PasswordHasher | None = None, settings: SettingsStore | None = None
    ) -> None:
        self._vault = vault
        self._settings = settings
        self._given = hasher

    @property
    def _hasher(self) -> PasswordHasher:
        if self._given is None:
            from argon2 import PasswordHasher  # noqa: PLC0415 - 25 ms that the window's start does without

            self._given = PasswordHasher()
        return self._given

    def are_expected(self) -> bool:
        """See ports.Staff."""
        return self._vault.is_there and not (self._settings and self._settings.load().nobody_signs_in)

    def _remember(self, *, nobody: bool) -> None:
        if self._settings and self._vault.is_kept:
            settings = self._settings.load()
            if settings.nobody_signs_in is not nobody and not self._settings.notice:  # else defaults would be kept
                self._settings.save(replace(settings, nobody_signs_in=nobody))

    async def members(self) -> Sequence[Member]:
        """See ports.Staff."""
        rows = await self._vault.read(lambda connection: connection.execute(_ALL).fetchall())
        with contextlib.suppress(MachineFault):  # the next start waits for the file, as one does that remembers nothing
            self._remember(nobody=not rows)
        return [Member(name, Role(role)) for name, role in rows]

    async def add(self, member: Member, pin: str) -> Member:
        """See ports.Staff."""
        member = Member(check_name(member.name), member.role)
        check_pin(pin)

        def work(connection: Connection) -> None:
            if connection.execute(_ONE, (member.name.casefold(),)).fetchone():
                raise Duplicate("name", "Somebody of that name works here already.", "Choose another name.")
            row = (member.name.casefold(), member.name, member.role.value, self._hasher.hash(pin))
            connection.execute("INSERT INTO staff (folded, name, role, pin) VALUES (?, ?, ?, ?)", row)

        self._remember(nobody=False)  # first: a person who is not expected would be no lock
        await self._vault.write(work)
        return member

    async def sign_in(self, name: str, pin: str, now: datetime) -> Member:
        """See ports.Staff."""
        outcome = await self._vault.write(lambda connection: _try(connection, self._hasher, name, pin, now))
        if isinstance(outcome, PinRefused):
            raise outcome  # only now: the transaction that counts the try must not be taken back
        return outcome

    async def change_pin(self, name: str, pin: str) -> None:
        """See ports.Staff."""
        check_pin(pin)
        update = "UPDATE staff SET pin = ?, wrong = 0, last_wrong = NULL WHERE folded = ?"

        def work(connection: Connection) -> None:
            _found(connection, name)
            connection.execute(update, (self._hasher.hash(pin), name.casefold()))

        await self._vault.write(work)

    async def change_role(self, name: str, role: Role) -> None:
        """See ports.Staff."""

        def work(connection: Connection) -> None:
            _found(connection, name)
            if role is not Role.MANAGER:
                _refuse_last_manager(connection, name)
            connection.execute("UPDATE staff SET role = ? WHERE folded = ?", (role.value, name.casefold()))

        await self._vault.write(work)

    async def remove(self, name: str) -> None:
        """See ports.Staff."""

        def work(connection: Connection) -> None:
            _found(connection, name)
            _refuse_last_manager(connection, name)
            connection.execute("DELETE FROM staff WHERE folded = ?", (name.casefold(),))

        await self._vault.write(work)


def _found(connection: Connection, name: str) -> tuple[Member, str, Tries]:
    row = connection.execute(_ONE, (name.casefold(),)).fetchone()
    if row is None:
        raise NotFound("Nobody of that name works at this desk.", "", "Choose somebody from the list.")
    known_as, role, pin, wrong, last = row
    return Member(known_as, Role(role)), pin, Tries(wrong, datetime.fromisoformat(last) if last else None)


def _try(connection: Connection, hasher: PasswordHasher, name: str, pin: str, now: datetime) -> Member | PinRefused:
    """Let somebody in, or count a wrong PIN; a try that comes too early, or after the last one, is not even looked at."""
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - see above

    member, hashed, tries = _found(connection, name)
    refusal = _too_early(tries, now)
    if refusal:
        return refusal
    try:
        hasher.verify(hashed, pin)
    except VerificationError:
        tries = tries.after_wrong(now)
        connection.execute(_COUNT_TRY, (tries.wrong, now.isoformat(), name.casefold()))
        return _too_early(tries, now) or PinRefused("That is not the PIN.", "Type it again.")
    connection.execute(_COUNT_TRY, (0, None, name.casefold()))
    return member


def _too_early(tries: Tries, now: datetime) -> PinRefused | None:
    wait = tries.wait(now).total_seconds()
    if wait <= 0:
        return None
    if tries.is_locked:
        hint = "A manager can set a new PIN for this person; otherwise it can be tried again after an hour."
        return PinRefused("Too many wrong PINs.", hint, wait=wait)
    return PinRefused("That is not the PIN.", f"Wait {wait:.0f} seconds, then type it again.", wait=wait)


def _refuse_last_manager(connection: Connection, name: str) -> None:
    others = "SELECT count(*) FROM staff WHERE folded <> ? AND role = ?"
    is_manager = _found(connection, name)[0].role is Role.MANAGER
    if is_manager and connection.execute(others, (name.casefold(), Role.MANAGER.value)).fetchone()[0] == 0:
        raise AccessDenied(
            "This is the only manager of the desk.", "Nothing was changed.", "Make somebody else a manager first."
        )
