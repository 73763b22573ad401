"""The feed over real HTTP: what is believed, what is not, and what the request gives away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.base_url import checked_base_url
from app.core.errors import InvalidInput
from app.core.release import Feed, Outcome
from app.updates.const import FEED_URL, PUBLIC_KEY
from app.updates.signed_feed import MOST_BYTES, NotProven, SignedFeed, read_feed
from tests.unit.updates.makers import PAGE, Makers, feed_text
from tests.unit.vendors.scripted_server import Answer, Fault, ScriptedServer, Seen, run, scripted

MAKERS = Makers()
NOW = feed_text("0.1.0", "0.2.0")


def served(content: bytes, signature: bytes | None = None) -> Callable[[Seen], Answer]:
    """A host with the feed and the signature beside it; by default the one that belongs to it."""
    files = {"/frontdesk.json": content, "/frontdesk.json.sig": signature or MAKERS.sign(content)}
    return lambda seen: Answer(200, files[seen.path]) if seen.path in files else Answer(404)


def fetched(
    folder: Path, script: Callable[[Seen], Answer], seconds: float = 10.0, servers: list[ScriptedServer] | None = None
) -> Feed | Outcome:
    """What a look at that host comes to."""
    found: list[Feed | Outcome] = []

    async def work() -> None:
        async with scripted(script) as server:
            feed = SignedFeed(folder / "feed", f"{server.base_url}/frontdesk.json", MAKERS.public_key, seconds)
            found.append(await feed.fetch())
            (servers if servers is not None else []).append(server)

    run(work)
    return found[0]


def kept(folder: Path, makers: Makers = MAKERS) -> Feed | None:
    """What was kept of the last look."""
    return asyncio.run(SignedFeed(folder / "feed", "http://127.0.0.1:9/feed", makers.public_key).kept())


def test_a_signed_feed_is_believed_and_kept(tmp_path: Path) -> None:
    """Versions, notes, dates and the page are as they were signed, now and at the next start."""
    feed = fetched(tmp_path, served(NOW))
    assert isinstance(feed, Feed)
    assert (feed.newest, feed.minimum, feed.page) == ("0.2.0", "0.1.0", PAGE)
    assert [one.notes for one in feed.releases] == ["What is new in 0.1.0.", "What is new in 0.2.0."]
    assert kept(tmp_path) == feed


def test_the_request_gives_nothing_away(tmp_path: Path) -> None:
    """No version, no cookie, no name, no language: only what every request needs, and the program's own name."""
    servers: list[ScriptedServer] = []
    fetched(tmp_path, served(NOW), servers=servers)
    (server,) = servers
    assert [(one.method, one.path, one.body) for one in server.seen] == [
        ("GET", "/frontdesk.json", b""),
        ("GET", "/frontdesk.json.sig", b""),
    ]
    for one in server.seen:
        assert set(one.headers) <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
        assert one.headers["user-agent"] == "Frontdesk"


@pytest.mark.parametrize(
    ("content", "signature", "outcome"),
    [
        (NOW, Makers().sign(NOW), Outcome.UNSIGNED),
        (NOW.replace(b"0.2.0", b"0.9.0"), MAKERS.sign(NOW), Outcome.UNSIGNED),
        (json.dumps(json.loads(NOW), indent=1).encode(), MAKERS.sign(NOW), Outcome.UNSIGNED),
        (NOW, b"<html>not found</html>", Outcome.BROKEN),
        (NOW, b"AAAA", Outcome.UNSIGNED),
        (b"{", None, Outcome.BROKEN),
        (b"\xff\xfe", None, Outcome.BROKEN),
        (feed_text(), None, Outcome.BROKEN),
        (feed_text("new"), None, Outcome.BROKEN),
        (feed_text("0.2.0", format=2), None, Outcome.BROKEN),
        (feed_text("0.2.0", minimum="old"), None, Outcome.BROKEN),
        (feed_text("0.2.0", date="2026-12-01T09:00:00"), None, Outcome.BROKEN),
        (feed_text("0.2.0", page="http://updates.frontdesk.example/"), None, Outcome.BROKEN),
        (feed_text("0.2.0", page="https://a\n"), None, Outcome.BROKEN),
        (feed_text("0.2.0", page="file:///etc/passwd"), None, Outcome.BROKEN),
        (b"[" * 100_000, None, Outcome.BROKEN),
        (b" " * (MOST_BYTES + 1), None, Outcome.BROKEN),
    ],
    ids=[
        "another key",
        "changed",
        "other blanks",
        "no signature",
        "short signature",
        "no JSON",
        "no UTF-8",
        "no release",
        "no version",
        "newer format",
        "no minimum",
        "no offset",
        "plain page",
        "page with a line end",
        "page on the disk",
        "deep",
        "large",
    ],  # the makers' key is another one in each run
)
def test_what_is_not_believed(tmp_path: Path, content: bytes, signature: bytes | None, outcome: Outcome) -> None:
    """Another key, one changed byte, other blanks; and what is signed but says nothing readable. Nothing of it is kept."""
    assert fetched(tmp_path, served(content, signature)) is outcome
    assert kept(tmp_path) is None


