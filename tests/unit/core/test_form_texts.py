"""What a typed text means for each kind of field, and how a value is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.form import Choice, FieldKind, FieldSpec, read_text, show_value
from app.core.values import ABSENT, Unreadable, Value
from tests.unit.core.records import spec

CHOICES = (Choice("M", "Male"), Choice("F", "Female"))
TEXTS = (FieldKind.TEXT, FieldKind.EMAIL, FieldKind.LONG_TEXT)
NULLED = (FieldKind.DATE, FieldKind.FLAG, FieldKind.TRISTATE, FieldKind.WHOLE_NUMBER, FieldKind.DECIMAL)
words = st.text(min_size=1).map(str.strip).filter(bool)
tags = words.filter(lambda text: "," not in text)
values: dict[FieldKind, st.SearchStrategy[Value]] = {
    FieldKind.TEXT: words,
    FieldKind.LONG_TEXT: st.text(min_size=1),
    FieldKind.EMAIL: words,
    FieldKind.PHONE: st.from_regex(r"\+1[2-9][0-9]{9}|\+9665[0-9]{8}|[a-z]{3}", fullmatch=True),
    FieldKind.DATE: st.dates(),
    FieldKind.CHOICE: st.sampled_from(["M", "F"]),
    FieldKind.OPEN_CHOICE: words.filter(lambda text: text.casefold() not in {"m", "f", "male", "female"}),
    FieldKind.FLAG: st.booleans(),
    FieldKind.TRISTATE: st.none() | st.booleans(),
    FieldKind.WHOLE_NUMBER: st.integers(),
    FieldKind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False),
    FieldKind.TAGS: st.lists(tags, min_size=1).map(tuple),
}


def field(kind: FieldKind) -> FieldSpec:
    """A field of that kind with two choices."""
    return spec(kind, choices=CHOICES)


def read_or_refused(the_field: FieldSpec, text: str) -> Value | InvalidInput:
    """What the text means, or why it means nothing."""
    try:
        return read_text(the_field, text)
    except InvalidInput as error:
        return error


@pytest.mark.parametrize("kind", FieldKind)
@given(data=st.data())
def test_what_is_shown_is_read_as_the_same_value(kind: FieldKind, data: st.DataObject) -> None:
    """An editor that shows a value and gives its text back has changed nothing, whatever the kind."""
    value = data.draw(values[kind])
    assert read_text(field(kind), show_value(field(kind), value)) == value


@pytest.mark.parametrize("kind", FieldKind)
@given(text=st.text())
def test_no_text_is_too_odd(kind: FieldKind, text: str) -> None:
    """A text has a meaning or is refused under its field; nothing else can happen."""
    value = read_or_refused(field(kind), text)
    if isinstance(value, InvalidInput):
        assert value.field == "it"
        assert value.title.startswith("It: ")
    else:
        assert read_text(field(kind), show_value(field(kind), value)) == value


@pytest.mark.parametrize("kind", FieldKind)
def test_an_emptied_field(kind: FieldKind) -> None:
    """An emptied text is an empty text, an emptied list an empty list, anything else emptied is null."""
    expected: Value = None if kind in NULLED else () if kind is FieldKind.TAGS else ""
    assert read_text(field(kind), "") == expected
    if kind is not FieldKind.LONG_TEXT:
        assert read_text(field(kind), "   ") == expected


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("blank", [ABSENT, None, "", ()])
def test_a_blank_value_shows_nothing(kind: FieldKind, blank: Value) -> None:
    """Absent, null and empty look the same: empty."""
    assert show_value(field(kind), blank) == ""


def test_blanks_around_a_text() -> None:
    """One line is trimmed; notes keep every blank and line break."""
    assert read_text(field(FieldKind.TEXT), "  Mary  Ann ") == "Mary  Ann"
    assert read_text(field(FieldKind.LONG_TEXT), "  one\n two \n") == "  one\n two \n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1992-04-07", date(1992, 4, 7)),
        ("04/07/1992", date(1992, 4, 7)),
        ("4/7/1992", date(1992, 4, 7)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        ("٢٠٢٤-٠٢-٢٩", date(2024, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
    ],
)
def test_dates_that_are_read(text: str, day: date) -> None:
    """Year first with hyphens, or month first with slashes."""
    assert read_text(field(FieldKind.DATE), text) == day


@pytest.mark.parametrize(
    "text",
    [
        "4/7/92",
        "19920407",
        "1992-W15-2",
        "1992-4-7",
        "07.04.1992",
        "2025-02-29",
        "13/01/2000",
        "2000-00-10",
        "0000-01-01",
        "+4/7/1992",
        "1992-04-07T10:00",
        "soon",
        "4/7/1992/1",
    ],
)
def test_dates_that_are_refused(text: str) -> None:
    """A year of two digits, days that no calendar has and other spellings are not guessed at."""
    with pytest.raises(InvalidInput) as refused:
        read_text(field(FieldKind.DATE), text)
    assert refused.value.title == "It: write the date as YYYY-MM-DD or MM/DD/YYYY."


def test_an_unreadable_date_is_shown_as_it_came() -> None:
    """What the store holds is shown even where it is no date."""
    assert show_value(field(FieldKind.DATE), Unreadable("0000-00-00")) == "0000-00-00"


@pytest.mark.parametrize("kind", [FieldKind.FLAG, FieldKind.TRISTATE])
@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("False", False), ("0", False), ("", None)],
)
def test_answers_of_yes_and_no(kind: FieldKind, text: str, *, value: bool | None) -> None:
    """Capitals do not matter; nothing said is neither."""
    assert read_text(field(kind), text) is value


@pytest.mark.parametrize("text", ["maybe", "y", "2", "-"])
def test_other_answers_are_refused(text: str) -> None:
    """A consent is never guessed."""
    with pytest.raises(InvalidInput, match="It: answer yes or no"):
        read_text(field(FieldKind.TRISTATE), text)


@pytest.mark.parametrize("text", ["M", "m", "male", "MALE", " Male "])
def test_choices_by_value_or_words(text: str) -> None:
    """A choice may be typed as its value or its words, in any capitals."""
    assert read_text(field(FieldKind.CHOICE), text) == "M"
    assert read_text(field(FieldKind.OPEN_CHOICE), text) == "M"


def test_a_value_outside_the_choices() -> None:
    """Open choices take it as it is; closed ones refuse it and say what they offer."""
    assert read_text(field(FieldKind.OPEN_CHOICE), "A friend") == "A friend"
    with pytest.raises(InvalidInput, match="It: choose one of M, F"):
        read_text(field(FieldKind.CHOICE), "X")


def test_words_of_a_choice() -> None:
    """A value that is none of the choices stands for itself."""
    assert field(FieldKind.CHOICE).label_of("F") == "Female"
    assert field(FieldKind.CHOICE).label_of("X") == "X"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.WHOLE_NUMBER, "275", 275),
        (FieldKind.WHOLE_NUMBER, "-3", -3),
        (FieldKind.DECIMAL, "12.50", Decimal("12.50")),
        (FieldKind.DECIMAL, "-0.1", Decimal("-0.1")),
    ],
)
def test_numbers(kind: FieldKind, text: str, value: Value) -> None:
    """Numbers are exact, and a fraction keeps its written places."""
    assert read_text(field(kind), text) == value
    assert show_value(field(kind), value) == text


@pytest.mark.parametrize("kind", [FieldKind.WHOLE_NUMBER, FieldKind.DECIMAL])
@pytest.mark.parametrize("text", ["ten", "1,000", "1_000", "NaN", "Infinity", "-inf", "1.2.3", "½"])
def test_what_is_no_number(kind: FieldKind, text: str) -> None:
    """Only plain numbers are; what a machine alone would take for one is not."""
    with pytest.raises(InvalidInput, match="number"):
        read_text(field(kind), text)


def test_a_fraction_is_no_whole_number() -> None:
    """Points are not rounded behind the clerk's back."""
    with pytest.raises(InvalidInput, match="It: write a whole number"):
        read_text(field(FieldKind.WHOLE_NUMBER), "1.5")


def test_lists_with_commas() -> None:
    """Entries are trimmed, empty ones are none."""
    assert read_text(field(FieldKind.TAGS), " INDUSTRY,, SENIOR , ") == ("INDUSTRY", "SENIOR")
    assert show_value(field(FieldKind.TAGS), (" INDUSTRY", "SENIOR")) == "INDUSTRY, SENIOR"


@pytest.mark.parametrize("text", ["6282032916", "(628) 203-2916", "+1 628 203 2916"])
def test_a_phone_is_read_as_the_adapters_keep_it(text: str) -> None:
    """One number is one value however it was typed, so that writing it otherwise is no change."""
    assert read_text(field(FieldKind.PHONE), text) == "+16282032916"
    assert show_value(field(FieldKind.PHONE), "+16282032916") == "(628) 203-2916"
