"""A playable IndicaOnline, Open API v2.3, customer side: its paths, answers and refusals, with invented people.

Written from the vendor document alone (sections 1 to 12). Where it is silent, the choice is said where it is made; where
it names several possibilities, they are switches of `Behaviour`.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from app.training import indicaonline_answers as answers
from app.training.indicaonline_access import CallLimit, Gate
from app.training.indicaonline_answers import Refused, Unreadable
from app.training.indicaonline_behaviour import API_KEY_HEADER, AS_DOCUMENTED, PRO, Behaviour
from app.training.indicaonline_documents import read_upload
from app.training.indicaonline_records import Record, day_of
from app.training.indicaonline_store import IndicaOnlineStore
from app.training.paths import Endpoint, path_value, reached_only_by
from app.training.practice import PracticeStore, Setting

_PATH = "/open_api/v2.3"
_UPLOAD_PATH = "/open_api/v2.2"  # the other version is no slip (section 1)
_FILES = "/indicaonline-files"
_API_KEY = "training-key-of-no-value"
_DEFAULT_PAGE = 100
_MAX_BODY = 16 * 2**20


class IndicaOnlineStandIn:
    """One merchant account behind the vendor's paths; `behaviour` is what the vendor document leaves open."""

    def __init__(self, setting: Setting, behaviour: Behaviour = AS_DOCUMENTED) -> None:
        self._behaviour = behaviour
        self._customers = IndicaOnlineStore(
            setting.people, behaviour=behaviour, today=setting.today, clock=setting.clock
        )
        self._limit = CallLimit(behaviour.calls_per_minute, setting.monotonic)

    @property
    def store(self) -> PracticeStore:
        """The limit of other vendors is not this one's: none is published (section 11)."""
        account = {"jurisdiction": self._behaviour.jurisdiction, "plan": self._behaviour.plan}
        if self._behaviour.header != API_KEY_HEADER:
            account["header"] = self._behaviour.header
        return PracticeStore(
            vendor="indicaonline",
            path=_PATH,
            account=account,
            secret={"api_key": _API_KEY},
            name="Harbor St",
            hints=("21119", "CA987654"),
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The customer side of v2.3, the file upload of v2.2, and the files behind their links."""
        upload = reached_only_by("POST", "/file/upload", self._upload)
        return (
            Mount(_PATH, app=self._behind_the_key(self._customer_routes())),
            Mount(_UPLOAD_PATH, app=self._behind_the_key([upload])),
            reached_only_by("GET", f"{_FILES}/{{link:path}}", self._file),
        )

    def _customer_routes(self) -> list[BaseRoute]:
        """The endpoints of section 3 whose path is known; none deletes, none searches."""
        by_id = self._pro(self._by_id) if self._behaviour.read_by_id_is_pro else self._by_id
        return [
            reached_only_by("POST", "/customers", self._create),
            reached_only_by("GET", "/customers", self._created_between),
            reached_only_by("GET", "/customers/state-id/{state_id}", self._pro(self._by_state_id)),
            reached_only_by("GET", "/customers/{customer_id}", by_id),
            reached_only_by("PUT", "/customers/{customer_id}", self._pro(self._replace)),
            reached_only_by("PATCH", "/customers/{customer_id}", self._pro(self._patch)),
        ]

    def _behind_the_key(self, routes: Sequence[BaseRoute]) -> Gate:
        behaviour = self._behaviour
        handlers: dict[Any, Callable[[Request, Any], Response]] = {
            Refused: lambda _request, refused: answers.refusal(refused, behaviour),
            404: lambda _request, _error: answers.not_found(behaviour),
            HTTPException: lambda _request, error: answers.message(error.detail, error.status_code),
        }
        app = Starlette(routes=routes, exception_handlers=handlers)
        app.router.redirect_slashes = False
        return Gate(app, api_key=_API_KEY, behaviour=behaviour, limit=self._limit)

    def _pro(self, endpoint: Endpoint) -> Endpoint:
        """A route that the plan must have (section 3)."""

        async def in_plan(request: Request) -> Response:
            return await endpoint(request) if self._behaviour.plan == PRO else answers.not_in_plan()

        return in_plan

    async def _by_id(self, request: Request) -> Response:
        return answers.json(self._shown(request, self._customer(request)))

    async def _by_state_id(self, request: Request) -> Response:
        customer_id = self._customers.with_state_id(path_value(request, "state_id"))
        if customer_id is None:
            raise HTTPException(404)
        return answers.json(self._shown(request, customer_id))

    async def _created_between(self, request: Request) -> Response:
        """One page of the period (section 9)."""
        chosen = self._customers.created_between(*_period(request.query_params))
        limit, offset = _slice(request.query_params)
        first = 0 if self._behaviour.ignores_offset else offset
        page = chosen[first : first + min(limit, self._behaviour.largest_page)]
        items = [self._shown(request, number) for number in page]
        if self._behaviour.envelope is None:
            return answers.json(items)
        totals = {"count": len(items), "total": len(chosen)} if self._behaviour.totals else {}
        return answers.json({self._behaviour.envelope: items} | totals)

    async def _create(self, request: Request) -> Response:
        """201 (section 3) with the customer: the body is not shown anywhere (section 4)."""
        customer_id = self._customers.create(await _json_body(request))
        if self._behaviour.create_answer_lost:
            return answers.server_error()
        return answers.json(self._shown(request, customer_id), 201)

    async def _replace(self, request: Request) -> Response:
        """201, as public code for v2.1 met it (section 10); the body is our choice."""
        customer_id, body = self._customer(request), await _json_body(request)
        self._customers.change(customer_id, body, whole=True)
        return answers.json(self._shown(request, customer_id), 201)

    async def _patch(self, request: Request) -> Response:
        """200 with the customer: neither is stated (section 10)."""
        customer_id, body = self._customer(request), await _json_body(request)
        self._customers.change(customer_id, body, whole=False)
        if not self._behaviour.patch_has_body:
            return Response(status_code=204)
        return answers.json(self._shown(request, customer_id))

    async def _upload(self, request: Request) -> Response:
        """The file's id (section 3); status, key and the link beside it are our choice."""
        content_type, body = request.headers.get("content-type", ""), await _body(request)
        file_id = self._customers.upload(await asyncio.to_thread(read_upload, content_type, body))
        return answers.json({"id": file_id, "url": self._link(request, file_id)}, 201)

    async def _file(self, request: Request) -> Response:
        """A file by its link, which carries its own permission. The key does not belong there and is refused."""
        if self._behaviour.header in request.headers:
            return answers.message("Bad request", 400)
        if (file := self._customers.content(path_value(request, "link"))) is None:
            return answers.not_found(self._behaviour)
        return Response(file[0], media_type=file[1])

    def _customer(self, request: Request) -> int:
        """The number in the path: 404 for nobody (section 3), 400 for no number, as the inventory does (section 11)."""
        text = path_value(request, "customer_id")
        if not (text.isascii() and text.isdigit()):
            raise HTTPException(400, "Bad request")
        if len(text) >= len(str(2**63)) or int(text) not in self._customers:
            raise HTTPException(404)
        return int(text)

    def _shown(self, request: Request, customer_id: int) -> Record:
        """The customer with links to documents, if there are any: the sample, which has none, lacks the key (6)."""
        record = self._customers.record(customer_id)
        documents = self._customers.documents(customer_id) if self._behaviour.documents_shown else []
        if documents:
            record["documents"] = [
                {"file_id": file_id, "type": kind, "url": self._link(request, file_id)} for file_id, kind in documents
            ]
        return record

    def _link(self, request: Request, file_id: int) -> str:
        """Absolute, on the host the request came to."""
        return f"{request.url.scheme}://{request.url.netloc}{_FILES}/{quote(self._customers.link(file_id))}"


def _period(query: Mapping[str, str]) -> tuple[date, date]:
    """Both days are required (our choice); the end does not precede the start (section 9)."""
    first, last = (day_of(query.get(name)) for name in ("start_date", "end_date"))
    if first and last and first <= last:
        return first, last
    if first and last:
        raise Refused({"end_date": "must not precede start_date"})
    missing = [name for name, day in (("start_date", first), ("end_date", last)) if not day]
    raise Refused(dict.fromkeys(missing, "must be a date in the format YYYY-MM-DD"))


def _slice(query: Mapping[str, str]) -> tuple[int, int]:
    """`limit` from 1 and `offset` from 0, as the inventory has them; the default limit is our choice (section 9)."""
    limit, offset = _number(query, "limit", _DEFAULT_PAGE), _number(query, "offset", 0)
    if limit == 0:
        raise Refused({"limit": "must be at least 1"})
    return limit, offset


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**31))):
        raise Refused({name: "must be a number"})
    return int(text)


async def _json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a write. Another content type is refused: the 415 is our choice (section 1)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unreadable("Unsupported media type", status=415)
    try:
        value = msgspec.json.decode(await _body(request))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(value, dict):
        raise Unreadable
    return value


async def _body(request: Request) -> bytes:
    """The body up to a bound; the rest is read and dropped, so that the caller hears the answer."""
    body = bytearray()
    too_long = False
    async for chunk in request.stream():
        too_long = too_long or len(body) + len(chunk) > _MAX_BODY
        if not too_long:
            body += chunk
    if too_long:
        raise Unreadable("The request is too large", status=413)
    return bytes(body)
