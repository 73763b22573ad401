"""One page of a list of customers, with what the vendor said of the whole list beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from app.core.customer import Customer


class Page(tuple[Customer, ...]):  # noqa: SLOT001 - a tuple of any length can have no slots beside it
    """The customers of one page. What was not said is None.

    ``total``: how many customers the whole list has. ``created_before``: the list comes in the order of creation, and
    everybody of it who was created before that day has been on a page by now.
    """

    total: int | None
    created_before: date | None

    def __new__(
        cls, customers: Iterable[Customer], *, total: int | None = None, created_before: date | None = None
    ) -> Self:
        """A page of these customers."""
        page = super().__new__(cls, customers)
        page.total = total
        page.created_before = created_before
        return page
