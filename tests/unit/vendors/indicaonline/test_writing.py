"""The IndicaOnline client's writes and documents (vendor document 3, 4, 5 and 10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.core.changes import Changes
from app.core.customer import Address, Customer
from app.core.errors import (
    AccessDenied,
    AppError,
    Duplicate,
    InvalidInput,
    NotFound,
    NotSignedIn,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.values import Value
from app.core.vendor import NewDocument
from app.vendors.indicaonline.client import IndicaOnlineClient
from tests.unit.vendors.indicaonline.samples import MINIMAL, RECORD, customer_of, sample
from tests.unit.vendors.indicaonline.scripted_indicaonline import FORBIDDEN, MISS, NEW, ROOT, play
from tests.unit.vendors.scripted_server import Answer, Fault, Script, ScriptedServer, Seen, as_json

BASE = customer_of(RECORD)
MADE = {**MINIMAL, "id": 777}
NOBODY = as_json({"items": [], "count": 0, "total": 0})


def split(write: Answer, read: Answer = NOBODY) -> Script:
    """Writes answered one way, reads another."""
    return lambda seen: read if seen.method == "GET" else write


# ------------------------------------------------------------------------------------------------ create


def test_the_least_that_is_sent() -> None:
    """4 and 5: POST, JSON both ways, the safe union of what is required; 201 with the record."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        made = await client.create({**NEW, "phone": "", "email": None, "weight": None}, ())
        assert (made.ref.customer_id, made.first_name) == ("777", "Test")

    (call,) = play(lambda _: as_json(MADE, 201), work, plan="basic")
    assert (call.method, call.path) == ("POST", f"{ROOT}/customers")
    assert (call.headers["content-type"], call.headers["accept"]) == ("application/json", "application/json")
    assert json.loads(call.body) == json.loads(sample("made_create_request_safe_minimum.json"))


@pytest.mark.parametrize("answer", [{"data": MADE}, {"customer": MADE}, {"data": {"customer": MADE}}, MADE])
def test_an_answer_in_a_wrapper(answer: object) -> None:
    """4: the body of the answer is not published."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).ref.customer_id == "777"

    assert len(play(lambda _: as_json(answer, 201), work)) == 1


def test_an_answer_with_the_number_alone() -> None:
    """4: read again; where the plan forbids that, the customer is what was sent."""

    async def work(client: IndicaOnlineClient, server: ScriptedServer) -> None:
        assert (await client.create(NEW, ())).notes == ""
        server.script = split(as_json({"id": 777}, 201), FORBIDDEN)
        made = await client.create({**NEW, "phone": "5551234567"}, ())
        assert (made.ref.customer_id, made.phone, made.gender, made.groups) == ("777", "+15551234567", "M", ())

    calls = play(split(as_json({"id": 777}, 201), as_json(MADE)), work)
    assert [one.method for one in calls] == ["POST", "GET", "POST", "GET"]


@pytest.mark.parametrize("answer", [Answer(201), as_json({}, 201), as_json("created", 201), as_json({"message": "OK"})])
def test_a_create_whose_answer_shows_nobody(answer: Answer) -> None:
    """4: it may have arrived; sent once, and nobody of the same name is taken for the new customer."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(UnexpectedReply) as unseen:
            await client.create(NEW, ())
        assert ("not known" in unseen.value.detail, unseen.value.retryable) == (True, False)
        assert "Search" in unseen.value.hint

    assert [one.method for one in play(split(answer, as_json({"items": [MADE]})), work)] == ["POST"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Answer(fault=Fault.HANG), VendorTimeout), (Answer(503), VendorUnavailable), (Answer(502), VendorUnavailable)],
)
def test_a_lost_create_says_what_is_not_known(answer: Answer, error: type[AppError]) -> None:
    """4: sent once. Whoever keeps the create looks for it, and keeps what of it is not there."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(error) as unsure:
            await client.create(NEW, ())
        assert "not known" in unsure.value.detail
        assert "Search" in unsure.value.hint

    assert [one.method for one in play(split(answer, as_json({"items": [MADE]})), work)] == ["POST"]


def test_a_refused_create() -> None:
    """11: the vendor's answer is known then."""
    taken = as_json({"errors": {"state_id": ["already taken"]}}, 422)

    async def work(client: IndicaOnlineClient, server: ScriptedServer) -> None:
        with pytest.raises(Duplicate) as duplicate:
            await client.create({**NEW, "state_medical_id": "CA1"}, ())
        assert duplicate.value.field == "state_medical_id"
        server.script = lambda _: FORBIDDEN
        with pytest.raises(NotSignedIn):
            await client.create(NEW, ())

    assert [one.method for one in play(lambda _: taken, work)] == ["POST", "POST"]


