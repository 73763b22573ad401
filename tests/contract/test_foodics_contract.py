"""Foodics against the contract of all vendors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.core.addresses import with_part
from app.core.changes import Changes
from app.core.customer import Address, ConnectionId, Customer
from app.core.errors import AccessDenied, Duplicate, NotFound, NotSignedIn
from app.core.query import Lookup, LookupKind
from app.core.values import ABSENT
from app.core.vendor import Connection, CreatedBetween, Secret
from app.ports import VendorClient
from app.training import serve
from app.training.foodics import FoodicsStandIn
from app.training.foodics_access import ALL_SCOPES
from app.training.practice import Setting
from app.vendors.foodics.client import FoodicsClient
from app.vendors.foodics.wire import CUSTOMER_KEYS
from app.vendors.pace import Timing
from tests.contract.vendor_contract import VendorContract
from tests.contract.vendor_stage import ODD_NAMES, Stage, Work, dumped
from tests.unit.vendors.foodics.samples import record_in
from tests.unit.vendors.scripted_server import Answer, Seen, run


class FoodicsStage(Stage):
    """The pasted token, the list envelope, and the sample record of the vendor's page."""

    vendor = "foodics"
    account = {"dial_code": "966"}  # noqa: RUF012 - one stage lives for one test
    secret = {"access_token": "ACCESS-TOKEN-1"}  # noqa: RUF012 - as above
    lookups = {  # noqa: RUF012 - as above
        LookupKind.PHONE: "565445254",
        LookupKind.EMAIL: "m.steuber@ecs.net",
        LookupKind.NAME: "James Lapda",
        LookupKind.ID: "8d831",
    }
    # Made within the period that the contract lists; notes are no part of the page's sample, but of a live answer.
    record = {  # noqa: RUF012 - as above
        **record_in("seed004_customer_get.json"),
        "created_at": "2020-01-15 14:18:54",
        "notes": None,
    }
    kept_text = "notes"
    unlisted = 4
    new_customer = {  # noqa: RUF012 - as above
        "single_name": "Zoë Contract",
        "dial_code": 966,
        "phone": "512340177",
        "email": "zoe.contract@example.com",
        "gender": "F",
        "birth_date": date(1990, 1, 2),
        "banned": False,
    }
    change = {  # noqa: RUF012 - as above
        "phone": "512340178",
        "email": "",
        "banned": True,
        "gender": "M",
        "birth_date": None,
    }
    other_person = {"phone": "512340179", "email": "other.contract@example.com"}  # noqa: RUF012 - as above
    free_texts = {"single_name": " ".join(ODD_NAMES)}  # noqa: RUF012 - as above

    def open(self, base_url: str, account: Mapping[str, str], secret: Secret, timing: Timing) -> VendorClient:
        """See Stage."""
        connection = Connection(
            id=ConnectionId("shop"), name="Shop", vendor=self.vendor, base_url=base_url, account=account
        )
        return FoodicsClient(connection, secret, timing=timing)

    def sign_in(self, seen: Seen) -> Answer | None:
        """See Stage; the token is given, nothing is signed in (vendor document 2)."""
        del seen
        return None

    def credential_in(self, seen: Seen) -> str:
        """See Stage."""
        return seen.headers.get("authorization", "")

    def answer(self, *records: Mapping[str, object]) -> Answer:
        """See Stage; vendor document 5. The limit is raised: what the contract asks is no counter's minute."""
        return replace(dumped({"data": records}), headers={"X-RateLimit-Limit": "600"})

    def refused(self) -> Answer:
        """See Stage; vendor document 12."""
        return dumped({"message": "Unauthenticated."}, 401)

    def emptied(self, value: object) -> Mapping[str, object]:
        """See Stage."""
        return {**dict.fromkeys(CUSTOMER_KEYS, value), **self.numbered()}

    def numbered(self) -> Mapping[str, object]:
        """See Stage."""
        return {"id": "8d831"}


class TestFoodics(VendorContract):
    """Every behaviour of the contract."""

    @pytest.fixture
    def stage(self) -> Stage:
        """Foodics."""
        return FoodicsStage()


def practise(work: Work, *, without: frozenset[str] = frozenset(), replacing: bool = False) -> None:
    """Run a coroutine with a client of a training store with fewer scopes, or a PUT that replaces."""

    def stand_in(setting: Setting) -> FoodicsStandIn:
        scopes = ALL_SCOPES - without
        return FoodicsStandIn(setting, scopes=scopes, replacing=replacing)

    async def with_client() -> None:
        client = FoodicsStage().open(site.base_url("foodics"), store.account, store.secret, Timing())
        try:
            await work(client)
        finally:
            await client.close()

    with serve.running(customers=60, seed=3, stand_ins=(stand_in,)) as site:
        store = site.store("foodics")
        run(with_client)


async def somebody(client: VendorClient) -> Customer:
    """Somebody with a phone, a tag and an address."""
    async for page in client.listed(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))):
        for person in page:
            if person.phone and person.groups and person.address_list:
                return person
    raise AssertionError("nobody in the training store has all of it")


