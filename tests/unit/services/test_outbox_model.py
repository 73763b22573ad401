"""Whatever is done in whatever order over whatever line: at the end the desk, its outbox and the store agree."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.core.changes import Changes
from app.core.customer import Customer, CustomerRef
from app.core.errors import AppError
from app.core.outbox import WriteKind, WriteState, is_provisional
from app.core.values import Value
from tests.unit.services.outbox_stage import NEW, STORE, Cut, Program, Shop

T = TypeVar("T")
EXAMPLES = int(os.environ.get("OUTBOX_EXAMPLES", "300"))
_FIELDS = ("nickname", "notes")
_PEOPLE = 3


class Counter(RuleBasedStateMachine):
    """A clerk at a counter whose line comes and goes, and whose program is started again now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self._shop = Shop(Path(self._folder.name), "treez", kept=True)
        self._program = self._started()
        people = sorted(one.ref for one in self._run(self._shop.everybody()) if one.standing == "active")
        self._people: list[CustomerRef] = list(people[:_PEOPLE])
        self._wanted: dict[tuple[CustomerRef, str], int] = {}  # the number of the text that was saved last
        self._names: dict[str, CustomerRef] = {}  # of new customers, by phone
        self._forms: list[dict[str, Value]] = []  # of new customers, as they were sent
        self._number = 0

    def _run(self, work: Awaitable[T]) -> T:
        async def waited() -> T:
            return await work

        return self._loop.run_until_complete(waited())

    def _started(self) -> Program:
        program = self._shop.program()
        self._run(program.begin())
        return program

    # ---------------------------------------------------------------------------------------- what happens

    @rule(person=st.integers(0, 20), field=st.sampled_from(_FIELDS))
    def save(self, person: int, field: str) -> None:
        """Correct one field of somebody."""
        ref = self._people[person % len(self._people)]
        self._number += 1
        try:
            saved = self._run(self._save(ref, field, _text(self._number)))
        except AppError:
            return  # the form stays as it was, and the clerk knows
        self._wanted[saved.ref, field] = self._number

    async def _save(self, ref: CustomerRef, field: str, text: str) -> Customer:
        desk = self._program.desk
        copy = await desk.recent.copy(desk.outgoing.outbox.ledger.now(ref))
        base = copy.customer if copy else await desk.profiles.open(ref)
        return await desk.profiles.save(Changes(desk.outgoing.outbox.as_it_will_be(base), {field: text}))

    @rule()
    def create(self) -> None:
        """A new customer, unlike all others."""
        self._number += 1
        phone = f"+1628{5550000 + self._number}"
        values: dict[str, Value] = NEW["treez"] | {"phone": phone, "email": f"n{self._number}.outbox@example.com"}
        values["first_name"] = f"Zoe{'abcdefghij'[self._number % 10]}"
        self._forms.append(values)
        self._send(values)

    @rule(form=st.integers(0, 20))
    def create_again(self, form: int) -> None:
        """A new customer's form that was sent is gone on with and sent again."""
        if self._forms:
            self._send(self._forms[form % len(self._forms)])

    def _send(self, values: dict[str, Value]) -> None:
        phone = str(values["phone"])
        try:
            made = self._run(self._program.desk.profiles.create(STORE, values, (), token=phone))
        except AppError:
            return
        self._names[phone] = made.ref
        self._people.append(made.ref)

    @rule()
    def unplug(self) -> None:
        """Nothing reaches the store."""
        self._shop.line.down = True

    @rule()
    def plug_in(self) -> None:
        """Everything does again."""
        self._shop.line.down = False
        self._run(self._greet())

    async def _greet(self) -> None:
        with contextlib.suppress(AppError):  # as the window does
            await self._program.desk.stores.greet(STORE)
        self._program.desk.outgoing.lines.wake(STORE)
        await asyncio.sleep(0)

    @rule(place=st.integers(0, 5), cut=st.sampled_from(Cut))
    def cut_soon(self, place: int, cut: Cut) -> None:
        """One of the next requests is cut."""
        self._shop.line.begin({place: cut})

    @rule()
    def wait(self) -> None:
        """The background has a moment."""
        self._run(asyncio.sleep(0.01))

    @rule()
    def start_again(self) -> None:
        """The program ends and is started again."""
        self._run(self._program.end())
        waiting = {write.values.get("phone") for write in self._program.desk.outgoing.waiting.all()}
        self._forms = [form for form in self._forms if form["phone"] in waiting]  # the others go by the store's number
        self._program = self._started()

    @invariant()
    def nobody_is_confused(self) -> None:
        """What waits for a customer is that customer's, changes over a record of the same number."""
        for write in self._program.desk.outgoing.waiting.all():
            assert write.base is None or write.base.ref == write.ref

    # ---------------------------------------------------------------------------------------- the end

    def teardown(self) -> None:
        """Plug in, let everything go, and compare."""
        try:
            self._shop.line.down, self._shop.line.cuts = False, {}
            self._run(self._greet())
            self._run(self._program.rest())
            self._run(self._compare())
            self._run(self._program.end())
        finally:
            self._loop.close()
            self._folder.cleanup()

    async def _compare(self) -> None:
        desk = self._program.desk
        left = desk.outgoing.waiting.all()
        open_refs = {write.ref for write in left}
        refused = [write for write in left if write.state is WriteState.REFUSED]
        assert not refused, [(write.kind, write.trouble, write.values) for write in refused]
        assert {write.ref for write in left if write.kind is WriteKind.CREATE} == {*filter(is_provisional, open_refs)}
        there = await self._shop.everybody()
        by_phone = {str(one.phone): one for one in there if "Outbox" in one.full_name}
        assert len(by_phone) == len([one for one in there if "Outbox" in one.full_name])
        waiting = {str(write.values.get("phone")) for write in left if write.kind is WriteKind.CREATE}
        assert set(self._names) <= set(by_phone) | waiting
        became = {ref: by_phone[phone].ref for phone, ref in self._names.items() if phone in by_phone}
        client = await self._shop.client()
        last: dict[
            tuple[CustomerRef, str], int
        ] = {}  # of whom some was saved under a number of ours, some under the store's
        for (ref, field), number in self._wanted.items():
            real = became.get(ref, ref)
            last[real, field] = max(number, last.get((real, field), 0))
        for (real, field), number in last.items():
            if real not in open_refs and not is_provisional(real):
                assert (await client.read(real.customer_id)).field_value(field) == _text(number), (real, field)


def _text(number: int) -> str:
    return f"text {number}"


def _check(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Counter, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True)
    )


def test_a_few_days() -> None:
    """Some short ones."""
    _check(12, 12)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_days() -> None:
    """Long ones. ``OUTBOX_EXAMPLES`` says how many."""
    _check(EXAMPLES, 40)
