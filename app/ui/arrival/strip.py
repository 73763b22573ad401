"""Above the pages of whoever came with a card: what the card says otherwise, and what becomes of the scan."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.services.card_profile import Difference
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.dialog import is_enter
from app.ui.widgets.marks import label
from app.ui.widgets.tab_place import TabPlace

_ONE_COLUMN = 3  # differences; more stand in two columns


class Tick(QCheckBox):
    """One difference. Enter takes all that are ticked, wherever in the list the cursor is."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give Enter to the list."""
        if is_enter(event):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class DifferencesPanel(QFrame):
    """The differences, each with a tick; those that may not be kept have none to set."""

    take_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differencesPanel")
        self.setProperty("card", True)
        self._shown: tuple[tuple[Difference, ...], frozenset[str]] = ((), frozenset())
        self._ticks: dict[str, Tick] = {}
        self._title = label(self.tr("The card says otherwise"), "section")
        self._take = QPushButton(self.tr("Take   F7"))
        self._take.setObjectName("takeCardButton")
        self._take.setAccessibleName(self.tr("Put what is ticked into the form"))
        self._take.clicked.connect(self.take_wanted)
        self._leave = QPushButton(self.tr("Leave it   Esc"))
        self._leave.setObjectName("leaveCardButton")
        self._leave.setAccessibleName(self.tr("Leave the profile as it is"))
        self._leave.clicked.connect(self.leave_wanted)
        self._rows = QWidget()
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._title, 1)
        head.addWidget(self._leave)
        head.addWidget(self._take)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * GRID, GRID, GRID + 4, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addLayout(head)
        self._tab_place = TabPlace(self)
        self._column.addWidget(self._rows)

    def show_differences(self, found: Sequence[Difference], kept: Collection[str]) -> None:
        """Show what differs, ticked where it may be kept (form keys); what the clerk unticked stays so."""
        shown = (tuple(found), frozenset(one.key for one in found if one.key in kept))
        if shown != self._shown:
            self._shown = shown
            self._draw(*shown)
        self.setVisible(bool(found))

    def _draw(self, found: tuple[Difference, ...], kept: frozenset[str]) -> None:
        had_focus = self.has_focus()
        refused = {key for key, tick in self._ticks.items() if tick.isEnabled() and not tick.isChecked()}
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(0)
        columns = 2 if len(found) > _ONE_COLUMN else 1
        self._ticks = {}
        for place, one in enumerate(found):
            self._ticks[one.key] = tick = self._tick(one, can=one.key in kept, ticked=one.key not in refused)
            row, column = divmod(place, columns)
            grid.addWidget(tick, row, 2 * column)
            grid.addWidget(_texts(one), row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        self._column.replaceWidget(self._rows, rows)
        self._tab_place.give_to(rows)
        self._rows.deleteLater()
        self._rows = rows
        self._take.setVisible(bool(kept))
        if had_focus:
            self.go_to_first()

    def _tick(self, one: Difference, *, can: bool, ticked: bool) -> Tick:
        tick = Tick(translated(one.label))
        tick.setObjectName(f"take_{one.key}")
        tick.setEnabled(can)
        tick.setChecked(can and ticked)
        before = one.before or self.tr("nothing")
        tick.setAccessibleName(
            self.tr("{}: {} in the profile, {} on the card").format(tick.text(), before, one.on_card)
        )
        tick.entered.connect(self.take_wanted)
        return tick

    def ticked(self) -> tuple[Difference, ...]:
        """What is to be taken."""
        return tuple(one for one in self._shown[0] if self._ticks[one.key].isChecked())

    def forget(self) -> None:
        """Show nothing, and keep nothing of the card."""
        self.hide()
        self._shown = ((), frozenset())
        self._draw(*self._shown)

    def has_focus(self) -> bool:
        """Whether the cursor is in here."""
        return any(one.hasFocus() for one in (*self._ticks.values(), self._take, self._leave))

    def go_to_first(self) -> None:
        """Put the cursor to the first difference that can be taken, else to the button that leaves all as it is."""
        first = next((tick for tick in self._ticks.values() if tick.isEnabled()), None)
        (first or self._leave).setFocus(Qt.FocusReason.OtherFocusReason)


def _texts(one: Difference) -> QWidget:
    """``Sample → EXAMPLE``, the card's own in the colour of a change."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    before, arrow, on_card = label(one.before or "…", "muted"), label("→", "muted"), label(one.on_card)
    for part in (before, on_card):
        part.setWordWrap(True)
        part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row.addWidget(before, 1)
    row.addWidget(arrow)
    row.addWidget(on_card, 1)
    return both


class ArrivalStrip(QWidget):
    """The differences, and under them one line on what becomes of the scan. Hidden while nobody came with a card."""

    agreed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arrivalStrip")
        self.differences = DifferencesPanel()
        self._notice = label(role="muted")
        self._notice.setObjectName("policyNotice")
        self._notice.setWordWrap(True)
        self._notice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._agree = QPushButton(self.tr("The customer agrees   F8"))
        self._agree.setObjectName("agreeButton")
        self._agree.setAccessibleName(self.tr("The customer agrees to be kept"))
        self._agree.clicked.connect(self.agreed)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self._notice, 1)
        line.addWidget(self._agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.differences)
        column.addLayout(line)
        self.hide()

    @property
    def can_agree(self) -> bool:
        """Whether the customer may be asked to be kept."""
        return not (self.isHidden() or self._agree.isHidden())

    def show_notice(self, text: str, *, can_agree: bool) -> None:
        """Say what becomes of the scan."""
        self._notice.setText(text)
        self._agree.setVisible(can_agree)
        self.show()

    def forget(self) -> None:
        """Nobody with a card is on the screen."""
        self.hide()
        self.differences.forget()
        self._notice.clear()
        self._agree.hide()
