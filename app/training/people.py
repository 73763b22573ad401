"""A population of invented people for every training store, the same again for the same seed, size and day.

Ages and expiries are counted from `today`, so the interesting ones (18 today, 21 tomorrow, a licence that ends this
week) stay interesting.
"""

from collections.abc import Iterator
from datetime import date

from app.training.crowd import crowd
from app.training.person import Person
from app.training.regulars import regulars


def population(*, customers: int = 300, seed: int = 1, today: date) -> tuple[Person, ...]:
    """`customers` people in the order of their numbers; the fixed ones (1117 to 1131) are always among them."""
    fixed = regulars(today)
    taken = {person.number for person in fixed}
    drawn = crowd(_free_numbers(max(0, customers - len(fixed)), taken), seed=seed, today=today)
    return tuple(sorted((*fixed, *drawn), key=lambda person: person.number))


def _free_numbers(count: int, taken: set[int]) -> Iterator[int]:
    number = 1000
    while count:
        number += 1
        if number not in taken:
            count -= 1
            yield number
