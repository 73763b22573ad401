"""The Treez client's writes and documents (vendor document 7)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.core.changes import Changes
from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Document
from app.core.errors import (
    AppError,
    Duplicate,
    InvalidInput,
    UnexpectedReply,
    VendorTimeout,
)
from app.core.values import Value
from app.core.vendor import NewDocument
from app.vendors.treez.client import TreezClient
from tests.unit.vendors.scripted_server import (
    Answer,
    Fault,
    ScriptedServer,
    as_json,
)
from tests.unit.vendors.treez.samples import sample
from tests.unit.vendors.treez.scripted_treez import (
    NEW,
    RECORD,
    ROOT,
    calls_of,
    holding,
    play,
    record_of,
)

BASE = Customer(
    ref=CustomerRef(ConnectionId("shop"), "121"),
    first_name="Sample",
    last_name="TEST",
    birth_date=date(1992, 4, 7),
    customer_type="adult",
    groups=(" INDUSTRY",),
    license_number="D1",
)


def test_a_new_customer_as_documented() -> None:
    """7.1: the documented request, key for key, from form values."""
    values: Mapping[str, Value] = {
        **NEW,
        "gender": "U",
        "email": "john.doe@example.com",
        "phone": "+12138167531",
        "license_number": "D1234567",
        "license_expires": date(2030, 12, 31),
        "banned": False,
        "opt_out": False,
        "loyalty_balance": 100,
        "groups": ("SENIOR",),
        "referral_source": "Leafly",
        "nickname": "",
        "notes": None,
    }
    home = Address(
        kind="address_of_record", street1="1 Example St", city="Oakland", state="CA", postal_code="94612", primary=True
    )

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        made = await client.create(values, (home, Address(kind="secondary_address", street1="", state="")))
        assert made.ref.customer_id == "20"

    (call,) = calls_of(play(lambda _: Answer(200, sample("v3_create_customer_response.json")), work))
    assert (call.method, call.path) == ("POST", f"{ROOT}/customer/detailcustomer")
    assert call.headers["content-type"] == "application/json"
    assert json.loads(call.body) == json.loads(sample("create_customer_request_synthetic.json"))


def test_a_created_record_may_come_in_a_list() -> None:
    """6.1: object, or first of list; success without a record must not lead to a second create."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).ref.customer_id == "121"
        server.script = lambda _: holding(None)
        with pytest.raises(UnexpectedReply) as unsure:
            await client.create(NEW, ())
        assert ("not known" in unsure.value.detail, unsure.value.retryable) == (True, False)
        assert "Search" in unsure.value.hint

    play(lambda _: holding([RECORD]), work)


def test_a_create_without_an_answer_is_not_repeated() -> None:
    """3: no idempotency key exists, so the clerk searches first."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(VendorTimeout) as unsure:
            await client.create(NEW, ())
        assert "not known" in unsure.value.detail
        assert "Search" in unsure.value.hint

    assert len(calls_of(play(lambda _: Answer(fault=Fault.HANG), work))) == 1


def test_a_duplicate_is_told_at_its_field() -> None:
    """8: HTTP 400 with the vendor's code."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(Duplicate) as refused:
            await client.create({**NEW, "phone": "6282032916"}, ())
        assert refused.value.field == "phone"

    answer = as_json({"resultCode": "FAIL", "resultReason": "DUPLICATED_CUSTOMER_PHONE", "resultDetail": None}, 400)
    play(lambda _: answer, work)


def test_an_update_sends_what_changed_and_the_four() -> None:
    """6.9 and 7.2: PATCH, never the full replace; groups keep their leading blank; emptied text is "", a date null."""
    changes = Changes(
        BASE,
        {
            "nickname": "",
            "license_number": "",
            "license_expires": None,
            "groups": ("INDUSTRY", "SENIOR"),
            "opt_out": True,
        },
    )

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert (await client.update(changes)).ref.customer_id == "121"

    (call,) = calls_of(play(lambda _: holding(RECORD), work))
    assert (call.method, call.path) == ("PATCH", f"{ROOT}/customer/update/121")
    assert json.loads(call.body) == {
        "first_name": "Sample",
        "last_name": "TEST",
        "birthday": "1992-04-07",
        "patient_type": "ADULT",
        "nickname": "",
        "drivers_license": "",
        "drivers_license_expiration": None,
        "customer_groups": [" INDUSTRY", "SENIOR"],
        "opt_out": True,
    }


