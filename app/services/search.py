"""Finding people: in the index while typing, and by exact look-ups at every store beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import AppError, InvalidInput, MachineFault, NotOffered, NotSignedIn, WaitingHelps
from app.core.index import Hit, Mark, MatchKind
from app.core.query import Lookup, LookupKind, read_query
from app.ports import Clock, CustomerIndex, VendorClient
from app.services.index_feed import IndexFeed
from app.services.quiet import Quiet
from app.services.recent import Recent
from app.services.rows import LATELY, Row, row_of, shown_marks, why_of
from app.services.stores import Stores

# After these the store would answer no other question either.
_STORE_IS_SILENT = (WaitingHelps, NotSignedIn, MachineFault)
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What one store answered: people, and what went wrong if not every question was answered."""

    connection: ConnectionId
    rows: tuple[Row, ...]
    error: AppError | None = None


class Search:
    """Search over the connected stores."""

    def __init__(
        self, *, stores: Stores, recent: Recent, index: CustomerIndex, feed: IndexFeed, quiet: Quiet, clock: Clock
    ) -> None:
        self._stores = stores
        self._recent = recent
        self.index = index
        self._feed = feed
        self._quiet = quiet
        self._clock = clock
        self.visit_words: Callable[[CustomerRef], str] = lambda _ref: ""  # what of today is said of those opened lately

    async def here(self, text: str) -> tuple[Row, ...]:
        """Who fits the text as far as it is typed, the best first, at most 50; for no text those opened lately.

        The index is asked and no network. Raises MachineFault.
        """
        self._quiet.disturb()
        words = text.replace(",", " ").split()
        stores = [connection.id for connection in self._stores.connections()]
        if not words:
            await self._feed.settled()  # whoever was opened a moment ago stands on top
            return tuple(
                self.row(one, self.visit_words(one.ref) or LATELY) for one in await self.index.lately(stores, MOST_ROWS)
            )
        return tuple(self._row_of(hit) for hit in await self.index.search(text, stores, MOST_ROWS))

    def questions(self, connection_id: ConnectionId, text: str) -> tuple[Lookup, ...]:
        """The exact look-ups that the text can be at this store; none where it can be none."""
        offered = self._stores.info(connection_id).capabilities.lookups
        return tuple(lookup for lookup in read_query(text) if lookup.kind in offered)

    def offered(self) -> tuple[LookupKind, ...]:
        """The look-ups that at least one connected store has."""
        infos = (self._stores.info(connection.id) for connection in self._stores.connections())
        kinds = {kind for info in infos for kind in info.capabilities.lookups}
        return tuple(kind for kind in LookupKind if kind in kinds)

    async def ask(self, connection_id: ConnectionId, text: str) -> Answer:
        """Ask one store everything the text can be, each person once; the first error is part of the answer."""
        rows: dict[CustomerRef, Row] = {}
        error: AppError | None = None
        try:
            for lookup in self.questions(connection_id, text):
                failure = await self._ask_one(connection_id, lookup, rows)
                error = error or failure
        except AppError as silence:
            error = error or silence
        return Answer(connection_id, tuple(rows.values()), error)

    async def _ask_one(
        self, connection_id: ConnectionId, lookup: Lookup, rows: dict[CustomerRef, Row]
    ) -> AppError | None:
        """Add one question's people; answers what went wrong with it, raises what ends all questions."""
        turn = self._recent.turn
        try:
            for found in await self._stores.call(connection_id, partial(_find, lookup)):
                customer = self._recent.take(found, turn)
                rows.setdefault(customer.ref, self.row(customer, lookup.kind.why, MatchKind.EXACT))
        except NotOffered:
            return None
        except InvalidInput as misfit:
            return misfit if misfit.refused else None  # to this vendor the text is no such key, so nobody has it
        except _STORE_IS_SILENT:
            raise
        except AppError as failure:
            return failure
        return None

    def row(self, customer: Customer, why: str, kind: MatchKind | None = None, *, marks: tuple[Mark, ...] = ()) -> Row:
        """How a customer stands in the list; ``marks`` are those of `shown_marks`."""
        here = customer.ref.connection
        store, named = self._stores.connection(here), self._store_name(here)
        return row_of(customer, store, self._clock.now(), store_name=named, why=why, kind=kind, marks=marks)

    def renewed(self, row: Row, customer: Customer) -> Row:
        """The row of somebody who was read or changed since it was made: why and where they stand is as before.

        What matched is marked only where the row still says the same.
        """
        fresh = self.row(customer, row.why, row.kind)
        says_the_same = (fresh.name, fresh.birth_date, fresh.phone) == (row.name, row.birth_date, row.phone)
        return replace(fresh, marks=row.marks) if says_the_same else fresh

    def _row_of(self, hit: Hit) -> Row:
        return self.row(hit.customer, why_of(hit), hit.kind, marks=shown_marks(hit.customer, hit.marks))

    def _store_name(self, connection: ConnectionId) -> str:
        """The store, where there is more than one to tell apart."""
        several = len(self._stores.connections()) > 1
        return self._stores.connection(connection).name if several else ""


async def _find(lookup: Lookup, client: VendorClient) -> Sequence[Customer]:
    return await client.find(lookup)
