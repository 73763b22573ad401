"""What a typed text can mean, as questions to the index.

A text has several readings: words may stand apart or be one ("mc donald"), and words may be a date together ("7 apr
1992"). A reading is a row of places that all have to fit; a place is a choice of terms, one of which has to. Each term
says how good a match it is, so that one text gives a question for each kind of match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.core.index import MatchKind
from app.storage.index.dates import Day, read_days, read_digits, read_year
from app.storage.index.folding import LONGEST_WORD, parts, spellings
from app.storage.index.words import email_word, tail_word

MOST_CHARACTERS = 200
MOST_WORDS = 8
_MOST_JOINED = 5  # words; longer texts are read as they stand
_LONGEST_DATE = 5  # words: 7 de abril de 1992
_BEFORE_NAMES = frozenset({"mac", "mc"})  # one name in two words, whose other spelling is a word of its own
_LEAST_TAIL = 3  # digits from which the end of a phone is looked for
_PHONE_YEARS = 2010  # no phone begins like an earlier year: area codes begin with 2 to 9, and 200 is none
_US_DIGITS = 11  # a US/CA phone with its country code
_BLANK = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the index, or its beginning, how good a match it is, and how far it lies from what was typed.

    ``names``: all names that the beginning stands for, where they are asked for instead; see completing.py.
    """

    word: str
    is_prefix: bool
    kind: MatchKind
    cost: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A choice of terms. ``name`` is the typed word where it may be a misspelled name, ``unfinished`` whether it may go on."""

    terms: tuple[Term, ...]
    name: str = ""
    unfinished: bool = False


Reading = tuple[Place, ...]
Forgive = Callable[[Place], Iterable[Term]]


def read(text: str) -> tuple[Reading, ...]:
    """The readings of a text, the plainest first; none where nothing can be looked for."""
    readings = (reading for folded in spellings(text[:MOST_CHARACTERS]) for reading in _readings(folded))
    return tuple(reading for reading in dict.fromkeys(readings) if all(place.terms for place in reading))


def read_email(text: str) -> tuple[Reading, ...]:
    """One word as the beginning of an e-mail address, where `read` did not take it for one."""
    words = spellings(text[:MOST_CHARACTERS])[0].split()
    if len(words) != 1 or _may_be_email(words[0]):
        return ()
    return ((Place((Term(email_word(words[0]), is_prefix=True, kind=MatchKind.PREFIX),)),),)


def _readings(folded: str) -> Iterator[Reading]:
    words = [word for word in _BLANK.split(folded) if parts(word)][:MOST_WORDS]
    if words:
        unfinished = not _BLANK.match(folded[-1:])
        yield _plain(words, unfinished=unfinished)
        yield from _apart(words, unfinished=unfinished)
        yield from _joined(words)
        yield from _dated(words)


def forgiving(readings: Iterable[Reading], forgive: Forgive) -> tuple[Reading, ...]:
    """The readings with what their names may have been meant to be; only those in which there is any."""
    forgiven = (tuple(_forgiven(place, forgive) for place in reading) for reading in readings)
    return tuple(one for one in forgiven if any(term.kind > MatchKind.PREFIX for place in one for term in place.terms))


def _forgiven(place: Place, forgive: Forgive) -> Place:
    """Once words may be others than those typed, one that goes on is less likely than one that is complete."""
    if not place.name:
        return place
    typed = (replace(term, cost=1) if term.is_prefix else term for term in place.terms)
    return replace(place, terms=(*typed, *forgive(place)))


def expression(readings: Iterable[Reading], kind: MatchKind, *, cost: int | None = None) -> str:
    """The question of FTS5 for all matches as good as ``kind`` or better, "" where there is none.

    ``cost``: what all terms of a match may cost together.
    """
    asked = dict.fromkeys(one for reading in readings for one in _conjunctions(reading, kind, cost))
    return " OR ".join(f"({one})" for one in asked if one)


def _conjunctions(reading: Reading, kind: MatchKind, cost: int | None) -> Iterator[str]:
    """One question; with a cost to be shared one for each way of sharing it."""
    if cost is None:
        yield _conjunction([place.terms for place in reading], kind)
        return
    dearest = [max((term.cost for term in place.terms), default=0) for place in reading[:-1]]
    for *shares, rest in _shares(cost, dearest):
        places = zip(reading, shares, strict=False)
        exactly = [[term for term in place.terms if term.cost == share] for place, share in places]
        yield _conjunction([*exactly, [term for term in reading[-1].terms if term.cost <= rest]], kind)


def _shares(cost: int, most: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All ways to share a cost among places of which each bears so much at most; the last one bears what is left."""
    if not most:
        yield (cost,)
        return
    for share in range(min(cost, most[0]) + 1):
        for others in _shares(cost - share, most[1:]):
            yield (share, *others)


def _conjunction(choices: Iterable[Iterable[Term]], kind: MatchKind) -> str:
    places = [_choice([term for term in terms if term.kind <= kind]) for terms in choices]
    return " AND ".join(places) if all(places) else ""


