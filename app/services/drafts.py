"""Unsaved work, kept as it is typed, and gone on with after any interruption."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from app import ports
from app.core.customer import Customer, CustomerRef
from app.core.draft import Draft
from app.core.errors import AppError
from app.core.values import Absent, joined
from app.ports import Clock
from app.services.edit import Edit
from app.services.latest import LatestWrites


@dataclass(frozen=True, slots=True)
class _Nothing:
    """In the place of a draft: the form holds no unsaved work any more."""


class Drafts:
    """Every form's unsaved work. ``changed`` is called when other drafts of earlier are left than before.

    A form owns its draft from the moment it is typed into or gone on with; the others are left over from earlier, each
    until somebody goes on with it or throws it away. Nothing is kept before those of earlier are read: none is written over.
    """

    def __init__(self, kept: ports.Drafts, clock: Clock, who: Callable[[], str]) -> None:
        self._kept = kept
        self._clock = clock
        self._who = who
        self._writes: LatestWrites[CustomerRef, Draft | _Nothing] = LatestWrites(self._write)
        self._owned: dict[CustomerRef, Draft] = {}
        self._left: dict[CustomerRef, Draft] = {}
        self._became: dict[CustomerRef, Customer] = {}  # whose forms may not have heard of their number yet
        self._reading = asyncio.Lock()
        self._is_read = False
        self.changed: Callable[[], None] = lambda: None

    @property
    def failed(self) -> Callable[[AppError], None]:
        """Hears of the first failure after a success."""
        return self._writes.failed

    @failed.setter
    def failed(self, hear: Callable[[AppError], None]) -> None:
        self._writes.failed = hear

    async def open(self) -> None:
        """Read the drafts that were kept. MachineFault."""
        async with self._reading:
            if self._is_read:
                return
            drafts = await self._kept.all()
            self._left = {draft.key: draft for draft in drafts} | self._left
            self._is_read = True
        self.changed()

    async def settled(self) -> None:
        """Come back when every form is kept as it stands."""
        await self._writes.settled()

    # ---------------------------------------------------------------------------------------- forms

    def note(self, edit: Edit, refused: str = "") -> None:
        """Keep a form as it stands, if it stands otherwise than it is kept; ``refused``: what the store said of it."""
        draft = self._addressed(edit.draft(self._clock.now(), self._who(), refused))
        before = self._owned.get(draft.key)
        if draft.key == edit.key:  # it goes by its number now, whatever another form still goes by
            self._became = {ref: one for ref, one in self._became.items() if one.ref != edit.key}
        if not edit.is_dirty:
            if before is not None:
                self.drop(draft.key)
        elif before is None or draft.base is not before.base or draft != replace(before, at=draft.at):
            self._owned[draft.key] = draft
            self._writes.put(draft.key, draft)

    def _addressed(self, draft: Draft) -> Draft:
        """A draft under the number that its new customer has got meanwhile."""
        became = self._became.get(draft.key)
        return replace(draft, base=became, token="") if became else draft

    def drop(self, key: CustomerRef) -> None:
        """A form's work is saved or discarded."""
        self._owned.pop(key, None)
        self._writes.put(key, _Nothing())

    def rename(self, ref: CustomerRef, became: Customer) -> None:
        """A new customer got a number: the work on the form goes on under it, before the form hears of it and after."""
        self._became[ref] = became
        for drafts in (self._owned, self._left):
            draft = drafts.pop(ref, None)
            if draft:
                drafts[became.ref] = moved = self._addressed(draft)
                self._writes.put(became.ref, moved)
                self._writes.put(ref, _Nothing())
        self.changed()

    async def _write(self, key: CustomerRef, draft: Draft | _Nothing) -> None:
        await self.open()
        if isinstance(draft, Draft):
            await self._kept.keep(draft)
        else:
            await self._kept.drop(key)

    # ---------------------------------------------------------------------------------------- left over

    def left(self) -> tuple[Draft, ...]:
        """The drafts that nobody has gone on with yet, the one typed into last first."""
        return tuple(sorted(self._left.values(), key=lambda draft: draft.at, reverse=True))

    def take(self, key: CustomerRef) -> Draft | None:
        """Go on with a draft: a form owns it from now on; None where there is none."""
        draft = self._left.pop(key, None)
        if draft:
            self._owned[key] = draft
            self.changed()
        return draft

    def discard(self, key: CustomerRef) -> Draft | None:
        """Throw a draft away; answers it, for `put_back`."""
        draft = self._left.pop(key, None)
        if draft:
            self._writes.put(key, _Nothing())
            self.changed()
        return draft

    def put_back(self, draft: Draft) -> None:
        """Keep a draft for somebody to go on with: one that was thrown away, or what a store refused."""
        self._left[draft.key] = draft
        self._writes.put(draft.key, draft)
        self.changed()

    # ---------------------------------------------------------------------------------------- the vault

    def clear(self) -> None:
        """Forget every draft, when the desk goes over to other stores."""
        self._writes.clear()
        self._owned.clear()
        self._left.clear()
        self._became.clear()
        self._is_read = False
        self.changed()

    def keep_again(self) -> None:
        """Keep all of them once more, in a vault that was begun anew."""
        for key, draft in (self._left | self._owned).items():
            self._writes.put(key, draft)


def name_of(draft: Draft) -> str:
    """The name on the form, as it was typed; "" where there is none."""
    whole = _typed(draft, "single_name")
    return joined((_typed(draft, "first_name"), _typed(draft, "last_name"))) or joined((whole,))


def _typed(draft: Draft, key: str) -> object:
    value = draft.values.get(key, draft.base.field_value(key))
    return "" if isinstance(value, Absent) else value
