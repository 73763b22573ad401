"""The one style sheet, built from the tokens."""

from __future__ import annotations

from app.ui.theme import FIELD_HEIGHT, GRID, RADIUS, TARGET, Tokens


def style_sheet(tokens: Tokens, body_points: float, icons: str) -> str:
    """The style sheet for a theme; ``icons`` is the folder of the small pictures, sizes follow the body size."""
    return "\n".join(
        (
            _surfaces(tokens),
            _texts(tokens, body_points),
            _fields(tokens, f"{icons}/arrow-{_shade(tokens)}.svg"),
            _ticks(tokens, f"{icons}/check-{_shade(tokens)}.svg"),
            _buttons(tokens),
            _tabs(tokens),
            _levels(tokens),
            _lock(tokens),
        )
    )


def _surfaces(t: Tokens) -> str:
    return f"""
QWidget {{ color: {t.text}; }}
QMainWindow, QDialog, #page {{ background: {t.background}; }}
QFrame[card="true"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; padding: 4px; }}
#statusBar, #updateNotice {{ background: {t.background}; border-top: 1px solid {t.line}; }}
#trainingRibbon {{ background: {t.warn_back}; }}
#trainingRibbon QLabel, #trainingRibbon QPushButton {{ color: {t.warn}; font-weight: 600; }}
QListView {{ background: {t.panel}; border: none; outline: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.line}; border-radius: 4px; min-height: 32px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: 4px; min-width: 32px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.chip_back}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""


def _texts(t: Tokens, points: float) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="muted"], QLabel[role="label"] {{ color: {t.muted}; }}
QLabel[role="section"] {{ color: {t.muted}; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="name"] {{ font-size: {points * 1.6:.1f}pt; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {points * 1.3:.1f}pt; font-weight: 600; }}
QLabel[role="error"] {{ color: {t.bad}; }}
QLabel[role="advice"] {{ color: {t.warn}; }}
QLabel[role="changed"] {{ color: {t.warn}; }}
QLabel[role="chip"] {{ background: {t.chip_back}; color: {t.text}; border-radius: 12px; padding: 4px 13px; }}
"""


def _fields(t: Tokens, arrow: str) -> str:
    boxes = "QLineEdit, QComboBox, QPlainTextEdit"
    focus = "QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus"
    return f"""
{boxes} {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; padding: 0 10px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit, QComboBox {{ min-height: {FIELD_HEIGHT - 2}px; }}
QPlainTextEdit {{ padding: 6px 8px; }}
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"], QLineEdit:disabled, QComboBox:disabled, QCheckBox:disabled {{
    background: {t.background}; color: {t.muted}; }}
QLineEdit[state="changed"], QComboBox[state="changed"], QPlainTextEdit[state="changed"] {{ border: 1px solid {t.warn}; }}
QLineEdit[state="wrong"], QComboBox[state="wrong"], QPlainTextEdit[state="wrong"] {{ border: 1px solid {t.bad}; }}
{focus} {{ border: 2px solid {t.accent}; padding: 0 9px; }}
QPlainTextEdit:focus {{ padding: 5px 7px; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({arrow}); width: 10px; height: 6px; }}
QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line}; color: {t.text};
    selection-background-color: {t.chosen}; selection-color: {t.text}; }}
#searchBox {{ min-height: {TARGET}px; border: 2px solid {t.line}; border-radius: {RADIUS}px; padding: 0 14px;
    font-size: 14pt; }}
#searchBox:focus {{ border-color: {t.accent}; padding: 0 14px; }}
"""


def _ticks(t: Tokens, tick: str) -> str:
    return f"""
QCheckBox, QRadioButton {{ min-height: {FIELD_HEIGHT}px; spacing: {GRID}px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 18px; height: 18px; border: 1px solid {t.muted};
    background: {t.panel}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 10px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
    image: url({tick}); }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.accent}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
QCheckBox[state="changed"] {{ border: none; color: {t.warn}; }}
#differencesPanel QCheckBox:disabled {{ background: transparent; }}
QCheckBox::indicator:disabled {{ background: {t.background}; border-color: {t.line}; }}
QCheckBox::indicator:checked:disabled {{ background: {t.muted}; border-color: {t.muted}; }}
"""


def _shade(t: Tokens) -> str:
    return "dark" if t.is_dark else "light"


def _buttons(t: Tokens) -> str:
    return f"""
QPushButton, QToolButton {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px;
    padding: 0 14px; min-height: {FIELD_HEIGHT - 2}px; outline: none; }}
QPushButton:hover, QToolButton:hover {{ background: {t.chip_back}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent}; padding: 0 13px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.muted}; background: {t.background}; }}
QPushButton[role="main"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent};
    font-weight: 600; }}
QPushButton[role="main"]:hover {{ background: {t.ok}; }}
QPushButton[role="main"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[role="main"]:disabled {{ background: {t.chip_back}; color: {t.muted}; border-color: {t.line}; }}
QPushButton[role="link"] {{ background: transparent; border: 2px solid transparent; padding: 0 2px; text-align: left;
    min-height: 24px; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 2px solid {t.accent}; }}
#checkInButton {{ min-height: {TARGET - 2}px; }}
QFileDialog QToolButton, QFileDialog QToolButton:focus {{ padding: 0 4px; }}
"""


def _tabs(t: Tokens) -> str:
    return f"""
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; border: none; border-bottom: 2px solid transparent;
    padding: {GRID + 2}px {2 * GRID}px; }}
QTabBar::tab:selected {{ color: {t.text}; font-weight: 600; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
"""


def _levels(t: Tokens) -> str:
    rules = []
    for level in ("ADMIT", "LOOK", "REFUSE"):
        text, back = t.named_level(level)
        name = level.lower()
        rules.append(f"""
QFrame[level="{name}"] {{ background: {back}; border: none; border-radius: {RADIUS}px; }}
QFrame[level="{name}"][floating="true"] {{ border: 1px solid {text}; }}
QFrame[level="{name}"] QLabel, QFrame[level="{name}"] QPushButton[role="link"] {{ color: {t.text}; }}
QFrame[level="{name}"] QLabel[role="verdict"] {{ color: {text}; font-size: 13pt; font-weight: 700; }}
QFrame[level="{name}"] QPushButton[role="link"] {{ text-decoration: underline; }}""")
    return "\n".join(rules)


def _lock(t: Tokens) -> str:
    return f"""
#veil {{ background: {t.background}; border: none; }}
#namesList, #peopleList {{ background: {t.panel}; border: none; outline: none; }}
#manualContents {{ outline: none; padding: 4px; }}
#namesList {{ border: 1px solid {t.line}; border-radius: 6px; }}
#namesList::item, #peopleList::item, #manualContents::item {{ min-height: {FIELD_HEIGHT - 2}px; padding-left: 10px; color: {t.text}; }}
#namesList::item:selected, #peopleList::item:selected, #manualContents::item:selected {{ background: {t.chosen}; color: {t.text}; }}
#pinBox {{ min-height: {TARGET - 4}px; font-size: 14pt; }}
#pinButton {{ min-height: {TARGET - 2}px; }}
"""
