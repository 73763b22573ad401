"""The bodies IndicaOnline answers with, success and refusal (vendor document 3 and 11; samples of error bodies)."""

from collections.abc import Callable, Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from app.training.indicaonline_behaviour import Behaviour, ErrorShape

TAKEN = "has already been taken"
_SERVER_ERROR = "<html><body>Server error</body></html>"
Complaints = Mapping[str, str]
"""The names of refused fields, each with what is wrong with it."""


class Refused(HTTPException):
    """A request with values the service does not take."""

    def __init__(self, complaints: Complaints) -> None:
        super().__init__(422)
        self.complaints = complaints


class Unreadable(HTTPException):
    """A body that is no JSON object, or no file."""

    def __init__(self, message: str = "Bad request", *, status: int = 400) -> None:
        super().__init__(status, message)


def refusal(refused: Refused, behaviour: Behaviour) -> Response:
    """In the account's shape and status; a taken state id alone may have a status of its own (section 11)."""
    duplicate = set(refused.complaints.values()) == {TAKEN}
    status = behaviour.duplicate_status if duplicate else behaviour.validation_status
    if behaviour.error_shape is ErrorShape.HTML:
        return HTMLResponse(f"<html><body><h1>Error</h1><p>{_sentence(refused.complaints)}</p></body></html>", status)
    return json(_BODIES[behaviour.error_shape](refused.complaints), status)


def bad_key(behaviour: Behaviour) -> Response:
    """The answer to a bad key is not documented: 401, maybe 403 (section 2); the words are those of the samples."""
    return json({"error": "Unauthorized"}, behaviour.key_refusal)


def not_in_plan() -> Response:
    """A PRO route of an account without PRO (sections 2 and 11)."""
    return json({"error": {"code": 403, "message": "Not available in your plan"}}, 403)


def not_found(behaviour: Behaviour) -> Response:
    """An unknown or deleted customer, or no such path (sections 3 and 11)."""
    return Response(status_code=404) if behaviour.not_found_is_empty else message("Not found", 404)


def too_many(seconds: int) -> Response:
    """No limit is published; a client honours Retry-After if it ever comes (section 11)."""
    answer = message("Too many requests", 429)
    answer.headers["retry-after"] = str(seconds)
    return answer


def server_error() -> Response:
    """A web page where JSON was expected (section 11, samples)."""
    return HTMLResponse(_SERVER_ERROR, 500)


def message(text: str, status: int) -> Response:
    """The simplest of the tolerated bodies (section 11)."""
    return json({"message": text}, status)


def json(body: object, status: int = 200) -> Response:
    """A JSON answer with its type (section 1)."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _sentence(complaints: Complaints) -> str:
    return "; ".join(f"{name} {text}" for name, text in complaints.items())


_BODIES: dict[ErrorShape, Callable[[Complaints], object]] = {
    ErrorShape.FIELD_LISTS: lambda given: {
        "message": "Validation failed",
        "errors": {name: [text] for name, text in given.items()},
    },
    ErrorShape.FIELD_TEXTS: lambda given: {"errors": dict(given)},
    ErrorShape.OBJECTS: lambda given: {"errors": [{"field": name, "message": text} for name, text in given.items()]},
    ErrorShape.OBJECTS_WITH_PATH: lambda given: {
        "errors": [{"path": name, "message": text} for name, text in given.items()]
    },
    ErrorShape.TEXTS: lambda given: {"errors": [f"{name} {text}" for name, text in given.items()]},
    ErrorShape.ERROR_TEXT: lambda given: {"error": _sentence(given)},
    ErrorShape.ERROR_OBJECT: lambda given: {"error": {"message": _sentence(given)}},
    ErrorShape.MESSAGE: lambda given: {"message": _sentence(given)},
    ErrorShape.DETAIL: lambda given: {"detail": _sentence(given)},
}
