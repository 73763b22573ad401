"""What every vendor's client does, whichever vendor it is. A vendor's test derives VendorContract and gives a Stage.

Half of it runs against the vendor's training service, half against a server that misbehaves; both over real HTTP.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.changes import Changes
from app.core.customer import Customer
from app.core.errors import (
    AccessDenied,
    AppError,
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
    Offline,
    RateLimited,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.query import Lookup, LookupKind
from app.core.values import Value, is_blank, same
from app.core.vendor import CreatedBetween, DocumentSupport, Listing, NewDocument, Secret, UpdatedSince
from app.ports import VendorClient
from app.training import serve
from app.vendors.pace import Timing
from tests.unit.vendors.scripted_server import Answer, FakeTime, Fault, Script, ScriptedServer, Seen, run, scripted

PEOPLE = 60
ODD_NAMES = ("مُحَمَّد", "שָׁלוֹם", "🧑‍🌾 Zoë", "Nguyễn")
LONG_NOTES = "A line that says little.\n" * 200
Work = Callable[[VendorClient], Awaitable[None]]


class Stage(ABC):
    """One vendor, as the contract needs it."""

    vendor: str
    account: Mapping[str, str]
    secret: Secret
    lookups: Mapping[LookupKind, str]  # one value of each kind that the client can ask for
    record: Mapping[str, object]  # a full record of the vendor, as its pages show one
    kept_text: str  # the record's key of a free text
    new_customer: Mapping[str, Value]
    change: Mapping[str, Value]

    @abstractmethod
    def open(self, base_url: str, account: Mapping[str, str], secret: Secret, timing: Timing) -> VendorClient:
        """The vendor's client for a store at that address."""

    @abstractmethod
    def sign_in(self, seen: Seen) -> Answer | None:
        """The answer to a request that signs in; None for every other one, and where there is no such request."""

    @abstractmethod
    def credential_in(self, seen: Seen) -> str:
        """What a request proves itself with."""

    @abstractmethod
    def answer(self, *records: Mapping[str, object]) -> Answer:
        """A look-up's answer with these records."""

    @abstractmethod
    def refused(self) -> Answer:
        """The answer to a credential that is no longer good."""

    @abstractmethod
    def emptied(self, value: object) -> Mapping[str, object]:
        """A record in which everything but its number has this value."""

    @abstractmethod
    def numbered(self) -> Mapping[str, object]:
        """A record with nothing but its number."""


def everything(error: BaseException) -> str:
    """All that an error could show anywhere: texts, causes, traceback."""
    shown = "".join(traceback.format_exception(error))
    return f"{error.sentence} {error.hint} {shown}" if isinstance(error, AppError) else shown


