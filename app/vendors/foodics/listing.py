"""Lists of customers: the filters, the order, the pages (Foodics API v5, vendor document 5 and 7)."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from app.core.errors import UnexpectedReply
from app.vendors import scalars
from app.vendors.foodics import const, mapping
from app.vendors.foodics.wire import Envelope, Links, Meta, Raw, WireCustomer

Record = tuple[WireCustomer, Raw]
_DAY = timedelta(days=1)
_STALE_PAGES = 2  # one may be everybody moving down by a page, two is a server that repeats itself


class Sort(StrEnum):
    """The two fields marked sortable, oldest first, and the newest change first."""

    CREATED = "created_at"
    UPDATED = "updated_at"
    NEWEST_CHANGE = "-updated_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The eleven documented filters; another one would be answered with 400.

    ``deleted`` is always said: soft-deleted rows turn up in an unfiltered list.
    """

    name: str = ""
    email: str = ""
    phone: str = ""  # the whole national number
    dial_code: int | None = None
    tag: str = ""  # a tag's id
    blacklisted: bool | None = None
    house_account: bool | None = None
    loyalty: bool | None = None
    has_orders: bool | None = None
    updated_after: date | None = None
    deleted: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The query's names and values; booleans in words, a day as YYYY-MM-DD."""
        after = self.updated_after
        texts = {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "dial_code": "" if self.dial_code is None else str(self.dial_code),
            "tags.id": self.tag,
            "is_blacklisted": _word(self.blacklisted),
            "is_house_account_enabled": _word(self.house_account),
            "is_loyalty_enabled": _word(self.loyalty),
            "has_orders": _word(self.has_orders),
            "updated_after": after.isoformat() if after else "",
            "is_deleted": _word(self.deleted),
        }
        return [(f"filter[{name}]", text) for name, text in texts.items() if text]


def _word(value: bool | None) -> str:
    return "" if value is None else "true" if value else "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One page of a list: whom, in which order, with which relations."""

    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    include: str = const.INCLUDE
    page: int = 1

    @property
    def query(self) -> str:
        """The query string. The page's size is not asked for: the vendor's own is the greatest there is."""
        pairs = self.filters.pairs()
        pairs += [("include", self.include)] if self.include else []
        pairs += [("sort", self.sort.value)] if self.sort else []
        return urlencode([*pairs, ("page", str(self.page))])


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its records, whether it is the last, and how many there are on all pages (None where unsaid)."""

    records: Sequence[Record]
    is_last: bool
    total: int | None


def page_of(envelope: Envelope, records: Sequence[Record], number: int) -> Page:
    """The page that an answer is."""
    meta = envelope.meta if isinstance(envelope.meta, Meta) else Meta()
    total = scalars.number(meta.total)
    return Page(records, is_last_page(envelope, len(records), number), total if isinstance(total, int) else None)


def is_last_page(envelope: Envelope, count: int, number: int) -> bool:
    """Whether the list ends here: by the page's number, by a missing next link, else by being short."""
    meta = envelope.meta if isinstance(envelope.meta, Meta) else Meta()
    last = scalars.number(meta.last_page)
    if not count:
        return True
    if isinstance(last, int):
        return number >= last
    return not envelope.links.next if isinstance(envelope.links, Links) else count < const.PAGE_SIZE


Ask = Callable[[Question], Awaitable[Page]]


