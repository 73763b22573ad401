"""May this person come in? One answer, with every reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.core.clock import years_between
from app.core.customer import Customer, Standing
from app.core.jurisdictions import STRICTEST, Jurisdiction
from app.core.values import Absent, DateLike, Maybe, Unreadable, is_blank, known

_NO_VERIFICATION = frozenset({"", "not_applicable"})  # statuses that say nothing either way
SOON_DAYS = 30  # a licence or card that lapses within these days is mentioned


class Level(IntEnum):
    """The three answers; a higher number wins."""

    ADMIT = 0
    LOOK = 1
    REFUSE = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a template in English and what stands in it, so that it can be said in another language.

    ``link`` is the customer number of the profile to open instead, where there is one.
    """

    level: Level
    template: str
    arguments: tuple[str, ...] = ()
    link: str = ""

    @property
    def text(self) -> str:
        """The reason in English."""
        return self.template.format(*self.arguments)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and its reasons, the weightiest first."""

    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody was checked in: at what time of today by the store's clock (``14:02``), and at which store."""

    time: str
    store: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the record itself does not say.

    ``keeps_id``: whether the vendor's form has a place for the ID's number; where it has none, nothing is missing.
    ``earlier``: the person's own check-ins of today, at this store or another. ``caregiver``: one of the person's
    caregivers is here now. ``differing``: labels of the fields in which the card in the hand differs from the record.
    """

    jurisdiction: Jurisdiction = STRICTEST
    keeps_id: bool = True
    earlier: tuple[Presence, ...] = ()
    caregiver: Presence | None = None
    differing: tuple[str, ...] = ()


USUAL = Circumstances()


@dataclass(frozen=True, slots=True)
class _Case:
    customer: Customer
    today: date
    around: Circumstances

    @property
    def is_medical(self) -> bool:
        return bool(self.customer.is_medical)

    @property
    def age(self) -> int | None:
        born = self.customer.birth_date
        return years_between(born, self.today) if isinstance(born, date) else None


def judge(customer: Customer, today: date, circumstances: Circumstances = USUAL) -> Verdict:
    """The verdict on a record by the table of rules (`RULES`), on ``today`` by the store's calendar."""
    case = _Case(customer, today, circumstances)
    found = [reason for rule in RULES for reason in rule(case)]
    level = max(reason.level for reason in found)
    return Verdict(level, tuple(sorted(found, key=lambda reason: -reason.level)))


_STANDINGS = {
    Standing.DEACTIVATED: Reason(Level.REFUSE, "profile deactivated at the store"),
    Standing.DELETED: Reason(Level.REFUSE, "profile deleted at the store"),
    Standing.PENDING: Reason(Level.LOOK, "profile still pending at the store"),
}


def _standing(case: _Case) -> Iterator[Reason]:
    into = known(case.customer.merged_into, "")
    match known(case.customer.standing, ""):
        case Standing.MERGED if into:
            yield Reason(Level.REFUSE, "merged into customer {}: open that profile", (into,), into)
        case Standing.MERGED:
            yield Reason(Level.REFUSE, "merged into another profile")
        case Standing.DEACTIVATED | Standing.DELETED | Standing.PENDING as standing:
            yield _STANDINGS[Standing(standing)]
        case Standing.ACTIVE | "":
            pass
        case other:
            yield Reason(Level.LOOK, "the store marks this profile as {}", (other,))


def _ban(case: _Case) -> Iterator[Reason]:
    if case.customer.banned:
        yield Reason(Level.REFUSE, "banned at this store")


def _age(case: _Case) -> Iterator[Reason]:
    rules, age = case.around.jurisdiction, case.age
    if age is None:
        yield Reason(Level.LOOK, "no readable date of birth: check the ID")
        return
    limit = rules.limit(is_medical=case.is_medical)
    if age >= limit:
        yield Reason(Level.ADMIT, "{} years old", (str(age),))
    elif not (rules.admits_minors(is_medical=case.is_medical) and case.customer.caregivers):
        yield Reason(Level.REFUSE, "{} years old, {} is the limit", (str(age), str(limit)))
    elif case.around.caregiver:
        here = case.around.caregiver
        yield Reason(Level.ADMIT, "{} years old, with the caregiver here since {}", (str(age), here.time))
    else:
        carer = known(case.customer.caregivers, ())[0].customer_id
        yield Reason(Level.LOOK, "{} years old: only together with the caregiver", (str(age),), carer)


