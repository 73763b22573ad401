"""What a typed search text can mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.query import Lookup, LookupKind, name_splits, read_query

ID, PHONE, EMAIL = LookupKind.ID, LookupKind.PHONE, LookupKind.EMAIL
LICENSE, STATE_ID, NAME = LookupKind.LICENSE, LookupKind.STATE_ID, LookupKind.NAME


def kinds(text: str) -> list[LookupKind]:
    """What the text is read as, the likeliest first."""
    return [lookup.kind for lookup in read_query(text)]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_typed_asks_nothing(text: str) -> None:
    """Blanks are nothing."""
    assert read_query(text) == ()


@pytest.mark.parametrize("text", ["a@b.co", " joan.o'neil+x@mail.example.com ", "ana@пример.рф"])
def test_emails(text: str) -> None:
    """A whole address is asked for as one, and as nothing else."""
    assert read_query(text) == (Lookup(EMAIL, text.strip()),)


@pytest.mark.parametrize(
    "text", ["joan@", "@example.com", "joan@example", "joan@example.c", "a b@example.com", "a@b@c.de"]
)
def test_half_an_email(text: str) -> None:
    """While an address is being typed nobody is asked."""
    assert read_query(text) == ()


@pytest.mark.parametrize("text", ["(628) 203-2916", "+1 628 203 2916", "628.203.2916", "628/203/2916", "+16282032916"])
def test_a_phone_with_its_punctuation(text: str) -> None:
    """Only a phone is written like that."""
    assert kinds(text)[0] is PHONE
    assert ID not in kinds(text)


def test_ten_digits() -> None:
    """A phone first, but a customer number or an ID can look the same."""
    assert read_query("6282032916") == tuple(Lookup(kind, "6282032916") for kind in (PHONE, ID, LICENSE, STATE_ID))


@pytest.mark.parametrize("text", ["1", "1117", "123456"])
def test_a_short_number(text: str) -> None:
    """A customer number, or the number of an ID."""
    assert read_query(text) == tuple(Lookup(kind, text) for kind in (ID, LICENSE, STATE_ID))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("526282916", (ID, LICENSE, STATE_ID, PHONE)),
        ("+966 52 628 2916", (PHONE,)),
        ("123456789012", (LICENSE, STATE_ID, PHONE)),
    ],
)
def test_a_phone_of_another_country(text: str, kinds: tuple[LookupKind, ...]) -> None:
    """Seven to fifteen digits may be one, after whatever else they may be."""
    assert tuple(lookup.kind for lookup in read_query(text)) == kinds


def test_digits_of_another_script() -> None:
    """They are digits; vendors know 0 to 9 only."""
    assert read_query("\u0661\u0661\u0661\u0667") == read_query("1117")


@pytest.mark.parametrize(
    ("text", "value"),
    [("C1234567", "C1234567"), ("c 123 4567", "c1234567"), ("D-12*34", "D-12*34")],
)
def test_numbers_of_papers(text: str, value: str) -> None:
    """Letters and digits together; blanks between them do not count."""
    assert read_query(text) == (Lookup(LICENSE, value), Lookup(STATE_ID, value))


@pytest.mark.parametrize(
    "text",
    [
        "Mary Smith",
        "mary ann smith",
        "Smith, Mary",
        "Smith,Mary",
        "Mc Donald",
        "Conan o'Brien",
        "Conan O\u2019Brien",
        "Mary Smith-Jones",
        "J. R. Appleseed Jr.",
        "Gerard 't Hooft",
        "Jean d' Arc",
        "عبد الرحمن الشريف",
        "مُحَمَّدٌ عَلِيٌّ",
        "नरेंद्र मोदी",
        "علی‌رضا احمدی",
        "王 小明",
        unicodedata.normalize("NFD", "José Núñé"),
        "Nguyễn Văn",
    ],
)
def test_names(text: str) -> None:
    """Two or more words of letters, whatever the script and whatever stands between the letters."""
    assert read_query(text) == (Lookup(NAME, text),)


def test_blanks_in_a_name() -> None:
    """Are one blank each."""
    assert read_query("  Mary   Smith ") == (Lookup(NAME, "Mary Smith"),)


@pytest.mark.parametrize(
    "text", ["Mary", "o'Brien", "Mary - ", "Mary & Joe", "Mary #", "Mary Ann,", ", Mary Ann", "(Mary) Smith", ". ."]
)
def test_what_is_no_name_yet(text: str) -> None:
    """One word, or signs that stand in no name: nothing to ask for."""
    assert read_query(text) == ()


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    """Whatever is typed, the answer is a list of questions, each kind once, none of them empty."""
    lookups = read_query(text)
    assert len({lookup.kind for lookup in lookups}) == len(lookups)
    assert all(lookup.value.strip() for lookup in lookups)


@given(st.text(alphabet="ab Smith,'-.01289()+@", max_size=14))
def test_what_looks_like_something_is_never_too_odd(text: str) -> None:
    """The same over texts that are nearly something; what is read as a name can be split."""
    for lookup in read_query(text):
        assert lookup.value.strip()
        assert lookup.kind is not NAME or name_splits(lookup.value)


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("text", "splits"),
    [
        ("Mary Smith", (("Mary", "Smith"), ("Smith", "Mary"))),
        (
            "Mary Ann Smith",
            (("Mary Ann", "Smith"), ("Mary", "Ann Smith"), ("Smith", "Mary Ann"), ("Ann Smith", "Mary")),
        ),
        ("Mc Donald", (("Mc", "Donald"), ("Donald", "Mc"))),
        ("Li Li", (("Li", "Li"),)),
        ("Smith, Mary Ann", (("Mary Ann", "Smith"),)),
        ("Mc Donald, Ronald", (("Ronald", "Mc Donald"),)),
        ("Smith,, Mary", (("Mary", "Smith"),)),
        ("Smith,", ()),
        (", Mary", ()),
        ("Mary", ()),
        ("", ()),
    ],
)
def test_first_and_last_names(text: str, splits: tuple[tuple[str, str], ...]) -> None:
    """As written first, then the other way round; a comma says itself which is the last name."""
    assert name_splits(text) == splits


@given(st.text())
@example("0,\x1f")
def test_splits_have_two_sides(text: str) -> None:
    """Neither side of a reading is empty, and no reading comes twice."""
    splits = name_splits(text)
    assert all(first.strip() and last.strip() for first, last in splits)
    assert len(set(splits)) == len(splits)


def test_every_kind_has_its_words() -> None:
    """What the clerk reads, and why a row is there."""
    assert all(kind.label and kind.why for kind in LookupKind)
    assert (NAME.label, NAME.why) == ("first and last name", "name")


@pytest.mark.parametrize("text", ["1992-04-07", "04-07-1992"])
def test_a_date_is_no_licence(text: str) -> None:
    """No vendor can be asked for a birth date, so the store is not asked for an ID of that shape."""
    assert read_query(text) == ()


def test_a_number_of_letters_and_digits() -> None:
    """A customer number may be a UUID (RFC 9562), in any capitals."""
    number = "e91e01ae-5266-5931-9bf8-6e4da7b98d39"
    assert read_query(number.upper()) == (Lookup(ID, number),)
