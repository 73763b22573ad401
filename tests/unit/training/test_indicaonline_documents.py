"""IndicaOnline stand-in: files uploaded, named by customers, read by their links (vendor document sections 3 to 5, 12)."""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PySide6.QtGui import QImage

from app.training.serve import Served
from tests.unit.training.indicaonline_site import API_KEY, LEAST, account, errors, keyholder, opened

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) + b"\r\n--x\n\r"
NEW = "/customers/12346"


@pytest.fixture
def site() -> Iterator[Served]:
    with opened() as served:
        yield served


@pytest.fixture
def api(site: Served) -> Iterator[httpx.Client]:
    with keyholder(site) as client:
        yield client


def _upload(api: httpx.Client, content: bytes = CONTENT, part: str = "file", kind: str = "image/png") -> httpx.Response:
    address = str(api.base_url).replace("v2.3", "v2.2") + "file/upload"
    return api.post(address, files={part: ("licence.png", content, kind)})


def _documents(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = api.get(path).json().get("documents", [])
    return documents


def test_upload_answers_the_id(api: httpx.Client, site: Served) -> None:
    """Section 3: POST to v2.2, the answer has the file's id; each file has its own."""
    first, second = _upload(api), _upload(api)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["id"] == first.json()["id"] + 1
    assert first.json()["url"].startswith(f"{site.origin}/")


@pytest.mark.parametrize("key", ["file_id", "field_id"])
def test_upload_then_name_it(api: httpx.Client, key: str) -> None:
    """Section 5 and contradiction 6: the id goes into a member of `documents`, printed with a likely slip."""
    number = _upload(api).json()["id"]
    assert _documents(api, NEW) == []
    answer = api.patch(NEW, json={"documents": [{key: number, "type": "state_id"}]})
    (document,) = answer.json()["documents"]
    assert (document["file_id"], document["type"]) == (number, "state_id")
    assert _documents(api, NEW) == [document]
    read = httpx.get(document["url"])
    assert (read.status_code, read.content, read.headers["content-type"]) == (200, CONTENT, "image/png")


def test_documents_of_a_create(api: httpx.Client) -> None:
    """Section 5: a create may name several files."""
    numbers = [_upload(api, bytes([n]) * 9).json()["id"] for n in (1, 2)]
    made = api.post("/customers", json=LEAST | {"documents": [{"file_id": n, "type": "other"} for n in numbers]})
    assert made.status_code == 201
    assert [httpx.get(one["url"]).content for one in made.json()["documents"]] == [b"\1" * 9, b"\2" * 9]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_documents_are_added(api: httpx.Client, method: str) -> None:
    """Section 3: nothing takes a document away; naming one again, or sending a read back, changes nothing."""
    before = _documents(api, "/customers/12350")
    assert len(before) == 4
    number = _upload(api).json()["id"]
    body = LEAST | {"documents": [{"file_id": number, "type": "other"}]}
    assert api.request(method, "/customers/12350", json=body).is_success
    after = _documents(api, "/customers/12350")
    assert (after[:-1], after[-1]["file_id"]) == (before, number)
    assert api.request(method, "/customers/12350", json=LEAST | {"documents": after}).is_success
    assert api.request(method, "/customers/12350", json=LEAST | {"documents": []}).is_success
    assert _documents(api, "/customers/12350") == after


def test_papers_of_the_invented_people(api: httpx.Client) -> None:
    """The same specimens as in the other practice stores, pictures and PDF, without credentials."""
    kinds = {}
    for document in _documents(api, "/customers/12350"):
        answer = httpx.get(document["url"])
        kinds[document["type"]] = answer.headers["content-type"]
        whole = not QImage.fromData(answer.content).isNull() or answer.content.startswith(b"%PDF-")
        assert whole, document
    assert kinds == {
        "photo": "image/png",
        "state_id": "image/png",
        "agreement": "application/pdf",
        "recommendation": "application/pdf",
    }


def test_lists_have_documents_too(api: httpx.Client) -> None:
    """Our choice: a list's records are a read's."""
    period = {"start_date": "2025-06-16", "end_date": "2025-06-16"}
    found = {one["id"]: one for one in api.get("/customers", params=period).json()["items"]}
    assert found[12350]["documents"] == _documents(api, "/customers/12350")
    assert "documents" not in found[12349]


def test_documents_hidden() -> None:
    """Section 6: the published sample has no documents; an account without them in its answers."""
    with account(documents_shown=False) as api:
        assert "documents" not in api.get("/customers/12350").json()
        number = _upload(api).json()["id"]
        changed = api.patch(NEW, json={"documents": [{"file_id": number, "type": "other"}]})
        assert changed.status_code == 200
        assert "documents" not in changed.json()


def test_links_follow_the_host(api: httpx.Client) -> None:
    """Absolute on the host the request came to."""
    record = api.get("/customers/12350", headers={"host": "till.test:8080"}).json()
    assert record["documents"][0]["url"].startswith("http://till.test:8080/")


def test_the_key_stays_at_home(api: httpx.Client) -> None:
    """Section 2: the key belongs to the API alone; a link that gets it refuses."""
    link = _documents(api, "/customers/12350")[0]["url"]
    assert httpx.get(link, headers={"X-Api-Key": API_KEY}).status_code == 400
    assert httpx.get(link).status_code == 200


@pytest.mark.parametrize("end", ["/123501", "/x", "", "/123500/", "/999", "/" + "1" * 40])
def test_links_cannot_be_guessed(api: httpx.Client, end: str) -> None:
    """A link carries the permission for one file."""
    link = _documents(api, "/customers/12350")[0]["url"]
    assert link.endswith("/123500")
    assert httpx.get(link.removesuffix("/123500") + end).status_code == 404


@pytest.mark.parametrize("kind", ["", "  ", None, 5])
def test_documents_have_a_type(api: httpx.Client, kind: Any) -> None:
    """Section 5: with a type; the values are unknown, so every word is taken."""
    number = _upload(api).json()["id"]
    refused = api.patch(NEW, json={"documents": [{"file_id": number, "type": kind}]})
    assert errors(refused) == {"documents": ["must have a type"]}
    assert api.patch(NEW, json={"documents": [{"file_id": number, "type": "any word"}]}).status_code == 200


def test_other_forms(api: httpx.Client) -> None:
    """Our choices where the page shows no form: one part named `file` with a file name, not empty."""
    address = str(api.base_url).replace("v2.3", "v2.2") + "file/upload"
    assert errors(_upload(api, part="document")) == {"file": ["is required"]}
    assert errors(_upload(api, b"")) == {"file": ["is empty"]}
    no_file = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhello\r\n--x--\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    assert errors(api.post(address, content=no_file, headers=kind)) == {"file": ["is required"]}
    for content_type in ("image/png", "application/json", "multipart/mixed", ""):
        answer = api.post(address, content=CONTENT, headers={"content-type": content_type})
        assert answer.status_code == 415
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=y"):
        assert errors(api.post(address, content=no_file, headers={"content-type": content_type}))


def test_big_upload(api: httpx.Client) -> None:
    """Our limit: ten megabytes pass byte for byte, a byte more does not, nor does a request of twice as much."""
    content = os.urandom(10 * 2**20)
    assert httpx.get(_upload(api, content).json()["url"]).content == content
    assert list(errors(_upload(api, content + b"x"))) == ["file"]
    assert _upload(api, content * 2).status_code == 413