def _choice(terms: Sequence[Term]) -> str:
    begun = {term.word for term in terms if term.is_prefix}
    wanted = (term for term in terms if term.is_prefix or term.word not in begun)
    asked = dict.fromkeys(one for term in wanted for one in _asked(term))
    return f"({' OR '.join(asked)})" if asked else ""


def _asked(term: Term) -> tuple[str, ...]:
    if term.names:
        return tuple(map(_quoted, term.names))
    return (_quoted(term.word) + ("*" if term.is_prefix else ""),)


def _quoted(word: str) -> str:
    return f'"{word}"'


def _plain(words: Sequence[str], *, unfinished: bool) -> Reading:
    """Each word for itself; names among them may be misspelled."""
    last = len(words) - 1
    return tuple(
        Place(
            _terms(word, single=not last), "".join(parts(word)) if _is_letters(word) else "", unfinished and at == last
        )
        for at, word in enumerate(words)
    )


def _is_letters(word: str) -> bool:
    joined = "".join(parts(word))
    return joined.isalpha() and "@" not in word


def _may_be_email(word: str) -> bool:
    """Signs or digits among the letters; letters alone are a name first, see `read_email`."""
    return not word.isalpha() and not word.isdigit()


def _place(word: str, *, single: bool = False) -> Place:
    return Place(_terms(word, single=single))


def _terms(word: str, *, single: bool) -> tuple[Term, ...]:
    """All that one typed word can be. ``single``: nothing else was typed."""
    terms = [*_of_dates(read_days(word), MatchKind.EXACT)]
    if "/" in word and terms:
        return tuple(terms)
    if "@" in word:
        return tuple(_word_and_prefix(email_word(word)))
    joined = "".join(parts(word))
    terms += _word_and_prefix(joined)
    if _may_be_email(word):
        terms += _word_and_prefix(email_word(word))
    if joined.isdigit():
        terms += _of_digits(joined, single=single)
    return tuple(dict.fromkeys(terms))


def _word_and_prefix(word: str) -> Iterator[Term]:
    if word := word[:LONGEST_WORD]:
        yield Term(word, is_prefix=False, kind=MatchKind.EXACT)
        yield Term(word, is_prefix=True, kind=MatchKind.PREFIX)


def _of_digits(digits: str, *, single: bool) -> Iterator[Term]:
    days = read_digits(digits)
    yield from _of_dates([day for day in days if day.month], MatchKind.PREFIX)
    for day in days:
        if day.year and not day.month:
            yield from _of_dates([day], MatchKind.EXACT if day.year < _PHONE_YEARS else MatchKind.PREFIX)
    if not single and len(digits) == 2:  # noqa: PLR2004 - the year without its century
        yield from _of_dates(read_year(digits), MatchKind.PREFIX)
    if digits[0] == "1" and 1 < len(digits) <= _US_DIGITS:
        national = digits[1:]
        yield Term(national, is_prefix=True, kind=MatchKind.PREFIX)
        if len(digits) == _US_DIGITS:
            yield Term(national, is_prefix=False, kind=MatchKind.EXACT)
    tail = digits.lstrip("0")
    for end in {digits, tail}:
        if len(end) >= _LEAST_TAIL:
            yield Term(tail_word(end), is_prefix=True, kind=MatchKind.PREFIX)


def _of_dates(days: Iterable[Day], kind: MatchKind) -> Iterator[Term]:
    for day in days:
        yield Term(day.word, is_prefix=not day.is_whole, kind=kind)


def _apart(words: Sequence[str], *, unfinished: bool) -> Iterator[Reading]:
    """The words with their hyphens and dots read as blanks, where that parts letters."""
    pieces = [piece for word in words for piece in (parts(word) if _is_letters(word) else [word])]
    if len(words) < len(pieces) <= MOST_WORDS:
        yield _plain(pieces, unfinished=unfinished)


def _joined(words: Sequence[str]) -> Iterator[Reading]:
    """Neighbouring words as one, and all of them as one."""
    if len(words) > _MOST_JOINED or any("@" in word for word in words):
        return
    squeezed = ["".join(parts(word)) for word in words]
    for at, (one, other) in enumerate(pairwise(squeezed)):
        whole = _place(one + other)
        if one in _BEFORE_NAMES and other.isalpha():
            whole = replace(whole, name=one + other)
        yield (*map(_place, words[:at]), whole, *map(_place, words[at + 2 :]))
    if len(words) > 2:  # noqa: PLR2004 - two words are one pair
        yield (_place("".join(squeezed), single=True),)


def _dated(words: Sequence[str]) -> Iterator[Reading]:
    """Two to five neighbouring words as one date."""
    for length in range(_LONGEST_DATE, 1, -1):
        for at in range(len(words) - length + 1):
            terms = tuple(_of_dates(read_days(" ".join(words[at : at + length])), MatchKind.EXACT))
            if terms:
                yield (*map(_place, words[:at]), Place(terms), *map(_place, words[at + length :]))
