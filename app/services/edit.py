"""One form being worked on: what was read, what was typed, what differs and what is wrong with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.core.addresses import (
    address_of,
    changed_kinds,
    kind_key,
    new_kind,
    with_address,
    with_kinds_of,
    with_part,
    with_primary,
    without_address,
)
from app.core.changes import Changes, applied, differences, merge
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.draft import Draft
from app.core.errors import InvalidInput, Problem
from app.core.form import FieldSpec, Form, read_text, show_value
from app.core.outbox import provisional_ref
from app.core.values import Absent, Value, is_blank, same, whole
from app.services.profiles import problems_of, problems_of_new


@dataclass(slots=True)
class _Typed:
    """What was typed into a form: texts as they stand, the values they mean, the texts that mean none."""

    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    unreadable: dict[str, Problem] = field(default_factory=dict)
    addresses: tuple[Address, ...] | None = None


class Edit:
    """The editing of one customer, or of a new one that has no number yet.

    Texts are kept as they were typed, readable or not, so that nothing typed is lost; values are what they mean.
    ``token`` tells a new customer's form from every other.
    """

    def __init__(self, form: Form, base: Customer) -> None:
        self.form = form
        self.base = base
        self.token = "" if base.ref.customer_id else uuid.uuid4().hex
        self._typed = _Typed()

    @classmethod
    def of_new(cls, form: Form, connection: ConnectionId) -> Edit:
        """A new customer's form, with the defaults of the table."""
        edit = cls(form, Customer(ref=CustomerRef(connection, "")))
        edit._typed = edit._nothing_typed()
        return edit

    @classmethod
    def of_draft(cls, form: Form, draft: Draft) -> Edit:
        """A form as it was typed, over the record that it was typed over; texts that mean nothing are read again."""
        edit = cls(form, draft.base)
        edit.token = draft.token or edit.token
        edit._typed = _Typed(dict(draft.texts), dict(draft.values), addresses=draft.addresses)
        for spec in form.fields:
            if spec.key in draft.texts and spec.key not in draft.values:
                edit._read(spec, draft.texts[spec.key])
        return edit

    @property
    def is_new(self) -> bool:
        """Whether the store does not know this customer yet."""
        return not self.base.ref.customer_id

    @property
    def key(self) -> CustomerRef:
        """What tells this form from every other: the customer, or for a new one a provisional number."""
        return provisional_ref(self.base.ref.connection, self.token) if self.token else self.base.ref

    def draft(self, at: datetime, who: str = "", refused: str = "") -> Draft:
        """The form as it stands, to be kept."""
        typed = self._typed
        texts, values = dict(typed.texts), dict(typed.values)
        return Draft(
            base=self.base,
            texts=texts,
            values=values,
            addresses=typed.addresses,
            at=at,
            who=who,
            refused=refused,
            token=self.token,
        )

    # ---------------------------------------------------------------------------------------- fields

    def type_text(self, spec: FieldSpec, text: str) -> None:
        """Take a typed text as it is, and its meaning if it has one. The record's own text again is no change."""
        text = whole(text)
        self._forget(spec.key)
        if text == self.before(spec) and not self.is_new:
            return
        self._typed.texts[spec.key] = text
        self._read(spec, text)

    def _read(self, spec: FieldSpec, text: str) -> None:
        try:
            self._typed.values[spec.key] = self._as_the_store_spells(spec.key, read_text(spec, text))
        except InvalidInput as error:
            self._typed.unreadable[spec.key] = error.problems[0]

    def choose(self, spec: FieldSpec, value: Value) -> None:
        """Take a value that was chosen rather than typed, in the place of whatever was typed before."""
        self._forget(spec.key)
        self._typed.values[spec.key] = value

    def _as_the_store_spells(self, key: str, value: Value) -> Value:
        """A list with the record's own spelling of its entries: editors trim blanks that belong to a group's name."""
        before = self.base.field_value(key)
        if not isinstance(value, tuple) or not isinstance(before, tuple):
            return value
        left = list(before)
        spelt = []
        for item in value:
            own = next((one for one in left if one.strip() == item), None)
            if own is not None:
                left.remove(own)
            spelt.append(item if own is None else own)
        return tuple(spelt)

    def value(self, key: str) -> Value | Absent:
        """The value as it now stands."""
        return self.values[key] if key in self._typed.values else self.base.field_value(key)

    def text(self, spec: FieldSpec) -> str:
        """The text an editor shows: as typed, else the value."""
        return self._typed.texts[spec.key] if spec.key in self._typed.texts else show_value(spec, self.value(spec.key))

    def before(self, spec: FieldSpec) -> str:
        """The text of the record as it was read."""
        return show_value(spec, self.base.field_value(spec.key))

    def is_changed(self, key: str) -> bool:
        """Whether a field differs from the record."""
        return key in self._typed.unreadable or not same(self.value(key), self.base.field_value(key))

    def _forget(self, key: str) -> None:
        self._typed.texts.pop(key, None)
        self._typed.values.pop(key, None)
        self._typed.unreadable.pop(key, None)

    # ---------------------------------------------------------------------------------------- addresses

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses as they now stand."""
        return self.base.address_list if self._typed.addresses is None else self._typed.addresses

    def type_address(self, kind: str, part: str, text: str, address_id: str | None = None) -> None:
        """Take the text of one part of one address; the first a customer ever has becomes the primary one."""
        changed = with_part(address_of(self.addresses, kind, address_id), part, whole(text).strip())
        self._take_addresses(self._with_a_primary(with_address(self.addresses, changed)))

    def add_address(self, name: str) -> Address:
        """Begin another address of a vendor that keeps any number; answers it, still empty."""
        begun = Address(kind=new_kind(self.addresses, name))
        self._typed.addresses = (*self.addresses, begun)
        return begun

    def remove_address(self, kind: str, address_id: str) -> None:
        """Take an address off the list."""
        self._take_addresses(without_address(self.addresses, kind, address_id))

    def make_primary(self, kind: str) -> None:
        """Mark one address as the primary one."""
        self._take_addresses(with_primary(with_address(self.addresses, address_of(self.addresses, kind)), kind))

    def _take_addresses(self, addresses: tuple[Address, ...]) -> None:
        self._typed.addresses = addresses if changed_kinds(self.base.address_list, addresses) else None

    def _with_a_primary(self, addresses: tuple[Address, ...]) -> tuple[Address, ...]:
        """Mark the first address of a customer who had none; a record's own marks are left alone."""
        shape = self.form.addresses
        before = self.base.address_list
        if shape is None or not shape.has_primary or any(not one.is_empty for one in before):
            return addresses
        filled = [one for one in addresses if not one.is_empty]
        if not filled:
            return tuple(replace(one, primary=address_of(before, one.kind).primary) for one in addresses)
        return addresses if any(one.primary for one in filled) else with_primary(addresses, filled[0].kind)

    def copy_address(self, source: str, target: str) -> None:
        """Fill one address with the parts of another."""
        for part in (spec.key for spec in (self.form.addresses.parts if self.form.addresses else ())):
            text = getattr(address_of(self.addresses, source), part)
            self.type_address(target, part, "" if is_blank(text) else str(text))

    # ---------------------------------------------------------------------------------------- as a whole

    @property
    def values(self) -> dict[str, Value]:
        """Every value that was typed or chosen, as the store spells it beside the rest of the form."""
        typed = dict(self._typed.values)
        if not typed or self.form.spelling is None:
            return typed
        held = {spec.key: self.base.field_value(spec.key) for spec in self.form.fields}
        spelt = self.form.spelling({**held, **typed})
        return {key: value if same(value, held[key]) else spelt.get(key, value) for key, value in typed.items()}

    def changes(self) -> Changes:
        """What would be sent."""
        return differences(self.form, self.base, self.values, self._typed.addresses)

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed that is not saved."""
        if self._typed.unreadable:
            return True
        if self.is_new:
            defaults = {spec.key: spec.default for spec in self.form.fields}
            return bool(self._typed.addresses) or any(not same(v, defaults.get(k)) for k, v in self.values.items())
        return bool(self.changes())

    @property
    def count(self) -> int:
        """How many fields and addresses differ."""
        return self.changes().count + len(self._typed.unreadable)

    def problems(self) -> Sequence[Problem]:
        """Everything wrong with what was typed; unreadable texts first."""
        if self.is_new:
            found = problems_of_new(self.form, self.values, self.addresses)
        else:
            found = problems_of(self.form, self.changes())
        return [*self._typed.unreadable.values(), *(one for one in found if one.field not in self._typed.unreadable)]

    def rebase(self, record: Customer) -> None:
        """Go on over a newer reading of the same record: what was typed stays, what now agrees is no change."""
        still = merge(self.changes(), record).changes
        self.base = record
        for key in [key for key in self._typed.values if key not in still.fields]:
            self._forget(key)
        for key in [key for key in self._typed.unreadable if self._is_text_of_record(key)]:
            self._forget(key)
        self._typed.addresses = still.addresses

    def take_saved(self, sent: Changes, record: Customer) -> tuple[str, ...]:
        """These changes were saved: only what was typed since stays, however the store spells the rest.

        A store may write what it is given in capitals; comparing would take that for an edit, and send it for ever.
        But what the store left as it was before was not saved: it stays typed, and the answer is its keys, an address
        as ``addresses.<kind>``.
        """
        left = [key for key, value in sent.fields.items() if _left_as_it_was(sent, record, key, value)]
        kinds = _kinds_left(sent, record)
        fields = {key: value for key, value in sent.fields.items() if key not in left}
        addresses = sent.addresses and with_kinds_of(sent.addresses, sent.base.address_list, kinds)
        self._take_sent(Changes(sent.base, fields, addresses), record)
        return (*left, *(kind_key(kind) for kind in kinds))

    def take_created(self, sent: Changes, record: Customer) -> None:
        """The new customer was made of this: the form is theirs from now on, and only what was typed since stays."""
        self._take_sent(sent, record)
        self.token = ""

    def _take_sent(self, sent: Changes, record: Customer) -> None:
        """Go on over what came of what was sent. What was typed since counts against that, not against the old record.

        So a field that was put back meanwhile to what the old record says is typed, too.
        """
        for key, value in sent.fields.items():
            now = self.value(key)
            if key in self._typed.unreadable:
                continue
            if same(now, value):
                self._forget(key)
            else:
                self._typed.values.setdefault(key, None if isinstance(now, Absent) else now)
        if sent.addresses is not None:
            self._typed.addresses = self.addresses
        self.base = applied(replace(sent, base=self.base))
        self.rebase(record)

    def _is_text_of_record(self, key: str) -> bool:
        spec = self.form.spec(key)
        return spec is not None and self._typed.texts.get(key) == self.before(spec)

    def discard(self) -> Edit:
        """Throw away what was typed; answers it as an edit of its own, over the record that it was typed over."""
        thrown = Edit(self.form, self.base)
        thrown.token = self.token
        thrown._typed, self._typed = self._typed, self._nothing_typed()
        return thrown

    def fill(self, values: Mapping[str, Value], addresses: tuple[Address, ...]) -> None:
        """Put what is known of a new customer into the form."""
        self._typed.values |= values
        self._typed.addresses = addresses or None

    def add_earlier(self, earlier: Edit) -> None:
        """Take what was typed into the same form before, over the record that it was typed over.

        What was typed since stands, field by field and address by address.
        """
        self.rebase(applied(earlier.changes()))
        mine, theirs = self._typed, earlier._typed
        touched = mine.values.keys() | mine.unreadable.keys()
        mine.texts |= {key: text for key, text in theirs.texts.items() if key not in touched}
        mine.values |= {key: value for key, value in theirs.values.items() if key not in touched}
        mine.unreadable |= {key: problem for key, problem in theirs.unreadable.items() if key not in touched}
        mine.addresses = theirs.addresses if mine.addresses is None else mine.addresses
        self.base = earlier.base

    def _nothing_typed(self) -> _Typed:
        if not self.is_new:
            return _Typed()
        return _Typed(values={spec.key: spec.default for spec in self.form.fields if spec.default is not None})


def _kinds_left(sent: Changes, record: Customer) -> list[str]:
    """The kinds of the sent addresses that the record holds as before; none where it was answered without addresses."""
    if sent.addresses is None or isinstance(record.addresses, Absent):
        return []
    before, now = sent.base.address_list, record.address_list
    changed, other = changed_kinds(before, now), changed_kinds(sent.addresses, now)
    return [kind for kind in sent.changed_address_kinds if kind in other and kind not in changed]


def _left_as_it_was(sent: Changes, record: Customer, key: str, value: Value) -> bool:
    now, before = record.field_value(key), sent.base.field_value(key)
    return same(now, before) and not same(now, value)
