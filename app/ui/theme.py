"""The colours and measures of the window, as tokens, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # the first screen does without the domain
    from app.core.verdict import Level

GRID = 8  # px; every margin and gap is a multiple of it
RADIUS = 8
TARGET = 44  # px; the least height of the main targets
FIELD_HEIGHT = 34
_LEFT_WIDTH = 400


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Text on its background has a contrast of at least 4.5 : 1 (WCAG 2.1, 1.4.3)."""

    is_dark: bool
    background: str
    panel: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    chosen: str
    ok: str
    ok_back: str
    warn: str
    warn_back: str
    bad: str
    bad_back: str
    chip_back: str

    def level(self, level: Level | None) -> tuple[str, str]:
        """Text and background colour for a verdict level; None is neutral."""
        return self.named_level("" if level is None else level.name)

    def named_level(self, name: str) -> tuple[str, str]:
        """The same by the level's name; "" is neutral."""
        return {
            "ADMIT": (self.ok, self.ok_back),
            "LOOK": (self.warn, self.warn_back),
            "REFUSE": (self.bad, self.bad_back),
            "": (self.muted, self.chip_back),
        }[name]


LIGHT = Tokens(
    is_dark=False,
    background="#F6F7F5",
    panel="#FFFFFF",
    line="#DDE1DC",
    text="#1B211D",
    muted="#5C675F",
    accent="#1F6F4A",
    on_accent="#FFFFFF",
    chosen="#E6EFE9",
    ok="#1F6F4A",
    ok_back="#E3F3EA",
    warn="#7A4B00",
    warn_back="#FFF1D6",
    bad="#9B1C1C",
    bad_back="#FDE5E5",
    chip_back="#F0F2EF",
)
DARK = Tokens(
    is_dark=True,
    background="#141816",
    panel="#1C211E",
    line="#323A35",
    text="#E8EDE9",
    muted="#9DA9A1",
    accent="#4FB783",
    on_accent="#0E1A14",
    chosen="#20352A",
    ok="#7ADBA8",
    ok_back="#173325",
    warn="#F2C26B",
    warn_back="#3A2B10",
    bad="#FF9C9C",
    bad_back="#43191B",
    chip_back="#2A312D",
)


def left_width(widget: QWidget, room: int) -> int:
    """The width of the search side in a window as wide as ``room``: as the letters need it, 400 px at least.

    A narrow window (a full one of 1920 px at 200 % is 960 wide) takes up to a tenth of it, for the customer's side.
    """
    usual = _usual_left_width(widget)
    return min(usual, max(least_left_width(widget), usual + room - usual * 11 // 4))


def least_left_width(widget: QWidget) -> int:
    """The width of the search side that its rows need at least."""
    return _usual_left_width(widget) * 9 // 10


def _usual_left_width(widget: QWidget) -> int:
    return max(_LEFT_WIDTH, widget.fontMetrics().averageCharWidth() * 50)


def palette_of(tokens: Tokens) -> QPalette:
    """The Qt palette of a theme, for everything the style sheet does not reach."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.background,
        roles.WindowText: tokens.text,
        roles.Base: tokens.panel,
        roles.AlternateBase: tokens.background,
        roles.Text: tokens.text,
        roles.PlaceholderText: tokens.muted,
        roles.Button: tokens.panel,
        roles.ButtonText: tokens.text,
        roles.Highlight: tokens.accent,
        roles.HighlightedText: tokens.on_accent,
        roles.ToolTipBase: tokens.panel,
        roles.ToolTipText: tokens.text,
        roles.Link: tokens.accent,
        roles.Accent: tokens.accent,
    }
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return palette


class _Active:
    tokens = LIGHT


def use(tokens: Tokens) -> None:
    """Make a theme the one that painted things take their colours from."""
    _Active.tokens = tokens


def active() -> Tokens:
    """The theme in use."""
    return _Active.tokens
