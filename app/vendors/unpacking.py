"""Taking the compression off an answer piece by piece: a kilobyte on the wire can stand for a megabyte, or for many.

Whatever is wrong with it is a zlib.error: not packed as its Content-Encoding says, cut off, or packed several times
over, which only a bomb is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

ASKED_FOR: Final = "gzip"  # the one coding this program asks for
_GZIP: Final = frozenset({"gzip", "x-gzip"})  # RFC 9110, 8.4.1.3: the same
_ZLIB_OR_GZIP: Final = zlib.MAX_WBITS | 32
_PIECE: Final = 256 * 1024  # bytes, unpacked within a millisecond: the window waits meanwhile


class Unpacker:
    """Unpacks one body. A coding that nobody asked for is left as it is, for some stores keep files under a wrong one."""

    def __init__(self, codings: str) -> None:
        known = [one for one in (part.strip().lower() for part in codings.split(",")) if one in _GZIP | {"deflate"}]
        if len(known) > 1:
            raise zlib.error("packed several times over")
        self._unpack = zlib.decompressobj(_ZLIB_OR_GZIP) if known else None
        self._begun = False

    def pieces(self, part: bytes) -> Iterator[bytes]:
        """What a part of the body comes to, in pieces of a bounded size."""
        if self._unpack is None:
            yield part
            return
        self._begun = self._begun or bool(part)
        while part and not self._unpack.eof:
            piece = self._unpack.decompress(part, _PIECE)
            part = self._unpack.unconsumed_tail
            yield piece

    def finish(self) -> None:
        """The body is over."""
        if self._unpack is not None and self._begun and not self._unpack.eof:
            raise zlib.error("cut off")
