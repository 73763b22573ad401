"""What was done with a customer stands in the journal, from what to what, also after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QListWidget

from app.core.journal import Entry
from app.storage.journal import VaultJournal
from app.storage.vault.engine import Connection
from app.ui import tasks
from app.ui.activity.tab import ActivityTab
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.window.clerk import is_read, message, opened, retype
from tests.ui.window.practice import Practice


def told(practice: Practice) -> list[str]:
    """The lines of the activity tab."""
    tab = practice.window.findChild(ActivityTab)
    assert tab is not None
    lines = tab.findChild(QListWidget)
    assert lines is not None
    return [lines.item(place).text() for place in range(lines.count())]


async def test_earlier_days_are_there_after_a_restart(shop: Shop) -> None:
    """With who did it, and the value before and after."""
    practice = shop.opened()
    await opened(practice, "1117")
    practice.desk.activity.who = "Dana"
    retype(practice, "nickname", "Jay")
    practice.window.save()
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    await shop.close()
    practice = shop.opened()
    await opened(practice, "1117")
    practice.window.show_activity()
    await until(lambda: any("nickname JR → Jay · Dana" in line for line in told(practice)))


async def test_a_journal_that_somebody_was_at_is_told(shop: Shop) -> None:
    """At the next start, once, and the desk works."""
    practice = shop.opened()
    await opened(practice, "1117")
    await practice.desk.settled()
    (_practice, vault) = shop.programs[-1]

    def meddle(connection: Connection) -> None:
        connection.execute("DROP TRIGGER journal_is_never_changed")
        connection.execute("UPDATE journal SET entry = replace(entry, 'Opened', 'Closed')")

    await vault.write(meddle)
    await shop.close()
    practice = shop.opened()
    await until(lambda: "was changed from outside, from entry 1 on" in message(practice))
    await opened(practice, "1117")


@pytest.mark.parametrize(("days", "left"), [(30, 1), (40, 2)])
async def test_it_is_kept_for_as_long_as_the_settings_say(shop: Shop, days: int, left: int) -> None:
    """What is older is forgotten at the start, and the chain that is left holds."""
    practice = shop.opened()
    (_practice, vault) = shop.programs[-1]
    journal = VaultJournal(vault)
    now = practice.desk.clock.now()
    await journal.add([Entry(at=now - timedelta(days=ago), who="Dana", deed="Opened") for ago in (35, 25)])
    settings = practice.desk.settings
    settings.save(replace(settings.load(), journal_days=days))
    await shop.close()
    shop.opened()
    journal = VaultJournal(shop.programs[-1][1])
    await until(lambda: not tasks.running())
    assert [one.entry and one.entry.at for one in await journal.sealed(0)] == [
        now - timedelta(days=ago) for ago in (35, 25)[-left:]
    ]
    assert await journal.check() is None
