"""Checking customers in, and the queue of the day. Who was here is kept at this desk for some days only."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.core.clock import store_moment
from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import ClerkCanAct
from app.core.settings import VISIT_DAYS
from app.core.staff import Approval
from app.core.values import is_blank, known, whole
from app.core.verdict import Circumstances, Level, Presence, Verdict, judge
from app.core.visits import DeskNumbers, QueueLine, Visit, is_walk_in, numbers_of, queue_of
from app.ports import CheckIns, Clock, SettingsStore
from app.services.activity import Activity, Deed
from app.services.day_visits import DayVisits, Today
from app.services.recent import Recent
from app.services.stores import Stores

_SCAN_COUNTS = timedelta(minutes=2)  # a check-in that comes later did not begin with that scan
_LEAST_REASON = 3  # letters; fewer say nothing to whoever reads it later


class CheckIn:
    """The queue, in memory as it is kept. ``changed`` is called after each change.

    ``clerk`` is who is signed in, or whoever the window's account belongs to. ``allow_override`` answers whose word an
    override needed, "" for nobody's; it raises AccessDenied without that word.
    """

    def __init__(
        self,
        checkins: CheckIns,
        stores: Stores,
        recent: Recent,
        activity: Activity,
        *,
        settings: SettingsStore,
        clock: Clock,
    ) -> None:
        self._checkins = checkins
        self._stores = stores
        self._settings = settings
        self._recent = recent
        self._activity = activity
        self._clock = clock
        self._visits = DayVisits()
        self._met: dict[CustomerRef, datetime] = {}
        self._differing: dict[CustomerRef, tuple[str, ...]] = {}
        self._became: dict[CustomerRef, CustomerRef] = {}
        self._under_way: set[CustomerRef] = set()
        self._forgotten: date | None = None
        self._step = asyncio.Lock()  # a second step of a visit begins where the first one ended
        self._kept_days = VISIT_DAYS
        self.clerk = ""
        self.allow_override: Callable[[Approval | None], str] = lambda _approval: ""
        self.changed: Callable[[], None] = lambda: None

    async def open(self) -> None:
        """Take in the visits that were kept, and forget those of earlier days. MachineFault."""
        self._kept_days = self._settings.load().visit_days
        oldest = self._oldest_kept()
        await self._forget_old()
        kept = await self._checkins.since(oldest)
        self._visits.add_kept(kept)
        self.changed()

    # ---------------------------------------------------------------------------------------- days

    def now_at(self, connection: ConnectionId) -> datetime:
        """The moment by the store's clock."""
        return store_moment(self._clock.now(), self._stores.connection(connection).calendar)

    def today_at(self, connection: ConnectionId) -> date:
        """The day by the store's calendar."""
        return self.now_at(connection).date()

    def _oldest_kept(self) -> date:
        days = [self.today_at(one.id) for one in self._stores.listed()]
        return min(days, default=self._clock.now().date()) - timedelta(days=self._kept_days - 1)

    async def _forget_old(self) -> None:
        """At the start, and with the first check-in of a new day: a desk may run for weeks."""
        oldest = self._oldest_kept()
        if self._forgotten != oldest:
            await self._checkins.forget_before(oldest)
            self._visits.forget_before(oldest)
            self._forgotten = oldest

    # ---------------------------------------------------------------------------------------- who is there

    def meet(self, ref: CustomerRef) -> None:
        """Somebody's profile came onto the screen: the check-in begins, unless it began with a scan just now."""
        now, scanned = self._clock.now(), self._met.get(ref)
        if ref not in self._differing or scanned is None or now - scanned > _SCAN_COUNTS:
            self._differing.pop(ref, None)
            self._met[ref] = now

    def note_card(self, ref: CustomerRef, differing: tuple[str, ...] = ()) -> None:
        """Somebody's card was scanned: the check-in begins. ``differing``: labels of what the card says otherwise."""
        self._met[ref] = self._clock.now()
        self._differing[ref] = differing

    def differ(self, ref: CustomerRef, differing: tuple[str, ...]) -> None:
        """What the card that was scanned says otherwise, where that is known by now, or no longer so."""
        if ref in self._differing:
            self._differing[ref] = differing

    def verdict(self, customer: Customer, *, keeps_id: bool = True) -> Verdict:
        """The verdict at the store's place and day, with what this desk knows of today."""
        ref = customer.ref
        circumstances = Circumstances(
            jurisdiction=self._stores.connection(ref.connection).jurisdiction,
            keeps_id=keeps_id,
            earlier=tuple(self.presence(visit) for visit in self._earlier(customer)),
            caregiver=next((self.presence(visit) for visit in self._carers(customer)), None),
            differing=self._differing.get(ref, ()),
        )
        return judge(customer, self.today_at(ref.connection), circumstances)

    def _earlier(self, customer: Customer) -> Iterator[Visit]:
        """The person's visits of today, at any store; not the one that goes on here."""
        today, number = self._today().by_customer, _plain(customer.license_number)
        yield from (visit for visit in today.get(customer.ref, ()) if not visit.is_here)
        for ref, visits in today.items() if number else ():
            if ref != customer.ref and self._has_number(ref, number):
                yield from visits

    def _has_number(self, ref: CustomerRef, number: str) -> bool:
        """Whether another store's profile, as far as it was read here, has that ID number."""
        other = self._recent.get(ref)
        return other is not None and number == _plain(other.license_number)

    def _carers(self, customer: Customer) -> Iterator[Visit]:
        today, store = self._today().by_customer, customer.ref.connection
        for number in sorted({carer.customer_id for carer in known(customer.caregivers, ())}):
            yield from (visit for visit in today.get(CustomerRef(store, number), ()) if visit.is_here)

    def presence(self, visit: Visit) -> Presence:
        """When and where somebody was checked in, by the store's clock."""
        store = self._stores.connection(visit.ref.connection)
        return Presence(f"{store_moment(visit.checked_in_at, store.calendar):%H:%M}", store.name)

    def today(self) -> tuple[Visit, ...]:
        """The visits of today at the stores that are open, the earliest first; each by its own store's calendar."""
        return self._today().visits

    def _today(self) -> Today:
        return self._visits.today({one.id: self.today_at(one.id) for one in self._stores.connections()})

    def here(self, ref: CustomerRef) -> Visit | None:
        """The visit of somebody who waits or was called."""
        return next((visit for visit in self._today().by_customer.get(ref, ()) if visit.is_here), None)

    def visit_words(self, ref: CustomerRef) -> str:
        """What a list of people says of somebody's visits of today; "" for none."""
        visits = self._today().by_customer.get(ref, ())
        if any(visit.is_here for visit in visits):
            return "in the queue"
        return "here today" if visits else ""

    def queue(self) -> tuple[QueueLine, ...]:
        """Those who are here, in their order."""
        return queue_of(self.today())

    def numbers(self) -> DeskNumbers:
        """The desk's numbers of today."""
        return numbers_of(self.today(), self._clock.now())

    # ---------------------------------------------------------------------------------------- checking in

    async def check_in(
        self,
        customer: Customer,
        name: str,
        *,
        keeps_id: bool = True,
        reason: str = "",
        approval: Approval | None = None,
    ) -> Visit:
        """Put somebody into the queue, ``name`` as the clerk reads it.

        ClerkCanAct for somebody who waits already, and where the verdict is not to admit and no reason is given;
        AccessDenied where it refuses, and a manager's word is needed and missing.
        """
        ref, verdict, reason = customer.ref, self.verdict(customer, keeps_id=keeps_id), " ".join(whole(reason).split())
        self._refuse_twice(self._became.get(ref, ref))
        if verdict.level is not Level.ADMIT and len(reason) < _LEAST_REASON:
            raise ClerkCanAct(
                "A reason is needed to admit this customer all the same.",
                "Nobody was checked in yet.",
                "Type the reason and press Enter.",
            )
        agreed = self.allow_override(approval) if verdict.level is Level.REFUSE else ""
        visit = self._visit(customer, name, verdict.level, reason if verdict.level is not Level.ADMIT else "")
        self._under_way.add(ref)
        try:
            await self._forget_old()
            async with self._step:
                visit = replace(visit, ref=self._became.get(ref, ref))
                await self._keep(visit)
        finally:
            self._under_way.discard(ref)
        self._met.pop(ref, None)
        self._differing.pop(ref, None)
        self._activity.note(visit.ref, Deed.CHECKED_IN, _how(visit, agreed), who=visit.by)
        return visit

    async def became(self, walk_in: CustomerRef, ref: CustomerRef) -> None:
        """Somebody who came without a profile has one now: a visit of today is theirs, one that begins just now too."""
        self._became[walk_in] = ref
        async with self._step:
            for visit in self._visits.of(walk_in):
                await self._keep(replace(visit, ref=ref))

    def _refuse_twice(self, ref: CustomerRef) -> None:
        if ref in self._under_way or self.here(ref):
            raise ClerkCanAct(
                "This customer is in the queue already.",
                "Nothing was added to it.",
                "Press F6 for the queue.",
            )

    def _visit(self, customer: Customer, name: str, level: Level, reason: str) -> Visit:
        now, met = self._clock.now(), self._met.get(customer.ref)
        return Visit(
            visit_id=uuid.uuid4().hex,
            ref=customer.ref,
            name=name,
            day=self.today_at(customer.ref.connection),
            checked_in_at=now,
            by=self.clerk,
            level=level,
            reason=reason,
            seconds=(now - met).total_seconds() if met else None,
            carers=tuple(carer.customer_id for carer in known(customer.caregivers, ())) if customer.is_medical else (),
            # Of a card that no profile was made of nothing is kept but the name that was given.
            id_expires=None if is_walk_in(customer.ref) else _day(customer.license_expires),
            card_expires=_day(customer.medical_expires) if customer.is_medical else None,
        )

    # ---------------------------------------------------------------------------------------- the queue

    async def call(self, visit_id: str) -> None:
        """Somebody was called to the counter. ClerkCanAct for a visit that is no longer there."""
        async with self._step:
            await self._keep(self._of(visit_id).called(self._clock.now()))

    async def finish(self, visit_id: str) -> None:
        """Somebody was served."""
        async with self._step:
            await self._keep(self._of(visit_id).ended(self._clock.now()))

    async def leave(self, visit_id: str) -> None:
        """Somebody went away without being served."""
        async with self._step:
            await self._keep(self._of(visit_id).ended(self._clock.now(), has_left=True))

    async def undo(self, visit_id: str) -> None:
        """Take the last step of a visit back; the first one was the check-in itself."""
        async with self._step:
            visit = self._of(visit_id)
            before = visit.undone()
            if before:
                await self._keep(before)
            else:
                await self._take_back(visit)

    async def _take_back(self, visit: Visit) -> None:
        await self._checkins.remove(visit.visit_id)
        self._visits.drop(visit.visit_id)
        self._activity.note(visit.ref, Deed.CHECK_IN_UNDONE)
        self.changed()

    def _of(self, visit_id: str) -> Visit:
        visit = self._visits.get(visit_id)
        if visit is None:
            raise ClerkCanAct(
                "This line is no longer in the queue.",
                "It was taken back meanwhile.",
                "Search for the customer and check in again.",
            )
        return visit

    async def _keep(self, visit: Visit) -> None:
        await self._checkins.put(visit)
        self._visits.put(visit)
        self.changed()


def _how(visit: Visit, agreed: str) -> str:
    if visit.is_override:
        return f"override, with a reason and the word of {agreed}" if agreed else "override, with a reason"
    return "with a reason" if visit.level is Level.LOOK else ""


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _plain(number: object) -> str:
    return "" if is_blank(number) else "".join(char for char in str(number) if char.isalnum()).casefold()
