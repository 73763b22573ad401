"""Who may have been meant where few fit what was typed: the nearest names first.

The index is asked two or three questions: for all that one slip explains, then for all that is thought of at all. The
rows are ranked here, for FTS5 would have to be asked once for each rank. Where nothing is near, one typed word is left
out, and those whom the other words find are compared with it: that finds what no table of slips does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from app.core.index import MatchKind
from app.storage.index.folding import words_of_name
from app.storage.index.forgiveness import Forgiveness
from app.storage.index.forgiveness.edits import unlikeness
from app.storage.index.record import Kept
from app.storage.index.typed import Place, Reading, Term, expression, forgiving
from app.storage.index.words import email_word

_LOOKED_AT = 120  # rows of one question
_FEW = 3  # near names, and what no table finds is not looked for
_TWO_NAMES = 2  # of more, one slip hardly ever explains somebody else
_NEAR = 2  # what the words of a near name cost together
_COMPARED = 250  # people of one search with all words but one; of more the latest would be nobody's guess
_NAME_WORDS = 2  # the first of a name, by which people of one name are told
_STRAY = 3  # what a word costs that is found beside the names
_SLIPS = 2  # between a word that was left out and the name it is compared with

Rows = Callable[[str, int], Mapping[int, Kept]]
Fit = tuple[int, int, MatchKind]  # what it costs, how unlike the typed letters it is, how it matches


@dataclass(frozen=True, slots=True)
class Guess:
    """Somebody who may have been meant: how far from what was typed, and how that was read."""

    kept: Kept
    words: Sequence[str]
    fit: Fit
    readings: tuple[Reading, ...]

    @property
    def kind(self) -> MatchKind:
        """The weakest of the words' matches."""
        return self.fit[2]


class Guessing:
    """The guesses of one search. ``rows`` answers an expression with people not found before, the latest first."""

    def __init__(self, rows: Rows, typed: Sequence[Reading], forgiveness: Forgiveness) -> None:
        self._meant = _Meant(forgiveness)
        self._readings = forgiving(typed, self._meant)
        self._typed = typed
        self._rows = rows
        self._guesses: dict[int, Guess] = {}

    def best(self, wanted: int, limit: int, *, certain: bool) -> list[Guess]:
        """The nearest ``wanted`` by kind, then others up to the limit; ``certain``: somebody fits what was typed."""
        if self._readings:
            self._near(wanted, certain=certain)
        if not certain and not self._count_near(1) and self._count_near(_NEAR) < min(wanted, _FEW):
            self._leave_out()
        ranked = _in_turns(sorted(self._guesses.values(), key=lambda guess: guess.fit))
        chosen = sorted(ranked[:wanted], key=_order)
        weakest = max((guess.kind for guess in chosen), default=MatchKind.TYPO)
        others = sorted((guess for guess in ranked[wanted:] if guess.kind >= weakest), key=_order)
        return [_with_what_fits(guess) for guess in (chosen + others)[:limit]]

    def _count_near(self, cost: int) -> int:
        return sum(guess.fit[0] <= cost for guess in self._guesses.values())

    def _near(self, wanted: int, *, certain: bool) -> None:
        self._ask(expression(self._readings, MatchKind.TYPO, cost=1))
        names = max(sum(bool(place.name) for place in reading) for reading in self._readings)
        if certain or self._count_near(1) >= min(wanted, _FEW if names <= _TWO_NAMES else 1):
            return
        # The latest of very many may not be the nearest; those are asked for once more where the screen has room.
        if not self._ask(expression(self._readings, MatchKind.TYPO)) and self._count_near(_NEAR) < wanted:
            self._ask(expression(self._readings, MatchKind.TYPO, cost=_NEAR))

    def _ask(self, asked: str) -> bool:
        """Take in who fits; answers whether these are all of them."""
        rows = self._rows(asked, _LOOKED_AT) if asked else {}
        fitting = [_Fitting(reading) for reading in self._readings]
        for seq, kept in rows.items():
            if seq not in self._guesses:
                words = _words(kept)
                self._guesses[seq] = Guess(kept, words, _fit(words, fitting), self._readings)
        return len(rows) < _LOOKED_AT

    def _leave_out(self) -> None:
        """Those whom all words but one find, and who have a name near that one."""
        without = [
            (self._meant.bearers((*reading[:at], *reading[at + 1 :])), reading, at)
            for reading in self._readings or self._typed
            for at, place in enumerate(reading)
            if place.name and len(reading) > 1
        ]
        room = _COMPARED
        for bearers, reading, at in sorted(without, key=lambda one: one[0]):
            if bearers <= _COMPARED and room:
                room -= self._compare(reading[:at], reading[at].name, reading[at + 1 :], room)

    def _compare(self, before: Reading, name: str, after: Reading, most: int) -> int:
        """Take in who has nearly that name; answers how many people were compared."""
        rest = (*before, *after)
        asked = expression([rest], MatchKind.TYPO, cost=1)
        fitting = [_Fitting(rest)]
        rows = self._rows(asked, most) if asked else {}
        for seq, kept in rows.items():
            words = _words(kept)
            word, slips = _nearest(name, words)
            if seq not in self._guesses and slips <= _SLIPS:
                cost, unlike, _kind = _fit(words, fitting)
                meant = Place((Term(word, is_prefix=False, kind=MatchKind.TYPO),))
                fit = _STRAY + slips + cost, unlike, MatchKind.TYPO
                self._guesses[seq] = Guess(kept, words, fit, ((*before, meant, *after),))
        return len(rows)


