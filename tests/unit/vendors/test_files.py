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
        ("http://127.0.0.1:8/f", "http://127.0.0.1:8/f"),
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
        "javascript:alert(1)",
        "https://user:pw@bucket.example.com/a",
        "https://[::1",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    """Https only, except towards this machine; the link, which may be signed, is not quoted."""
    with pytest.raises(UnexpectedReply) as refused:
        document_url("Treez", STORE, link)
    assert "bucket" not in refused.value.sentence


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
