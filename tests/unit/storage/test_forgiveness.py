"""What a typed word may have meant, asked of a real encrypted file."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.index import MatchKind
from app.storage.index.folding import fold
from app.storage.index.forgiveness import FORGIVENESS_STATEMENTS, Alternative, Forgiveness, note_words, vocabulary
from app.storage.index.forgiveness.vocabulary import settle
from app.storage.vault.engine import Connection, dbapi2

KEY = "ab" * 32
LETTERS = st.text(string.ascii_lowercase, min_size=4, max_size=12)


def opened(path: Path) -> Connection:
    """An empty encrypted file with the tables of the vocabulary."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA synchronous = off")
    connection.execute(f"PRAGMA key = \"x'{KEY}'\"")
    for statement in FORGIVENESS_STATEMENTS:
        connection.execute(statement)
    return connection


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """Such a file, closed afterwards."""
    file = opened(tmp_path / "vault.db")
    yield file
    file.close()


Meant = Callable[..., dict[str, Alternative]]


@pytest.fixture
def meant(connection: Connection) -> Meant:
    """Answers what ``typed`` may have meant where ``words`` are the vocabulary, by word."""

    def ask(typed: str, words: Iterable[str], *, unfinished: bool = False) -> dict[str, Alternative]:
        note_words(connection, dict.fromkeys(words, 1))
        return {one.word: one for one in Forgiveness(connection).alternatives(typed, unfinished=unfinished)}

    return ask


SHORT_NAMES = [
    ("bob", "robert"),
    ("bill", "william"),
    ("peggy", "margaret"),
    ("al", "albert"),
    ("pepe", "jose"),
    ("paco", "francisco"),
    ("chuy", "jesus"),
    ("nacho", "ignacio"),
    ("lupe", "guadalupe"),
    ("memo", "guillermo"),
    ("sasha", "aleksandr"),
    ("misha", "mikhail"),
    ("mo", "mohammed"),
    ("beppe", "giuseppe"),
]


@pytest.mark.parametrize(("short", "given_name"), SHORT_NAMES)
def test_short_names_are_found_both_ways(meant: Meant, short: str, given_name: str) -> None:
    """Whoever asks for Bob finds Robert, and the other way round."""
    assert meant(short, [given_name])[given_name].kind is MatchKind.NICKNAME
    assert meant(given_name, [short])[short].kind is MatchKind.NICKNAME


@pytest.mark.parametrize(("one", "other"), [("bob", "bobby"), ("rob", "bobby"), ("bill", "will"), ("pepe", "chepe")])
def test_short_names_of_one_name_find_each_other(meant: Meant, one: str, other: str) -> None:
    """Nobody knows which of her short names a customer gave; the given name itself need not be borne by anybody."""
    assert meant(one, [other])[other].kind is MatchKind.NICKNAME
    assert meant(other, [one])[one].kind is MatchKind.NICKNAME


def test_the_given_name_stands_above_other_short_forms(meant: Meant) -> None:
    """Peggy is Margaret before she is Maggie."""
    found = meant("peggy", ["maggie", "margaret"])
    assert list(found) == ["margaret", "maggie"]


ALIKE = [
    ("gonzales", "gonzalez"),
    ("mohammed", "muhammad"),
    ("mohamad", "muhammad"),
    ("katherine", "catherine"),
    ("kathryn", "catherine"),
    ("stephen", "steven"),
    ("sean", "shawn"),
    ("shaun", "sean"),
    ("smith", "smyth"),
    ("schmidt", "shmitt"),
    ("meier", "meyer"),
    ("meier", "maier"),
    ("meyer", "maier"),
    ("nguyen", "win"),
    ("jimenez", "ximenez"),
    ("jimenez", "gimenez"),
    ("hernandez", "ernandez"),
    ("vasquez", "basques"),
    ("jesus", "hesus"),
    ("thompson", "tomson"),
    ("philip", "filip"),
    ("xenia", "ksenia"),
    ("dmitry", "dimitri"),
    ("elena", "yelena"),
    ("khaled", "halid"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_sound_alike_find_each_other(meant: Meant, one: str, other: str) -> None:
    """A name is typed as it was heard."""
    assert meant(one, [other])[other].kind is MatchKind.SOUND
    assert meant(other, [one])[one].kind is MatchKind.SOUND


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("محمد", "muhammad"),
        ("محمد", "mohamed"),
        ("حسين", "hussein"),
        ("يوسف", "yusuf"),
        ("أحمد", "ahmed"),
        ("علي", "ali"),
    ],
)
def test_a_script_without_vowels_is_found_with_them(meant: Meant, written: str, heard: str) -> None:
    """Arabic folds to its consonants; what a clerk types has vowels."""
    word = fold(written).strip("`'")
    assert meant(heard, [word])[word].kind is MatchKind.SOUND
    assert meant(word, [heard])[heard].kind is MatchKind.SOUND


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("jhon", "john"),
        ("abernthy", "abernathy"),
        ("aberanthy", "abernathy"),
        ("zimmermann", "simmermann"),
        ("rodrigeuz", "rodriguez"),
        ("washinton", "washington"),
        ("qashington", "washington"),
        ("fitzgreald", "fitzgerald"),
        ("fizgeraldo", "fitzgerald"),
        ("kim", "kin"),
    ],
)
def test_slips_are_forgiven(meant: Meant, typed: str, word: str) -> None:
    """A letter too many, missing, wrong, or two swapped; two of these in longer words."""
    assert meant(typed, [word])[word].kind in {MatchKind.TYPO, MatchKind.SOUND}


