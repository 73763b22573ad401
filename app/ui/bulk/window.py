"""The window "Customers in bulk": what is asked for above, the customers in the middle, what can be done below."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.core.staff import Privilege
from app.services.desk import Desk
from app.ui import theme
from app.ui.approval import where_allowed
from app.ui.bulk.columns import USUAL, ColumnsDialog
from app.ui.bulk.look import bulk_style
from app.ui.bulk.model import RowsModel
from app.ui.bulk.outcome import Outcome
from app.ui.bulk.presenter import BulkPresenter
from app.ui.bulk.question import Question
from app.ui.bulk.saving import ExportDialog
from app.ui.bulk.table import RowsTable
from app.ui.messages import MessageBar, Messages
from app.ui.questions import ask
from app.ui.theme import GRID
from app.ui.widgets.dialog import press_focused
from app.ui.widgets.marks import label, mark

_SIZE = (1100, 700)
_NEXT_MS = 10


class BulkWindow(QWidget):
    """A window of its own ``beside`` the main one. ``opened`` carries the CustomerRef of a row that was chosen.

    Closing it stops what is under way, after a question, and keeps the rows until the program ends or a new run
    begins; it closes with the window it is beside, and ends with it. Whoever makes it keeps it.
    """

    opened = Signal(object)  # CustomerRef

    def __init__(self, desk: Desk, beside: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)  # a child of the main window would be kept above it
        self.setObjectName("bulkWindow")
        self.setWindowTitle(self.tr("Customers in bulk"))
        self.setWindowIcon(beside.window().windowIcon())
        self.setAccessibleName(self.windowTitle())
        self._chosen: tuple[str, ...] = USUAL
        self._may_close = False
        self._shift = desk.shift
        self.messages = Messages(self)
        self.presenter = BulkPresenter(desk, self)
        self.question = Question(self.presenter.today())
        self.outcome = Outcome(self.presenter)
        self.model = RowsModel(self)
        self.table = RowsTable(self.model)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._dress()
        self.resize(*_SIZE)
        self._main = beside.window()
        self._main.installEventFilter(self)
        beside.destroyed.connect(self.deleteLater)
        self._refresh()

    def come_forward(self) -> None:
        """Show it in front of the others."""
        self.show()
        _bring_forward(self)

    # ------------------------------------------------------------------------------------------ building

    def _make_buttons(self) -> None:
        self._start_button = self._button(self.tr("&Start"), "bulkStart", self._start)
        self._stop_button = self._button(self.tr("&Cancel"), "bulkCancel", self.presenter.stop)
        self._go_on_button = self._button(self.tr("Co&ntinue"), "bulkContinue", self._go_on)
        self._columns_button = self._button(self.tr("Co&lumns…"), "bulkColumns", self._ask_columns)
        self._export_button = self._button(self.tr("&Export…"), "bulkExport", self._ask_file)
        self._go_on_button.setAccessibleDescription(self.tr("Reads what was not read yet; nobody comes twice"))
        mark(self._start_button, "role", "main")

    def _button(self, text: str, name: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.replace("&", "").rstrip("…"))
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        self._empty = label(role="muted")
        self._empty.setObjectName("bulkEmpty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem = label(role="error")
        self._problem.setObjectName("bulkProblem")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        inner = QVBoxLayout()
        inner.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        inner.setSpacing(2 * GRID)
        inner.addLayout(self._lay_out_head())
        for widget in (self._problem, self.outcome):
            inner.addWidget(widget)
        inner.addWidget(self._stack, 1)
        inner.addLayout(self._lay_out_foot())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(MessageBar(self.messages))
        column.addLayout(inner, 1)
        stops = [*self.question.tab_stops(), self._start_button, self._stop_button, self._go_on_button]
        for before, after in pairwise([*stops, self.table, self._columns_button, self._export_button]):
            QWidget.setTabOrder(before, after)

    def _lay_out_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.question, 1)
        for button in (self._start_button, self._stop_button, self._go_on_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _lay_out_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(label(self.tr("Enter opens a customer in the main window. Kept in memory only."), "muted"), 1)
        foot.addWidget(self._columns_button)
        foot.addWidget(self._export_button)
        return foot

    def _connect(self) -> None:
        self.question.changed.connect(self._refresh)
        self.question.entered.connect(self._start)
        self.presenter.started.connect(self._show_run)
        self.presenter.changed.connect(self._refresh)
        self.presenter.ended.connect(self._tell_end)
        self.presenter.written.connect(self._tell_written)
        self.presenter.failed.connect(self.messages.show_error)
        self.table.activated.connect(self._open)

    def _dress(self) -> None:
        sheet = bulk_style(theme.active())
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    # ------------------------------------------------------------------------------------------ what is shown

    def _refresh(self) -> None:
        """Show how it stands: what can be pressed, how far it is, the rows that came."""
        self.question.show_stores(self.presenter.connections())
        problem = self.question.problem()
        busy, run = self.presenter.busy, self.presenter.run
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.question.setEnabled(not busy)
        self._start_button.setEnabled(not busy and not problem)
        self._stop_button.setEnabled(busy)
        self._go_on_button.setEnabled(run is not None and not busy and run.can_go_on)
        self._export_button.setEnabled(run is not None and not busy and len(run.rows) > 0)
        self._columns_button.setEnabled(run is not None)
        self.outcome.refresh()
        self._take_rows()

    def _take_rows(self) -> None:
        run = self.presenter.run
        if run is not None and not self.model.is_of(run, self._shown_columns()):
            self._show_run()
        self.model.take_new()
        if run is not None and self.model.rowCount() < len(run.rows) and not self.presenter.busy:
            QTimer.singleShot(_NEXT_MS, self, self._take_rows)  # while it is busy its own steps bring the next chunk
        self._stack.setCurrentIndex(1 if self.model.rowCount() else 0)
        self._empty.setText(self._empty_text())

    def _empty_text(self) -> str:
        run = self.presenter.run
        if run is None:
            return self.tr(
                "Choose a store and a period, then press Start.\nThe customers can then be looked at and exported."
            )
        if self.presenter.reading:
            return self.tr("Asking the stores…")
        return self.tr("Nobody in this period.") if run.complete else self.tr("Nothing was read.")

    def _shown_columns(self) -> tuple[str, ...]:
        run = self.presenter.run
        there = run.columns().names if run else ()
        usual = [name for name in USUAL if name in there]
        ordered = dict.fromkeys([*usual, *there])  # who it is stands first; the rest as in a file of the command line
        return tuple(name for name in ordered if name in self._chosen)

    def _show_run(self) -> None:
        self.model.show_run(self.presenter.run, self._shown_columns())
        self.table.fit_columns()

    # ------------------------------------------------------------------------------------------ what is pressed

    def _start(self) -> None:
        if self._start_button.isEnabled():
            self.messages.clear()
            self.presenter.start(self.question.asked(), self.question.listing())
            self._stop_button.setFocus()

    def _go_on(self) -> None:
        """Go on with the list that is shown; the fields may have been changed for another one meanwhile."""
        run = self.presenter.run
        if run is not None:
            self.question.show_asked([store.connection for store in run.stores], run.listing)
        self.messages.clear()
        self.presenter.go_on()
        self._stop_button.setFocus()

    def _ask_columns(self) -> None:
        run = self.presenter.run
        if run is not None:
            dialog = ColumnsDialog(run.columns().names, self._shown_columns(), self)
            dialog.chosen.connect(self._choose_columns)
            dialog.open()

    def _choose_columns(self, names: tuple[str, ...]) -> None:
        self._chosen = names
        self._refresh()

    def _ask_file(self) -> None:
        where_allowed(self._shift, Privilege.EXPORT, self, self._open_file_dialog)

    def _open_file_dialog(self) -> None:
        run = self.presenter.run
        if run is not None:
            dialog = ExportDialog(run.listing, self)
            dialog.fileSelected.connect(self._write)
            dialog.open()

    def _write(self, path: str) -> None:
        self.messages.clear()
        self.presenter.write(Path(path), self.model.names)

    def _tell_end(self) -> None:
        self.outcome.announce()
        (self.table if self.model.rowCount() else self._start_button).setFocus()

    def _tell_written(self, out: Path) -> None:
        run = self.presenter.run
        short = run is not None and not run.complete
        note = self.tr("The list is short: the stores were not read to the end.") if short else ""
        self.messages.inform(self.tr("The customers were written to {}.").format(out.name), note)

    def _open(self, index: QModelIndex) -> None:
        ref = self.model.ref(index.row())
        if ref is not None:
            dialog = self._dialog_over_main()
            if dialog is None:
                self.opened.emit(ref)
            _bring_forward(dialog or self._main)

    def _dialog_over_main(self) -> QWidget | None:
        """A dialog that has to be answered first: what it asks is about the customer who is on the screen."""
        for dialog in QApplication.topLevelWidgets():
            if dialog.isModal() and dialog.isVisible() and _stands_over(dialog, self._main):
                return QApplication.activeModalWidget() or dialog
        return None

    # ------------------------------------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, and the stores that were connected meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        elif event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._forget_gone_stores()
            self._refresh()

    def _forget_gone_stores(self) -> None:
        """The rows of a store that is no longer connected lead nowhere."""
        there = {store.id for store in self.presenter.connections()}
        run = self.presenter.run
        if run is not None and not any(store.connection.id in there for store in run.stores):
            self.presenter.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter presses the button it is on."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif not press_focused(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before something that is under way is stopped."""
        if not self.presenter.busy or self._may_close:
            self._may_close = False
            self.presenter.stop()
            event.accept()
            return
        event.ignore()
        ask(
            self,
            self.tr("This is still under way."),
            self.tr("Customers read so far are kept; a file that is being written is not."),
            yes=self.tr("Stop and close"),
            no=self.tr("Go back"),
            agreed=self._close_anyway,
        )

    def _close_anyway(self) -> None:
        self._may_close = True
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the main window, without a question."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous() and self.isVisible():
            self._close_anyway()
        return super().eventFilter(watched, event)


def _stands_over(dialog: QWidget, window: QWidget) -> bool:
    above = dialog.parentWidget()
    while above is not None and above is not window:
        above = above.parentWidget()
    return above is window


def _bring_forward(window: QWidget) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
