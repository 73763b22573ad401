"""What was changed against which record, and how two people's changes come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.addresses import changed_kinds, kind_key, with_kinds_of, with_primary
from app.core.customer import STANDARD_FIELDS, Address, Customer
from app.core.form import Form
from app.core.values import Value, same


@dataclass(frozen=True, slots=True)
class Changes:
    """The fields that differ from ``base``: form keys to new values, and the whole new address list if it differs."""

    base: Customer
    fields: Mapping[str, Value] = field(default_factory=dict)
    addresses: tuple[Address, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.fields) or self.addresses is not None

    @property
    def count(self) -> int:
        """How many things a person would say were changed: fields, and addresses one by one."""
        return len(self.fields) + len(self.changed_address_kinds)

    @property
    def changed_address_kinds(self) -> tuple[str, ...]:
        """The kinds of the addresses that differ."""
        return () if self.addresses is None else changed_kinds(self.base.address_list, self.addresses)


def differences(
    form: Form, base: Customer, values: Mapping[str, Value], addresses: Sequence[Address] | None = None
) -> Changes:
    """The edited values that differ from the record, in the order of the form. Read-only fields never differ."""
    changed = {
        spec.key: values[spec.key]
        for spec in form.fields
        if spec.key in values and not spec.read_only and not same(values[spec.key], base.field_value(spec.key))
    }
    kinds = () if addresses is None else changed_kinds(base.address_list, addresses)
    return Changes(base, changed, tuple(addresses) if kinds and addresses is not None else None)


def applied(changes: Changes) -> Customer:
    """The record as it will be once the store has taken the changes.

    Caregivers stay as they were: a form knows their numbers only, and the record their names as well.
    """
    new = {key: value for key, value in changes.fields.items() if key != "caregivers"}
    standard: dict[str, Any] = {key: value for key, value in new.items() if key in STANDARD_FIELDS}
    own = {key: value for key, value in new.items() if key not in STANDARD_FIELDS}
    base = changes.base
    addresses = base.addresses if changes.addresses is None else changes.addresses
    return replace(base, addresses=addresses, extra={**base.extra, **own}, **standard)


@dataclass(frozen=True, slots=True)
class Merge:
    """Mine brought onto theirs: what is still to be sent, and the keys that both sides changed differently."""

    changes: Changes
    conflicts: tuple[str, ...]


def merge(mine: Changes, theirs: Customer) -> Merge:
    """Three-way merge, field by field: base is the record that ``mine`` was made against.

    A field that only one side changed takes that side's value. One that both changed to the same value needs
    nothing more. One that both changed differently keeps mine and is named as a conflict. An address is one such
    thing, and so is the mark of the primary one.
    """
    base = mine.base
    still = {key: value for key, value in mine.fields.items() if not same(value, theirs.field_value(key))}
    conflicts = [key for key in still if not same(base.field_value(key), theirs.field_value(key))]
    addresses = None
    if mine.addresses is not None:
        addresses, clashes = _merge_addresses(base.address_list, mine.addresses, theirs.address_list)
        conflicts += clashes
    return Merge(Changes(theirs, still, addresses), tuple(conflicts))


def _merge_addresses(
    base: Sequence[Address], mine: Sequence[Address], theirs: Sequence[Address]
) -> tuple[tuple[Address, ...] | None, list[str]]:
    my_kinds = changed_kinds(base, mine)
    their_kinds = changed_kinds(base, theirs)
    merged = with_kinds_of(theirs, mine, my_kinds)
    unlike = changed_kinds(mine, theirs)
    clashing = [kind for kind in my_kinds if kind in their_kinds and kind in unlike]
    if len(_primary(merged)) > max(len(_primary(mine)), len(_primary(theirs))):
        # Both sides moved the mark, each to another address.
        marked = next(kind for kind in _primary(merged) if kind in my_kinds)
        merged = with_primary(merged, marked)
        clashing = list(dict.fromkeys([*clashing, marked]))
    return (merged if changed_kinds(theirs, merged) else None), [kind_key(kind) for kind in clashing]


def _primary(addresses: Sequence[Address]) -> list[str]:
    return [address.kind for address in addresses if address.primary]
