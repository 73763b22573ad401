"""The real program, started as people start it, against the training store over real HTTP on this machine."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.training.serve import Served, running
from tests.unit.storage.secret_service import private_secret_service

Outcome = subprocess.CompletedProcess[str]
NOBODY = "999999"
WINDOWS = os.name == "nt"


@dataclass
class Program:
    """The program with a home of its own and a store to ask."""

    home: Path
    served: Served

    def run(self, *words: str, stdin: str = "") -> Outcome:
        """One run of the program to its end."""
        command = [sys.executable, "-m", "app", "--home", str(self.home), *words]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )

    def ask(self, command: str, *words: str, account: str = "", secret: Mapping[str, str] | None = None) -> Outcome:
        """One command at the training store, named for this once."""
        store = self.served.store("treez")
        given = json.dumps(dict(store.secret if secret is None else secret))
        words = (*self.words_of_store(account), "--secret-stdin", *words)
        return self.run(command, *words, stdin=given)

    def words_of_store(self, account: str = "") -> tuple[str, ...]:
        """The training store as options."""
        store = self.served.store("treez")
        told = account or json.dumps(dict(store.account))
        return "--vendor", "treez", "--base-url", self.served.base_url("treez"), "--account", told

    def kept(self) -> str:
        """Everything that was written under the home."""
        return "".join(path.read_text("utf-8", "replace") for path in self.home.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A training site for this file."""
    with running(customers=80, today=date(2026, 11, 22), calls_per_second=None) as site:
        yield site


@pytest.fixture
def program(tmp_path: Path, served: Served) -> Program:
    """The program with an empty home."""
    return Program(tmp_path / "frontdesk", served)


def said(outcome: Outcome) -> Any:
    """Standard output as JSON, after checking that all went well and quietly."""
    assert (outcome.returncode, outcome.stderr) == (0, "")
    return json.loads(outcome.stdout)


# ------------------------------------------------------------------------------------------------------- look-up


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "1117"),
        ("phone", "(628) 203-2916"),
        ("phone", "+16282032916"),
        ("email", "johnny@example.com"),
        ("license", "C1234567"),
        ("name", "Johnny Appleseed"),
        ("name", "Appleseed, Johnny"),
    ],
)
def test_lookup_by_each_key(program: Program, key: str, value: str) -> None:
    """Each key that the vendor has finds the person; the log and the settings do not learn who it was."""
    answer = said(program.ask("lookup", f"--{key}", value, "--json"))
    assert answer["vendor"] == "treez"
    (customer,) = answer["customers"]
    assert (customer["customer_id"], customer["phone"]) == ("1117", "+16282032916")
    assert "documents" not in customer
    for private in ("Appleseed", "2032916", "johnny", "C1234567", "training-key"):
        assert private not in program.kept()


def test_lookup_with_documents(program: Program) -> None:
    """The links to the documents come only when asked for."""
    (customer,) = said(program.ask("lookup", "--id", "1117", "--documents", "--json"))["customers"]
    assert {"kind", "url", "updated_at"} == set(customer["documents"][0])


def test_lookup_for_a_person(program: Program) -> None:
    """Without JSON a person reads the name and the verdict first."""
    outcome = program.ask("lookup", "--id", "1117")
    assert outcome.returncode == 0
    lines = outcome.stdout.splitlines()
    assert lines[0] == "Johnny James Appleseed - customer 1117, Treez"
    assert lines[1].split(":")[0].strip() in {"OK to admit", "Look closer", "Do not admit"}


def test_nobody(program: Program) -> None:
    """Nobody is exit code 1, with JSON an empty list."""
    assert program.ask("lookup", "--id", NOBODY).returncode == 1
    for key, value in (("id", NOBODY), ("phone", "6285559999"), ("email", "no@example.com"), ("name", "No Body")):
        outcome = program.ask("lookup", f"--{key}", value, "--json")
        assert (outcome.returncode, outcome.stderr) == (1, "")
        assert json.loads(outcome.stdout) == {"vendor": "treez", "customers": []}


def test_lookup_that_the_vendor_has_not(program: Program) -> None:
    """Treez finds nobody by the state ID: said, and never answered "nobody"."""
    outcome = program.ask("lookup", "--state-id", "A1", "--json")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert json.loads(outcome.stderr)["error"]["kind"] == "not_offered"


