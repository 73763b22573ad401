"""Phone numbers as the vendor keeps them: without country code and trunk zero (vendor document 6)."""

from __future__ import annotations

import pytest

from app.vendors.foodics.dialling import as_held, code_and_number, national


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("565445254", 966, "565445254"),
        ("0565445254", 966, "565445254"),
        ("056-544 5254", 966, "565445254"),
        ("+966565445254", 966, "565445254"),
        ("+966 (0)56 544 5254", 966, "565445254"),
        ("00966565445254", 966, "565445254"),
        ("966565445254", 966, "565445254"),
        ("٠٥٦٥٤٤٥٢٥٤", 966, "565445254"),
        ("96612345", 965, "96612345"),
        ("55912345678", 55, "55912345678"),
        ("0612345678", 39, "0612345678"),
        ("+44 20 7946 0958", 966, ""),
        ("123", 966, ""),
        ("1" * 13, 966, ""),
        ("", 966, ""),
        ("56544x254", 966, ""),
        ("+", 966, ""),
        ("+1 628 203 2916", 1, "6282032916"),
        ("6282032916", 1, "6282032916"),
        ("0282032916", 1, ""),
    ],
)
def test_the_national_number(text: str, code: int, number: str) -> None:
    """However it is written, in any script's digits; nothing where it cannot be one of that country."""
    assert national(text, code) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("565445254", (None, "565445254")),
        ("+966565445254", (966, "565445254")),
        ("+1 (628) 203-2916", (1, "6282032916")),
        ("+442079460958", (44, "2079460958")),
        ("00971501234567", (971, "501234567")),
        ("+7 912 345 67 89", (7, "9123456789")),
        ("+0123456", (None, "")),
        ("+", (None, "")),
        ("call", (None, "")),
    ],
)
def test_a_number_that_names_its_country(text: str, found: tuple[int | None, str]) -> None:
    """E.164: no country code begins another, so the code can be told from the number."""
    assert code_and_number(text, 966) == found


@pytest.mark.parametrize(
    ("text", "code", "store", "held"),
    [
        ("+966 56 544 5254", 966, 966, "565445254"),
        ("+971501234567", 971, 966, "501234567"),
        ("0612345678", 39, 966, "0612345678"),
        ("+16282032916", 1, 966, "6282032916"),
        ("(628) 203-2916", 1, 1, "+16282032916"),
        ("0565445254", 966, 1, "565445254"),
        ("+44 20 7946 0958", 966, 966, "+44 20 7946 0958"),
        ("call me", 966, 966, "call me"),
    ],
)
def test_a_number_as_the_program_holds_it(text: str, code: int, store: int, held: str) -> None:
    """As it is read from a record, by the country beside it; what is no number of that country stays as it is."""
    assert as_held(text, code, store) == held