class Walk:
    """All pages of everybody changed since a day and created until ``last``, each record once; or of the ``deleted``.

    The first pass goes by creation, so that a change meanwhile moves nobody. Who is deleted meanwhile moves everybody
    behind them up, and the total falls: whoever moved past the place that is read next is fetched from the page
    before. Where a list ends too early (as another of this vendor's lists does after its tenth page), it is walked on
    in slices by change, each from the day before the last change that the one before it came to. Who is changed
    meanwhile moves to the end of those, and may hide somebody who moves up: as long as anybody lacks, and a round of
    slices brought anybody, there is another. Who lacks then is said with UnexpectedReply, after what there was.
    """

    def __init__(self, ask: Ask, since: date | None, last: date | None = None, *, deleted: bool = False) -> None:
        self._ask = ask
        self._deleted = deleted
        self._since = since
        self._last = last
        self._seen: set[str] = set()
        self._is_past = False  # the period's end was reached: who follows is not asked for
        self._is_cut = False  # the pass ended before its own total
        self._latest: date | None = None  # the latest change that the pass came to
        self.total: int | None = None
        self.created_before: date | None = None

    async def pages(self) -> AsyncGenerator[Sequence[Record], None]:
        """The records that are new, page by page."""
        async for records in self._pass(Sort.CREATED, self._since):
            yield records
        self.created_before = None
        before = -1
        while self._is_short and before < len(self._seen):
            before = len(self._seen)
            async for records in self._slices():
                yield records
        if self._is_short:
            raise UnexpectedReply(const.LABEL, f"a list that ends after {before} of {self.total} customers")

    @property
    def _is_short(self) -> bool:
        return not self._is_past and self.total is not None and len(self._seen) < self.total

    async def _slices(self) -> AsyncIterator[Sequence[Record]]:
        """One round by change. It ends with a slice that is whole, or that shows nobody changed since its day."""
        since = self._since
        while True:
            async for records in self._pass(Sort.UPDATED, since):
                yield records
            if not self._is_cut or self._latest is None or (since is not None and self._latest < since):
                return
            following = self._latest - _DAY
            # More people on one day than a slice has: those behind them are asked for all the same.
            since = following if since is None else max(following, since + _DAY)

    async def _pass(self, sort: Sort, since: date | None) -> AsyncIterator[Sequence[Record]]:
        here: set[str] = set()
        number = stale = 0
        before: Page | None = None
        self._latest = None
        while stale < _STALE_PAGES:
            number += 1
            page = await self._page(sort, since, number)
            moved = await self._moved_up(sort, since, number, before, page)
            before = page
            ids = {mapping.record_id(wire): (wire, raw) for wire, raw in (*moved, *page.records)}
            stale = stale + 1 if ids.keys() <= here else 0
            here |= ids.keys()
            new = [record for key, record in ids.items() if key not in self._seen]
            self._seen |= ids.keys()
            self._note(sort, since, page, len(here))
            if new:
                yield new
            if page.is_last or self._is_past:
                return
        if page.total is None:
            raise UnexpectedReply(const.LABEL, f"a list that repeats itself after {len(self._seen)} customers")

    def _note(self, sort: Sort, since: date | None, page: Page, count: int) -> None:
        """What a page says of its pass, which came to so many so far, and of the whole list."""
        self._is_cut = page.total is not None and count < page.total
        moments = (mapping.moment(wire.updated_at) for wire, _raw in page.records)
        days = [one.date() for one in moments if isinstance(one, datetime)]
        self._latest = max([*days, self._latest] if self._latest else days, default=None)
        if since == self._since:
            self.total = page.total
        if sort is Sort.CREATED:
            self.created_before = _first_created(page.records)
            self._is_past = self._is_beyond(page.records)

    async def _page(self, sort: Sort, since: date | None, number: int) -> Page:
        filters = Filters(updated_after=since, deleted=self._deleted)
        return await self._ask(Question(filters=filters, sort=sort, page=number))

    async def _moved_up(
        self, sort: Sort, since: date | None, number: int, before: Page | None, page: Page
    ) -> Sequence[Record]:
        """The records of the pages onto which others may have moved, where the total has fallen since ``before``.

        The last of them first, so that nobody slips past who moves on while they are read.
        """
        if before is None or before.total is None or page.total is None or page.total >= before.total:
            return ()
        back = math.ceil((before.total - page.total) / max(1, len(before.records)))
        pages = [await self._page(sort, since, one) for one in range(number - 1, max(0, number - 1 - back), -1)]
        return [record for one in reversed(pages) for record in one.records]

    def _is_beyond(self, records: Sequence[Record]) -> bool:
        if self._last is None or not records:
            return False
        created = [mapping.moment(wire.created_at) for wire, _raw in records]
        return all(isinstance(one, datetime) and one.astimezone().date() > self._last for one in created)


def _first_created(records: Sequence[Record]) -> date | None:
    """The day of the first creation on a page in that order; everybody created before it stood on an earlier page."""
    moment = mapping.moment(records[0][0].created_at) if records else None
    return moment.astimezone().date() if isinstance(moment, datetime) else None
