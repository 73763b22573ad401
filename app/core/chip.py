"""The one word beside a name in the results: what matters most about the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.clock import years_between
from app.core.customer import Customer, Standing
from app.core.jurisdictions import STRICTEST, Jurisdiction
from app.core.values import Maybe, known
from app.core.verdict import Level


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text in capitals; ``level`` None for one that is neither good nor bad."""

    text: str
    level: Level | None = None


def chip_of(customer: Customer, today: date, jurisdiction: Jurisdiction = STRICTEST) -> Chip:
    """The weightiest chip of a record; its type where nothing is the matter. ``today`` is the store's."""
    return next(_chips(customer, today, jurisdiction), Chip(type_label(customer.customer_type)))


def type_label(customer_type: Maybe[str]) -> str:
    """The customer type as a label: ``MEDICAL MMID``."""
    return known(customer_type, "").replace("_", " ").upper()


def _chips(customer: Customer, today: date, rules: Jurisdiction) -> Iterator[Chip]:
    if customer.banned:
        yield Chip("BANNED", Level.REFUSE)
    if customer.standing in {Standing.MERGED, Standing.DEACTIVATED, Standing.DELETED}:
        yield Chip(str(known(customer.standing, "")).upper(), Level.REFUSE)
    born, is_medical = customer.birth_date, bool(customer.is_medical)
    if isinstance(born, date) and years_between(born, today) < rules.limit(is_medical=is_medical):
        with_caregiver = rules.admits_minors(is_medical=is_medical) and known(customer.caregivers, ())
        yield Chip("UNDER AGE", Level.LOOK if with_caregiver else Level.REFUSE)
    if _is_past(customer.license_expires, today):
        yield Chip("ID EXPIRED", Level.LOOK)
    if customer.is_medical and _is_past(customer.medical_expires, today):
        yield Chip("CARD EXPIRED", Level.LOOK)
    if known(customer.warnings, ()):
        yield Chip("WARNING", Level.LOOK)
    verification = known(customer.verification, None)
    if customer.standing == Standing.PENDING or (verification and verification.pending):
        yield Chip("PENDING", Level.LOOK)


def _is_past(day: object, today: date) -> bool:
    return isinstance(day, date) and day < today
