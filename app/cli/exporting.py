"""``export``: customers into a file that only its owner can read."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path

from app.cli.approval import word_of
from app.cli.chosen_store import open_store
from app.cli.commands import Export
from app.cli.failures import DONE, VENDOR_FAILED, WrongUsage, note, tell
from app.cli.words import CONTINUED_ENDINGS
from app.core.errors import ClerkCanAct
from app.core.staff import Privilege
from app.core.vendor import FIRST_DAY, CreatedBetween, Listing, Secret
from app.services.desk import Desk
from app.services.exported_before import Before, exported_before, mark_of
from app.services.exports import Exported, Exports, refuse_unlisted
from app.services.tables import Columns, sheet_for


async def export(desk: Desk, command: Export, secret: Secret) -> int:
    """Write the list, with a manager's word where people sign in, and say what came of it."""
    refuse_place(command.out)
    store = open_store(desk, command.store, secret)
    listing = command.listing or _everybody(desk.clock.today())
    refuse_unlisted(desk.stores.info(store.id), listing)
    desk.shift.use(Privilege.EXPORT, await word_of(command.manager, secret, desk, Privilege.EXPORT))
    form = await desk.profiles.form(store.id)
    columns = Columns([form.addresses])
    before = _before(command, columns, mark_of(store, command.listing))
    sheet = sheet_for(command.out, columns)
    counted = _Count()
    try:
        with counted:
            exported = await Exports(desk.stores).write(
                store.id, listing, sheet, command.out, limit=command.limit, before=before, progress=counted
            )
    except asyncio.CancelledError:
        if counted.count:
            desk.activity.note_export(counted.count, [store.name])
            held = _customers(len(before.numbers) + counted.count)
            note(f"Stopped. The list is short: the file holds the {held} that had come.{_way_on(command)}")
        raise
    desk.activity.note_export(exported.count, [store.name])
    return _conclude(exported, len(before.numbers), command)


def _before(command: Export, columns: Columns, mark: str) -> Before:
    if not command.goes_on:
        return Before(mark)
    try:
        return exported_before(command.out, columns, mark)
    except ClerkCanAct as error:
        raise WrongUsage(error.title, error.detail, error.hint) from error


def _everybody(today: date) -> Listing:
    return CreatedBetween(FIRST_DAY, today)


def refuse_place(out: Path) -> None:
    """Whatever is wrong with the name is told before the store is asked."""
    if not out.parent.is_dir():
        raise WrongUsage("The folder for the file does not exist.")
    if out.is_dir():
        raise WrongUsage("The name of the file is that of a folder.")


def _conclude(exported: Exported, before: int, command: Export) -> int:
    held = _customers(before + exported.count)
    if exported.fault:
        tell(exported.fault, as_json=False)
        note(f"The list is short: the file holds the {held} that came before that.{_way_on(command)}")
        return VENDOR_FAILED
    count = _customers(exported.count)
    if exported.count == command.limit:
        note(f"Stopped after {count}, as asked; the store may have more.")
    print(f"{count} written, {held} in all." if before else f"{count} written.")
    return DONE


def _way_on(command: Export) -> str:
    can = command.out.suffix.lower() in CONTINUED_ENDINGS
    return " The same command with --continue goes on behind them." if can else ""


def _customers(count: int) -> str:
    return f"{count:,} customer{'' if count == 1 else 's'}"


class _Count:
    """How many there are so far, on one line of a terminal; whatever is said after the block begins a new one."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, count: int) -> None:
        self.count = count
        if sys.stderr.isatty():
            print(f"\r{count:,} customers ", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> None:
        """Nothing has been shown yet."""

    def __exit__(self, *_fault: object) -> None:
        if self.count and sys.stderr.isatty():
            note("")
