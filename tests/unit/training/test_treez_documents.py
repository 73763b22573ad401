"""Treez stand-in: image lists, signed links and uploads (vendor document sections 4, 5 and 7.4)."""

import base64
import os
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from PySide6.QtGui import QImage

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _images(api: httpx.Client, customer_id: str = "1117", word: str = "true") -> list[dict[str, str]]:
    record = api.get(f"/customer/{customer_id}", params={"include_image_list": word}).json()["data"]
    images: list[dict[str, str]] = record["imageList"]
    return images


def _upload(api: httpx.Client, content: bytes = CONTENT, customer_id: str = "1117", **fields: Any) -> httpx.Response:
    body = {
        "file_name": "x.png",
        "file_type": "doctor_permit",
        "encoded_string": base64.b64encode(content).decode(),
    }
    return api.post(f"/customer/document/base64/upload/{customer_id}", json=body | fields)


@pytest.mark.parametrize("word", ["true", "TRUE", "True"])
def test_image_list_on_request(api: httpx.Client, word: str) -> None:
    """Section 4: include_image_list in any capitals; items of type, url and lastupdated (section 5)."""
    images = _images(api, word=word)
    assert [image["type"] for image in images] == ["PROFILE", "fullLicense"]
    assert [image["lastupdated"] for image in images] == ["2026-04-23 07:41:02", "2026-04-23 07:41:30"]
    assert all(list(image) == ["type", "url", "lastupdated"] for image in images)


@pytest.mark.parametrize("word", ["false", "FALSE", "", "1", "yes"])
def test_no_image_list_otherwise(api: httpx.Client, word: str) -> None:
    """Section 5: the key is absent unless asked for."""
    assert "imageList" not in api.get("/customer/1117", params={"include_image_list": word}).json()["data"]


@pytest.mark.parametrize(
    "path",
    [
        "/customer/email/johnny%40example.com",
        "/customer/phone/6282032916",
        "/customer/firstname/Johnny/lastname/Appleseed",
        "/customer/signup/from/2019-04-10/to/2019-04-10/page/1/pagesize/50",
        "/customer/lastUpdated/after/2000-01-01T00:00:00.000Z/page/1/pagesize/50",
    ],
)
def test_image_list_in_lists(api: httpx.Client, path: str) -> None:
    """Section 4, rows 2 to 7 take the parameter."""
    records = api.get(path, params={"include_image_list": "TRUE"}).json()["data"]
    assert records
    assert all("imageList" in record for record in records)