def _caregiver(case: _Case) -> Iterator[Reason]:
    """A grown-up patient may come alone or send the caregiver: said, so that nobody has to ask."""
    is_grown = case.age is not None and case.age >= case.around.jurisdiction.limit(is_medical=case.is_medical)
    if case.is_medical and is_grown and case.around.caregiver:
        yield Reason(Level.ADMIT, "the caregiver is here since {}", (case.around.caregiver.time,))


def _id(case: _Case) -> Iterator[Reason]:
    customer = case.customer
    if not case.around.keeps_id:
        yield Reason(Level.ADMIT, "the store keeps no ID")
    elif is_blank(customer.license_number) and is_blank(customer.license_expires):
        yield Reason(Level.LOOK, "no ID on file: check the ID")
    else:
        yield _expiry("ID", customer.license_expires, case.today)


def _medical_card(case: _Case) -> Iterator[Reason]:
    """A lapsed card ends the sale as a patient; a person old enough for everybody can still be served."""
    if not case.is_medical:
        return
    until, rules = case.customer.medical_expires, case.around.jurisdiction
    if not isinstance(until, date) or until >= case.today or case.age is None:
        yield _expiry("medical card", until, case.today)
    elif case.age >= rules.adult_age:
        yield Reason(Level.LOOK, "medical card expired on {}: no sale as a patient", (_day(until),))
    else:
        arguments = (_day(until), str(rules.adult_age))
        yield Reason(Level.REFUSE, "medical card expired on {}, and {} is the limit without one", arguments)


def _expiry(paper: str, until: Maybe[DateLike], today: date) -> Reason:
    if until is None or isinstance(until, Absent | Unreadable):
        return Reason(Level.LOOK, "{}: no readable expiry date", (paper,))
    left = (until - today).days
    if left < 0:
        return Reason(Level.LOOK, "{} expired on {}", (paper, _day(until)))
    if left <= SOON_DAYS:
        return Reason(Level.ADMIT, "{} expires soon, on {}", (paper, _day(until)))
    return Reason(Level.ADMIT, "{} valid until {}", (paper, _day(until)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _warnings(case: _Case) -> Iterator[Reason]:
    for warning in known(case.customer.warnings, ()):
        yield Reason(Level.LOOK, "{} given", (warning.replace("_", " "),))


def _verification(case: _Case) -> Iterator[Reason]:
    verification = known(case.customer.verification, None)
    if verification is None:
        return
    why = ", ".join(reason.replace("_", " ").lower() for reason in verification.reasons)
    if verification.pending or (why and not verification.status):
        template = "verification pending: {}" if why else "verification pending"
        yield Reason(Level.LOOK, template, (why,) if why else ())
    elif verification.status == "verified":
        yield Reason(Level.ADMIT, "verified")
    elif verification.status not in _NO_VERIFICATION:
        word = verification.status.replace("_", " ")
        yield Reason(Level.LOOK, "the store marks the verification as {}", (word,))


def _card_in_hand(case: _Case) -> Iterator[Reason]:
    if case.around.differing:
        yield Reason(Level.LOOK, "the card differs from the profile: {}", (", ".join(case.around.differing),))


def _earlier(case: _Case) -> Iterator[Reason]:
    """A quiet line, no alarm: people come back for what they forgot."""
    for visit in case.around.earlier:
        yield Reason(Level.ADMIT, "already here today at {} ({})", (visit.time, visit.store))


Rule = Callable[[_Case], Iterator[Reason]]

# Every rule, in the order in which reasons of the same weight are read.
RULES: tuple[Rule, ...] = (
    _standing,
    _ban,
    _age,
    _caregiver,
    _id,
    _medical_card,
    _warnings,
    _verification,
    _card_in_hand,
    _earlier,
)