@pytest.mark.parametrize(
    ("values", "addresses", "at"),
    [
        ({"first_name": " "}, (), "first_name"),
        ({"customer_type": "medical"}, (), "customer_type"),
        ({"medical_expires": "x"}, (), "medical_expires"),
        ({"loyalty_balance": 5}, (), "loyalty_balance"),
        ({}, (Address(kind="address", city="X", state="Calif."),), "addresses.address.state"),
        ({}, (Address(kind="address", city="X"), Address(kind="home", city="Y")), "addresses"),
    ],
)
def test_a_bad_new_customer_is_not_sent(values: Mapping[str, Value], addresses: tuple[Address, ...], at: str) -> None:
    """5 to 8: the form's rules once more, whoever calls."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.create({**NEW, **values}, addresses)
        assert (refused.value.field, refused.value.refused) == (at, False)

    assert not play(lambda _: as_json(MADE, 201), work)


# ------------------------------------------------------------------------------------------------ update

CHANGES = Changes(BASE, {"email": "", "phone": "+16285550178", "groups": ("101",), "text_messages_allowed": True})
SENT = {"email": None, "phone": "6285550178", "manual_groups": [101], "text_messages_allowed": True}


def test_an_update_sends_what_changed() -> None:
    """10: PATCH with the changed keys alone."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        assert await client.update(CHANGES) == BASE

    (call,) = play(lambda _: as_json(RECORD), work)
    assert (call.method, call.path) == ("PATCH", f"{ROOT}/customers/12345")
    assert json.loads(call.body) == SENT


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200),
        Answer(202, b"OK", "text/plain"),
        Answer(204),
        as_json({"success": True, "message": "Saved", "errors": [], "error": None}),
        as_json({"id": 12345}),
        as_json({**RECORD, "id": 5}),
    ],
)
def test_an_update_without_the_record_is_read_again(answer: Answer) -> None:
    """10: any 2xx is a success; the record as the store holds it is what is shown."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        assert await client.update(CHANGES) == BASE

    assert [one.method for one in play(split(answer, as_json(RECORD)), work)] == ["PATCH", "GET"]


@pytest.mark.parametrize(
    ("answer", "at", "words"),
    [
        ({"success": False, "errors": {"text_messages_allowed": ["no date"]}}, "text_messages_allowed", "no date"),
        ({"errors": ["Not for this customer"]}, "", "Not for this customer"),
        ({"error": {"code": 7, "message": "Read only"}}, "", "Read only"),
        ({"success": False, "message": "Try another day"}, "", "Try another day"),
    ],
)
def test_a_success_that_says_no(answer: object, at: str, words: str) -> None:
    """10 and 11: errors in the place of the record are a refusal, whatever the status: a consent would stay unseen."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(CHANGES)
        assert refused.value.refused
        assert (refused.value.field, refused.value.problems[0].message) == (at, f"IndicaOnline: {words}")
        with pytest.raises(InvalidInput):
            await client.create(NEW, ())

    assert [one.method for one in play(split(as_json(answer), as_json(RECORD)), work)] == ["PATCH", "POST"]


def without_patch(status: int, record: Mapping[str, object]) -> Script:
    """A store without PATCH, whose PUT answers 201 as public code met it."""
    answers = {"PATCH": as_json({"message": "Not found"}, status), "GET": as_json(record), "PUT": as_json(record, 201)}
    return lambda seen: answers[seen.method]


