"""A playable Treez, Customer API v2.0: its paths, answers, refusals and limits, with invented people.

Written from the vendor's pages alone (vendor document sections 1 to 9); where they are silent, the choice is said
where it is made.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.training import treez_answers as answers
from app.training.paths import path_value, reached_only_by
from app.training.practice import PracticeStore, Setting
from app.training.treez_access import CallLimit, SignedLinks, Tokens
from app.training.treez_answers import Refusal, Unnamed, UnreadableBody, wrong_date
from app.training.treez_documents import Document, entry, read_upload
from app.training.treez_records import Record, day_of, moment_of
from app.training.treez_store import TreezStore

_T = TypeVar("_T")
_DISPENSARY = "partnersandbox2"
_FILES = "/treez-files"
_MAX_PAGE = 50
_MAX_BODY = 16 * 2**20
_BIG_BODY = 256 * 2**10
_STORE = PracticeStore(
    vendor="treez",
    path="/v2.0",
    account={"dispensary": _DISPENSARY},
    secret={"client_id": "training-client", "api_key": "training-key-of-no-value"},
    name="Telegraph Ave",
    hints=("Johnny Appleseed", "(510) 555-0142", "1120"),
    place="US-CA",
)


class TreezStandIn:
    """One dispensary behind the vendor's paths."""

    store = _STORE

    def __init__(self, setting: Setting) -> None:
        self._clock = setting.clock
        self._customers = TreezStore(setting.people, today=setting.today, clock=setting.clock)
        self._tokens = Tokens(_STORE.secret["client_id"], _STORE.secret["api_key"], setting.clock)
        self._limit = CallLimit(setting.calls_per_second, setting.monotonic)
        self._links = SignedLinks(setting.clock)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The API below `/v2.0/dispensary`, the document links and the portal's closed door."""
        below = f"{_STORE.path}/dispensary/{{dispensary}}"
        return (
            reached_only_by("POST", f"{below}/config/api/gettokens", self._gettokens),
            Mount(below, app=_Gate(self._refusal, self._customer_api())),
            reached_only_by("GET", f"{_FILES}/{{key:path}}", self._file),
            Route(f"/{_DISPENSARY}/file/secure/{{rest:path}}", _portal),
        )

    def _customer_api(self) -> Starlette:
        """Rows 1 to 12 of the vendor document's table; fixed words come before the customer number."""
        page = "page/{page}/pagesize/{size}"
        routes = (
            reached_only_by("GET", "/customer/caregivers", self._caregivers),
            reached_only_by("GET", "/customer/email/{email}", self._by_email),
            reached_only_by("GET", "/customer/phone/{phone}", self._by_phone),
            reached_only_by("GET", "/customer/firstname/{first}/lastname/{last}", self._by_name),
            reached_only_by("GET", "/customer/driverlicense/{license}", self._by_license),
            reached_only_by("GET", f"/customer/signup/from/{{first}}/to/{{last}}/{page}", self._signed_up),
            reached_only_by("GET", f"/customer/lastUpdated/after/{{moment}}/{page}", self._updated),
            reached_only_by("GET", "/customer/{customer_id}", self._by_id),
            reached_only_by("POST", "/customer/detailcustomer", self._create),
            reached_only_by("PATCH", "/customer/update/{customer_id}", self._patch),
            reached_only_by("POST", "/customer/update/{customer_id}", self._replace),
            reached_only_by("POST", "/customer/document/base64/upload/{customer_id}", self._upload),
        )
        handlers: dict[Any, Callable[[Request, Any], Response]] = {
            Refusal: lambda _request, refusal: answers.refused(refusal),
            UnreadableBody: lambda _request, error: answers.unreadable(str(error), self._clock()),
            404: self._not_here,
            405: self._not_here,
            415: self._not_here,
        }
        api = Starlette(routes=routes, exception_handlers=handlers)
        api.router.redirect_slashes = False
        return api

    def _refusal(self, request: Request) -> Response | None:
        """What the gateway, the tenant and the limit say before anything is looked up.

        Only calls with a good token count against the limit (our choice: the page does not say).
        """
        if not {"authorization", "client_id"}.intersection(request.headers):
            return answers.forbidden()
        if request.path_params["dispensary"] != _DISPENSARY:
            return _unknown_dispensary()
        if not self._tokens.accept(request.headers):
            return answers.unauthenticated()
        return None if self._limit.admit() else answers.over_limit()

    async def _gettokens(self, request: Request) -> Response:
        """Form fields in the body, or in the query as one client sends them (section 2.1); the refusal is our choice."""
        if request.path_params["dispensary"] != _DISPENSARY:
            return _unknown_dispensary()
        fields = dict(request.query_params)
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            fields |= parse_qsl((await _body(request)).decode("utf-8", "replace"))
        if answer := self._tokens.issue(fields.get("client_id", ""), fields.get("apikey", "")):
            return answers.json(answer)
        return answers.refused(Refusal(Unnamed.WRONG_KEY, "The client id or the API key is wrong", status=401))

    async def _by_id(self, request: Request) -> Response:
        return self._one(request, self._customers.record(path_value(request, "customer_id")))

    async def _by_license(self, request: Request) -> Response:
        found = self._customers.found("drivers_license", path_value(request, "license"))
        return self._one(request, found[0] if found else None)

    async def _by_email(self, request: Request) -> Response:
        return self._some(request, self._customers.found("email", path_value(request, "email")))

    async def _by_phone(self, request: Request) -> Response:
        return self._some(request, self._customers.found("phone", path_value(request, "phone")))

    async def _by_name(self, request: Request) -> Response:
        name = f"{path_value(request, 'first')}\n{path_value(request, 'last')}"
        return self._some(request, self._customers.found("name", name))

    async def _caregivers(self, _request: Request) -> Response:
        entries = self._customers.caregivers()
        return answers.success({"total_count": len(entries), "caregiver_list": entries})

    async def _signed_up(self, request: Request) -> Response:
        """Both days belong to the range, in the store's time (our choice: the page does not say)."""
        first, last = (_read(request, name, day_of, "yyyy-MM-dd") for name in ("first", "last"))
        return self._page(request, self._customers.signed_up(first, last))

    async def _updated(self, request: Request) -> Response:
        """Strictly after the moment (our choice: the page does not say)."""
        moment = _read(request, "moment", moment_of, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
        return self._page(request, self._customers.updated_after(moment))

    async def _create(self, request: Request) -> Response:
        return answers.success(self._customers.create(await _json_body(request)))

    async def _patch(self, request: Request) -> Response:
        return await self._change(request, erasing=False)

    async def _replace(self, request: Request) -> Response:
        """The deprecated POST: what is left out is erased (section 7.2)."""
        return await self._change(request, erasing=True)

    async def _change(self, request: Request, *, erasing: bool) -> Response:
        body = await _json_body(request)
        return answers.success(self._customers.change(path_value(request, "customer_id"), body, erasing=erasing))

    async def _upload(self, request: Request) -> Response:
        body = await _json_body(request)
        upload = await asyncio.to_thread(read_upload, body)
        self._customers.attach(path_value(request, "customer_id"), upload)
        return answers.success(None)

    async def _file(self, request: Request) -> Response:
        """A document by its signed link. As with S3, a link and a token together are refused."""
        key = path_value(request, "key")
        if "authorization" in request.headers:
            return _bucket_error(400, "InvalidArgument", "Only one auth mechanism allowed")
        if complaint := self._links.complaint(key, request.query_params):
            return _bucket_error(403, *complaint)
        if not (file := self._customers.content(key)):
            return _bucket_error(404, "NoSuchKey", "The specified key does not exist.")
        return Response(file[0], media_type=file[1])

    def _not_here(self, request: Request, error: Any) -> Response:
        return answers.framework_error(error.status_code, error.detail, request.url.path, self._clock())

    def _one(self, request: Request, record: Record | None) -> Response:
        """A single look-up: an object, or CUSTOMER_DOESNT_EXIST (section 6.1)."""
        if record is None:
            raise Refusal("CUSTOMER_DOESNT_EXIST", status=404)
        return answers.success(self._with_images(request, [record])[0])

    def _some(self, request: Request, records: list[Record]) -> Response:
        """A search: a list, or NOT_FOUND (section 6.1)."""
        if not records:
            raise Refusal("NOT_FOUND", "Nothing was found", status=404)
        return answers.success(self._with_images(request, records))

    def _page(self, request: Request, numbers: Sequence[int]) -> Response:
        """One page, the first is 1 (section 4.1); page 0 is refused (our choice)."""
        page = _count(request, "page", Unnamed.PAGE)
        size = _count(request, "size", Unnamed.PAGE_SIZE)
        if size > _MAX_PAGE:
            detail = (
                f"The response limit requested is {size} which exceeds the maximum response limit. Do not exceed 50"
            )
            raise Refusal("RESPONSE_LIMIT_EXCEEDS", detail, with_data=True)
        chosen = numbers[(page - 1) * size : page * size]
        return answers.success(self._with_images(request, self._customers.records(chosen)))

    def _with_images(self, request: Request, records: Iterable[Record]) -> list[Record]:
        """Adds the `imageList` where it was asked for, in any capitals (section 4)."""
        if request.query_params.get("include_image_list", "").lower() != "true":
            return list(records)
        return [record | {"imageList": self._images(request, record)} for record in records]

    def _images(self, request: Request, record: Record) -> list[dict[str, str]]:
        return [entry(document, self._link(request, document)) for document in self._customers.documents(record)]

    def _link(self, request: Request, document: Document) -> str:
        """Signed and absolute on this host, or relative to the store as the older page describes (section 5)."""
        if document.behind_portal:
            return f"{_DISPENSARY}/file/secure/{document.key.rpartition('/')[2]}"
        host = f"{request.url.scheme}://{request.url.netloc}"
        return f"{host}{_FILES}/{document.key}?{self._links.query(document.key)}"


class _Gate:
    """An application behind a check that may answer in its place."""

    def __init__(self, refusal: Callable[[Request], Response | None], app: ASGIApp) -> None:
        self._refusal = refusal
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._refusal(Request(scope)) or self._app)(scope, receive, send)


