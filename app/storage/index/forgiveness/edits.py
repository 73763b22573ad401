"""Slips of the finger: a letter too many, one missing, a wrong one, two swapped.

Words within two slips of each other share what is left of both when up to two letters are taken out (symmetric
deletes, W. Garbe's SymSpell), so a table of what is left finds them without going through the vocabulary. Only the
first letters go into the table, which keeps it small; what it finds is verified afterwards.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations, pairwise
from string import ascii_lowercase

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MOST_SLIPS = 2
_TABLED_LETTERS = 7
_SHORT = 3  # letters up to which a word forgives one slip only
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # each key touches those of the next row at its place and one before
_BESIDE = frozenset(
    pair
    for one, other in (
        *(pair for row in _ROWS for pair in pairwise(row)),
        *(pair for above, below in pairwise(_ROWS) for pair in zip(above, below, strict=False)),
        *(pair for above, below in pairwise(_ROWS) for pair in zip(above[1:], below, strict=False)),
    )
    for pair in ((one, other), (other, one))
)


def forgiven(word: str) -> int:
    """How many slips a word of this length forgives."""
    return 1 if len(word) <= _SHORT else MOST_SLIPS


def remains(word: str) -> set[str]:
    """What is left of the word's first letters when as many of them as it forgives are taken out, or fewer."""
    start = word[:_TABLED_LETTERS]
    return {
        "".join(left) for taken in range(forgiven(word) + 1) for left in combinations(start, max(len(start) - taken, 0))
    }


def slips(typed: str, word: str, most: int) -> int:
    """How many slips lie between the two; ``most + 1`` where there are more than ``most``."""
    return OSA.distance(typed, word, score_cutoff=most)


def within(typed: str, words: Collection[str], most: int) -> dict[str, int]:
    """Those of the words that are at most so many slips away, and how many: the library goes through all of them at once."""
    found = extract(typed, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    return {word: int(count) for word, count, _place in found}


def one_slip(typed: str) -> set[str]:
    """Every word of Latin letters that is one slip away from the typed one, and the typed one itself."""
    splits = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    missing = {left + letter + right for left, right in splits for letter in ascii_lowercase}
    wrong = {left + letter + right[1:] for left, right in splits[:-1] for letter in ascii_lowercase}
    extra = {left + right[1:] for left, right in splits[:-1]}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits[:-2]}
    return missing | wrong | extra | swapped


def unlikelihood(typed: str, word: str) -> int:
    """How unlikely a slip it is, among as many: people get the first letter right, and hit the key beside the wanted one."""
    first = typed[:1] != word[:1]
    return 2 * first + (set(typed) != set(word) and not _is_beside(typed, word))


def _is_beside(typed: str, word: str) -> bool:
    pairs = zip(typed, word, strict=False)
    return len(typed) == len(word) and all(one == other or (one, other) in _BESIDE for one, other in pairs)


def unlikeness(typed: str, word: str) -> int:
    """How unlike two words are that are near one another: by slips, then by how unlikely they are."""
    return 4 * OSA.distance(typed, word) + unlikelihood(typed, word)
