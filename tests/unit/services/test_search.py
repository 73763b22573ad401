"""Exact look-ups at a store: which questions, whose rows, and what went wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import httpx
import pytest

from app.core.chip import Chip
from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import NotOffered, NotSignedIn, Offline, RateLimited, UnexpectedReply
from app.core.index import Mark, MatchKind
from app.core.query import Lookup, LookupKind
from app.core.values import ABSENT, Unreadable
from app.core.vendor import Capabilities, VendorInfo
from app.core.verdict import Level
from app.services.rows import Row, listed_name
from app.vendors.registry import VendorTable
from tests.unit.core.records import record
from tests.unit.services.practice import HERE, THERE, Practice, ref, run


def numbers(rows: tuple[Row, ...]) -> list[str]:
    """The customer numbers of the rows."""
    return [row.ref.customer_id for row in rows]


# ------------------------------------------------------------------------------------------------ questions


def test_only_what_the_vendor_can_answer_is_asked(practice: Practice) -> None:
    """A number could be a state ID; this vendor finds nobody by that."""
    practice.open()
    kinds = [lookup.kind for lookup in practice.desk.search.questions(HERE, "1117")]
    assert kinds == [LookupKind.ID, LookupKind.LICENSE]
    assert practice.desk.search.questions(HERE, "Mary") == ()


def test_the_look_ups_on_offer(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """What at least one open store has, in a fixed order; without a store none."""
    assert practice.desk.search.offered() == ()
    practice.open(HERE, THERE)
    assert LookupKind.STATE_ID not in practice.desk.search.offered()
    real = VendorTable.info(practice.table, "treez")
    can = Capabilities(lookups=frozenset({LookupKind.STATE_ID, LookupKind.ID}))
    infos: list[VendorInfo] = [real, replace(real, capabilities=can)]
    monkeypatch.setattr(practice.table, "info", lambda _vendor: infos.pop())
    assert practice.desk.search.offered() == tuple(LookupKind)


# ------------------------------------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("1117", "1117", "number"),
        ("C1234567", "1117", "ID"),
        ("(628) 203-2916", "1117", "phone"),
        ("johnny@example.com", "1117", "e-mail"),
        ("Johnny Appleseed", "1117", "name"),
        ("Appleseed, Johnny", "1117", "name"),
        ("appleseed johnny", "1117", "name"),
        ("عبد الرحمن الشريف", "1128", "name"),
    ],
)
def test_people_are_found_and_rows_say_why(practice: Practice, text: str, found: str, why: str) -> None:
    """By each key that the vendor has."""
    practice.open()
    answer = run(practice.desk.search.ask(HERE, text))
    assert answer.error is None
    assert [(row.ref.customer_id, row.why) for row in answer.rows] == [(found, why)]


def test_nobody_is_an_answer(practice: Practice) -> None:
    """No rows and no error."""
    practice.open()
    answer = run(practice.desk.search.ask(HERE, "Nobody Here"))
    assert (answer.connection, answer.rows, answer.error) == (HERE, (), None)


def test_several_people_of_one_name(practice: Practice) -> None:
    """Every one of them, each once."""
    practice.open()
    answer = run(practice.desk.search.ask(HERE, "Jon Appleseed"))
    assert sorted(numbers(answer.rows)) == ["1118", "1121"]


def test_each_person_once(practice: Practice) -> None:
    """Found by two keys, the likeliest says why."""
    practice.open()
    run(practice.change(1118, license_number="1118", license_expires=later()))
    answer = run(practice.desk.search.ask(HERE, "1118"))
    assert [(row.ref.customer_id, row.why) for row in answer.rows] == [("1118", "number")]


def later() -> date:
    """A day to come."""
    return date(2030, 1, 19)


def test_how_a_row_reads(practice: Practice) -> None:
    """Name as a list is read, age, birth date, phone, what matters; the store only where there are several."""
    practice.open()
    (row,) = run(practice.desk.search.ask(HERE, "1118")).rows
    assert row == Row(
        ref=ref(1118),
        name="APPLESEED, Jon",
        age="22",
        birth_date="2004-01-19",
        phone="(510) 555-0142",
        chip=Chip("ID EXPIRED", Level.LOOK),
        store="",
        why="number",
        kind=MatchKind.EXACT,
    )
    practice.open(HERE, THERE)
    assert run(practice.desk.search.ask(HERE, "1118")).rows[0].store == "Here"


# ------------------------------------------------------------------------------------------------ trouble


def test_one_unreadable_answer_keeps_the_other_rows(practice: Practice) -> None:
    """The questions before and after it count, and the answer says that not all were answered."""
    practice.open()
    practice.wire.breaks(httpx.Response(200, content=b"<html>"), part="/customer/6282032916")
    answer = run(practice.desk.search.ask(HERE, "6282032916"))
    assert numbers(answer.rows) == ["1117"]
    assert isinstance(answer.error, UnexpectedReply)
    assert [one.split("/")[1] for one in practice.wire.asked] == ["phone", "6282032916", "driverlicense"]


def test_a_first_question_that_fails(practice: Practice) -> None:
    """Whoever the next one finds is still there."""
    practice.open()
    practice.wire.breaks(httpx.Response(200, content=b"{"), part="/customer/1117")
    run(practice.change(1118, license_number="1117", license_expires=later()))
    answer = run(practice.desk.search.ask(HERE, "1117"))
    assert numbers(answer.rows) == ["1118"]
    assert isinstance(answer.error, UnexpectedReply)


def test_a_silent_store_is_not_asked_again(practice: Practice) -> None:
    """Its rows so far stay; three look-ups would make the clerk wait three times."""
    practice.open()
    practice.wire.breaks(httpx.ConnectError("no route"), part="/customer/6282032916")
    answer = run(practice.desk.search.ask(HERE, "6282032916"))
    assert numbers(answer.rows) == ["1117"]
    assert isinstance(answer.error, Offline)
    assert not [one for one in practice.wire.asked if "driverlicense" in one]


def test_the_first_error_is_told(practice: Practice) -> None:
    """Whatever ends the questions afterwards."""
    practice.open()
    practice.wire.breaks(httpx.Response(200, content=b"<html>"), part="/phone/")
    practice.wire.breaks(httpx.Response(429), part="/customer/6282032916")
    answer = run(practice.desk.search.ask(HERE, "6282032916"))
    assert isinstance(answer.error, UnexpectedReply)
    practice.wire.troubles.pop(0)
    assert isinstance(run(practice.desk.search.ask(HERE, "6282032916")).error, RateLimited)


def test_a_look_up_that_turns_out_not_to_be_there(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is passed over: the others' answers are complete without it."""
    practice.open()

    async def nothing(_lookup: Lookup) -> tuple[()]:
        raise NotOffered("This store has no such look-up.")

    monkeypatch.setattr(run(practice.stores.client(HERE)), "find", nothing)
    answer = run(practice.desk.search.ask(HERE, "1117"))
    assert (answer.rows, answer.error) == ((), None)


