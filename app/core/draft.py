"""What was typed into a form and not saved yet, so that it can be gone on with after any interruption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.customer import Address, Customer, CustomerRef
from app.core.outbox import provisional_ref
from app.core.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One form's unsaved work.

    ``base``: the record that was typed over; for a new customer one without a number. ``texts``: what the editors
    show, readable or not; ``values``: what was typed or chosen means; ``addresses``: the whole list where it differs.
    ``who`` typed it; ``at``: when it was last typed into. ``refused``: what the store said where it was sent in vain,
    see `core.outbox.problems_in`. ``token`` tells new customers' forms of one store apart.
    """

    base: Customer = field(repr=False)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    addresses: tuple[Address, ...] | None = field(default=None, repr=False)
    at: datetime
    who: str = ""
    refused: str = ""
    token: str = ""

    @property
    def ref(self) -> CustomerRef:
        """Whose form it is; without a customer number for a new customer of that store."""
        return self.base.ref

    @property
    def key(self) -> CustomerRef:
        """What tells this form from every other: the customer, or for a new one a provisional number."""
        return provisional_ref(self.ref.connection, self.token) if self.token else self.ref
