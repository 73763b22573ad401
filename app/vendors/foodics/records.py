"""One customer's record by number, also for a key that may only list (Foodics API v5, vendor document 3 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from app.core.errors import AccessDenied, UnexpectedReply
from app.core.values import Absent, known
from app.vendors.checks import path_value
from app.vendors.foodics import const, mapping
from app.vendors.foodics.calls import Calls, record_in
from app.vendors.foodics.listing import Filters, Page, Question, Record, Sort
from app.vendors.foodics.refusal import nobody
from app.vendors.request import understood
from app.vendors.scalars import text

_DOING: Final = "read a customer"
_MOST_REMEMBERED: Final = 5000


class Records:
    """Reads records. A real key was seen that may list customers and not open one: then the list has to do."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._may_open = True
        self._phones: dict[str, tuple[str, int | None]] = {}

    def remember(self, records: Sequence[Record]) -> None:
        """Keep each person's phone for this session, so that the list can be asked for them alone."""
        for wire, _raw in records:
            phone, code = text(wire.phone), mapping.dial_code(wire.dial_code)
            if phone and not isinstance(phone, Absent):
                self._phones[mapping.record_id(wire)] = (phone, code if isinstance(code, int) else None)
        while len(self._phones) > _MOST_REMEMBERED:
            del self._phones[next(iter(self._phones))]

    async def read(self, number: str) -> Record:
        """The record with its tags and addresses; NotFound. AccessDenied where the list does not lead to it either."""
        path = f"/customers/{path_value(number)}?{urlencode({'include': const.INCLUDE})}"
        if self._may_open:
            try:
                reply = await self._calls.ask(_DOING, path, scope=const.SCOPE_GET)
            except AccessDenied:
                self._may_open = False  # a refusal is not asked for twice: they add up to a block
            else:
                return _own(await understood(const.LABEL, reply, record_in), number)
        return await self._by_phone(number) or await self._by_list(number)

    async def _by_phone(self, number: str) -> Record | None:
        if number not in self._phones:
            return None
        phone, code = self._phones[number]
        for deleted in (False, True):
            page = await self._page(Question(filters=Filters(phone=phone, dial_code=code, deleted=deleted)))
            if found := _with_number(page, number):
                return found
        return None

    async def _by_list(self, number: str) -> Record:
        """The latest changes first: whoever stands at the desk was here lately."""
        for at in range(1, const.SEARCHED_PAGES + 1):
            page = await self._page(Question(sort=Sort.NEWEST_CHANGE, page=at))
            if found := _with_number(page, number):
                return found
            if page.is_last:
                raise nobody()
        raise AccessDenied(
            "Foodics lets this store's key list customers, but not open one by number.",
            "The customer is not among those changed lately.",
            f"Search by phone first, or ask Foodics for the permission {const.SCOPE_GET}.",
            scope=const.SCOPE_GET,
        )

    async def _page(self, question: Question) -> Page:
        return await self._calls.page(question, doing=_DOING)


def _own(record: Record, number: str) -> Record:
    """The record, which has that number and no other. Ids are text, whose capitals are the store's own."""
    if mapping.record_id(record[0]).casefold() != number.casefold():
        raise UnexpectedReply(const.LABEL, "another customer than the one asked for at $.data.id")
    return record


def _with_number(page: Page, number: str) -> Record | None:
    return next((one for one in page.records if known(text(one[0].id), "") == number), None)
