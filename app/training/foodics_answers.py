"""The bodies Foodics answers with (vendor document 1 and 12). Texts the page does not quote are ours: trust no wording."""

from collections.abc import Mapping, Sequence
from html import escape
from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

Errors = Mapping[str, Sequence[str]]


class Refusal(HTTPException):
    """An error answer: `message`, and for 422 the texts of each field that was refused (section 12)."""

    def __init__(self, status: int, message: str, errors: Errors | None = None) -> None:
        super().__init__(status, message)
        self.errors = errors


def invalid(errors: Errors) -> Refusal:
    """422 with its fields."""
    return Refusal(422, "The given data was invalid.", errors)


def not_found() -> Refusal:
    """404; what is not there is not described."""
    return Refusal(404, "The requested resource was not found.")


def scope_missing(scopes: Sequence[str]) -> Refusal:
    """403 (section 12): any one of `scopes` would have opened it."""
    return Refusal(403, f"Invalid scope(s) provided. Required: {' or '.join(scopes)}.")


def unauthenticated() -> Refusal:
    """401 (section 12)."""
    return Refusal(401, "Unauthenticated.")


def one(record: object) -> Response:
    """200 with the envelope of a single object (section 1)."""
    return json({"data": record})


def done() -> Response:
    """What a delete answers: 200 and no body (the page shows neither; 200 is its only code of success)."""
    return Response(status_code=200)


def refused(request: Request, error: HTTPException) -> Response:
    """An error as JSON, or as a page for a caller who does not accept JSON.

    Section 1 asks for `Accept: application/json` on every call; that its absence turns errors into pages is our choice.
    """
    headers = dict(error.headers or {})
    if "json" not in request.headers.get("accept", ""):
        return _page(error.status_code, error.detail, headers)
    body: dict[str, object] = {"message": error.detail}
    if isinstance(error, Refusal) and error.errors:
        body["errors"] = {field: list(texts) for field, texts in error.errors.items()}
    return json(body, error.status_code, headers)


def over_limit(request: Request, seconds: int) -> Response:
    """429 with the seconds to wait (section 4)."""
    error = HTTPException(429, "Too Many Attempts.", {"retry-after": str(seconds)})
    return refused(request, error)


def blocked() -> Response:
    """What a blocked address gets: 429, a page, no headers of the API.

    Section 4 says that a network in front of the API may do the blocking; status and page are our choice.
    """
    return _page(429, "Your address has been blocked.", {})


def json(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer with its type."""
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")


def _page(status: int, text: str, headers: Mapping[str, str]) -> Response:
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{escape(text)}</p></body></html>"
    return HTMLResponse(page, status, headers)
