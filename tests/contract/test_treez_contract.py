"""Treez against the contract of all vendors."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import date

import pytest

from app.core.customer import ConnectionId
from app.core.query import LookupKind
from app.core.vendor import Connection, Secret
from app.ports import VendorClient
from app.vendors.pace import Timing
from app.vendors.treez.client import TreezClient
from app.vendors.treez.wire import CUSTOMER_KEYS
from tests.contract.vendor_contract import VendorContract
from tests.contract.vendor_stage import Stage, dumped
from tests.unit.vendors.scripted_server import Answer, Seen
from tests.unit.vendors.treez.samples import sample


class TreezStage(Stage):
    """The envelope, the two-hour token, and the sample record of the vendor's page."""

    vendor = "treez"
    account = {"dispensary": "partnersandbox2"}  # noqa: RUF012 - one stage lives for one test
    secret = {"client_id": "CLIENT-ID-1", "api_key": "API-KEY-1"}  # noqa: RUF012 - as above
    lookups = {  # noqa: RUF012 - as above
        LookupKind.PHONE: "(628) 203-2916",
        LookupKind.EMAIL: "sample.test@example.com",
        LookupKind.LICENSE: "C1234567",
        LookupKind.NAME: "Sample Testperson",
        LookupKind.ID: "4711121",
    }
    record = json.loads(sample("seed_get_customer.json"))["data"]
    kept_text = "notes"
    new_customer = {  # noqa: RUF012 - as above
        "first_name": "Zoë",
        "last_name": "Contract",
        "birth_date": date(1990, 1, 2),
        "customer_type": "adult",
        "phone": "+16285550177",
        "email": "zoe.contract@example.com",
        "license_number": "Z7654321",
        "license_expires": date(2031, 5, 6),
        "warning_1": True,
    }
    change = {  # noqa: RUF012 - as above
        "nickname": "Z",
        "phone": "+16285550178",
        "email": "",
        "banned": True,
        "loyalty_balance": 42,
        "license_number": "",
        "license_expires": None,
    }

    def __init__(self) -> None:
        self._tokens = itertools.count(1)

    def open(self, base_url: str, account: Mapping[str, str], secret: Secret, timing: Timing) -> VendorClient:
        """See Stage."""
        connection = Connection(
            id=ConnectionId("shop"), name="Shop", vendor=self.vendor, base_url=base_url, account=account
        )
        return TreezClient(connection, secret, timing=timing)

    def sign_in(self, seen: Seen) -> Answer | None:
        """See Stage; vendor document 2.1."""
        if not seen.path.endswith("/config/api/gettokens"):
            return None
        token = f"TOKEN-{next(self._tokens)}"
        return dumped({"resultCode": "SUCCESS", "access_token": token, "expires_in": "7200"})

    def credential_in(self, seen: Seen) -> str:
        """See Stage."""
        return seen.headers.get("authorization", "")

    def answer(self, *records: Mapping[str, object]) -> Answer:
        """See Stage; vendor document 3."""
        return dumped({"resultCode": "SUCCESS", "resultReason": None, "resultDetail": None, "data": records})

    def refused(self) -> Answer:
        """See Stage; vendor document 2.2."""
        reason = "Full authentication is required to access this resource"
        return dumped({"resultCode": "FAIL", "resultReason": reason}, 401)

    def emptied(self, value: object) -> Mapping[str, object]:
        """See Stage."""
        return {**dict.fromkeys(CUSTOMER_KEYS, value), **self.numbered()}

    def numbered(self) -> Mapping[str, object]:
        """See Stage."""
        return {"customer_id": "121"}


class TestTreez(VendorContract):
    """Every behaviour of the contract."""

    @pytest.fixture
    def stage(self) -> Stage:
        """Treez."""
        return TreezStage()
