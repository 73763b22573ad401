"""A document made to do harm takes the process that draws it down at most: never the window, its memory or its time."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.training import specimens
from app.ui.documents import child, isolation
from app.ui.documents.drawable import CannotShow
from app.ui.documents.isolation import Isolated
from app.ui.documents.sources import open_source, thumbnail
from app.ui.scan.pictures import NoSymbol, read_picture
from tests.ui.documents import hostile
from tests.ui.documents.conftest import AGREEMENT, BEARER, PICTURE, encoded

BOX = QSize(176, 120)
MB = 1024 * 1024
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds and tells a process's memory so")


@pytest.fixture(autouse=True)
def own_child() -> Iterator[None]:
    """A child for this test alone."""
    isolation.end_children()
    yield
    isolation.end_children()


def _outcome(content: bytes) -> str:
    """Why no thumbnail came; nothing where one did."""
    try:
        return "" if not thumbnail(content, BOX).isNull() else "nothing"
    except CannotShow as refusal:
        return refusal.title if refusal.hint else "no hint"


def _picture(name: str) -> bytes:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return encoded(image, name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (hostile.png_of(7000, 7000), ""),
        (hostile.png_of(8000, 8000), "too large"),
        (hostile.gif_of(200_000), ""),
        (hostile.tiff_of(1, 6000), "damaged"),
        (hostile.tiff_of(1, 60_000), "too large"),
        (hostile.tiff_of(30_000, 10, content=bytes(100)), ""),
        (hostile.pages_of_nothing(1_000_000), ""),
        (hostile.drawn_into_itself(), "too much"),
        (hostile.unpacked_to(900), "too much"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
@ON_LINUX
def test_a_bomb_harms_nobody(content: bytes, reason: str) -> None:
    """It is shown or refused in plain words, within bounds of time; the next document is shown as if nothing was."""
    started = time.monotonic()
    assert reason in _outcome(content) if reason else not _outcome(content)
    assert time.monotonic() - started < 3 * isolation.SECONDS
    assert not _outcome(PICTURE)
    assert not _outcome(AGREEMENT)


@ON_LINUX
def test_the_window_takes_no_memory_for_it() -> None:
    """What a document costs while it is drawn, it costs in the child, and there it is bounded."""
    before = _resident(os.getpid())
    source = open_source(hostile.png_of(7000, 7000))
    source.draw(0, BOX)
    own = isolation._idle[-1]._process.pid
    assert _resident(os.getpid()) - before < 64 * MB
    limits = Path(f"/proc/{own}/limits").read_text()
    bound = next(line for line in limits.splitlines() if line.startswith("Max address space")).split()[3]
    assert child.MEMORY < int(bound) < 4 * child.MEMORY
    assert next(line for line in limits.splitlines() if line.startswith("Max file size")).split()[3] == "0"


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is ended, and the words say why."""
    source = open_source(PICTURE)
    monkeypatch.setattr(isolation, "SECONDS", 0.0)
    with pytest.raises(CannotShow, match="too long"):
        source.draw(0, QSize(3000, 3000))
    monkeypatch.undo()
    assert source.draw(0, BOX).size() == BOX


def test_a_child_that_died_is_replaced() -> None:
    """Killed between two questions, as a machine short of memory does."""
    source = open_source(PICTURE)
    (idle,) = isolation._idle
    idle._process.kill()
    idle._process.wait()
    assert source.draw(0, BOX).size() == BOX


@pytest.mark.parametrize(
    "answer",
    [
        b"p" + b"\xff" * 16,
        b"p" + bytes([0, 0, 0, 1]) * 2 + bytes(8),
        b"y" + bytes(8) + b"\xff" * 8,
        b"n" + bytes(8) + b"\xff" * 8,
        b"?" + bytes(16),
        b"y",
    ],
)
def test_what_a_captured_child_says_is_not_believed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes without end, pixels that do not come, words without end: refused, and nothing is reserved for them."""
    program = f"import os; os.read(0, 9999); os.write(1, {answer!r})"
    monkeypatch.setattr(isolation, "CHILD_ARGUMENT", program)
    monkeypatch.setattr(isolation, "_PROGRAM", [sys.executable, "-c"])
    with pytest.raises(CannotShow):
        Isolated(b"%PDF-").draw(0, BOX)


def test_a_tiff_is_shown_whole_and_refused_cut() -> None:
    """Its reader looks into the buffer as it ends: with the buffer gone first it took the window down."""
    whole = _picture("TIFF")
    assert not _outcome(whole)
    assert "damaged" in _outcome(whole[: len(whole) // 2])


def _fuzzed(seed: int, kinds: list[bytes]) -> bytes:
    dice = random.Random(seed)  # noqa: S311 - the same damages each time
    content = bytearray(dice.choice(kinds))
    for _ in range(dice.choice((1, 3, 30))):
        place = dice.randrange(len(content))
        content[place] = dice.choice((0, 255, content[place] ^ 1 << dice.randrange(8), dice.randrange(256)))
    return bytes(content[: dice.choice((len(content), dice.randrange(len(content))))])


def _fuzz(seeds: range, look: Callable[[bytes], object]) -> None:
    kinds = [_picture(name) for name in ("PNG", "JPG", "BMP", "WEBP", "TIFF")]
    kinds += [hostile.gif_of(3), AGREEMENT, specimens.permit(BEARER), hostile.drawn_ever_more(2, 2)]
    for seed in seeds:
        look(_fuzzed(seed, kinds))


def _scan(content: bytes) -> None:
    with contextlib.suppress(NoSymbol):
        read_picture(content)


def test_damaged_documents_are_shown_or_refused() -> None:
    """Bytes turned, cut off: a picture or words, and nothing else."""
    _fuzz(range(30), _outcome)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_thousands_of_damaged_documents_are_shown_or_refused() -> None:
    """The same at length; the child may die of them."""
    _fuzz(range(100, 5000), _outcome)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.qt_log_ignore(".*")
def test_thousands_of_damaged_photos_are_read_or_refused() -> None:
    """Photos of cards are decoded in this process: whatever they hold, it goes on."""
    _fuzz(range(5000, 6500), _scan)