DRIVER = replace(BASE, license_expires=date(2022, 4, 7))
CARD = replace(BASE, customer_type="adult", state_medical_id="M1", medical_expires=date(2030, 1, 31))
CARER = replace(BASE, extra={**BASE.extra, "is_caregiver": False, "caregiver_license_number": "CG1"})


@pytest.mark.parametrize(
    ("base", "changed", "sent"),
    [
        (DRIVER, {"license_number": "D2"}, {"drivers_license": "D2", "drivers_license_expiration": "2022-04-07"}),
        (
            DRIVER,
            {"license_expires": date(2031, 1, 2)},
            {"drivers_license": "D1", "drivers_license_expiration": "2031-01-02"},
        ),
        (CARD, {"state_medical_id": "M2"}, {"state_medical_id": "M2", "permit_expiration": "2030-01-31"}),
        (CARD, {"medical_expires": date(2031, 1, 2)}, {"permit_expiration": "2031-01-02"}),
        (
            CARD,
            {"customer_type": "medical_mmid"},
            {"patient_type": "MEDICAL_MMID", "state_medical_id": "M1", "permit_expiration": "2030-01-31"},
        ),
        (CARER, {"is_caregiver": True}, {"is_caregiver": True, "caregiver_license_number": "CG1"}),
        (CARER, {"caregiver_license_number": ""}, {"caregiver_license_number": ""}),
    ],
)
def test_what_a_field_requires_goes_along(
    base: Customer, changed: Mapping[str, Value], sent: Mapping[str, object]
) -> None:
    """7.1: licence and expiry each require the other, the card its expiry, a caregiver a licence."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.update(Changes(base, changed))

    (call,) = calls_of(play(lambda _: holding(RECORD), work))
    four = {"first_name": "Sample", "last_name": "TEST", "birthday": "1992-04-07", "patient_type": "ADULT"}
    assert json.loads(call.body) == {**four, **sent}


def test_changed_addresses_go_as_the_whole_list() -> None:
    """7.2: an untouched half-filled one goes along as it was; one that was emptied is left out."""
    half = Address(kind="address_of_record", street1="7000 Coliseum Way", city="Oakland", state="CA", postal_code="")
    new = Address(kind="secondary_address", street1="1 A", city="B", state="CA", postal_code="94612", primary=True)
    gone = Address(kind="alternative_address", street1="9 Z", city="B", state="CA", postal_code="94612")
    base = replace(BASE, addresses=(half, gone))

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.update(
            Changes(base, {}, (half, Address(kind=gone.kind, street1="", city="", postal_code=""), new))
        )

    (call,) = calls_of(play(lambda _: holding(RECORD), work))
    sent = json.loads(call.body)["addresses"]
    assert [(one["type"], one["primary"], one["zipcode"]) for one in sent] == [
        ("ADDRESS_OF_RECORD", False, ""),
        ("SECONDARY_ADDRESS", True, "94612"),
    ]


@pytest.mark.parametrize("data", [None, [], {}, [record_of(7)]])
def test_an_update_without_a_usable_record_is_read_again(data: object) -> None:
    """The answer's shape is not documented for certain; the record as the store holds it is what is shown."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        assert (await client.update(Changes(BASE, {"nickname": "X"}))).ref.customer_id == "121"

    calls = calls_of(play(lambda seen: holding(RECORD if seen.method == "GET" else data), work))
    assert [one.method for one in calls] == ["PATCH", "GET"]


