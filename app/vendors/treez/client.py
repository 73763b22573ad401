"""The Treez client: every call of the Customer API v2.0 that the front desk needs (vendor document 2 to 9)."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

import httpx
from msgspec import UNSET, DecodeError

from app.core.base_url import checked_base_url
from app.core.changes import Changes
from app.core.customer import AccountEntry, Address, Caregiver, Customer, Document, Standing
from app.core.errors import InvalidInput, NotOffered, Problem, UnexpectedReply
from app.core.form import Form
from app.core.page import Page
from app.core.phone import national_number
from app.core.query import Lookup, LookupKind, name_splits
from app.core.values import Absent, Value, is_blank, known
from app.core.vendor import Connection, FileContent, Listing, NewDocument, Secret, VendorInfo
from app.ports import Progress
from app.vendors.checks import check_account, check_values, keys_of, path_value
from app.vendors.failure import access_denied, not_offered, sign_in_needed
from app.vendors.files import check_upload, fetch_file, upload_of
from app.vendors.pace import Priority, Timing
from app.vendors.request import Call, Channel, Reply, understood, where
from app.vendors.scalars import Sent
from app.vendors.token import Token, TokenKeeper
from app.vendors.treez import body as bodies
from app.vendors.treez import const, mapping, wire
from app.vendors.treez.form import FORM, INFO
from app.vendors.treez.listing import belongs, path_of
from app.vendors.treez.refusal import is_miss, is_success, merged_away, nobody, refusal

_UNAUTHORIZED, _FORBIDDEN = 401, 403
_UPLOAD_SECONDS = 300.0  # a photo over a shop's slow line
_PAGE_SECONDS = 120.0  # one page in the background, with its waits for people
_TOKEN_WORD = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class _Batch:
    """The people of an answer, nobody twice, and how many entries it had, empty and repeated ones too."""

    people: Sequence[Customer]
    count: int


class TreezClient:
    """One dispensary. Implements ports.VendorClient."""

    def __init__(
        self,
        connection: Connection,
        secret: Secret,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timing: Timing | None = None,
        channel: Channel | None = None,
    ) -> None:
        """Check the settings; no call is made. InvalidInput for an account that cannot be, NotSignedIn without keys."""
        check_account(INFO, connection.account)
        self._connection = connection
        self._keys = keys_of(INFO, secret)
        self._base = checked_base_url(connection.base_url)
        self._root = f"{self._base}/dispensary/{path_value(connection.account['dispensary'])}"
        self._bearer = connection.account.get("authorization") == "bearer"
        timing = timing or Timing()
        self._channel = channel or Channel(const.LABEL, self._base, transport=transport, timing=timing)
        self._tokens = TokenKeeper(self._buy_token, timing.clock, const.TOKEN_MARGIN)
        self._worked: set[str] = set()

    @property
    def info(self) -> VendorInfo:
        """See ports.VendorClient."""
        return INFO

    @property
    def form(self) -> Form:
        """See ports.VendorClient."""
        return FORM

    # -------------------------------------------------------------------------------------------- reading

    async def check(self) -> None:
        """Sign in and ask for one customer signed up today: the smallest call that needs the key and the tenant."""
        today = datetime.now().astimezone().date().isoformat()
        async with self._channel.within():
            await self._people("test the connection", f"/customer/signup/from/{today}/to/{today}/page/1/pagesize/1")

    async def find(self, lookup: Lookup) -> Sequence[Customer]:
        """See ports.VendorClient. Names are asked for as written, and the other way round only if that finds nobody."""
        value = lookup.value.strip()
        async with self._channel.within():
            match lookup.kind:
                case LookupKind.ID:
                    return await self._with_number("find a customer number", value)
                case LookupKind.PHONE:
                    return await self._people("find a phone", f"/customer/phone/{_ten_digits(value)}")
                case LookupKind.EMAIL:
                    return await self._people("find an e-mail", f"/customer/email/{path_value(value)}")
                case LookupKind.LICENSE:
                    return await self._people("find a license", f"/customer/driverlicense/{path_value(value)}")
                case LookupKind.NAME:
                    return await self._find_name(value)
        raise NotOffered(
            "Treez does not find people by this.",
            INFO.capabilities.reasons.get(lookup.kind.value, ""),
            "Search by phone, license or name.",
        )

    async def _find_name(self, name: str) -> Sequence[Customer]:
        readings = name_splits(name)
        if not readings:
            raise InvalidInput(Problem("name", "Write the first and the last name."), hint="Correct the search.")
        as_written = 1 if "," in name else max(1, len(name.split()) - 1)
        found: dict[str, Customer] = {}
        for place, (first, last) in enumerate(readings):
            if found and place >= as_written:
                break
            path = f"/customer/firstname/{path_value(first)}/lastname/{path_value(last)}"
            found |= {one.ref.customer_id: one for one in await self._people("find a name", path)}
        return tuple(found.values())

    async def read(self, customer_id: str, *, documents: bool = False) -> Customer:
        """See ports.VendorClient."""
        async with self._channel.within():
            return await self._read(customer_id, documents=documents)

    async def _read(self, customer_id: str, *, documents: bool = False) -> Customer:
        images = "?include_image_list=true" if documents else ""
        people = await self._with_number("read a customer", customer_id, images)
        if not people:
            raise nobody()
        return people[0]

    async def _with_number(self, name: str, customer_id: str, images: str = "") -> Sequence[Customer]:
        """Who has that number, and nobody else who may be in the answer; UnexpectedReply where only others are."""
        people = await self._people(name, f"/customer/{_id_segment(customer_id)}{images}")
        own = [one for one in people if one.ref.customer_id == customer_id]
        if people and not own:
            raise UnexpectedReply(const.LABEL, "another customer than the one asked for at $.data")
        return own

    async def listed(self, listing: Listing) -> AsyncIterator[Page]:
        """See ports.VendorClient. Ends at an empty or short page (vendor document 4.1).

        Short is a page of few entries: one that is null or came twice says nothing of those behind it. Where two whole
        pages in a row bring nobody new there is no end to come to: UnexpectedReply, after what there was.
        """
        path, is_wanted = path_of(listing), belongs(listing)
        seen: set[str] = set()
        page = stale = 0
        while stale < 2:  # noqa: PLR2004 - one may be everybody moving down by a page, two is a server that repeats itself
            page += 1
            async with self._channel.within(_PAGE_SECONDS):
                batch = await self._batch(
                    "list customers", f"{path}/page/{page}/pagesize/{const.PAGE_SIZE}", Priority.BACKGROUND
                )
            new = {one.ref.customer_id: one for one in batch.people if one.ref.customer_id not in seen}
            seen |= new.keys()
            stale = 0 if new else stale + 1
            if wanted := [one for one in new.values() if is_wanted(one)]:
                yield Page(wanted)
            if batch.count < const.PAGE_SIZE:
                return
        raise UnexpectedReply(const.LABEL, f"a list that repeats itself after {len(seen)} customers")

    async def caregivers(self) -> Sequence[Caregiver]:
        """See ports.VendorClient."""
        async with self._channel.within():
            reply = await self._ask(Call(name="list the caregivers", method="GET", url="/customer/caregivers"))
            found = await understood(const.LABEL, reply, lambda text: self._caregivers_in(text, reply.status))
        return mapping.caregivers(found)

    def _caregivers_in(self, text: bytes, status: int) -> list[wire.WireCaregiver]:
        envelope = wire.read_envelope(text)
        if is_miss(envelope):
            return []
        if not is_success(envelope, status):
            raise refusal(envelope, status)
        return wire.read_caregivers(envelope.data)

    # -------------------------------------------------------------------------------------------- writing

    async def create(self, values: Mapping[str, Value], addresses: Sequence[Address]) -> Customer:
        """See ports.VendorClient. Every rule of the form is checked first; what is blank is not sent."""
        given = {key: value for key, value in values.items() if not is_blank(value)}
        check_values(FORM, given, None, (), addresses)
        sent = bodies.body(FORM, given)
        if places := bodies.address_list(addresses):
            sent["addresses"] = places
        async with self._channel.within(write=True):
            people = await self._write("create a customer", "POST", "/customer/detailcustomer", sent)
        if not people:
            raise UnexpectedReply(const.LABEL, "no record of the new customer in the answer", write=True)
        return people[0]

    async def update(self, changes: Changes) -> Customer:
        """See ports.VendorClient. PATCH with what differs, what that requires beside it, and the four always sent."""
        base = changes.base
        number = base.ref.customer_id
        if base.standing == Standing.MERGED:
            raise merged_away(known(base.merged_into, ""), refused=False)
        values = FORM.values_of(base, changes.fields)
        check_values(FORM, values, changes.fields.keys(), base.address_list, changes.addresses)
        always = {key: value for key in const.ALWAYS_SENT if not isinstance(value := values[key], Absent)}
        sent = bodies.body(FORM, always | bodies.companions(changes.fields, values) | dict(changes.fields), base)
        if changes.addresses is not None:
            sent["addresses"] = bodies.address_list(changes.addresses)
        async with self._channel.within(write=True):
            path = f"/customer/update/{_id_segment(number)}"
            people = await self._write("change a customer", "PATCH", path, sent, own_id=number)
            return next((one for one in people if one.ref.customer_id == number), None) or await self._read(number)

    async def delete(self, customer_id: str) -> None:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(INFO, "delete", "deletes no customers")

    async def restore(self, customer_id: str) -> Customer:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(INFO, "restore", "restores no customers")

    async def house_account(self, customer_id: str) -> Sequence[AccountEntry]:
        """See ports.VendorClient."""
        del customer_id
        raise not_offered(INFO, "house_account", "keeps no house accounts")

    async def upload(self, customer_id: str, document: NewDocument, progress: Progress | None = None) -> None:
        """See ports.VendorClient. The file goes as base64 in JSON; ``progress`` counts the bytes of that body."""
        check_upload(document, FORM.document_kinds, const.UPLOAD_LIMIT)
        path = f"/customer/document/base64/upload/{_id_segment(customer_id)}"
        content = await asyncio.to_thread(_document_body, document)
        sent = upload_of(content, progress)
        call = Call(name="attach a document", method="POST", url=path, body=sent, write=True, seconds=_UPLOAD_SECONDS)
        async with self._channel.within(_UPLOAD_SECONDS, write=True):
            reply = await self._ask(call)
        envelope = await understood(const.LABEL, reply, wire.read_envelope, write=True)
        if not is_success(envelope, reply.status):
            raise refusal(envelope, reply.status)

    async def fetch(self, document: Document) -> FileContent:
        """See ports.VendorClient. A link without a host is one of the vendor's own; none ever gets the token."""
        async with self._channel.within(2 * _PAGE_SECONDS):
            return await fetch_file(self._channel, self._base, document.url, const.DOCUMENT_LIMIT)

    async def close(self) -> None:
        """See ports.VendorClient."""
        await self._tokens.close()
        await self._channel.close()

    # -------------------------------------------------------------------------------------------- calls

    async def _people(self, name: str, path: str) -> Sequence[Customer]:
        return (await self._batch(name, path, Priority.PEOPLE)).people

    async def _batch(self, name: str, path: str, priority: Priority) -> _Batch:
        reply = await self._ask(Call(name=name, method="GET", url=path, priority=priority))
        return await understood(const.LABEL, reply, lambda text: self._customers_in(text, reply.status))

    async def _write(
        self, name: str, method: str, path: str, body: Mapping[str, object], *, own_id: str = ""
    ) -> Sequence[Customer]:
        reply = await self._ask(Call(name=name, method=method, url=path, body=wire.write(body), write=True))
        return await understood(
            const.LABEL, reply, lambda text: self._written_in(text, reply.status, own_id), write=True
        )

    def _customers_in(self, text: bytes, status: int) -> _Batch:
        envelope = wire.read_envelope(text)
        if is_miss(envelope):
            return _Batch((), 0)
        if not is_success(envelope, status):
            raise refusal(envelope, status)
        return self._mapped(envelope)

    def _written_in(self, text: bytes, status: int, own_id: str) -> Sequence[Customer]:
        envelope = wire.read_envelope(text)
        if not is_success(envelope, status):
            raise refusal(envelope, status, own_id=own_id)
        return self._mapped(envelope).people

    def _mapped(self, envelope: wire.Envelope) -> _Batch:
        here = self._connection.id
        try:
            records = wire.read_customers(envelope.data)
        except DecodeError as error:
            raise UnexpectedReply(const.LABEL, where(error, "$.data")) from error
        people = (mapping.customer(here, one, raw) for one, raw in records.pairs)
        return _Batch(tuple({one.ref.customer_id: one for one in people}.values()), records.count)

    async def _ask(self, call: Call) -> Reply:
        """One authorised call; its url is a path below the dispensary.

        A token refused before anything was done is renewed once and the call repeated once.
        """
        token = await self._tokens.token()
        reply = await self._channel.request(self._authorised(call, token))
        if self._may_be_stale(reply.status, call.name):
            token = await self._tokens.token(refused=token)
            reply = await self._channel.request(self._authorised(call, token))
        if reply.status == _UNAUTHORIZED:
            raise sign_in_needed(const.LABEL)
        if reply.status == _FORBIDDEN:
            self._worked.discard(call.name)  # so that a right taken away does not cost a new token at each call
            raise access_denied(const.LABEL, call.name)
        self._worked.add(call.name)
        return reply

    def _may_be_stale(self, status: int, name: str) -> bool:
        return status == _UNAUTHORIZED or (status == _FORBIDDEN and name in self._worked)

    def _authorised(self, call: Call, token: str) -> Call:
        headers = {
            "authorization": f"Bearer {token}" if self._bearer else token,
            "client_id": self._keys["client_id"],
        }
        if call.body is not None:
            headers["content-type"] = "application/json"
        return replace(call, url=self._root + call.url, headers=headers)

    async def _buy_token(self) -> Token:
        """A token for the key (vendor document 2.1). How a wrong key is answered is undocumented: any refusal is one."""
        form = urlencode({"client_id": self._keys["client_id"], "apikey": self._keys["api_key"]})
        reply = await self._channel.request(
            Call(
                name="sign in",
                method="POST",
                url=f"{self._root}/config/api/gettokens",
                headers={"content-type": "application/x-www-form-urlencoded"},
                body=form.encode("ascii"),
            )
        )
        if not reply.good:
            raise sign_in_needed(const.LABEL)
        answer = await understood(const.LABEL, reply, wire.read_token)
        if answer.result_code not in (const.SUCCESS, UNSET, None):
            raise sign_in_needed(const.LABEL)
        if not isinstance(answer.access_token, str) or not _TOKEN_WORD.fullmatch(answer.access_token):
            raise UnexpectedReply(const.LABEL, "no usable token at $.access_token")
        return Token(answer.access_token, _lifetime(answer.expires_in))


# ------------------------------------------------------------------------------------------------ before sending


def _id_segment(customer_id: str) -> str:
    if customer_id.lower() in const.RESERVED_IDS:
        raise InvalidInput(Problem("customer_id", "A customer number has digits only."), hint="Correct the search.")
    return path_value(customer_id)


def _ten_digits(value: str) -> str:
    digits = national_number(value)
    if not digits:
        message = "A phone number has ten digits, the first of them neither 0 nor 1."
        raise InvalidInput(Problem("phone", message), hint="Correct the search.")
    return digits


def _lifetime(sent: Sent) -> float:
    """Seconds; the documented two hours where the answer names none that could be (vendor document 2.1)."""
    try:
        seconds = float(sent) if isinstance(sent, str | int | float) else 0.0
    except ValueError:
        seconds = 0.0
    return seconds if 0 < seconds < float("inf") else const.TOKEN_SECONDS


def _document_body(document: NewDocument) -> bytes:
    encoded = base64.b64encode(document.content).decode("ascii")
    return wire.write({"file_name": document.name, "file_type": document.kind, "encoded_string": encoded})
