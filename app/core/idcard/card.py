"""One card, as far as its barcode says it with certainty."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from app.core.idcard.keyboard import Oddity


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IdCard:
    """A driver's licence or ID card. Texts are "" and dates None where the card does not say it, or not with certainty.

    ``document`` is license, id or "" (not told); ``version`` that of the AAMVA standard; ``issuer`` a state or province
    (CA), ``iin`` its number; ``country`` USA, CAN or MEX; ``gender`` M, F or X. ``truncated`` names the fields that the
    card itself holds cut off. ``unsure`` names the fields that were there but are left empty, because the bytes do not
    allow certainty. The under dates are the days on which the person turns 18, 19 and 21. ``real_id`` is None where the card does
    not tell. Nothing here is the scanned text.
    """

    document: str = ""
    version: int | None = None
    issuer: str = ""
    iin: str = ""
    country: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    suffix: str = ""
    birth_date: date | None = None
    gender: str = ""
    license_number: str = ""
    license_issued: date | None = None
    license_expires: date | None = None
    street1: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    under_18_until: date | None = None
    under_19_until: date | None = None
    under_21_until: date | None = None
    limited_term: bool = False
    real_id: bool | None = None
    truncated: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @property
    def given_names(self) -> str:
        """First and middle names together."""
        return f"{self.first_name} {self.middle_name}".strip()

    def __repr__(self) -> str:
        filled = [field.name for field in fields(self) if getattr(self, field.name)]
        return f"<IdCard with {', '.join(filled)}>"
