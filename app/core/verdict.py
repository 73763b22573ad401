"""May this person come in? One answer, with every reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.core.clock import years_between
from app.core.customer import Customer, Standing
from app.core.values import Absent, DateLike, Maybe, Unreadable, is_blank, known

ADULT_AGE = 21  # US adult-use laws, e.g. Cal. BPC 26140(a)
PATIENT_AGE = 18  # US medical programmes; younger patients come with a caregiver
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


def judge(customer: Customer, today: date, *, keeps_id: bool = True) -> Verdict:
    """The verdict on a record by the plain rules: standing, ban, age by type, expiry dates, warnings, verification.

    ``keeps_id``: whether the vendor's form has a place for the ID's number. Where it has none, nothing is missing.
    """
    found = [*_standing(customer), *_ban(customer), *_age(customer, today)]
    found += _papers(customer, today, keeps_id=keeps_id)
    found += _warnings(customer)
    found += _verification(customer)
    level = max(reason.level for reason in found)
    return Verdict(level, tuple(sorted(found, key=lambda reason: -reason.level)))


def _standing(customer: Customer) -> Iterator[Reason]:
    into = known(customer.merged_into, "")
    match known(customer.standing, ""):
        case Standing.MERGED if into:
            yield Reason(Level.REFUSE, "merged into customer {}: open that profile", (into,), into)
        case Standing.MERGED:
            yield Reason(Level.REFUSE, "merged into another profile")
        case Standing.DEACTIVATED:
            yield Reason(Level.REFUSE, "profile deactivated at the store")
        case Standing.DELETED:
            yield Reason(Level.REFUSE, "profile deleted at the store")
        case Standing.PENDING:
            yield Reason(Level.LOOK, "profile still pending at the store")
        case Standing.ACTIVE | "":
            pass
        case other:
            yield Reason(Level.LOOK, "the store marks this profile as {}", (other,))


def _ban(customer: Customer) -> Iterator[Reason]:
    if customer.banned:
        yield Reason(Level.REFUSE, "banned at this store")


def _age(customer: Customer, today: date) -> Iterator[Reason]:
    born = customer.birth_date
    if not isinstance(born, date):
        yield Reason(Level.LOOK, "no readable date of birth: check the ID")
        return
    age = years_between(born, today)
    limit = PATIENT_AGE if customer.is_medical else ADULT_AGE
    if age >= limit:
        yield Reason(Level.ADMIT, "{} years old", (str(age),))
    elif customer.is_medical and customer.caregivers:
        yield Reason(Level.LOOK, "{} years old: only together with the caregiver", (str(age),))
    else:
        yield Reason(Level.REFUSE, "{} years old, {} is the limit", (str(age), str(limit)))


def _papers(customer: Customer, today: date, *, keeps_id: bool) -> Iterator[Reason]:
    if not keeps_id:
        yield Reason(Level.ADMIT, "the store keeps no ID")
    elif is_blank(customer.license_number) and is_blank(customer.license_expires):
        yield Reason(Level.LOOK, "no ID on file: check the ID")
    else:
        yield _expiry("ID", customer.license_expires, today)
    if customer.is_medical:
        yield _expiry("medical card", customer.medical_expires, today)


def _expiry(paper: str, until: Maybe[DateLike], today: date) -> Reason:
    if until is None or isinstance(until, Absent | Unreadable):
        return Reason(Level.LOOK, "{}: no readable expiry date", (paper,))
    day = f"{until.day} {until:%b %Y}"
    left = (until - today).days
    if left < 0:
        return Reason(Level.LOOK, "{} expired on {}", (paper, day))
    if left <= SOON_DAYS:
        return Reason(Level.ADMIT, "{} expires soon, on {}", (paper, day))
    return Reason(Level.ADMIT, "{} valid until {}", (paper, day))


def _warnings(customer: Customer) -> Iterator[Reason]:
    for warning in known(customer.warnings, ()):
        yield Reason(Level.LOOK, "{} given", (warning.replace("_", " "),))


def _verification(customer: Customer) -> Iterator[Reason]:
    verification = known(customer.verification, None)
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
