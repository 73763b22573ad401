"""Who is found by what: every way of typing a name, a number or a date, asked of a real encrypted index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.index import MatchKind
from tests.unit.storage.index_stage import HARBOR, NORTH, Index, marked, opened, person

EXACT, PREFIX, NICKNAME, SOUND, TYPO = MatchKind
UUID = "0b0ac5a1-83b4-4d3f-9a44-6f2f2a1c7d10"
PEOPLE = (
    person(
        "4711",
        first_name="Johnny",
        middle_name="Quincy",
        last_name="Appleseed",
        birth_date=date(1992, 4, 7),
        phone="+16282032916",
        email="jo.apple-seed@mail.example",
        license_number="D123-4567",
        state_medical_id="MM 99 0042",
    ),
    person("2", first_name="Jürgen", last_name="Müller", birth_date=date(1994, 12, 31), phone="+44 20 7946 0958"),
    person("3", first_name="Rosa", last_name="Mueller"),
    person("4", first_name="Sinead", last_name="O\u2019Brien"),
    person("5", first_name="Mary Ann", last_name="Smith-Jones"),
    person("6", first_name="Ronald", last_name="Mc Donald"),
    person("7", first_name="Flora", last_name="MacDonald"),
    person("8", first_name="Angus", last_name="McDonald"),
    person("9", single_name="Pablo de la Peña"),
    person("10", first_name="Łukasz", last_name="Ångström"),
    person("11", single_name="محمد علي"),
    person("12", first_name="Александр", last_name="Щукин", nickname="Саша"),
    person(UUID, first_name="Søren", last_name="Großmann"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The people above in one store."""
    connection = opened(tmp_path_factory.mktemp("index") / "frontdesk.vault")
    filled = Index(connection)
    filled.put(*PEOPLE)
    yield filled
    connection.close()


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        # words in any order over all names
        ("appleseed johnny", "4711", EXACT),
        ("quincy", "4711", EXACT),
        ("  aPPle ,JO", "4711", PREFIX),
        ("саша", "12", EXACT),
        ("sasha shchuk", "12", PREFIX),
        ("\uff2a\uff4f\uff48\uff4e\uff4e\uff59", "4711", EXACT),
        ("jOHNNY aPPLESEED", "4711", EXACT),
        ("QUINCY", "4711", EXACT),
        # hyphens, apostrophes, joined and parted words
        ("obrien", "4", EXACT),
        ("o'brien", "4", EXACT),
        ("O\u2019BRI", "4", PREFIX),
        ("o brien", "4", EXACT),
        ("brien", "4", EXACT),
        ("smith", "5", EXACT),
        ("jones", "5", EXACT),
        ("smithjones", "5", EXACT),
        ("smith-jo", "5", PREFIX),
        ("smith jones", "5", EXACT),
        ("maryann", "5", EXACT),
        ("mary-ann", "5", EXACT),
        ("mcdonald", "6", EXACT),
        ("mc donald", "6", EXACT),
        ("mc donald", "8", EXACT),
        ("mac donald", "7", EXACT),
        ("mac donald", "8", SOUND),
        ("angus mac donald", "8", SOUND),
        ("Mc-Donald", "6", EXACT),
        ("delapena", "9", EXACT),
        ("de la pena", "9", EXACT),
        ("lapeña", "9", EXACT),
        # accents and other scripts
        ("müller", "2", EXACT),
        ("muller", "2", EXACT),
        ("mueller", "2", EXACT),
        ("müller", "3", EXACT),
        ("lukasz angstrom", "10", EXACT),
        ("aangstroem", "10", EXACT),
        ("grossmann", UUID, EXACT),
        ("soeren", UUID, EXACT),
        ("محمد", "11", EXACT),
        ("mhmd", "11", EXACT),
        ("александр щукин", "12", EXACT),
        # a part of a phone
        ("628", "4711", PREFIX),
        ("+1 628 203", "4711", PREFIX),
        ("1628203", "4711", PREFIX),
        ("(628) 203-2916", "4711", EXACT),
        ("16282032916", "4711", EXACT),
        ("203-2916", "4711", EXACT),
        ("203-29", "4711", PREFIX),
        ("2916", "4711", PREFIX),
        ("916", "4711", PREFIX),
        ("٦٢٨٢٠٣٢٩١٦", "4711", EXACT),
        ("+44 20 7946", "2", PREFIX),
        ("020 7946 0958", "2", PREFIX),
        # e-mail
        ("jo.apple-seed@mail.example", "4711", EXACT),
        ("JO.apple", "4711", PREFIX),
        ("jo.apple-seed@", "4711", PREFIX),
        # birth date
        ("1992-04-07", "4711", EXACT),
        ("04/07/1992", "4711", EXACT),
        ("4/7/92", "4711", EXACT),
        ("7/4/1992", "4711", EXACT),
        ("07.04.1992", "4711", EXACT),
        ("7 Apr 1992", "4711", EXACT),
        ("April 7, 1992", "4711", EXACT),
        ("7-apr-92", "4711", EXACT),
        ("apr 1992", "4711", EXACT),
        ("7 abril", "4711", EXACT),
        ("4 7 92", "4711", EXACT),
        ("040792", "4711", PREFIX),
        ("19920407", "4711", PREFIX),
        ("199204", "4711", PREFIX),
        ("0407", "4711", PREFIX),
        ("4/7", "4711", EXACT),
        ("4/7/", "4711", EXACT),
        ("4/7/199", "4711", EXACT),
        ("1992", "4711", EXACT),
        ("31.12.1994", "2", EXACT),
        ("92-04-07", "4711", EXACT),
        ("920407", "4711", PREFIX),
        ("April 7th 1992", "4711", EXACT),
        ("Apr. 7th, 1992", "4711", EXACT),
        ("7th of April 1992", "4711", EXACT),
        ("7 de abril de 1992", "4711", EXACT),
        ("johnny 7th of april", "4711", EXACT),
        ("94 muller", "2", PREFIX),
        ("628 johnny", "4711", PREFIX),
        # numbers
        ("d1234567", "4711", EXACT),
        ("D 123 4567", "4711", EXACT),
        ("d123-45", "4711", PREFIX),
        ("mm990042", "4711", EXACT),
        ("4711", "4711", EXACT),
        (UUID, UUID, EXACT),
        (UUID.replace("-", "").upper(), UUID, EXACT),
        (UUID[:12], UUID, PREFIX),
        # two kinds mixed
        ("appleseed 92", "4711", PREFIX),
        ("jo 2916", "4711", PREFIX),
        ("appleseed 4/7", "4711", EXACT),
        ("628 apple", "4711", PREFIX),
        ("johnny 7 apr 1992", "4711", EXACT),
        # what was meant
        ("john appleseed", "4711", PREFIX),
        ("smyth jones", "5", SOUND),
        ("shinead brien", "4", TYPO),
        ("jonny aplseed", "4711", SOUND),
        ("johnny appkeseed", "4711", TYPO),
    ],
)
def test_found(index: Index, typed: str, number: str, kind: MatchKind) -> None:
    assert index.kinds(typed).get(number) == kind


