"""A file as IndicaOnline's upload takes it (IndicaOnline Open API v2.3, vendor document 3 and 5)."""

from __future__ import annotations

import mimetypes
import re
import secrets
from urllib.parse import urlsplit

from app.core.vendor import NewDocument
from app.ports import Progress
from app.vendors.files import upload_of
from app.vendors.indicaonline import const
from app.vendors.request import Upload

_VERSION = re.compile(r"v\d+(?:\.\d+)*")
_SPEAKING = {
    '"': "%22",
    "\r": "%0D",
    "\n": "%0A",
}  # what would end a file's name in a part's head (HTML, form submission)


def upload_url(base_url: str) -> str:
    """Where files go: the same place as the rest, under another version."""
    root, _, last = base_url.rpartition("/")
    has_version = bool(urlsplit(base_url).path.strip("/")) and _VERSION.fullmatch(last)
    return f"{root if has_version else base_url}/{const.UPLOAD_VERSION}/file/upload"


def boundary() -> str:
    """A line that no file holds."""
    return secrets.token_hex(24)


def content_type(border: str) -> str:
    """The media type of a body with that boundary (RFC 7578)."""
    return f"multipart/form-data; boundary={border}"


def form_data(document: NewDocument, border: str, progress: Progress | None) -> Upload:
    """The body with the file as its one part. ``progress`` counts the bytes of the whole body."""
    name = "".join(_SPEAKING.get(char, char) for char in document.name)
    kind = mimetypes.guess_type(document.name)[0] or "application/octet-stream"
    head = (
        f"--{border}\r\n"
        f'Content-Disposition: form-data; name="{const.UPLOAD_PART}"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    content = head.encode("utf-8", "replace") + document.content + f"\r\n--{border}--\r\n".encode()
    return upload_of(content, progress)
