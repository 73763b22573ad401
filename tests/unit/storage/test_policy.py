"""The administrator's policy file: what is read, what is believed, and what is said of the rest."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import MachineFault
from app.core.policy import UNKNOWN_PLACE, Policy
from app.core.settings import Fixed, Settings, UpdateCheck
from app.storage.paths import Home
from app.storage.policy import FixedSettings, PolicyRead, read_policy
from app.storage.policy_json import decode
from app.storage.settings import SettingsFile
from app.vendors.registry import VendorTable

VENDORS = ("treez", "indicaonline", "foodics")
STORE = {"vendor": "treez", "name": "Main", "base_url": "https://a.example", "account": {"dispensary": "x"}}
WHOLE = {"version": 1, "stores": [STORE], "jurisdiction": "US-CA", "idle_minutes": 5, "update_check": False}
PACKAGING = Path(__file__).parents[3] / "packaging"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
posix = pytest.mark.skipif(os.name == "nt", reason="Windows asks its own lists of rights")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The machine's own folder, as an administrator makes it."""
    folder = tmp_path / "machine"
    folder.mkdir(mode=0o755)
    return folder


def put(machine: Path, content: object = WHOLE, mode: int = 0o644) -> Path:
    """Write the file as an administrator does."""
    file = machine / "policy.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    file.chmod(mode)
    return file


def read(file: Path) -> PolicyRead:
    """Read it; whoever runs the tests is the administrator."""
    return read_policy(file, VENDORS, {os.getuid() if os.name != "nt" else 0})


# ------------------------------------------------------------------------------------------------ what stands in it


def test_everything_can_be_set(machine: Path) -> None:
    """Stores, place, idle time, updates."""
    found = read(put(machine))
    policy = found.policy
    assert (found.wrong, found.notice, found.is_there) == ((), None, True)
    assert policy.fixed == set(Fixed)
    assert policy.stores is not None
    assert [(one.name, one.vendor, dict(one.account)) for one in policy.stores] == [
        ("Main", "treez", {"dispensary": "x"})
    ]
    assert (policy.jurisdiction, policy.idle_minutes, policy.update_check) == ("US-CA", 5, False)


@pytest.mark.parametrize("place", ["policy.json", "linux/frontdesk.1"])
def test_the_examples_that_are_shipped_are_good(place: str) -> None:
    """Whoever copies one begins with a file that can be read, with vendors that there are."""
    text = (PACKAGING / place).read_text(encoding="utf-8")
    if place.endswith(".1"):
        text = text.partition(".RS\n")[2].partition(".RE\n")[0].replace("\\-", "-")
    policy, wrong = decode(text.encode(), [info.key for info in VendorTable().infos()])
    assert wrong == ()
    assert policy.fixed == set(Fixed)


def test_only_what_is_named_is_fixed(machine: Path) -> None:
    """The rest is the account's own business."""
    assert read(put(machine, {"version": 1, "idle_minutes": 3})).policy.fixed == {Fixed.IDLE}


def test_no_file_is_no_policy(machine: Path) -> None:
    """Nor is a folder that is not there."""
    assert read(machine / "policy.json") == PolicyRead()
    assert read(machine / "elsewhere" / "policy.json") == PolicyRead()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 2}, "version: must be 1"),
        ({"idle_minutes": 16}, "idle_minutes: must be a whole number from 1 to 15"),
        ({"idle_minutes": True}, "idle_minutes: must be a whole number from 1 to 15"),
        ({"idle_minutes": "5"}, "idle_minutes: must be a whole number from 1 to 15"),
        ({"jurisdiction": "Oregon"}, "jurisdiction: must be the code of a state or province, such as US-CA"),
        ({"update_check": "no"}, "update_check: must be true or false"),
        ({"idle_minuts": 5}, "idle_minuts: no such setting"),
        ({"stores": []}, "stores: must be a list of at least one store"),
        ({"stores": [STORE, STORE | {"vendor": "foodics"}]}, "stores[1]: name: another store has it already"),
        ({"stores": [STORE, STORE | {"name": "B", "vendor": "treeze"}]}, "stores[1]: vendor: must be one of treez"),
        ({"stores": [STORE, STORE | {"name": "B", "base_url": "http://a.example"}]}, "stores[1]: base_url: must be"),
        (
            {"stores": [STORE, STORE | {"name": "B", "base_url": "http://localhost.a.example"}]},
            "stores[1]: base_url: must be",
        ),
        (
            {"stores": [STORE, STORE | {"name": "B", "base_url": "https://u:p@a.example"}]},
            "stores[1]: base_url: must be",
        ),
        ({"stores": [STORE, STORE | {"name": "B", "secret": {"api_key": "k"}}]}, "stores[1]: secret: no such setting"),
        ({"stores": [STORE, STORE | {"name": " "}]}, "stores[1]: name: must be a text"),
        ({"stores": [STORE, STORE | {"name": "B", "account": {"a": None}}]}, "stores[1]: account: must be an object"),
        ({"stores": [STORE, 1]}, "stores[1]: must be an object"),
    ],
)
def test_what_is_wrong_is_named(machine: Path, changed: dict[str, Any], said: str) -> None:
    """With its place, but not what stood there; what can be read of the rest holds."""
    found = read(put(machine, WHOLE | changed))
    assert len(found.wrong) == 1
    assert found.wrong[0].startswith(said)
    assert found.policy.stores is None or len(found.policy.stores) == 1
    assert isinstance(found.notice, MachineFault)
    assert said in found.notice.detail
    assert found.policy.fixed == set(Fixed)