@pytest.mark.parametrize(
    ("account", "secret"),
    [
        ("", {"client_id": "training-client", "api_key": "wrong-top-secret"}),
        ('{"dispensary": "unknown"}', None),
    ],
)
def test_wrong_key_and_unknown_tenant(program: Program, account: str, secret: dict[str, str] | None) -> None:
    """A store that does not know us is exit code 3, and no key is repeated anywhere."""
    outcome = program.ask("lookup", "--id", "1117", "--json", account=account, secret=secret)
    assert (outcome.returncode, outcome.stdout) == (3, "")
    error = json.loads(outcome.stderr)["error"]
    assert (error["kind"], error["retryable"]) == ("not_signed_in", False)
    assert "top-secret" not in outcome.stderr + program.kept()


def test_bad_standard_input(program: Program) -> None:
    """What is not one JSON object of the right keys is exit code 2, and none of it is repeated."""
    for given in ("", "top-secret", '{"api_key": "top-secret"}'):
        outcome = program.run("lookup", *program.words_of_store(), "--secret-stdin", "--id", "1", stdin=given)
        assert (outcome.returncode, outcome.stdout) == (2, "")
        assert "top-secret" not in outcome.stderr
        assert "Traceback" not in outcome.stderr


# ------------------------------------------------------------------------------------------------------- writing


def test_create_update_and_back(program: Program) -> None:
    """A new customer is made, found, changed, found unchanged, and emptied again."""
    sets = ["first_name=Zoë", "last_name=Quick", "birth_date=02/03/1990", "email=zoe@example.com"]
    sets += [f"addresses.address_of_record.{part}" for part in ("street1=1 Elm", "city=Oakland", "state=CA")]
    sets += ["addresses.address_of_record.postal_code=94601"]
    created = said(program.ask("create", *(word for one in sets for word in ("--set", one)), "--json"))
    number = created["customer_id"]
    assert (created["full_name"], created["birth_date"], created["customer_type"]) == (
        "Zoë Quick",
        "1990-02-03",
        "adult",
    )
    assert created["addresses"][0]["primary"] is True
    update = ("update", "--id", number, "--json", "--set")
    assert said(program.ask(*update, "nickname=Z"))["nickname"] == "Z"
    again = program.ask(*update, "nickname=Z")
    assert (again.returncode, again.stderr) == (0, "Nothing differs from the record: nothing was sent.\n")
    assert json.loads(again.stdout)["nickname"] == "Z"
    assert said(program.ask(*update, "nickname="))["nickname"] in {"", None}
    moved = said(program.ask(*update, "addresses.address_of_record.city=Berkeley"))
    assert moved["addresses"][0] | {"city": "Oakland"} == created["addresses"][0]
    assert moved["addresses"][0]["city"] == "Berkeley"
    (found,) = said(program.ask("lookup", "--email", "zoe@example.com", "--json"))["customers"]
    assert found == moved
    assert "zoe@example" not in program.kept()


def test_refused_writes(program: Program) -> None:
    """A taken value is exit code 3, broken rules and unknown keys 2, nobody 1; nothing personal is repeated."""
    person = ["--set", "first_name=Zoe", "--set", "last_name=Quick", "--set", "birth_date=1990-02-03"]
    taken = program.ask("create", *person, "--set", "phone=628-203-2916")
    assert taken.returncode == 3
    assert "2032916" not in taken.stderr.replace("-", "")
    for words, sentence in (
        (["--set", "license_number=X123"], "expiry date"),
        (["--set", "phone=123"], "ten digits"),
        (["--set", "nick=Z"], "It has first_name, "),
        (["--set", "caregiver_name_1=Z"], "cannot be set"),
    ):
        outcome = program.ask("create", *person, *words)
        assert (outcome.returncode, outcome.stdout) == (2, "")
        assert sentence in outcome.stderr
    assert program.ask("update", "--id", NOBODY, "--set", "nickname=Z").returncode == 1


def test_update_of_a_merged_profile(program: Program) -> None:
    """A profile that lives on under another number takes no changes: nothing is sent, the other number is named."""
    people = [said(program.ask("lookup", "--id", number, "--json"))["customers"][0] for number in ("1122", "1123")]
    (gone,) = (person for person in people if person.get("merged_into"))
    assert gone["standing"] == "merged"
    outcome = program.ask("update", "--id", gone["customer_id"], "--set", "nickname=Z")
    assert outcome.returncode == 2
    assert gone["merged_into"] in outcome.stderr


