"""The documents Treez keeps of customers, and what their `imageList` says (vendor document sections 5 and 7.4)."""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from app.training import person as kinds
from app.training import specimens
from app.training.pacific import store_time
from app.training.person import Paper, Person
from app.training.specimens import Bearer
from app.training.treez_answers import Refusal, Unnamed
from app.training.treez_records import wall_time

UPLOAD_TYPES = ("misc_upload", "doctor_permit", "membership_agreement", "drivers_license")
MAX_FILE = 10 * 2**20
"""The vendor names no limit; this one is ours."""
_TYPES = {
    kinds.PORTRAIT: "PROFILE",
    kinds.LICENSE: "drivers_license",
    kinds.AGREEMENT: "membership_agreement",
    kinds.PERMIT: "doctor_permit",
    kinds.OTHER: "misc_upload",
}
_DRAWN: dict[str, Callable[[Bearer], bytes]] = {
    kinds.PORTRAIT: specimens.portrait,
    kinds.LICENSE: specimens.license_picture,
    kinds.AGREEMENT: specimens.agreement,
    kinds.PERMIT: specimens.permit,
    kinds.OTHER: specimens.license_picture,
}
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
    (b"GIF8", "image/gif"),
)


class Document(NamedTuple):
    """One entry of an image list and where its bytes come from."""

    type: str
    key: str
    filed: datetime
    behind_portal: bool
    content: Callable[[], bytes]


class Upload(NamedTuple):
    """A file as it arrived."""

    type: str
    content: bytes


class Documents:
    """Every customer's documents; those of the invented people are drawn when somebody looks."""

    def __init__(self) -> None:
        self._of: dict[int, list[Document]] = {}
        self._by_key: dict[str, Document] = {}

    def listing(self, person: Person | None, number: int) -> list[Document]:
        """The customer's documents, oldest first; `person` is who the record began as."""
        if number not in self._of:
            self._of[number] = []
            for paper in person.papers if person else ():
                self._add(number, _drawn(person, paper))  # type: ignore[arg-type] # papers have a person
        return self._of[number]

    def attach(self, person: Person | None, number: int, upload: Upload, moment: datetime) -> None:
        """Keeps an upload; the same file twice is two documents (section 7.4)."""
        place = len(self.listing(person, number))
        key = _key(number, upload.type, moment, place)
        self._add(number, Document(upload.type, key, moment, behind_portal=False, content=lambda: upload.content))

    def content(self, key: str) -> tuple[bytes, str] | None:
        """The bytes under a key and their media type."""
        if not (document := self._by_key.get(key)):
            return None
        content = document.content()
        return content, next((kind for sign, kind in _SIGNS if content.startswith(sign)), "application/octet-stream")

    def _add(self, number: int, document: Document) -> None:
        self._of[number].append(document)
        self._by_key[document.key] = document


def read_upload(body: Mapping[str, Any]) -> Upload:
    """The file of an upload's JSON, or the Refusal it earns (section 7.4)."""
    for name in ("file_name", "file_type", "encoded_string"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise Refusal(Unnamed.FILE_FIELD, f"Field {name} cannot be empty", with_data=True)
    if body["file_type"] not in UPLOAD_TYPES:
        choices = ", ".join(UPLOAD_TYPES)
        detail = f"file_type field contains invalid value. Possible values are : {choices}"
        raise Refusal("UNKNOWN_FILE_TYPE", detail, with_data=True)
    try:
        content = base64.b64decode(body["encoded_string"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal(Unnamed.FILE_CONTENT, "Field encoded_string is not base64", with_data=True) from error
    if len(content) > MAX_FILE:
        raise Refusal(Unnamed.FILE_SIZE, f"The file exceeds the limit of {MAX_FILE} bytes", with_data=True)
    return Upload(body["file_type"], content)


def entry(document: Document, url: str) -> dict[str, str]:
    """One item of an `imageList`."""
    return {"type": document.type, "url": url, "lastupdated": wall_time(document.filed)}


def _drawn(person: Person, paper: Paper) -> Document:
    bearer = Bearer(person.number, person.full_name, person.birth, person.license, person.license_ends)
    kind = _TYPES[paper.kind]
    if paper.kind == kinds.LICENSE and any(other.kind == kinds.PORTRAIT for other in person.papers):
        kind = "fullLicense"  # what the till scans together with the profile picture (section 5)
    key = _key(person.number, kind, paper.filed, 0)
    return Document(kind, key, paper.filed, paper.behind_portal, lambda: _DRAWN[paper.kind](bearer))


def _key(number: int, kind: str, moment: datetime, place: int) -> str:
    """Shaped like the sample's: organisation, store, then number, type and time."""
    stamp = store_time(moment).strftime("%d-%m-%y-%H-%M-%S")
    suffix = f"-{place}" if place else ""
    return f"customer/PRACTICE_ORG/PRACTICE_STORE/1_{number}_{kind}_{stamp}{suffix}"
