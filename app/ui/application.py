"""The Qt application: look, letters and language, before there is a window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from app.core.settings import Theme
from app.ui import theme
from app.ui.style import style_sheet

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_BODY_POINTS = 10.0


def make_application(*, wanted: Theme, language: str) -> QApplication:
    """The application, styled. ``language`` is a BCP 47 code, "" for the system's."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Frontdesk")
    application.setApplicationDisplayName("Frontdesk")
    application.setDesktopFileName("frontdesk")
    application.setWindowIcon(QIcon(str(RESOURCES / "icons" / "frontdesk.svg")))
    application.setQuitOnLastWindowClosed(False)  # the main coroutine decides when the program ends
    application.setStyle("Fusion")
    _set_letters(application)
    _set_language(application, language)
    apply_theme(application, wanted)
    return application


def apply_theme(application: QApplication, wanted: Theme) -> None:
    """Dress the application in a theme; the system's setting decides where nothing else was chosen."""
    system_is_dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    is_dark = wanted is Theme.DARK or (wanted is Theme.SYSTEM and system_is_dark)
    tokens = theme.DARK if is_dark else theme.LIGHT
    theme.use(tokens)
    application.setPalette(theme.palette_of(tokens))
    icons = (RESOURCES / "icons").as_posix()
    application.setStyleSheet(style_sheet(tokens, application.font().pointSizeF(), icons))


def follow_system_theme(application: QApplication) -> None:
    """Change between light and dark when the system does."""
    application.styleHints().colorSchemeChanged.connect(lambda _scheme: apply_theme(application, Theme.SYSTEM))


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
    application.setLayoutDirection(locale.textDirection())
