"""The look at this machine: each trouble has its remedy, and nobody is named."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.cli import machine
from app.core.errors import SecretStoreLocked
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import KeyringSecrets, SessionSecrets

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Terminal

Capture = pytest.CaptureFixture[str]
NAMES = ["python", "window libraries", "display", "data folder", "disk", "settings"]
NAMES += ["policy", "newer versions", "certificates", "vault", "secret store"]


@pytest.fixture
def well(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A machine on which everything works."""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(
        machine, "check_window_libraries", lambda: machine.Check("window libraries", ok=True, detail="")
    )
    monkeypatch.setattr("app.cli.doctor.check_window_libraries", machine.check_window_libraries)
    return terminal


def connect(terminal: Terminal) -> None:
    words = (
        "connect",
        "played",
        "--name",
        "Main",
        "--base-url",
        "https://played.example",
        "--account",
        '{"shop": "1"}',
    )
    assert terminal.run(*words, "--secret-stdin", secret='{"api_key": "k"}') == 0


def test_all_well(well: Terminal, capsys: Capture) -> None:
    """Every check is one line, and the exit code is 0."""
    connect(well)
    capsys.readouterr()
    assert well.run("doctor") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0].removeprefix("OK").strip() for line in lines] == [*NAMES, "store Main"]


def test_json(well: Terminal, capsys: Capture) -> None:
    """Each check has its four keys; a remedy stands only where something is wrong."""
    assert well.run("doctor", "--json") == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [check["name"] for check in checks] == NAMES
    assert {tuple(check) for check in checks} == {("name", "ok", "detail", "remedy")}
    assert {(check["ok"], check["remedy"]) for check in checks} == {(True, "")}


def test_missing_credentials(well: Terminal, capsys: Capture) -> None:
    """A store whose credentials are gone is named, and the exit code is 4."""
    connect(well)
    well.secrets = PatientSecrets(SessionSecrets())
    assert well.run("doctor") == 4
    assert "PROBLEM store Main: Its credentials are missing. Connect the store again." in capsys.readouterr().out


def test_locked_secret_store(well: Terminal, capsys: Capture) -> None:
    """A store of secrets that cannot be used says so, with the remedy, once."""

    def locked() -> Any:
        raise SecretStoreLocked("It is locked.", hint="Unlock it.")

    connect(well)
    well.secrets = PatientSecrets(KeyringSecrets(locked))
    assert well.run("doctor") == 4
    out = capsys.readouterr().out
    assert "PROBLEM secret store: It is locked. Unlock it." in out
    assert "store Main" not in out


def test_broken_settings(well: Terminal, capsys: Capture) -> None:
    """Settings that cannot be read are a problem; the file is not destroyed."""
    well.home.mkdir(mode=0o700)
    (well.home / "settings.json").write_text("{")
    assert well.run("doctor") == 4
    assert "PROBLEM settings: " in capsys.readouterr().out
    assert (well.home / "settings.json").read_text() == "{"


def write_vault(terminal: Terminal) -> None:
    """A vault as the window leaves it."""

    async def window() -> None:
        vault = desk_vault(Home.at(terminal.home), terminal.secrets)
        await vault.open()
        assert vault.is_kept
        await vault.close()

    asyncio.run(window())


def test_vault(well: Terminal, capsys: Capture) -> None:
    """Before the first start of the window nothing is kept, which is no problem and is not changed by looking."""
    assert well.run("doctor") == 0
    assert "OK      vault: Nothing is kept yet." in capsys.readouterr().out
    assert not Home.at(well.home).vault_file.exists()
    write_vault(well)
    assert well.run("doctor") == 0
    assert "OK      vault: Encrypted, 0." in capsys.readouterr().out


def test_vault_without_its_key(well: Terminal, capsys: Capture) -> None:
    """A vault that the window could not open is a problem with its remedy, and is left as it is."""
    write_vault(well)
    before = Home.at(well.home).vault_file.read_bytes()
    well.secrets = PatientSecrets(SessionSecrets())
    assert well.run("doctor", "--json") == 4
    outcome = capsys.readouterr()
    (check,) = (one for one in json.loads(outcome.out)["checks"] if one["name"] == "vault")
    assert (check["ok"], "key of this program's encrypted file" in check["detail"]) == (False, True)
    assert check["remedy"]
    assert outcome.err == ""
    assert Home.at(well.home).vault_file.read_bytes() == before


def test_vault_while_the_window_is_open(well: Terminal, capsys: Capture) -> None:
    """The doctor reads beside the window that writes."""
    vault = desk_vault(Home.at(well.home), well.secrets)
    asyncio.run(vault.open())
    assert well.run("doctor") == 0
    asyncio.run(vault.close())
    assert "OK      vault: Encrypted" in capsys.readouterr().out


def test_python_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only interpreters that are tested are fine."""
    assert machine.check_python().ok
    monkeypatch.setattr(sys, "version_info", (3, 15, 0))
    assert machine.check_python() == machine.Check(
        "python", ok=False, detail="Python 3.15.0.", remedy="Install Python 3.11, 3.12 or 3.13."
    )


def test_window_libraries() -> None:
    """Qt really starts on the machine that runs the tests."""
    check = machine.check_window_libraries()
    assert check.ok
    assert check.detail.startswith("Qt 6.")


def test_window_libraries_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the loader says about the missing library is passed on, without the folder of a person."""

    def fails(*_args: object, **_options: object) -> subprocess.CompletedProcess[str]:
        reason = "Traceback\nImportError: libEGL.so.1: cannot open shared object file at /home/jane/x"
        return subprocess.CompletedProcess([], 1, "", reason)

    monkeypatch.setattr(subprocess, "run", fails)
    check = machine.check_window_libraries()
    assert not check.ok
    assert "libEGL.so.1" in check.detail
    assert "jane" not in check.detail
    assert check.remedy


def test_window_libraries_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that never comes back is a problem, not a hang."""

    def hangs(*_args: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired("python", 30)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert not machine.check_window_libraries().ok


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has its own display")
def test_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wayland is fine; X11 needs its cursor library; nothing is a problem."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not machine.check_display().ok
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    assert "libxcb-cursor0" in machine.check_display().remedy
    monkeypatch.setattr("ctypes.util.find_library", lambda name: name)
    assert machine.check_display().ok


@pytest.mark.skipif(os.name == "nt", reason="rights come from the user's folder there")
def test_data_folder(tmp_path: Path) -> None:
    """Open to others is a problem with the very command; one that is not there yet is not made."""
    root = tmp_path / "data"
    assert machine.check_data_folder(Home.at(root)).ok
    assert not root.exists()
    root.mkdir(mode=0o700)
    assert machine.check_data_folder(Home.at(root)).ok
    root.chmod(0o755)
    check = machine.check_data_folder(Home.at(root))
    assert (check.ok, check.remedy.split()[:2]) == (False, ["chmod", "700"])


def test_data_folder_of_another(tmp_path: Path) -> None:
    """A place that is no folder cannot be written."""
    (tmp_path / "file").write_text("")
    assert not machine.check_data_folder(Home.at(tmp_path / "file")).ok


def test_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little room is a problem before it is none."""
    assert machine.check_disk(Home.at(tmp_path)).ok
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 1, 1))
    assert not machine.check_disk(Home.at(tmp_path)).ok


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system itself answers")
def test_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty trust store is told before the first connection fails."""
    assert machine.check_certificates().ok
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    paths = ssl.DefaultVerifyPaths("", str(tmp_path), "", "", "", "")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert not machine.check_certificates().ok
