"""Whatever is done with a person and a key, and whatever goes wrong with them: nobody is in what is left.

Searched is everything below the home and the temporary folder, names of files included, and all that was printed: for
names, numbers, addresses, notes, keys and PINs that stand nowhere else. What a store answers to a look-up, its refusals
in its own words, and files that were asked for are somebody's own decision, and are not in it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.e2e.planted import CARD, EMAIL, FIRST, KEY, LAST, LICENSE, PHONE, SAID, WORDS, found_in, left_in
from tests.ui.arrival.card import text_of

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="signals, and folders as Linux has them"),
    pytest.mark.timeout(300),
]


@dataclass
class Place:
    """A machine of its own: what is left there, and what was said there."""

    root: Path
    papers: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """Nothing of whoever runs the tests."""
        folders = {"HOME": "", "TMPDIR": "tmp", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache"}
        for folder in folders.values():
            (self.root / folder).mkdir(exist_ok=True, parents=True)
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
        own = {name: str(self.root / folder) for name, folder in folders.items()}
        return kept | own | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}

    def run(self, program: str, *words: str) -> tuple[int, str]:
        """The exit code of a program of ours, and what it said."""
        command = [sys.executable, str(_HERE / program), str(self.root / "desk"), *words]
        done = subprocess.run(
            command, env=self.environment, cwd=self.root, capture_output=True, text=True, timeout=250, check=False
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Nothing is there yet but a picture of a card and half a scan, beside it."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / f"{FIRST}.png").write_bytes(_PICTURE)
    card = text_of(CARD)
    (papers / "half.txt").write_text(card[: len(card) // 2])
    (tmp_path / "machine").mkdir()
    return Place(tmp_path / "machine", papers)


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """In any of the ways in which a file may hold it."""
    assert set(found_in(f"{SAID} {text_of(CARD)} came with Pintadora".encode())) >= set(WORDS) - {"19870319"}
    (tmp_path / f"{FIRST}.txt").write_text("")
    (tmp_path / "log").write_bytes(f"x {LAST}".encode("utf-16-le"))
    (tmp_path / "url").write_text("?q=zabulonia%40quextorvald")
    assert set(left_in(tmp_path)) == {f"{FIRST}.txt", "log", "url"}


def test_a_window_leaves_nothing(place: Place) -> None:
    """One that falls in the middle of typing; then another over the same files, with all that can go wrong in it."""
    paper = str(place.papers / f"{FIRST}.png")
    code, fallen = place.run("planted_day.py", "die", paper)
    assert code == -signal.SIGSEGV, fallen
    logs = place.root / "desk" / "logs"
    assert any(one.stat().st_size for one in logs.glob("fault-*.txt"))
    assert (found_in(fallen.encode()), left_in(place.root)) == ([], {})
    code, said = place.run("planted_day.py", "work", paper)
    assert "day is over" in said, said[-3000:]
    assert code == 0
    for path in ("Bug in the main thread", "find a phone", "create a customer", "KeyError", "Foodics", "IndicaOnline"):
        assert path in said, path
    assert (found_in(said.encode()), left_in(place.root)) == ([], {})
    assert (logs / "frontdesk.log").stat().st_size > 1000


def test_a_terminal_leaves_nothing(place: Place) -> None:
    """Every command, in words and in JSON, at a store that gives everything back, and with everything in the wrong place."""
    code, said = place.run("planted_cli.py", str(place.papers))
    assert "commands are over" in said, said[-3000:]
    assert code == 0
    assert said.count("code 3") > 30
    assert said.count('{"error": ') > 20
    assert found_in(said.encode()) == [], [line for line in said.splitlines() if found_in(line.encode())][:3]
    assert left_in(place.root) == {}


def test_the_training_stores_say_nothing(place: Place) -> None:
    """Of whoever is made, looked for or sent to them, in order or not."""
    command = [sys.executable, "-m", "app", "training", "serve", "--customers", "20"]
    with subprocess.Popen(
        command, cwd=ROOT, env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as serving:
        assert serving.stdout
        announced = [serving.stdout.readline() for _vendor in range(3)]
        base = "http://127.0.0.1" + announced[0].partition("http://127.0.0.1")[2].partition('"')[0]
        for url in (
            f"{base}/customer/phone/{PHONE}",
            f"{base}/{FIRST}/{LICENSE}?key={KEY}",
            f"{base}/customers?email={EMAIL}",
        ):
            for method in ("GET", "POST", "PUT", "DELETE"):
                for body in (SAID.encode(), b'{"first_name": "' + FIRST.encode(), b"[" * 5000):
                    headers = {"authorization": f"Bearer {KEY}", "client_id": KEY, "content-type": "application/json"}
                    assert httpx.request(method, url, content=body, headers=headers, trust_env=False).status_code >= 400
        serving.send_signal(signal.SIGINT)
        said = serving.stdout.read()
    assert found_in(said.encode()) == [], said
    assert left_in(place.root) == {}
