"""How names are compared: folded, in each way of spelling them, and in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.index.folding import fold, fold_with_origins, plain_words, words_of_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("sMITH", "smith"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Łukasz Ñandú", "lukasz nandu"),
        ("Straße", "strasse"),
        ("Ægir Øre Ångström", "aegir ore angstrom"),
        ("Александр Щукин", "aleksandr shchukin"),
        ("مُحَمَّد", "mhmd"),
        ("\uff2a\uff4f\uff48\uff4e\u3000\uff12\uff14", "john 24"),
        ("٠١٢٣", "0123"),
        ("İstanbul", "istanbul"),
        ("O\u2019Brien", "o'brien"),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O'Brien", {"obrien", "brien"}),
        ("Smith-Jones", {"smith", "jones", "smithjones"}),
        ("Mc Donald", {"mc", "donald", "mcdonald"}),
        ("van der Berg", {"van", "der", "berg", "vander", "derberg", "vanderberg"}),
        ("Müller", {"muller", "mueller"}),
        ("Jørgensen", {"jorgensen", "joergensen"}),
        ("J. R.", {"j", "r", "jr"}),
        ("", set()),
        ("'", set()),
    ],
)
def test_words_of_a_name(text: str, words: set[str]) -> None:
    assert set(words_of_name(text)) == words
    assert len(words_of_name(text)) == len(words)


def test_the_vocabulary_has_no_joined_words() -> None:
    """A single name field would else put every full name into the vocabulary."""
    assert plain_words("Mary Ann O'Brien-Müller") == ("mary", "ann", "obrien", "muller", "brien", "mueller")


@given(st.text())
def test_folding_is_ascii_and_knows_where_each_character_came_from(text: str) -> None:
    folded, origins = fold_with_origins(text)
    assert folded == fold(text)
    assert folded.isascii()
    assert len(origins) == len(folded)
    assert list(origins) == sorted(origins)
    assert fold(folded) == folded


@given(st.text())
def test_words_are_letters_and_digits(text: str) -> None:
    assert all(word.isalnum() and word.isascii() for word in words_of_name(text))
    assert set(plain_words(text)) <= set(words_of_name(text))
