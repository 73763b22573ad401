"""Who stands on the screen when a name was typed wrong, asked of a real encrypted index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.core.index import MatchKind
from app.storage.index import completing
from tests.unit.storage.index_stage import HARBOR, NORTH, Index, marked, opened, person


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    connection = opened(tmp_path / "vault.db")
    yield Index(connection)
    connection.close()


def test_one_slip_stands_above_two(index: Index) -> None:
    """However lately the others came."""
    index.put(person("1", first_name="Kory", last_name="Abernathy"))
    index.put(person("2", first_name="Rory", last_name="Abernethy"))
    assert index.found("kory abernathg") == ["1", "2"]


def test_kinds_stand_in_their_order(index: Index) -> None:
    """A short name above a sound above a slip, whoever came last."""
    index.put(person("1", first_name="Robert", last_name="Abernathy"))
    index.put(person("2", first_name="Bobb", last_name="Abernathy"))
    index.put(person("3", first_name="Bof", last_name="Abernathy"))
    assert index.kinds("bob abernathy") == {"2": MatchKind.PREFIX, "1": MatchKind.NICKNAME, "3": MatchKind.TYPO}
    assert index.found("bob abernathy") == ["2", "1", "3"]


def test_both_words_may_be_wrong(index: Index) -> None:
    """A short name instead of the first name, and a slip in the last."""
    index.put(person("1", first_name="Margaret", last_name="Quackenbush"))
    assert index.kinds("peggy quakenbush") == {"1": MatchKind.SOUND}
    assert index.kinds("peggy quackenbxsh") == {"1": MatchKind.TYPO}


@pytest.mark.parametrize("typed", ["kmfi quackenbush", "quackenbush kmfi", "oim quackenbush", "kim quabush"])
def test_one_word_may_be_beyond_recognition(index: Index, typed: str) -> None:
    """Where nothing is near, the people whom the other word finds are compared; both words are marked."""
    index.put(person("1", first_name="Kim", last_name="Quackenbush"), person("2", first_name="Ted", last_name="Lowell"))
    hits = index.search(typed)
    if typed == "kim quabush":
        assert hits == []
    else:
        assert [(hit.customer.ref.customer_id, hit.kind) for hit in hits] == [("1", MatchKind.TYPO)]
        assert marked(hits[0]) == {("first_name", "Kim"), ("last_name", "Quackenbush")}


def test_who_fits_as_typed_is_not_buried(index: Index) -> None:
    """Beside somebody of exactly that name only the nearest others are shown."""
    index.put(person("1", first_name="Kory", last_name="Abernathy"))
    index.put(
        person("2", first_name="Rory", last_name="Abernethy"), person("3", first_name="Cory", last_name="Abernathy")
    )
    assert index.found("kory abernathy") == ["1", "3"]


def test_people_of_one_name_leave_room_for_another(index: Index) -> None:
    """Twelve people of one name do not fill the screen while another name is as near."""
    index.put(person("1", first_name="Brianna", last_name="Grant"))
    index.put(*(person(str(number), first_name="Brian", last_name="Grant") for number in range(2, 14)))
    assert "1" in index.found("briana grant")[:10]


def test_nobody_stands_twice_and_the_limit_holds(index: Index) -> None:
    """A person who may have been meant in several ways is one row; of more than 25 guesses nobody is told."""
    index.put(
        *(person(str(number), first_name="Bobby", middle_name="Robert", last_name="Abernathy") for number in range(60))
    )
    found = index.found("bob abernahty")
    assert len(found) == len(set(found)) == 25
    assert len(index.search("bob abernahty", limit=7)) == 7


def test_only_the_asked_stores_answer(index: Index) -> None:
    """A misspelled name finds nobody of a store that was not asked for."""
    index.put(person("1", first_name="Kim", last_name="Quackenbush"))
    index.put(person("2", NORTH, first_name="Kim", last_name="Quackenbush"))
    assert index.found("kim quakenbush", NORTH) == ["2"]
    assert index.found("kmfi quackenbush", HARBOR) == ["1"]


def test_a_number_beside_the_wrong_name_counts(index: Index) -> None:
    """The year of birth or the last digits of a phone keep namesakes apart, misspelled or not."""
    index.put(person("1", first_name="Kim", last_name="Quackenbush", phone="+14155550123"))
    index.put(person("2", first_name="Kim", last_name="Quackenbush", phone="+14155550199"))
    assert index.found("quakenbush 0123") == ["1"]


def test_a_year_beside_the_wrong_name_ranks_by_the_name(index: Index) -> None:
    """The digits fit all of them; who is nearest by the name stands first, however lately the others came."""
    born = date(1994, 4, 7)
    index.put(person("1", first_name="James", last_name="Quackenbush", birth_date=born))
    index.put(person("2", first_name="James", last_name="Quickenbash", birth_date=born))
    assert index.found("james quakenbush 1994") == ["1", "2"]
    assert index.found("james quakenbush 4/7/1994") == ["1", "2"]
    assert index.found("james quakenbush 1995") == []


@pytest.mark.parametrize("typed", ["marysa lowel", "lowell maryza"])
def test_a_beginning_that_very_many_bear_is_guessed_by_its_commonest_names(
    index: Index, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """Neither the names instead of the beginning nor the order of the words lose anybody."""
    monkeypatch.setattr(completing, "_MANY", 1)
    index.put(
        person("1", first_name="Marysabel", last_name="Lowell"), person("2", first_name="Marysa", last_name="Kim")
    )
    index.put(
        person("3", first_name="Marysandra", last_name="Lowell"), person("4", first_name="Marysa", last_name="Kim")
    )
    assert set(index.found(typed)) == {"1", "3"}


def test_a_renamed_customer_is_no_longer_guessed(index: Index) -> None:
    """The old name leads nowhere once nobody bears it."""
    index.put(person("1", first_name="Kim", last_name="Quackenbush"))
    index.put(person("1", first_name="Kim", last_name="Lowell"))
    assert index.found("quakenbush") == []
    assert index.found("lowel kim") == ["1"]


@pytest.mark.parametrize("typed", ["(415) 555-0132", "4155505123", "+1 415 555 0723", "D123-4657", "d1234568"])
def test_one_digit_of_a_complete_number_may_be_wrong(index: Index, typed: str) -> None:
    """A digit changed, or two swapped, of a phone with its area code or of an ID number; it is a guess and says so."""
    index.put(person("1", first_name="Kim", phone="+14155550123", license_number="D1234567"))
    assert index.kinds(typed) == {"1": MatchKind.TYPO}


def test_who_has_the_typed_number_stands_alone(index: Index) -> None:
    """Nobody with a number beside it is shown; and of a part of a number everything else is too near."""
    index.put(person("1", phone="+14155550123"), person("2", phone="+14155550132"))
    assert index.found("4155550123") == ["1"]
    assert index.found("5550124") == []
    assert index.found("4155550199") == []
