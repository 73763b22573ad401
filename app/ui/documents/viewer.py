"""One document, large: zoom, turn, pages. It stands in place of the list, so the keyboard never leaves the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QEvent, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui.documents.canvas import Canvas
from app.ui.documents.drawing import LEAST_ZOOM, MOST_ZOOM, Drawing, Drawn, Wish, fitting
from app.ui.documents.keys import SAVE_AS, asked_for, in_words
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label

_STEP = 1.25


class Viewer(QWidget):
    """Shows one document. ``closed`` when the clerk has seen enough, ``save_wanted`` for keeping it as a file."""

    closed = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentViewer")
        self._drawing: Drawing | None = None
        self._shown: Drawn | None = None
        self._wish = Wish(self.size())
        self._pages = 1
        self._title = label(role="section")
        self._title.setWordWrap(True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._percent = label(role="muted")
        self._page = label(role="muted")
        self._words = label(role="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._canvas = Canvas()
        self._canvas.zoomed.connect(self._zoom_by)
        self._canvas.resized.connect(self._refit)
        self._make_buttons()
        self._lay_out()
        self._keys = self._key_table()

    def _make_buttons(self) -> None:
        self._back = self._button(self.tr("Back"), self.tr("Back to the documents"), "Esc", self.close_document)
        self._out = self._button("\N{MINUS SIGN}", self.tr("Smaller"), "-", self.zoom_out)
        self._in = self._button("+", self.tr("Larger"), "+", self.zoom_in)
        self._fit = self._button(self.tr("Fit"), self.tr("Fit into the window"), "0", self.fit)
        self._left = self._button("↺", self.tr("Turn left"), self.tr("L or ["), self.turn_left)
        self._right = self._button("↻", self.tr("Turn right"), self.tr("R or ]"), self.turn_right)
        self._before = self._button(
            "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
            self.tr("Page before"),
            self.tr("Page up"),
            self.page_before,
        )
        self._next = self._button(
            "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", self.tr("Next page"), self.tr("Page down"), self.next_page
        )
        self._save = self._button(self.tr("Save as…"), self.tr("Save as a file"), in_words(SAVE_AS), self.save_wanted)

    def _button(self, text: str, name: str, key: str, pressed: Callable[[], None] | object) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID // 2)
        bar.addWidget(self._back)
        bar.addSpacing(GRID)
        bar.addWidget(self._title, 1)
        for one in (self._before, self._page, self._next, self._out, self._percent, self._in, self._fit):
            bar.addWidget(one)
        for one in (self._left, self._right, self._save):
            bar.addWidget(one)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(bar)
        column.addLayout(self._stack, 1)

    def _key_table(self) -> Mapping[int, Callable[[], None]]:
        keys = Qt.Key
        table = {
            keys.Key_Escape: self.close_document,
            keys.Key_Plus: self.zoom_in,
            keys.Key_Equal: self.zoom_in,  # where + is, without Shift
            keys.Key_Minus: self.zoom_out,
            keys.Key_0: self.fit,
            keys.Key_L: self.turn_left,
            keys.Key_BracketLeft: self.turn_left,
            keys.Key_R: self.turn_right,
            keys.Key_BracketRight: self.turn_right,
            keys.Key_PageUp: self.page_before,
            keys.Key_PageDown: self.next_page,
        }
        return {key.value: act for key, act in table.items()}

    # ------------------------------------------------------------------------------------------ what is shown

    def wait_for(self, title: str) -> None:
        """Say that a document is on its way."""
        self._forget()
        self._title.setText(title)
        self._canvas.setAccessibleName(title)
        self._say(self.tr("Loading…"))
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_content(self, content: bytes) -> None:
        """Show the document that was waited for."""
        self._drawing = Drawing(content, self)
        self._drawing.opened.connect(self._take_pages)
        self._drawing.drawn.connect(self._take_drawn)
        self._drawing.failed.connect(self.show_reason)
        self._want()

    def show_reason(self, error: AppError) -> None:
        """Say why there is nothing to see."""
        self._say("\n".join(translated(part) for part in (error.title, error.hint) if part))

    def close_document(self) -> None:
        """Forget the document and give the place back."""
        self._forget()
        self.closed.emit()

    def _forget(self) -> None:
        if self._drawing is not None:
            shiboken6.delete(self._drawing)
        self._drawing = None
        self._shown = None
        self._pages = 1
        self._wish = Wish(self._canvas.room())
        self._canvas.show_image(None, QSizeF())
        self._show_state()

    def _say(self, text: str) -> None:
        self._words.setText(text)
        self._stack.setCurrentWidget(self._words)

    def _take_pages(self, pages: int) -> None:
        self._pages = pages
        self._show_state()

    def _take_drawn(self, drawn: Drawn) -> None:
        first, other_page = self._shown is None, self._shown is not None and self._shown.wish.page != drawn.wish.page
        self._shown = drawn
        zoom = drawn.wish.zoom or drawn.zoom
        self._canvas.show_image(drawn.image, drawn.natural * zoom, drawn.wish.turns)
        if first or other_page:
            self._canvas.verticalScrollBar().setValue(0)
        if self._stack.currentWidget() is not self._canvas:
            self._stack.setCurrentWidget(self._canvas)
        if first and self.window().focusWidget() is self._back:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_state()

    def _show_state(self) -> None:
        seen = self._shown is not None
        for button in (self._out, self._in, self._fit, self._left, self._right):
            button.setEnabled(seen)
        self._percent.setText(f"{round((self._zoom or 1.0) * 100)} %" if seen else "")
        page, paged = self._wish.page, self._pages > 1
        self._page.setText(self.tr("Page {} of {}").format(page + 1, self._pages))
        for widget in (self._page, self._before, self._next):
            widget.setVisible(paged)
        self._before.setEnabled(page > 0)
        self._next.setEnabled(page < self._pages - 1)

    # ------------------------------------------------------------------------------------------ what is wished

    @property
    def _zoom(self) -> float | None:
        """The zoom in force: the one asked for, else the one that fitting came to."""
        return self._wish.zoom or (self._shown.zoom if self._shown else None)

    def _want(self) -> None:
        self._wish = replace(self._wish, room=self._canvas.room(), ratio=self.devicePixelRatioF())
        if self._drawing is not None:
            self._drawing.want(self._wish)
        self._show_state()

    def _refit(self) -> None:
        if self._wish.zoom is None and self._canvas.room() != self._wish.room:
            self._want()

    def _zoom_by(self, steps: int) -> None:
        if self._shown is None:
            return
        zoom = min(MOST_ZOOM, max(LEAST_ZOOM, (self._zoom or 1.0) * _STEP**steps))
        self._wish = replace(self._wish, zoom=zoom)
        self._stretch()
        self._want()

    def _stretch(self) -> None:
        """Show at once what is already drawn of the page as it is wished for; a sharper picture follows."""
        shown, wish = self._shown, self._wish
        if shown is not None and shown.wish.page == wish.page:
            crosswise = (shown.wish.turns - wish.turns) % 2
            natural = shown.natural.transposed() if crosswise else shown.natural
            self._canvas.stretch(natural * (wish.zoom or fitting(natural, self._canvas.room())), wish.turns)

    def zoom_in(self) -> None:
        """Larger by a quarter."""
        self._zoom_by(1)

    def zoom_out(self) -> None:
        """Smaller by a fifth."""
        self._zoom_by(-1)

    def fit(self) -> None:
        """As large as the place allows."""
        self._wish = replace(self._wish, zoom=None)
        self._stretch()
        self._want()

    def turn_left(self) -> None:
        """A quarter turn against the clock."""
        self._turn(-1)

    def turn_right(self) -> None:
        """A quarter turn with the clock."""
        self._turn(1)

    def _turn(self, quarters: int) -> None:
        self._wish = replace(self._wish, turns=(self._wish.turns + quarters) % 4)
        self._stretch()
        self._want()

    def page_before(self) -> None:
        """One page back."""
        self._go_to(self._wish.page - 1)

    def next_page(self) -> None:
        """One page on."""
        self._go_to(self._wish.page + 1)

    def _go_to(self, page: int) -> None:
        if 0 <= page < self._pages:
            self._wish = replace(self._wish, page=page)
            self._want()

    # ------------------------------------------------------------------------------------------ keys

    def _act_for(self, event: QKeyEvent) -> Callable[[], object] | None:
        if event.keyCombination() == SAVE_AS:
            return self.save_wanted.emit
        extra = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if extra or (
            control and event.key() not in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0}
        ):
            return None
        return self._keys.get(event.key())

    def event(self, event: QEvent) -> bool:
        """Claim the viewer's keys before the window's short cuts get them."""
        key = asked_for(event)
        if key is not None and self._act_for(key):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key asks for."""
        act = self._act_for(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)
