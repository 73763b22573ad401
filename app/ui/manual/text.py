"""The manual's text as it is shown and printed: `resources/manual/manual.md` with the keys and the pictures put in.

Pictures are taken when the program is built (`packaging/pictures.py`). A copy that runs from its source may have none; its
manual does without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QImageReader,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextTable,
)

from app.ui.actions import ACTIONS
from app.ui.theme import GRID, Tokens
from app.ui.translation import translated

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "manual"
_PICTURE = re.compile(r"!\[[^\]]*\]\((?P<file>[^)]+)\)\n*")
_KEYS = "<!-- keys -->"
_KEYS_HEAD = "| Press | To |\n|---|---|"
_HEADINGS = (1.6, 1.3)  # times the size of the text, as names and titles have it in the window
_LINE_PERCENT = 135
_PIXELS = 2  # pictures are taken at 200 %, so that they are sharp on every screen and on paper


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the manual: ``name`` is what links to it say, ``position`` where it begins in the document."""

    name: str
    title: str
    position: int


def name_of(title: str) -> str:
    """``Find somebody`` is linked to as ``find-somebody``."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def read_manual(folder: Path = FOLDER, *, is_dark: bool = False) -> str:
    """The Markdown, with the table of keys, with the theme's own pictures, without those that are not there."""
    text = (folder / "manual.md").read_text(encoding="utf-8")
    if is_dark:
        text = _PICTURE.sub(lambda found: found[0].replace("-light.png)", "-dark.png)"), text)
    text = _PICTURE.sub(lambda found: found[0] if (folder / found["file"]).is_file() else "", text)
    rows = [f"| `{action.keys}` | {translated(action.text)} |" for action in ACTIONS]
    return text.replace(_KEYS, "\n".join([_KEYS_HEAD, *rows]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the manual is drawn; no picture is wider than ``width``."""

    tokens: Tokens
    font: QFont
    width: int


def pictures_in(text: str) -> list[str]:
    """The names of the pictures, as the document asks for them."""
    return [found["file"] for found in _PICTURE.finditer(text)]


def read_picture(name: str, folder: Path = FOLDER) -> QImage:
    """A picture as it was taken."""
    return QImage(str(folder / name))


def drawn_width(pixels: int, most: int) -> int:
    """How wide a picture is drawn: as what it shows, or as wide as there is room."""
    return min(pixels // _PIXELS, most)


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The words of a block, a fragment for each way in which they are drawn."""
    place = block.begin()
    while not place.atEnd():
        yield place.fragment()
        place += 1


class ManualText:
    """The document, a child of ``parent``, and its sections. Whoever shows it brings the pictures (`read_picture`)."""

    def __init__(self, text: str, look: Look, parent: QObject, folder: Path = FOLDER) -> None:
        self._look = look
        self._folder = folder
        self.document = QTextDocument(parent)
        self.document.setUndoRedoEnabled(False)
        self.document.setDefaultFont(look.font)
        self.document.setDocumentMargin(2 * GRID)
        self.document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.sections = tuple(self._dress())
        for frame in self.document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def _dress(self) -> list[Section]:
        """Headings, lines and keys as the window has them; answers the sections."""
        sections = []
        block = self.document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level == 1:
                sections.append(Section(name_of(block.text()), block.text(), block.position()))
            self._dress_block(block, level)
            for start, length in [(one.position(), one.length()) for one in fragments(block)]:
                cursor = QTextCursor(self.document)
                cursor.setPosition(start)
                cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                if cursor.charFormat().isImageFormat():
                    self._dress_picture(cursor)
                else:
                    self._dress_words(cursor, level)
            block = block.next()
        return sections

    def _dress_block(self, block: QTextBlock, level: int) -> None:
        cursor = QTextCursor(block)
        form = block.blockFormat()
        form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if level:
            form.setTopMargin((5 - level) * GRID if block.position() else 0)
            form.setBottomMargin(GRID)
        cursor.setBlockFormat(form)

    def _dress_picture(self, cursor: QTextCursor) -> None:
        picture = cursor.charFormat().toImageFormat()
        size = QImageReader(str(self._folder / picture.name())).size()
        width = drawn_width(size.width(), self._look.width)
        picture.setWidth(width)
        picture.setHeight(width * size.height() / size.width())
        cursor.setCharFormat(picture)
        lined = cursor.blockFormat()
        lined.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        lined.setBottomMargin(GRID)
        cursor.setBlockFormat(lined)

    def _dress_words(self, cursor: QTextCursor, level: int) -> None:
        words = cursor.charFormat()
        if level:
            words.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            words.setFontPointSize(self.document.defaultFont().pointSizeF() * _HEADINGS[level - 1])
        elif words.fontFixedPitch():  # a key
            words.setFontFamilies(self.document.defaultFont().families())
            words.setFontFixedPitch(False)
            words.setFontWeight(QFont.Weight.DemiBold)
            words.setBackground(QColor(self._look.tokens.chip_back))
        elif words.isAnchor():
            words.setForeground(QColor(self._look.tokens.accent))
        cursor.setCharFormat(words)

    def _dress_table(self, table: QTextTable) -> None:
        """A line under each row, and nothing else."""
        form = table.format()
        form.setBorder(0)
        form.setCellPadding(GRID * 3 / 4)
        form.setCellSpacing(0)
        form.setTopMargin(GRID)
        form.setBottomMargin(2 * GRID)
        table.setFormat(form)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                lined = cell.format().toTableCellFormat()
                lined.setBottomBorder(1)
                lined.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                lined.setBottomBorderBrush(QColor(self._look.tokens.line))
                cell.setFormat(lined)
