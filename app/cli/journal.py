"""``journal``: what was done at this desk, as a file that only its owner can read."""

from __future__ import annotations

import getpass
import json
import sys

from app.cli.commands import Journal
from app.cli.exporting import refuse_place
from app.cli.failures import DONE, MACHINE_FAILED, note
from app.cli.indexed import open_vault
from app.core.errors import AccessDenied
from app.core.staff import Privilege
from app.core.vendor import Secret
from app.services.desk import Desk
from app.services.journal_export import Days

_PIN = "pin"


def read_pin() -> Secret:
    """The manager's PIN: typed unseen, or the first line of standard input."""
    by_hand = sys.stdin and sys.stdin.isatty()
    text = getpass.getpass("PIN: ") if by_hand else sys.stdin.readline() if sys.stdin else ""
    return {_PIN: text.strip()}


async def export_journal(desk: Desk, command: Journal, secret: Secret) -> int:
    """Write it, with a manager's word where people sign in, and say whether somebody was at it."""
    refuse_place(command.out)
    await open_vault(desk)
    await desk.shift.open()
    approval = None
    if desk.shift.members:
        if not command.manager:
            raise AccessDenied(
                "Only a manager can allow this.", "Nothing was written.", "Add --manager NAME and give the PIN."
            )
        approval = await desk.shift.approve(command.manager, secret[_PIN], Privilege.JOURNAL)
    exported = await desk.journal_export.write(command.out, Days(command.first, command.last), approval)
    if command.json:
        print(json.dumps({"entries": exported.count, "broken_from": exported.broken}))
    else:
        print(f"{exported.count:,} entr{'y' if exported.count == 1 else 'ies'} written.")
    if exported.broken is None:
        return DONE
    note(
        f"The journal was changed from outside, from entry {exported.broken} on. What is there was written all the same.\n"
        "Tell whoever is responsible for the store's records."
    )
    return MACHINE_FAILED
