"""Commands from end to end, over a vendor that is played: answers, exit codes, what is kept and what is said."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cli import program
from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.errors import (
    AccessDenied,
    Conflict,
    DiskFull,
    Duplicate,
    InvalidInput,
    NotSignedIn,
    Offline,
    Problem,
    RateLimited,
    SecretStoreLocked,
    SecretStoreMissing,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.vendor import DocumentSupport
from app.storage.patience import PatientSecrets
from app.storage.secrets import KeyringSecrets

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Terminal

JANE = Customer(
    ref=CustomerRef(ConnectionId(""), "7"),
    first_name="Jane",
    last_name="Doe",
    birth_date=date(1990, 1, 2),
    phone="+16285550101",
    groups=("STAFF",),
    addresses=(Address(kind="home", street1="1 Main", city="Oakland", primary=True),),
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def jane(terminal: Terminal) -> None:
    """One person is at the store."""
    terminal.vendor.people["7"] = JANE


def test_lookup_json(terminal: Terminal, capsys: Capture) -> None:
    """The answer names the vendor and lists the people; nothing is said beside it."""
    assert terminal.ask("lookup", "--phone", "+16285550101", "--json") == 0
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["vendor"] == "played"
    assert [one["customer_id"] for one in answer["customers"]] == ["7"]
    assert "documents" not in answer["customers"][0]
    assert said.err == ""


def test_lookup_for_a_person(terminal: Terminal, capsys: Capture) -> None:
    """Without JSON it is a short block with the verdict on top."""
    assert terminal.ask("lookup", "--id", "7") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Jane Doe - customer 7, Played"
    assert lines[1].startswith("  Look closer: ")
    assert "36 years old" in lines[1]
    assert "  Phone:      (628) 555-0101" in lines
    assert "  Address:    1 Main, Oakland (home)" in lines


def test_text_cannot_steer_the_terminal(terminal: Terminal, capsys: Capture) -> None:
    """Control characters of a record stay out of the terminal."""
    terminal.vendor.people["8"] = Customer(
        ref=CustomerRef(ConnectionId(""), "8"), first_name="\x1b[2J", notes="a\n\x07b"
    )
    assert terminal.ask("lookup", "--id", "8") == 0
    assert not {"\x1b", "\x07"} & set(capsys.readouterr().out)


def test_documents_only_when_asked(terminal: Terminal, capsys: Capture) -> None:
    """``--documents`` reads each person again with the list."""
    assert terminal.ask("lookup", "--id", "7", "--documents", "--json") == 0
    (customer,) = json.loads(capsys.readouterr().out)["customers"]
    assert customer["documents"] == [{"kind": "license", "url": "https://files.example/1"}]


def test_nobody(terminal: Terminal, capsys: Capture) -> None:
    """Nobody is exit code 1, and with JSON an empty list."""
    assert terminal.ask("lookup", "--id", "99") == 1
    assert capsys.readouterr().out == "Nobody found.\n"
    assert terminal.ask("lookup", "--id", "99", "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"vendor": "played", "customers": []}


def test_what_the_vendor_has_not(terminal: Terminal, capsys: Capture, tmp_path: Path) -> None:
    """A look-up, listing or operation the vendor has not is exit code 2 with the reason, and never "nobody"."""
    out = str(tmp_path / "x.csv")
    terminal.vendor.limit(create=False, update=False, documents=DocumentSupport.NONE)
    asked = {
        ("lookup", "--state-id", "1"): "no look-up by state ID. Ask for the phone.",
        ("lookup", "--id", "7", "--documents"): "shows no documents",
        ("export", "--updated-since", "2026-01-01", "--out", out): "by last change. It keeps no dates.",
        ("create", "--set", "first_name=A"): "takes no new customers",
        ("update", "--id", "7", "--set", "first_name=A"): "takes no changes",
        ("upload", "--id", "7", "--kind", "license", __file__): "takes no documents",
    }
    for words, sentence in asked.items():
        assert terminal.ask(*words) == 2
        said = capsys.readouterr()
        assert sentence in said.err
        assert said.out == ""
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotSignedIn("No."), 3),
        (AccessDenied("No."), 3),
        (Duplicate("phone", "No."), 3),
        (Conflict(JANE, ("phone",)), 3),
        (Offline("No."), 3),
        (VendorTimeout("No."), 3),
        (VendorUnavailable("No."), 3),
        (RateLimited("No.", "", "Try again in 60 seconds.", retry_after=60), 3),
        (UnexpectedReply("Played", "no data"), 3),
        (InvalidInput(Problem("phone", "No."), refused=True), 3),
        (InvalidInput(Problem("phone", "No.")), 2),
        (SecretStoreLocked("No."), 4),
        (SecretStoreMissing("No."), 4),
        (DiskFull("No."), 4),
    ],
)
def test_exit_codes(terminal: Terminal, error: Exception, code: int, capsys: Capture) -> None:
    """2 wrong usage, 3 the vendor, 4 this machine; with JSON the error is one object on standard error."""
    terminal.vendor.fault = error
    assert terminal.ask("lookup", "--id", "7", "--json") == code
    said = capsys.readouterr()
    assert said.out == ""
    told = json.loads(said.err)["error"]
    assert list(told) == ["kind", "title", "detail", "hint", "retryable"]
    assert told["title"] == getattr(error, "title", "")


def test_when_to_try_again(terminal: Terminal, capsys: Capture) -> None:
    """Without JSON a failure is a sentence and a hint."""
    terminal.vendor.fault = RateLimited("Too many requests.", "", "Try again in 60 seconds.", retry_after=60)
    assert terminal.ask("lookup", "--id", "7") == 3
    assert capsys.readouterr().err == "Too many requests.\nTry again in 60 seconds.\n"


def test_a_bug_is_told_in_a_sentence(terminal: Terminal, capsys: Capture, caplog: pytest.LogCaptureFixture) -> None:
    """No traceback reaches the user; the log has it."""
    terminal.vendor.fault = ZeroDivisionError("Jane Doe")
    with caplog.at_level(logging.ERROR):
        assert terminal.ask("lookup", "--id", "7") == 4
    err = capsys.readouterr().err
    assert "mistake of its own" in err
    assert "Traceback" not in err
    assert "Jane" not in err
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_ctrl_c_is_quiet(terminal: Terminal, capsys: Capture) -> None:
    """Ctrl-C ends with 130 and says nothing."""
    terminal.vendor.fault = KeyboardInterrupt()
    assert terminal.ask("lookup", "--id", "7") == 130
    assert capsys.readouterr() == ("", "")


def test_connect_then_use(terminal: Terminal, capsys: Capture) -> None:
    """A connected store is found by its name, capitals aside; its secret is in no file."""
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
    assert terminal.run(*words, "--secret-stdin", secret='\ufeff{"api_key": "top-secret-key\\n"}') == 0
    assert terminal.run("lookup", "--connection", "main", "--id", "7") == 0
    assert terminal.vendor.opened[-1][1] == {"api_key": "top-secret-key"}
    assert "Jane Doe - customer 7, Main" in capsys.readouterr().out
    kept = "".join(path.read_text() for path in terminal.home.rglob("*") if path.is_file())
    assert "Main" in kept
    assert "top-secret-key" not in kept


def test_connect_twice(terminal: Terminal, capsys: Capture) -> None:
    """A name names one store."""
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
    codes = [terminal.run(*words, "--secret-stdin", secret='{"api_key": "k"}') for _ in range(2)]
    assert codes == [0, 2]
    assert "already connected" in capsys.readouterr().err


def test_connect_without_keyring(terminal: Terminal, capsys: Capture) -> None:
    """Without a place for the secret nothing is connected: exit code 4."""

    def none() -> None:
        raise SecretStoreMissing("There is no secret store.", hint="Install one.")

    terminal.secrets = PatientSecrets(KeyringSecrets(none))  # type: ignore[arg-type]
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
    assert terminal.run(*words, "--secret-stdin", secret='{"api_key": "k"}') == 4
    assert capsys.readouterr().err == "There is no secret store.\nInstall one.\n"
    assert terminal.run("lookup", "--connection", "Main", "--id", "7") == 2


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("", "holds no credentials"),
        ("top-secret-key", "is not JSON"),
        ('["top-secret-key"]', "is not a JSON object"),
        ('{"api_key": ["top-secret-key"]}', "the value of api_key is neither text nor a whole number"),
        ('{"top-secret-key": "x"}', "holds a key, which this vendor does not know"),
        ('{"other": "top-secret-key"}', "holds other, which this vendor does not know"),
        ("{}", "API key is needed."),
        ("[" * 50_000, "is not JSON"),
        ("x" * 70_000, "holds no credentials"),
    ],
)
def test_bad_secret(terminal: Terminal, secret: str, sentence: str, capsys: Capture) -> None:
    """Whatever is wrong with standard input is said clearly, and nothing of it is repeated."""
    store = (
        "--vendor",
        "played",
        "--base-url",
        "https://played.example",
        "--account",
        '{"shop": "1"}',
        "--secret-stdin",
    )
    assert terminal.run("lookup", *store, "--id", "7", secret=secret) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "top-secret" not in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--connection", "Nowhere"), "No connected store has this name."),
        (("--vendor", "acme", "--base-url", "https://x.example", "--secret-stdin"), "does not know the vendor"),
        (("--vendor", "played", "--base-url", "https://x.example", "--secret-stdin"), "Shop is needed."),
        (
            ("--vendor", "played", "--base-url", "https://x.example", "--account", '{"shap": "1"}', "--secret-stdin"),
            "--account holds shap, which this vendor does not know.",
        ),
        (
            ("--vendor", "played", "--base-url", "http://x.example", "--account", '{"shop": "1"}', "--secret-stdin"),
            "must begin with https://",
        ),
    ],
)
def test_bad_store(terminal: Terminal, words: tuple[str, ...], sentence: str, capsys: Capture) -> None:
    """A store that cannot be is wrong usage."""
    assert terminal.run("lookup", *words, "--id", "7", secret='{"api_key": "k"}') == 2
    assert sentence in capsys.readouterr().err


def test_one_off_store_keeps_nothing(terminal: Terminal) -> None:
    """A one-off look-up leaves no file."""
    assert terminal.ask("lookup", "--id", "7") == 0
    assert not terminal.home.exists()


def test_a_lookup_ends_in_time(terminal: Terminal, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that never answers is given up, worth another try."""

    async def never(_lookup: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(terminal.vendor, "find", never)
    monkeypatch.setattr(program, "LOOKUP_SECONDS", 0.05)
    assert terminal.ask("lookup", "--id", "7", "--json") == 3
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["kind"], error["retryable"]) == ("vendor_timeout", True)


