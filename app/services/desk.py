"""Everything a front end needs, built once over the ports."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.customer import Customer, CustomerRef
from app.ports import AsyncSecretStore, CheckIns, Clock, CustomerIndex, Kept, KeptVault, SettingsStore, Staff, Vendors
from app.services.activity import Activity
from app.services.arrivals import Arrivals
from app.services.checkin import CheckIn
from app.services.documents import Documents
from app.services.drafts import Drafts
from app.services.index_feed import IndexFeed
from app.services.journal_export import JournalExport
from app.services.no_index import NoIndex
from app.services.outbox.outgoing import Outgoing
from app.services.profiles import Profiles
from app.services.quiet import Quiet
from app.services.recent import Recent
from app.services.search import Search
from app.services.session_checkins import SessionCheckIns
from app.services.session_kept import session_kept
from app.services.shift import Shift
from app.services.stores import Stores
from app.services.sync import Sync
from app.services.sync_store import SyncTools


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of one desk.

    The ``vault`` is what the index, the check-ins and what is ``kept`` are in; ``account`` is who works where nobody
    signs in.
    """

    stores: Stores
    search: Search
    profiles: Profiles
    documents: Documents
    checkin: CheckIn
    arrivals: Arrivals
    activity: Activity
    shift: Shift
    drafts: Drafts
    outgoing: Outgoing
    recent: Recent
    feed: IndexFeed
    sync: Sync
    vault: KeptVault | None
    settings: SettingsStore
    secrets: AsyncSecretStore
    clock: Clock

    def __post_init__(self) -> None:
        self.search.visit_words = self.checkin.visit_words
        self.outgoing.outbox.renamed = self._rename
        self.activity.is_kept = self._is_kept

    def _is_kept(self) -> bool:
        return self.vault is not None and self.vault.is_kept

    async def _rename(self, ref: CustomerRef, customer: Customer) -> None:
        """A new customer got a number: what is kept of them here follows, before the old number is forgotten."""
        await self.drafts.open()  # one that was not read yet would be left behind, and make the same customer again
        self.drafts.rename(ref, customer)
        await self.drafts.settled()
        await self.checkin.became(ref, customer.ref)

    @classmethod
    def over(
        cls,
        *,
        vendors: Vendors,
        secrets: AsyncSecretStore,
        settings: SettingsStore,
        clock: Clock,
        index: CustomerIndex | None = None,
        checkins: CheckIns | None = None,
        kept: Kept | None = None,
        vault: KeptVault | None = None,
        staff: Staff | None = None,
        account: str = "",
    ) -> Desk:
        """Build the use cases over the ports. Without ``index`` nobody is found but by asking a store."""
        index, quiet, keeps = index or NoIndex(), Quiet(), kept or session_kept()
        feed, stores = IndexFeed(index, clock), Stores(vendors=vendors, secrets=secrets, settings=settings, clock=clock)
        recent, activity = Recent(feed, keeps.copies, clock), Activity(clock, keeps.journal)
        checkin = CheckIn(checkins or SessionCheckIns(), stores, recent, activity, settings=settings, clock=clock)
        outgoing = Outgoing.over(kept, stores, recent, activity, clock)
        profiles = Profiles(stores=stores, recent=recent, activity=activity, outbox=outgoing.outbox)
        return cls(
            stores=stores,
            search=Search(stores=stores, recent=recent, index=index, feed=feed, quiet=quiet, clock=clock),
            profiles=profiles,
            documents=Documents(stores=stores, profiles=profiles, activity=activity, outbox=outgoing.outbox),
            checkin=checkin,
            arrivals=Arrivals(index, stores, recent),
            activity=activity,
            shift=Shift(staff, activity, checkin, clock, account),
            drafts=Drafts(keeps.drafts, clock, lambda: activity.who),
            outgoing=outgoing,
            recent=recent,
            feed=feed,
            sync=Sync(SyncTools(stores, index, feed, quiet, clock)),
            vault=vault,
            settings=settings,
            secrets=secrets,
            clock=clock,
        )

    @property
    def journal_export(self) -> JournalExport:
        """What writes the journal to a file."""
        return JournalExport(self.activity, self.shift, self.stores, self.clock)

    async def settled(self) -> None:
        """Come back when everything done at this desk until now is kept, as far as it can be."""
        await self.drafts.settled()
        await self.recent.settled()
        await self.activity.settled()
        await self.feed.settled()
