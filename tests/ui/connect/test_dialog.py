"""The connect dialog on the real use cases, with fakes at the ports."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QProgressBar, QPushButton, QWidget

from app.core.customer import ConnectionId
from app.core.errors import (
    AppError,
    InvalidInput,
    NotSignedIn,
    Offline,
    Problem,
    RateLimited,
    SecretStoreLocked,
    SecretStoreMissing,
)
from app.core.settings import Settings
from app.core.vendor import Connection
from tests.ui.conftest import until
from tests.ui.connect.conftest import SECRET, Desk, Screen

Show = Callable[..., Screen]
MISSING = SecretStoreMissing("No secret store here.", "You can go on.", "Use this session only.")
LOCKED = SecretStoreLocked("The secret store is locked.", "You can go on.", "Unlock it and try again.")
KNOWN = Connection(
    id=ConnectionId("id-1"), name="Old Town", vendor="north", base_url="https://old.example", account={"shop": "zzzzz"}
)


def _choose(screen: Screen, vendor: str) -> None:
    combo: QComboBox = screen.part("field_vendor")
    combo.setCurrentIndex(combo.findData(vendor))


# ---------------------------------------------------------------------------------------------- what is drawn


def test_fields_come_from_the_vendors_table(show: Show) -> None:
    """Name, place, the vendor's address, its settings and its credentials are asked for, in that order, and nothing else."""
    screen = show()
    asked = [one.objectName() for one in screen.dialog.findChildren(QLineEdit) if one.objectName().startswith("field_")]
    assert asked == ["field_name", "field_base_url", "field_shop", "field_user_key", "field_api_key"]
    assert screen.line("base_url").text() == "https://api.north.example/v1"


def test_another_vendor_asks_for_other_things(show: Show) -> None:
    """Choosing a vendor redraws the fields; a vendor's own default stands in them."""
    screen = show()
    _choose(screen, "south")
    assert screen.line("base_url").text() == "https://south.example"
    assert screen.part("field_strict").currentData() == "yes"
    assert screen.line("token").echoMode() is QLineEdit.EchoMode.Password


def test_it_is_as_high_as_another_vendor_needs(show: Show) -> None:
    """Every field of the vendor chosen last is in sight, as on opening; coming back gives back the first height."""
    screen = show()
    first = screen.dialog.size()
    for vendor in ("south", "north"):
        _choose(screen, vendor)
        QApplication.sendPostedEvents()
        assert screen.dialog._scroll.viewport().height() >= screen.dialog._form.sizeHint().height()
    assert screen.dialog.size() == first


def test_what_was_typed_comes_back_with_its_vendor(show: Show) -> None:
    """Looking at another vendor loses no setting; credentials are not carried about."""
    screen = show()
    screen.fill()
    _choose(screen, "south")
    _choose(screen, "north")
    assert screen.line("shop").text() == "abcde"
    assert screen.line("name").text() == "Main Street"
    assert screen.line("api_key").text() == ""


def test_secret_is_hidden_until_shown(show: Show) -> None:
    """A credential is shown only while its button is down, and the button says what pressing it does."""
    screen = show()
    line, button = screen.line("api_key"), screen.button("show_api_key")
    assert (line.echoMode(), button.text()) == (QLineEdit.EchoMode.Password, "Show")
    button.click()
    assert (line.echoMode(), button.text()) == (QLineEdit.EchoMode.Normal, "Hide")
    assert line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_everything_has_a_name_to_be_read_out(show: Show) -> None:
    """Whatever takes the focus or carries a state has an accessible name."""
    screen = show()
    kinds = (QLineEdit, QComboBox, QAbstractButton, QProgressBar)
    nameless = [
        one.objectName() or type(one).__name__
        for one in screen.dialog.findChildren(QWidget)
        if isinstance(one, kinds)
        and not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
        and one.objectName() != "qt_spinbox_lineedit"
    ]
    assert not nameless
    assert screen.dialog.accessibleName()


def test_signing_in_again_shows_all_but_the_credentials(show: Show) -> None:
    """An existing store keeps its vendor and settings; its credentials are asked for, and have the focus."""
    screen = show(KNOWN)
    assert not screen.part("field_vendor").isEnabled()
    assert screen.line("name").text() == "Old Town"
    assert screen.line("base_url").text() == "https://old.example"
    assert screen.line("shop").text() == "zzzzz"
    assert screen.line("user_key").text() == ""
    assert screen.dialog.focusWidget() is screen.line("user_key")


# ---------------------------------------------------------------------------------------------- keyboard


async def test_keyboard_alone_goes_through_every_field_in_order(show: Show) -> None:
    """Tab visits vendor, name, address, settings, credentials and buttons in reading order, also after a change."""
    screen = show()
    _choose(screen, "south")
    await until(screen.line("token").isVisible)
    seen = _tab_through(screen, 10)
    assert seen == [
        "field_vendor",
        "field_name",
        "field_place",
        "field_base_url",
        "field_strict",
        "field_token",
        "show_token",
        "connectTestButton",
        "connectCancelButton",
        "connectSaveButton",
    ]


