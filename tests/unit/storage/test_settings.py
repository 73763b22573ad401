"""The settings file: what is written is read, and what cannot be read is not lost."""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import ConnectionId
from app.core.errors import DiskFull, MachineFault, VaultUnreadable
from app.core.settings import Settings, Theme, UpdateCheck
from app.core.vendor import Connection
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.settings_json import NotSettings, decode, encode

SHOP = Connection(
    id=ConnectionId("c1"), name="Zürich", vendor="treez", base_url="https://a.example/v2.0", account={"dispensary": "x"}
)
SHOP_2 = Connection(id=ConnectionId("c2"), name="B", vendor="foodics", base_url="v")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OWN_KEYS = {
    "version",
    "theme",
    "language",
    "connections",
    "last_store",
    "visit_days",
    "journal_days",
    "scanner_port",
    "camera",
    "scanner_gap_ms",
    "idle_minutes",
    "updates",
    "nobody_signs_in",
}
filled = st.text(min_size=1)
connections = st.builds(
    Connection,
    id=st.builds(ConnectionId, filled),
    name=filled,
    vendor=filled,
    base_url=st.text(),
    account=st.dictionaries(st.text(), st.text(), max_size=3),
    training=st.booleans(),
    enabled=st.booleans(),
    place=st.text(),
    time_zone=st.text(),
)
settings = st.builds(
    Settings,
    theme=st.sampled_from(Theme),
    language=st.text(),
    connections=st.lists(connections, max_size=3, unique_by=lambda one: one.id).map(tuple),
    last_store=st.text(),
    visit_days=st.integers(1, 400),
    journal_days=st.integers(1, 4000),
    scanner_port=st.text(),
    camera=st.text(),
    scanner_gap_ms=st.integers(1, 120),
    idle_minutes=st.integers(1, 15),
    updates=st.builds(
        UpdateCheck,
        agreed=st.none() | st.booleans(),
        checked_at=st.text(),
        outcome=st.text(),
        skipped=st.text(),
    ),
    nobody_signs_in=st.booleans(),
    carried=st.dictionaries(
        st.text().filter(lambda key: key not in OWN_KEYS),
        json_values,
        max_size=3,
    ),
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder that does not exist yet."""
    return Home.at(tmp_path / "desk")


def put(home: Home, content: bytes | dict[str, object]) -> None:
    """Write the file as somebody else would."""
    home.prepare()
    home.settings_file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def broken(home: Home) -> list[str]:
    """The names of the files put aside."""
    return sorted(path.name for path in home.root.glob("settings.broken-*"))


def refuse(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@given(settings)
def test_round_trip(given_settings: Settings) -> None:
    """Whatever is written is read, with everything carried, and nothing is wrong with it."""
    assert decode(encode(given_settings)) == (given_settings, None)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_end_in_settings_or_not_settings(raw: bytes) -> None:
    """No content of the file raises anything but NotSettings."""
    try:
        read, _ = decode(raw)
    except NotSettings:
        return
    assert isinstance(read, Settings)
    encode(read)


def test_no_file_is_defaults(home: Home) -> None:
    """A first start has nothing to tell."""
    file = SettingsFile(home)
    assert file.load() == Settings()
    assert file.notice is None
    assert not home.root.exists()


def test_saved_and_loaded(home: Home) -> None:
    """Another start finds what this one kept."""
    SettingsFile(home).save(Settings(theme=Theme.DARK, language="de", connections=(SHOP,)))
    assert SettingsFile(home).load() == Settings(theme=Theme.DARK, language="de", connections=(SHOP,))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in the profile folder")
def test_owner_only(home: Home) -> None:
    """Other accounts of the machine see neither the folder nor the file, whatever the umask."""
    before = os.umask(0)
    try:
        SettingsFile(home).save(Settings())
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.settings_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700


def test_unknown_keys_stay(home: Home) -> None:
    """Keys of another version survive a change made here, at the top and inside a connection."""
    entry = {"id": "c1", "name": "A", "vendor": "treez", "base_url": "u", "color": "red"}
    put(home, {"version": 1, "zoom": 1.5, "connections": [entry]})
    file = SettingsFile(home)
    read = file.load()
    assert file.notice is None
    file.save(Settings(theme=Theme.DARK, connections=(*read.connections, SHOP_2), carried=read.carried))
    written = json.loads(home.settings_file.read_bytes())
    assert (written["zoom"], written["theme"], written["connections"][0]["color"]) == (1.5, "dark", "red")
    assert [one["id"] for one in written["connections"]] == ["c1", "c2"]


def test_a_newer_version_is_read_as_far_as_understood(home: Home) -> None:
    """What a newer version wrote in its own way stays as it is, and so does its version number."""
    strange = {"id": "n1", "name": "N", "vendor": "treez", "base_url": ["a", "b"]}
    newer = {"version": 7, "theme": {"name": "sepia"}, "language": "de", "connections": [strange], "panes": [1, 2]}
    put(home, newer)
    file = SettingsFile(home)
    read = file.load()
    assert (read.theme, read.language, read.connections, file.notice) == (Theme.SYSTEM, "de", (), None)
    file.save(read)
    assert json.loads(home.settings_file.read_bytes()) == newer
    file.save(Settings(theme=Theme.DARK, carried=read.carried))
    assert json.loads(home.settings_file.read_bytes())["theme"] == "dark"


def test_defaults_of_a_file_that_was_held_for_a_moment_are_not_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner has it open when it is read, and not when it is written: every store would be gone."""
    put(home, {"version": 1, "theme": "dark"})
    file, read = SettingsFile(home), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", _held)
    assert file.load() == Settings()
    assert file.notice
    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(MachineFault, match="a moment ago"):
        file.save(Settings(language="de"))
    assert file.load().theme is Theme.DARK
    file.save(Settings(language="de"))
    assert file.load().language == "de"


def _held(_path: Path) -> bytes:
    raise PermissionError(13, "held by another program")


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff\xfe" * 50, b"[]", b"null", b"[" * 100_000, b'"\xff"'])
def test_an_unreadable_file_is_copied_aside(home: Home, content: bytes) -> None:
    """Garbage gives defaults, a copy of the garbage, and a notice that says so without quoting it."""
    put(home, content)
    file = SettingsFile(home)
    assert file.load() == Settings()
    assert isinstance(file.notice, VaultUnreadable)
    assert "settings.broken-1.json" in file.notice.sentence
    assert (home.root / "settings.broken-1.json").read_bytes() == content
    assert home.settings_file.read_bytes() == content


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": 5},
        {"theme": "sepia"},
        {"language": None},
        {"version": "1"},
        {"version": True},
        {"version": None},
        {"connections": {}},
        {"connections": ["c"]},
        {"connections": [{"id": "", "name": "A", "vendor": "treez", "base_url": ""}]},
        {"connections": [{"id": "x", "name": "A", "vendor": "treez", "base_url": "", "account": {"a": 1}}]},
        {"connections": [{"id": "x", "name": "A", "vendor": "treez", "base_url": "", "account": []}]},
        {"connections": [{"id": "x", "name": "A", "vendor": "treez", "base_url": "", "training": "no"}]},
        {"connections": [{"id": "x", "name": "A", "vendor": "treez", "base_url": "", "enabled": 1}]},
        {"connections": [{"id": "x", "name": "A", "vendor": "treez", "base_url": "", "place": 7}]},
        {"last_store": 7},
        {"visit_days": 0},
        {"visit_days": "2"},
        {"visit_days": True},
        {"journal_days": 0},
        {"journal_days": 10**9},
        {"scanner_gap_ms": 0},
        {"scanner_gap_ms": 121},
        {"scanner_port": 3},
        {"camera": 3},
        {"idle_minutes": 0},
        {"idle_minutes": 16},
        {"idle_minutes": "2"},
        {"nobody_signs_in": 1},
    ],
)
def test_a_wrong_value_gives_its_default(home: Home, wrong: dict[str, object]) -> None:
    """A value of the wrong type falls back to its default; the file as it was is kept beside it."""
    put(home, {"version": 1, **wrong})
    file = SettingsFile(home)
    assert file.load() == Settings()
    assert isinstance(file.notice, VaultUnreadable)
    assert broken(home) == ["settings.broken-1.json"]


