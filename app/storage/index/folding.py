"""Text as it is compared: small ASCII letters and digits, whatever script, accents and capitals it was written with.

The same folding is used for what is indexed and for what is typed, so that both ways of writing a name meet. A name is
indexed under several words where people write it in several ways: with and without its hyphen or apostrophe, its parts
joined, and German and Nordic letters both as one letter and as two (Müller: muller, mueller).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain

_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SIGNS = re.compile(r"['`\"]")  # what apostrophes of all kinds fold to, and what stands for letters that ASCII has not
_PART = re.compile(r"[a-z0-9]+")
_LONGEST_RUN = 4  # words of one name that are also indexed as one: van der Berg, vanderberg
CACHED_NAMES = 50_000
LONGEST_WORD = 64  # letters; what is longer is cut, where it is indexed and where it is asked for


class _Table(dict[int, str]):
    """One character's folded form by its code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        from anyascii import anyascii  # noqa: PLC0415 - takes 8 ms that the first search has not

        is_mark = unicodedata.category(char) in {"Mn", "Me"}
        folded = "" if is_mark else anyascii(char.casefold()).lower()
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in small ASCII letters: accents gone, other scripts transliterated, full-width and other digits as 0 to 9.

    Each character is folded by itself, see `fold_with_origins`.
    """
    return text.lower() if text.isascii() else text.translate(_TABLE)


def fold_with_origins(text: str) -> tuple[str, tuple[int, ...]]:
    """The folded text, and for each of its characters the place in ``text`` that it came from."""
    return _with_origins([char.translate(_TABLE) for char in text])


def two_letters_with_origins(text: str) -> tuple[str, tuple[int, ...]]:
    """The same with ä, ö, ü, ø, å as two letters; an accent written apart from its letter stays apart."""
    return _with_origins([char.casefold().translate(_TWO_LETTERS).translate(_TABLE) for char in text])


def _with_origins(folded: list[str]) -> tuple[str, tuple[int, ...]]:
    return "".join(folded), tuple(chain.from_iterable([at] * len(part) for at, part in enumerate(folded)))


def spellings(text: str) -> tuple[str, ...]:
    """The folded text, and the one with ä, ö, ü, ø, å as two letters where it has any of them."""
    if text.isascii():
        return (text.lower(),)
    composed = unicodedata.normalize("NFC", text)
    return tuple(dict.fromkeys((fold(composed), fold(composed.casefold().translate(_TWO_LETTERS)))))


def parts(folded: str) -> list[str]:
    """The runs of letters and digits of folded text; apostrophes do not part a word."""
    return _PART.findall(_SIGNS.sub("", folded))


@lru_cache(CACHED_NAMES)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name as they are written, each way of spelling it, nothing joined but what an apostrophe parts.

    These are the words of the vocabulary. ``O'Brien Smith-Jones``: obrien, brien, smith, jones.
    """
    if text.isascii() and text.isalpha():
        return (text.lower()[:LONGEST_WORD],)
    words = chain.from_iterable(_plain(folded) for folded in spellings(text))
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in words))


def _plain(folded: str) -> list[str]:
    after_sign = [word for piece in _SIGNS.split(folded)[1:] for word in _PART.findall(piece)[:1]]
    return [*parts(folded), *(word for word in after_sign if len(word) > 1)]


@lru_cache(CACHED_NAMES)
def words_of_name(text: str) -> tuple[str, ...]:
    """Every word that a name is found by: `plain_words`, and neighbouring words joined (smithjones, vanderberg)."""
    if text.isascii() and text.isalpha():
        return (text.lower()[:LONGEST_WORD],)
    joined = chain.from_iterable(_joined(folded) for folded in spellings(text))
    return tuple(dict.fromkeys((*plain_words(text), *(word[:LONGEST_WORD] for word in joined))))


def _joined(folded: str) -> list[str]:
    words = parts(folded)
    ends = range(2, _LONGEST_RUN + 1)
    return [
        "".join(words[at : at + length]) for at in range(len(words)) for length in ends if at + length <= len(words)
    ]
