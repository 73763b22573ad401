"""The real program when the vendor is down, slow, busy or talking nonsense, and when nobody reads the answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.e2e.loopback import Quiet, serving

SECRET = json.dumps({"client_id": "practice-client", "api_key": "top-secret-key"})
TOKEN = {"resultCode": "SUCCESS", "access_token": "token-of-no-value", "expires_in": "7200"}
PERSON = {"customer_id": "7", "first_name": "Jane", "last_name": "Doe", "birthday": "1990-01-02", "phone": "6285550101"}
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of the terminal")

Reply = tuple[int, dict[str, str], bytes]
Answers = Callable[[str], Reply]
Play = Callable[[Answers], AbstractContextManager[str]]


def people(*records: object) -> bytes:
    return json.dumps({"resultCode": "SUCCESS", "data": list(records)}).encode()


@contextmanager
def playing(answers: Answers) -> Iterator[str]:
    """A vendor that signs everybody in and then answers each path as told; gives its base URL."""

    class Handler(Quiet):
        def do_POST(self) -> None:
            self._answer((200, {}, json.dumps(TOKEN).encode()))

        def do_GET(self) -> None:
            self._answer(answers(self.path))

        def _answer(self, reply: Reply) -> None:
            status, headers, body = reply
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            for name, value in (
                {"content-type": "application/json", "content-length": str(len(body))} | headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as base_url:
        yield base_url


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v2.0"


def words_of(home: Path, url: str, *words: str) -> list[str]:
    store = ["--vendor", "treez", "--base-url", url, "--account", '{"dispensary": "practice"}', "--secret-stdin"]
    return [sys.executable, "-m", "app", "--home", str(home), words[0], *store, *words[1:]]


def ask(home: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = words_of(home, url, *words)
    return subprocess.run(
        command, input=SECRET, capture_output=True, text=True, encoding="utf-8", timeout=90, check=False
    )


@contextmanager
def started(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The program, its credentials already given."""
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdin
        process.stdin.write(SECRET)
        process.stdin.close()
        process.stdin = None
        yield process