class VendorContract:
    """The behaviours. A subclass gives the ``stage`` fixture."""

    @pytest.fixture(scope="class")
    @classmethod
    def site(cls) -> Iterator[serve.Served]:
        """The training services, for the tests of one class."""
        with serve.running(customers=PEOPLE, seed=3) as served:
            yield served

    @pytest.fixture
    def practise(self, stage: Stage, site: serve.Served) -> Callable[[Work], None]:
        """Runs one test's coroutine with a client of the training store."""
        store = site.store(stage.vendor)

        def practising(work: Work) -> None:
            async def with_client() -> None:
                client = stage.open(site.base_url(stage.vendor), store.account, store.secret, Timing())
                try:
                    await work(client)
                finally:
                    await client.close()

            run(with_client)

        return practising

    # ------------------------------------------------------------------------------------ the training store

    def test_right_credentials_pass_the_check(self, practise: Callable[[Work], None]) -> None:
        """The smallest call that proves key and address."""
        practise(lambda client: client.check())

    def test_wrong_credentials_are_not_signed_in(self, stage: Stage, site: serve.Served) -> None:
        """The clerk is sent to the store's settings, and the key stands in no text."""

        async def work() -> None:
            store = site.store(stage.vendor)
            wrong = dict.fromkeys(store.secret, "wr0ng-key")
            client = stage.open(site.base_url(stage.vendor), store.account, wrong, Timing())
            with pytest.raises(NotSignedIn) as refused:
                await client.check()
            assert "wr0ng" not in everything(refused.value)
            await client.close()

        run(work)

    def test_each_look_up_finds_whom_it_is_about(self, practise: Callable[[Work], None]) -> None:
        """Whoever is listed is found again by each of their own values, and read by number as the same person."""

        async def work(client: VendorClient) -> None:
            person = await someone(client)
            for kind in sorted(client.info.capabilities.lookups):
                found = await client.find(Lookup(kind, asked_by(person, kind)))
                assert person.ref in [one.ref for one in found], kind
            assert (await client.read(person.ref.customer_id)).ref == person.ref

        practise(work)

    def test_nobody_is_an_answer(self, practise: Callable[[Work], None]) -> None:
        """A look-up that finds nobody is empty; reading a number that is not there is NotFound."""
        nobody = {
            LookupKind.ID: "99999999",
            LookupKind.PHONE: "(999) 555-0100",
            LookupKind.EMAIL: "nobody.at.all@example.com",
            LookupKind.LICENSE: "ZZZ0000000",
            LookupKind.STATE_ID: "ZZZ0000000",
            LookupKind.NAME: "Nobody Whosoever",
        }

        async def work(client: VendorClient) -> None:
            for kind in sorted(client.info.capabilities.lookups):
                assert not await client.find(Lookup(kind, nobody[kind])), kind
            with pytest.raises(NotFound):
                await client.read(nobody[LookupKind.ID])

        practise(work)

    def test_a_look_up_the_vendor_has_not_is_said_to_be_missing(self, practise: Callable[[Work], None]) -> None:
        """NotOffered, never "nobody found"."""

        async def work(client: VendorClient) -> None:
            for kind in set(LookupKind) - client.info.capabilities.lookups:
                with pytest.raises(NotOffered):
                    await client.find(Lookup(kind, "X1234567"))

        practise(work)

    def test_values_that_could_be_another_path(self, practise: Callable[[Work], None]) -> None:
        """Slashes, question marks and blanks are values; dots and nothing at all are refused before sending."""

        async def work(client: VendorClient) -> None:
            kinds = client.info.capabilities.lookups & {LookupKind.ID, LookupKind.EMAIL, LookupKind.LICENSE}
            for kind in kinds:
                for value in ("a/b", "a?b=c#d", "50%", "../customer", "a b"):
                    try:
                        assert not await client.find(Lookup(kind, value))
                    except InvalidInput:
                        continue
                for value in ("", ".", ".."):
                    with pytest.raises(InvalidInput):
                        await client.find(Lookup(kind, value))

        practise(work)

    def test_create_read_update(self, stage: Stage, practise: Callable[[Work], None]) -> None:
        """A new customer holds what was given, a change changes what it names and nothing else, any script included."""

        async def work(client: VendorClient) -> None:
            values = {**stage.new_customer, "notes": LONG_NOTES, "last_name": " ".join(ODD_NAMES)}
            made = await client.create(values, ())
            for key, value in values.items():
                assert same(made.field_value(key), value), key
            read = await client.read(made.ref.customer_id)
            changed = await client.update(Changes(read, stage.change))
            for key, value in stage.change.items():
                assert same(changed.field_value(key), value), key
            others = {spec.key for spec in client.form.fields} - stage.change.keys()
            assert {key: changed.field_value(key) for key in others} == {key: read.field_value(key) for key in others}
            again = await client.read(made.ref.customer_id)
            assert again == replace(changed, carried=again.carried)

        practise(work)

    def test_a_form_that_breaks_a_rule_is_never_sent(self, stage: Stage, practise: Callable[[Work], None]) -> None:
        """Whoever calls: every required field is needed, and the error stands at it."""

        async def work(client: VendorClient) -> None:
            for spec in client.form.fields:
                if spec.required:
                    with pytest.raises(InvalidInput) as refused:
                        await client.create({**stage.new_customer, spec.key: None}, ())
                    assert refused.value.field == spec.key
                    assert not refused.value.refused

        practise(work)

    def test_everybody_is_listed_once(self, practise: Callable[[Work], None]) -> None:
        """Page by page, nobody twice, nobody missing."""

        async def work(client: VendorClient) -> None:
            capabilities = client.info.capabilities
            listings: list[Listing] = []
            if capabilities.lists_created:
                listings.append(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1)))
            if capabilities.lists_updated:
                listings.append(UpdatedSince(datetime(2000, 1, 1, tzinfo=UTC)))
            for listing in listings:
                refs = [one.ref async for page in client.listed(listing) for one in page]
                assert len(set(refs)) == len(refs) >= PEOPLE
            if capabilities.lists_updated:
                later = UpdatedSince(datetime.now(UTC) + timedelta(days=1))
                assert not [page async for page in client.listed(later)]

        practise(work)

    def test_a_document_comes_back(self, practise: Callable[[Work], None]) -> None:
        """What was attached is among the documents and is fetched byte for byte, with progress told on the way."""

        async def work(client: VendorClient) -> None:
            if client.info.capabilities.documents is not DocumentSupport.UPLOAD:
                pytest.skip("this vendor takes no documents")
            content = PNG + bytes(range(256)) * 1000
            person = await someone(client)
            told: list[tuple[int, int]] = []
            kind = client.form.document_kinds[0].value
            number = person.ref.customer_id
            await client.upload(
                number, NewDocument("card.png", kind, content), lambda done, of: told.append((done, of))
            )
            assert told == sorted(told)
            assert told[-1][0] == told[-1][1]
            with_documents = await client.read(number, documents=True)
            assert isinstance(with_documents.documents, tuple)
            assert (await client.fetch(with_documents.documents[-1])).content == content
            with pytest.raises(InvalidInput):
                await client.upload(number, NewDocument("card.png", "no-such-kind", content))

        practise(work)

    # ------------------------------------------------------------------------------------ a server that misbehaves

    def test_unknown_values_are_carried(self, stage: Stage) -> None:
        """A key nobody has heard of is there afterwards, exactly as it came."""
        odd = {"loyalty_planet": {"name": "Mars", "moons": ["Phobos", 2, None, True]}}

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert found.carried["loyalty_planet"] == odd["loyalty_planet"]

        play(stage, lambda _: stage.answer({**stage.record, **odd}), work)

    def test_a_record_with_nothing_in_it(self, stage: Stage) -> None:
        """Everything missing, null, "N/A" or empty: a customer all the same, with nothing invented."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert is_blank(found.first_name)
            assert is_blank(found.birth_date)
            assert not found.banned

        for record in (stage.numbered(), stage.emptied(None), stage.emptied("N/A"), stage.emptied("")):
            play(stage, lambda _, record=record: stage.answer(record), work)  # type: ignore[misc]

    def test_any_text_comes_through(self, stage: Stage) -> None:
        """5,000 characters in every script, untouched."""
        text = " ".join(ODD_NAMES) * 130

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert found.notes == text

        play(stage, lambda _: stage.answer({**stage.record, stage.kept_text: text}), work)

    def test_a_credential_that_ran_out_is_renewed_once(self, stage: Stage) -> None:
        """401: one renewal, one repeat, and the answer; refused again it is NotSignedIn, without a storm of calls."""
        good: list[str] = []

        def script(seen: Seen) -> Answer:
            credential = stage.credential_in(seen)
            return stage.answer(stage.record) if credential in good else stage.refused()

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            with pytest.raises(NotSignedIn):
                await ask(client, stage)
            assert len(server.seen) <= 4
            if not signs_in(stage, server):
                return
            server.seen.clear()
            used = iter(range(100))
            server.script = lambda seen: (
                stage.sign_in(seen) or (stage.refused() if next(used) == 0 else stage.answer(stage.record))
            )
            assert len(await ask(client, stage)) == 1
            calls = [one for one in server.seen if stage.sign_in(one) is None]
            assert stage.credential_in(calls[0]) != stage.credential_in(calls[1])
            assert len(server.seen) == 3

        play(stage, script, work)

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Answer(fault=Fault.RESET), Offline),
            (Answer(fault=Fault.CUT, body=b"{"), Offline),
            (Answer(fault=Fault.HANG), VendorTimeout),
            (Answer(fault=Fault.DRIP_BODY), VendorTimeout),
            (Answer(fault=Fault.DRIP_HEAD), VendorTimeout),
            (Answer(500, b"{}"), VendorUnavailable),
            (Answer(502, b"<html>", "text/html"), VendorUnavailable),
            (Answer(503), VendorUnavailable),
            (Answer(429, b"OVER LIMIT", "text/plain"), RateLimited),
            (Answer(403, b'{"message":"Forbidden"}'), AccessDenied),
            (Answer(302, headers={"location": "/login"}), UnexpectedReply),
            (Answer(200, b"<!doctype html><p>Welcome to the cafe", "text/html"), UnexpectedReply),
            (Answer(200, b"<html>"), UnexpectedReply),
            (Answer(404, b"<html>no such page", "text/html"), UnexpectedReply),
            (Answer(200, b""), UnexpectedReply),
            (Answer(204), UnexpectedReply),
            (Answer(200, b"null"), UnexpectedReply),
            (Answer(200, b"[]"), UnexpectedReply),
            (Answer(200, b'"text"'), UnexpectedReply),
            (Answer(200, b"\x00\x01\x02"), UnexpectedReply),
            (Answer(200, b"[" * 50_000), UnexpectedReply),
        ],
        ids=str,
    )
    def test_whatever_comes_is_one_of_our_errors(self, stage: Stage, answer: Answer, kind: type[AppError]) -> None:
        """Faults of the line, of the server and of the answer; never a foreign exception, never for long."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            with pytest.raises(kind) as caught:
                await ask(client, stage)
            assert caught.value.title
            assert caught.value.hint

        play(stage, lambda _: answer, work)

    def test_truncated_answers(self, stage: Stage) -> None:
        """A good answer cut off at any place is UnexpectedReply; whole, it is the customer."""
        whole = stage.answer(stage.record)

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for cut in range(1, len(whole.body), 97):
                part = replace(whole, body=whole.body[:cut])
                server.script = lambda seen, part=part: stage.sign_in(seen) or part  # type: ignore[misc]
                with pytest.raises(UnexpectedReply):
                    await ask(client, stage)

        play(stage, lambda _: whole, work)

    def test_every_field_of_another_type(self, stage: Stage) -> None:
        """An object, a list, a number, a flag or text in any field: the customer, or UnexpectedReply that quotes nothing."""

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for key in stage.record:
                for value in ({"x": "S3cret"}, ["S3cret", 1], 7, 1.5, True, "S3cret", None):
                    odd = stage.answer({**stage.record, key: value})
                    server.script = lambda seen, odd=odd: stage.sign_in(seen) or odd  # type: ignore[misc]
                    outcome = await outcome_of(ask(client, stage))
                    if isinstance(outcome, AppError):
                        assert isinstance(outcome, UnexpectedReply)
                        assert "S3cret" not in everything(outcome)
                    else:
                        assert len(outcome) == 1

        play(stage, lambda _: stage.answer(stage.record), work)

    def test_a_write_is_sent_once(self, stage: Stage) -> None:
        """Whatever happens to it; the texts say that the outcome is unknown."""
        for fault in (Answer(fault=Fault.RESET), Answer(fault=Fault.HANG), Answer(500)):

            async def work(client: VendorClient, server: ScriptedServer) -> None:
                with pytest.raises((VendorTimeout, VendorUnavailable)) as caught:
                    await client.create(stage.new_customer, ())
                writes = [one for one in server.seen if stage.sign_in(one) is None]
                assert len(writes) == 1
                assert "not known" in caught.value.detail

            play(stage, lambda _, fault=fault: fault, work)  # type: ignore[misc]

    def test_a_list_that_repeats_itself_ends(self, stage: Stage) -> None:
        """A server that answers each page with the same people is left after a few pages."""
        page = [{**stage.record, **stage.numbered(), **with_number(stage, number)} for number in range(50)]

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            listing = CreatedBetween(date(2020, 1, 1), date(2020, 2, 1))
            people = [one async for some in client.listed(listing) for one in some]
            assert len(people) == 50
            assert len(server.seen) < 10

        play(stage, lambda _: stage.answer(*page), work)

    def test_nothing_secret_or_personal_is_logged_or_told(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        """No key, token, phone, e-mail or name in any log line or error, whatever goes wrong."""
        caplog.set_level(logging.DEBUG)
        private = {*stage.secret.values(), *stage.lookups.values(), "6282032916", "TOKEN-1"}
        answers = [
            stage.answer(stage.record),
            Answer(500),
            Answer(429),
            Answer(302),
            Answer(200, b"<html>"),
            Answer(403),
        ]
        answers += [stage.refused(), Answer(fault=Fault.RESET), Answer(200, b'{"resultCode": 6282032916')]

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for answer in answers:
                server.script = lambda seen, answer=answer: stage.sign_in(seen) or answer  # type: ignore[misc]
                for kind, value in stage.lookups.items():
                    outcome = await outcome_of(client.find(Lookup(kind, value)))
                    if isinstance(outcome, AppError):
                        assert not [one for one in private if one in everything(outcome)]

        play(stage, lambda _: Answer(500), work)
        assert not [one for one in private if one in caplog.text]

    def test_calls_at_the_same_time(self, stage: Stage) -> None:
        """Many look-ups at once are all answered, and sign in at most once."""

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            answers = await asyncio.gather(*(ask(client, stage) for _ in range(12)))
            assert all(len(found) == 1 for found in answers)
            assert signs_in(stage, server) <= 1

        play(stage, lambda _: stage.answer(stage.record), work)

    def test_closing_twice_is_fine_and_a_closed_client_says_so(self, stage: Stage) -> None:
        """After close every call is Offline."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            await ask(client, stage)
            await client.close()
            await client.close()
            with pytest.raises(Offline):
                await ask(client, stage)

        play(stage, lambda _: stage.answer(stage.record), work)


PNG = b"\x89PNG\r\n\x1a\n"


def asked_by(person: Customer, kind: LookupKind) -> str:
    """The person's own value for a look-up."""
    values: dict[LookupKind, object] = {
        LookupKind.ID: person.ref.customer_id,
        LookupKind.PHONE: person.phone,
        LookupKind.EMAIL: person.email,
        LookupKind.LICENSE: person.license_number,
        LookupKind.STATE_ID: person.state_medical_id,
        LookupKind.NAME: person.full_name if person.single_name else f"{person.first_name} {person.last_name}",
    }
    return str(values[kind])


async def someone(client: VendorClient) -> Customer:
    """A customer of the training store who has a value for every look-up."""
    async for page in client.listed(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))):
        for person in page:
            told = (person.phone, person.email, person.license_number, person.full_name)
            if not any(is_blank(value) for value in told) and person.standing == "active":
                return person
    raise AssertionError("nobody in the training store has all of it")


