"""Serving the training site: what it announces, how it ends, what it may import."""

import ast
import json
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import httpx
import pytest

import app.training
from app.training.serve import running
from app.training.site import training_site

PACKAGE = Path(app.training.__file__).parent
SERVE = """
import json, sys
from app.training.serve import serve
serve(int(sys.argv[1]), 20, 3, lambda announcement: print(json.dumps(announcement), flush=True))
print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches whole consoles there, the test runner too")
def test_announced_when_it_accepts_connections() -> None:
    """One line per vendor with vendor, base_url, account and secret; Ctrl-C ends it with exit code 0."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE, "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PACKAGE.parent.parent,
    )
    with process:
        assert process.stdout is not None
        vendors = [store.vendor for store in training_site(customers=15).stores]
        lines = [json.loads(process.stdout.readline()) for _ in vendors]
        assert [line["vendor"] for line in lines] == vendors
        line = lines[0]
        assert list(line) == ["vendor", "base_url", "account", "secret"]
        assert (line["vendor"], line["account"]) == ("treez", {"dispensary": "partnersandbox2"})
        assert set(line["secret"]) == {"client_id", "api_key"}
        assert {one["vendor"]: one["account"] for one in lines}["foodics"] == {"dial_code": 966}
        address = f"{line['base_url']}/dispensary/{line['account']['dispensary']}"
        fields = {"client_id": line["secret"]["client_id"], "apikey": line["secret"]["api_key"]}
        assert httpx.post(f"{address}/config/api/gettokens", data=fields).json()["resultCode"] == "SUCCESS"
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, "ended\n", "")


def test_port_in_use() -> None:
    """A port somebody else has is said at once."""
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(OSError, match="in use"),
        running(port=other.getsockname()[1], customers=15),
    ):
        pytest.fail("two sites on one port")


def test_runs_and_stops() -> None:
    """Two sites side by side have ports and states of their own; afterwards nobody listens."""
    with running(customers=15, seed=1) as one, running(customers=15, seed=1) as two:
        assert one.base_url("treez") != two.base_url("treez")
        assert one.announcements()[0]["base_url"] == one.base_url("treez")
        assert httpx.get(one.base_url("treez")).status_code == 404
        with pytest.raises(KeyError):
            one.store("nobody")
    with pytest.raises(httpx.ConnectError):
        httpx.get(one.base_url("treez"))


def test_stops_while_a_connection_is_open() -> None:
    """A caller who keeps a connection does not hold up the end."""
    with httpx.Client() as client:
        with running(customers=15) as served:
            client.get(served.base_url("treez"))
            began = time.monotonic()
        assert time.monotonic() - began < 5


def test_starts_at_once() -> None:
    """300 people are ready within 100 ms: documents are drawn when somebody looks (best of three)."""

    def seconds() -> float:
        began = time.perf_counter()
        training_site(customers=300, seed=1, today=date(2026, 11, 20))
        return time.perf_counter() - began

    assert min(seconds() for _ in range(3)) < 0.1


def test_store_card() -> None:
    """What the window needs to offer the store: path, account, secret, name and searches worth trying."""
    store = training_site(customers=15).stores[0]
    assert (store.vendor, store.path, store.name) == ("treez", "/v2.0", "Telegraph Ave")
    assert store.hints == ("Johnny Appleseed", "(510) 555-0142", "1120")


def test_imports() -> None:
    """The stand-ins know the standard library, starlette, msgspec and themselves; uvicorn only where it serves."""
    allowed = {*sys.stdlib_module_names, "starlette", "msgspec"}
    for file in PACKAGE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                ours = name == "app.training" or name.startswith("app.training.")
                serving = name == "uvicorn" and file.name == "serve.py"
                assert ours or serving or name.partition(".")[0] in allowed, (file.name, name)
