"""What every vendor's client does with the vendor's training service, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.changes import Changes
from app.core.customer import Customer
from app.core.errors import (
    InvalidInput,
    NotFound,
    NotOffered,
    NotSignedIn,
)
from app.core.page import Page
from app.core.query import Lookup, LookupKind
from app.core.values import is_blank, known, same
from app.core.vendor import CreatedBetween, DocumentSupport, Listing, NewDocument, UpdatedSince
from app.ports import VendorClient
from app.training import serve
from app.vendors.pace import Timing
from tests.contract.vendor_stage import (
    Stage,
    Work,
    everything,
)
from tests.unit.vendors.scripted_server import run

PEOPLE = 60
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
    value = values[kind]
    return "" if is_blank(value) else str(value)


async def someone(client: VendorClient) -> Customer:
    """A customer of the training store who has a value for every look-up."""
    async for page in client.listed(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))):
        for person in page:
            told = [asked_by(person, kind) for kind in client.info.capabilities.lookups]
            if all(told) and known(person.standing, "active") == "active":
                return person
    raise AssertionError("nobody in the training store has all of it")


class PracticeContract:
    """The behaviours that need a whole store. A subclass gives the ``stage`` fixture."""

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
            values = {**stage.new_customer, **stage.free_texts}
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

    def test_everybody_is_listed_once(self, stage: Stage, practise: Callable[[Work], None]) -> None:
        """Page by page, nobody twice, nobody missing."""

        async def work(client: VendorClient) -> None:
            capabilities = client.info.capabilities
            listings: list[Listing] = []
            if capabilities.lists_created:
                listings.append(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1)))
            if capabilities.lists_updated:
                listings.append(UpdatedSince(datetime(2000, 1, 1, tzinfo=UTC)))
            for listing in listings:
                pages = [page async for page in client.listed(listing)]
                refs = [one.ref for page in pages for one in page]
                assert len(set(refs)) == len(refs) >= PEOPLE - stage.unlisted
                assert {page.total for page in pages} <= {None, len(refs), PEOPLE}
                refuse_out_of_order(pages)
            if capabilities.lists_updated:
                later = UpdatedSince(datetime.now(UTC) + timedelta(days=1))
                assert not [page async for page in client.listed(later)]

        practise(work)

    def test_deleting_and_restoring(self, stage: Stage, practise: Callable[[Work], None]) -> None:
        """Who was deleted is in no look-up, and back as they were when restored; NotOffered where the vendor has neither."""

        async def work(client: VendorClient) -> None:
            can = client.info.capabilities
            number = "99999999"
            for offered, use in ((can.delete, client.delete), (can.restore, client.restore)):
                if not offered:
                    with pytest.raises(NotOffered):
                        await use(number)
            if not (can.delete and can.restore):
                return
            made = await client.create({**stage.new_customer, **stage.other_person}, ())
            question = Lookup(LookupKind.PHONE, asked_by(made, LookupKind.PHONE))
            await client.delete(made.ref.customer_id)
            assert not await client.find(question)
            back = await client.restore(made.ref.customer_id)
            assert (back.ref, back.full_name, back.standing) == (made.ref, made.full_name, made.standing)
            assert [one.ref for one in await client.find(question)] == [made.ref]
            for use in (client.delete, client.restore):
                with pytest.raises(NotFound):
                    await use(number)

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


def refuse_out_of_order(pages: Sequence[Page]) -> None:
    """Where a page says that everybody created before a day has come, nobody created before it comes later."""
    for place, page in enumerate(pages):
        later = [one.created_at for following in pages[place + 1 :] for one in following]
        days = [one.astimezone().date() for one in later if isinstance(one, datetime)]
        assert page.created_before is None or all(day >= page.created_before for day in days)