def test_fewer_slips_stand_above_more(meant: Meant) -> None:
    """The nearest word comes first, whoever bears the other."""
    found = meant("abernuthy", ["abernathy", "abernuchi"])
    assert [(one.word, one.cost) for one in found.values() if one.kind is MatchKind.TYPO] == [("abernuchi", 2)] or list(
        found
    ) == ["abernathy", "abernuchi"]


def test_the_commoner_word_stands_first(connection: Connection) -> None:
    """Among words as near as each other the one that more customers bear comes first, and nothing common is left out."""
    note_words(connection, {f"abra{letter}za": 1 for letter in string.ascii_lowercase} | {"abraqza": 500})
    found = Forgiveness(connection).alternatives("abraza", unfinished=False)
    assert next(one.word for one in found if one.kind is MatchKind.TYPO) == "abraqza"


def test_numbers_stay_few(connection: Connection) -> None:
    """A search asks for every alternative, so there are never many."""
    words = {f"ma{one}{two}a": 1 for one in string.ascii_lowercase for two in string.ascii_lowercase}
    note_words(connection, words)
    for unfinished in (False, True):
        assert len(Forgiveness(connection).alternatives("maria", unfinished=unfinished)) <= 80


def test_a_slip_in_an_unfinished_word_is_forgiven(meant: Meant) -> None:
    """Six letters of Washington with a wrong one among them are the beginning of it."""
    found = meant("wasgin", ["washington"], unfinished=True)
    assert [start for start, one in found.items() if one.is_prefix and "washington".startswith(start)]
    assert meant("wasgin", []) == {}


def test_what_is_found_anyhow_is_no_alternative(meant: Meant) -> None:
    """The typed word, and words that begin with it while it is unfinished."""
    assert "maria" not in meant("maria", ["maria", "marias"])
    assert "marias" in meant("maria", [])
    assert "marias" not in meant("maria", [], unfinished=True)


def test_a_word_that_nobody_bears_any_more_is_forgotten(connection: Connection) -> None:
    """Once the last customer with a rare name is gone, nothing in the file leads to it, and a new one may come."""
    note_words(connection, {"quackenbush": 2, "abernathy": 1})
    settle(connection)
    ask = Forgiveness(connection).alternatives
    note_words(connection, {"quackenbush": -1})
    assert [one.word for one in ask("quakenbush", unfinished=False)] == ["quackenbush"]
    note_words(connection, {"quackenbush": -1})
    assert ask("quakenbush", unfinished=False) == []
    note_words(connection, {"abernathy": -1})
    for table in ("vocabulary", "spellings", "fresh_spellings"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - three tables of ours
    note_words(connection, {"quackenbush": 1})
    assert [one.word for one in ask("quakenbush", unfinished=False)] == ["quackenbush"]


def test_words_are_found_before_and_after_they_are_settled(connection: Connection) -> None:
    """Moving what was collected changes no answer."""
    note_words(connection, {"abernathy": 1, "steven": 2})
    ask = Forgiveness(connection).alternatives
    before = [ask(word, unfinished=False) for word in ("abernahty", "stephen")]
    settle(connection)
    note_words(connection, {"washington": 1})
    assert [ask(word, unfinished=False) for word in ("abernahty", "stephen")] == before
    assert ask("wasington", unfinished=False)


def test_settling_part_by_part_keeps_every_row(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a part begins, each row is in one of the tables, and the small one stays small."""
    monkeypatch.setattr(vocabulary, "_FRESH", 500)
    monkeypatch.setattr(vocabulary, "_MOVED", 100)
    words = [f"aber{one}{two}athy" for one in string.ascii_lowercase[:12] for two in string.ascii_lowercase[:12]]
    for at in range(0, len(words), 6):
        note_words(connection, dict.fromkeys(words[at : at + 6], 1))
        assert connection.execute("SELECT count(*) FROM fresh_spellings").fetchone()[0] <= 500
    both = "SELECT code FROM spellings UNION ALL SELECT code FROM fresh_spellings"
    kept = [code for (code,) in connection.execute(both)]
    note_words(connection, dict.fromkeys(words, -1))
    assert len(kept) == len(set(kept)) > 3000
    assert connection.execute(f"SELECT count(*) FROM ({both})").fetchone() == (0,)  # noqa: S608 - tables of ours


def test_what_is_taken_back_is_not_noted(connection: Connection) -> None:
    """Everything is the caller's transaction."""
    connection.execute("BEGIN")
    note_words(connection, {"abernathy": 1})
    connection.execute("ROLLBACK")
    assert Forgiveness(connection).alternatives("abernahty", unfinished=False) == []


@pytest.mark.parametrize("typed", ["", "x", "7", "94", "4567", "o'b", "\0\0\0", '"*" OR', "a" * 10_000, "ж" * 5])
def test_anything_may_be_typed(meant: Meant, typed: str) -> None:
    """Nothing that is typed is an error."""
    for unfinished in (False, True):
        assert typed not in meant(typed, ["abernathy", "xx", "94", "4567"], unfinished=unfinished)


@given(word=LETTERS, data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_one_slip_away_is_found(connection: Connection, word: str, data: st.DataObject) -> None:
    """One slip in a word of four letters or more is always forgiven."""
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            ]
        )
    )
    note_words(connection, {word: 1})
    found = [one.word for one in Forgiveness(connection).alternatives(typed, unfinished=False)]
    note_words(connection, {word: -1})
    assert typed == word or word in found
