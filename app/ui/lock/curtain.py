"""Hides every window's content at once and lets no key and no click through, until it is lifted.

What stood open stays as it was: texts, cursors, selections, dialogs. The main window is covered, and what it holds is
hidden besides: screen readers and other assistive tools reach everything that counts as visible, covered or not. Every other
window is taken off the screen and comes back, because a modal dialog would keep the keyboard from the cover. A dialog that
wants to open meanwhile waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeGuard

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLineEdit, QToolTip, QWidget

from app.ui.lock.screen import Veil

_FOCUS = Qt.FocusReason.ActiveWindowFocusReason  # as with another program's window: selections stay
_NO_WINDOWS = frozenset({Qt.WindowType.Popup, Qt.WindowType.ToolTip})
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
        QEvent.Type.ContextMenu,
        QEvent.Type.ToolTip,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
    }
)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Where the keyboard was in a window, and what was selected there."""

    widget: QWidget | None
    selection: tuple[int, int, int] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, window: QWidget) -> _Cursor:
        """Take it down."""
        return cls.at(window.focusWidget())

    @classmethod
    def at(cls, widget: QWidget | None) -> _Cursor:
        """The same of a known widget."""
        if isinstance(widget, QLineEdit):
            return cls(widget, (widget.selectionStart(), widget.selectionLength(), widget.cursorPosition()))
        return cls(widget)

    def restore(self) -> None:
        """Put the keyboard back, if there is still something to put it to."""
        if self.widget is None or not shiboken6.isValid(self.widget):
            return
        self.widget.setFocus(_FOCUS)
        if isinstance(self.widget, QLineEdit) and self.selection:
            start, length, cursor = self.selection
            if start < 0:
                self.widget.setCursorPosition(cursor)
            else:  # from its far end, where the cursor stood at its beginning
                self.widget.setSelection(
                    start + length if cursor == start else start, -length if cursor == start else length
                )


@dataclass(frozen=True, slots=True)
class _Away:
    """A window that is off the screen for now."""

    window: QWidget
    place: QPoint
    cursor: _Cursor
    was_active: bool