def test_links_work_without_credentials(api: httpx.Client, served: Any) -> None:
    """Section 5: pre-signed links on the host of the request; what they lead to is a picture."""
    for image in _images(api):
        assert image["url"].startswith(served.origin + "/")
        answer = httpx.get(image["url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert not QImage.fromData(answer.content).isNull()
        assert "X-Amz-Expires=3600" in image["url"]


def test_links_follow_the_host(api: httpx.Client) -> None:
    """Section 5: absolute on the host the request came to."""
    record = api.get("/customer/1117?include_image_list=true", headers={"host": "till.test:8080"}).json()["data"]
    assert record["imageList"][0]["url"].startswith("http://till.test:8080/")


def test_link_and_token_together_are_refused(api: httpx.Client) -> None:
    """Section 5: the token does not belong to a link; S3 answers 400 to two ways of signing at once."""
    answer = api.get(_images(api)[0]["url"])
    assert answer.status_code == 400
    assert "<Code>InvalidArgument</Code>" in answer.text


def test_links_end_after_an_hour(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 5: valid 3600 s; a fresh read gives a fresh link."""
    url = _images(api)[0]["url"]
    skip(3599)
    assert httpx.get(url).status_code == 200
    skip(1)
    late = httpx.get(url)
    assert late.status_code == 403
    assert "Request has expired" in late.text
    assert httpx.get(_images(api)[0]["url"]).status_code == 200


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"X-Amz-Expires=3600", "X-Amz-Expires=36000"),
        (r"X-Amz-Signature=\w{8}", "X-Amz-Signature=00000000"),
        (r"1_1117_PROFILE", "1_1118_PROFILE"),
        (r"\?.*", ""),
    ],
)
def test_forged_links(api: httpx.Client, pattern: str, instead: str) -> None:
    """Section 5: the signature covers document, time and lifetime."""
    forged = re.sub(pattern, instead, _images(api)[0]["url"])
    assert httpx.get(forged).status_code == 403


def test_store_relative_link(api: httpx.Client, served: Any) -> None:
    """Section 5: the older form of url is relative to the store's portal, whose door is closed to API clients."""
    url = _images(api, "1119")[0]["url"]
    assert re.fullmatch(r"partnersandbox2/file/secure/\w[\w-]*", url)
    assert httpx.get(f"{served.origin}/{url}").status_code == 403


def test_agreement_is_pdf(api: httpx.Client) -> None:
    """Section 5: documents of other types are not always pictures."""
    images = {image["type"]: image["url"] for image in _images(api, "1121")}
    assert set(images) == {"PROFILE", "fullLicense", "membership_agreement"}
    answer = httpx.get(images["membership_agreement"])
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_upload_reads_back(api: httpx.Client, skip: Callable[[float], None]) -> None:
    """Section 7.4: `data: null`; a re-read with images shows the file, byte for byte, verification unchanged."""
    skip(60)
    answer = _upload(api)
    assert (answer.status_code, answer.json()) == (
        200,
        {"resultCode": "SUCCESS", "resultReason": None, "resultDetail": None, "data": None},
    )
    newest = _images(api)[-1]
    assert (newest["type"], newest["lastupdated"]) == ("doctor_permit", "2026-11-20 12:01:00")
    assert httpx.get(newest["url"]).content == CONTENT
    record = api.get("/customer/1117").json()["data"]
    assert (record["verification_status"], record["last_update"]) == ("VERIFIED", "2026-11-20T12:01:00.250-08:00")


def test_uploads_are_not_idempotent(api: httpx.Client) -> None:
    """Section 7.4: the same file twice is stored twice, under links of their own."""
    _upload(api)
    _upload(api)
    urls = [image["url"] for image in _images(api)]
    assert len(urls) == len(set(urls)) == 4


def test_big_upload(api: httpx.Client) -> None:
    """Section 12, unknown 6: ten megabytes pass, a byte more does not (our limit); other calls are served meanwhile."""
    content = os.urandom(10 * 2**20)
    assert _upload(api, content, file_type="misc_upload").status_code == 200
    assert httpx.get(_images(api)[-1]["url"]).content == content
    too_big = _upload(api, content + b"x")
    assert (too_big.status_code, too_big.json()["resultCode"]) == (400, "FAIL")
    assert _upload(api, content * 2).status_code == 413
    assert len(_images(api)) == 3


def test_unknown_file_type(api: httpx.Client) -> None:
    """Section 7.4: 400 UNKNOWN_FILE_TYPE whose detail lists the four, with `data: null`."""
    for kind in ("PROFILE", "fullLicense", "Doctor_Permit", "image/png"):
        answer = _upload(api, file_type=kind)
        assert (answer.status_code, answer.json()) == (
            400,
            {
                "resultCode": "FAIL",
                "resultReason": "UNKNOWN_FILE_TYPE",
                "resultDetail": "file_type field contains invalid value. Possible values are : "
                "misc_upload, doctor_permit, membership_agreement, drivers_license",
                "data": None,
            },
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"encoded_string": "not base64!"},
        {"encoded_string": "aGVsbG8"},
        {"encoded_string": "data:image/png;base64,aGVsbG8="},
        {"encoded_string": "aGVs\nbG8="},
        {"encoded_string": ""},
        {"encoded_string": "é"},
        {"encoded_string": 5},
        {"encoded_string": None},
        {"file_name": ""},
        {"file_name": None},
        {"file_type": None},
    ],
)
def test_bad_uploads(api: httpx.Client, fields: dict[str, Any]) -> None:
    """Section 7.4: all three fields are required, the content is base64 and nothing else; nothing is stored."""
    answer = _upload(api, **fields)
    assert (answer.status_code, answer.json()["resultCode"]) == (400, "FAIL")
    assert len(_images(api)) == 2


def test_upload_to_nobody(api: httpx.Client) -> None:
    """Sections 4 and 7.3: an unknown customer is a 404, a merged-away one names the survivor."""
    assert _upload(api, customer_id="999999").json()["resultReason"] == "CUSTOMER_DOESNT_EXIST"
    merged = _upload(api, customer_id="1122")
    assert merged.status_code == 400
    assert "1123" in merged.json()["resultDetail"]


def test_upload_for_a_new_person(api: httpx.Client) -> None:
    """Section 7.4: the answer of a create gives the number under which a document is filed."""
    body = {"first_name": "Nora", "last_name": "Newcomer", "birthday": "1990-01-01", "patient_type": "ADULT"}
    made = api.post("/customer/detailcustomer", json=body).json()["data"]["customer_id"]
    assert _images(api, made) == []
    _upload(api, b"plain text", customer_id=made, file_type="misc_upload")
    answer = httpx.get(_images(api, made)[0]["url"])
    assert (answer.content, answer.headers["content-type"]) == (b"plain text", "application/octet-stream")
