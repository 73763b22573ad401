"""Telephone numbers of the US and Canada however they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.phone import international, national_number, plain_digits, to_display, to_e164

NATIONAL = "6282032916"
numbers = st.from_regex(r"[2-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "text",
    [
        "6282032916",
        "(628) 203-2916",
        "628-203-2916",
        "628.203.2916",
        "628/203/2916",
        " 628 203 2916 ",
        "16282032916",
        "1-628-203-2916",
        "+1 (628) 203-2916",
        "+16282032916",
        "٦٢٨٢٠٣٢٩١٦",
        "\uff16\uff12\uff18 203 2916",
    ],
)
def test_every_way_of_writing_gives_the_ten_digits(text: str) -> None:
    """Punctuation, a country code 1 and another script's digits do not matter; the answer has digits 0 to 9."""
    assert national_number(text) == NATIONAL
    assert to_e164(text) == "+16282032916"
    assert to_display(text) == "(628) 203-2916"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "628203291",
        "62820329160",
        "0282032916",
        "1282032916",
        "11282032916",
        "+966501234567",
        "+6282032916",
        "26282032916",
        "6282032916 x5",
        "call 6282032916",
        "()-.",
        "²²²²²²²²²²",
    ],
)
def test_what_is_no_possible_number_stays_as_it_is(text: str) -> None:
    """Too short, too long, a leading 0 or 1, another country, words: nothing is guessed."""
    assert national_number(text) is None
    assert to_e164(text) == text
    assert to_display(text) == text


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever is typed, the answer is ten plain digits or none."""
    found = national_number(text)
    assert found is None or re.fullmatch(r"[2-9][0-9]{9}", found)


@given(st.text(alphabet="0123456789+() -./١٢", max_size=16))
def test_what_looks_like_a_number_is_never_too_odd(text: str) -> None:
    """The same over texts that are nearly numbers; E.164 is written for a possible number only."""
    e164 = to_e164(text)
    assert e164 == text or re.fullmatch(r"\+1[2-9][0-9]{9}", e164)


@given(numbers)
def test_formats_come_back_to_the_same_number(number: str) -> None:
    """What is displayed or sent is read as the number it was."""
    assert national_number(to_display(number)) == number
    assert national_number(to_e164(number)) == number
    assert to_e164(to_display(number)) == to_e164(number)


@given(st.text())
def test_plain_digits_keeps_everything_else(text: str) -> None:
    """Digits become 0 to 9, all other characters stay where they are."""
    plain = plain_digits(text)
    assert len(plain) == len(text)
    assert all(
        one == other or (one.isdecimal() and other in "0123456789") for one, other in zip(text, plain, strict=True)
    )


@pytest.mark.parametrize(
    ("number", "code", "written"),
    [
        ("565445254", 966, "+966565445254"),
        ("0565445254", 966, "+966565445254"),
        ("056-544 5254", 966, "+966565445254"),
        ("٠٥٦٥٤٤٥٢٥٤", 966, "+966565445254"),
        ("966565445254", 966, "+966565445254"),
        ("0612345678", 39, "+390612345678"),
        ("6282032916", 1, "+16282032916"),
        ("628203291", 1, "628203291"),
        ("+44 20 7946 0958", 966, "+44 20 7946 0958"),
        ("12", 966, "12"),
        ("56544525412345", 966, "56544525412345"),
        ("call Ann", 966, "call Ann"),
        ("", 966, ""),
    ],
)
def test_a_possible_number_gets_its_country(number: str, code: int, written: str) -> None:
    """ITU-T E.164: the code, no trunk zero (Italy's stays), fifteen digits at most; nothing is guessed."""
    assert international(number, code) == written
