"""Names as cards of all versions write them."""

from __future__ import annotations

import pytest

from app.core.idcard.names import read_names

ALL = frozenset({"last_name", "first_name", "middle_name"})


def parts(elements: dict[str, str], jurisdiction: str = "") -> tuple[str, str, str, str]:
    names = read_names(elements, jurisdiction)
    return names.last, names.first, names.middle, names.suffix


@pytest.mark.parametrize(
    ("whole", "read"),
    [
        ("PUBLIC,JOHN,Q", ("PUBLIC", "JOHN", "Q", "")),
        ("PUBLIC,JOHN,QUINCY,2ND", ("PUBLIC", "JOHN", "QUINCY", "2ND")),
        ("PUBLIC,JOHN,,JR", ("PUBLIC", "JOHN", "", "JR")),
        ("PUBLIC,JOHN,JR", ("PUBLIC", "JOHN", "", "JR")),
        ("PUBLIC,JOHN,V", ("PUBLIC", "JOHN", "V", "")),
        ("ST JOHN,MARY ANN,,III", ("ST JOHN", "MARY ANN", "", "III")),
        ("PUBLIC,JOHN,NONE,JR", ("PUBLIC", "JOHN", "", "JR")),
        ("PUBLIC, JOHN QUINCY", ("PUBLIC", "JOHN", "QUINCY", "")),
        ("PUBLIC,JOHN, ,", ("PUBLIC", "JOHN", "", "")),
        ("PUBLIC$JOHN$Q", ("PUBLIC", "JOHN", "Q", "")),
        ("PUBLIC@JOHN@Q", ("PUBLIC", "JOHN", "Q", "")),
        ("DE LA CRUZ,MARIA,ANA,LUZ", ("DE LA CRUZ", "MARIA", "ANA LUZ", "")),
    ],
)
def test_whole_names(whole: str, read: tuple[str, str, str, str]) -> None:
    """DAA: last, first, middle, suffix."""
    assert parts({"DAA": whole}) == read


@pytest.mark.parametrize(
    ("whole", "read"),
    [
        ("JOHN PUBLIC", ("PUBLIC", "JOHN", "", "")),
        ("JOHN Q PUBLIC", ("PUBLIC", "JOHN", "Q", "")),
        ("JOHN PUBLIC II", ("PUBLIC", "JOHN", "", "II")),
    ],
)
def test_whole_name_with_blanks_in_pennsylvania(whole: str, read: tuple[str, str, str, str]) -> None:
    """This issuer writes given names first."""
    assert parts({"DAA": whole}, "PA") == read


@pytest.mark.parametrize(
    ("whole", "jurisdiction"), [("JOHN Q PUBLIC", "SC"), ("JOHN VAN DYKE", "PA"), ("MARIA ANA LUZ PUBLIC", "PA")]
)
def test_whole_names_that_cannot_be_split(whole: str, jurisdiction: str) -> None:
    """An order that is not known, or words that may belong to either name: nothing is guessed."""
    names = read_names({"DAA": whole}, jurisdiction)
    assert names.unsure == ALL
    assert (names.last, names.first, names.middle) == ("", "", "")


@pytest.mark.parametrize(
    ("elements", "read"),
    [
        ({"DCS": "SAMPLE", "DCT": "MICHAEL,JOHN"}, ("SAMPLE", "MICHAEL", "JOHN", "")),
        ({"DCS": "SAMPLE", "DCT": "MICHAEL JOHN"}, ("SAMPLE", "MICHAEL", "JOHN", "")),
        ({"DCS": "SAMPLE", "DCT": "MICHAEL,NONE"}, ("SAMPLE", "MICHAEL", "", "")),
        ({"DCS": "SAMPLE", "DCT": "MARY ANN,LEE"}, ("SAMPLE", "MARY ANN", "LEE", "")),
        ({"DCS": "SAMPLE", "DAC": "MARY ANN", "DAD": ""}, ("SAMPLE", "MARY ANN", "", "")),
        ({"DCS": "SAMPLE", "DAC": "MARY L", "DAD": ""}, ("SAMPLE", "MARY", "L", "")),
        ({"DCS": "SAMPLE", "DAC": "MARY", "DAD": "ANN,LEE"}, ("SAMPLE", "MARY", "ANN LEE", "")),
        ({"DCS": "SAMPLE,JR", "DAC": "MICHAEL"}, ("SAMPLE", "MICHAEL", "", "JR")),
        ({"DCS": "PUBLIC,", "DAC": "JOHN"}, ("PUBLIC", "JOHN", "", "")),
        ({"DAB": "PUBLIC", "DAC": "JOHN", "DAD": "Q", "DAE": "SR"}, ("PUBLIC", "JOHN", "Q", "SR")),
        ({"DAA": "PUBLIC,JOHN,Q", "DAB": "PUBLIC", "DAC": "JOHN", "DAD": "QUINCY"}, ("PUBLIC", "JOHN", "QUINCY", "")),
    ],
)
def test_separate_elements(elements: dict[str, str], read: tuple[str, str, str, str]) -> None:
    """Commas split; a first blank splits only where all given names stand in one element."""
    assert parts(elements) == read


def test_names_that_contradict_each_other() -> None:
    """A whole name and its parts that tell of two people: neither is believed."""
    names = read_names({"DAA": "PUBLIC,JOHN", "DAB": "SAMPLE", "DAC": "JOHN"})
    assert (names.last, names.first, names.unsure) == ("", "JOHN", frozenset({"last_name"}))