def _tab_through(screen: Screen, stops: int) -> list[str]:
    screen.part("field_vendor").setFocus()
    seen = []
    for _ in range(stops):
        focused = screen.dialog.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen


async def test_enter_saves_and_escape_leaves(show: Show, desk: Desk) -> None:
    """Enter in a field saves; Esc closes and keeps nothing."""
    screen = show()
    screen.fill()
    QTest.keyClick(screen.dialog, Qt.Key.Key_Escape)
    assert screen.finished == [0]
    assert not desk.kept
    screen = show()
    screen.fill()
    QTest.keyClick(screen.line("api_key"), Qt.Key.Key_Return)
    await until(lambda: screen.connected)
    assert desk.kept


# ---------------------------------------------------------------------------------------------- testing


async def test_a_test_that_succeeds_says_so_and_keeps_nothing(show: Show, desk: Desk) -> None:
    """Test proves the sign-in with the store and says what is left to do; nothing is kept."""
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(screen.said)
    assert "accepted the sign-in" in screen.said()
    assert "Save" in screen.said()
    assert not screen.part("connectState").isVisibleTo(screen.dialog)
    assert (desk.kept, desk.settings.connections, desk.closed) == ({}, (), 1)


async def test_an_edit_after_the_test_makes_it_untested(show: Show) -> None:
    """What was tested is what stands in the fields: an edit takes the good news back."""
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(screen.said)
    screen.line("api_key").setText("another")
    assert screen.said() == ""
    assert "Not tested" in screen.part("connectState").text()


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (InvalidInput(Problem("shop", "No such shop."), refused=True), "shop"),
        (NotSignedIn("The key was refused.", "", "Enter another."), "api_key"),
        (Offline("The store cannot be reached.", "", "Look at the network."), "base_url"),
    ],
    ids=["input", "sign-in", "offline"],
)
async def test_an_error_stands_at_the_field_where_it_belongs(
    show: Show, desk: Desk, error: AppError, field: str
) -> None:
    """The store's refusal is shown under the field to be corrected, which is marked, and has the focus if it is first."""
    desk.refusal = error
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(lambda: screen.error(field))
    assert screen.part(f"field_{field}").property("state") == "wrong"
    assert screen.part(f"field_{field}").accessibleDescription() == screen.error(field)
    first = "user_key" if field == "api_key" else field
    assert screen.dialog.focusWidget() is screen.line(first)
    assert screen.button("connectTestButton").isEnabled()


async def test_an_error_of_no_field_is_said_in_words(show: Show, desk: Desk) -> None:
    """What no field can mend is said with its hint, and offers no session-only sign-in."""
    desk.refusal = RateLimited("The store's budget of calls is used up.", "", "Try again in a minute.")
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(screen.said)
    assert screen.said() == "The store's budget of calls is used up. Try again in a minute."
    assert not screen.button("sessionOnlyButton").isVisibleTo(screen.dialog)


async def test_empty_fields_are_named_without_asking_the_store(show: Show, desk: Desk) -> None:
    """Every field that is needed says so at once, the first one gets the focus, and no call is made."""
    screen = show()
    screen.press("connectTestButton")
    await until(lambda: screen.error("name"))
    assert screen.error("shop")
    assert screen.error("api_key")
    assert screen.dialog.focusWidget() is screen.line("name")
    assert desk.checks == 0


async def test_correcting_a_field_takes_its_error_away(show: Show) -> None:
    """An error goes when its field is edited, the others stay."""
    screen = show()
    screen.press("connectSaveButton")
    await until(lambda: screen.error("name"))
    screen.line("name").setText("M")
    assert screen.error("name") == ""
    assert screen.error("shop")


# ---------------------------------------------------------------------------------------------- saving


async def test_saving_keeps_the_store_and_tells_it(show: Show, desk: Desk) -> None:
    """Saving keeps secret and settings, trimmed, leaves blanks out, and tells the kept connection."""
    screen = show()
    screen.fill()
    screen.line("user_key").setText("  u1 ")
    screen.press("connectSaveButton")
    await until(lambda: screen.connected)
    (kept,) = desk.settings.connections
    assert screen.connected == [kept]
    assert (kept.name, kept.vendor, kept.account) == ("Main Street", "north", {"shop": "abcde"})
    assert desk.kept[kept.id] == {"user_key": "u1", "api_key": SECRET}
    assert screen.finished == [1]


async def test_saving_again_keeps_the_identity(show: Show, desk: Desk) -> None:
    """Signing in again replaces the store's entry, it adds none."""
    desk.settings = Settings(connections=(KNOWN,))
    screen = show(KNOWN)
    screen.line("user_key").setText("u2")
    screen.line("api_key").setText(SECRET)
    screen.press("connectSaveButton")
    await until(lambda: screen.connected)
    assert desk.settings.connections == (KNOWN,)
    assert desk.kept == {KNOWN.id: {"user_key": "u2", "api_key": SECRET}}


