"""Whether the intended person is on the screen although the name was typed wrong, among a million invented people.

Run with ``python -m pytest -m bench -s tests/bench/test_recall.py``; see built.py for keeping the index. A clerk types
first and last name. The intended person is one whose words at most ten customers have; what is typed is a name that
nobody has (drawn again where somebody does, and counted); found means among the first ten rows. Where ten others fit what
was typed as it stands, as beginnings of their names, nothing is forgiven: those are drawn again too, and counted. Of names
that more share, the year of birth is typed behind them.
"""

from __future__ import annotations

import gc
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import pytest

from app.core.customer import Customer
from app.core.index import Hit, MatchKind
from app.core.values import known
from app.storage.index import finding
from app.storage.index.folding import fold, plain_words
from app.storage.index.forgiveness.short_names import called
from app.storage.vault.engine import Connection, reading
from tests.bench.built import Built, built_index, reader
from tests.bench.people import STORE, people
from tests.bench.queries import slip
from tests.bench.rehearsal import amount, at_least, at_most

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

EACH = amount(10_000, 20)
SCREEN = 10  # rows that people look at
NAMESAKES = amount(10, 1)
LIMIT = 50
P99 = 16.0  # ms
TOLERANCE = 1.75  # for a machine that others use too: it works more slowly then, not only later
# As people write what they have heard, in no relation to the keys of the index.
HEARD = [
    "ph:f",
    "ck:k",
    "c:k",
    "k:c",
    "y:i",
    "i:y",
    "z:s",
    "s:z",
    "th:t",
    "ee:ea",
    "ea:ee",
    "ie:y",
    "v:b",
    "b:v",
    "ll:l",
    "nn:n",
    "ss:s",
    "tt:t",
    "rr:r",
    "w:u",
    "ou:u",
    "x:ks",
    "h:",
    "gh:g",
    "j:h",
]


class Person(NamedTuple):
    """Somebody who is looked for, with the names as a clerk types them."""

    number: str
    first: str
    last: str
    year: int


class Crowd:
    """Everybody, and how many have two words in their names."""

    def __init__(self, everybody: Iterator[Customer]) -> None:
        self._by_words: Counter[frozenset[str]] = Counter()
        self.people: list[Person] = []
        for customer in everybody:
            first, last = known(customer.first_name, ""), known(customer.last_name, "")
            self._by_words.update(_pairs(first, last))
            year = getattr(customer.birth_date, "year", 0)
            self.people.append(Person(customer.ref.customer_id, fold(first), fold(last), year))

    def namesakes(self, first: str, last: str) -> int:
        """How many customers have all these words."""
        return min((self._by_words[pair] for pair in _pairs(first, last)), default=0)


def _pairs(first: str, last: str) -> set[frozenset[str]]:
    """The pairs of words of a name; beside them its beginning with a last name of several words as a whole."""
    words = plain_words(first) + plain_words(last)
    return {frozenset(pair) for pair in combinations(words, 2)} or {frozenset(words)}


Typed = tuple[str, str] | None
Mistake = Callable[[Person, random.Random], Typed]


@dataclass
class Outcome:
    """What came of one kind of mistake."""

    asked: int = 0
    found: int = 0
    others_exactly: int = 0
    others_begin: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share that was found."""
        return self.found / self.asked

    def percentile(self, share: float) -> float:
        """Milliseconds of work that this share of the searches took at most."""
        return sorted(self.milliseconds)[min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)]


def _slipped(word: str, dice: random.Random) -> str:
    """One slip that leaves the word's blanks and hyphens."""
    while True:
        typed = slip(word, dice)
        if typed not in {word, ""} and [typed.count(sign) for sign in " -'"] == [word.count(sign) for sign in " -'"]:
            return typed


def _in_one(person: Person, dice: random.Random, slips: int) -> Typed:
    names = [person.first, person.last]
    at = dice.random() * len(person.first + person.last) >= len(person.first)
    for _slip in range(slips):
        names[at] = _slipped(names[at], dice)
    return names[0], names[1]


def one_slip(person: Person, dice: random.Random) -> Typed:
    """One slip, in the longer name more often."""
    return _in_one(person, dice, 1)


def two_slips(person: Person, dice: random.Random) -> Typed:
    """Two slips: both in one name as often as one in each."""
    if dice.random() < 0.5:
        return _in_one(person, dice, 2)
    return _slipped(person.first, dice), _slipped(person.last, dice)


def nickname(person: Person, dice: random.Random) -> Typed:
    """Any short name for the given name, or a given name for the short one."""
    names = sorted(called(person.first)[0])
    return (dice.choice(names), person.last) if names else None


