"""The words of the command line."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from app.cli.arguments import Arguments, read_arguments
from app.cli.commands import Connect, Connected, Doctor, LookUp, OneOff, TrainingServe
from app.core.query import Lookup, LookupKind

STORE = ["--connection", "Main"]


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_nothing_opens_the_window() -> None:
    """Without a word it is the window, with nothing set."""
    assert read_arguments([]) == Arguments()


def test_window_options() -> None:
    """Every option of the window arrives typed."""
    words = (
        "--home d --training --screenshot p.png --search smith --open 2 --tab Documents --press Ctrl+N --part page "
        "--theme dark --language es --size 1366x768"
    )
    assert read_arguments(words.split()) == Arguments(
        home="d",
        training=True,
        screenshot="p.png",
        search="smith",
        open=2,
        tab="documents",
        press="Ctrl+N",
        part="page",
        theme="dark",
        language="es",
        size=(1366, 768),
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "d", "doctor"],
        ["doctor", "--home", "d"],
        ["--home", "other", "doctor", "--home", "d"],
    ],
)
def test_home_stands_before_or_after_the_command(words: list[str]) -> None:
    """``--home`` is understood on both sides, and the later one counts."""
    assert read_arguments(words) == Arguments(home="d", command=Doctor(json=False))


def test_home_anywhere_in_training_serve() -> None:
    """Also where a command has a word of its own behind it."""
    for words in (["--home", "d", "training", "serve"], ["training", "serve", "--home", "d"]):
        assert read_arguments(words) == Arguments(home="d", command=TrainingServe(0, None, None))


@pytest.mark.parametrize("key", list(LookupKind))
def test_each_lookup_key(key: LookupKind) -> None:
    """Each promised key is an option of look-up."""
    command = read_arguments(["lookup", *STORE, f"--{key}", " x ", "--json"]).command
    assert command == LookUp(Connected("Main"), Lookup(key, "x"), documents=False, json=True)


def test_one_off_store() -> None:
    """Vendor, address and credentials from standard input make a store for this once; numbers become text."""
    words = ["lookup", "--vendor", "v", "--base-url", "u", "--account", '{"dial_code": 966}', "--secret-stdin"]
    command = read_arguments([*words, "--id", "1"]).command
    assert isinstance(command, LookUp)
    assert command.store == OneOff("v", "u", {"dial_code": "966"})


def test_connect() -> None:
    """A store is added with a name and an address."""
    words = ["connect", "treez", "--name", "Main", "--base-url", "u", "--secret-stdin"]
    assert read_arguments(words).command == Connect("treez", "Main", "u", {})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("print --connection A", "COMMAND: choose one of training, connect, lookup, create, update, upload"),
        ("read-id", "The following arguments are required: FILE."),
        ("training", "The following arguments are required: ACTION."),
        ("lookup --id 1", "Say which store."),
        ("lookup --vendor v --base-url u --id 1", "Say which store."),
        ("lookup --connection A --vendor v --id 1", "not both."),
        ("lookup --connection A --secret-stdin --id 1", "not both."),
        ("lookup --connection A", "One of the arguments --id --phone --email --license --state-id --name is required."),
        ("lookup --connection A --id 1 --phone 2", "--phone: not allowed with argument --id."),
        ("lookup --connection A --id=", "--id: the value is empty."),
        ("create --connection A", "The following arguments are required: --set."),
        ("create --connection A --set name", "--set needs KEY=VALUE."),
        ("create --connection A --set a=1 --set a=2", "--set gives a twice."),
        ("export --connection A --out x.csv", "One of the arguments --created --updated-since --all is required."),
        (
            "export --vendor treez --base-url https://a.example --secret-stdin --all --out x.csv --manager B",
            "--manager goes with --connection only.",
        ),
        ("export --connection A --all --out x.xls", "--out needs a file name that ends in .csv, .jsonl or .xlsx."),
        (
            "export --connection A --all --out x.xlsx --continue",
            "--continue goes with a file that ends in .csv or .jsonl.",
        ),
        ("export --connection A --all --limit 0 --out x.csv", "--limit: write a whole number of at least 1."),
        ("export --connection A --created 2026-01-02 2026-01-01 --out x.csv", "the earlier day first."),
        ("export --connection A --created yesterday today --out x.csv", "two days as YYYY-MM-DD."),
        ("export --connection A --updated-since lately --out x.csv", "an ISO date or date-time"),
        ("connect treez --name A --base-url u", "The following arguments are required: --secret-stdin."),
        ("training serve --port 70000", "--port: write a whole number from 0 to 65535."),
        ("--theme blue", "--theme: choose one of light, dark."),
        ("--size big", "--size: write width and height as 1366x768."),
        ("--training --screenshot p.png --press F12", "the window has no such key"),
        ("--training --screenshot p.png --press F1", "the window has no such key"),
        ("--screenshot p.png", "--screenshot goes together with --training"),
        ("--training doctor", "--training belongs to the window and goes with no command."),
        ("doctor --foo=1", "--foo is not known here"),
        ("doctor --jso", "--jso is not known here"),
    ],
)
def test_wrong_usage_is_one_clear_sentence(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, a sentence and a hint, and nothing on standard output."""
    said = refused(words.split(), capsys)
    assert sentence in said
    assert len(said.splitlines()) <= 2