async def _portal(_request: Request) -> Response:
    """The vendor's web portal, whose session no client of the API has (our choice)."""
    return answers.forbidden()


def _unknown_dispensary() -> Response:
    return answers.refused(Refusal(Unnamed.UNKNOWN_DISPENSARY, "There is no such dispensary", status=404))


def _bucket_error(status: int, code: str, message: str) -> Response:
    """An error in the words of S3, where the real links lead."""
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    body = f"{declaration}\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Response(body, status, media_type="application/xml")


def _read(request: Request, name: str, reading: Callable[[str], _T | None], pattern: str) -> _T:
    text = path_value(request, name)
    if (value := reading(text)) is None:
        raise wrong_date(text, pattern)
    return value


def _count(request: Request, name: str, reason: Unnamed) -> int:
    text = path_value(request, name)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) < 2**31):
        raise Refusal(reason, f"{text} is not a number from 1", with_data=True)
    return int(text)


async def _json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a write; big ones are decoded beside the event loop.

    Another content type is refused: the page asks for application/json (section 2.1), the 415 is our choice.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    body = await _body(request)
    value = await asyncio.to_thread(_decoded, body) if len(body) > _BIG_BODY else _decoded(body)
    if not isinstance(value, dict):
        raise UnreadableBody("Input is not valid JSON.")
    return value


def _decoded(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UnreadableBody("Input is not valid JSON.") from error


async def _body(request: Request) -> bytes:
    """The body up to a bound; the rest is read and dropped, so that the caller hears the answer."""
    body = bytearray()
    too_long = False
    async for chunk in request.stream():
        too_long = too_long or len(body) + len(chunk) > _MAX_BODY
        if not too_long:
            body += chunk
    if too_long:
        raise Refusal(Unnamed.FILE_SIZE, "The request is too large", status=413)
    return bytes(body)
