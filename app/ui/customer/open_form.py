"""One customer's form, with what the window knows of it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.core.customer import Customer, CustomerRef
from app.core.errors import Problem
from app.services.copying import Copy
from app.services.edit import Edit


class OpenForm(QObject):
    """One form, on the screen or parked. Whatever comes back from the store for it comes back to it alone."""

    def __init__(self, edit: Edit, read_at: datetime | None, parent: QObject) -> None:
        super().__init__(parent)
        self.edit = edit
        self.seen_by: str | None = None  # whose look the journal has, since it came onto the screen
        self.is_brief = False  # the record is the index's, which leaves fields out
        self.visitor: CustomerRef | None = None  # by whom a new customer stands at the desk, with the card it is from
        self.read_at = read_at  # None: shown from an earlier copy, the fresh one is awaited
        self.copied_at: datetime | None = None  # when that copy was read
        self.is_awaited = read_at is None  # whether a fresh record is on its way
        self.saving = False
        self.problems: tuple[Problem, ...] = ()
        self.copy: Copy | None = None  # what a new customer's form was filled with, from another store's record

    @property
    def customer(self) -> Customer:
        """The record as it was last read."""
        return self.edit.base
