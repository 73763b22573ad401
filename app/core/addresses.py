"""What a person does to a customer's addresses, and the rules over them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count, zip_longest
from typing import Any

from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, check_field
from app.core.values import ABSENT, is_blank, known, same

PART_KEYS = ("street1", "street2", "city", "state", "postal_code", "country")
COORDINATES = ("latitude", "longitude")
_PLACE_KEYS = (*COORDINATES, "zone")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]+)?")


def kind_key(kind: str) -> str:
    """The key of an address as a whole, as the form's errors name it."""
    return f"addresses.{kind}"


def part_key(kind: str, part: str) -> str:
    """The key of one part of one address, as the form's errors and the command line name it."""
    return f"{kind_key(kind)}.{part}"


def address_of(addresses: Sequence[Address], kind: str, address_id: str | None = None) -> Address:
    """The address of that kind (and with that id, where one is given), or an empty one."""
    of_kind = (address for address in addresses if address.kind == kind)
    found = next((address for address in of_kind if address_id in (None, address.address_id)), None)
    return found or Address(kind=kind, address_id=address_id or "")


def without_address(addresses: Sequence[Address], kind: str, address_id: str) -> tuple[Address, ...]:
    """The list without one of its addresses."""
    return tuple(one for one in addresses if (one.kind, one.address_id) != (kind, address_id))


def kind_of(name: str) -> str:
    """A name as a kind: lower case with underscores."""
    return "_".join(name.lower().split())


def new_kind(addresses: Sequence[Address], name: str) -> str:
    """A name typed for a new address as a kind that no other address has."""
    kind = kind_of(name)
    taken = {address.kind for address in addresses}
    numbered = (f"{kind}_{number}" for number in count(2))
    return kind if kind not in taken else next(one for one in numbered if one not in taken)


def with_part(address: Address, part: str, text: str) -> Address:
    """The address with one part replaced; unchanged where the text says the same as before.

    A coordinate becomes its number; a text that is none stays, for the form's rule to refuse.
    """
    value: object = text
    if part in COORDINATES and _DEGREES.fullmatch(text.strip()):
        value = float(text)
    before = getattr(address, part)
    if same(before, value):
        return address
    changed: dict[str, Any] = {part: value}
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
    return tuple(kind for kind in kinds if not _all_alike(kind, of_kind(before, kind), of_kind(after, kind)))


def with_kinds_of(
    addresses: Sequence[Address], others: Sequence[Address], kinds: Collection[str]
) -> tuple[Address, ...]:
    """The addresses in their order, with the others' in the place of those kinds; kinds they do not have at the end."""
    own = {kind: [one for one in others if one.kind == kind] for kind in kinds}
    merged: list[Address] = []
    for address in addresses:
        merged += own.pop(address.kind, []) if address.kind in kinds else [address]
    return (*merged, *(address for left in own.values() for address in left))


def of_kind(addresses: Sequence[Address], kind: str) -> list[Address]:
    """The addresses of that kind; where a vendor keeps several, always in the same order."""
    return sorted((one for one in addresses if one.kind == kind), key=lambda one: one.address_id)


def _all_alike(kind: str, before: Sequence[Address], after: Sequence[Address]) -> bool:
    none = Address(kind=kind, latitude=None, longitude=None, zone=None)
    return all(alike(*pair) for pair in zip_longest(before, after, fillvalue=none))


def alike(one: Address, other: Address) -> bool:
    """Whether two addresses say the same to a person. Where it lies counts where both say so."""
    parts = all(same(getattr(one, part), getattr(other, part)) for part in PART_KEYS)
    pairs = [(getattr(one, part), getattr(other, part)) for part in _PLACE_KEYS]
    place = all(mine is ABSENT or theirs is ABSENT or same(mine, theirs) for mine, theirs in pairs)
    return parts and place and known(one.primary, default=False) == known(other.primary, default=False)


def check_addresses(form: AddressForm, before: Sequence[Address], after: Sequence[Address]) -> list[Problem]:
    """Every problem with the edited addresses; those nobody touched are left alone."""
    problems = []
    for kind in changed_kinds(before, after):
        old = of_kind(before, kind)
        for address in of_kind(after, kind):
            if not any(alike(address, one) for one in old):
                problems += _check_one(form, address, address_of(old, kind, address.address_id))
    if form.has_primary and sum(1 for address in after if address.primary) > 1:
        problems.append(Problem("addresses", "Only one address can be the primary one."))
    if form.shape is AddressShape.SLOTS and len({address.kind for address in after}) < len(after):
        problems.append(Problem("addresses", "There can be only one address of each kind."))
    return problems


def _check_one(form: AddressForm, address: Address, old: Address) -> list[Problem]:
    found = [rule(address) for rule in form.rules]
    if not address.is_empty or _is_begun(address, old):
        found += [check_field(spec, getattr(address, spec.key)) for spec in form.parts]
    return [
        Problem(part_key(address.kind, problem.field), problem.message, problem.blocking)
        for problem in found
        if problem
    ]


def _is_begun(address: Address, old: Address) -> bool:
    """Whether a part was typed where no address was. One that was emptied may leave its state standing."""
    pairs = [(getattr(address, part), getattr(old, part)) for part in PART_KEYS]
    return old.is_empty and any(not is_blank(now) and not same(now, before) for now, before in pairs)
