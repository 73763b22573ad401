"""Everybody else in a training store: drawn from a seed, with the awkward cases first so that small stores have them."""

import functools
import random
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from app.training import person as kinds
from app.training.castings import CASTINGS
from app.training.names import LATIN_CULTURES, OTHER_SCRIPTS, REMARKS, STREETS, TOWNS
from app.training.person import GROUPS, LIVE_REFERRAL, REFERRALS, Home, Paper, Person, years_before

_T = TypeVar("_T")
# fmt: off
_CALIFORNIA = (
    "510", "415", "628", "341", "650", "925", "408", "669", "707", "831", "916", "279", "209", "350", "559", "530",
    "661", "805", "818", "747", "213", "323", "310", "424", "562", "626", "714", "657", "949", "951", "909", "840",
    "760", "442", "858", "619", "820", "738", "369", "837",
)
# fmt: on
_ELSEWHERE = [
    code for code in map(str, range(200, 990)) if code not in _CALIFORNIA and not code.endswith("11") and code != "555"
]
_LICENSE_LETTERS = "EFGHJKLMNPRSTWXY"  # C is for the fixed people, D for the vendor's samples
_OPT_OUTS: tuple[bool | str | None, ...] = (None, "true", "false", None, "false", True, None, False)
_FREE_LINES = range(145, 199)  # the other 555-01xx of these area codes stay with the fixed people


def crowd(numbers: Iterable[int], *, seed: int, today: date) -> Iterator[Person]:
    """One person per number; the first ones are cast for the awkward cases, the rest are ordinary."""
    drawing = _Drawing(seed, today)
    everyone = list(numbers)
    for position, number in enumerate(everyone):
        plain = drawing.person(number, position, share=position / len(everyone))
        cast = CASTINGS[position](plain, today) if position < len(CASTINGS) else plain
        yield plain if cast.merged_into and number == everyone[-1] else cast  # nobody left to be the survivor


def phone_number(position: int) -> str:
    """A ten-digit number of fiction: any area code and 555-01xx, each position its own (Treez: unique, 7.1)."""
    near = len(_CALIFORNIA) * len(_FREE_LINES)
    if position < near:
        turn, place = divmod(position, len(_CALIFORNIA))
        return f"{_CALIFORNIA[place]}5550{_FREE_LINES[(turn + 7 * place) % len(_FREE_LINES)]}"
    position -= near
    return f"{_ELSEWHERE[position % len(_ELSEWHERE)]}555{100 + position // len(_ELSEWHERE):04d}"


class _Drawing:
    """The dice, and the one day everything is counted from."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - practice people, nothing secret
        self._roll = self._dice.random
        self._today = today
        self._midnight = datetime.combine(today, time(), UTC)

    def person(self, number: int, position: int, *, share: float) -> Person:
        first, last, gender = self._name(position)
        joined = self._midnight - timedelta(days=1 + 3600 * (1 - share), seconds=int(self._roll() * 80_000))
        visited = self._between(joined) if self._chance(0.85) else None
        license_number = f"{_LICENSE_LETTERS[number % len(_LICENSE_LETTERS)]}{number * 7919 % 10**7:07d}"
        return Person(
            number=number,
            first_name=first,
            last_name=last,
            middle_name=self._pick((None, "", "A", "Lee", "Rae", "J.")),
            nickname=self._pick((None, None, None, "", "", "Ace", "Bee", "Junior", "Mo")),
            gender=gender,
            birth=years_before(self._today, 21 + int(self._roll() ** 1.5 * 65))
            - timedelta(days=int(self._roll() * 300) + 5),
            license=license_number,
            license_ends=self._today + timedelta(days=45 + int(self._roll() * 2000)),
            email=self._email(first, last, number),
            phone=phone_number(position) if self._chance(0.93) else "",
            notes=self._pick(REMARKS) if self._chance(0.2) else None,
            points=int(self._roll() * 900) if self._chance(0.7) else 0,
            joined=_whole(joined),
            updated=_whole(self._between(visited or joined)),
            visited=visited and _whole(visited),
            opt_out=_OPT_OUTS[position % len(_OPT_OUTS)],
            referral=self._referral(),
            homes=self._homes(),
            groups=(self._pick(GROUPS[:5]),) if self._chance(0.25) else (),
            newcomer=visited is None,
            papers=self._papers(position, joined),
        )

    def _name(self, position: int) -> tuple[str, str, str]:
        rare = position % 12 == 11  # noqa: PLR2004 - one in twelve is written in another script
        cultures = OTHER_SCRIPTS if rare else LATIN_CULTURES
        culture = cultures[position // 12 % len(cultures)] if rare else self._pick(cultures)
        woman = self._chance(0.5)
        first, last = self._pick(culture.women if woman else culture.men), self._pick(culture.families)
        if self._chance(0.15):  # tills often write in capitals
            first, last = first.upper(), last.upper()
        sure = "F" if woman else "M"
        return first, last, sure if self._chance(0.9) else self._pick(("U", "N"))

    def _email(self, first: str, last: str, number: int) -> str | None:
        if self._chance(0.12):
            return self._pick((None, ""))
        words = [_ascii(first) or "customer", _ascii(last), str(number)]
        domain = self._pick(("example.com", "example.org", "example.net"))
        return ".".join(word for word in words if word) + "@" + domain

    def _referral(self) -> str | None:
        if self._chance(0.4):
            return None
        return LIVE_REFERRAL if self._chance(0.1) else self._pick(REFERRALS)

    def _homes(self) -> tuple[Home, ...]:
        count = self._pick((0, 1, 1, 1, 1, 2, 3))
        return tuple(self._home(slot) for slot in range(count))

    def _home(self, slot: int) -> Home:
        if self._chance(0.04):  # blank except the state, as in live records (section 5)
            return Home(slot=slot, primary=slot == 0)
        town, postal_code = self._pick(TOWNS)
        return Home(
            slot=slot,
            street=f"{1 + int(self._roll() * 9900)} {self._pick(STREETS)}",
            unit=self._pick(("", "", "", "Apt 2", "Unit B", "#14")),
            town=town,
            postal_code=postal_code if self._chance(0.95) else "",
            primary=slot == 0,
        )

    def _papers(self, position: int, joined: datetime) -> tuple[Paper, ...]:
        filed = _whole(joined) + timedelta(minutes=3)
        portal = position % 15 == 14  # noqa: PLR2004 - one in fifteen has the old form of link
        chosen = self._pick(_PAPERS)
        return tuple(Paper(kind=kind, filed=filed, behind_portal=portal) for kind in chosen)

    def _between(self, earlier: datetime) -> datetime:
        return earlier + (self._midnight - earlier) * self._roll()

    def _chance(self, probability: float) -> bool:
        return self._roll() < probability

    def _pick(self, choices: Sequence[_T]) -> _T:
        return choices[int(self._roll() * len(choices))]


_PAPERS: tuple[tuple[str, ...], ...] = (
    (),
    (kinds.LICENSE,),
    (kinds.PORTRAIT, kinds.LICENSE),
    (kinds.PORTRAIT, kinds.LICENSE, kinds.AGREEMENT),
    (kinds.LICENSE, kinds.OTHER),
)


_NO_ACCENT = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "œ": "oe"})


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@functools.lru_cache(maxsize=2048)
def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_NO_ACCENT)).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalnum())
