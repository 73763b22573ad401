"""Unsaved work is kept as it is typed: the newest state of each form, in order, and nothing written over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.draft import Draft
from app.core.errors import DiskFull
from app.core.form import FieldKind, FieldSpec, Form
from app.core.outbox import problems_in, provisional_ref
from app.services.drafts import Drafts, name_of
from app.services.edit import Edit
from app.services.session_kept import SessionDrafts
from tests.unit.services.practice import WallClock, run

_NAME = FieldSpec(key="first_name", label="First name")
_BORN = FieldSpec(key="birth_date", label="Birth date", kind=FieldKind.DATE)
_FORM = Form(fields=(_NAME, _BORN))
_ADA = Customer(ref=CustomerRef(ConnectionId("shop"), "7"), first_name="Ada")


class SlowDrafts(SessionDrafts):
    """A disk on which each write takes until it is let go; ``error`` is what it says then."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.written: list[str] = []
        self.error: DiskFull | None = None

    async def keep(self, draft: Draft) -> None:
        """See ports.Drafts."""
        await self.gate.wait()
        if self.error:
            raise self.error
        self.written.append(str(draft.texts.get("first_name")))
        await super().keep(draft)

    async def drop(self, key: CustomerRef) -> None:
        """See ports.Drafts."""
        await self.gate.wait()
        self.written.append("")
        await super().drop(key)


def drafts_over(kept: SessionDrafts) -> Drafts:
    """Drafts that Dana types."""
    return Drafts(kept, WallClock(), lambda: "Dana")


def typed(text: str, edit: Edit | None = None) -> Edit:
    """A form with a text typed into it."""
    edit = edit or Edit(_FORM, _ADA)
    edit.type_text(_NAME, text)
    return edit


def test_the_newest_state_follows_the_one_on_its_way() -> None:
    """One write at a time for a form, however fast somebody types."""

    async def day() -> Sequence[str]:
        kept = SlowDrafts()
        drafts = drafts_over(kept)
        edit = typed("A")
        drafts.note(edit)
        await asyncio.sleep(0)
        for text in ("Ad", "Adaa", "Adaal"):
            drafts.note(typed(text, edit))
        kept.gate.set()
        await drafts.settled()
        return kept.written

    assert run(day()) in (["A", "Adaal"], ["Adaal"])


def test_a_form_without_unsaved_work_has_no_draft() -> None:
    """Typed back to what the record says, saved or discarded; a form that was never typed into writes nothing."""

    async def day() -> None:
        kept = SlowDrafts()
        kept.gate.set()
        drafts, edit = drafts_over(kept), typed("Adele")
        drafts.note(Edit(_FORM, _ADA))
        drafts.note(edit)
        await drafts.settled()
        drafts.note(edit)
        drafts.note(typed("Ada", edit))
        await drafts.settled()
        assert kept.written == ["Adele", ""]
        assert await kept.all() == []

    run(day())


def test_a_draft_comes_back_as_it_was_typed() -> None:
    """With the base, the readable and the unreadable; whoever goes on with it owns it."""

    async def day() -> None:
        kept = SessionDrafts()
        edit = typed("Adele")
        edit.type_text(_BORN, "soon")
        first = drafts_over(kept)
        first.note(edit)
        await first.settled()
        second = drafts_over(kept)
        await second.open()
        (draft,) = second.left()
        assert (name_of(draft), draft.who) == ("Adele", "Dana")
        again = Edit.of_draft(_FORM, draft)
        assert again.text(_BORN) == "soon"
        assert [problem.field for problem in again.problems()] == ["birth_date"]
        assert again.changes() == edit.changes()
        assert second.take(draft.key) == draft
        assert second.left() == ()
        second.note(typed("Ada", again))
        second.note(again)
        again.discard()
        second.note(again)
        await second.settled()
        assert await kept.all() == []

    run(day())