def test_a_wrong_value_costs_no_other(home: Home) -> None:
    """A hand-made mistake in one key does not disconnect the stores, not even beside a broken one."""
    good = {"id": "c2", "name": "B", "vendor": "foodics", "base_url": "v"}
    put(home, {"version": 1, "theme": 5, "connections": [good, {"id": "c3"}, good]})
    assert SettingsFile(home).load() == Settings(connections=(SHOP_2,))


def test_a_store_of_an_older_file_is_enabled(home: Home) -> None:
    """Before a store could be disabled every store was in use."""
    put(home, {"version": 1, "connections": [{"id": "c2", "name": "B", "vendor": "foodics", "base_url": "v"}]})
    read = SettingsFile(home).load()
    assert (read.connections, read.last_store) == ((SHOP_2,), "")
    assert read.connections[0].enabled


def test_a_newer_last_store_stays_until_one_is_chosen_here(home: Home) -> None:
    """What a newer version wrote in its own way is kept as it is."""
    put(home, {"version": 2, "last_store": ["c1", "c2"]})
    file = SettingsFile(home)
    read = file.load()
    file.save(read)
    assert json.loads(home.settings_file.read_bytes())["last_store"] == ["c1", "c2"]
    file.save(Settings(last_store="c1", carried=read.carried))
    assert json.loads(home.settings_file.read_bytes())["last_store"] == "c1"