def test_a_merged_away_person_is_not_changed() -> None:
    """7.3: refused here by what the record says, and with the vendor's words if it has happened since."""
    answer = as_json({"resultCode": "FAIL", "resultReason": "X", "resultDetail": "merged into 20"}, 400)

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        away = replace(BASE, standing="merged", merged_into="20")
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(away, {"nickname": "X"}))
        assert "20" in refused.value.title
        assert not server.seen
        with pytest.raises(InvalidInput) as told:
            await client.update(Changes(BASE, {"nickname": "X"}))
        assert (told.value.refused, "20" in told.value.title) == (True, True)

    play(lambda _: answer, work)


@pytest.mark.parametrize(
    ("base", "fields", "at"),
    [
        (BASE, {"first_name": ""}, "first_name"),
        (BASE, {"phone": "12"}, "phone"),
        (BASE, {"license_number": "D2"}, "license_expires"),
        (BASE, {"caregiver_name_1": "Ann"}, "caregiver_name_1"),
        (BASE, {"shoe_size": "44"}, "shoe_size"),
        (replace(BASE, birth_date=None), {"nickname": "X"}, "birth_date"),
    ],
)
def test_a_bad_change_is_not_sent(base: Customer, fields: Mapping[str, str], at: str) -> None:
    """7.1 and 6.9: the form's rules once more, whoever calls."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(base, fields))
        assert (refused.value.field, refused.value.refused) == (at, False)

    assert not play(lambda _: holding(RECORD), work)


def test_a_document_goes_as_base64_in_json() -> None:
    """7.4: three keys; progress counts the body's bytes."""
    content = bytes(range(256)) * 1000
    told: list[tuple[int, int]] = []

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        document = NewDocument("license_front.jpg", "drivers_license", content)
        await client.upload("121", document, lambda done, of: told.append((done, of)))

    (call,) = calls_of(play(lambda _: Answer(200, sample("v3_upload_document_response.json")), work))
    assert (call.method, call.path) == ("POST", f"{ROOT}/customer/document/base64/upload/121")
    body = json.loads(call.body)
    assert body.keys() == json.loads(sample("v3_upload_document_request.json")).keys()
    assert (body["file_name"], body["file_type"]) == ("license_front.jpg", "drivers_license")
    assert base64.b64decode(body["encoded_string"]) == content
    assert told[-1] == (len(call.body), len(call.body))


def test_an_upload_is_refused_or_sent_once() -> None:
    """7.4: not idempotent, so never repeated; too big or of another kind is refused before sending."""

    async def work(client: TreezClient, server: ScriptedServer) -> None:
        for document in (
            NewDocument("a", "selfie", b"x"),
            NewDocument("a", "misc_upload", b"x" * (10 * 1024 * 1024 + 1)),
        ):
            with pytest.raises(InvalidInput):
                await client.upload("121", document)
        assert not server.seen
        with pytest.raises(AppError):
            await client.upload("121", NewDocument("a", "misc_upload", b"x"))

    assert len(calls_of(play(lambda _: Answer(500), work))) == 1


def test_the_vendors_refusal_of_a_document() -> None:
    """7.4: at the kind."""
    answer = as_json({"resultCode": "FAIL", "resultReason": "UNKNOWN_FILE_TYPE", "data": None}, 400)

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.upload("121", NewDocument("a", "misc_upload", b"x"))
        assert refused.value.field == "kind"

    play(lambda _: answer, work)


def test_a_document_is_fetched_from_the_vendors_host_without_the_token() -> None:
    """5: a store-relative path belongs to the host of the address, and no credential goes along."""

    async def work(client: TreezClient, _: ScriptedServer) -> None:
        await client.check()
        found = await client.fetch(Document("PROFILE", "shop/file/secure/1"))
        assert found.content == b"jpeg"

    seen = play(lambda one: Answer(200, b"jpeg", "image/jpeg") if "file" in one.path else holding([]), work)
    assert seen[-1].path == "/shop/file/secure/1"
    assert not {"authorization", "client_id"} & seen[-1].headers.keys()