def test_what_cannot_be_read_is_fixed_at_its_safest(machine: Path) -> None:
    """The strictest place, the usual idle time, no look for newer versions, the stores as they are."""
    wrong = {"version": 1, "stores": 1, "jurisdiction": 1, "idle_minutes": 0, "update_check": 1}
    found = read(put(machine, wrong))
    assert len(found.wrong) == 4
    safest = Policy(fixed=frozenset(Fixed), jurisdiction=UNKNOWN_PLACE, idle_minutes=2)
    assert found.policy == safest
    assert read(put(machine, b'{"version": 1,\n "idle_minutes": }')) == PolicyRead(
        safest, ("line 2, column 18: no JSON from here on",), is_there=True
    )


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"7", b"[" * 100_000])
def test_a_file_that_is_no_policy(machine: Path, content: bytes) -> None:
    """It is said, and everything is at its safest."""
    found = read(put(machine, content))
    assert found.wrong
    assert found.policy.fixed == set(Fixed)


@given(json_values | st.dictionaries(st.sampled_from([one.value for one in Fixed] + ["version"]), json_values))
def test_no_content_raises(content: object) -> None:
    """Whatever an administrator wrote, the desk opens."""
    policy, _wrong = decode(json.dumps(content).encode(), VENDORS)
    policy.over(Settings())


# ------------------------------------------------------------------------------------------------ who wrote it


def ignored(found: PolicyRead, reason: str) -> None:
    """The file is not believed, and that is said."""
    assert (found.policy, found.is_ignored) == (Policy(), True)
    assert reason in found.wrong[0]
    assert found.notice is not None
    assert "is ignored" in found.notice.title


@posix
@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_may_write_is_ignored(machine: Path, mode: int) -> None:
    """Whoever may write it would be everybody's administrator."""
    ignored(read(put(machine, mode=mode)), "others than root may write the file")


@posix
def test_a_folder_that_others_may_write_is_no_better(machine: Path) -> None:
    """They could put another file in its place."""
    file = put(machine)
    machine.chmod(0o775)
    ignored(read(file), "others than root may write the folder")


@posix
def test_a_file_of_an_account_is_ignored(machine: Path) -> None:
    """Only root's counts."""
    ignored(read_policy(put(machine), VENDORS, {os.getuid() + 1}), "does not belong to root")


@posix
def test_a_link_is_not_followed(machine: Path) -> None:
    """What it leads to may change hands."""
    (machine / "real.json").write_text(json.dumps(WHOLE))
    (machine / "policy.json").symlink_to(machine / "real.json")
    ignored(read(machine / "policy.json"), "cannot be opened")


@posix
def test_what_is_no_file_is_ignored(machine: Path) -> None:
    """A pipe must not keep the desk waiting."""
    os.mkfifo(machine / "policy.json", 0o644)
    ignored(read(machine / "policy.json"), "not a file")


def test_a_folder_of_that_name_is_ignored(machine: Path) -> None:
    """The desk opens all the same."""
    (machine / "policy.json").mkdir()
    found = read(machine / "policy.json")
    assert (found.policy, found.is_ignored) == (Policy(), True)


@posix
def test_a_file_that_breaks_off_is_ignored(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while it is read keeps nobody from working."""

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    file = put(machine)
    monkeypatch.setattr(os, "fdopen", fail)
    ignored(read(file), "cannot be read")


def test_a_huge_file_is_ignored(machine: Path) -> None:
    """It is no policy."""
    ignored(read(put(machine, b" " * 300_000)), "larger than 256 KB")


def test_no_variable_leads_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account chooses neither the machine's folder nor, with its own, the policy in it."""
    usual = Home.at(None).policy_file
    for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME", "PROGRAMDATA", "ALLUSERSPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert Home.at(None).policy_file == usual
    assert Home.at(tmp_path / "own").policy_file == usual


# ------------------------------------------------------------------------------------------------ over the settings


def settings_over(machine: Path, home: Home) -> FixedSettings:
    """A desk's settings under that policy."""
    own = frozenset({os.getuid() if os.name != "nt" else 0})
    return FixedSettings(SettingsFile(home), machine / "policy.json", VENDORS, own)


def test_the_policy_holds_and_the_own_settings_wait(machine: Path, tmp_path: Path) -> None:
    """What is changed beside it is kept; when the file is gone, the account's own values are there again."""
    home = Home.at(tmp_path / "desk")
    SettingsFile(home).save(Settings(idle_minutes=9, updates=UpdateCheck(agreed=True)))
    file = put(machine)
    desk = settings_over(machine, home)
    held = desk.load()
    assert (held.idle_minutes, held.updates.agreed, [one.name for one in held.connections]) == (5, False, ["Main"])
    desk.save(held)
    file.unlink()
    assert desk.load().idle_minutes == 5  # until the next start
    after = settings_over(machine, home).load()
    assert (after.idle_minutes, after.updates.agreed, after.fixed) == (9, True, frozenset())


def test_what_is_wrong_is_told_once_the_desk_is_open(machine: Path, tmp_path: Path) -> None:
    """The administrator's file before the account's own."""
    home = Home.at(tmp_path / "desk")
    home.prepare()
    home.settings_file.write_text("{")
    desk = settings_over(machine, home)
    desk.load()
    assert "settings" in str(desk.notice)
    put(machine, {"version": 1, "update_check": 0})
    broken = settings_over(machine, home)
    broken.load()
    assert "administrator" in str(broken.notice)
