"""One form being worked on: what was read, what was typed, what differs and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.addresses import address_of, with_address, with_part, with_primary
from app.core.changes import Changes, differences
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.errors import InvalidInput, Problem
from app.core.form import FieldSpec, Form, read_text, show_value
from app.core.values import Absent, Value, same
from app.services.profiles import problems_of, problems_of_new


@dataclass(slots=True)
class Typed:
    """What was typed into a form: texts as they stand, the values they mean, the texts that mean none."""

    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    unreadable: dict[str, Problem] = field(default_factory=dict)
    addresses: tuple[Address, ...] | None = None


class Edit:
    """The editing of one customer, or of a new one that has no number yet.

    Texts are kept as they were typed, readable or not, so that nothing typed is lost; values are what they mean.
    """

    def __init__(self, form: Form, base: Customer) -> None:
        self.form = form
        self.base = base
        self._typed = Typed()

    @classmethod
    def of_new(cls, form: Form, connection: ConnectionId) -> Edit:
        """A new customer's form, with the defaults of the table."""
        edit = cls(form, Customer(ref=CustomerRef(connection, "")))
        edit._typed = edit._nothing_typed()
        return edit

    @property
    def is_new(self) -> bool:
        """Whether the store does not know this customer yet."""
        return not self.base.ref.customer_id

    # ---------------------------------------------------------------------------------------- fields

    def type_text(self, spec: FieldSpec, text: str) -> None:
        """Take a typed text as it is, and its meaning if it has one."""
        self._typed.texts[spec.key] = text
        self._typed.unreadable.pop(spec.key, None)
        try:
            self._typed.values[spec.key] = read_text(spec, text)
        except InvalidInput as error:
            self._typed.unreadable[spec.key] = error.problems[0]
        if text == show_value(spec, self.base.field_value(spec.key)):
            self._forget(spec.key)

    def choose(self, spec: FieldSpec, value: Value) -> None:
        """Take a value that was chosen rather than typed."""
        self._typed.values[spec.key] = value

    def value(self, key: str) -> Value | Absent:
        """The value as it now stands."""
        return self._typed.values[key] if key in self._typed.values else self.base.field_value(key)

    def text(self, spec: FieldSpec) -> str:
        """The text an editor shows: as typed, else the value."""
        return self._typed.texts[spec.key] if spec.key in self._typed.texts else show_value(spec, self.value(spec.key))

    def before(self, spec: FieldSpec) -> str:
        """The text of the record as it was read."""
        return show_value(spec, self.base.field_value(spec.key))

    def is_changed(self, key: str) -> bool:
        """Whether a field differs from the record."""
        differs = key in self._typed.values and not same(self._typed.values[key], self.base.field_value(key))
        return differs or key in self._typed.unreadable

    def _forget(self, key: str) -> None:
        self._typed.texts.pop(key, None)
        if not self.is_new:
            self._typed.values.pop(key, None)

    # ---------------------------------------------------------------------------------------- addresses

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses as they now stand."""
        return self.base.address_list if self._typed.addresses is None else self._typed.addresses

    def type_address(self, kind: str, part: str, text: str) -> None:
        """Take the text of one part of one address; the first address ever typed becomes the primary one."""
        changed = with_part(address_of(self.addresses, kind), part, text.strip())
        self._typed.addresses = with_address(self.addresses, changed)
        shape = self.form.addresses
        if shape and shape.has_primary and not any(one.primary for one in self._typed.addresses if not one.is_empty):
            self._typed.addresses = with_primary(self._typed.addresses, kind)

    def make_primary(self, kind: str) -> None:
        """Mark one address as the primary one."""
        self._typed.addresses = with_primary(self.addresses, kind)

    def copy_address(self, source: str, target: str) -> None:
        """Fill one address with the parts of another."""
        for part in (spec.key for spec in (self.form.addresses.parts if self.form.addresses else ())):
            text = getattr(address_of(self.addresses, source), part)
            self.type_address(target, part, text or "")

    # ---------------------------------------------------------------------------------------- as a whole

    @property
    def values(self) -> dict[str, Value]:
        """Every value that was typed or chosen."""
        return dict(self._typed.values)

    def changes(self) -> Changes:
        """What would be sent."""
        return differences(self.form, self.base, self._typed.values, self._typed.addresses)

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        if self._typed.unreadable:
            return True
        if self.is_new:
            defaults = {spec.key: spec.default for spec in self.form.fields}
            return bool(self._typed.addresses) or any(
                not same(v, defaults.get(k)) for k, v in self._typed.values.items()
            )
        return bool(self.changes())

    @property
    def count(self) -> int:
        """How many fields and addresses differ."""
        unreadable = [key for key in self._typed.unreadable if key not in self.changes().fields]
        return self.changes().count + len(unreadable)

    def problems(self) -> Sequence[Problem]:
        """Everything wrong with what was typed; unreadable texts first."""
        if self.is_new:
            found = problems_of_new(self.form, self._typed.values, self.addresses)
        else:
            found = problems_of(self.form, self.changes())
        return [*self._typed.unreadable.values(), *(one for one in found if one.field not in self._typed.unreadable)]

    def rebase(self, record: Customer) -> None:
        """Go on over a newer reading of the same record: what was typed stays, what now agrees is no change."""
        addresses = self.changes().changed_address_kinds
        if self._typed.addresses is not None:
            merged = record.address_list
            for kind in addresses:
                merged = with_address(merged, address_of(self._typed.addresses, kind))
            self._typed.addresses = merged if addresses else None
        self.base = record
        for key in [key for key in self._typed.values if not self.is_changed(key)]:
            self._forget(key)

    def discard(self) -> Typed:
        """Throw away what was typed; answers it, for `restore`."""
        typed, self._typed = self._typed, self._nothing_typed()
        return typed

    def restore(self, typed: Typed) -> None:
        """Take back what was thrown away."""
        self._typed = typed

    def _nothing_typed(self) -> Typed:
        if not self.is_new:
            return Typed()
        return Typed(values={spec.key: spec.default for spec in self.form.fields if spec.default is not None})
