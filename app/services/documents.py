"""The files kept with a customer: looking at them and adding to them."""

from __future__ import annotations

from app.core.customer import Customer, CustomerRef, Document
from app.core.errors import AppError, WaitingHelps
from app.core.outbox import Write, WriteKind
from app.core.vendor import FileContent, NewDocument
from app.ports import Progress
from app.services.activity import Activity, Deed
from app.services.outbox.outbox import Outbox
from app.services.profiles import Profiles
from app.services.stores import Stores


class AddedUnread(AppError):
    """The file is at the store; only the reading afterwards failed. To be read again, never to be sent again."""

    def __init__(self) -> None:
        super().__init__(
            "The document was added, but the list could not be read again.",
            "The list still shows what it held before.",
            "Read the list again; do not add the document a second time.",
            retryable=True,
        )


class KeptForLater(WaitingHelps):
    """The file is kept here. Nobody has to send it again: it goes by itself, or it is looked for."""

    @classmethod
    def unsent(cls) -> KeptForLater:
        """The store could not be reached."""
        return cls(
            "The document is kept here: the store cannot be reached.",
            "It goes to the store by itself when that answers again.",
            "What waits is listed under the number of waiting changes (Shift+F9).",
        )

    @classmethod
    def unknown(cls) -> KeptForLater:
        """The answer was lost."""
        return cls(
            "It is not known whether the document arrived.",
            "It is kept here and looked for; nothing is sent twice.",
            "What waits is listed under the number of waiting changes (Shift+F9).",
        )


class Documents:
    """A customer's documents at the store."""

    def __init__(self, *, stores: Stores, profiles: Profiles, activity: Activity, outbox: Outbox) -> None:
        self._stores = stores
        self._profiles = profiles
        self._activity = activity
        self._outbox = outbox

    async def fetch(self, ref: CustomerRef, document: Document) -> FileContent:
        """The bytes of one document."""
        return await self._stores.call(ref.connection, lambda client: client.fetch(document))

    async def reread(self, ref: CustomerRef) -> Customer:
        """The customer with the list of documents as the store now holds it, the links fresh."""
        return await self._profiles.reread(ref)

    async def upload(self, ref: CustomerRef, document: NewDocument, progress: Progress | None = None) -> Customer:
        """Attach a file and read the customer again, so that the list shows what the store really holds.

        ``progress`` is called before the first byte leaves: until then a cancelled upload was not sent. AddedUnread
        where the file arrived and only the reading failed, KeptForLater where it is kept here; any other error is about
        the sending.
        """
        at, who = self._outbox.tools.clock.now(), self._activity.who
        sent = await self._outbox.send(Write(kind=WriteKind.UPLOAD, ref=ref, at=at, document=document), progress)
        if sent.is_kept:
            raise KeptForLater.unknown() if sent.is_unsure else KeptForLater.unsent()
        self._activity.note(ref, Deed.UPLOADED, document.kind, who=who)
        try:
            return await self._profiles.reread(ref)
        except AppError as error:
            raise AddedUnread from error

    def note_saved(self, ref: CustomerRef, kind: str) -> None:
        """Write down that a document left the program as a file."""
        self._activity.note(ref, Deed.SAVED_FILE, kind)