async def test_a_taken_name_is_said_at_the_name(show: Show, desk: Desk) -> None:
    """Two stores of one name could not be told apart."""
    desk.settings = Settings(connections=(KNOWN,))
    screen = show()
    screen.fill()
    screen.line("name").setText("old town")
    screen.press("connectSaveButton")
    await until(lambda: screen.error("name"))
    assert not screen.connected


@pytest.mark.parametrize("error", [MISSING, LOCKED], ids=["missing", "locked"])
async def test_without_a_secret_store_the_session_is_offered(show: Show, desk: Desk, error: AppError) -> None:
    """A secret store that is missing or locked is said plainly; this session only is one press away."""
    desk.write_refusals = [error]
    screen = show()
    screen.fill()
    screen.press("connectSaveButton")
    await until(screen.said)
    assert error.title in screen.said()
    assert screen.dialog.focusWidget() is screen.button("sessionOnlyButton")
    screen.press("sessionOnlyButton")
    await until(lambda: screen.connected)
    assert desk.kept == {}
    assert [one.name for one in desk.settings.connections] == ["Main Street"]


async def test_an_unlocked_store_is_tried_again(show: Show, desk: Desk) -> None:
    """Try again saves with what stands in the fields."""
    desk.write_refusals = [LOCKED]
    screen = show()
    screen.fill()
    screen.press("connectSaveButton")
    await until(screen.said)
    screen.press("tryAgainButton")
    await until(lambda: screen.connected)
    assert list(desk.kept.values()) == [{"user_key": "u1", "api_key": SECRET}]


# ---------------------------------------------------------------------------------------------- working


async def test_while_it_works_only_cancel_can_be_pressed(show: Show, desk: Desk) -> None:
    """Progress is shown, every field and button but Cancel is off, and all comes back with the answer."""
    desk.gate.clear()
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(lambda: desk.checks)
    enabled = {
        one.objectName()
        for one in screen.dialog.findChildren(QWidget)
        if isinstance(one, QPushButton | QLineEdit | QComboBox) and one.isEnabled()
    }
    assert enabled == {"connectCancelButton"}
    assert screen.part("connectProgress").isVisibleTo(screen.dialog)
    desk.gate.set()
    await until(screen.said)
    assert screen.line("name").isEnabled()
    assert not screen.part("connectProgress").isVisibleTo(screen.dialog)


async def test_a_double_press_runs_once(show: Show, desk: Desk) -> None:
    """Neither a double click nor Enter twice saves twice, and the second Enter presses nothing else."""
    desk.write_gate.clear()
    screen = show()
    screen.fill()
    QTest.keyClick(screen.line("api_key"), Qt.Key.Key_Return)
    QTest.keyClick(screen.dialog.focusWidget() or screen.dialog, Qt.Key.Key_Return)
    QTest.mouseDClick(screen.button("connectSaveButton"), Qt.MouseButton.LeftButton)
    await until(lambda: desk.writes)
    desk.write_gate.set()
    await until(lambda: screen.connected)
    assert desk.writes == 1
    assert len(desk.settings.connections) == 1


@pytest.mark.parametrize("button", ["connectTestButton", "connectSaveButton"])
async def test_an_answer_after_closing_is_dropped(show: Show, desk: Desk, button: str) -> None:
    """Cancel works at any moment: what was under way is ended, and its answer reaches nobody."""
    desk.gate.clear()
    desk.write_gate.clear()
    screen = show()
    screen.fill()
    screen.press(button)
    await until(lambda: desk.checks or desk.writes)
    screen.press("connectCancelButton")
    desk.gate.set()
    desk.write_gate.set()
    await until(lambda: screen.finished)
    assert not screen.connected
    assert desk.settings.connections == ()


async def test_closing_after_the_answer_but_before_its_delivery(show: Show, desk: Desk) -> None:
    """The narrow moment between an answer and its delivery is closed too: the dialog stays silent."""
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(lambda: desk.closed)
    screen.dialog.reject()
    assert screen.finished == [0]


# ---------------------------------------------------------------------------------------------- secrets


async def test_no_secret_stays_or_is_written_down(
    show: Show, desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Closing empties the credentials, undo does not bring them back, and no log or output ever holds one."""
    caplog.set_level(logging.DEBUG)
    desk.refusal = NotSignedIn("The key was refused.")
    screen = show()
    screen.fill()
    screen.press("connectTestButton")
    await until(screen.said)
    line = screen.line("api_key")
    screen.dialog.reject()
    assert (line.text(), line.isUndoAvailable()) == ("", False)
    written = caplog.text + "".join(capfd.readouterr())
    assert SECRET not in written
    assert SECRET not in screen.dialog.windowTitle()
