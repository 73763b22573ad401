"""What is said between the window and the process that draws documents: see `isolation` and `child`.

A request is ``REQUEST`` and the document's bytes, or none for the same document as before. An answer is ``ANSWER``
and, by its kind, nothing, a refusal's words or a picture's pixels, row after row without gaps.
"""

from __future__ import annotations

import struct
from typing import Final

from PySide6.QtGui import QImage

CHILD_ARGUMENT: Final = "--draw-documents"  # what the program is started with to be that process

REQUEST: Final = struct.Struct("!cIIIQ")  # what, page, width, height, bytes that follow
OPEN, SIZE, DRAW = b"o", b"s", b"d"

ANSWER: Final = struct.Struct("!cIIQ")  # kind, two numbers, bytes that follow
DONE, REFUSED, UNSUPPORTED = b"y", b"n", b"u"
OPAQUE, CLEAR = b"p", b"a"  # a picture without and with transparency
FORMATS: Final = {OPAQUE: QImage.Format.Format_RGB32, CLEAR: QImage.Format.Format_ARGB32_Premultiplied}