@pytest.mark.parametrize("status", [404, 405])
def test_a_store_without_patch_gets_the_whole_record(status: int) -> None:
    """10: PUT from a fresh read with the changes over it, unknown keys included; asked for PATCH only once."""
    record = {**RECORD, "loyalty": {"x": 1}, "alternative_id": "set meanwhile"}

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        for _time in range(2):
            assert (await client.update(CHANGES)).ref.customer_id == "12345"

    calls = play(without_patch(status, record), work)
    assert [one.method for one in calls] == ["PATCH", "GET", "PUT", "GET", "PUT"]
    answer_only = {"id", "recommendation", "auto_groups", "email_consent_date", "phone_consent_date"}
    assert json.loads(calls[2].body) == {k: v for k, v in record.items() if k not in answer_only} | SENT


def test_a_customer_who_is_gone() -> None:
    """3 and 10: 404 on PATCH may be the person or the route; the read tells, and nothing else is sent."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(NotFound):
            await client.update(CHANGES)

    assert [one.method for one in play(lambda _: MISS, work)] == ["PATCH", "GET"]


def test_an_update_outside_the_plan() -> None:
    """3: refused by the store's settings without a call, and by 403 with the same words."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(AccessDenied) as denied:
            await client.update(CHANGES)
        assert denied.value.scope == "PRO"
        with pytest.raises(AccessDenied):
            await client.upload("12345", NewDocument("a.png", "id_card", b"x"))

    assert not play(lambda _: FORBIDDEN, work, plan="basic", document_types="id_card")
    assert len(play(lambda _: FORBIDDEN, work, plan="pro", document_types="id_card")) == 2


@pytest.mark.parametrize(
    ("base", "fields", "at"),
    [
        (BASE, {"first_name": ""}, "first_name"),
        (BASE, {"phone": "12"}, "phone"),
        (BASE, {"mail_messages_allowed": None}, "mail_messages_allowed"),
        (BASE, {"has_medical_recommendation": None}, "has_medical_recommendation"),
        (BASE, {"auto_groups": ("1",)}, "auto_groups"),
        (BASE, {"shoe_size": "44"}, "shoe_size"),
    ],
)
def test_a_bad_change_is_not_sent(base: Customer, fields: Mapping[str, Value], at: str) -> None:
    """5 to 8: the form's rules once more, whoever calls."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(base, fields))
        assert (refused.value.field, refused.value.refused) == (at, False)

    assert not play(lambda _: as_json(RECORD), work)


@pytest.mark.parametrize(
    ("odd", "fields", "addresses", "at"),
    [
        ({"manual_groups": [{"name": "VIP"}]}, {"groups": ("5",)}, None, "groups"),
        ({"manual_groups": "1,2"}, {"groups": ("5",)}, None, "groups"),
        ({"address": ["1 Main St"]}, {}, (Address(kind="address", city="X"),), "addresses"),
    ],
)
def test_what_nobody_could_read_is_not_replaced(
    odd: Mapping[str, object], fields: Mapping[str, Value], addresses: tuple[Address, ...] | None, at: str
) -> None:
    """10: groups and the address go whole, so what the form could not show would be gone; the rest can be changed."""
    base = customer_of({**RECORD, **odd})

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.update(Changes(base, fields, addresses))
        assert (refused.value.field, refused.value.refused) == (at, False)
        await client.update(Changes(base, {"notes": "x"}))

    (call,) = play(lambda _: as_json(RECORD), work)
    assert json.loads(call.body) == {"comment": "x"}


def test_an_odd_old_record_does_not_block_a_correction() -> None:
    """Rules are for what a person edits: a type of another state stays as it is."""
    odd = replace(BASE, customer_type="vip", gender="agender", phone="12", birth_date=None)

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        await client.update(Changes(odd, {"notes": "x"}))

    (call,) = play(lambda _: as_json(RECORD), work)
    assert json.loads(call.body) == {"comment": "x"}


def test_a_changed_address() -> None:
    """10: the one address, whole."""
    moved = replace(BASE.address_list[0], street2="", city="Oakland")

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        await client.update(Changes(BASE, {}, (moved,)))

    (call,) = play(lambda _: as_json(RECORD), work)
    assert json.loads(call.body) == {"address": {**RECORD["address"], "street_address_2": None, "city": "Oakland"}}


def test_a_write_is_never_repeated() -> None:
    """4: whatever happens to a PATCH or a PUT."""

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(VendorTimeout) as unsure:
            await client.update(CHANGES)
        assert "not known" in unsure.value.detail

    assert [one.method for one in play(split(Answer(fault=Fault.HANG)), work)] == ["PATCH"]


# ------------------------------------------------------------------------------------------------ documents


def filed(answer: object) -> Script:
    """A store whose customer has one document, and the upload's answer."""
    record = {**RECORD, "documents": [{"file_id": 5, "type": "id_card", "url": "https://f.example.com/5"}]}
    return lambda seen: as_json(answer, 201) if "upload" in seen.path else as_json(record)