def told(customer: Customer) -> Customer:
    """What an unrelated change must not touch."""
    return replace(customer, email=None, updated_at=None)


@pytest.mark.parametrize("replacing", [False, True])
@pytest.mark.parametrize(
    "without",
    [
        (),
        ("customers.get",),
        ("general.read",),
        ("customers.accounts.read", "customers.accounts.write"),
        ("customers.loyalty.read", "customers.loyalty.write"),
        ("customers.accounts.write", "customers.loyalty.write"),
    ],
    ids=str,
)
def test_a_change_touches_nothing_else(without: tuple[str, ...], *, replacing: bool) -> None:
    """14.2: whether PUT replaces or merges, and whatever the key may not see or write."""

    async def work(client: VendorClient) -> None:
        person = await somebody(client)
        before = await client.read(person.ref.customer_id)
        changed = await client.update(Changes(before, {"email": "new@example.com"}))
        assert changed.email == "new@example.com"
        assert told(changed) == told(before)
        assert (before.loyalty_balance is ABSENT) is ("customers.loyalty.read" in without)
        assert ("house_account_limit" not in before.extra) is ("customers.accounts.read" in without)
        groups = client.form.spec("groups")
        assert groups is not None
        assert not groups.read_only

    practise(work, without=frozenset(without), replacing=replacing)


def test_a_key_without_customers_get_works_from_the_list() -> None:
    """3: look-ups, opening, changing, deleting and restoring."""

    async def work(client: VendorClient) -> None:
        person = await somebody(client)
        number = person.ref.customer_id
        (found,) = await client.find(Lookup(LookupKind.ID, number))
        assert found == person
        assert (await client.update(Changes(found, {"banned": True}))).banned
        await client.delete(number)
        assert (await client.find(Lookup(LookupKind.ID, number)))[0].standing == "deleted"
        assert (await client.restore(number)).standing == "active"
        with pytest.raises(NotFound):
            await client.read("99999999")

    practise(work, without=frozenset({"customers.get"}))


@pytest.mark.parametrize("replacing", [False, True])
def test_addresses_over_http(*, replacing: bool) -> None:
    """8: made, changed in one part, and deleted, each on its own; the others stay as they were."""

    async def work(client: VendorClient) -> None:
        before = await somebody(client)
        new = Address(kind="summer_house", street1="King Road 1", latitude=24.7, longitude=46.7)
        added = await client.update(Changes(before, {}, (*before.address_list, new)))
        others, (made,) = added.address_list[:-1], added.address_list[-1:]
        assert others == before.address_list
        assert (made.kind, made.street1, made.latitude, made.longitude) == ("summer_house", "King Road 1", 24.7, 46.7)
        moved = await client.update(Changes(added, {}, (*others, with_part(made, "street1", "King Road 2"))))
        assert (moved.address_list[-1].street1, moved.address_list[-1].latitude) == ("King Road 2", 24.7)
        assert (await client.update(Changes(moved, {}, others))).address_list == others

    practise(work, replacing=replacing)


def test_a_phone_of_somebody_deleted() -> None:
    """7: to be restored, not made anew."""

    async def work(client: VendorClient) -> None:
        made = await client.create(FoodicsStage.new_customer, ())
        await client.delete(made.ref.customer_id)
        with pytest.raises(Duplicate) as taken:
            await client.create(FoodicsStage.new_customer, ())
        assert taken.value.field == "phone"
        assert made.ref.customer_id in taken.value.title
        back = await client.restore(made.ref.customer_id)
        assert replace(back, updated_at=None) == replace(made, updated_at=None)
        with pytest.raises(Duplicate):
            await client.create(FoodicsStage.new_customer, ())

    practise(work)


def test_scopes_that_are_missing_are_named() -> None:
    """3: deleting and restoring need scopes that few keys have."""

    async def work(client: VendorClient) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.delete("8d831")
        assert "admin.write" in denied.value.hint
        with pytest.raises(AccessDenied) as denied:
            await client.restore("8d831")
        assert "customers.restore" in denied.value.hint

    practise(work, without=frozenset({"admin.write", "admin.restore", "customers.restore"}))


def test_a_revoked_token_never_blocks_the_shop() -> None:
    """4: more than sixty 401 in a minute block the address for an hour; a hundred questions cost one."""
    with serve.running(customers=60, seed=3, stand_ins=(FoodicsStandIn,)) as site:
        store = site.store("foodics")

        async def work() -> None:
            stage = FoodicsStage()
            wrong = stage.open(site.base_url("foodics"), store.account, {"access_token": "wr0ng"}, Timing())
            for _ in range(100):
                with pytest.raises(NotSignedIn):
                    await wrong.find(Lookup(LookupKind.PHONE, "599999999"))
            await wrong.close()
            right = stage.open(site.base_url("foodics"), store.account, store.secret, Timing())
            await right.check()
            await right.close()

        run(work)
