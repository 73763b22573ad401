"""IndicaOnline against the contract of all vendors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from app.core.customer import ConnectionId
from app.core.query import LookupKind
from app.core.vendor import Connection, Secret
from app.ports import VendorClient
from app.vendors.indicaonline import const, wire
from app.vendors.indicaonline.client import IndicaOnlineClient
from app.vendors.pace import Timing
from tests.contract.vendor_contract import VendorContract
from tests.contract.vendor_stage import Stage, dumped
from tests.unit.vendors.indicaonline.samples import RECORD
from tests.unit.vendors.scripted_server import Answer, Seen


class IndicaOnlineStage(Stage):
    """One key in a header, one record as it is, lists in the only envelope that is published."""

    vendor = "indicaonline"
    account = {"jurisdiction": "US-CA", "plan": "pro"}  # noqa: RUF012 - one stage lives for one test
    secret = {"api_key": "API-KEY-1"}  # noqa: RUF012 - as above
    lookups = {LookupKind.ID: "4711121", LookupKind.STATE_ID: "CA9876543"}  # noqa: RUF012 - as above
    record = {**RECORD, "id": 4711121}  # noqa: RUF012 - as above
    kept_text = "comment"
    new_customer = {  # noqa: RUF012 - as above
        "first_name": "Zoë",
        "last_name": "Contract",
        "birth_date": date(1990, 1, 2),
        "gender": "F",
        "customer_type": "recreational",
        "phone": "+16285550177",
        "email": "zoe.contract@example.com",
        "weight": Decimal("61.25"),
        "passport": "P123",
        "email_messages_allowed": True,
    }
    # Without a new consent: the store dates one itself, and a change must change nothing else.
    change = {  # noqa: RUF012 - as above
        "middle_name": "Q",
        "phone": "+16285550178",
        "email": "",
        "weight": None,
        "groups": (),
    }

    def open(self, base_url: str, account: Mapping[str, str], secret: Secret, timing: Timing) -> VendorClient:
        """See Stage. The words for documents are a store's own: any will do here."""
        connection = Connection(
            id=ConnectionId("shop"),
            name="Shop",
            vendor=self.vendor,
            base_url=base_url,
            account={"document_types": "id_card", **account},
        )
        return IndicaOnlineClient(connection, secret, timing=timing)

    def sign_in(self, seen: Seen) -> Answer | None:
        """See Stage; there is no such request."""
        del seen
        return None

    def credential_in(self, seen: Seen) -> str:
        """See Stage; vendor document 2."""
        return seen.headers.get(const.API_KEY_HEADER.lower(), "")

    def answer(self, *records: Mapping[str, object]) -> Answer:
        """See Stage; vendor document 6 for one record, 9 for a list."""
        if len(records) == 1:
            return dumped(records[0])
        return dumped({"items": records, "count": len(records), "total": len(records)})

    def refused(self) -> Answer:
        """See Stage; vendor document 11."""
        return dumped({"error": "Unauthorized"}, 401)

    def emptied(self, value: object) -> Mapping[str, object]:
        """See Stage."""
        return {**dict.fromkeys(wire.CUSTOMER_KEYS, value), **self.numbered()}

    def numbered(self) -> Mapping[str, object]:
        """See Stage."""
        return {"id": 4711121}


class TestIndicaOnline(VendorContract):
    """Every behaviour of the contract."""

    @pytest.fixture
    def stage(self) -> Stage:
        """IndicaOnline."""
        return IndicaOnlineStage()
