"""The words of the vocabulary that a typed word may have meant, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.index import MatchKind
from app.storage.index.forgiveness.edits import MOST_SLIPS, forgiven, one_slip, remains, unlikelihood, within
from app.storage.index.forgiveness.short_names import called
from app.storage.index.forgiveness.sound import differences, sound_keys
from app.storage.index.forgiveness.vocabulary import (
    customers_by_prefix,
    customers_by_way,
    customers_by_word,
    names_by_prefix,
)

if TYPE_CHECKING:
    from app.storage.vault.engine import Connection

_SHORT_NAMES = 24
_SIBLINGS = 10  # other short names of the same given names
_SOUNDS = 10
_TYPOS = 24
_BEGINNINGS = 12
_BEGUN = 32  # names that all of these stand for
_INDEXED = 3  # letters of the longest prefix index; see schema.py
_RARER = 4  # how many times rarer an unlikely slip is than a likely one
_SHORTEST_SHORT_NAME = 2  # Al, Jo
_SHORTEST = 3  # letters from which a word can be misspelled; with fewer everything is near everything
_LONGEST = 40  # letters beyond which nothing typed is a name


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word of the vocabulary, or with ``is_prefix`` the beginning of some, that a typed word may have meant.

    ``names``: what a beginning stands for that the index has no list of; rarer ones are left out. ``cost`` says how far it lies from what was typed, 1 or 2: of several words of one search, the choice with the least
    sum is the likeliest.
    """

    word: str
    kind: MatchKind
    is_prefix: bool = False
    cost: int = 1
    names: tuple[str, ...] = ()


class Forgiveness:
    """What typed words may have meant, read from one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def alternatives(self, word: str, *, unfinished: bool) -> Sequence[Alternative]:
        """At most 80 alternatives for the folded ``word``: by kind, then the nearest, then the commonest first.

        ``unfinished``: more letters may follow, so that it may also be the misspelled beginning of a word. The word
        itself, and words that begin with it when it is unfinished, are no alternatives: they are found anyhow.
        """
        if not _SHORTEST_SHORT_NAME <= len(word) <= _LONGEST:
            return ()
        found = [*self._short_names(word), *self._alike(word)]
        if unfinished:
            found = [one for one in found if not one.word.startswith(word)]
            found += self._beginnings(word)
        return _each_once(one for one in found if one.word != word)

    def bearers(self, words: Iterable[str]) -> dict[str, int]:
        """How many customers bear each of the words that anybody bears."""
        return customers_by_word(self._connection, words)

    def _short_names(self, word: str) -> Iterator[Alternative]:
        for cost, names, most in zip((1, 2), called(word), (_SHORT_NAMES, _SIBLINGS), strict=True):
            borne = customers_by_word(self._connection, names)
            for name in _commonest(borne, most):
                yield Alternative(name, MatchKind.NICKNAME, cost=cost)

    def _alike(self, word: str) -> list[Alternative]:
        """Words that sound like the typed one, and others that are spelled nearly like it."""
        by_sound_borne, sounds = self._sounding(word)
        by_slip_borne, typos = self._misspelled(word) if len(word) >= _SHORTEST else ({}, {})
        borne = by_sound_borne | by_slip_borne
        by_sound = sorted(sounds, key=lambda name: (sounds[name], -borne[name]))[:_SOUNDS]
        nearest = sorted(typos.keys() - set(by_sound), key=lambda name: (typos[name], -borne[name]))
        by_slips = sorted(
            nearest[: 2 * _TYPOS],
            key=lambda name: (typos[name], -borne[name] / _RARER ** unlikelihood(word, name)),
        )
        return [Alternative(name, MatchKind.SOUND, cost=max(1, sounds[name])) for name in by_sound] + [
            Alternative(name, MatchKind.TYPO, cost=typos[name]) for name in by_slips[:_TYPOS]
        ]

    def _sounding(self, word: str) -> tuple[dict[str, int], dict[str, int]]:
        """How many customers bear each word of one way; those that sound alike, and in how many letters they differ."""
        keys = set(sound_keys(word))
        borne = customers_by_way(self._connection, keys) if keys else {}
        found = differences(word, borne)
        return borne, {name: letters for name, letters in found.items() if not keys.isdisjoint(sound_keys(name))}

    def _misspelled(self, word: str) -> tuple[dict[str, int], dict[str, int]]:
        """The same of spelling: those that are spelled nearly like it, and how many slips lie between."""
        borne = customers_by_way(self._connection, remains(word))
        apart = within(word, list(borne), MOST_SLIPS)
        most = forgiven(word)
        return borne, {name: count for name, count in apart.items() if count <= 1 or count <= max(most, forgiven(name))}

    def _beginnings(self, word: str) -> Iterator[Alternative]:
        """What the letters so far may have meant with one slip among them; the last one wrong is the word without it."""
        if len(word) < _SHORTEST:
            return
        meant = {start for start in one_slip(word) if len(start) >= _SHORTEST and not start.startswith(word[:-1])}
        if len(word) > _SHORTEST:
            meant.add(word[:-1])
        starts = _commonest(customers_by_prefix(self._connection, meant), _BEGINNINGS)
        names = names_by_prefix(self._connection, (start for start in starts if len(start) > _INDEXED), _BEGUN)
        for start in starts:
            if names.get(start, True):
                yield Alternative(start, MatchKind.TYPO, is_prefix=True, cost=2, names=tuple(names.get(start, ())))


def _each_once(found: Iterable[Alternative]) -> list[Alternative]:
    """Of a word that was found in several ways the best kind and the least cost count; ordered by both."""
    once: dict[tuple[str, bool], Alternative] = {}
    for one in found:
        other = once.setdefault((one.word, one.is_prefix), one)
        if other is not one:
            once[one.word, one.is_prefix] = replace(one, kind=min(one.kind, other.kind), cost=min(one.cost, other.cost))
    return sorted(once.values(), key=lambda one: (one.kind, one.cost))


def _commonest(borne: Mapping[str, int], most: int) -> Sequence[str]:
    return sorted(borne, key=borne.__getitem__, reverse=True)[:most]
