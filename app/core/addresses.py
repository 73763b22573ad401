"""What a person does to a customer's addresses, and the rules over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, check_field
from app.core.values import known, same

PART_KEYS = ("street1", "street2", "city", "state", "postal_code", "country")


def part_key(kind: str, part: str) -> str:
    """The key of one part of one address, as the form's errors and the command line name it."""
    return f"addresses.{kind}.{part}"


def address_of(addresses: Sequence[Address], kind: str) -> Address:
    """The address of that kind, or an empty one."""
    return next((address for address in addresses if address.kind == kind), Address(kind=kind))


def with_part(address: Address, part: str, text: str) -> Address:
    """The address with one part replaced; unchanged where the text says the same as before."""
    before = getattr(address, part)
    if same(before, text):
        return address
    changed: dict[str, Any] = {part: text}
    return replace(address, **changed)


def with_address(addresses: Sequence[Address], changed: Address) -> tuple[Address, ...]:
    """The list with the address of the same kind (and id) replaced, or added at the end."""
    found = False
    result = []
    for address in addresses:
        is_it = (address.kind, address.address_id) == (changed.kind, changed.address_id)
        result.append(changed if is_it else address)
        found = found or is_it
    return tuple(result if found else [*result, changed])


def with_primary(addresses: Sequence[Address], kind: str) -> tuple[Address, ...]:
    """The list with that kind as the only primary one."""
    return tuple(replace(address, primary=address.kind == kind) for address in addresses)


def changed_kinds(before: Sequence[Address], after: Sequence[Address]) -> tuple[str, ...]:
    """The kinds whose parts or primary mark differ."""
    kinds = dict.fromkeys(address.kind for address in (*before, *after))
    return tuple(kind for kind in kinds if not alike(address_of(before, kind), address_of(after, kind)))


def alike(one: Address, other: Address) -> bool:
    """Whether two addresses say the same to a person."""
    parts = all(same(getattr(one, part), getattr(other, part)) for part in PART_KEYS)
    return parts and known(one.primary, default=False) == known(other.primary, default=False)


def check_addresses(form: AddressForm, before: Sequence[Address], after: Sequence[Address]) -> list[Problem]:
    """Every problem with the edited addresses; those nobody touched are left alone."""
    problems = []
    for kind in changed_kinds(before, after):
        problems += _check_one(form, address_of(after, kind))
    if form.has_primary and sum(1 for address in after if address.primary) > 1:
        problems.append(Problem("addresses", "Only one address can be the primary one."))
    if form.shape is AddressShape.SLOTS and len({address.kind for address in after}) < len(after):
        problems.append(Problem("addresses", "There can be only one address of each kind."))
    return problems


def _check_one(form: AddressForm, address: Address) -> list[Problem]:
    if address.is_empty:
        return []
    found = (check_field(spec, getattr(address, spec.key)) for spec in form.parts)
    return [
        Problem(part_key(address.kind, problem.field), problem.message, problem.blocking)
        for problem in found
        if problem
    ]
