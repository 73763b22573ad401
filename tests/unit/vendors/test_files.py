"""Documents: what may be attached, and where a link may lead."""

from __future__ import annotations

import pytest

from app.core.errors import AccessDenied, AppError, InvalidInput, NotFound, Offline, UnexpectedReply
from app.core.form import Choice
from app.core.vendor import NewDocument
from app.vendors.files import check_upload, document_url, fetch_file
from app.vendors.pace import Timing
from app.vendors.request import Channel
from tests.unit.vendors.scripted_server import Answer, FakeTime, Seen, run, scripted

KINDS = (Choice("misc_upload", "Other"), Choice("doctor_permit", "Permit"))
STORE = "https://api.treez.io/v2.0"
PRIVATE = (
    "localhost",
    "127.0.0.1:8080",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0.0.0.0",  # noqa: S104 - never bound to
    "10.0.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "[::1]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:10.0.0.1]",
    "printer",
    "router.local",
    "vault.internal.",
)


def test_a_good_file_passes() -> None:
    """At the limit exactly."""
    check_upload(NewDocument("a.jpg", "misc_upload", b"x" * 100), KINDS, 100)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (NewDocument("a.jpg", "selfie", b"x"), "kind"),
        (NewDocument(" ", "misc_upload", b"x"), "name"),
        (NewDocument("a.jpg", "misc_upload", b""), "content"),
        (NewDocument("a.jpg", "misc_upload", b"x" * 101), "content"),
    ],
)
def test_a_file_that_cannot_be_attached_is_refused_first(document: NewDocument, field: str) -> None:
    """Nothing is sent, and the field concerned is named."""
    with pytest.raises(InvalidInput) as refused:
        check_upload(document, KINDS, 100)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://bucket.example.com/a?sig=1", "https://bucket.example.com/a?sig=1"),
        ("shop/file/secure/1", "https://api.treez.io/shop/file/secure/1"),
        ("/shop/file/secure/1", "https://api.treez.io/shop/file/secure/1"),
    ],
)
def test_links_with_and_without_a_host(link: str, url: str) -> None:
    """A path belongs to the vendor's host (v2); an absolute link is taken as it is (v3, signed)."""
    assert document_url("Treez", STORE, link) == url


@pytest.mark.parametrize(
    "link",
    [
        "",
        "  ",
        "http://bucket.example.com/a",
        "ftp://bucket.example.com/a",
        "file:///etc/passwd",
        "FILE://localhost/etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "gopher://bucket.example.com/a",
        "smb://bucket.example.com/a",
        "//:9/a",
        "https://bucket.example.com:99999/a",
        "https://user:pw@bucket.example.com/a",
        "https://[::1",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    """Https only; the link, which may be signed, is not quoted."""
    with pytest.raises(UnexpectedReply) as refused:
        document_url("Treez", STORE, link)
    assert "bucket" not in refused.value.sentence


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_link_leads_into_no_private_network(scheme: str, host: str) -> None:
    """Whoever can write a link into a record cannot have this desk ask the shop's own machines, nor this one."""
    with pytest.raises(UnexpectedReply):
        document_url("Treez", STORE, f"{scheme}://{host}/f")


def test_a_stores_own_machine_may_keep_its_documents() -> None:
    """The training store on this machine, and a store's server in the shop's own network over https."""
    assert document_url("Treez", "http://127.0.0.1:9", "http://127.0.0.1:8/f") == "http://127.0.0.1:8/f"
    assert document_url("Treez", "https://10.0.0.7/v2", "https://10.0.0.7:1/f") == "https://10.0.0.7:1/f"
    with pytest.raises(UnexpectedReply):
        document_url("Treez", "https://10.0.0.7/v2", "http://10.0.0.7/f")


def _fetched(answer: Answer, limit: int = 100) -> tuple[bytes, str, Seen]:
    seen: list[Seen] = []
    result: list[tuple[bytes, str]] = []

    async def work() -> None:
        fake = FakeTime()
        async with scripted(lambda _: answer) as server:
            channel = Channel("Treez", server.base_url, timing=Timing(fake.clock, fake.sleep))
            try:
                found = await fetch_file(channel, server.base_url + "/v2.0", "shop/file/1", limit)
                result.append((found.content, found.media_type))
            finally:
                seen.extend(server.seen)
                await channel.close()

    run(work)
    return (*result[0], seen[0])


def test_a_document_is_fetched_without_credentials() -> None:
    """The link is followed with nothing of the store's key, and the media type is kept."""
    content, media_type, seen = _fetched(Answer(200, b"\xff\xd8", "image/JPEG; q=1"))
    assert (content, media_type) == (b"\xff\xd8", "image/jpeg")
    assert seen.path == "/shop/file/1"
    assert not {"authorization", "client_id", "cookie"} & seen.headers.keys()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(403, b"<Error/>", "application/xml"), AccessDenied),
        (Answer(401), AccessDenied),
        (Answer(404), NotFound),
        (Answer(410), NotFound),
        (Answer(302, headers={"location": "https://elsewhere.example.com"}), UnexpectedReply),
        (Answer(418), UnexpectedReply),
        (Answer(200, b"\n<!DOCTYPE HTML><title>Sign in to the network</title>", "image/png"), UnexpectedReply),
        (Answer(200, b"x" * 101), UnexpectedReply),
    ],
)
def test_a_document_that_is_not_there(answer: Answer, kind: type[AppError]) -> None:
    """An expired link says to reload; no redirect is followed; no more is read than allowed."""
    with pytest.raises(kind) as caught:
        _fetched(answer)
    assert not isinstance(caught.value, Offline)
    if kind in {AccessDenied, NotFound}:
        assert "Reload" in caught.value.hint
