"""Who was opened at this desk in this run, the latest first, with the last copy read. Kept in memory only."""

from __future__ import annotations

from app.core.customer import Customer, CustomerRef

_KEPT = 200


class Recent:
    """The customers opened lately."""

    def __init__(self) -> None:
        self._customers: dict[CustomerRef, Customer] = {}

    def remember(self, customer: Customer) -> None:
        """Put a customer on top."""
        self._customers.pop(customer.ref, None)
        self._customers[customer.ref] = customer
        while len(self._customers) > _KEPT:
            del self._customers[next(iter(self._customers))]

    def refresh(self, customer: Customer) -> None:
        """Renew the copy of a customer that is known here, in its place."""
        if customer.ref in self._customers:
            self._customers[customer.ref] = customer

    def get(self, ref: CustomerRef) -> Customer | None:
        """The last copy read, if any."""
        return self._customers.get(ref)

    def all(self) -> tuple[Customer, ...]:
        """Everybody, the latest first."""
        return tuple(reversed(self._customers.values()))

    def clear(self) -> None:
        """Forget everybody, when the desk goes over to other stores."""
        self._customers.clear()