def test_newer_visit_days_stay_until_they_are_set_here(home: Home) -> None:
    """Until then the default holds."""
    put(home, {"version": 2, "visit_days": "a week"})
    file = SettingsFile(home)
    read = file.load()
    assert read.visit_days == 2
    file.save(read)
    assert json.loads(home.settings_file.read_bytes())["visit_days"] == "a week"
    file.save(replace(read, visit_days=3))
    assert json.loads(home.settings_file.read_bytes())["visit_days"] == 3


def test_an_editors_byte_order_mark_is_fine(home: Home) -> None:
    """Windows editors put one at the beginning."""
    put(home, b"\xef\xbb\xbf" + encode(Settings(language="fr")))
    file = SettingsFile(home)
    assert (file.load().language, file.notice) == ("fr", None)


def test_a_file_that_stays_broken_is_copied_once(home: Home) -> None:
    """Each different broken file gets a number; the same one at the next start does not."""
    put(home, b"one")
    SettingsFile(home).load()
    SettingsFile(home).load()
    put(home, b"two")
    SettingsFile(home).load()
    assert broken(home) == ["settings.broken-1.json", "settings.broken-2.json"]


def test_a_copy_that_fails_is_made_up_for_before_writing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk the broken file is not copied, and so it is moved, not overwritten, when there is room again."""

    def full(*_: object, **__: object) -> NoReturn:
        raise refuse(errno.ENOSPC)

    put(home, b"garbage")
    file = SettingsFile(home)
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.mkstemp", full)
        assert file.load() == Settings()
        assert isinstance(file.notice, VaultUnreadable)
        assert broken(home) == []
    file.save(Settings())
    assert (home.root / "settings.broken-1.json").read_bytes() == b"garbage"
    assert SettingsFile(home).load() == Settings()


def test_a_file_that_may_not_be_read_is_moved_not_overwritten(home: Home) -> None:
    """Something that cannot be read (here a folder of that name) is still there after a save."""
    home.prepare()
    home.settings_file.mkdir()
    file = SettingsFile(home)
    assert file.load() == Settings()
    assert isinstance(file.notice, VaultUnreadable)
    file.save(Settings(language="de"))
    assert (home.root / "settings.broken-1.json").is_dir()
    assert SettingsFile(home).load().language == "de"


def test_a_notice_is_of_the_last_load(home: Home) -> None:
    """Once the file is mended nothing is told any more."""
    put(home, b"garbage")
    file = SettingsFile(home)
    file.load()
    file.save(Settings())
    file.load()
    assert file.notice is None


def test_death_before_the_replace_leaves_the_old_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the last step the old settings stand, and nothing of the new ones is left over."""

    def die(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    file = SettingsFile(home)
    file.save(Settings(language="de"))
    monkeypatch.setattr("app.storage.settings.os.replace", die)
    with pytest.raises(KeyboardInterrupt):
        file.save(Settings(language="fr"))
    assert SettingsFile(home).load().language == "de"
    assert list(home.root.iterdir()) == [home.settings_file]


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EACCES, MachineFault), (errno.EROFS, MachineFault)],
)
@pytest.mark.parametrize("step", ["mkstemp", "fsync", "replace"])
def test_what_cannot_be_written_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[MachineFault], step: str
) -> None:
    """A full disk and a missing right are told apart, name no path, and leave the old file."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise refuse(number)

    file = SettingsFile(home)
    file.save(Settings(language="de"))
    module = "tempfile" if step == "mkstemp" else "app.storage.settings.os"
    monkeypatch.setattr(f"{module}.{step}", fail)
    with pytest.raises(MachineFault) as told:
        file.save(Settings(language="fr"))
    assert type(told.value) is kind
    assert isinstance(told.value.__cause__, OSError)
    assert str(home.root) not in told.value.sentence
    assert "Customers can still be served" in told.value.sentence
    assert SettingsFile(home).load().language == "de"


def test_a_home_that_is_a_file_is_a_machine_fault(home: Home) -> None:
    """Reading finds nothing there, writing says that it cannot."""
    home.root.write_text("")
    file = SettingsFile(home)
    assert file.load() == Settings()
    with pytest.raises(MachineFault):
        file.save(Settings())
