"""What `test_planted` runs: every command of the command line with a planted person, at a store that gives everything back.

Arguments: the home folder, and a folder with a card that is half a card.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import sys
from pathlib import Path

from app.launch import main as launch
from tests.e2e.loopback import Quiet, serving
from tests.e2e.planted import (
    BORN,
    COLLEAGUE,
    EMAIL,
    FIRST,
    KEY,
    LAST,
    LICENSE,
    NOTE,
    PHONE,
    PIN,
    TOKEN,
    Answer,
    answers,
)

# A refusal in the store's own words is what was asked for, and is said as it is: whoever asked has to act on it.
ITS_OWN_WORDS = frozenset({400, 409, 422})
SECRET = json.dumps({"client_id": f"{KEY}-id", "api_key": KEY})
TOKENS = Answer(
    200, {"content-type": "application/json"}, json.dumps({"access_token": TOKEN, "expires_in": "7"}).encode()
)


class Store(Quiet):
    """Signs everybody in, and answers everything else as `answer` says, with what was asked in a header."""

    answer: Answer = TOKENS

    def _reply(self) -> None:
        asked = self.rfile.read(int(self.headers.get("content-length", 0)))
        one = TOKENS if "token" in self.path else Store.answer
        self.send_response(one.status, FIRST)
        said = f"{self.path} {asked!r}".encode("ascii", "replace").decode()
        for name, value in {**one.headers, "x-asked": said, "content-length": str(len(one.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(one.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _reply


def run(home: str, *words: str, typed: str = SECRET) -> None:
    """One command, as `launch` starts it."""
    sys.argv = ["frontdesk", "--home", home, *words]
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()))
    with contextlib.suppress(SystemExit):
        print("code", launch(), flush=True)  # noqa: T201 - what the test reads


def at_the_store(home: str, base_url: str, folder: Path) -> None:
    """Each answer to each command, in words and in JSON."""
    store = ["--vendor", "treez", "--base-url", base_url, "--account", '{"dispensary": "here"}', "--secret-stdin"]
    sets = [
        f"--set={pair}" for pair in (f"first_name={FIRST}", f"last_name={LAST}", f"email={EMAIL}", f"phone={PHONE}")
    ]
    sets += ["--set=customer_type=ADULT", f"--set=birth_date={BORN}", f"--set=license_number={LICENSE}"]
    paper = folder / f"{FIRST}.png"
    commands = (
        ("lookup", *store, "--phone", PHONE),
        ("lookup", *store, "--name", f"{FIRST} {LAST}", "--documents"),
        ("create", *store, *sets, "--set=license_expires=2031-02-03"),
        ("update", *store, "--id", LICENSE, f"--set=notes={NOTE}"),
        ("upload", *store, "--id", LICENSE, "--kind", "misc_upload", str(paper)),
        ("export", *store, "--all", "--out", str(folder / f"{LAST}.csv")),
    )
    chosen = [one for one in answers() if one.status not in ITS_OWN_WORDS and not one.is_found]
    for place, (answer, command) in enumerate(itertools.product(chosen, commands)):
        Store.answer = answer
        in_json = command[0] in {"lookup", "create", "update"} and place % 2
        run(home, *command, *(["--json"] if in_json else []))


def by_mistake(home: str, base_url: str, folder: Path) -> None:
    """The person and the keys where they do not belong."""
    bare = ("--vendor", "treez", "--base-url", base_url, "--secret-stdin")
    store = (*bare, "--account", '{"dispensary": "here"}')
    for words, typed in (
        (("lookup", FIRST, LAST), ""),
        (("lookup", "--connection", f"{FIRST} {LAST}", "--phone", PHONE), ""),
        (("lookup", *bare, "--account", f'{{"{KEY}": {TOKEN}', "--phone", PHONE), SECRET),
        (("lookup", *bare, "--account", f'{{"{KEY}": "{TOKEN}"}}', "--phone", PHONE), SECRET),
        (("lookup", *store, f"--phon={PHONE}"), SECRET),
        (("lookup", *store, "--phone", NOTE), KEY),
        (("lookup", *store, "--phone", PHONE), json.dumps({KEY: TOKEN})),
        (("lookup", *store, "--id", f"../{FIRST}?{KEY}"), SECRET),
        (("create", *store, "--set", EMAIL), SECRET),
        (
            ("create", *store, "--set", f"{FIRST}={LAST}", "--set", f"birth_date={NOTE}", "--set", f"email={FIRST}"),
            SECRET,
        ),
        (("export", *store, "--created", str(BORN), FIRST, "--out", f"/nowhere/{FIRST}.csv"), SECRET),
        (("export", *store, "--all", "--out", f"/nowhere/{FIRST}.csv"), SECRET),
        (("upload", *store, "--id", LICENSE, "--kind", NOTE, f"/nowhere/{FIRST}.png"), SECRET),
        (
            ("connect", FIRST, "--name", LAST, "--base-url", f"https://{FIRST}:{KEY}@x.example", "--secret-stdin"),
            SECRET,
        ),
        (("connect", "treez", "--name", KEY, "--base-url", base_url, "--secret-stdin"), SECRET),
        (("search", f"{FIRST} {PHONE}"), ""),
        (("sync", "--connection", f"{FIRST} {LAST}"), ""),
        (("read-id", str(folder / "half.txt")), ""),
        (("read-id", f"/nowhere/{FIRST}.png"), ""),
        (("journal", "--out", f"/nowhere/{FIRST}.csv", "--manager", COLLEAGUE, "--from", str(BORN)), PIN),
        (("training", "serve", f"--port={PHONE}"), ""),
        (("doctor",), ""),
    ):
        run(home, *words, typed=typed)
        run(home, *words, "--json", typed=typed)


def main() -> None:
    """Everything that may go wrong."""
    home, folder = sys.argv[1], Path(sys.argv[2])
    with serving(Store) as base_url:
        at_the_store(home, base_url, folder)
        by_mistake(home, base_url, folder)
    print("commands are over")  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