@pytest.mark.parametrize(
    ("typed", "number"),
    [("appleseed 93", "4711"), ("4/8", "4711"), ("johnny müller", "4711"), ("2917", "4711"), ("apr 1993", "4711")],
)
def test_every_word_has_to_fit(index: Index, typed: str, number: str) -> None:
    assert number not in index.found(typed)


@pytest.mark.parametrize("typed", ["", "   ", "-", "''", ",,", "\u200f", "😀 \x00", "@", "()", "zzzzzzzz"])
def test_nothing_to_look_for_finds_nobody(index: Index, typed: str) -> None:
    assert index.search(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "jo " * 3_000,
        '"',
        'jo"',
        'jo" OR "a',
        "AND OR NOT NEAR",
        "jo*",
        "^jo",
        "word:jo",
        "jo\x00hnny",
        "{jo hn}",
        "jo -hnny",
        "NEAR(jo hn, 2)",
        "jo + hn",
        "#1",
        ">6192",
        "jo; DROP TABLE people",
    ],
)
def test_no_text_is_a_command(index: Index, typed: str) -> None:
    """What means something to the engine is a sign like any other."""
    assert len(index.search(typed)) <= len(PEOPLE)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text() | st.text("jo 12/-.'\"@*()+:^#>\x00", max_size=30))
def test_any_text_is_answered(index: Index, typed: str) -> None:
    for hit in index.search(typed):
        assert hit.marks
        assert hit.field in {mark.field for mark in hit.marks}


