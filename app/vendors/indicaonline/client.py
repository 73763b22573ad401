"""The IndicaOnline client: every call of the Open API v2.3 that the front desk needs (vendor document 2 to 11)."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

import httpx
from msgspec import DecodeError

from app.core.base_url import checked_base_url
from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, Caregiver, Customer, Document
from app.core.errors import (
    AppError,
    InvalidInput,
    Problem,
    UnexpectedReply,
)
from app.core.form import Form
from app.core.page import Page
from app.core.query import Lookup, LookupKind
from app.core.values import Value, is_blank
from app.core.vendor import Connection, CreatedBetween, FileContent, Listing, NewDocument, Secret, VendorInfo
from app.ports import Progress
from app.vendors.checks import check_account, check_period, check_values, keys_of, path_value
from app.vendors.failure import not_offered, sign_in_needed
from app.vendors.files import check_upload, fetch_file
from app.vendors.indicaonline import attachment, const, mapping, wire
from app.vendors.indicaonline import body as bodies
from app.vendors.indicaonline.form import INFO, cleared, form_of, info_of, too_many, unread
from app.vendors.indicaonline.listing import Batch, Span, Walk
from app.vendors.indicaonline.refusal import is_miss, nobody, not_in_plan, refusal, says_no
from app.vendors.indicaonline.vocabulary import Vocabulary
from app.vendors.indicaonline.wire import Raw
from app.vendors.pace import Priority, RateLimiter, Timing
from app.vendors.request import Call, Channel, Reply, understood

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _NOT_ALLOWED = 401, 403, 404, 405
_UPLOAD_SECONDS = 300.0  # a photo over a shop's slow line
_PAGE_SECONDS = 120.0  # one page in the background, with its waits for people


class IndicaOnlineClient:
    """One store. Implements ports.VendorClient."""

    def __init__(
        self,
        connection: Connection,
        secret: Secret,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timing: Timing | None = None,
        channel: Channel | None = None,
    ) -> None:
        """Check the settings; no call is made. InvalidInput for an account that cannot be, NotSignedIn without a key."""
        account = connection.account
        check_account(INFO, account)
        key = keys_of(INFO, secret)["api_key"]
        self._here = connection.id
        self._base = checked_base_url(connection.base_url)
        self._account, self._words = account, Vocabulary(account)
        self._info, self._form = info_of(account, self._words), form_of(account, self._words)
        self._headers = {"accept": "application/json", account.get("header") or const.API_KEY_HEADER: key}
        timing = timing or Timing()
        # One call at a time, one a second: no limit is published (vendor document 11).
        pace = RateLimiter(const.CALLS_PER_SECOND, timing=timing, in_flight=1, vendor=const.LABEL)
        self._channel = channel or Channel(const.LABEL, self._base, transport=transport, timing=timing, pace=pace)
        self._has_patch = True

    @property
    def info(self) -> VendorInfo:
        """The vendor's line as it is for this store: its plan, and what is not known of it, take something away."""
        return self._info

    @property
    def form(self) -> Form:
        """See ports.VendorClient. It grows with the words that the store's answers show."""
        return self._form

    # -------------------------------------------------------------------------------------------- reading

    async def check(self) -> None:
        """Ask for one customer created today: the smallest call that every plan has."""
        today = _today()
        async with self._channel.within():
            await self._page("test the connection", Span(today, today), 0, limit=1, priority=Priority.PEOPLE)

    async def find(self, lookup: Lookup) -> Sequence[Customer]:
        """See ports.VendorClient; by customer number and by state ID, both the whole value (vendor document 3)."""
        value = lookup.value.strip()
        if lookup.kind not in self._info.capabilities.lookups:
            raise not_offered(self._info, lookup.kind.value, f"has no look-up by {lookup.kind.label}")
        async with self._channel.within():
            if lookup.kind is LookupKind.ID:
                raw = await self._with_number("find a customer number", value)
            else:
                raw = await self._record("find a state ID", f"/customers/state-id/{path_value(value)}")
        return () if raw is None else (self._mapped(raw),)

    async def read(self, customer_id: str, *, documents: bool = False) -> Customer:
        """See ports.VendorClient. Documents are in the record where a store sends any."""
        del documents
        async with self._channel.within():
            return self._mapped(await self._own_record(customer_id))

    async def listed(self, listing: Listing) -> AsyncIterator[Page]:
        """See ports.VendorClient. A day more on each side is asked for, since the vendor's time zone is not known.

        NotOffered for a list by change. Ends with UnexpectedReply where people may lack, after all that were found.
        """
        if not isinstance(listing, CreatedBetween):
            raise not_offered(self._info, "lists_updated", "has no list of customers by last change")
        check_period(listing)
        walk = Walk(self._batch)
        async for people in walk.over(Span(listing.first, listing.last).widened()):
            yield Page(people, total=walk.total)
        if walk.short:
            raise UnexpectedReply(const.LABEL, "the list may be short: its pages do not add up to a whole")

    async def _batch(self, span: Span, offset: int) -> Batch:
        async with self._channel.within(_PAGE_SECONDS):
            page = await self._page("list customers", span, offset, limit=const.PAGE_SIZE, priority=Priority.BACKGROUND)
        return Batch(tuple(map(self._mapped, page.records)), page.count, page.total)

    async def caregivers(self) -> Sequence[Caregiver]:
        """See ports.VendorClient."""
        raise not_offered(self._info, "caregivers", "has no list of caregivers")

    # -------------------------------------------------------------------------------------------- writing

    async def create(self, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
        """See ports.VendorClient. Sent once; UnexpectedReply where the answer shows no record: it may have arrived."""
        given = {key: value for key, value in values.items() if not is_blank(value)}
        _refuse(too_many(addresses))
        check_values(self._form, given, None, (), addresses)
        sent = bodies.created(self._form, given, addresses)
        async with self._channel.within(write=True):
            raw = await self._written("create a customer", "POST", "/customers", sent)
            if not raw:
                raise UnexpectedReply(const.LABEL, "no record of the new customer in the answer", write=True)
            return await self._as_made(raw, sent)

    async def _as_made(self, raw: Raw, sent: Raw) -> Customer:
        """The new customer, of whom the answer may show only the number."""
        if not mapping.is_whole(raw):
            with contextlib.suppress(AppError):  # created it is; reading it may be beyond the store's plan
                return self._mapped(await self._own_record(mapping.customer_id(raw)))
        return self._mapped({**sent, **raw})

    async def update(self, changes: Changes) -> Customer:
        """See ports.VendorClient. PATCH with what differs; a PUT of the whole record where the store has no PATCH."""
        if not self._info.capabilities.update:
            raise not_in_plan("change a customer")
        base, form = changes.base, self._form
        values = form.values_of(base, changes.fields)
        _refuse([*cleared(changes.fields), *unread(changes), *too_many(changes.addresses)])
        check_values(form, values, changes.fields.keys(), base.address_list, changes.addresses)
        sent = bodies.changed(form, changes.fields, changes.addresses)
        async with self._channel.within(write=True):
            return self._mapped(await self._changed("change a customer", base.ref.customer_id, sent))

    async def _changed(self, name: str, number: str, sent: Raw) -> Raw:
        """Send a change and answer the record as the store now holds it."""
        path = f"/customers/{path_value(number)}"
        raw: Raw | None = None
        if self._has_patch:
            raw = await self._patched(name, path, sent)
        if raw is None:
            fresh = await self._own_record(number)
            raw = await self._written(name, "PUT", path, bodies.whole(fresh, sent))
            self._has_patch = False
        is_it = mapping.is_whole(raw) and mapping.customer_id(raw) == number
        return raw if is_it else await self._own_record(number)

    async def _patched(self, name: str, path: str, sent: Raw) -> Raw | None:
        """What a PATCH answers; None where it is not there, for this customer or at all: nothing was done then."""
        call = Call(name=name, method="PATCH", url=path, body=wire.write(sent), write=True)
        reply = await self._ask(call, pro=True)
        return None if reply.status in {_NOT_FOUND, _NOT_ALLOWED} else _record_in(reply)

    async def delete(self, customer_id: str) -> None:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(self._info, "delete", "deletes no customers")

    async def restore(self, customer_id: str) -> Customer:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(self._info, "restore", "restores no customers")

    async def house_account(self, customer_id: str) -> Sequence[AccountEntry]:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(self._info, "house_account", "keeps no house accounts")

    # -------------------------------------------------------------------------------------------- documents

    async def upload(self, customer_id: str, document: NewDocument, progress: Progress | None = None) -> None:
        """See ports.VendorClient. The file goes first, then the customer is told of it (vendor document 3 and 5)."""
        if not self._info.capabilities.update:
            raise not_in_plan("attach a document")
        check_upload(document, self._form.document_kinds, const.UPLOAD_LIMIT)
        border = attachment.boundary()
        call = Call(
            name="upload a file",
            method="POST",
            url=attachment.upload_url(self._base),
            headers={"content-type": attachment.content_type(border)},
            body=attachment.form_data(document, border, progress),
            write=True,
            seconds=_UPLOAD_SECONDS,
        )
        async with self._channel.within(_UPLOAD_SECONDS, write=True):
            raw = await self._own_record(customer_id)
            reply = await self._ask(call, pro=True)
            if not reply.good or says_no(reply):
                raise refusal(reply)
            number = await understood(const.LABEL, reply, wire.read_file_id, write=True)
            await self._changed("attach a document", customer_id, bodies.with_document(raw, number, document.kind))

    async def fetch(self, document: Document) -> FileContent:
        """See ports.VendorClient. A link without a host is one of the vendor's own; none ever gets the key."""
        async with self._channel.within(2 * _PAGE_SECONDS):
            return await fetch_file(self._channel, self._base, document.url, const.DOCUMENT_LIMIT)

    async def close(self) -> None:
        """See ports.VendorClient."""
        await self._channel.close()

    # -------------------------------------------------------------------------------------------- calls

    def _mapped(self, raw: Raw) -> Customer:
        """The record's customer; words of the store's own that it shows are offered from now on."""
        found = mapping.customer(self._here, raw)
        if self._words.learn(found):
            self._info, self._form = info_of(self._account, self._words), form_of(self._account, self._words)
        return found

    async def _page(self, name: str, span: Span, offset: int, *, limit: int, priority: Priority) -> wire.Page:
        """One page of those created on these days (vendor document 9)."""
        days = {"start_date": span.first.isoformat(), "end_date": span.last.isoformat()}
        query = urlencode(days | {"limit": str(limit), "offset": str(offset)})
        reply = await self._ask(Call(name=name, method="GET", url=f"/customers?{query}", priority=priority))
        if not reply.good:
            raise refusal(reply)
        return await understood(const.LABEL, reply, wire.read_list)

    async def _record(self, name: str, path: str) -> Raw | None:
        reply = await self._ask(Call(name=name, method="GET", url=path), pro=True)
        if is_miss(reply):
            return None
        if not reply.good:
            raise refusal(reply)
        return await understood(const.LABEL, reply, wire.read_record)

    async def _own_record(self, customer_id: str) -> Raw:
        """The record with that number; NotFound."""
        raw = await self._with_number("read a customer", customer_id)
        if raw is None:
            raise nobody()
        return raw

    async def _with_number(self, name: str, customer_id: str) -> Raw | None:
        """The record with that number and no other; None where there is none."""
        raw = await self._record(name, f"/customers/{path_value(customer_id)}")
        if raw is not None and mapping.customer_id(raw) != customer_id:
            raise UnexpectedReply(const.LABEL, "another customer than the one asked for at $.id")
        return raw

    async def _written(self, name: str, method: str, path: str, sent: Raw) -> Raw:
        call = Call(name=name, method=method, url=path, body=wire.write(sent), write=True)
        return _record_in(await self._ask(call, pro=method != "POST"))

    async def _ask(self, call: Call, *, pro: bool = False) -> Reply:
        """One call with the key; its url is a path below the store's address, or a whole address of the vendor's.

        A refused key is told and never tried again. What the vendor keeps for PRO (``pro``) is refused by the plan.
        """
        headers = self._headers | dict(call.headers)
        if call.body is not None:
            headers.setdefault("content-type", "application/json")
        url = call.url if call.url.startswith("http") else self._base + call.url
        reply = await self._channel.request(replace(call, url=url, headers=headers))
        if reply.status == _FORBIDDEN and pro:
            raise not_in_plan(call.name)
        if reply.status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise sign_in_needed(const.LABEL)
        return reply


def _record_in(reply: Reply) -> Raw:
    """What a write answered: the record, or nothing where it shows none.

    Any 2xx is a success (vendor document 10), unless what it shows instead of a record is errors.
    """
    if not reply.good:
        raise refusal(reply)
    try:
        raw = wire.read_written(reply.body)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if not raw and says_no(reply):
        raise refusal(reply)
    return raw


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InvalidInput(*problems)


def _today() -> date:
    return datetime.now().astimezone().date()
