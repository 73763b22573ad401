"""Names that sound alike: written in the ways in which English, Spanish, Russian and Arabic names are written.

A word has up to two keys: Metaphone of a plainer spelling, which knows English, and the bare consonants, which also
find Spanish names written as they are heard (Ximenez, Jimenez) and names of scripts without vowels (mhmd, Muhammad).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from jellyfish import metaphone

from app.storage.index.forgiveness.edits import slips, within

# Names that no rule of spelling brings together, each line as it is heard.
_HEARD = {
    name: heard
    for heard, names in (
        ("win", "nguyen nguyn nguen ngyuen nuyen wynn wynne winn"),
        ("shon", "sean shawn shaun shon shane"),
        ("ivon", "yvonne ivonne evonne"),
        ("shivon", "siobhan shivaun chevonne"),
        ("neve", "niamh neave neev"),
        ("wakin", "joaquin juaquin wakeen"),
        ("evan", "ewan ewen euan"),
        ("li", "lee leigh lea"),
        ("hews", "hughes hues"),
        ("fam", "pham"),
        ("ing", "ng eng"),
        ("sochil", "xochitl xochil sochitl"),
        ("mikaela", "michaela mikayla makayla mckayla micaela"),
        ("kailey", "kayleigh caleigh kaylee kaley kailee caylee"),
        ("shevchenko", "szewczenko chevtchenko"),
        ("chaikovski", "tchaikovsky tschaikowsky czajkowski"),
    )
    for name in names.split()
}
_PLAINER = (
    ("tsch", "ch"),
    ("sch", "sh"),
    ("tch", "ch"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "h"),
    ("dj", "j"),
    ("dzh", "j"),
    ("ck", "k"),
    ("dt", "t"),
    ("mps", "ms"),
    ("x", "ks"),
    ("q", "k"),
    ("z", "s"),
    ("ca", "ka"),
    ("co", "ko"),
    ("cu", "ku"),
    ("cr", "kr"),
    ("cl", "kl"),
    ("ks", "x"),
)
_DOUBLE = re.compile(r"(.)\1+")
_LONE_W = re.compile(r"(?<=[^aeiou])w(?=[^aeiou]|$)")  # Arabic w and y stand for long vowels
_SPANISH = (
    ("ch", "1"),
    ("sh", "1"),
    ("ge", "j"),
    ("gi", "j"),
    ("ce", "s"),
    ("ci", "s"),
    ("qu", "k"),
    ("x", "j"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "j"),
    ("ll", "y"),
)
_SPANISH_LETTERS = str.maketrans("jzcqvd", "hskkbt", "aeiouyw")
_FEW_CONSONANTS = 2  # which many names share
_CACHED = 20_000
_VOWELS = frozenset("aeiou")
_MOST_DIFFERENCES = 2
_FAR = 99  # slips
_SHORT = 4  # letters up to which the plainer spellings of two words may differ in one only


def sound_keys(word: str) -> tuple[str, ...]:
    """The keys of how a folded word sounds; words that share one of them may sound alike. None without letters."""
    if not word.isalpha() or not word.isascii():
        return ()
    heard = metaphone(plainer(word)).replace(" ", "")
    return tuple(f"{way}{key}" for way, key in ((">", heard), ("<", _consonants(word))) if key)


@lru_cache(_CACHED)
def plainer(word: str) -> str:
    """The word as somebody would write it who has only heard it."""
    if word in _HEARD:
        return _HEARD[word]
    plain = word
    for written, heard in _PLAINER:
        if written in plain:
            plain = plain.replace(written, heard)
    plain = _LONE_W.sub("u", plain) if "w" in plain else plain
    plain = plain[:1] + plain[1:].replace("y", "i")
    plain = plain[1:] if plain.startswith("ye") else plain
    return _DOUBLE.sub(r"\1", plain)


def _consonants(word: str) -> str:
    """The consonants as Spanish hears them; the breath at the beginning (Hernandez, Jimenez) is often not written."""
    plain = _HEARD.get(word, word)
    for written, heard in _SPANISH:
        if written in plain:
            plain = plain.replace(written, heard)
    return _DOUBLE.sub(r"\1", plain.translate(_SPANISH_LETTERS)).removeprefix("h")


def differences(typed: str, words: Collection[str]) -> dict[str, int]:
    """Those of the words that sound alike, and in how many letters their plainer spelling differs: 0 to 2.

    Of words that share a key many do so by chance. One without vowels is another script's, and says nothing of them.
    """
    plain = plainer(typed)
    no_vowels = _VOWELS.isdisjoint(typed)
    bare = 1 if len(_consonants(typed)) > _FEW_CONSONANTS else 2
    near = within(typed, list(words), _MOST_DIFFERENCES + 2)
    found = {}
    for word in words:
        most = 1 if min(len(typed), len(word)) <= _SHORT else _MOST_DIFFERENCES
        if no_vowels or _VOWELS.isdisjoint(word):
            found[word] = bare
        elif word in _HEARD or typed in _HEARD or near.get(word, _FAR) <= most + 2:
            letters = slips(plain, plainer(word), most)
            if letters <= most:
                found[word] = letters
    return found
