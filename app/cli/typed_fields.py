"""``--set KEY=VALUE``: the texts of the command line, read by the store's form as if typed into the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.cli.commands import named
from app.cli.failures import WrongUsage
from app.core.addresses import kind_of
from app.core.errors import InvalidInput, Problem
from app.core.form import AddressForm, AddressShape, FieldSpec, Form, read_text
from app.services.edit import Edit

_PRIMARY = "primary"
_YES = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class TypedFields:
    """What is to be typed: fields, parts of addresses by kind and part, and the kind to become the primary address."""

    fields: tuple[tuple[FieldSpec, str], ...]
    parts: tuple[tuple[str, str, str], ...]
    primary: str = ""

    def type_into(self, edit: Edit) -> None:
        """Fill a form."""
        for spec, text in self.fields:
            edit.type_text(spec, text)
        for kind, part, text in self.parts:
            if sum(address.kind == kind for address in edit.addresses) > 1:
                raise WrongUsage(
                    f"The record has more than one address named {named(kind)}.",
                    "Nothing was sent: which of them is meant cannot be told here.",
                    "Change it in the window.",
                )
            edit.type_address(kind, part, text)
        if not self.primary:
            return
        if all(address.kind != self.primary for address in edit.addresses):
            raise WrongUsage("There is no address of that kind to be the primary one.")
        edit.make_primary(self.primary)


def read_fields(form: Form, texts: Mapping[str, str]) -> TypedFields:
    """The texts by the form's table, before anything is asked of the store.

    WrongUsage for a key that the form has not or that cannot be set, InvalidInput for texts that mean nothing there.
    """
    parts = {key: text for key, text in texts.items() if key.startswith("addresses.")}
    fields = tuple((_spec(form, key), text) for key, text in texts.items() if key not in parts)
    refuse_unreadable(fields)
    addressed = [(*_address_key(form, key), text) for key, text in parts.items()]
    chosen = [_chosen(kind, text) for kind, part, text in addressed if part == _PRIMARY]
    if len(chosen) > 1:
        raise WrongUsage("Only one address can be made the primary one.")
    written = tuple(entry for entry in addressed if entry[1] != _PRIMARY)
    return TypedFields(fields, written, "".join(chosen))


def refuse_unreadable(fields: tuple[tuple[FieldSpec, str], ...]) -> None:
    """Raise InvalidInput with everything that cannot be read, not only the first."""
    problems: list[Problem] = []
    for spec, text in fields:
        try:
            read_text(spec, text)
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(*problems)


def _spec(form: Form, key: str) -> FieldSpec:
    spec = form.spec(key)
    if spec is None:
        raise _unknown(form, key)
    if spec.read_only:
        raise WrongUsage(f"{spec.label} cannot be set.", spec.read_only)
    return spec


def _address_key(form: Form, key: str) -> tuple[str, str]:
    """Kind and part of an address key, the kind as records have it however it is written."""
    _addresses, name, *rest = key.split(".")
    kind, part = kind_of(name), ".".join(rest)
    if form.addresses is None or part not in _parts(form.addresses) or not _has_kind(form.addresses, kind):
        raise _unknown(form, key)
    return kind, part


def _has_kind(form: AddressForm, kind: str) -> bool:
    """In a list the kind is a word of the store's own; elsewhere kinds are fixed."""
    return form.shape is AddressShape.LIST or any(choice.value == kind for choice in form.kinds)


def _chosen(kind: str, text: str) -> str:
    if text.strip().lower() not in _YES:
        raise WrongUsage("An address is made the primary one with yes.", hint="Make another one primary instead.")
    return kind


def _unknown(form: Form, key: str) -> WrongUsage:
    return WrongUsage(f"The form has no field for {named(key)}.", hint=f"It has {', '.join(_keys(form))}.")


def _keys(form: Form) -> list[str]:
    keys = [spec.key for spec in form.fields if not spec.read_only]
    if form.addresses:
        kinds = "|".join(choice.value for choice in form.addresses.kinds) or "<kind>"
        keys.append(f"addresses.{kinds}.{'|'.join(_parts(form.addresses))}")
    return keys


def _parts(form: AddressForm) -> list[str]:
    return [spec.key for spec in form.parts] + ([_PRIMARY] if form.has_primary else [])
