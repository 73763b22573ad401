"""The Big List of Naughty Strings typed into every field of every vendor: saved, read again, found, exported, unchanged.

A field whose rule does not let a string through says so before anything is sent; that is counted, and no field refuses
everything.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from app.core.customer import Customer, CustomerRef
from app.core.errors import InvalidInput
from app.core.form import FieldKind, FieldSpec, Form, show_value
from app.core.values import is_blank, known, whole
from app.ports import VendorClient
from app.services.customer_json import customer_json
from app.services.desk import Desk
from app.services.edit import Edit
from app.services.tables import Columns, sheet_for
from tests.unit.services.outbox_stage import NEW, Program, Shop
from tests.unit.services.test_naughty import STRINGS

_TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.OPEN_CHOICE})
_DATES = ("license_expires", "medical_expires")  # a number is not saved without its date
_PARTS = 12  # of the list, each with a store of its own


@dataclass
class Typing:
    """One customer, into every field of whom everything is typed."""

    desk: Desk
    client: VendorClient
    form: Form
    ref: CustomerRef
    saved: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def specs(self) -> list[FieldSpec]:
        """The fields of text that can be edited."""
        return [spec for spec in self.form.fields if spec.kind in _TEXTS and not spec.read_only]

    async def type(self, text: str) -> None:
        """Into all of them at once; whichever refuses it is left as it was."""
        edit = Edit(self.form, await self.client.read(self.ref.customer_id))
        for spec in self.specs():
            edit.type_text(spec, text)
        text = whole(text)
        for until in map(self.form.spec, _DATES):
            if until and not until.read_only and is_blank(edit.value(until.key)):
                edit.choose(until, date(2031, 1, 1))
        self._leave(edit, {problem.field for problem in edit.problems() if problem.blocking})
        typed = dict(edit.changes().fields)
        while typed:
            try:
                await self.desk.profiles.save(edit.changes())
            except InvalidInput as refusal:
                theirs = {problem.field for problem in refusal.problems} & set(typed)
                if not theirs:
                    raise
                self._leave(edit, theirs)
                typed = dict(edit.changes().fields)
            else:
                break
        await self._compare(text, typed)

    def _leave(self, edit: Edit, keys: set[str]) -> None:
        for spec in self.specs():
            if spec.key in keys:
                self.refused[spec.key] += 1
                edit.type_text(spec, edit.before(spec))

    async def _compare(self, text: str, typed: Mapping[str, object]) -> None:
        fresh = await self.client.read(self.ref.customer_id)
        for key, value in typed.items():
            self.saved[key] += 1
            kept, spec = fresh.field_value(key), self.form.spec(key)
            if spec and (
                spec.kind is FieldKind.PHONE or key == "phone"
            ):  # of any script; what is written between them is the store's
                assert digits(str(kept or "")) == digits(text), (key, text)
                continue
            assert kept == value or (is_blank(kept) and is_blank(value)), (key, text)
            if spec in self.specs():
                assert is_blank(value) or str(value) in {text, text.strip()}, (key, text)
        again = Edit(self.form, fresh)
        for spec in self.specs():
            if spec.key in typed:
                assert again.text(spec) == show_value(spec, fresh.field_value(spec.key)), (spec.key, text)
        assert not again.is_dirty
        exported(fresh)


def digits(text: str) -> str:
    """Its digits as numbers, without zeros before them."""
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit()).lstrip("0")


def exported(customer: Customer) -> None:
    """As JSON word for word; as CSV with a quote before what a spreadsheet would run."""
    said = customer_json(customer)
    columns = Columns([None])
    for ending in (".jsonl", ".csv"):
        file = io.BytesIO()
        sheet = sheet_for(Path(f"people{ending}"), columns)
        sheet.begin(file)
        sheet.add([said])
        sheet.end()
        text = file.getvalue().decode("utf-8-sig")
        if ending == ".jsonl":
            assert json.loads(text) == json.loads(json.dumps(said))
        else:
            (row,) = csv.DictReader(io.StringIO(text, newline=""))
            for key in ("first_name", "last_name", "notes", "email"):
                assert row[key].removeprefix("'") == known(said.get(key), "").removeprefix("'")


async def _typed(folder: Path, vendor: str, part: int) -> Typing:
    shop = Shop(folder, vendor)
    ref = await shop.somebody()
    program: Program = shop.program()
    await program.begin()
    client = await program.desk.stores.client(ref.connection)
    typing = Typing(program.desk, client, client.form, ref)
    for text in STRINGS[part::_PARTS]:
        await typing.type(text)
    await program.end()
    return typing


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("vendor", NEW)
def test_every_field(tmp_path: Path, vendor: str, part: int) -> None:
    """Whatever is let through comes back as it was typed."""
    typing = asyncio.run(_typed(tmp_path, vendor, part))
    assert sum(typing.saved.values()) > 30
    print(vendor, part, "saved", dict(typing.saved), "refused", dict(typing.refused))  # noqa: T201 - for whoever runs it
