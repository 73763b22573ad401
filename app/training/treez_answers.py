"""The bodies Treez answers with (v2 Customer API and Errors pages; vendor document sections 2.2, 3 and 8)."""

import uuid
from datetime import datetime
from enum import StrEnum

import msgspec
from starlette.responses import PlainTextResponse, Response


class Unnamed(StrEnum):
    """Reasons for refusals the vendor's pages describe without naming a code, or do not mention: the words are ours.

    The published list of errors is not complete by its own words, so a client must live with codes it has never seen.
    """

    WRONG_KEY = "INVALID_CLIENT_CREDENTIALS"
    UNKNOWN_DISPENSARY = "DISPENSARY_DOESNT_EXIST"
    PAGE = "INVALID_PAGE_NUMBER"
    PAGE_SIZE = "INVALID_PAGE_SIZE"
    BIRTHDAY = "CUSTOMER_BIRTHDAY_EMPTY"
    BIRTHDAY_AHEAD = "CUSTOMER_BIRTHDAY_IN_FUTURE"
    PATIENT_TYPE = "INVALID_PATIENT_TYPE"
    GENDER = "INVALID_GENDER"
    MEDICAL_ID = "STATE_MEDICAL_ID_CANNOT_BE_NULL"
    PERMIT = "PERMIT_EXPIRATION_CANNOT_BE_NULL"
    LICENSE = "DRIVER_LICENSE_CANNOT_BE_NULL"
    EMAIL = "INVALID_EMAIL_FORMAT"
    PHONE = "INVALID_PHONE_NUMBER"
    ADDRESS_TYPE = "INVALID_ADDRESS_TYPE"
    ADDRESS_FIELD = "ADDRESS_FIELD_CANNOT_BE_EMPTY"
    ADDRESS_STATE = "INVALID_ADDRESS_STATE"
    CAREGIVER_LICENSE = "CAREGIVER_LICENSE_NUMBER_CANNOT_BE_NULL"
    CAREGIVERS = "CAREGIVER_LIMIT_EXCEEDS"
    CAREGIVER = "CAREGIVER_DOESNT_EXIST"
    GROUP = "CUSTOMER_GROUP_DOESNT_EXIST"
    REFERRAL = "INVALID_REFERRAL_SOURCE"
    MERGED = "CUSTOMER_IS_MERGED"
    FILE_FIELD = "FILE_FIELD_CANNOT_BE_EMPTY"
    FILE_CONTENT = "INVALID_ENCODED_STRING"
    FILE_SIZE = "FILE_SIZE_EXCEEDS"


class Refusal(Exception):
    """A FAIL envelope. `with_data` adds the null `data` some documented refusals carry and others lack."""

    def __init__(self, reason: str, detail: str | None = None, *, status: int = 400, with_data: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.status = status
        self.with_data = with_data


class UnreadableBody(Exception):
    """The body is not JSON, or a value is not of the field's type; it has an answer of its own shape (section 3)."""


def wrong_date(text: str, pattern: str) -> Refusal:
    """The documented wording, which quotes what was sent (section 4.2)."""
    detail = f"{text} date does not match the expected format i.e. {pattern}"
    return Refusal("INVALID_DATE_FORMAT", detail, with_data=True)


def success(data: object) -> Response:
    """200 with the envelope of section 3."""
    return json({"resultCode": "SUCCESS", "resultReason": None, "resultDetail": None, "data": data})


def refused(refusal: Refusal) -> Response:
    """The FAIL envelope of section 3."""
    body: dict[str, object] = {
        "resultCode": "FAIL",
        "resultReason": refusal.reason,
        "resultDetail": refusal.detail,
    }
    return json(body | ({"data": None} if refusal.with_data else {}), refusal.status)


def unreadable(message: str, now: datetime) -> Response:
    """The 400 of malformed JSON: other keys than every other refusal (section 3)."""
    return json(
        {
            "resultCode": "FAIL",
            "resultReason": "Bad Request",
            "status": "BAD_REQUEST",
            "statusCode": 400,
            "message": message,
            "uuid": str(uuid.uuid4()),
            "timestamp": int(now.timestamp() * 1000),
        },
        400,
    )


def unauthenticated() -> Response:
    """The 401 of a missing, expired or invalid token: no resultDetail, no data (section 2.2)."""
    reason = "Full authentication is required to access this resource"
    return json({"resultCode": "FAIL", "resultReason": reason}, 401)


def forbidden() -> Response:
    """The gateway's 403 for a call without any credentials (section 2.2)."""
    return json({"message": "Forbidden"}, 403)


def over_limit() -> Response:
    """The 429 beyond ten calls a second (section 9): the words are the page's, the bare body is our choice."""
    return PlainTextResponse("OVER LIMIT", 429)


def framework_error(status: int, error: str, path: str, now: datetime) -> Response:
    """What the server itself says about a path or method it does not have: not the envelope (our choice)."""
    return json(
        {"timestamp": int(now.timestamp() * 1000), "status": status, "error": error, "path": path},
        status,
    )


def json(body: object, status: int = 200) -> Response:
    """A JSON answer with its type."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")
