"""The Foodics client: every call of API v5 that the front desk needs (vendor document 2 to 14)."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import httpx

from app.core.base_url import checked_base_url
from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, Caregiver, Customer, Document, Standing
from app.core.errors import (
    AccessDenied,
    AppError,
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
    Problem,
)
from app.core.form import Form
from app.core.page import Page as Listed
from app.core.query import Lookup, LookupKind
from app.core.values import Value, is_blank, known
from app.core.vendor import (
    FIRST_DAY,
    Connection,
    CreatedBetween,
    FileContent,
    Listing,
    NewDocument,
    Secret,
    UpdatedSince,
    VendorInfo,
)
from app.ports import Progress
from app.vendors.checks import check_account, check_period, check_values, keys_of, path_value, sought
from app.vendors.failure import not_offered
from app.vendors.foodics import body as bodies
from app.vendors.foodics import const, mapping, wire
from app.vendors.foodics.calls import Calls, data_of
from app.vendors.foodics.dialling import code_and_number
from app.vendors.foodics.form import INFO, cleared, form_of
from app.vendors.foodics.listing import Filters, Page, Question, Record, Walk
from app.vendors.foodics.pacing import Budget, breaker_of
from app.vendors.foodics.records import Records
from app.vendors.foodics.refusal import deleted_holder
from app.vendors.foodics.saving import Saving
from app.vendors.foodics.tags import TagDirectory
from app.vendors.pace import Priority, Timing
from app.vendors.request import Channel, understood

_PAGE_SECONDS = 150.0  # one page in the background, with its waits for people and for the next minute's calls
_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


class FoodicsClient:
    """One business. Implements ports.VendorClient."""

    def __init__(
        self,
        connection: Connection,
        secret: Secret,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timing: Timing | None = None,
    ) -> None:
        """Check the settings; no call is made. InvalidInput for an account that cannot be, NotSignedIn without a token."""
        check_account(INFO, connection.account)
        token = keys_of(INFO, secret)["access_token"]
        root = checked_base_url(connection.base_url)
        timing = timing or Timing()
        self._store_code = int(connection.account.get("dial_code") or const.DIAL_CODE)
        self._here = connection.id
        self._budget = Budget(timing, breaker_of(root, timing))
        self._channel = Channel(
            const.LABEL, root, transport=transport, timing=timing, pace=self._budget, busy_tries=const.BUSY_TRIES
        )
        self._calls = Calls(self._channel, token, root)
        self._tags = TagDirectory(self._calls, timing.clock)
        self._records = Records(self._calls)
        self._saving = Saving(self._calls)
        self._forms = {refused: form_of(self._store_code, tags_refused=refused) for refused in (False, True)}

    @property
    def info(self) -> VendorInfo:
        """See ports.VendorClient."""
        return INFO

    @property
    def form(self) -> Form:
        """See ports.VendorClient. The tags become read-only once the store refused to show its list of them."""
        return self._forms[self._tags.refused]

    # -------------------------------------------------------------------------------------------- reading

    async def check(self) -> None:
        """Ask who the token is (vendor document 1): also after a refusal, which ends all other calls."""
        self._budget.forgive()
        async with self._channel.within():
            reply = await self._calls.ask("test the connection", "/whoami", scope="a valid token")
            await understood(const.LABEL, reply, wire.read_envelope)

    async def find(self, lookup: Lookup) -> Sequence[Customer]:
        """See ports.VendorClient. Nobody who was deleted, except by number."""
        value = sought(lookup.value)
        async with self._channel.within():
            match lookup.kind:
                case LookupKind.ID:
                    return await self._find_number(value)
                case LookupKind.PHONE:
                    return await self._find_phone(value)
                case LookupKind.EMAIL:
                    return await self._find_email(value)
                case LookupKind.NAME:
                    return await self._find_name(value)
        raise NotOffered(
            "Foodics does not find people by this.",
            INFO.capabilities.reasons.get(lookup.kind.value, ""),
            "Search by phone, e-mail or name.",
        )

    async def _find_number(self, value: str) -> Sequence[Customer]:
        path_value(value)
        try:
            return (await self._read(value),)
        except NotFound:
            return ()

    async def _find_phone(self, value: str) -> Sequence[Customer]:
        code, number = code_and_number(value, self._store_code)
        if not number:
            raise _bad("phone", "A phone number has digits only, with the country code or without.")
        return await self._living("find a phone", Filters(phone=number, dial_code=code))

    async def _find_email(self, value: str) -> Sequence[Customer]:
        """Whether the filter is exact is not known (vendor document 7): here it is."""
        spec = self.form.spec("email")
        if not value or (spec and spec.rule and spec.rule(value)):
            raise _bad("email", "Write an e-mail address like name@example.com.")
        found = await self._living("find an e-mail", Filters(email=value))
        return tuple(one for one in found if str(one.email or "").casefold() == value.casefold())

    async def _find_name(self, value: str) -> Sequence[Customer]:
        """As the server matches it; "Last, First" is turned round, since the vendor keeps one name."""
        last, comma, first = value.partition(",")
        name = " ".join((f"{first} {last}" if comma else value).split())
        if not name:
            raise _bad("name", "Write the name.")
        return await self._living("find a name", Filters(name=name))

    async def _living(self, doing: str, filters: Filters) -> Sequence[Customer]:
        found: dict[str, Customer] = {}
        for number in range(1, const.MOST_PAGES + 1):
            page = await self._calls.page(Question(filters=filters, page=number), doing=doing)
            people = await self._mapped(page.records)
            found |= {one.ref.customer_id: one for one in people if one.standing != Standing.DELETED}
            if page.is_last:
                return tuple(found.values())
        raise _bad("name", "More people match than can be shown: write more of it.")

    async def page(self, question: Question) -> tuple[Sequence[Customer], Page]:
        """One page of a list by any of the filters, in any order; the people as they are, and the page's own count."""
        async with self._channel.within():
            page = await self._calls.page(question, doing="list customers")
            return await self._mapped(page.records), page

    async def read(self, customer_id: str, *, documents: bool = False) -> Customer:
        """See ports.VendorClient. Foodics keeps no documents: nothing is added for them."""
        del documents
        async with self._channel.within():
            return await self._read(customer_id)

    async def _read(self, customer_id: str) -> Customer:
        return (await self._mapped([await self._records.read(customer_id)]))[0]

    async def _mapped(self, records: Sequence[Record]) -> Sequence[Customer]:
        """The people of some records, their tags by name. A name that does not come leaves the tag's number."""
        self._records.remember(records)
        ids = [key for one, _raw in records for key, name in known(mapping.tag_ids(one.tags), ()) if not name]
        if self._tags.is_worth_asking(ids):
            try:
                await self._tags.load()
            except NotSignedIn:
                raise
            except AppError as error:  # the profile is worth more than the names of its tags
                _log.info("%s: tags without names: %s", const.LABEL, error.kind)
        return [mapping.customer(self._here, one, raw, self._store_code, self._tags.names) for one, raw in records]

    async def listed(self, listing: Listing) -> AsyncIterator[Listed]:
        """See ports.VendorClient. The deleted have a list of their own: deleting counts as a change."""
        with_deleted = isinstance(listing, UpdatedSince) and listing.with_deleted
        for deleted in (False, True) if with_deleted else (False,):
            async with aclosing(self._listed(listing, deleted=deleted)) as pages:
                async for page in pages:
                    yield page

    async def _listed(self, listing: Listing, *, deleted: bool) -> AsyncGenerator[Listed, None]:
        """The vendor filters by day of the last change alone; the rest is chosen here."""
        since, last, is_wanted = _period(listing)
        walk = Walk(self._background_page, since, last, deleted=deleted)
        async with aclosing(walk.pages()) as pages:
            async for records in pages:
                people = await self._mapped(records)
                there = [one for one in people if (one.standing == Standing.DELETED) is deleted and is_wanted(one)]
                if there:
                    yield Listed(there, total=None if deleted else walk.total, created_before=walk.created_before)

    async def _background_page(self, question: Question) -> Page:
        async with self._channel.within(_PAGE_SECONDS):
            return await self._calls.page(question, doing="list customers", priority=Priority.BACKGROUND)

    async def house_account(self, customer_id: str) -> Sequence[AccountEntry]:
        """See ports.VendorClient (vendor document 10)."""
        query = urlencode([("filter[customer_id]", customer_id), ("sort", "-created_at")])
        async with self._channel.within():
            path = f"/house_account_transactions?{query}"
            reply = await self._calls.ask("read the house account", path, scope=const.SCOPE_ACCOUNT)
            found = await understood(
                const.LABEL, reply, lambda text: data_of(wire.read_envelope(text), wire.read_transactions)
            )
        return mapping.account_entries(found)

    async def caregivers(self) -> Sequence[Caregiver]:
        """See ports.VendorClient."""
        raise not_offered(INFO, "caregivers", "keeps no caregivers")

    # -------------------------------------------------------------------------------------------- writing

    async def create(self, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
        """See ports.VendorClient. Looks among the deleted first: Duplicate where one of them has the phone.

        A key that may write and not list creates without that look: the vendor knows each phone once in any case.
        """
        given = {key: value for key, value in values.items() if not is_blank(value)}
        check_values(self.form, given, None, (), addresses)
        async with self._channel.within(write=True):
            sent = bodies.new_customer(given, await self._tag_ids(given, None), self._store_code)
            with suppress(AccessDenied):
                await self._refuse_deleted_holder(sent)
            made = await self._saving.create(sent, scope=bodies.edited_scopes(given))
            number = mapping.record_id(made[0])
            await self._saving.send_addresses(number, (), addresses, {}, done="The customer was created")
            return await self._after(made, number)

    async def _refuse_deleted_holder(self, sent: Mapping[str, object]) -> None:
        code = sent.get("dial_code")
        filters = Filters(
            phone=str(sent["phone"]), dial_code=code if isinstance(code, int) else self._store_code, deleted=True
        )
        page = await self._calls.page(Question(filters=filters, include=""), doing="look among the deleted")
        gone = [one for one, _raw in page.records if mapping.standing(one.deleted_at) == Standing.DELETED]
        if gone:
            raise deleted_holder(mapping.record_id(gone[0]))

    async def update(self, changes: Changes) -> Customer:
        """See ports.VendorClient. A complete body over a fresh reading, so that it is right however PUT is taken."""
        base = changes.base
        values = self.form.values_of(base, changes.fields)
        if problems := cleared(changes.fields):
            raise InvalidInput(*problems)
        check_values(self.form, values, changes.fields.keys(), base.address_list, changes.addresses)
        number = base.ref.customer_id
        async with self._channel.within(write=True):
            fresh = await self._records.read(number)
            theirs = (await self._mapped([fresh]))[0]
            self._saving.refuse(changes, theirs, self.form)
            answer = None
            if changes.fields:
                tags = await self._tag_ids(changes.fields, fresh)
                answer = await self._saving.update(number, fresh, changes.fields, tags, self._store_code)
            if changes.addresses is not None:
                done = "The profile was saved" if changes.fields else ""
                held = mapping.address_records(fresh[1])
                await self._saving.send_addresses(number, base.address_list, changes.addresses, held, done=done)
            return await self._after(None if changes.addresses is not None else answer, number)

    async def _tag_ids(self, values: Mapping[str, Value], fresh: Record | None) -> Mapping[str, str]:
        """The ids of tags by every name that can stand for them; the store's list is asked only for a new name."""
        wanted = values.get("groups")
        if not isinstance(wanted, tuple) or not wanted:
            return {}
        pairs = known(mapping.tag_ids(fresh[0].tags), ()) if fresh else ()
        own = {name or self._tags.names.get(key, key): key for key, name in pairs}
        if any(name not in own and name not in self._tags.names.values() for name in wanted):
            await self._tags.load()
        return {name: key for key, name in self._tags.names.items()} | own

    async def _after(self, answer: Record | None, number: str) -> Customer:
        """The record after a write, read again; where that fails, what the write itself was answered with."""
        try:
            return await self._read(number)
        except AppError as error:
            if answer is None:
                raise
            _log.info("%s: written, not read again: %s", const.LABEL, error.kind)
        return mapping.customer(self._here, *answer, self._store_code, self._tags.names)

    async def delete(self, customer_id: str) -> None:
        """See ports.VendorClient. A soft deletion, which `restore` takes back."""
        async with self._channel.within(write=True):
            await self._saving.delete(customer_id)

    async def restore(self, customer_id: str) -> Customer:
        """See ports.VendorClient. What the call answers is not documented, so the record is read again."""
        async with self._channel.within(write=True):
            await self._saving.restore(customer_id)
            return await self._read(customer_id)

    async def upload(self, customer_id: str, document: NewDocument, progress: Progress | None = None) -> None:
        """See ports.VendorClient."""
        del customer_id, document, progress
        raise not_offered(INFO, "upload", "takes no documents")

    async def fetch(self, document: Document) -> FileContent:
        """See ports.VendorClient."""
        del document
        raise not_offered(INFO, "documents", "keeps no documents")

    async def close(self) -> None:
        """See ports.VendorClient."""
        await self._channel.close()


# ------------------------------------------------------------------------------------------------ before sending


def _bad(field: str, message: str) -> InvalidInput:
    return InvalidInput(Problem(field, message), hint="Correct the search.")


def _period(listing: Listing) -> tuple[date | None, date | None, Callable[[Customer], bool]]:
    """The day to ask from, the last day of creation, and who belongs to the listing.

    A day early, since whether the vendor's day is included is not known (vendor document 14.7). Whoever was created
    in a period was also changed since its beginning. Days are this desk's own and the vendor's are UTC's, where the
    first one may begin the day before; a record without a readable time stays in: nobody is lost for it.
    """
    if isinstance(listing, CreatedBetween):
        check_period(listing)
        first, last = listing.first, listing.last
        since = _day_before(datetime.combine(first, time())) if first > FIRST_DAY else None
        return since, last, lambda one: _is_between(one.created_at, first, last)
    moment = listing.in_utc.replace(microsecond=0)
    return _day_before(moment), None, lambda one: _is_since(one.updated_at, moment)


def _day_before(moment: datetime) -> date | None:
    """The UTC day before that of a moment; one without an offset is this desk's own."""
    day = moment.astimezone(UTC).date()
    return day - _DAY if day > FIRST_DAY else None


def _is_between(created: object, first: date, last: date) -> bool:
    return not isinstance(created, datetime) or first <= created.astimezone().date() <= last


def _is_since(updated: object, moment: datetime) -> bool:
    return not isinstance(updated, datetime) or updated >= moment