@pytest.mark.parametrize(
    "words",
    [
        ["lookup", *STORE, "--name", "Secretperson", "Hiddenname"],
        ["lookup", *STORE, "--id", "1", "--json=Secretperson"],
        ["lookup", *STORE, "--documents=Secretperson", "--id", "1"],
        ["Secretperson"],
        ["update", *STORE, "--id", "1", "--set", "Secretperson"],
        ["update", *STORE, "--id", "1", "--set", "Secret person=1", "--set", "Secret person=2"],
        ["lookup", "--vendor", "v", "--base-url", "u", "--account", '{"Secretperson', "--secret-stdin", "--id", "1"],
        ["lookup", "--vendor", "v", "--base-url", "u", "--account", '["Secretperson"]', "--secret-stdin", "--id", "1"],
        ["lookup", "--vendor", "v", "--base-url", "u", "--account", '{"a": ["Secret"]}', "--secret-stdin", "--id", "1"],
        ["export", *STORE, "--updated-since", "Secretperson", "--out", "x.csv"],
        ["doctor", "--api-key=Secretperson"],
    ],
)
def test_complaints_repeat_no_value(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What was typed as a value may be a person or a key, and standard error often ends in a log."""
    said = refused(words, capsys)
    assert "Secret" not in said
    assert "Hidden" not in said


def test_complaints_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--json`` wrong usage is one JSON object too."""
    for words in (["lookup", "--json", "--id", "1"], ["lookup", *STORE, "--json"]):
        error = json.loads(refused(words, capsys))["error"]
        assert list(error) == ["kind", "title", "detail", "hint", "retryable"]
        assert error["kind"] == "wrong_usage"
        assert error["retryable"] is False


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Both answer and end well."""
    for words, part in ((["--help"], "exit codes"), (["lookup", "--help"], "--license"), (["--version"], "frontdesk ")):
        with pytest.raises(SystemExit) as ended:
            read_arguments(words)
        assert not ended.value.code
        assert part in capsys.readouterr().out


def test_reading_arguments_is_cheap() -> None:
    """The window starts through this module: it brings nothing heavy with it."""
    program = (
        "import sys, app.cli.arguments as a; a.read_arguments([]); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
    )
    heavy = [
        "httpx",
        "msgspec",
        "keyring",
        "starlette",
        "uvicorn",
        "PySide6",
        "asyncio",
        "logging",
        "ssl",
        "platformdirs",
    ]
    outcome = subprocess.run([sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == ""
