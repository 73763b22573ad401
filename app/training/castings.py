"""The awkward cases of a training store: each function turns an ordinary person into one of them.

The order is fixed: the first of the crowd plays the first of `CASTINGS`, so each case keeps its number.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from app.training import person as kinds
from app.training.names import EMOJI_NICKNAME, LONG_FAMILY
from app.training.person import Home, Paper, Person, Physician, years_before

Casting = Callable[[Person, date], Person]
_DAY = timedelta(days=1)


def _born(years: int, offset: int) -> Casting:
    """Turned `years` that many days ago (negative: will turn)."""

    def cast(person: Person, today: date) -> Person:
        return _with(person, birth=years_before(today - offset * _DAY, years))

    return cast


def _leap_child(person: Person, today: date) -> Person:
    """Born on 29 February, long of age."""
    year = (today.year - 30) // 4 * 4
    return _with(person, birth=date(year, 2, 29))


def _young_leap_child(person: Person, today: date) -> Person:
    """Born on the 29 February nearest to 21 years ago."""
    year = (today.year - 21) // 4 * 4
    return _with(person, birth=date(year, 2, 29))


def _license_ends(days: int) -> Casting:
    def cast(person: Person, today: date) -> Person:
        return _with(person, license_ends=today + days * _DAY, newcomer=False)

    return cast


def _patient(kind: str, *, card: bool, days: int | None) -> Casting:
    def cast(person: Person, today: date) -> Person:
        filed = Paper(kind=kinds.PERMIT, filed=person.joined)
        return _with(
            person,
            kind=kind,
            card=f"MMID{person.number}" if card else None,
            permit_ends=None if days is None else today + days * _DAY,
            physician=_PHYSICIAN,
            papers=(*person.papers, filed),
            newcomer=False,
        )

    return cast


def _both_ended(person: Person, today: date) -> Person:
    """Licence and card both past, and never checked: pending for three reasons."""
    sick = _patient(kinds.MEDICAL_CARD, card=True, days=-10)(person, today)
    return _with(sick, license_ends=today - 30 * _DAY, newcomer=True)


def _carer(person: Person, _today: date) -> Person:
    return _with(person, caregiver_license=f"CG-{person.number}")


def _two_carers(person: Person, today: date) -> Person:
    """A patient of 1130 and of the person with the number before: the most Treez keeps is two (section 7.1)."""
    return _with(_patient(kinds.MEDICAL, card=False, days=90)(person, today), carers=(1130, person.number - 1))


def _merged_away(person: Person, _today: date) -> Person:
    """The next number, cast below, is the same human's other profile, which survived."""
    twice = _with(person, first_name="Merle", last_name="Twyce", birth=_MERLES_BIRTH)
    return _with(twice, active=False, merged_into=person.number + 1, email=None, phone="", newcomer=False)


def _survivor(person: Person, _today: date) -> Person:
    twice = _with(person, first_name="Merle", last_name="Twice", birth=_MERLES_BIRTH)
    return _with(twice, merged_from=(person.number - 1,), email=f"merle.{person.number}@example.org", newcomer=False)


def _marked(**marks: bool) -> Casting:
    def cast(person: Person, _today: date) -> Person:
        return _with(person, **marks)

    return cast


def _unknown_everything(person: Person, _today: date) -> Person:
    return _with(
        person,
        middle_name=None,
        nickname=None,
        gender="U",
        license=None,
        license_ends=None,
        card="N/A",
        email=None,
        phone=None,
        notes="N/A",
        homes=(),
        groups=(),
        referral=None,
        papers=(),
    )


def _long_note(person: Person, _today: date) -> Person:
    sentence = "This practice note is long on purpose. "
    return _with(person, notes=(sentence * (5000 // len(sentence) + 1))[:5000])


def _lines_in_note(person: Person, _today: date) -> Person:
    return _with(person, notes='First line.\r\nSecond line, with "quotes" & <tags>.\n\n\tFourth line, after a tab.')


def _emoji(person: Person, _today: date) -> Person:
    return _with(person, nickname=EMOJI_NICKNAME)


def _long_name(person: Person, _today: date) -> Person:
    return _with(person, last_name=LONG_FAMILY)


def _blank_home(person: Person, _today: date) -> Person:
    return _with(person, homes=(Home(slot=0, primary=True),), groups=("SENIOR", " INDUSTRY"))


def _name(first: str, last: str) -> Casting:
    def cast(person: Person, _today: date) -> Person:
        return _with(person, first_name=first, last_name=last, email=f"customer.{person.number}@example.org")

    return cast


def _with(person: Person, **changes: Any) -> Person:
    return msgspec.structs.replace(person, **changes)


_MERLES_BIRTH = date(1981, 4, 30)
_PHYSICIAN = Physician(
    first_name="Invented",
    last_name="Physician",
    license="A0000002",
    address="2 Practice Plaza, Oakland, CA 94612",
    phone="5105550102",
)

CASTINGS: tuple[Casting, ...] = (
    _born(18, 0),
    _born(18, -1),
    _born(18, 1),
    _born(21, 0),
    _born(21, -1),
    _born(21, 1),
    _leap_child,
    _young_leap_child,
    _license_ends(-1),
    _license_ends(0),
    _license_ends(1),
    _license_ends(10),
    _patient(kinds.MEDICAL, card=False, days=200),
    _patient(kinds.MEDICAL, card=False, days=None),
    _patient(kinds.MEDICAL_CARD, card=True, days=400),
    _patient(kinds.MEDICAL_CARD, card=True, days=-3),
    _both_ended,
    _carer,
    _two_carers,
    _merged_away,
    _survivor,
    _marked(banned=True),
    _marked(first_warning=True),
    _marked(second_warning=True),
    _marked(first_warning=True, second_warning=True),
    _marked(active=False),
    _marked(newcomer=True),
    _unknown_everything,
    _long_note,
    _lines_in_note,
    _emoji,
    _long_name,
    _blank_home,
    _name("Siobhán-Marie", "O'Neill-D'Souza"),
    _name("נועה", "בן־דוד"),
)
