"""The Qt application: look, letters and language, before there is a window.

The bindings make a class with all its enumerations when it is first named. `Qt` has ninety of them with 1,200 members,
among them every key there is: 15 ms. So nothing here, nor in what the first screen is made of, names it or asks Qt for
one of its values.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLocale, QTimer, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Theme
from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.style import style_sheet

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_BODY_POINTS = 10.0
_TITLE_BAR = 40  # as high as any; how high it is is known when the window is shown
_DARK = 128  # of 255: a lighter background than this is not dark
_FIRST_PAINT_MS = 2000  # a window that starts minimised is not painted, and must not wait for it


def make_application(*, wanted: Theme, language: str) -> QApplication:
    """The application, styled. ``language`` is a BCP 47 code, "" for the system's."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Frontdesk")
    application.setApplicationDisplayName("Frontdesk")
    application.setDesktopFileName("frontdesk")
    application.setQuitOnLastWindowClosed(False)  # the main coroutine decides when the program ends
    application.setStyle("Fusion")
    _set_letters(application)
    _set_language(application, language)
    apply_theme(application, wanted)
    if wanted is Theme.SYSTEM:
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: apply_theme(application, wanted))
    return application


def show_first_screen(application: QApplication, size: tuple[int, int], *, fits_screen: bool = False) -> MainWindow:
    """Show the window and come back as soon as it is on the display.

    ``fits_screen``: a window that would reach beyond the screen with its title bar takes the whole screen instead.

    This runs Qt's own event loop for a moment, before there is any other: nothing is nested in anything.
    """
    window = MainWindow()
    window.resize(*size)
    room = application.primaryScreen().availableSize()
    is_too_big = fits_screen and (room.width() < size[0] or room.height() < size[1] + _TITLE_BAR)
    patience = QTimer(singleShot=True, interval=_FIRST_PAINT_MS)
    ends = (window.painted, window.closed, patience.timeout)
    for end in ends:
        end.connect(application.exit)
    if is_too_big:
        window.showMaximized()
    else:
        window.show()
    patience.start()
    application.exec()
    patience.stop()
    for end in ends:
        end.disconnect(application.exit)
    return window


def dress_window(window: QWidget) -> None:
    """Give the window its icon: drawing it takes longer than the first screen may wait."""
    from PySide6.QtGui import QIcon  # noqa: PLC0415 - the first screen has no icon

    window.setWindowIcon(QIcon(str(RESOURCES / "icons" / "frontdesk.svg")))


def apply_theme(application: QApplication, wanted: Theme) -> None:
    """Dress the application in a theme; the system's setting decides where nothing else was chosen."""
    is_dark = wanted is Theme.DARK or (wanted is Theme.SYSTEM and _is_system_dark(application))
    tokens = theme.DARK if is_dark else theme.LIGHT
    theme.use(tokens)
    application.setPalette(theme.palette_of(tokens))
    icons = (RESOURCES / "icons").as_posix()
    application.setStyleSheet(style_sheet(tokens, application.font().pointSizeF(), icons))


def _is_system_dark(application: QApplication) -> bool:
    """What `QStyleHints.colorScheme` says, by the background that the style has for it."""
    return application.style().standardPalette().window().color().lightness() < _DARK


def _set_letters(application: QApplication) -> None:
    """The system's letters at the system's size, but never below the body size."""
    font = QFont(application.font())
    font.setPointSizeF(max(font.pointSizeF(), _BODY_POINTS))
    application.setFont(font)


def _set_language(application: QApplication, language: str) -> None:
    if language:
        QLocale.setDefault(QLocale(language))
    locale = QLocale()
    # English first: it holds the plural forms; the language of the desk, where there is one, goes over it.
    for spoken in (QLocale(QLocale.Language.English), locale):
        translator = QTranslator(application)
        if translator.load(spoken, "frontdesk", "_", str(RESOURCES / "translations")):
            application.installTranslator(translator)
    scripts = QLocale.Script
    if application.isRightToLeft() or locale.script() not in {scripts.LatinScript, scripts.AnyScript}:
        application.setLayoutDirection(locale.textDirection())
