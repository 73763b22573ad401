"""What happens to a scan on its way to the program: each damage a function from text to text (or bytes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

Damage = Callable[[str, Random], str | bytes]

_FRENCH = str.maketrans(
    {
        **dict(zip("1234567890", "&é\"'(-è_çà", strict=True)),
        **dict(zip("aqzwAQZW", "qawzQAWZ", strict=True)),
        **dict(zip("mM,-/.'", ",?;)!:ù", strict=True)),
    }
)
GERMAN_LETTERS = str.maketrans({**dict(zip("yzYZ", "zyZY", strict=True)), "-": "ß"})
_GERMAN = str.maketrans({**dict(zip("yzYZ", "zyZY", strict=True)), "-": "ß", "@": '"', "/": "-", "'": "ä"})


def respelled(line_feed: str, record: str, carriage: str) -> Damage:
    """The three control characters as other texts."""
    return lambda text, _random: text.replace("\n", line_feed).replace("\x1e", record).replace("\r", carriage)


def translated(table: Mapping[int, int | str]) -> Damage:
    """Another layout of the keyboard."""
    return lambda text, _random: text.translate(table)


def _caps_lock(text: str, _random: Random) -> str:
    return text.swapcase()


# Undone wholly: the card comes out as it is.
UNDONE: dict[str, Damage] = {
    "none": lambda text, _random: text,
    "CR LF": respelled("\r\n", "\x1e", "\r"),
    "line feeds only": respelled("\n", "", "\n"),
    "pipes": respelled("|", "|", "|"),
    "tabs": respelled("\t", "", "\r"),
    "<LF>": respelled("<LF>", "<RS>", "<CR>"),
    "^J": respelled("^J", "^^", "^M"),
    "names of keys": respelled("ArrowDown", "", "Enter"),
    "digits of Alt": respelled("0010", "0030", "0013"),
    "Ctrl with signs": respelled("Ctrl+J", "Ctrl+6", "Enter"),
    "Enter for each": respelled("Enter", "", "Enter"),
    "letters of Ctrl": respelled("J", "6", "M"),
    "small letters of Ctrl": respelled("j", "6", "m"),
    "escapes": respelled("\\n", "\\x1e", "\\r"),
    "pictures": respelled("␊", "␞", "␍"),
    "Caps Lock": _caps_lock,
    "French layout": translated(_FRENCH),
    "frame": lambda text, _random: f"\x02{text}\x03",
    "AIM prefix and Tab": lambda text, _random: f"]L2{text}\t",
    "first character lost": lambda text, _random: text[1:],
    "several lost": lambda text, _random: text[4:],
    "double scan": lambda text, _random: text + text,
    "double scan, a line end between": lambda text, _random: f"{text}\r\n{text}",
    "16 bits": lambda text, _random: text.encode("utf-16-le"),
    "byte order mark": lambda text, _random: b"\xef\xbb\xbf" + text.encode(),
}
# Not to be undone for certain: the card comes out right, or a field stays empty, or it is refused.
DOUBTFUL: dict[str, Damage] = {
    "controls dropped": respelled("", "", ""),
    "blanks": respelled(" ", " ", " "),
    "German layout": translated(_GERMAN),
    "German letters": translated(GERMAN_LETTERS),
    "dropped, with prefix": lambda text, _random: "]L0" + text.replace("\n", "").replace("\x1e", "").replace("\r", ""),
    "dropped, Caps Lock": lambda text, _random: text.replace("\n", "").replace("\x1e", "").replace("\r", "").swapcase(),
    "half a scan": lambda text, random: text[: random.randrange(1, len(text))],
    "half, then whole": lambda text, random: text[: random.randrange(1, len(text))] + text,
}