@pytest.mark.parametrize(
    ("typed", "number", "parts"),
    [
        ("apple jo", "4711", {("last_name", "Apple"), ("first_name", "Jo")}),
        ("mul", "2", {("last_name", "Mül")}),
        ("muell", "2", {("last_name", "Müll")}),
        ("brien", "4", {("last_name", "Brien")}),
        ("obri", "4", {("last_name", "O\u2019Bri")}),
        ("smithjo", "5", {("last_name", "Smith-Jo")}),
        ("jones", "5", {("last_name", "Jones")}),
        ("mcdon", "6", {("last_name", "Mc Don")}),
        ("shchu", "12", {("last_name", "Щу")}),
        ("mhmd", "11", {("single_name", "محمد")}),
        ("gross", UUID, {("last_name", "Groß")}),
        ("2032916", "4711", {("phone", "2032916")}),
        ("916", "4711", {("phone", "916")}),
        ("16282", "4711", {("phone", "6282")}),
        ("7946 0958", "2", {("phone", "7946 0958")}),
        ("d12345", "4711", {("license_number", "D123-45")}),
        ("4/7", "4711", {("birth_date", "04-07")}),
        ("apr 1992", "4711", {("birth_date", "1992-04")}),
        ("jo.apple", "4711", {("email", "jo.apple")}),
        ("471", "4711", {("customer_id", "471")}),
        ("smyth jones", "5", {("last_name", "Smith"), ("last_name", "Jones")}),
    ],
)
def test_marked(index: Index, typed: str, number: str, parts: set[tuple[str, str]]) -> None:
    """The matching part is marked as the store wrote it, also where it was folded."""
    (hit,) = [hit for hit in index.search(typed) if hit.customer.ref.customer_id == number]
    assert marked(hit) == parts


def test_the_field_is_that_of_the_weakest_word(index: Index) -> None:
    assert [hit.field for hit in index.search("appleseed 2916")] == ["phone"]
    assert [hit.field for hit in index.search("apple johnny")] == ["last_name"]


def test_order(tmp_path: Path) -> None:
    """By kind of match, then the latest first; nobody twice."""
    index = Index(opened(tmp_path / "frontdesk.vault"))
    index.put(
        person("exact-old", first_name="Robert", last_name="Field"),
        person("typo", first_name="Robret", last_name="Field"),
        person("prefix", first_name="Roberta", last_name="Field"),
        person("nickname", first_name="Bob", last_name="Field"),
        person("exact-new", first_name="Robert", last_name="Field", nickname="Robert"),
    )
    assert index.found("robert field") == ["exact-new", "exact-old", "prefix", "nickname", "typo"]
    index.connection.close()


def test_forgiving_rows_come_only_where_few_are_found(tmp_path: Path) -> None:
    index = Index(opened(tmp_path / "frontdesk.vault"))
    index.put(*(person(str(number), first_name="Robert") for number in range(10)), person("bob", first_name="Bob"))
    assert "bob" not in index.found("robert")
    assert len(index.search("robert", limit=3)) == 3
    assert [len(index.search("bob", limit=limit)) for limit in (0, 1, 4, 50)] == [0, 1, 4, 11]
    index.connection.close()


def test_stores(tmp_path: Path) -> None:
    """Only people of the stores that were asked for."""
    index = Index(opened(tmp_path / "frontdesk.vault"))
    index.put(person("1", first_name="Ada"), person("1", NORTH, first_name="Ada"))
    assert [hit.customer.ref.connection for hit in index.search("ada", NORTH)] == [NORTH]
    assert [hit.customer.ref.connection for hit in index.search("ada", HARBOR)] == [HARBOR]
    assert [hit.customer.ref.connection for hit in index.search("aad", HARBOR)] == [HARBOR]
    assert len(index.search("ada")) == 2
    assert index.search("ada", "elsewhere") == []  # type: ignore[arg-type]
    index.connection.close()


def test_a_name_typed_as_one_begins_names_written_apart(tmp_path: Path) -> None:
    """Also where it is somebody's whole name: Maryann stands above Mary Annabel."""
    connection = opened(tmp_path / "frontdesk.vault")
    index = Index(connection)
    index.put(person("1", first_name="Maryann", last_name="Lowell"), person("2", first_name="Mary", last_name="Kim"))
    index.put(person("3", first_name="Mary Annabel", last_name="Lowell"))
    assert index.found("maryann") == ["1", "3"]
    connection.close()
