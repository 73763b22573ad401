"""Files at IndicaOnline: uploaded first, then named by a customer (vendor document 4, 5 and 12)."""

import email
import email.policy
import hashlib
import hmac
import secrets
from collections.abc import Callable
from email.message import Message
from typing import NamedTuple

from app.training import person as kinds
from app.training import specimens
from app.training.indicaonline_answers import Refused, Unreadable
from app.training.person import Paper, Person
from app.training.specimens import PDF, PNG, Bearer

PART = "file"
"""The part of the form that carries the file: the page does not say, nor that it is a form."""
MAX_FILE = 10 * 2**20
"""The vendor names no limit; this one is ours."""
_FIRST_UPLOAD = 900_000_001
_PAPERS_EACH = 10


class _Drawing(NamedTuple):
    type: str
    media_type: str
    draw: Callable[[Bearer], bytes]


_DRAWINGS = {
    kinds.PORTRAIT: _Drawing("photo", PNG, specimens.portrait),
    kinds.LICENSE: _Drawing("state_id", PNG, specimens.license_picture),
    kinds.AGREEMENT: _Drawing("agreement", PDF, specimens.agreement),
    kinds.PERMIT: _Drawing("recommendation", PDF, specimens.permit),
    kinds.OTHER: _Drawing("other", PNG, specimens.license_picture),
}
"""The words are ours: no type of a document is known (section 8)."""


class Upload(NamedTuple):
    """A file as it arrived."""

    media_type: str
    content: bytes


class Document(NamedTuple):
    """A file that a customer has."""

    file_id: int
    type: str


class Files:
    """Every file of the account; those of the invented people are drawn when somebody looks."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._uploads = 0
        self._media_types: dict[int, str] = {}
        self._contents: dict[int, Callable[[], bytes]] = {}

    def __contains__(self, file_id: int) -> bool:
        return file_id in self._contents

    def keep(self, upload: Upload) -> int:
        """The id of the uploaded file."""
        file_id = _FIRST_UPLOAD + self._uploads
        self._uploads += 1
        return self._add(file_id, upload.media_type, lambda: upload.content)

    def drawn(self, customer_id: int, person: Person) -> list[Document]:
        """The papers of an invented person, oldest first, under ids of their own."""
        first = customer_id * _PAPERS_EACH
        return [self._drawn(first + place, person, paper) for place, paper in enumerate(person.papers)]

    def link(self, file_id: int) -> str:
        """What follows the address of the files: a link that is its own permission, as it cannot be guessed."""
        signature = hmac.new(self._secret, str(file_id).encode(), hashlib.sha256).hexdigest()
        return f"{signature[:32]}/{file_id}"

    def content(self, link: str) -> tuple[bytes, str] | None:
        """The bytes behind a link and their media type."""
        number = link.rpartition("/")[2]
        file_id = int(number) if number.isascii() and number.isdigit() and len(number) < len(str(2**63)) else -1
        if file_id not in self._contents or not hmac.compare_digest(link.encode(), self.link(file_id).encode()):
            return None
        return self._contents[file_id](), self._media_types[file_id]

    def _drawn(self, file_id: int, person: Person, paper: Paper) -> Document:
        drawing = _DRAWINGS[paper.kind]
        bearer = Bearer(person.number, person.full_name, person.birth, person.license, person.license_ends)
        self._add(file_id, drawing.media_type, lambda: drawing.draw(bearer))
        return Document(file_id, drawing.type)

    def _add(self, file_id: int, media_type: str, content: Callable[[], bytes]) -> int:
        self._media_types[file_id] = media_type
        self._contents[file_id] = content
        return file_id


def read_upload(content_type: str, body: bytes) -> Upload:
    """The one file of a form (RFC 7578), or the answer a bad one earns."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    form = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    for part in form.iter_parts() if form.is_multipart() else ():
        if _is_the_file(part):
            content = part.get_payload(decode=True)
            return _upload(part.get_content_type(), content if isinstance(content, bytes) else b"")
    if form.get_content_type() != "multipart/form-data":
        raise Unreadable("Unsupported media type", status=415)
    raise Refused({PART: "is required"})


def _is_the_file(part: Message) -> bool:
    return part.get_param("name", header="content-disposition") == PART and part.get_filename() is not None


def _upload(media_type: str, content: bytes) -> Upload:
    if not content:
        raise Refused({PART: "is empty"})
    if len(content) > MAX_FILE:
        raise Refused({PART: f"must be at most {MAX_FILE} bytes"})
    return Upload(media_type, content)
