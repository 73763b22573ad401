"""Finding, making and changing customers, and attaching documents, from a terminal."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.cli.chosen_store import open_store
from app.cli.commands import Create, LookUp, Update, Upload
from app.cli.customer_text import customer_text
from app.cli.failures import DONE, NOBODY_FOUND, WrongUsage, note
from app.cli.typed_fields import read_fields
from app.core.clock import store_moment
from app.core.customer import Customer, CustomerRef
from app.core.errors import MachineFault, NotFound, NotOffered
from app.core.form import refuse_blocking
from app.core.query import Lookup
from app.core.values import ABSENT
from app.core.vendor import Connection, DocumentSupport, NewDocument, Secret, VendorInfo
from app.ports import VendorClient
from app.services.activity import Deed
from app.services.customer_json import customer_json
from app.services.desk import Desk
from app.services.documents import AddedUnread
from app.services.edit import Edit

# ------------------------------------------------------------------------------------------------------- look-up


async def look_up(desk: Desk, command: LookUp, secret: Secret) -> int:
    """Everybody that an exact key finds."""
    store = open_store(desk, command.store, secret)
    info = desk.stores.info(store.id)
    _refuse_lookup(info, command.lookup)
    if command.documents and info.capabilities.documents is DocumentSupport.NONE:
        raise _not_offered(info, "documents", "shows no documents")
    with _nobody_told(info, as_json=command.json):
        customers = await desk.stores.call(store.id, lambda client: _find(client, command))
    for customer in customers:
        desk.activity.note(customer.ref, Deed.OPENED)
    if command.json:
        print(_answer(info, customers))
    else:
        texts = [await _in_words(desk, store, one) for one in customers]
        print("\n\n".join(texts) or "Nobody found.")
    return DONE if customers else NOBODY_FOUND


def _answer(info: VendorInfo, customers: Iterable[Customer]) -> str:
    said = {"vendor": info.key, "customers": [customer_json(customer) for customer in customers]}
    return json.dumps(said, ensure_ascii=False)


@contextlib.contextmanager
def _nobody_told(info: VendorInfo, *, as_json: bool) -> Iterator[None]:
    """With JSON the answer "nobody" is there even where it comes as an error."""
    try:
        yield
    except NotFound:
        if as_json:
            print(_answer(info, ()))
        raise


async def _find(client: VendorClient, command: LookUp) -> Sequence[Customer]:
    found = await client.find(command.lookup)
    if not command.documents:
        return found
    return [await client.read(customer.ref.customer_id, documents=True) for customer in found]


def _refuse_lookup(info: VendorInfo, lookup: Lookup) -> None:
    if lookup.kind not in info.capabilities.lookups:
        raise _not_offered(info, lookup.kind.value, f"has no look-up by {lookup.kind.label}")


def _not_offered(info: VendorInfo, operation: str, lack: str) -> NotOffered:
    return NotOffered(f"{info.label} {lack}.", info.capabilities.reasons.get(operation, ""))


# ------------------------------------------------------------------------------------------------------- writing


async def create(desk: Desk, command: Create, secret: Secret) -> int:
    """A new customer."""
    store = open_store(desk, command.store, secret)
    info = desk.stores.info(store.id)
    if not info.capabilities.create:
        raise _not_offered(info, "create", "takes no new customers")
    form = await desk.profiles.form(store.id)
    edit = Edit.of_new(form, store.id)
    read_fields(form, command.texts).type_into(edit)
    advice = _advice(edit)
    await _print(desk, store, await desk.profiles.create(store.id, edit.values, edit.addresses), as_json=command.json)
    _say(advice)
    return DONE


async def update(desk: Desk, command: Update, secret: Secret) -> int:
    """What differs from the record."""
    store = open_store(desk, command.store, secret)
    info = desk.stores.info(store.id)
    if not info.capabilities.update:
        raise _not_offered(info, "update", "takes no changes")
    form = await desk.profiles.form(store.id)
    fields = read_fields(form, command.texts)
    with _nobody_told(info, as_json=command.json):
        edit = Edit(form, await desk.profiles.open(CustomerRef(store.id, command.customer_id)))
    desk.activity.note(edit.base.ref, Deed.OPENED)
    fields.type_into(edit)
    changes = edit.changes()
    if changes:
        advice = _advice(edit)
        with _nobody_told(info, as_json=command.json):
            saved = await desk.profiles.save(changes)
        await _print(desk, store, saved, as_json=command.json)
        _say(advice)
    else:
        note("Nothing differs from the record: nothing was sent.")
        await _print(desk, store, edit.base, as_json=command.json)
    return DONE


async def _in_words(desk: Desk, store: Connection, customer: Customer) -> str:
    form = await desk.profiles.form(store.id)
    keeps_id = form.spec("license_number") is not None
    today = store_moment(desk.clock.now(), store.calendar).date()
    return customer_text(customer, store.name, today, keeps_id=keeps_id, jurisdiction=store.jurisdiction)


async def _print(desk: Desk, store: Connection, customer: Customer, *, as_json: bool) -> None:
    """Show the record as the store holds it, without the links to its documents: nobody asked for those."""
    customer = replace(customer, documents=ABSENT)
    if as_json:
        print(json.dumps(customer_json(customer), ensure_ascii=False))
    else:
        print(await _in_words(desk, store, customer))


def _advice(edit: Edit) -> list[str]:
    """Raise what forbids saving; what does not is said once it is saved, so that an error stands alone."""
    problems = edit.problems()
    refuse_blocking(problems)
    return [problem.message for problem in problems]


def _say(advice: Iterable[str]) -> None:
    for message in advice:
        note(f"Advice: {message}")


# ------------------------------------------------------------------------------------------------------- documents


async def upload(desk: Desk, command: Upload, secret: Secret) -> int:
    """A file attached to a customer."""
    store = open_store(desk, command.store, secret)
    info = desk.stores.info(store.id)
    if info.capabilities.documents is not DocumentSupport.UPLOAD:
        raise _not_offered(info, "upload", "takes no documents")
    kinds = [choice.value for choice in (await desk.profiles.form(store.id)).document_kinds]
    if not kinds:  # they are learned from records, and none is guessed
        raise _not_offered(info, "upload", "names no kinds of documents, and no record read here shows one")
    if command.kind not in kinds:
        raise WrongUsage("The vendor has no such kind of document.", hint=f"Use one of {', '.join(kinds)}.")
    content = _content(command.file, info.capabilities.max_upload_bytes)
    ref = CustomerRef(store.id, command.customer_id)
    try:
        await desk.documents.upload(ref, NewDocument(command.file.name, command.kind, content))
    except AddedUnread as added:  # no failure of the command: whoever runs it again would attach the file twice
        note(added.title)
    print("The document is attached.")
    return DONE


def _content(file: Path, most: int) -> bytes:
    """The file's bytes; WrongUsage for what cannot be a document, MachineFault where it cannot be read."""
    try:
        if not file.is_file():
            raise WrongUsage("There is no such file.")
        size = file.stat().st_size
        if most and size > most:
            mib = 1024 * 1024
            raise WrongUsage(f"The file has {size / mib:.1f} MB; the vendor takes {most / mib:g} MB at most.")
        content = file.read_bytes()
    except OSError as fault:
        raise MachineFault("The file cannot be read.", "Nothing was sent.", "Check the rights of the file.") from fault
    if not content:
        raise WrongUsage("The file is empty.")
    return content
