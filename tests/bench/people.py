"""A million invented people for the measurements of the search, skewed as real ones are.

Names come from the lists of many countries: some are held by many, most by few; a long tail of invented family names
makes a vocabulary of more than 60,000 words. Whoever is like a living person is so by chance.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from faker.providers import person
from faker.providers.person.ar_AA import Provider as Arabic
from faker.providers.person.en_US import Provider as American
from faker.providers.person.es_MX import Provider as Mexican
from faker.providers.person.ru_RU import Provider as Russian

from app.core.customer import ConnectionId, Customer, CustomerRef, Standing

STORE = ConnectionId("bench")
_SEED = 20261122
_DUPLICATES = 0.05
_AREA_CODES = ("415", "510", "628", "650", "408", "925", "707", "916", "209", "831", "213", "310", "818", "714", "619")
_MAILS = ("gmail.com", "gmail.com", "gmail.com", "yahoo.com", "icloud.com", "hotmail.com", "outlook.com", "example.com")
_INVENTED = 60_000
_FIRST_BIRTH = date(1940, 1, 1).toordinal()
_CREATED = datetime(2018, 1, 1, tzinfo=UTC)


def people(count: int, seed: int = _SEED) -> Iterator[Customer]:
    """That many customers of one store, always the same for a seed, in the order of their numbers."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    first_names, last_names = _Names(dice, _firsts(dice)), _Names(dice, _lasts(dice))
    earlier: list[Customer] = []
    for number in range(1, count + 1):
        if earlier and dice.random() < _DUPLICATES:
            yield _again(dice.choice(earlier), number, dice)
            continue
        customer = _person(number, first_names.draw(), last_names.draw(), dice)
        if len(earlier) < 20_000 or not number % 50:
            earlier.append(customer)
        yield customer


class _Names:
    """Names drawn by their weights, many at a time."""

    def __init__(self, dice: random.Random, weighted: dict[str, float]) -> None:
        self._dice = dice
        self._names = list(weighted)
        self._weights = list(accumulate(weighted.values()))
        self._drawn: list[str] = []

    def draw(self) -> str:
        """The next name."""
        if not self._drawn:
            self._drawn = self._dice.choices(self._names, cum_weights=self._weights, k=10_000)
        return self._drawn.pop()


def _person(number: int, first: str, last: str, dice: random.Random) -> Customer:
    roll = dice.random
    middle = chr(65 + int(roll() * 26)) if roll() < 0.2 else None
    born = date.fromordinal(_FIRST_BIRTH + int(24_500 * (1 - roll() * roll())))
    created = _CREATED + timedelta(seconds=number * 200)
    mail = f"{first}.{last}{int(roll() * 1000)}@{dice.choice(_MAILS)}".lower().replace(" ", "")
    return Customer(
        ref=CustomerRef(STORE, str(1_000_000 + number)),
        first_name=first,
        middle_name=middle,
        last_name=last,
        nickname=None,
        birth_date=born,
        email=mail if roll() < 0.7 and mail.isascii() else None,
        phone=f"+1{dice.choice(_AREA_CODES)}{2_000_000 + int(roll() * 7_999_999)}" if roll() > 0.02 else "",
        license_number=f"{chr(65 + int(roll() * roll() * 26))}{int(roll() * 9_999_999):07d}" if roll() < 0.95 else None,
        license_expires=date.fromordinal(739_000 + int(roll() * 2500)),
        customer_type="MEDICAL_MMID" if roll() < 0.1 else "ADULT",
        is_medical=roll() < 0.1,
        standing=Standing.ACTIVE,
        banned=False,
        created_at=created,
        updated_at=created + timedelta(seconds=int(roll() * 10_000_000)),
        last_visit_at=created + timedelta(seconds=int(roll() * 10_000_000)),
    )


def _again(before: Customer, number: int, dice: random.Random) -> Customer:
    """The same person with a second record: another number, and something of it left out."""
    again = {field: getattr(before, field) for field in ("first_name", "last_name", "birth_date", "phone", "standing")}
    if dice.random() < 0.5:
        again["license_number"] = before.license_number
    return Customer(ref=CustomerRef(STORE, str(1_000_000 + number)), **again)


def _firsts(dice: random.Random) -> dict[str, float]:
    return _mixed(
        (0.58, dict(American.first_names)),
        (0.20, _falling(dice, Mexican.first_names)),
        (0.18, _falling(dice, _of_all_countries("first_name"))),
        (0.02, _falling(dice, Arabic.first_names)),
        (0.02, _falling(dice, Russian.first_names)),
    )


def _lasts(dice: random.Random) -> dict[str, float]:
    families = _falling(dice, Mexican.last_names)
    countries = _of_all_countries("last_name")
    double = {
        f"{one}-{other}": 1.0
        for one, other in zip(dice.sample(countries, 4000), dice.sample(countries, 4000), strict=True)
    }
    spanish = {f"{dice.choice(Mexican.last_names)} {dice.choice(Mexican.last_names)}": 1.0 for _each in range(3000)}
    return _mixed(
        (0.48, dict(American.last_names)),
        (0.18, families),
        (0.16, _falling(dice, countries)),
        (0.10, _falling(dice, _invented(dice, countries))),
        (0.03, double),
        (0.03, spanish),
        (0.01, _falling(dice, Arabic.last_names)),
        (0.01, _falling(dice, Russian.last_names)),
    )


def _falling(dice: random.Random, names: Sequence[str]) -> dict[str, float]:
    """Weights that fall as the names of a country do: the second half as often as the first."""
    order = sorted(set(names))
    dice.shuffle(order)
    return {name: 1 / (place + 8) for place, name in enumerate(order)}


def _mixed(*shares: tuple[float, dict[str, float]]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for share, names in shares:
        whole = sum(names.values())
        for name, weight in names.items():
            weights[name] = weights.get(name, 0.0) + share * weight / whole
    return weights


def _of_all_countries(kind: str) -> list[str]:
    """Every name in Latin letters of the lists of all countries."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for name in dir(provider):
            names = getattr(provider, name)
            if name.startswith(kind) and isinstance(names, tuple | list | dict):
                found.update(one for one in names if isinstance(one, str) and one.isprintable() and max(one) < "\u0250")
    return sorted(found)


def _invented(dice: random.Random, names: Sequence[str]) -> list[str]:
    """Family names that no list has: the beginning of one and the end of another."""
    whole = [name for name in names if name.isalpha() and len(name) > 4]
    made = {
        dice.choice(whole)[: dice.randint(2, 4)] + dice.choice(whole)[-dice.randint(3, 5) :]
        for _each in range(_INVENTED)
    }
    return sorted(made)
