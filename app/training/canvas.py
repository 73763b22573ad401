"""A small drawing board of palette pixels that writes itself as a PNG (W3C PNG, third edition)."""

import struct
import zlib
from collections.abc import Sequence

from app.training import glyphs

Colour = tuple[int, int, int]


class Canvas:
    """`width` x `height` pixels, each a number into `palette`; everything outside is cut off."""

    def __init__(self, width: int, height: int, palette: Sequence[Colour]) -> None:
        self.width = width
        self.height = height
        self._palette = palette
        self._rows = [bytearray(width) for _ in range(height)]

    def rectangle(self, left: int, top: int, width: int, height: int, ink: int) -> None:
        """A filled box."""
        left, right = max(0, left), min(self.width, left + width)
        if left >= right:
            return
        line = bytes([ink]) * (right - left)
        for row in self._rows[max(0, top) : max(0, top + height)]:
            row[left:right] = line

    def ellipse(self, middle: tuple[int, int], radii: tuple[int, int], ink: int) -> None:
        """A filled ellipse."""
        across, down = radii
        for dy in range(-down, down + 1):
            half = int(across * (1 - (dy / down) ** 2) ** 0.5)
            self.rectangle(middle[0] - half, middle[1] + dy, 2 * half + 1, 1, ink)

    def text(self, left: int, top: int, words: str, *, size: int, ink: int) -> None:
        """Words in capitals, each dot `size` pixels wide; letters the font lacks are left out."""
        for column, row in glyphs.dots(glyphs.plain(words)):
            self.rectangle(left + column * size, top + row * size, size, size, ink)

    def png(self) -> bytes:
        """The picture as a file."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        colours = bytes(part for colour in self._palette for part in colour)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 6)
        chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