def swapped(person: Person, _dice: random.Random) -> Typed:
    """The last name first."""
    return person.last, person.first


def heard(person: Person, dice: random.Random) -> Typed:
    """One of the names as it may be written by who has only heard it: one or two sounds written in another way."""
    names = [person.first, person.last]
    at = dice.randrange(2)
    rules = [rule.split(":") for rule in HEARD]
    fitting = [(written, other) for written, other in rules if written in names[at][1:]]
    for written, other in dice.sample(fitting, min(len(fitting), dice.randint(1, 2))):
        names[at] = names[at][0] + names[at][1:].replace(written, other, 1)
    return (names[0], names[1]) if names[at] != (person.first, person.last)[at] else None


MISTAKES: dict[str, tuple[Mistake, float]] = {
    "one slip": (one_slip, 0.99),
    "two slips": (two_slips, 0.95),
    "nickname": (nickname, 0.98),
    "swapped": (swapped, 0.99),
    "as heard": (heard, 0.98),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The index of a million people."""
    return built_index(tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def crowd(built: Built) -> Crowd:
    """The people in it."""
    everybody = Crowd(people(built.people))
    gc.freeze()  # the program collects garbage between keystrokes, and has no million people in memory
    return everybody


def _search(connection: Connection, text: str, outcome: Outcome) -> Sequence[Hit]:
    began = time.thread_time()
    with reading(connection):
        hits = finding.search(connection, text, [STORE], LIMIT)
    outcome.milliseconds.append((time.thread_time() - began) * 1000)
    return hits


def _why_missed(hits: Sequence[Hit], person: Person, typed: str) -> str:
    """The class of a miss, the first that fits."""
    if any(hit.customer.ref.customer_id == person.number for hit in hits):
        return "below ten others as near"
    if len(hits) >= SCREEN:
        return "crowded out by nearer names"
    changed = [name for name in (person.first, person.last) if name not in typed]
    return "of four letters or fewer" if any(len(name) <= 4 for name in changed) else "not thought of"


def _measure(connection: Connection, crowd: Crowd, mistake: Mistake, *, common: bool = False) -> Outcome:
    dice, outcome = random.Random(mistake.__name__), Outcome()  # noqa: S311 - nothing secret
    while outcome.asked < EACH:
        person = dice.choice(crowd.people)
        if not (person.first and person.last) or (crowd.namesakes(person.first, person.last) > NAMESAKES) is not common:
            continue
        typed = mistake(person, dice)
        if typed is None or (mistake is not swapped and crowd.namesakes(*typed)):
            outcome.others_exactly += typed is not None
            continue
        text = " ".join((*typed, str(person.year)) if common else typed)
        hits = _search(connection, text, outcome)
        found = any(hit.customer.ref.customer_id == person.number for hit in hits[:SCREEN])
        if not found and len(hits) >= SCREEN and hits[SCREEN - 1].kind <= MatchKind.PREFIX:
            outcome.others_begin += 1
            continue
        outcome.asked += 1
        if found:
            outcome.found += 1
        else:
            outcome.missed[_why_missed(hits, person, text)] += 1
    return outcome


def _print(name: str, outcome: Outcome) -> None:
    p50, p99 = outcome.percentile(0.5), outcome.percentile(0.99)
    print(f"\n{name:26} recall {outcome.recall:7.2%}   p50 {p50:5.1f} ms   p99 {p99:5.1f} ms   ", end="")
    print(f"somebody has that name: {outcome.others_exactly}, ten have names that begin so: {outcome.others_begin}")
    for why, count in outcome.missed.most_common():
        print(f"{'':26}   {count / outcome.asked:7.2%} {why}")


@pytest.mark.parametrize("name", MISTAKES)
def test_the_intended_person_is_found(built: Built, crowd: Crowd, name: str) -> None:
    """Nearly everybody whose name was typed wrong is among the first ten rows, in time."""
    mistake, least = MISTAKES[name]
    connection = reader(built)
    outcome = _measure(connection, crowd, mistake)
    connection.close()
    _print(name, outcome)
    assert at_least(outcome.recall, least)
    assert at_most(outcome.percentile(0.99), P99 * TOLERANCE)


@pytest.mark.parametrize("name", ["one slip", "two slips", "nickname"])
def test_common_names_are_found_with_the_year(built: Built, crowd: Crowd, name: str) -> None:
    """Of a name that many share nobody can pick one; with the year of birth behind it the person is found."""
    connection = reader(built)
    outcome = _measure(connection, crowd, MISTAKES[name][0], common=True)
    connection.close()
    _print(f"common, with year: {name}", outcome)
    assert at_least(outcome.recall, 0.9)