def test_server_that_is_down(tmp_path: Path) -> None:
    """A store that cannot be reached is exit code 3, worth another try, and soon said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v2.0"
    outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101", "--json")
    assert (outcome.returncode, outcome.stdout) == (3, "")
    error = json.loads(outcome.stderr)["error"]
    assert (error["kind"], error["retryable"]) == ("offline", True)
    assert error["hint"]


def test_name_that_does_not_resolve(tmp_path: Path) -> None:
    """A host that does not exist is a store that cannot be reached."""
    outcome = ask(tmp_path, "https://store.invalid/v2.0", "lookup", "--phone", "6285550101", "--json")
    assert outcome.returncode == 3
    assert json.loads(outcome.stderr)["error"]["kind"] == "offline"


def test_server_that_never_answers(tmp_path: Path) -> None:
    """A look-up ends within 40 seconds, whatever the vendor does."""
    started = time.monotonic()
    with silent() as url:
        outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101", "--json")
    assert time.monotonic() - started < 40
    assert (outcome.returncode, outcome.stdout) == (3, "")
    error = json.loads(outcome.stderr)["error"]
    assert (error["kind"], error["retryable"]) == ("vendor_timeout", True)


def test_short_wait_for_a_busy_vendor(tmp_path: Path) -> None:
    """A 429 with a short wait is waited for, and the person is found."""
    replies = iter([(429, {"retry-after": "1"}, b""), (200, {}, people(PERSON))])
    with playing(lambda _path: next(replies)) as url:
        outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101", "--json")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert json.loads(outcome.stdout)["customers"][0]["full_name"] == "Jane Doe"


def test_long_wait_for_a_busy_vendor(tmp_path: Path) -> None:
    """A 429 with a long wait is not waited for: it says when to try again."""
    started = time.monotonic()
    with playing(lambda _path: (429, {"retry-after": "120"}, b"")) as url:
        outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101")
    assert time.monotonic() - started < 10
    assert (outcome.returncode, outcome.stdout) == (3, "")
    assert outcome.stderr.splitlines()[-1] == "Try again in 120 seconds."


def test_always_busy_vendor(tmp_path: Path) -> None:
    """A 429 without a time is waited for at most 15 seconds in all."""
    started = time.monotonic()
    with playing(lambda _path: (429, {}, b"OVER LIMIT")) as url:
        outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101", "--json")
    assert time.monotonic() - started < 20
    assert outcome.returncode == 3
    assert json.loads(outcome.stderr)["error"]["kind"] == "rate_limited"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((200, {"content-type": "text/html"}, b"<html>Jane Doe 6285550101</html>"), "unexpected_reply"),
        ((200, {}, b'{"resultCode": "SUCCESS", "data": [{"phone": "6285550101"'), "unexpected_reply"),
        ((200, {}, b""), "unexpected_reply"),
        ((302, {"location": "https://elsewhere.example/"}, b""), "unexpected_reply"),
        ((403, {}, b'{"message": "Forbidden"}'), "access_denied"),
        ((401, {}, b'{"resultCode": "FAIL"}'), "not_signed_in"),
        ((503, {}, b"down"), "vendor_unavailable"),
    ],
)
def test_nonsense(tmp_path: Path, reply: Reply, kind: str) -> None:
    """Whatever the vendor answers is exit code 3; neither person nor key is repeated, on the screen or in a file."""
    with playing(lambda _path: reply) as url:
        outcome = ask(tmp_path, url, "lookup", "--phone", "6285550101", "--json")
    assert (outcome.returncode, outcome.stdout) == (3, "")
    assert json.loads(outcome.stderr)["error"]["kind"] == kind
    kept = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file())
    for private in ("Jane", "5550101", "top-secret", "token-of-no-value", "Traceback"):
        assert private not in outcome.stderr + kept


def test_short_export(tmp_path: Path) -> None:
    """A list that breaks off is said to be short, exits 3, and keeps what came."""
    page = people(*({**PERSON, "customer_id": str(number)} for number in range(50)))
    out = tmp_path / "some.jsonl"
    with playing(lambda path: (200, {}, page) if "/page/1/" in path else (503, {}, b"")) as url:
        outcome = ask(tmp_path / "home", url, "export", "--all", "--out", str(out))
    assert (outcome.returncode, outcome.stdout) == (3, "")
    assert "The list is short: the file holds the 50 customers that came before that." in outcome.stderr
    assert len(out.read_text("utf-8").splitlines()) == 50
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["some.csv", "some.jsonl"])
def test_a_short_export_is_gone_on_with(tmp_path: Path, name: str) -> None:
    """``--continue`` writes whoever lacks behind those that came, once each; the file is then as if nothing had broken."""
    pages = {
        f"/page/{page}/": people(*({**PERSON, "customer_id": str(50 * page + one)} for one in range(length)))
        for page, length in ((1, 50), (2, 50), (3, 7))
    }

    def answer(path: str) -> Reply:
        page = next(page for page in pages if page in path)
        return (503, {}, b"") if page in broken else (200, {}, pages[page])

    out, whole = tmp_path / name, tmp_path / f"whole-{name}"
    with playing(answer) as url:
        words = ("export", "--all", "--out")
        broken = {"/page/2/", "/page/3/"}
        first = ask(tmp_path / "home", url, *words, str(out), "--continue")
        broken = {"/page/3/"}
        second = ask(tmp_path / "home", url, *words, str(out), "--continue")
        broken = set()
        third = ask(tmp_path / "home", url, *words, str(out), "--continue")
        fourth = ask(tmp_path / "home", url, *words, str(out), "--continue")
        assert ask(tmp_path / "home", url, *words, str(whole)).returncode == 0
    short = "The list is short: the file holds the {} customers that came before that. The same command with --continue"
    assert (first.returncode, second.returncode) == (3, 3)
    assert (short.format(50) in first.stderr, short.format(100) in second.stderr) == (True, True)
    assert (third.returncode, third.stdout) == (0, "7 customers written, 107 customers in all.\n")
    assert (fourth.returncode, fourth.stdout) == (0, "0 customers written, 107 customers in all.\n")
    assert out.read_bytes() == whole.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.unfinished"))


def test_another_export_is_not_taken_for_a_part(tmp_path: Path) -> None:
    """A short file goes on with the words it was begun with; with others it would lack people and look whole."""
    page = people(*({**PERSON, "customer_id": str(number)} for number in range(50)))
    out, foreign = tmp_path / "some.csv", tmp_path / "foreign.csv"
    foreign.write_text("customer_id\r\n1\r\n")
    with playing(lambda path: (200, {}, page) if "/page/1/" in path else (503, {}, b"")) as url:
        assert ask(tmp_path / "home", url, "export", "--all", "--out", str(out)).returncode == 3
        words = ("export", "--created", "2026-01-01", "2026-01-02", "--continue", "--out")
        outcomes = [ask(tmp_path / "home", url, *words, str(one)) for one in (out, foreign)]
    assert [(one.returncode, one.stdout) for one in outcomes] == [(2, ""), (2, "")]
    assert ["another selection" in one.stderr for one in outcomes] == [True, False]
    assert len(out.read_text().splitlines()) == 51


def test_export_of_nothing_keeps_the_older_file(tmp_path: Path) -> None:
    """Where not one page came, the file of an earlier run stays."""
    out = tmp_path / "some.csv"
    out.write_text("older")
    with playing(lambda _path: (503, {}, b"")) as url:
        outcome = ask(tmp_path / "home", url, "export", "--all", "--out", str(out))
    assert outcome.returncode == 3
    assert out.read_text() == "older"


@POSIX
def test_nobody_reads_the_answer(tmp_path: Path) -> None:
    """A closed pipe is no reason for a word."""
    words = ("lookup", "--phone", "6285550101", "--json")
    with (
        playing(lambda _path: (200, {}, people(PERSON))) as url,
        started(words_of(tmp_path, url, *words)) as process,
    ):
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, "")


@POSIX
def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a look-up ends it at once with 130, and quietly."""
    asked = threading.Event()

    def slow(_path: str) -> Reply:
        asked.set()
        time.sleep(5)
        return 200, {}, people(PERSON)

    with playing(slow) as url, started(words_of(tmp_path, url, "lookup", "--phone", "6285550101")) as process:
        assert asked.wait(30)
        process.send_signal(signal.SIGINT)
        told = time.monotonic()
        out, err = process.communicate(timeout=30)
        took = time.monotonic() - told
    assert took < 4
    assert (process.returncode, out, err) == (130, "", "")


@POSIX
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_export_that_is_ended(tmp_path: Path, ending: signal.Signals) -> None:
    """What has come is kept under the file's name, said to be short, and only its owner can read it."""
    page = people(*({**PERSON, "customer_id": str(number)} for number in range(50)))
    asked = threading.Event()

    def answer(path: str) -> Reply:
        if "/page/1/" not in path:
            asked.set()
            time.sleep(3)
        return 200, {}, page

    with playing(answer) as url:
        words = words_of(tmp_path / "home", url, "export", "--all", "--out", str(tmp_path / "all.csv"))
        with started(words) as process:
            assert asked.wait(30)
            assert list(tmp_path.glob("*.part"))
            process.send_signal(ending)
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err == (
        "Stopped. The list is short: the file holds the 50 customers that had come. "
        "The same command with --continue goes on behind them.\n"
    )
    kept = tmp_path / "all.csv"
    assert {one.name for one in tmp_path.glob("all*")} == {"all.csv", "all.csv.unfinished"}
    assert (kept.name, len(kept.read_text().splitlines()), kept.stat().st_mode & 0o777) == ("all.csv", 51, 0o600)