def test_a_store_that_is_gone(practice: Practice) -> None:
    """The error is part of the answer, whenever it happens."""
    answer = run(practice.desk.search.ask(ConnectionId("gone"), "1117"))
    assert isinstance(answer.error, NotSignedIn)
    assert answer.rows == ()


# ------------------------------------------------------------------------------------------------ names in the list


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"first_name": "Johnny", "last_name": "Appleseed", "nickname": "JR"}, "APPLESEED, Johnny “JR”"),
        ({"first_name": "Johnny", "middle_name": "James", "last_name": "Appleseed"}, "APPLESEED, Johnny"),
        ({"first_name": "", "middle_name": "James", "last_name": "Appleseed"}, "APPLESEED, James"),
        ({"first_name": "Johnny", "last_name": None}, "Johnny"),
        ({"last_name": "straße"}, "STRASSE"),
        ({"single_name": "Johnny Appleseed"}, "Johnny Appleseed"),
        ({"nickname": "JR"}, "Customer 1117 “JR”"),
        ({}, "Customer 1117"),
    ],
)
def test_listed_names(fields: dict[str, str], name: str) -> None:
    """Last name first in capitals; nobody is without a name to click on."""
    assert listed_name(record(**fields)) == name


@pytest.mark.parametrize("born", [ABSENT, None, Unreadable("1990-02-31")])
def test_a_row_without_a_readable_birth_date(practice: Practice, born: object) -> None:
    """Shows neither age nor date."""
    practice.open()
    row = practice.desk.search.row(record(ref=CustomerRef(HERE, "1"), birth_date=born, phone=None), "lately")
    assert (row.age, row.birth_date, row.phone) == ("", "", "")


def test_a_row_of_somebody_who_was_changed(practice: Practice) -> None:
    """It says who they are now and stands for the old reason; the letters that matched are marked while they are there."""
    practice.open()
    before = replace(record(), ref=ref("1117"), last_name="Appleseed")
    marks = (Mark("name", 0, 5),)
    row = practice.desk.search.row(before, "sounds like", MatchKind.SOUND, marks=marks)
    banned = practice.desk.search.renewed(row, replace(before, banned=True))
    assert (banned.marks, banned.why, banned.kind) == (marks, "sounds like", MatchKind.SOUND)
    assert banned.chip != row.chip
    renamed = practice.desk.search.renewed(row, replace(before, last_name="Quillon"))
    assert (renamed.marks, renamed.why) == ((), "sounds like")
    assert renamed.name != row.name
    assert renamed.record
    assert renamed.record.last_name == "Quillon"