def test_upload(program: Program, tmp_path: Path) -> None:
    """A file is attached and then listed."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4 practice")
    before = _kinds(program, "1120")
    outcome = program.ask("upload", "--id", "1120", "--kind", "doctor_permit", str(paper))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert sorted(_kinds(program, "1120")) == sorted([*before, "doctor_permit"])
    for words, code in (
        (("--id", NOBODY, "--kind", "doctor_permit", str(paper)), 1),
        (("--id", "1120", "--kind", "passport", str(paper)), 2),
        (("--id", "1120", "--kind", "doctor_permit", str(tmp_path / "none.pdf")), 2),
    ):
        assert program.ask("upload", *words).returncode == code


def _kinds(program: Program, number: str) -> list[str]:
    (customer,) = said(program.ask("lookup", "--id", number, "--documents", "--json"))["customers"]
    return [document["kind"] for document in customer["documents"]]


# ------------------------------------------------------------------------------------------------------- export


def test_export_everybody(program: Program, tmp_path: Path) -> None:
    """Every kind of file holds everybody once, and the same people; only their owner can read them."""
    lines, table, book = tmp_path / "all.jsonl", tmp_path / "all.csv", tmp_path / "all.xlsx"
    for out in (lines, table, book):
        outcome = program.ask("export", "--all", "--out", str(out))
        assert (outcome.returncode, outcome.stderr) == (0, "")
        assert WINDOWS or out.stat().st_mode & 0o777 == 0o600
    people = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = [person["customer_id"] for person in people]
    assert len(set(numbers)) == len(numbers) >= 80
    assert [row["customer_id"] for row in rows] == numbers
    johnny = next(row for row in rows if row["customer_id"] == "1117")
    assert (johnny["phone"], johnny["addresses.address_of_record.city"]) == ("+16282032916", "OAKLAND")
    with zipfile.ZipFile(book) as parts:
        assert parts.read("xl/worksheets/sheet1.xml").count(b"<row>") == len(rows) + 1
    assert not list(tmp_path.glob("*.part"))


def test_export_of_a_period(program: Program, tmp_path: Path) -> None:
    """Both days are included; a limit ends the file early, which is said; what changed lately is fewer."""
    out = tmp_path / "some.jsonl"
    outcome = program.ask("export", "--created", "2019-04-10", "2019-04-10", "--out", str(out))
    assert outcome.returncode == 0
    assert "1117" in {json.loads(line)["customer_id"] for line in out.read_text("utf-8").splitlines()}
    limited = program.ask("export", "--all", "--limit", "3", "--out", str(out))
    assert (limited.returncode, len(out.read_text("utf-8").splitlines())) == (0, 3)
    assert "Stopped after 3 customers" in limited.stderr
    since = program.ask("export", "--updated-since", "2026-11-01", "--out", str(out))
    assert since.returncode == 0
    assert {json.loads(line)["updated_at"] >= "2026-10-31" for line in out.read_text("utf-8").splitlines()} <= {True}


def test_export_to_nowhere(program: Program, tmp_path: Path) -> None:
    """A folder that is not there is wrong usage."""
    outcome = program.ask("export", "--all", "--out", str(tmp_path / "none" / "all.csv"))
    assert outcome.returncode == 2


# ------------------------------------------------------------------------------------------------------- the machine


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own secret store is there")
def test_connect_without_secret_store(program: Program) -> None:
    """Without a secret store nothing is connected, and the secret is in no file: exit code 4."""
    store = program.served.store("treez")
    words = (*program.words_of_store()[2:], "--secret-stdin")
    outcome = program.run("connect", "treez", "--name", "Main", *words, stdin=json.dumps(dict(store.secret)))
    assert outcome.returncode == 4
    assert len(outcome.stderr.splitlines()) == 2
    assert "training-key" not in outcome.stderr + program.kept()
    unknown = program.run("lookup", "--connection", "Main", "--id", "1117")
    assert unknown.returncode == 2


@pytest.mark.desktop
def test_connect_with_a_secret_store(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connected store is asked by its name alone; its secret is in the system's store and in no file of ours."""
    store = program.served.store("treez")
    words = (*program.words_of_store()[2:], "--secret-stdin")
    with private_secret_service(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        connected = program.run("connect", "treez", "--name", "Main", *words, stdin=json.dumps(dict(store.secret)))
        assert (connected.returncode, connected.stderr) == (0, "")
        assert said(program.run("lookup", "--connection", "main", "--id", "1117", "--json"))["customers"]
        again = program.run("connect", "treez", "--name", "MAIN", *words, stdin=json.dumps(dict(store.secret)))
        assert again.returncode == 2
        checks = {one["name"]: one["ok"] for one in json.loads(program.run("doctor", "--json").stdout)["checks"]}
        assert (checks["secret store"], checks["store Main"]) == (True, True)
    assert "Main" in program.kept()
    assert "training-key" not in program.kept()


def test_what_is_done_at_a_connected_store_is_in_the_journal(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom a terminal looked at, what it changed from and to, and what it exported, once there is a desk to note it."""
    store, place, file = program.served.store("treez"), ("--connection", "Main"), tmp_path / "journal.jsonl"
    words = (*program.words_of_store()[2:], "--secret-stdin")

    def noted() -> list[tuple[str, str | None, str, list[str]]]:
        assert program.run("journal", "--out", str(file)).returncode == 0
        entries = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        return [
            (one["deed"], one.get("customer_id"), one["detail"], [change["field"] for change in one["changes"]])
            for one in entries
            if one["deed"] != "Written to a file" or "journal" not in one["detail"]
        ]

    with private_secret_service(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        program.run("connect", "treez", "--name", "Main", *words, stdin=json.dumps(dict(store.secret)))
        said(program.run("lookup", *place, "--id", "1117", "--json"))  # no desk yet
        assert program.run("sync", *place).returncode == 0
        said(program.run("lookup", *place, "--id", "1118", "--json"))
        said(program.run("update", *place, "--id", "1119", "--set", "notes=Rings twice", "--json"))
        assert program.run("export", *place, "--all", "--limit", "3", "--out", str(tmp_path / "a.csv")).returncode == 0
        assert program.run("lookup", *place, "--id", NOBODY).returncode == 1
        assert noted() == [
            ("Opened", "1118", "", []),
            ("Opened", "1119", "", []),
            ("Changed", "1119", "notes", ["notes"]),
            ("Written to a file", None, "3 customers of Main", []),
        ]


def test_doctor(program: Program) -> None:
    """The doctor names what is wrong with its remedy, and 4 is the exit code as soon as anything is."""
    outcome = program.run("doctor", "--json")
    checks = json.loads(outcome.stdout)["checks"]
    assert outcome.returncode == (0 if all(check["ok"] for check in checks) else 4)
    assert all(bool(check["remedy"]) is not check["ok"] for check in checks)
    assert {"python", "window libraries", "settings", "disk"} <= {check["name"] for check in checks if check["ok"]}
    assert outcome.stderr == ""


@pytest.mark.skipif(WINDOWS, reason="signals of the terminal")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_training_serve(program: Program, ending: signal.Signals) -> None:
    """It announces each store as a line of JSON that a look-up can use, and ends well when told to."""
    words = [sys.executable, "-m", "app", "--home", str(program.home), "training", "serve", "--customers", "20"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            store = json.loads(server.stdout.readline())
            assert set(store) == {"vendor", "base_url", "account", "secret"}
            named = (
                "--vendor",
                store["vendor"],
                "--base-url",
                store["base_url"],
                "--account",
                json.dumps(store["account"]),
            )
            words_in = (*named, "--secret-stdin", "--id", "1117", "--json")
            assert said(program.run("lookup", *words_in, stdin=json.dumps(store["secret"])))["customers"]
            server.send_signal(ending)
            assert server.wait(timeout=15) == 0
            assert server.stderr
            assert server.stderr.read() == ""
        finally:
            server.kill()


def test_training_port_in_use(program: Program) -> None:
    """A port that is taken is the machine's affair: exit code 4 and the way out."""
    port = program.served.origin.rpartition(":")[2]
    outcome = program.run("training", "serve", "--port", port)
    assert outcome.returncode == 4
    assert "--port" in outcome.stderr
