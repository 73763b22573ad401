"""Until the desk's file is open nobody knows who works here: then nothing is shown, and nothing goes on beside the file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter, sleep

import pytest
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.core.errors import SecretStoreLocked
from app.core.settings import Theme
from app.core.staff import Member, Role
from app.core.vendor import Secret
from app.storage.paths import Home
from app.storage.secrets import SessionSecrets
from app.storage.vault.vault import Vault
from app.ui import tasks
from app.ui.application import apply_theme
from tests.ui.conftest import until
from tests.ui.offline.shop import Shop
from tests.ui.window.clerk import line, message, opened, retype
from tests.ui.window.practice import Practice

DANA = Member("Dana", Role.MANAGER)


@pytest.fixture
def shop(loop: asyncio.AbstractEventLoop, qapp: QApplication, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose desk may have people; its program was open once, with nobody."""
    apply_theme(qapp, Theme.LIGHT)
    made = Shop(tmp_path, has_people=True)
    loop.run_until_complete(_visit(made))
    yield made
    loop.run_until_complete(made.end())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy file is looked at more often than people would notice."""
    monkeypatch.setattr("app.ui.lock.lock._BUSY_MS", 50)


async def _visit(shop: Shop, *people: Member) -> None:
    """Another start of the program, after which these people work here."""
    practice = shop.opened()
    await until(lambda: not tasks.running())
    for one in people:
        await practice.desk.shift.add(one, "2580")
    await shop.close()


def _slow(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.4) -> None:
    """A disk that takes its time."""
    prepare = Vault._prepare

    def slowly(vault: Vault, worker: object) -> object:
        sleep(seconds)
        return prepare(vault, worker)  # type: ignore[arg-type]

    monkeypatch.setattr(Vault, "_prepare", slowly)


def _busy(shop: Shop) -> FileLock:
    """Another program has the file."""
    return FileLock(f"{Home.at(shop.folder).vault_file}.lock", timeout=0, thread_local=False)


def _lock_secrets(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The store of secrets does not answer until it is undone."""

    def locked(*_arguments: object) -> Secret | None:
        raise SecretStoreLocked("The secret store is locked.", "", "Unlock it and try again.")

    monkeypatch.setattr(SessionSecrets, "read", locked)
    return monkeypatch


def _covered(practice: Practice) -> bool:
    return practice.window.lock.curtain.is_down


def _says(practice: Practice) -> str:
    """What stands in place of everything."""
    found = practice.window.lock.veil.opening.findChildren(QLabel)
    return " ".join(one.text() for one in found if one.isVisible()).strip()


def _button(practice: Practice, name: str) -> QPushButton:
    found = practice.window.lock.veil.opening.findChild(QPushButton, name)
    assert found is not None
    return found


async def _asks(practice: Practice) -> None:
    """The PIN can be typed, and lets in."""
    await until(lambda: practice.window.lock.veil.asks and _covered(practice))
    await practice.desk.shift.sign_in("Dana", "2580")
    await until(lambda: not _covered(practice))


# ------------------------------------------------------------------------------------------------ the start


