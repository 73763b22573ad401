"""Who was opened at this desk in this run, the latest first, with the last copy read. Kept in memory only."""

from __future__ import annotations

from app.core.customer import Customer, CustomerRef

_KEPT = 200


class Recent:
    """The customers opened lately, and copies of those only seen in results."""

    def __init__(self) -> None:
        self._customers: dict[CustomerRef, Customer] = {}
        self._seen: dict[CustomerRef, Customer] = {}

    def remember(self, customer: Customer) -> None:
        """Put a customer on top."""
        self._seen.pop(customer.ref, None)
        _put_last(self._customers, customer)

    def refresh(self, customer: Customer) -> None:
        """Renew the copy of a customer, without calling it opened."""
        if customer.ref in self._customers:
            self._customers[customer.ref] = customer
        else:
            _put_last(self._seen, customer)

    def get(self, ref: CustomerRef) -> Customer | None:
        """The last copy read, if any."""
        return self._customers.get(ref) or self._seen.get(ref)

    def all(self) -> tuple[Customer, ...]:
        """Everybody, the latest first."""
        return tuple(reversed(self._customers.values()))

    def forget(self, ref: CustomerRef) -> None:
        """Forget a customer who is no longer there."""
        self._customers.pop(ref, None)
        self._seen.pop(ref, None)

    def clear(self) -> None:
        """Forget everybody, when the desk goes over to other stores."""
        self._customers.clear()
        self._seen.clear()


def _put_last(copies: dict[CustomerRef, Customer], customer: Customer) -> None:
    copies.pop(customer.ref, None)
    copies[customer.ref] = customer
    while len(copies) > _KEPT:
        del copies[next(iter(copies))]