def _nearest(name: str, words: Iterable[str]) -> tuple[str, int]:
    """The nearest word of which half is as in the name, and how many slips lie between; more than are forgiven where none."""
    slips = {word: DamerauLevenshtein.distance(name, word, score_cutoff=_SLIPS) for word in words}
    near = {word: count for word, count in slips.items() if 2 * count <= max(len(name), len(word))}
    word = min(near, key=near.__getitem__, default="")
    return word, near.get(word, _SLIPS + 1)


class _Meant:
    """What the typed names may have been meant to be, as terms; each word is looked up once in a search."""

    def __init__(self, forgiveness: Forgiveness) -> None:
        self._forgiveness = forgiveness
        self._terms: dict[tuple[str, bool], tuple[Term, ...]] = {}

    def __call__(self, place: Place) -> tuple[Term, ...]:
        key = place.name, place.unfinished
        if key not in self._terms:
            meant = self._forgiveness.alternatives(place.name, unfinished=place.unfinished)
            self._terms[key] = tuple(Term(one.word, one.is_prefix, one.kind, one.cost, one.names) for one in meant)
        return self._terms[key]

    def bearers(self, reading: Reading) -> int:
        """How many customers bear the rarest word of a reading, or one that is as good as it."""
        near = [[term.word for term in place.terms if term.cost <= 1 and not term.is_prefix] for place in reading]
        return min(sum(self._forgiveness.bearers(words).values()) for words in near)


class _Fitting:
    """A reading in the form in which the names of many people are compared with it; its numbers they have anyhow."""

    def __init__(self, reading: Reading) -> None:
        self._places = [_Meanings(place) for place in reading if not _is_number(place)]

    def fit(self, words: Sequence[str]) -> Fit | None:
        """How well the nearest terms fit together, with the weakest kind among them; None where a place has no word."""
        cost, unlike, kind = 0, 0, MatchKind.EXACT
        for place in self._places:
            nearest = place.nearest(words)
            if nearest is None:
                return None
            cost, unlike, kind = cost + nearest[0], unlike + nearest[1], max(kind, nearest[2])
        return cost, unlike, kind


def _is_number(place: Place) -> bool:
    """Whether digits or a date were typed, which no name has."""
    return not any(term.word.isascii() and any(map(str.isalpha, term.word)) for term in place.terms)


class _Meanings:
    """The terms of one place by their words; how unlike they are is worked out for those whom somebody bears."""

    def __init__(self, place: Place) -> None:
        self._name = place.name
        terms = sorted(
            place.terms, key=lambda term: (term.cost, term.kind), reverse=True
        )  # of one word the best is last
        self._whole = {term.word: term for term in terms if not term.is_prefix}
        self._begun = {term.word: term for term in terms if term.is_prefix}
        self._starts = tuple(self._begun)
        self._fits: dict[str, Fit | None] = {}

    def nearest(self, words: Iterable[str]) -> Fit | None:
        """How the nearest of somebody's words fits; None where none does."""
        return min((fit for word in words if (fit := self._fit(word)) is not None), default=None)

    def _fit(self, word: str) -> Fit | None:
        if word not in self._fits:
            self._fits[word] = min(self._found(word), default=None)
        return self._fits[word]

    def _found(self, word: str) -> Iterator[Fit]:
        if whole := self._whole.get(word):
            is_spelled = whole.kind > MatchKind.NICKNAME
            yield whole.cost, unlikeness(self._name, word) if is_spelled else 0, whole.kind
        if word.startswith(self._starts):
            yield min((term.cost, 0, term.kind) for start, term in self._begun.items() if word.startswith(start))


def _fit(words: Sequence[str], readings: Sequence[_Fitting]) -> Fit:
    fits = [fit for reading in readings if (fit := reading.fit(words)) is not None]
    return min(fits, default=(_STRAY, 0, MatchKind.TYPO))


def _with_what_fits(guess: Guess) -> Guess:
    """The same guess, read without the many words that this person has not: they need not be looked for once more."""
    words = set(guess.words)
    readings = (tuple(_narrowed(place, words) for place in reading) for reading in guess.readings)
    return replace(guess, readings=tuple(readings))


def _narrowed(place: Place, words: set[str]) -> Place:
    terms = place.terms
    if len(terms) <= _FEW:
        return place
    kept = [term for term in terms if term.word in words or term.is_prefix or term.kind <= MatchKind.PREFIX]
    return Place(tuple(kept), place.name, place.unfinished)


def _words(kept: Kept) -> list[str]:
    names, email = kept.names()
    words = [word for name in names for word in words_of_name(name)]
    return [*words, email_word(email)] if email else words


def _in_turns(guesses: Sequence[Guess]) -> list[Guess]:
    """The nearest first, but people of one name in turns with those whose name is nearly as near."""
    turns: Counter[str] = Counter()
    placed = []
    for guess in guesses:
        name = " ".join(guess.words[:_NAME_WORDS])
        cost, unlike, _kind = guess.fit
        placed.append((cost, unlike + turns[name], guess))
        turns[name] += 1
    return [guess for _cost, _unlike, guess in sorted(placed, key=lambda one: one[:2])]


def _order(guess: Guess) -> tuple[MatchKind, Fit]:
    return guess.kind, guess.fit
