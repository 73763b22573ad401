"""What clerks type, drawn from the people of the measurements: each kind of query by its name."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.core.customer import Customer
from app.core.values import known

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST = 12
_COMMONEST = 20
Draw = Callable[[random.Random], str]


def queries(people: Sequence[Customer], each: int, seed: int = 7) -> Mapping[str, list[str]]:
    """That many queries of each kind; those of one kind are as common as the people who have them."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    kinds: dict[str, list[str]] = {}
    for length in range(1, LONGEST + 1):
        kinds[f"{length} characters"] = [_beginning(dice.choice(people), length, dice) for _each in range(each)]
    for length in range(1, LONGEST // 2 + 1):
        common = Counter(_text(one.last_name)[:length] for one in people) + Counter(
            _text(one.first_name)[:length] for one in people
        )
        kinds[f"the commonest of {length}"] = [text for text, _count in common.most_common(_COMMONEST)]
    for name, draw in _MIXED.items():
        kinds[name] = [draw(dice.choice(people), dice) for _each in range(each)]
    frequent = _frequent(people)
    kinds["two commonest names"] = [f"{dice.choice(frequent)} {dice.choice(frequent)}" for _each in range(each)]
    kinds["two commonest, begun"] = [
        f"{dice.choice(frequent)[: dice.randint(1, 5)]} {dice.choice(frequent)[: dice.randint(1, 5)]}"
        for _each in range(each)
    ]
    kinds["nonsense"] = ["".join(dice.choices(LETTERS, k=dice.randint(3, 10))) for _each in range(each)]
    return kinds


def slip(word: str, dice: random.Random) -> str:
    """The word with one letter left out, put in, changed, or two neighbours swapped."""
    at = dice.randrange(len(word))
    rest = word[at + 1 :]
    match dice.randrange(4):
        case 0:
            return word[:at] + rest
        case 1:
            return word[:at] + dice.choice(LETTERS) + word[at:]
        case 2:
            return word[:at] + dice.choice(LETTERS) + rest
        case _:
            return word[:at] + rest[:1] + word[at] + rest[1:]


def _text(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""


def _beginning(person: Customer, length: int, dice: random.Random) -> str:
    """The beginning of a name, phone, e-mail or number that is that long."""
    phone = known(person.phone, "").removeprefix("+1")
    texts = [_text(person.first_name), _text(person.last_name), phone, known(person.email, "")]
    texts += [_text(person.license_number), f"{_text(person.first_name)} {_text(person.last_name)}"]
    return dice.choice([text for text in texts if len(text) >= length] or texts[-1:])[:length]


def _two_words(person: Customer, dice: random.Random) -> str:
    first, last = _text(person.first_name), _text(person.last_name)
    return f"{first[: dice.randint(1, 6)]} {last[: dice.randint(1, 6)]}"


def _one_letter_behind(person: Customer, dice: random.Random) -> str:
    names = [_text(person.first_name), _text(person.last_name)]
    dice.shuffle(names)
    return f"{names[0]} {names[1][:1]}"


def _with_tail(person: Customer, _dice: random.Random) -> str:
    return f"{_text(person.last_name)[:3]} {known(person.phone, '')[-4:]}"


def _with_year(person: Customer, dice: random.Random) -> str:
    year = _born(person).year
    return f"{_text(person.last_name)} {dice.choice([str(year), f'{year % 100:02d}'])}"


def _with_birthday(person: Customer, dice: random.Random) -> str:
    return f"{_text(person.first_name)[: dice.randint(1, 4)]} {_born(person).month}/{_born(person).day}"


def _date(person: Customer, dice: random.Random) -> str:
    born = _born(person)
    return born.strftime(dice.choice(["%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%b %Y", "%m%d%y", "%Y%m%d", "%m/%d", "%Y"]))


def _digits(person: Customer, dice: random.Random) -> str:
    phone = known(person.phone, "") or "5550100"
    return phone[-dice.randint(3, 7) :]


def _misspelled(person: Customer, dice: random.Random) -> str:
    names = [_text(person.first_name), _text(person.last_name)]
    at = dice.randrange(2)
    return " ".join(slip(name, dice) if place == at else name for place, name in enumerate(names))


def _twice_misspelled(person: Customer, dice: random.Random) -> str:
    return f"{slip(_text(person.first_name), dice)} {slip(_text(person.last_name), dice)}"


def _misspelled_begun(person: Customer, dice: random.Random) -> str:
    return slip(_text(person.last_name)[: dice.randint(4, 8)], dice)


def _born(person: Customer) -> date:
    return person.birth_date if isinstance(person.birth_date, date) else date(1990, 1, 1)


def _frequent(people: Sequence[Customer]) -> list[str]:
    names = Counter(_text(name) for one in people for name in (one.first_name, one.last_name))
    return [name for name, _count in names.most_common(_COMMONEST)]


STRICT_KINDS = (
    "two words",
    "one letter behind",
    "name and last digits",
    "name and year",
    "name and birthday",
    "date",
    "last digits",
)
_MIXED: Mapping[str, Callable[[Customer, random.Random], str]] = {
    **dict(
        zip(
            STRICT_KINDS,
            (_two_words, _one_letter_behind, _with_tail, _with_year, _with_birthday, _date, _digits),
            strict=True,
        )
    ),
    "misspelled": _misspelled,
    "twice misspelled": _twice_misspelled,
    "misspelled beginning": _misspelled_begun,
}
