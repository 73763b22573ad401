"""What is checked before anything leaves this program: a store's settings, its keys, the values of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from urllib.parse import quote

from app.core.addresses import check_addresses
from app.core.customer import Address
from app.core.errors import InvalidInput, NotSignedIn, Problem
from app.core.form import FieldKind, Form, check_field, check_form, refuse_blocking
from app.core.values import Absent, Value, is_blank, whole
from app.core.vendor import CreatedBetween, Secret, VendorInfo


def check_account(info: VendorInfo, account: Mapping[str, str]) -> None:
    """InvalidInput for settings that miss a required field, break its rule or are none of its choices."""
    problems = []
    for spec in info.account:
        value = account.get(spec.key, "")
        if problem := check_field(spec, value):
            problems.append(problem)
        choices = {choice.value for choice in spec.choices}
        if spec.kind is FieldKind.CHOICE and value and value not in choices:
            problems.append(Problem(spec.key, f"{spec.label}: choose one of {', '.join(sorted(choices))}."))
    if problems:
        raise InvalidInput(*problems, hint="Correct the store's settings.")


def keys_of(info: VendorInfo, secret: Secret) -> Mapping[str, str]:
    """The credentials, trimmed. NotSignedIn where one is missing or could not travel in a header."""
    keys = {spec.key: secret.get(spec.key, "").strip() for spec in info.secret}
    if any(check_field(spec, keys[spec.key]) for spec in info.secret):
        wanted = ", ".join(spec.label for spec in info.secret)
        raise NotSignedIn(
            f"This store's {info.label} credentials are not complete.",
            "Nothing was sent.",
            f"Open the store's settings and enter: {wanted}.",
        )
    return keys


def check_values(
    form: Form,
    values: Mapping[str, Value | Absent],
    edited: AbstractSet[str] | None,
    before: Sequence[Address] = (),
    after: Sequence[Address] | None = None,
) -> None:
    """Every rule of the form once more, whoever filled it in. InvalidInput with all that blocks.

    ``edited`` as in check_form: None for a new customer. ``after`` is the edited address list, if it was edited.
    """
    problems = []
    for key in [key for key in values if not is_blank(values[key])] if edited is None else sorted(edited):
        spec = form.spec(key)
        if spec is None or spec.read_only:
            problems.append(Problem(key, spec.read_only if spec else f"This store's records have no field {key}."))
    problems += check_form(form, values, edited)
    if after is not None and form.addresses is not None:
        problems += check_addresses(form.addresses, before, after)
    refuse_blocking(problems)


def check_period(period: CreatedBetween) -> None:
    """InvalidInput for one that ends before it begins."""
    if period.first > period.last:
        raise InvalidInput(Problem("first", "The first day must not be after the last."))


def sought(value: str) -> str:
    """A value to look for, trimmed. InvalidInput where no request can carry it.

    A terminal hands over bytes that are no text as halves of characters (PEP 383).
    """
    if whole(value) != value:
        raise InvalidInput(Problem("", "This holds characters that cannot be read."), hint="Correct the search.")
    return value.strip()


def path_value(value: str) -> str:
    """A value as one segment of a path, with no character left as it is that means something in one.

    InvalidInput where it is empty or a dot segment: those would name another path; and as `sought`.
    """
    if not value or value in {".", ".."}:
        raise InvalidInput(Problem("", "There is nothing to search for in this."), hint="Correct the search.")
    sought(value)
    return quote(value, safe="")
