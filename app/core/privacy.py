"""What may be kept of a scanned ID, by the place of the store: a dated table, the strictest rule where none is known.

The table is a reading of public sources for engineers, not advice. Never kept, wherever it is: the scan as it came, and
whatever of it no field of the profile asks for (height, eyes, organ donor, …).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from app.core.jurisdictions import JURISDICTIONS, jurisdiction_of


class Keeping(Enum):
    """How far what was read off a card may go into a profile."""

    NOTHING = auto()
    CONSENT = auto()  # only if the customer agreed to it
    ALLOWED = auto()


_NAME: Final = frozenset({"first_name", "middle_name", "last_name", "single_name"})
_CONTACT: Final = _NAME | {"addresses"}
# Form keys of a profile that a card can fill.
CARD_FIELDS: Final = _CONTACT | {"birth_date", "gender", "license_number", "license_expires"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One place's rule. ``fields`` may be kept of an adult customer's card, `CARD_FIELDS` of a patient's, each as said.

    ``read_on`` is the day on which the source was last read.
    """

    name: str
    adults: Keeping
    patients: Keeping
    fields: frozenset[str] = CARD_FIELDS
    source: str = ""
    read_on: date | None = None

    def keeping(self, *, is_patient: bool) -> Keeping:
        """What holds for a patient or an adult customer."""
        return self.patients if is_patient else self.adults


STRICTEST: Final = Policy(name="", adults=Keeping.NOTHING, patients=Keeping.NOTHING)

_READ: Final = date(2026, 11, 22)
_CANADA: Final = "priv.gc.ca, gd_can_201812: collect the least, do not record the ID of walk-in buyers"


def _policy(
    code: str, adults: Keeping, source: str, *, patients: Keeping | None = None, fields: frozenset[str] = CARD_FIELDS
) -> tuple[str, Policy]:
    name = JURISDICTIONS[code].name
    as_adults = adults if patients is None else patients
    return code, Policy(name=name, adults=adults, patients=as_adults, fields=fields, source=source, read_on=_READ)


_NOTHING, _CONSENT, _ALLOWED = Keeping.NOTHING, Keeping.CONSENT, Keeping.ALLOWED
_PROVINCES = [code for code in JURISDICTIONS if code.startswith("CA-")]

POLICIES: Final[Mapping[str, Policy]] = dict(
    (
        _policy(
            "US-OR",
            _CONSENT,
            "SB 863 (2017): name and contact by opt-in; patients exempt",
            patients=_ALLOWED,
            fields=_CONTACT,
        ),
        _policy("US-MA", _CONSENT, "935 CMR 500.140(2): voluntary written permission"),
        _policy("US-IL", _CONSENT, "410 ILCS 705/10-20, 15-85: scan to verify; keep only with consent"),
        _policy("US-NH", _CONSENT, "RSA 263:12"),
        _policy("US-SD", _CONSENT, "SDCL 34-20G-89: written authorization"),
        _policy("US-TX", _NOTHING, "Transp. Code 521.126: no database of scanned licence data"),
        _policy("US-WA", _CONSENT, "stores do not collect as a rule (ktvz)"),
        _policy("US-AK", _CONSENT, "stores do not collect as a rule (ktvz)"),
        _policy("US-NV", _CONSENT, "more than a proof of age need not be kept (potguide)"),
        _policy("US-CO", _ALLOWED, "Amendment 64: need not be recorded, not forbidden"),
        _policy("US-CA", _ALLOWED, "AB 2402 (2018), CCPA: may be kept, to be disclosed to nobody, deleted on request"),
        *(_policy(code, _CONSENT, _CANADA, fields=_CONTACT) for code in _PROVINCES),
    )
)


def policy_of(place: str) -> Policy:
    """The policy of a place by its ISO 3166-2 code; nothing is kept where no rule is known."""
    return POLICIES.get(jurisdiction_of(place).code, STRICTEST)


def kept_fields(policy: Policy, *, is_patient: bool, consent: bool) -> frozenset[str]:
    """The form keys that may be filled from a scanned card. ``consent``: the customer agreed to it here and now."""
    keeping = policy.keeping(is_patient=is_patient)
    if keeping is Keeping.NOTHING or (keeping is Keeping.CONSENT and not consent):
        return frozenset()
    return CARD_FIELDS if is_patient and keeping is Keeping.ALLOWED else policy.fields


_PART_BY_CONSENT: Final = "{}: name and address are kept with the customer's consent, the rest is forgotten"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the clerk: a template in English and what stands in it."""

    template: str
    arguments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line in English."""
        return self.template.format(*self.arguments)


def notice_of(policy: Policy, *, is_patient: bool, consent: bool = False) -> Notice:
    """What becomes of a scan, for the clerk and for the customer who asks."""
    if not policy.name:
        return Notice("No rule known for this store's place: the scan is checked and forgotten")
    keeping = policy.keeping(is_patient=is_patient)
    if keeping is Keeping.ALLOWED:
        return Notice("{}: what the profile needs is kept, the scan is forgotten", (policy.name,))
    if keeping is Keeping.CONSENT and consent:
        template = "{}: kept with the customer's consent, the scan is forgotten"
        return Notice(template if policy.fields == CARD_FIELDS else _PART_BY_CONSENT, (policy.name,))
    if keeping is Keeping.CONSENT:
        return Notice("{}: checked and forgotten, unless the customer agrees to be kept", (policy.name,))
    return Notice("{}: checked and forgotten", (policy.name,))
