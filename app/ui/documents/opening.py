"""Which decoder a document needs. Called in the process that draws documents, see `child`."""

from __future__ import annotations

from app.ui.documents.drawable import Source
from app.ui.documents.pdf import PdfSource
from app.ui.documents.pictures import PictureSource

_PDF_HEAD = 1024  # bytes; ISO 32000-1, annex H: the mark may stand anywhere within them


def is_pdf(content: bytes) -> bool:
    """Whether the bytes are a PDF, whatever the server called them."""
    return b"%PDF-" in content[:_PDF_HEAD]


def open_here(content: bytes) -> Source:
    """The document behind the bytes, in this very process; CannotShow where it cannot be drawn."""
    return PdfSource(content) if is_pdf(content) else PictureSource(content)
