"""Frozen records that are made quickly are the same records."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from app.core.customer import Address, ConnectionId, Customer, CustomerRef, Verification
from app.core.twin import twin_of

REF = CustomerRef(ConnectionId("c"), "1")


def test_what_a_twin_makes_is_of_the_class() -> None:
    """Its type, its equality, its hash, its repr, its properties and every way to copy it are those of the class."""
    quick, plain = twin_of(CustomerRef)(ConnectionId("c"), "1"), REF
    assert type(quick) is CustomerRef
    assert (quick, hash(quick), repr(quick)) == (plain, hash(plain), repr(plain))
    made = twin_of(Customer)(ref=quick, first_name="Ann", addresses=(twin_of(Address)(city="Rome"),))
    assert made == Customer(ref=plain, first_name="Ann", addresses=(Address(city="Rome"),))
    assert made.full_name == "Ann"
    assert replace(made, first_name="Bea") == Customer(ref=plain, first_name="Bea", addresses=(Address(city="Rome"),))
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - written here


def test_what_a_twin_makes_is_frozen() -> None:
    """Nobody changes what was read."""
    made = twin_of(Customer)(ref=REF)
    for one in fields(Customer):
        with pytest.raises(FrozenInstanceError):
            setattr(made, one.name, "x")


def test_defaults_are_those_of_the_class() -> None:
    """Also the empty ones, of which each record has its own."""
    one, other = twin_of(Customer)(ref=REF), twin_of(Customer)(ref=REF)
    assert one == Customer(ref=REF)
    assert one.extra is not other.extra
    assert twin_of(Verification)("verified") == Verification("verified")


def test_what_is_needed_is_needed() -> None:
    """A record without its number is refused as the class refuses it."""
    with pytest.raises(TypeError, match="ref"):
        twin_of(Customer)()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        twin_of(Customer)(REF)  # type: ignore[call-arg]
