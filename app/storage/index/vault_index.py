"""The index of customers in the vault, as the use cases ask for it.

What is done stands in finding.py (reading), people.py and progress.py. They are imported by the vault's threads, at the
first question: the first paint needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.index import Hit, SyncProgress
from app.storage.vault.vault import Vault

if TYPE_CHECKING:
    from app.storage.index.warming import Warmed
    from app.storage.vault.engine import Connection


class VaultIndex:
    """Implements ports.CustomerIndex. Each call is one piece of work in one of the vault's threads."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def search(self, text: str, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Hit]:
        """Who fits the typed text at these stores, the best first: by kind of match, then those seen lately."""

        def work(connection: Connection) -> Sequence[Hit]:
            from app.storage.index import finding  # noqa: PLC0415 - see above

            return finding.search(connection, text, connections, limit)

        return await self._vault.read(work)

    async def lately(self, connections: Collection[ConnectionId], limit: int = 50) -> Sequence[Customer]:
        """Those opened at this desk, the latest first."""

        def work(connection: Connection) -> Sequence[Customer]:
            from app.storage.index import finding  # noqa: PLC0415 - see above

            return finding.lately(connection, connections, limit)

        return await self._vault.read(work)

    async def with_license(self, number: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Everybody with that ID number, blanks, hyphens and capitals aside."""

        def work(connection: Connection) -> Sequence[Customer]:
            from app.storage.index import finding  # noqa: PLC0415 - see above

            return finding.with_license(connection, number, connections)

        return await self._vault.read(work)

    async def born(self, day: date, family_name: str, connections: Collection[ConnectionId]) -> Sequence[Customer]:
        """Everybody born on that day whose family name is the given one, accents, capitals and hyphens aside."""

        def work(connection: Connection) -> Sequence[Customer]:
            from app.storage.index import finding  # noqa: PLC0415 - see above

            return finding.born(connection, day, family_name, connections)

        return await self._vault.read(work)

    async def put(self, customers: Sequence[Customer], progress: SyncProgress | None = None) -> None:
        """Take customers in, or renew them; with ``progress`` both are kept or neither.

        A store whose first load is now complete is brought into order, in steps between which others write.
        """

        def work(connection: Connection) -> bool:
            from app.storage.index import people, progresses  # noqa: PLC0415 - see above

            people.put(connection, customers)
            return progress is not None and progresses.save(connection, progress)

        if await self._vault.write(work):
            await self.settle()

    async def note_opened(self, customer: Customer, at: datetime) -> None:
        """Take a customer in who was opened at this desk just now."""

        def work(connection: Connection) -> None:
            from app.storage.index import people  # noqa: PLC0415 - see above

            people.note_opened(connection, customer, at)

        await self._vault.write(work)

    async def remove(self, refs: Collection[CustomerRef]) -> None:
        """Forget customers who are no longer at their store."""

        def work(connection: Connection) -> None:
            from app.storage.index import people  # noqa: PLC0415 - see above

            people.remove(connection, refs)

        await self._vault.write(work)

    async def count(self, connection: ConnectionId) -> int:
        """How many customers of a store are in the index."""

        def work(database: Connection) -> int:
            from app.storage.index import progresses  # noqa: PLC0415 - see above

            return progresses.count(database, connection)

        return await self._vault.read(work)

    async def progress(self, connection: ConnectionId) -> SyncProgress:
        """How far a store's synchronisation has got."""

        def work(database: Connection) -> SyncProgress:
            from app.storage.index import progresses  # noqa: PLC0415 - see above

            return progresses.load(database, connection)

        return await self._vault.read(work)

    async def drop(self, connection: ConnectionId) -> None:
        """Forget a store with its people and progress, and give the space back; others write between the steps."""

        def work(database: Connection) -> bool:
            from app.storage.index import people  # noqa: PLC0415 - see above

            return people.drop_some(database, connection)

        await self._until_done(work)
        await self.settle()
        await self._vault.compact()

    async def settle(self) -> None:
        """Bring the index into the order in which it is searched fastest, in steps of some milliseconds."""

        def begin(connection: Connection) -> bool:
            from app.storage.index import people  # noqa: PLC0415 - see above

            return people.begin_settling(connection)

        def go_on(connection: Connection) -> bool:
            from app.storage.index import people  # noqa: PLC0415 - see above

            return people.settle_some(connection)

        if await self._vault.write(begin):
            await self._until_done(go_on)

    async def read_ahead(self) -> None:
        """Read the index once, in steps between which others search: worth doing behind the first paint."""

        def work(connection: Connection) -> Warmed | None:
            from app.storage.index import warming  # noqa: PLC0415 - see above

            return warming.warm_some(connection, warmed or warming.Warmed())

        warmed: Warmed | None = None
        while warmed := await self._vault.read(work):
            pass

    async def _until_done(self, work: Callable[[Connection], bool]) -> None:
        while await self._vault.write(work):
            pass
