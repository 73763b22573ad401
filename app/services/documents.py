"""The files kept with a customer: looking at them and adding to them."""

from __future__ import annotations

from app.core.customer import Customer, CustomerRef, Document
from app.core.vendor import FileContent, NewDocument
from app.ports import Progress
from app.services.activity import Activity, Deed
from app.services.profiles import Profiles
from app.services.stores import Stores


class Documents:
    """A customer's documents at the store."""

    def __init__(self, *, stores: Stores, profiles: Profiles, activity: Activity) -> None:
        self._stores = stores
        self._profiles = profiles
        self._activity = activity

    async def fetch(self, ref: CustomerRef, document: Document) -> FileContent:
        """The bytes of one document."""
        return await self._stores.call(ref.connection, lambda client: client.fetch(document))

    async def upload(self, ref: CustomerRef, document: NewDocument, progress: Progress | None = None) -> Customer:
        """Attach a file and read the customer again, so that the list shows what the store really holds."""
        await self._stores.call(ref.connection, lambda client: client.upload(ref.customer_id, document, progress))
        self._activity.note(ref, Deed.UPLOADED, document.kind)
        return await self._profiles.reread(ref)

    def note_saved(self, ref: CustomerRef, kind: str) -> None:
        """Write down that a document left the program as a file."""
        self._activity.note(ref, Deed.SAVED_FILE, kind)
