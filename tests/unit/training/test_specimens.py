"""The generated documents: real files, marked, the same again, and quick enough for a window's thread."""

import time
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
from PySide6.QtGui import QColor, QImage

from app.training.specimens import Bearer, agreement, license_picture, permit, portrait

JOHNNY = Bearer(1117, "Johnny James Appleseed", date(1992, 4, 7), "C1234567", date(2029, 4, 7))
ABDO = Bearer(1128, "عبد الرحمن الشريف", date(1983, 10, 1), None, None)
Drawing = Callable[[Bearer], bytes]


@pytest.mark.parametrize(("drawing", "width", "height"), [(license_picture, 900, 568), (portrait, 600, 720)])
@pytest.mark.parametrize("bearer", [JOHNNY, ABDO])
def test_pictures_are_png(drawing: Drawing, width: int, height: int, bearer: Bearer) -> None:
    """A PNG of the promised size (W3C PNG), with the red mark over more than half its width."""
    content = drawing(bearer)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    picture = QImage.fromData(content)
    assert (picture.width(), picture.height()) == (width, height)
    red = QColor(190, 30, 40)
    inked = [x for x in range(width) if any(picture.pixelColor(x, y) == red for y in range(height // 2, height))]
    assert max(inked) - min(inked) > width // 2


@pytest.mark.parametrize(("drawing", "pages"), [(agreement, 2), (permit, 1)])
@pytest.mark.parametrize("bearer", [JOHNNY, ABDO])
def test_papers_are_pdf(drawing: Drawing, pages: int, bearer: Bearer) -> None:
    """A PDF (ISO 32000-1) of so many Letter pages, each marked and naming its number."""
    document = pypdfium2.PdfDocument(drawing(bearer))
    try:
        assert len(document) == pages
        texts = [page.get_textpage().get_text_bounded() for page in document]
        assert all("SPECIMEN" in text for text in texts)
        assert str(bearer.number) in texts[0]
        assert document[0].get_size() == (612, 792)
    finally:
        document.close()


def test_same_bearer_same_document() -> None:
    """Documents are drawn again exactly; another person has another picture."""
    drawn = license_picture(JOHNNY)
    license_picture.cache_clear()
    assert license_picture(JOHNNY) == drawn
    assert license_picture(ABDO) != drawn


@pytest.mark.parametrize("drawing", [license_picture, portrait, agreement, permit])
def test_drawing_does_not_hold_up_a_window(drawing: Drawing) -> None:
    """The best of five drawings takes less than 30 ms: the site may run inside the window's process."""

    def seconds(number: int) -> float:
        began = time.perf_counter()
        drawing(JOHNNY._replace(number=number))
        return time.perf_counter() - began

    assert min(seconds(number) for number in range(5000, 5005)) < 0.03
