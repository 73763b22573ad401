"""What a scanned card says in the fields of a store's form, and where it differs from a customer's profile."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.core.addresses import address_of
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.form import AddressForm, AddressShape, Choice, FieldKind, FieldSpec, Form, show_value
from app.core.idcard import IdCard
from app.core.values import ABSENT, Value, is_blank, known
from app.services.copying import Copy, copy_of
from app.services.edit import Edit

_ADDRESS_KEYS = ("street1", "street2", "city", "state", "postal_code", "country")
_COUNTRIES: Final = {"USA": "US", "CAN": "CA", "MEX": "MX"}
_GENDERS: Final = {"M": "M", "F": "F", "X": "N"}
_VERDICT_KEYS: Final = ("birth_date", "license_number", "license_expires")
_NAME_KEYS: Final = frozenset({"first_name", "middle_name", "last_name", "single_name"})
# What a card has, as a form of its own: the way from it to a store's form is the one from any other store's.
CARD_FORM: Final = Form(
    fields=(
        FieldSpec(key="first_name", label="First name"),
        FieldSpec(key="middle_name", label="Middle name"),
        FieldSpec(key="last_name", label="Last name"),
        FieldSpec(key="birth_date", label="Date of birth", kind=FieldKind.DATE),
        FieldSpec(
            key="gender",
            label="Gender",
            kind=FieldKind.CHOICE,
            choices=(Choice("M", "Male"), Choice("F", "Female"), Choice("N", "Non-binary")),
        ),
        FieldSpec(key="license_number", label="ID number"),
        FieldSpec(key="license_expires", label="ID expires", kind=FieldKind.DATE),
    ),
    addresses=AddressForm(
        shape=AddressShape.SINGLE, parts=tuple(FieldSpec(key=key, label=key) for key in _ADDRESS_KEYS)
    ),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the card says otherwise: a field's key, its label, both texts, and what taking it would put there."""

    key: str
    label: str
    before: str = field(repr=False)
    on_card: str = field(repr=False)
    value: Value = field(default=None, repr=False)
    address: Address | None = field(default=None, repr=False)


def record_of_card(card: IdCard, connection: ConnectionId) -> Customer:
    """The card as the record of somebody without a number: for the verdict, and for filling a form."""
    street = Address(
        street1=card.street1 or ABSENT,
        street2=card.street2 or ABSENT,
        city=card.city or ABSENT,
        state=card.state or ABSENT,
        postal_code=card.postal_code or ABSENT,
        country=_COUNTRIES.get(card.country, ABSENT),
    )
    return Customer(
        ref=CustomerRef(connection, ""),
        first_name=card.first_name or ABSENT,
        middle_name=card.middle_name or ABSENT,
        last_name=" ".join(part for part in (card.last_name, card.suffix) if part) or ABSENT,
        birth_date=card.birth_date or ABSENT,
        gender=_GENDERS.get(card.gender, ABSENT),
        license_number=card.license_number or ABSENT,
        license_expires=card.license_expires or ABSENT,
        addresses=() if street.is_empty else (street,),
    )


def with_card(record: Customer, card: Customer) -> Customer:
    """A record with birth date and ID of a card (`record_of_card`) where it has none: for the verdict alone."""
    found = {key: value for key in _VERDICT_KEYS if is_blank(getattr(record, key)) and (value := getattr(card, key))}
    return replace(record, **found)


def filled_from(card: IdCard, form: Form, kept: Collection[str]) -> Copy:
    """A new customer's values from a card, as far as the form can hold them and ``kept`` allows (form keys)."""
    record = record_of_card(card, ConnectionId(""))
    allowed = tuple(spec for spec in CARD_FORM.fields if spec.key in kept)
    record = record if "addresses" in kept else replace(record, addresses=())
    return copy_of(record, replace(CARD_FORM, fields=allowed), form)


