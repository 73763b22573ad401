"""The store's customer tags: their names by id, fetched when first needed (Foodics API v5, vendor document 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

from app.core.errors import AccessDenied
from app.vendors.foodics import const, mapping, wire
from app.vendors.foodics.calls import Calls, data_of
from app.vendors.foodics.listing import is_last_page
from app.vendors.request import understood

_AGAIN_AFTER = 300.0  # seconds: a tag made at the store meanwhile is met within minutes
_MOST_PAGES = 10


class TagDirectory:
    """Names and ids. ``refused`` once the key turned out not to be allowed to read them: it is not asked again."""

    def __init__(self, calls: Calls, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._asked_at: float | None = None
        self.names: Mapping[str, str] = {}
        self.refused = False

    def is_worth_asking(self, ids: Iterable[str]) -> bool:
        """Whether one of these has no name here that asking the store could bring."""
        if self.refused or all(one in self.names for one in ids):
            return False
        return self._asked_at is None or self._clock() - self._asked_at > _AGAIN_AFTER

    async def load(self) -> None:
        """Ask the store. AccessDenied where the key may not, remembered."""
        self._asked_at = self._clock()
        found: dict[str, str] = {}
        try:
            for number in range(1, _MOST_PAGES + 1):
                names, is_last = await self._page(number)
                is_stale = names.keys() <= found.keys()  # a server that repeats itself
                found |= names
                if is_last or is_stale:
                    break
        except AccessDenied:
            self.refused = True
            raise
        self.names = found

    async def _page(self, number: int) -> tuple[Mapping[str, str], bool]:
        pairs = [("filter[type]", str(const.CUSTOMER_TAG)), ("filter[is_deleted]", "false"), ("page", str(number))]
        reply = await self._calls.ask("list the tags", f"/tags?{urlencode(pairs)}", scope=const.SCOPE_TAGS)
        return await understood(const.LABEL, reply, lambda text: _tags_in(text, number))


def _tags_in(text: bytes, number: int) -> tuple[Mapping[str, str], bool]:
    envelope = wire.read_envelope(text)
    tags = data_of(envelope, wire.read_tags)
    return mapping.tag_directory(tags), is_last_page(envelope, len(tags), number)
