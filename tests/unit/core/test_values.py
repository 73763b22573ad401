"""The three ways of being missing are told apart, and are one to a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import ABSENT, Absent, Unreadable, is_blank, joined, known, same, whole

BLANKS = (ABSENT, None, "", ())
SAYING = (False, 0, Decimal(0), " ", "x", ("",), date(2026, 1, 1), Unreadable(""))
anything = st.one_of(
    st.sampled_from(BLANKS), st.booleans(), st.integers(), st.text(), st.dates(), st.lists(st.text()).map(tuple)
)


def test_absent_null_and_empty_are_three_things() -> None:
    """The domain keeps them apart: none of them equals another."""
    assert len({ABSENT, None, ""}) == 3
    assert Absent("absent") is ABSENT


def test_absent_is_false() -> None:
    """A condition on a field that was not sent does not hold."""
    assert not ABSENT


@pytest.mark.parametrize("value", BLANKS)
def test_blank_values(value: object) -> None:
    """Absent, null, empty text and an empty list say nothing."""
    assert is_blank(value)


@pytest.mark.parametrize("value", SAYING)
def test_values_that_say_something(value: object) -> None:
    """No and nought are answers, and so is a text that nobody can read."""
    assert not is_blank(value)


@pytest.mark.parametrize("one", BLANKS)
@pytest.mark.parametrize("other", BLANKS)
def test_every_blank_equals_every_other(one: object, other: object) -> None:
    """To a person an empty field is an empty field."""
    assert same(one, other)


@pytest.mark.parametrize("value", SAYING)
@pytest.mark.parametrize("blank", BLANKS)
def test_no_blank_equals_a_value(value: object, blank: object) -> None:
    """Emptying a field, or filling one, is a change."""
    assert not same(value, blank)
    assert not same(blank, value)


@given(anything, anything)
def test_same_is_symmetric_and_reflexive(one: object, other: object) -> None:
    """It does not matter which side is asked first, and everything is the same as itself."""
    assert same(one, one)
    assert same(one, other) == same(other, one)


def test_an_unreadable_date_is_compared_by_its_text() -> None:
    """A text where a date was promised equals the same text only, never a date."""
    assert same(Unreadable("soon"), Unreadable("soon"))
    assert not same(Unreadable("soon"), Unreadable("later"))
    assert not same(Unreadable("2026-01-01"), date(2026, 1, 1))


@pytest.mark.parametrize(("value", "answer"), [(ABSENT, "x"), (None, "x"), ("", ""), ("y", "y")])
def test_known_replaces_what_was_not_told(value: str | Absent | None, answer: str) -> None:
    """Absent and null give the default; an empty text was told."""
    assert known(value, "x") == answer


def test_joined_leaves_out_blanks() -> None:
    """What says nothing leaves no gap and no separator."""
    assert joined(("a", None, ABSENT, "", "  ", " b ")) == "a b"
    assert joined(("a", "b"), ", ") == "a, b"
    assert joined(()) == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("plain", "plain"),
        ("\U0001f468 Jos\u00e9", "\U0001f468 Jos\u00e9"),
        ("\ud83d half", "\ufffd half"),
        ("x\udc68", "x\ufffd"),
    ],
)
def test_half_a_character_is_marked(text: str, kept: str) -> None:
    """Two halves that belong together are one character."""
    assert whole(text) == kept
    assert whole("\ud83d\udc68") == "\U0001f468"
    assert whole(text).encode("utf-8").decode("utf-8") == kept
