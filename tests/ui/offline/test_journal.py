"""What was done with a customer stands in the journal, from what to what, also after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QListWidget

from app.core.journal import Entry
from app.core.staff import Member, Role
from app.services.activity import Deed
from app.storage.journal import VaultJournal
from app.storage.staff import VaultStaff
from app.storage.vault.engine import Connection
from app.ui import tasks
from app.ui.activity.tab import ActivityTab
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.offline.test_waiting import new_customer, plugged_in, unplugged
from tests.ui.window.clerk import is_read, message, opened, retype
from tests.ui.window.practice import QUICK, Practice


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


async def test_a_new_customer_keeps_their_lines_with_the_stores_number(shop: Shop) -> None:
    """Saved while the store was away and open all the time: what comes later is told under the number that came."""
    practice = shop.opened()
    await until(lambda: not tasks.running())
    await unplugged(practice)
    await new_customer(practice, first_name="Zebulon", last_name="Quill", birth_date="1990-04-07")
    assert "not at the store yet" in message(practice)
    practice.window.show_activity()
    await until(lambda: any("Kept here" in line for line in told(practice)))
    await plugged_in(practice)
    await until(lambda: practice.shown and not practice.shown.startswith("new-") and is_read(practice))
    await until(lambda: any("Created" in line for line in told(practice)))
    retype(practice, "nickname", "Zeb")
    practice.window.save()
    await until(lambda: any("nickname empty → Zeb" in line for line in told(practice)))


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


@pytest.mark.parametrize(("days", "left"), [(30, 3), (40, 4)])
async def test_it_is_kept_for_as_long_as_the_settings_say(shop: Shop, days: int, left: int) -> None:
    """What is older is forgotten at the start, and the chain that is left holds."""
    practice = shop.opened()
    (_practice, vault) = shop.programs[-1]
    journal = VaultJournal(vault)
    now = practice.desk.clock.now()
    await journal.add([Entry(at=now - timedelta(days=ago), who="Dana", deed="Opened") for ago in (35, 25, 24, 23)])
    settings = practice.desk.settings
    settings.save(replace(settings.load(), journal_days=days))
    await shop.close()
    shop.opened()
    journal = VaultJournal(shop.programs[-1][1])
    await until(lambda: not tasks.running())
    assert [one.entry and one.entry.at for one in await journal.sealed(0)] == [
        now - timedelta(days=ago) for ago in (35, 25, 24, 23)[-left:]
    ]
    assert await journal.check() is None


async def looks(practice: Practice, number: str = "1117") -> list[str]:
    """Who looked at a customer, the first one first, as the journal has it."""
    entries = await practice.desk.activity.history(practice.ref(number))
    return [one.who for one in reversed(entries) if one.deed == Deed.OPENED]


async def test_a_look_while_the_store_is_away_is_noted(shop: Shop) -> None:
    """The record comes from what this desk knows; reading it anew is no other look."""
    practice = shop.opened()
    await practice.load()
    await opened(practice, "1117")
    assert await looks(practice) == [""]
    await shop.close()
    practice = shop.opened()
    await unplugged(practice)
    practice.window.counter.open(practice.ref("1117"))
    await until(lambda: practice.shown == "1117" and not tasks.running(), seconds=20)
    assert await looks(practice) == ["", ""]
    practice.window.counter.open(practice.ref("1118"))  # of whom the index knows nothing here, and nobody is shown
    await until(lambda: not tasks.running(), seconds=20)
    assert await looks(practice, "1118") == []


async def test_each_time_that_somebody_comes_onto_the_screen_is_a_look(shop: Shop) -> None:
    """Once for each: read again, corrected and saved they stay there; gone to another and come back, parked or not."""
    practice = shop.opened()
    await opened(practice, "1117")
    practice.window.read_again()
    retype(practice, "nickname", "Jay")
    practice.window.save()
    await until(lambda: is_read(practice) and "Saved" in message(practice))
    await opened(practice, "1117")
    assert await looks(practice) == [""]
    retype(practice, "nickname", "Jim")
    await opened(practice, "1118")
    await opened(practice, "1117")
    assert await looks(practice) == ["", ""]
    assert await looks(practice, "1118") == [""]


async def test_whoever_signs_in_sees_what_is_on_the_screen(shop: Shop) -> None:
    """That is a look of theirs; whoever comes back to what they were at has not looked anew."""
    practice = shop.opened()
    shift = practice.desk.shift
    shift._staff = VaultStaff(shop.programs[-1][1], QUICK)
    await shift.open()
    for member, pin in ((Member("Dana", Role.MANAGER), "2580"), (Member("Ede", Role.CLERK), "90210")):
        await shift.add(member, pin)
    await opened(practice, "1117")
    for name, pin in (("Dana", "2580"), ("Ede", "90210"), ("Ede", "90210")):
        practice.window.lock.lock()
        await shift.sign_in(name, pin)
        await until(lambda: not practice.window.lock.curtain.is_down and not tasks.running())
    assert await looks(practice) == ["Dana", "Ede"]
    done = [(one.entry.who, one.entry.deed) for one in await VaultJournal(shop.programs[-1][1]).sealed(0) if one.entry]
    assert done[done.index(("Ede", Deed.OPENED)) - 1] == ("Ede", Deed.SIGNED_IN)
