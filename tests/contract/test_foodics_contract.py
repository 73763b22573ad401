"""Foodics against the contract of all vendors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.core.customer import ConnectionId
from app.core.query import LookupKind
from app.core.vendor import Connection, Secret
from app.ports import VendorClient
from app.vendors.foodics.client import FoodicsClient
from app.vendors.foodics.wire import CUSTOMER_KEYS
from app.vendors.pace import Timing
from tests.contract.vendor_contract import VendorContract
from tests.contract.vendor_stage import ODD_NAMES, Stage, dumped
from tests.unit.vendors.foodics.samples import record_in
from tests.unit.vendors.scripted_server import Answer, Seen


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
