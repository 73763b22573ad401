"""The table of vendors."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import httpx
import pytest

from app.core.customer import ConnectionId
from app.core.errors import InvalidInput, NotSignedIn
from app.core.query import Lookup, LookupKind
from app.core.vendor import Connection
from app.ports import VendorClient, Vendors
from app.vendors.registry import VendorTable

SHOP = Connection(
    id=ConnectionId("shop"),
    name="Shop",
    vendor="treez",
    base_url="https://api.treez.io/v2.0",
    account={"dispensary": "partnersandbox2"},
)
SECRET = {"client_id": "client", "api_key": "key"}


def test_treez_is_in_the_table() -> None:
    """With its key, label and address."""
    table: Vendors = VendorTable()
    assert [info.key for info in table.infos()][:1] == ["treez"]
    assert table.info("treez").base_url == "https://api.treez.io/v2.0"


def test_an_unknown_vendor_is_refused() -> None:
    """By key, and by a connection that names it."""
    with pytest.raises(InvalidInput):
        VendorTable().info("acme")
    with pytest.raises(InvalidInput):
        VendorTable().open(Connection(id=ConnectionId("x"), name="x", vendor="acme", base_url="https://x"), {})


def test_open_makes_no_call_and_checks_first() -> None:
    """A client is the port's; settings and keys that cannot be are refused at once."""
    client: VendorClient = VendorTable().open(SHOP, SECRET)
    assert client.info.key == "treez"
    assert client.form.spec("first_name") is not None
    with pytest.raises(NotSignedIn):
        VendorTable().open(SHOP, {})
    with pytest.raises(InvalidInput):
        VendorTable().open(Connection(id=SHOP.id, name="x", vendor="treez", base_url=SHOP.base_url), SECRET)
    with pytest.raises(InvalidInput):
        VendorTable().open(
            Connection(id=SHOP.id, name="x", vendor="treez", base_url="http://x.example.com", account=SHOP.account),
            SECRET,
        )


@pytest.mark.parametrize("key", ["shop", "https://api.treez.io/v2.0"])
def test_a_store_in_this_process(key: str) -> None:
    """A transport by connection or address answers instead of the network."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path.endswith("gettokens"):
            return httpx.Response(200, json={"resultCode": "SUCCESS", "access_token": "T"})
        return httpx.Response(200, json={"resultCode": "SUCCESS", "data": []})

    async def work() -> None:
        client = VendorTable({key: httpx.MockTransport(answer)}).open(SHOP, SECRET)
        assert await client.find(Lookup(LookupKind.PHONE, "(628) 203-2916")) == ()
        await client.close()

    asyncio.run(work())
    assert asked[-1] == "/v2.0/dispensary/partnersandbox2/customer/phone/6282032916"


def test_the_table_costs_no_http_library() -> None:
    """The connect dialog is drawn from it before the first paint; httpx and msgspec come with the first store."""
    code = (
        "import sys; from app.vendors.registry import VendorTable; VendorTable().infos();"
        "sys.exit(bool({'httpx', 'msgspec', 'truststore', 'ssl'} & sys.modules.keys()))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_warming_up_brings_what_opening_needs() -> None:
    """Called from a worker thread, it leaves nothing slow for the first click."""
    code = (
        "import sys; from app.vendors.registry import VendorTable; VendorTable().warm_up();"
        "sys.exit(not {'httpx', 'app.vendors.treez.client'} <= sys.modules.keys())"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
