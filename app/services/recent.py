"""The last full copy read of whoever was opened at this desk in this run, or seen in results. Kept in memory only."""

from __future__ import annotations

from app.core.customer import Customer, CustomerRef
from app.services.index_feed import IndexFeed

_KEPT = 200


class Recent:
    """The customers opened lately, and copies of those only seen in results. ``feed`` hears of each, where there is one."""

    def __init__(self, feed: IndexFeed | None = None) -> None:
        self._feed = feed
        self._customers: dict[CustomerRef, Customer] = {}
        self._seen: dict[CustomerRef, Customer] = {}

    def remember(self, customer: Customer) -> None:
        """Put a customer on top."""
        self._seen.pop(customer.ref, None)
        _put_last(self._customers, customer)
        if self._feed:
            self._feed.opened(customer)

    def refresh(self, customer: Customer) -> None:
        """Renew the copy of a customer, without calling it opened."""
        if customer.ref in self._customers:
            self._customers[customer.ref] = customer
        else:
            _put_last(self._seen, customer)
        if self._feed:
            self._feed.renew(customer)

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
        if self._feed:
            self._feed.gone(ref)

    def clear(self) -> None:
        """Forget everybody, when the desk goes over to other stores."""
        self._customers.clear()
        self._seen.clear()


def _put_last(copies: dict[CustomerRef, Customer], customer: Customer) -> None:
    copies.pop(customer.ref, None)
    copies[customer.ref] = customer
    while len(copies) > _KEPT:
        del copies[next(iter(copies))]