class Curtain(QObject):
    """Covers with the veil, which gets the keyboard."""

    def __init__(self, cover: Veil, parent: QObject) -> None:
        super().__init__(parent)
        self._cover = cover
        self._frame: QWidget | None = None
        self._away: list[_Away] = []
        self._content: list[QWidget] = []  # of the main window
        self._cursor = _Cursor(None)
        self._was_active = False  # the main window

    @property
    def is_down(self) -> bool:
        """Whether everything is hidden."""
        return self._frame is not None

    @property
    def _application(self) -> QApplication:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise TypeError("Only windows can be covered.")
        return application

    # ---------------------------------------------------------------------------------------- down

    def lower(self, frame: QWidget) -> None:
        """Hide everything; ``frame`` is the main window."""
        if self.is_down:
            return
        self._frame = frame
        self._cursor = _Cursor.of(frame)
        has_keyboard, self._was_active = QApplication.activeWindow() is not None, frame.isActiveWindow()
        self._cover.setParent(frame)
        self._cover.setGeometry(frame.rect())
        self._cover.show()
        self._cover.raise_()
        QToolTip.hideText()
        for window in sorted(self._others(), key=_depth, reverse=True):
            self._put_away(window)
        self._application.installEventFilter(self)
        self._application.focusChanged.connect(self._keep_keyboard)
        if has_keyboard:
            frame.activateWindow()
        self._cover.take_keyboard()
        self._hide_content(frame)  # once the keyboard is out of it: it would go on to a neighbour

    def _hide_content(self, frame: QWidget) -> None:
        parts = [one for one in frame.children() if isinstance(one, QWidget) and not one.isWindow()]
        self._content = [one for one in parts if one is not self._cover and not _is_hidden_already(one)]
        for one in self._content:
            one.hide()

    def _show_content(self) -> None:
        content, self._content = self._content, []
        for one in content:
            if shiboken6.isValid(one):
                one.show()

    def _others(self) -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self._frame]

    def _put_away(self, window: QWidget) -> None:
        """Take a window off the screen. Lists and menus that had dropped down are folded, others come back later."""
        if not shiboken6.isValid(window) or not window.isVisible():
            return
        if window.windowType() in _NO_WINDOWS:
            window.close()
            return
        self._away.append(_Away(window, window.pos(), _Cursor.of(window), window.isActiveWindow()))
        if isinstance(window, QDialog):
            window.finished.connect(self._forget_ended)
        window.hide()

    def _forget_ended(self) -> None:
        """A dialog has come to its end while nobody saw it."""
        ended = self.sender()
        self._away = [one for one in self._away if one.window is not ended]

    def _put_away_late(self) -> None:
        """Whatever has opened meanwhile waits, and does not keep the keyboard."""
        if self._frame is None:
            return
        for window in sorted(self._others(), key=_depth, reverse=True):
            self._put_away(window)
        if QApplication.activeWindow() is not None or QApplication.focusWidget() is None:
            self._frame.activateWindow()
        self._cover.take_keyboard()

    # ---------------------------------------------------------------------------------------- meanwhile

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let nothing through but to the cover."""
        kind = event.type()
        if kind in _INPUT:
            if isinstance(watched, QWindow):
                return False
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # the key itself is wanted: no short cut is even looked for
                return True
            return not self._is_inside(watched)
        if kind == QEvent.Type.Resize and watched is self._frame and self._frame is not None:
            self._cover.setGeometry(self._frame.rect())
        elif kind == QEvent.Type.Show and self._is_late(watched):
            _cover_blank(watched)
            QTimer.singleShot(0, self, self._put_away_late)
        return False

    def _is_late(self, watched: QObject) -> TypeGuard[QWidget]:
        """Whether it is a further window."""
        return isinstance(watched, QWidget) and watched.isWindow() and watched is not self._frame

    def _is_inside(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and (watched is self._cover or self._cover.isAncestorOf(watched))

    def _keep_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Something was shown late and took the keyboard: it gets it when the cover is gone."""
        if now is None or self._is_inside(now) or self._frame is None or now.window() is not self._frame:
            return
        self._cursor = _Cursor.at(now)
        self._cover.take_keyboard()

    # ---------------------------------------------------------------------------------------- up again

    def lift(self) -> None:
        """Show everything as it was."""
        if self._frame is None:
            return
        frame = self._frame
        self._application.removeEventFilter(self)
        self._application.focusChanged.disconnect(self._keep_keyboard)
        self._frame = None
        self._show_content()
        self._cover.hide()
        self._cursor.restore()
        away, self._away = self._away, []
        for one in sorted((one for one in away if shiboken6.isValid(one.window)), key=lambda one: _depth(one.window)):
            if isinstance(one.window, QDialog):
                one.window.finished.disconnect(self._forget_ended)
            one.window.move(one.place)
            one.window.show()
            one.cursor.restore()
        active = [one.window for one in away if one.was_active and shiboken6.isValid(one.window)]
        if active:
            active[-1].activateWindow()
        elif away and self._was_active and QApplication.activeModalWidget() is None:  # they came back in front of it
            frame.raise_()
            if not frame.isActiveWindow():
                frame.activateWindow()


def _is_hidden_already(part: QWidget) -> bool:
    """Whether somebody has hidden it. What was put into the window just now is not shown yet, and counts as hidden too."""
    return part.isHidden() and part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _depth(window: QWidget) -> int:
    """How many windows a window stands over: a question about a dialog comes after it."""
    depth, above = 0, window.parentWidget()
    while above is not None:
        depth, above = depth + 1, above.parentWidget()
    return depth


class _Blank(QFrame):
    """Covers a window that opened late for the moment until it is off the screen."""


def _cover_blank(window: QWidget) -> None:
    blank = _Blank(window)
    blank.setAutoFillBackground(True)
    blank.setGeometry(window.rect())
    blank.show()
    blank.raise_()
    QTimer.singleShot(0, blank, blank.deleteLater)