def test_new_customers_forms_are_told_apart() -> None:
    """Two of one store are two drafts, each gone on with as itself."""

    async def day() -> None:
        kept = SessionDrafts()
        drafts = drafts_over(kept)
        for name in ("Ada", "Bo"):
            drafts.note(typed(name, Edit.of_new(_FORM, ConnectionId("shop"))))
        await drafts.settled()
        again = drafts_over(kept)
        await again.open()
        keys = {draft.key for draft in again.left()}
        assert len(keys) == 2
        assert {Edit.of_draft(_FORM, draft).key for draft in again.left()} == keys
        assert all(Edit.of_draft(_FORM, draft).is_new for draft in again.left())

    run(day())


def test_a_draft_that_cannot_be_kept_is_told_once_and_kept_with_the_next_letter() -> None:
    """A full disk stops nobody from typing."""

    async def day() -> None:
        kept = SlowDrafts()
        kept.gate.set()
        told: list[object] = []
        drafts, edit = drafts_over(kept), typed("Adele")
        drafts.failed = told.append
        kept.error = DiskFull("The disk is full.")
        drafts.note(edit)
        await drafts.settled()
        drafts.note(typed("Adelei", edit))
        await drafts.settled()
        assert told == [kept.error]
        kept.error = None
        drafts.note(typed("Adela", edit))
        await drafts.settled()
        assert kept.written == ["Adela"]

    run(day())


@pytest.mark.parametrize("kind", ["taken", "left"])
def test_a_new_customer_got_a_number(kind: str) -> None:
    """The draft follows, and the old one is gone."""

    async def day() -> None:
        kept = SessionDrafts()
        edit = typed("Ada", Edit.of_new(_FORM, ConnectionId("shop")))
        if kind == "taken":
            drafts = drafts_over(kept)
            drafts.note(edit)
        else:
            await kept.keep(edit.draft(datetime(2026, 3, 1, tzinfo=UTC)))
            drafts = drafts_over(kept)
            await drafts.open()
        drafts.rename(edit.key, _ADA)
        await drafts.settled()
        assert [draft.key for draft in await kept.all()] == [_ADA.ref]

    run(day())


@pytest.mark.parametrize("told", ["at once", "after a key", "after a discard"])
def test_a_form_that_has_not_heard_of_the_number_yet(told: str) -> None:
    """A key pressed meanwhile is kept under the number too, and nothing stays behind under the old one."""

    async def day() -> None:
        kept = SessionDrafts()
        drafts = drafts_over(kept)
        waiting = replace(_ADA, ref=provisional_ref(ConnectionId("shop"), "abc"))
        edit = typed("Adel", Edit(_FORM, waiting))
        drafts.note(edit)
        drafts.rename(waiting.ref, _ADA)
        if told == "after a key":
            drafts.note(typed("Adele", edit))
            await drafts.settled()
            assert [(draft.key, draft.texts["first_name"]) for draft in await kept.all()] == [(_ADA.ref, "Adele")]
        if told == "after a discard":
            edit.discard()
            drafts.note(edit)
        edit.rebase(_ADA)
        drafts.note(edit)
        await drafts.settled()
        assert [draft.key for draft in await kept.all()] == ([] if told == "after a discard" else [_ADA.ref])
        edit.discard()
        drafts.note(edit)
        await drafts.settled()
        assert await kept.all() == []

    run(day())


def test_the_form_left_behind_takes_nothing_from_the_one_that_follows_it() -> None:
    """What was typed while a new customer was sent goes on over their record; the form that was sent ends."""

    async def day() -> None:
        kept = SessionDrafts()
        drafts = drafts_over(kept)
        sent = typed("Ada", Edit.of_new(_FORM, ConnectionId("shop")))
        drafts.note(sent)
        drafts.rename(sent.key, _ADA)
        drafts.note(typed("Adele", Edit(_FORM, _ADA)))
        sent.discard()
        drafts.note(sent)
        await drafts.settled()
        assert [(draft.key, draft.texts["first_name"]) for draft in await kept.all()] == [(_ADA.ref, "Adele")]

    run(day())


def test_what_a_store_said_is_told_at_its_field() -> None:
    """One line for each problem; none of them blocks."""
    told = problems_in("phone\tSomebody has it.\n\tTry later.")
    assert [(one.field, one.message, one.blocking) for one in told] == [
        ("phone", "Somebody has it.", False),
        ("", "Try later.", False),
    ]
