"""The manual's window: its parts at the side, the text beside them, a line to search in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError
from app.ui import tasks, theme
from app.ui.manual.paper import write_pdf
from app.ui.manual.text import Look, ManualText, Section, drawn_width, read_manual, read_picture
from app.ui.save_dialog import SaveDialog
from app.ui.theme import GRID
from app.ui.translation import error_words
from app.ui.widgets.button import push_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.marks import label

_CHARACTERS = 125  # the window is about as wide as this many average characters
_SIDE_CHARACTERS = 30
_OF_SCREEN = 0.8  # and never larger than this part of the screen: Qt centres it before it knows its title bar
_AROUND = 15 * GRID  # margins, frames and the bar beside the text
_LOOKS = frozenset({QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange})


class _Page(QTextBrowser):
    """The text. Qt itself would scale the pictures coarsely."""

    look: Look

    def loadResource(self, _kind: int, url: QUrl | str) -> object:
        """A picture in the pixels in which it is drawn."""
        picture = read_picture(QUrl(url).path())
        drawn = round(drawn_width(picture.width(), self.look.width) * self.devicePixelRatioF())
        return picture.scaledToWidth(drawn, Qt.TransformationMode.SmoothTransformation)


class ManualWindow(Dialog):
    """A window of its own, so that it can be read beside any dialog; it closes with the window ``beside`` it.

    ``about`` makes the button that leads to what the program says of itself.
    """

    def __init__(self, beside: QWidget, about: Callable[[QWidget], QWidget]) -> None:
        super().__init__(None, Qt.WindowType.Window)  # a child of the main window would be shut off by its dialogs
        self.setObjectName("manualWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Manual"))
        self.setWindowIcon(beside.window().windowIcon())
        self.setAccessibleName(self.windowTitle())
        self._drawn: ManualText | None = None
        self._contents = QListWidget()
        self._contents.setObjectName("manualContents")
        self._contents.setAccessibleName(self.tr("Contents"))
        self._contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = _Page()
        self._page.setObjectName("manualPage")
        self._page.setAccessibleName(self.windowTitle())
        self._page.setOpenLinks(False)
        for framed in (self._contents, self._page):
            framed.setProperty("card", True)
        self._words = QLineEdit()
        self._words.setObjectName("manualSearch")
        self._words.setPlaceholderText(self.tr("Search   Ctrl+F"))
        self._words.setAccessibleName(self.tr("Search the manual"))
        self._outcome = label(role="muted")
        self._outcome.setObjectName("manualOutcome")
        self._lay_out(about)
        self._connect()
        self._draw()
        beside.window().installEventFilter(self)

    def _lay_out(self, about: Callable[[QWidget], QWidget]) -> None:
        letter = self.fontMetrics().averageCharWidth()
        side = QVBoxLayout()
        side.setSpacing(GRID)
        side.addWidget(self._words)
        side.addWidget(self._contents, 1)
        for widget in (self._words, self._contents):
            widget.setFixedWidth(letter * _SIDE_CHARACTERS)
        body = QHBoxLayout()
        body.setSpacing(2 * GRID)
        body.addLayout(side)
        body.addWidget(self._page, 1)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._outcome, 1)
        foot.addWidget(about(self))
        foot.addWidget(push_button(self.tr("Save as PDF…   Ctrl+P"), "manualPrint", self._ask_file))
        foot.addWidget(push_button(self.tr("Close   Esc"), "manualClose", self.close))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(body, 1)
        column.addLayout(foot)
        room = self.screen().availableSize() * _OF_SCREEN  # its title bar has to be reached too
        self.resize(QSize(letter * _CHARACTERS, letter * _CHARACTERS * 3 // 4).boundedTo(room))

    def _connect(self) -> None:
        self._contents.currentRowChanged.connect(self._go_to_row)
        self._contents.itemActivated.connect(lambda _item: self._page.setFocus())
        self._page.anchorClicked.connect(self._follow)
        self._page.verticalScrollBar().valueChanged.connect(self._mark_section)
        self._words.textEdited.connect(lambda _text: self._search(goes_on=False))
        self._words.returnPressed.connect(lambda: self._search(goes_on=True))
        for keys, pressed in (("Ctrl+F", self._go_to_search), ("Ctrl+P", self._ask_file)):
            QShortcut(QKeySequence(keys), self).activated.connect(pressed)

    # ---------------------------------------------------------------------------------------- the text

    def _draw(self) -> None:
        """Draw the text in the colours and letters there are now; the reader stays where they are."""
        width = self.fontMetrics().averageCharWidth() * (_CHARACTERS - _SIDE_CHARACTERS) - _AROUND
        look = Look(tokens=theme.active(), font=self.font(), width=width)
        if self._drawn and look == self._page.look:
            return
        self._page.look, before, row = look, self._drawn, self._contents.currentRow()
        self._drawn = drawn = ManualText(read_manual(is_dark=look.tokens.is_dark), look, self._page)
        self._page.setDocument(drawn.document)
        if before:
            before.document.deleteLater()
        with QSignalBlocker(self._contents):
            self._contents.clear()
            self._contents.addItems([section.title for section in drawn.sections])
        self._contents.setCurrentRow(max(0, row))

    def _sections(self) -> tuple[Section, ...]:
        return self._drawn.sections if self._drawn else ()

    def go_to(self, name: str) -> None:
        """Show a section from its heading on."""
        row = [section.name for section in self._sections()].index(name)
        self._contents.setCurrentRow(row)
        self._go_to_row(row)
        self._page.setFocus()

    def _go_to_row(self, row: int) -> None:
        cursor = QTextCursor(self._page.document())
        cursor.setPosition(self._sections()[row].position)
        self._page.setTextCursor(cursor)
        top = self._page.document().documentLayout().blockBoundingRect(cursor.block()).top()
        self._page.verticalScrollBar().setValue(round(top) - 2 * GRID)
        self._mark(row)

    def _follow(self, link: QUrl) -> None:
        self.go_to(link.fragment())

    def _mark_section(self) -> None:
        """The contents show where the reader is."""
        top = self._page.cursorForPosition(QPoint(2 * GRID, 4 * GRID)).position()
        self._mark(max((at for at, one in enumerate(self._sections()) if one.position <= top), default=0))

    def _mark(self, row: int) -> None:
        with QSignalBlocker(self._contents):
            self._contents.setCurrentRow(row)

    # ---------------------------------------------------------------------------------------- searching

    def _go_to_search(self) -> None:
        self._words.setFocus()
        self._words.selectAll()

    def _search(self, *, goes_on: bool) -> None:
        """Find the words from the cursor on, and from the beginning once the end is reached."""
        words, cursor = self._words.text(), self._page.textCursor()
        cursor.setPosition(cursor.selectionEnd() if goes_on else cursor.selectionStart())
        self._page.setTextCursor(cursor)
        found = not words or self._page.find(words)
        if not found:
            cursor.setPosition(0)
            self._page.setTextCursor(cursor)
            found = self._page.find(words, QTextDocument.FindFlag(0))
        self._outcome.setText("" if found else self.tr("The manual does not have these words."))

    # ---------------------------------------------------------------------------------------- on paper

    def _ask_file(self) -> None:
        dialog = SaveDialog(self)
        dialog.setWindowTitle(self.tr("Save the manual"))
        dialog.offer("frontdesk-manual.pdf", {"PDF (*.pdf)": "pdf"})
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, file: str) -> None:
        self._outcome.setText(self.tr("Writing the file…"))
        tasks.start(self, tasks.in_thread(partial(write_pdf, self.font(), file)), self._tell_written, self._tell_error)

    def _tell_written(self, _none: None) -> None:
        self._outcome.setText(self.tr("Saved. Open the file to print it."))

    def _tell_error(self, error: AppError) -> None:
        self._outcome.setText(error_words(error))

    # ---------------------------------------------------------------------------------------- Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, the size of the letters and the screen."""
        super().changeEvent(event)
        if event.type() in _LOOKS and self._drawn:
            self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the main window."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.close()
        return super().eventFilter(watched, event)
