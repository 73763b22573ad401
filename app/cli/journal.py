"""``journal``: what was done at this desk, as a file that only its owner can read."""

from __future__ import annotations

import json

from app.cli.approval import word_of
from app.cli.commands import Journal
from app.cli.exporting import refuse_place
from app.cli.failures import DONE, MACHINE_FAILED, note
from app.cli.indexed import open_vault
from app.core.staff import Privilege
from app.core.vendor import Secret
from app.services.desk import Desk
from app.services.journal_export import Days


async def export_journal(desk: Desk, command: Journal, secret: Secret) -> int:
    """Write it, with a manager's word where people sign in, and say whether somebody was at it."""
    refuse_place(command.out)
    await open_vault(desk)
    approval = await word_of(command.manager, secret, desk, Privilege.JOURNAL)
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