def differences(
    card: IdCard, customer: Customer, form: Form, kept: Collection[str], *, is_brief: bool = False
) -> tuple[Difference, ...]:
    """What the card says otherwise than the profile, in the order of the form.

    Capitals, accents, blanks and hyphens make no difference, nor does a name that the card itself holds cut off or as
    an initial. What the card does not say with certainty is not compared. ``is_brief``: the record is the one of the
    index, which leaves fields out: what is absent there is not compared either.
    """
    copy = filled_from(card, form, kept)
    found = [
        Difference(spec.key, spec.label, show_value(spec, before), show_value(spec, value), value)
        for spec in form.fields
        if (value := copy.values.get(spec.key)) is not None
        and not (is_brief and customer.field_value(spec.key) is ABSENT)
        and not _agree(spec.key, before := customer.field_value(spec.key), value, card)
    ]
    moved = _moved(customer.address_list, copy.addresses, form.addresses)
    if moved is not None and not (is_brief and not customer.address_list):
        before_line = "" if moved.kind == "" else address_of(customer.address_list, moved.kind).one_line
        found.append(Difference("addresses", "Address", before_line, moved.one_line, address=moved))
    return tuple(found)


def take(edit: Edit, difference: Difference) -> None:
    """Put what the card says into the form, as typed by the clerk: it is sent when the form is saved."""
    if difference.address is None:
        spec = edit.form.spec(difference.key)
        if spec is not None:
            edit.type_text(spec, show_value(spec, difference.value))
        return
    address = difference.address
    for part in (spec.key for spec in (edit.form.addresses.parts if edit.form.addresses else ())):
        if part in _ADDRESS_KEYS:
            edit.type_address(address.kind, part, str(known(getattr(address, part), "")), address.address_id or None)


# ------------------------------------------------------------------------------------------------ what agrees


def _agree(key: str, before: object, value: Value, card: IdCard) -> bool:
    if is_blank(before):
        return False
    if not (isinstance(before, str) and isinstance(value, str)):
        return before == value
    held, said = plain(before), plain(value)
    if held == said:
        return True
    return key in _NAME_KEYS and (_is_initial(key, held, said) or (key in card.truncated and held.startswith(said)))


def _is_initial(key: str, held: str, said: str) -> bool:
    """``J`` beside ``James``: a middle name is often kept, or printed, as its first letter."""
    shorter, longer = sorted((held, said), key=len)
    return key == "middle_name" and len(shorter) == 1 and longer.startswith(shorter)


def plain(text: str) -> str:
    """Letters and digits alone, without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if char.isalnum()).casefold()


def _moved(held: Sequence[Address], on_card: Sequence[Address], form: AddressForm | None) -> Address | None:
    """The card's address in the place where it would stand, None where the profile has it, or the form has no place."""
    if form is None or not on_card or any(_same_place(one, on_card[0]) for one in held):
        return None
    filled = [one for one in held if not one.is_empty]
    if not filled or form.shape is AddressShape.LIST:
        return on_card[0]
    instead = next((one for one in filled if one.primary), filled[0])
    return replace(on_card[0], kind=instead.kind, address_id=instead.address_id)


def _same_place(one: Address, other: Address) -> bool:
    """Whether two addresses are one: the same ZIP or town, the same house number, and streets that begin alike.

    Cards write AVE and profiles Avenue, so what comes after the street's first word says nothing.
    """
    here, there = _place(one), _place(other)
    return bool(here) and here == there


def _place(address: Address) -> tuple[str, ...]:
    words = [plain(word) for word in known(address.street1, "").replace("-", " ").split()]
    numbers = [word for word in words if word[:1].isdigit()]
    names = [word for word in words if word and not word[0].isdigit() and word not in _DIRECTIONS]
    code = plain(known(address.postal_code, ""))[:5] or plain(known(address.city, ""))
    return (code, *numbers[:1], *names[:1]) if words else ()


_DIRECTIONS = frozenset({"n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west"})