def with_number(stage: Stage, number: int) -> Mapping[str, object]:
    """The record's number replaced."""
    return {key: str(1000 + number) for key in stage.numbered()}


def signs_in(stage: Stage, server: ScriptedServer) -> int:
    """How many requests so far were for signing in."""
    return sum(stage.sign_in(seen) is not None for seen in server.seen)


async def ask(client: VendorClient, stage: Stage) -> Sequence[Customer]:
    """One look-up of the first kind that the stage has."""
    kind, value = next(iter(stage.lookups.items()))
    return await client.find(Lookup(kind, value))


async def outcome_of(looking: Awaitable[Sequence[Customer]]) -> Sequence[Customer] | AppError:
    """The people found, or the error."""
    try:
        return await looking
    except AppError as error:
        return error


@asynccontextmanager
async def _playing(stage: Stage, script: Script) -> AsyncIterator[tuple[VendorClient, ScriptedServer]]:
    fake = FakeTime()
    timing = Timing(fake.clock, fake.sleep, lambda: 1.0, lookup_seconds=8.0, attempt_seconds=0.3)
    async with scripted(lambda seen: stage.sign_in(seen) or script(seen)) as server:
        client = stage.open(server.base_url, stage.account, stage.secret, timing)
        try:
            yield client, server
        finally:
            await client.close()


def play(stage: Stage, script: Script, work: Callable[[VendorClient, ScriptedServer], Awaitable[None]]) -> None:
    """Run one test's coroutine with a client of a server that answers by the script, signing in aside."""

    async def playing() -> None:
        async with _playing(stage, script) as (client, server):
            await work(client, server)

    run(playing)


def dumped(value: object, status: int = 200) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())
