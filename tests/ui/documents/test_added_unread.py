"""The use case behind the tab: a file that arrived is told apart from one that did not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import cast

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import Offline
from app.core.vendor import NewDocument
from app.ports import Progress, VendorClient
from app.services.activity import Activity, Deed
from app.services.documents import AddedUnread, Documents
from app.services.outbox.ledger import Ledger
from app.services.outbox.outbox import Outbox, OutboxTools
from app.services.profiles import Profiles
from app.services.recent import Recent
from app.services.session_kept import SessionOutbox
from app.services.stores import Stores

REF = CustomerRef(ConnectionId("store"), "1")
FILE = NewDocument("scan.png", "misc_upload", b"bytes")


class Clock:
    """A clock that stands."""

    def today(self) -> date:
        """The day."""
        return self.now().date()

    def now(self) -> datetime:
        """The moment."""
        return datetime(2026, 1, 2, tzinfo=UTC)


class Away:
    """A store that takes files as long as ``takes`` says so, and whose records cannot be read."""

    def __init__(self, *, takes: bool) -> None:
        self.takes = takes

    async def call(self, _connection: ConnectionId, use: Callable[[VendorClient], Awaitable[None]]) -> None:
        """Use the store."""
        await use(cast("VendorClient", self))

    async def upload(self, _customer_id: str, _document: NewDocument, _progress: Progress | None = None) -> None:
        """Take a file."""
        if not self.takes:
            raise Offline("The store cannot be reached.")

    async def reread(self, _ref: CustomerRef) -> Customer:
        """Read a record."""
        raise Offline("The store cannot be reached.")


@pytest.mark.parametrize(("takes", "error"), [(True, AddedUnread), (False, Offline)])
async def test_a_file_that_arrived_is_noted_though_the_list_cannot_be_read(
    *, takes: bool, error: type[AddedUnread | Offline]
) -> None:
    """Only what arrived is written down, and its error says that it must not be sent again."""
    store, activity = Away(takes=takes), Activity(Clock())
    tools = OutboxTools(Ledger(SessionOutbox()), cast("Stores", store), Recent(), activity, Clock())
    outbox = Outbox(tools, keeps=False)
    profiles = cast("Profiles", store)
    documents = Documents(stores=cast("Stores", store), profiles=profiles, activity=activity, outbox=outbox)
    with pytest.raises(error) as caught:
        await documents.upload(REF, FILE)
    assert caught.value.retryable
    assert [entry.deed for entry in activity.of(REF)] == ([Deed.UPLOADED] if takes else [])
