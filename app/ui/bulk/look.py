"""The colours of what only this window has: a table and fields for days."""

from __future__ import annotations

from pathlib import Path

from app.ui.theme import FIELD_HEIGHT, RADIUS, Tokens

_ICONS = Path(__file__).resolve().parents[3] / "resources" / "icons"


def bulk_style(t: Tokens) -> str:
    """The style sheet of the window, laid over that of the application."""
    icons = _ICONS.as_posix()
    shade = "dark" if t.is_dark else "light"
    arrow, tick = f"{icons}/arrow-{shade}.svg", f"{icons}/check-{shade}.svg"
    return f"""
#bulkWindow {{ background: {t.background}; }}
QTableView {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {RADIUS}px; outline: none;
    gridline-color: {t.line}; selection-background-color: {t.chosen}; selection-color: {t.text}; }}
QTableView:focus {{ border: 2px solid {t.accent}; }}
QTableView::item {{ padding: 0 8px; border: none; border-bottom: 1px solid {t.line}; }}
QTableView::item:selected {{ background: {t.chosen}; color: {t.text}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {t.panel}; color: {t.muted}; font-weight: 600; border: none;
    border-bottom: 1px solid {t.line}; padding: 6px 8px; text-align: left; }}
QDateEdit {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; padding: 0 10px;
    min-height: {FIELD_HEIGHT - 2}px; max-height: {FIELD_HEIGHT - 2}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QDateEdit:focus {{ border: 2px solid {t.accent}; padding: 0 9px; }}
QDateEdit:disabled {{ background: {t.background}; color: {t.muted}; }}
QDateEdit::drop-down {{ border: none; width: 26px; }}
QDateEdit::down-arrow {{ image: url({arrow}); width: 10px; height: 6px; }}
QListView {{ border: 1px solid {t.line}; border-radius: {RADIUS}px; selection-background-color: {t.chosen};
    selection-color: {t.text}; }}
QListView::item {{ min-height: 24px; padding-left: 4px; color: {t.text}; }}
QListView:focus {{ border: 2px solid {t.accent}; }}
QListView::indicator {{ width: 16px; height: 16px; border: 1px solid {t.muted}; border-radius: 4px;
    background: {t.panel}; }}
QListView::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url({tick}); }}
"""