@pytest.mark.parametrize("answer", [{"id": 9}, {"file_id": 9}, {"data": {"id": 9}}, {"file": {"field_id": 9}}])
def test_a_document_is_uploaded_and_then_named(answer: object) -> None:
    """3 and 5: the file at v2.2, its id at the customer beside those before; progress counts the body's bytes."""
    content = bytes(range(256)) * 1000
    told: list[tuple[int, int]] = []

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        document = NewDocument('ca"rd\r\n.png', "rec", content)
        await client.upload("12345", document, lambda done, of: told.append((done, of)))

    read, upload, patch = play(filed(answer), work, document_types="rec")
    assert (read.method, read.path) == ("GET", f"{ROOT}/customers/12345")
    assert (upload.method, upload.path) == ("POST", "/open_api/v2.2/file/upload")
    assert upload.headers["x-api-key"] == "KEY-1"
    kind, _, border = upload.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    head, _, rest = upload.body.partition(b"\r\n\r\n")
    assert head.splitlines() == [
        b"--" + border.encode(),
        b'Content-Disposition: form-data; name="file"; filename="ca%22rd%0D%0A.png"',
        b"Content-Type: image/png",
    ]
    assert rest == content + f"\r\n--{border}--\r\n".encode()
    assert (told[0], told[-1]) == ((0, len(upload.body)), (len(upload.body), len(upload.body)))
    assert (patch.method, patch.path) == ("PATCH", f"{ROOT}/customers/12345")
    assert json.loads(patch.body) == {"documents": [{"file_id": 5, "type": "id_card"}, {"file_id": 9, "type": "rec"}]}


def test_an_upload_that_goes_wrong() -> None:
    """5: another kind is refused before sending; without an id nothing is named; a file is sent once."""
    card = NewDocument("a.png", "rec", b"x")

    async def work(client: IndicaOnlineClient, server: ScriptedServer) -> None:
        with pytest.raises(InvalidInput):
            await client.upload("12345", NewDocument("a.png", "selfie", b"x"))
        assert not server.seen
        for answer in (as_json({"ok": True}), Answer(500), as_json({"message": "too big"}, 413), FORBIDDEN):
            server.script = split(answer, as_json(RECORD))
            with pytest.raises(AppError):
                await client.upload("12345", card)
        server.script = split(as_json({"errors": ["Not a picture"]}), as_json(RECORD))
        with pytest.raises(InvalidInput, match="Not a picture"):
            await client.upload("12345", card)
        server.script = lambda _: MISS
        with pytest.raises(NotFound):
            await client.upload("12345", card)

    calls = play(lambda _: as_json(RECORD), work, document_types="rec")
    assert [one.method for one in calls] == ["GET", "POST"] * 5 + ["GET"]


@pytest.mark.parametrize("status", [422, 200])
def test_the_vendors_refusal_of_a_kind(status: int) -> None:
    """5: at the kind, since the words for it are the store's."""

    def script(seen: Seen) -> Answer:
        if seen.method == "PATCH":
            return as_json({"errors": {"documents": ["unknown type"]}}, status)
        return filed({"id": 9})(seen)

    async def work(client: IndicaOnlineClient, _: ScriptedServer) -> None:
        with pytest.raises(InvalidInput) as refused:
            await client.upload("12345", NewDocument("a.png", "rec", b"x"))
        assert refused.value.field == "kind"

    play(script, work, document_types="rec")