def test_a_slow_start_is_part_of_the_time(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forty seconds are those of whoever waits before the terminal, whatever a busy machine needs for the start."""
    asked: list[float] = []

    async def slow(_lookup: object) -> list[Customer]:
        asked.append(time.monotonic())
        await asyncio.sleep(program.LOOKUP_SECONDS)
        return []

    monkeypatch.setattr(terminal.vendor, "find", slow)
    terminal.starting = program.LOOKUP_SECONDS - 1
    assert terminal.ask("lookup", "--id", "7", "--json") == 3
    assert all(time.monotonic() - moment < 5 for moment in asked)


def test_a_lookup_that_cannot_be_cancelled(
    terminal: Terminal, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a thread of the system keeps the program from ending, it ends all the same, with the same words."""
    ended: list[int] = []

    async def stuck(_lookup: object) -> list[Customer]:
        await asyncio.to_thread(time.sleep, 0.5)
        return []

    monkeypatch.setattr(terminal.vendor, "find", stuck)
    monkeypatch.setattr(program, "_LAST_SECONDS", 0.05)
    monkeypatch.setattr("os._exit", ended.append)
    terminal.ask("lookup", "--id", "7")
    assert ended == [3]
    assert "did not answer in time" in capsys.readouterr().err


def test_other_commands_are_not_cut_short(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The promise is for look-ups: a long export goes on."""
    monkeypatch.setattr(program, "LOOKUP_SECONDS", 0.0)
    assert terminal.ask("update", "--id", "7", "--set", "first_name=Jane") == 0


def test_credentials_typed_by_hand(terminal: Terminal, capsys: Capture) -> None:
    """Somebody who sits before an empty line is told what to type."""
    terminal.by_hand = True
    assert terminal.ask("lookup", "--id", "7", "--json") == 0
    assert "one JSON object" in capsys.readouterr().err