@pytest.mark.parametrize(
    "script",
    [
        lambda _seen: Answer(404),
        lambda seen: Answer(200, NOW) if seen.path.endswith("json") else Answer(404),
        lambda _seen: Answer(200, fault=Fault.HANG),
        lambda _seen: Answer(200, fault=Fault.DRIP_BODY),
        lambda _seen: Answer(200, NOW, fault=Fault.CUT),
        lambda _seen: Answer(503),
    ],
    ids=["none there", "no signature", "hangs", "drips", "cut off", "down"],
)
def test_what_does_not_come_is_not_waited_for(tmp_path: Path, script: Callable[[Seen], Answer]) -> None:
    """Within its time the look is over, and nobody is told of it."""
    assert fetched(tmp_path, script, seconds=0.5) is Outcome.UNREACHED


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    """The feed is at its address or nowhere."""
    servers: list[ScriptedServer] = []
    moved = Answer(302, headers={"location": "/elsewhere"})
    assert fetched(tmp_path, lambda _seen: moved, servers=servers) is Outcome.BROKEN
    assert "/elsewhere" not in servers[0].paths()


def test_a_flood_is_cut_off(tmp_path: Path) -> None:
    """No more than the limit is taken in."""
    flood = Answer(200, headers={"content-length": "", "transfer-encoding": "chunked"}, fault=Fault.FLOOD)
    assert fetched(tmp_path, lambda _seen: flood) is Outcome.BROKEN


@pytest.mark.parametrize(
    "replayed", [feed_text("0.2.0", date="2026-11-30T09:00:00Z"), feed_text("0.1.9", date="2026-12-02T09:00:00Z")]
)
def test_an_old_feed_played_again_is_not_taken(tmp_path: Path, replayed: bytes) -> None:
    """It is truly signed, but earlier, or without the version that was there already: the later one stays."""
    fetched(tmp_path, served(NOW))
    assert fetched(tmp_path, served(replayed)) is Outcome.OLDER
    found = kept(tmp_path)
    assert found is not None
    assert found.newest == "0.2.0"


def test_the_same_feed_may_come_again(tmp_path: Path) -> None:
    """On most days nothing is new."""
    assert fetched(tmp_path, served(NOW)) == fetched(tmp_path, served(NOW))


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw.replace(b"0.2.0", b"9.9.9"), lambda _raw: b""]
)
def test_what_is_kept_is_proven_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Whoever changes the file on the disk tells this desk nothing."""
    fetched(tmp_path, served(NOW))
    (tmp_path / "feed").write_bytes(damage((tmp_path / "feed").read_bytes()))
    assert kept(tmp_path) is None


def test_another_key_in_the_program_forgets_what_the_old_one_signed(tmp_path: Path) -> None:
    """A new key is a new beginning."""
    fetched(tmp_path, served(NOW))
    assert kept(tmp_path, Makers()) is None


def test_a_feed_that_cannot_be_kept_is_told_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk hides no news; the log says so without a path."""
    (tmp_path / "feed").mkdir()
    assert isinstance(fetched(tmp_path, served(NOW)), Feed)
    assert "was not kept" in caplog.text
    assert str(tmp_path) not in caplog.text
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("url", ["http://updates.frontdesk.example/f.json", "ftp://127.0.0.1/f.json"])
def test_no_address_but_https(tmp_path: Path, url: str) -> None:
    """Plain HTTP is for this machine only."""
    with pytest.raises(InvalidInput):
        asyncio.run(SignedFeed(tmp_path / "feed", url).fetch())


def test_the_address_and_the_key_in_the_program_are_good() -> None:
    """Both can be used as they stand; the key believes nobody else's signature."""
    assert checked_base_url(FEED_URL) == FEED_URL
    assert FEED_URL.startswith("https://")
    with pytest.raises(NotProven):
        read_feed(NOW, MAKERS.sign(NOW), PUBLIC_KEY)