async def test_nothing_is_shown_before_it_is_known_who_works_here(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first moment on; no key and no click lifts it."""
    await _visit(shop, DANA)
    _slow(monkeypatch)
    practice = shop.opened()
    assert _covered(practice)
    assert _says(practice) == "Opening…"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space):
        QTest.keyClick(practice.window.lock.veil, key)
    QTest.mouseClick(practice.window.lock.veil, Qt.MouseButton.LeftButton)
    assert _covered(practice)
    await _asks(practice)


async def test_where_nobody_worked_here_the_start_is_as_ever(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search box is there at once, while the file is being opened."""
    _slow(monkeypatch)
    practice = shop.opened()
    assert not _covered(practice)
    await until(lambda: not tasks.running())
    assert not _covered(practice)


async def test_settings_that_were_taken_away_open_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the window waits for the file, and remembers what that says."""
    Home.at(shop.folder).settings_file.unlink()
    _slow(monkeypatch)
    practice = shop.opened()
    assert _covered(practice)
    await until(lambda: not _covered(practice))
    assert practice.desk.settings.load().nobody_signs_in


async def test_what_the_settings_say_is_put_right_by_the_file(shop: Shop) -> None:
    """Whoever put them back from before there were people finds the next start closed."""
    file = Home.at(shop.folder).settings_file
    before = file.read_bytes()
    await _visit(shop, DANA)
    file.write_bytes(before)
    practice = shop.opened()
    await _asks(practice)
    assert not practice.desk.settings.load().nobody_signs_in


# ------------------------------------------------------------------------------------------------ another program


@pytest.mark.parametrize("people", [(), (DANA,)])
async def test_beside_another_window_nothing_goes_on(shop: Shop, people: tuple[Member, ...]) -> None:
    """No look, no write and no second outbox, whoever works here; as soon as the file is free it goes on whole."""
    await _visit(shop, *people)
    with _busy(shop):
        practice = shop.opened()
        await until(lambda: "Another Frontdesk" in _says(practice))
        assert _covered(practice)
        assert "wait for the synchronisation" in _says(practice)
        texts = practice.window.lock.veil.opening.findChildren(QLabel)
        assert all(one.height() >= one.heightForWidth(one.width()) for one in texts)  # no line is cut off
        await asyncio.sleep(0.3)
        assert _covered(practice)
        assert not _button(practice, "beginAnewButton").isVisible()
    if people:
        await _asks(practice)
    await until(lambda: not _covered(practice) and not tasks.running())
    vault = shop.programs[-1][1]
    assert (vault.is_kept, vault.trouble) == (True, None)


async def test_work_of_earlier_is_there_after_the_wait(shop: Shop) -> None:
    """Nothing was read from, or written to, a memory in between."""
    practice = shop.opened()
    await opened(practice, "1117")
    retype(practice, "nickname", "Jay")
    await practice.desk.settled()
    await shop.close()
    with _busy(shop):
        practice = shop.opened()
        await until(lambda: "Another Frontdesk" in _says(practice))
    await until(practice.desk.drafts.left)
    await until(lambda: not _covered(practice))
    await opened(practice, "1117")
    assert line(practice, "nickname").text() == "Jay"


async def test_a_window_that_waits_can_be_closed(shop: Shop) -> None:
    """At once."""
    with _busy(shop):
        practice = shop.opened()
        await until(lambda: "Another Frontdesk" in _says(practice))
        began = perf_counter()
        practice.frame.close()
        assert not practice.frame.isVisible()
        shop.programs[-1][1].stop_asking()
        await until(lambda: not tasks.running())
        await shop.close()
        assert perf_counter() - began < 2.0


# ------------------------------------------------------------------------------------------------ trouble


async def test_secrets_that_are_locked_open_nothing_where_people_sign_in(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once they are unlocked, Enter on the button is enough."""
    await _visit(shop, DANA)
    with monkeypatch.context() as locked:
        _lock_secrets(locked)
        practice = shop.opened()
        await until(lambda: "secret store is locked" in _says(practice))
        assert "Unlock it and try again. Who signs in at this desk" in _says(practice)
        assert not _button(practice, "beginAnewButton").isVisible()
        _button(practice, "tryAgainButton").click()
        await until(lambda: "secret store is locked" in _says(practice))
    _button(practice, "tryAgainButton").setFocus()
    QTest.keyClick(_button(practice, "tryAgainButton"), Qt.Key.Key_Return)
    await _asks(practice)


async def test_secrets_that_are_locked_stop_nobody_where_nobody_signs_in(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers are served, in memory, and it is said."""
    _lock_secrets(monkeypatch)
    practice = shop.opened()
    await until(lambda: "secret store is locked" in message(practice))
    assert not _covered(practice)


async def test_a_damaged_file_can_be_begun_anew(shop: Shop) -> None:
    """After a question whose first answer keeps it; then nobody works here yet."""
    await _visit(shop, DANA)
    file = Home.at(shop.folder).vault_file
    file.write_bytes(b"x" * file.stat().st_size)
    practice = shop.opened()
    await until(lambda: "is damaged" in _says(practice))
    _button(practice, "beginAnewButton").click()
    assert "Begin a new encrypted file?" in _says(practice)
    assert practice.window.lock.veil.opening.offered[0] is _button(practice, "keepOldButton")
    _button(practice, "keepOldButton").click()
    assert "is damaged" in _says(practice)
    _button(practice, "beginAnewButton").click()
    _button(practice, "agreeAnewButton").click()
    await until(lambda: not _covered(practice) and not tasks.running())
    assert practice.desk.shift.members == ()
    assert shop.programs[-1][1].is_kept
    assert practice.desk.settings.load().nobody_signs_in


async def test_people_who_cannot_be_read_lock_the_window(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is open and a page of it is gone: whoever it was that signed in, nobody comes in for it."""
    await _visit(shop, DANA)
    practice = shop.opened()
    await until(lambda: not tasks.running())
    trouble = SecretStoreLocked("It cannot be read.", "", "Try again.")

    async def unreadable() -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(practice.desk.shift, "open", unreadable)
        await practice.desk.shift.sign_in("Dana", "2580")
        practice.window.lock.read_people()
        await until(lambda: "It cannot be read." in _says(practice))
        assert _covered(practice)
    _button(practice, "tryAgainButton").click()
    await _asks(practice)


async def test_the_first_person_is_expected_before_being_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that cannot be written take nobody in: such a person would be no lock."""
    practice = shop.opened()
    await until(lambda: not tasks.running())
    settings = practice.desk.settings
    with monkeypatch.context() as full:

        def refuse(_settings: object) -> None:
            raise SecretStoreLocked("The settings were not saved.")

        full.setattr(type(settings), "save", lambda _self, changed: refuse(changed))
        with pytest.raises(SecretStoreLocked):
            await practice.desk.shift.add(DANA, "2580")
    assert practice.desk.shift.members == ()
    settings.save(replace(settings.load(), idle_minutes=3))
    assert settings.load().nobody_signs_in
