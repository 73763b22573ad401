"""A playable Foodics, API v5, the customers' side: its paths, answers, refusals, limits and blocks, with invented people.

Written from the vendor document alone (sections 1 to 12); where it is silent, the choice is said where it is made.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from app.training import foodics_answers as answers
from app.training.foodics_access import ALL_SCOPES, RESTORE, Gate
from app.training.foodics_answers import Refusal, scope_missing
from app.training.foodics_lists import (
    Filter,
    Resource,
    after,
    exact,
    flag,
    has,
    listed,
    on,
    partial,
    wanted_includes,
)
from app.training.foodics_records import DIAL_CODE
from app.training.foodics_store import BUSINESS, OWNER, FoodicsStore, known, living
from app.training.paths import Endpoint, path_value, reached_only_by
from app.training.practice import PracticeStore, Setting

CALLS_PER_MINUTE = 90
"""The newer of the two documented figures (section 13, row 5); a client learns it from the headers."""
_NO_LIMIT = 60_000  # told in the headers of a store without a limit
_MAX_BODY = 2**20
_STORE = PracticeStore(
    vendor="foodics",
    path="/v5",
    account={"dial_code": str(DIAL_CODE)},
    secret={"access_token": "training-token-of-no-value"},
    name="King Road",
    hints=("Joan Appleseed", "525100142", "عبد الرحمن"),
)
_DATED: Mapping[str, Filter] = {"updated_after": after("updated_at"), "is_deleted": flag("deleted_at")}
_CUSTOMER_FILTERS: Mapping[str, Filter] = {
    "name": partial("name"),
    "email": partial("email"),
    "phone": exact("phone"),
    "dial_code": exact("dial_code"),
    "tags.id": has("tag_ids"),
    "is_blacklisted": flag("is_blacklisted"),
    "is_house_account_enabled": flag("is_house_account_enabled"),
    "is_loyalty_enabled": flag("is_loyalty_enabled"),
    "has_orders": flag("order_count"),
    **_DATED,
}
_TAG_FILTERS: Mapping[str, Filter] = {
    "id": exact("id"),
    "name": partial("name"),
    "name_localized": partial("name_localized"),
    "type": exact("type"),
    "created_on": on("created_at"),
    "updated_on": on("updated_at"),
    "deleted_on": on("deleted_at"),
    **_DATED,
}


class FoodicsStandIn:
    """One business behind the vendor's paths.

    `scopes` are those of its one token, `calls_per_minute` its limit (None: the documented one, unless the setting has
    no limits), `replacing` whether an update empties what it leaves out.
    """

    store = _STORE

    def __init__(
        self,
        setting: Setting,
        *,
        scopes: frozenset[str] = ALL_SCOPES,
        calls_per_minute: int | None = None,
        replacing: bool = False,
    ) -> None:
        self._setting = setting
        self._scopes = scopes
        self._calls = calls_per_minute or (_NO_LIMIT if setting.calls_per_second is None else CALLS_PER_MINUTE)
        self._data = FoodicsStore(setting.people, clock=setting.clock, scopes=scopes, replacing=replacing)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The API below `/v5`."""
        gate = Gate(self._api(), _STORE.secret["access_token"], self._calls, self._setting.monotonic)
        return (Mount(_STORE.path, app=gate),)

    def _api(self) -> Starlette:
        resources = self._resources()
        routes: list[BaseRoute] = [reached_only_by("GET", "/whoami", _whoami)]
        for path, resource in resources.items():
            routes.append(reached_only_by("GET", path, self._list(resource)))
            routes.append(reached_only_by("GET", f"{path}/{{id}}", self._get(resource)))
        customer, address = "/customers/{id}", "/addresses/{id}"
        routes += [
            reached_only_by("POST", "/customers", self._needing(self._create_customer, "customers.write")),
            reached_only_by("PUT", customer, self._needing(self._update_customer, "customers.write")),
            reached_only_by("DELETE", customer, self._needing(self._delete_customer, "admin.write")),
            reached_only_by("PUT", f"{customer}/restore", self._needing(self._restore_customer, *RESTORE)),
            reached_only_by("POST", "/addresses", self._needing(self._create_address, "customers.write")),
            reached_only_by("PUT", address, self._needing(self._update_address, "customers.write")),
            # Which of two scopes a delete needs is not known (section 3): the weaker one, as for the other writes.
            reached_only_by("DELETE", address, self._needing(self._delete_address, "customers.write")),
        ]
        handlers: dict[Any, Callable[[Request, Any], Response]] = {HTTPException: answers.refused}
        api = Starlette(routes=routes, exception_handlers=handlers)
        api.router.redirect_slashes = False
        return api

    def _resources(self) -> Mapping[str, Resource]:
        """What is listed and read, by path. Filters of zones and rewards are our choice: no page lists them."""
        data = self._data
        return {
            "/customers": Resource(
                rows=lambda: data.customers,
                shown=data.shown_customer,
                filters=_CUSTOMER_FILTERS,
                list_scope="customers.list",
                get_scope="customers.get",
                includes=frozenset({"tags", "addresses", "addresses.delivery_zone"}),
            ),
            "/addresses": Resource(
                rows=lambda: data.addresses,
                shown=data.shown,
                filters={"customer_id": exact("customer_id"), "created_on": on("created_at"), **_DATED},
                list_scope="customers.list",
                get_scope="customers.get",
                includes=frozenset({"customer", "delivery_zone"}),
            ),
            "/tags": Resource(
                rows=lambda: data.tags,
                shown=data.shown,
                filters=_TAG_FILTERS,
                list_scope="general.read",
                get_scope="general.read",
            ),
            "/delivery_zones": Resource(
                rows=lambda: data.zones,
                shown=data.shown,
                filters={"id": exact("id"), "name": partial("name"), **_DATED},
                list_scope="general.read",
                get_scope="general.read",
            ),
            **self._ledgers(),
        }

    def _ledgers(self) -> Mapping[str, Resource]:
        """What moves on house accounts and by loyalty (sections 10 and 11); both are only read here."""
        data = self._data
        owners = {f"{name}_id": exact(f"{name}_id") for name in ("customer", "user", "order")}
        return {
            "/house_account_transactions": Resource(
                rows=lambda: data.transactions,
                shown=data.shown,
                filters={**owners, "updated_after": after("updated_at")},
                list_scope="customers.accounts.read",
                get_scope="customers.accounts.read",
                sortable=frozenset({"amount", "created_at", "updated_at"}),
                includes=frozenset({"user", "customer", "order"}),
            ),
            # Of the lines only the list is known, not what one holds (section 11): so there are none.
            "/loyalty_transactions": Resource(
                rows=dict,
                shown=data.shown,
                filters={"customer_id": exact("customer_id")},
                list_scope="customers.loyalty.read",
                get_scope="customers.loyalty.read",
                sortable=frozenset(),
                includes=frozenset(),
            ),
            "/loyalty_rewards": Resource(
                rows=lambda: data.rewards,
                shown=data.shown,
                filters={"customer_id": exact("customer_id")},
                list_scope="customers.loyalty.read",
                get_scope="customers.loyalty.read",
                sortable=frozenset(),
                includes=frozenset({"customer", "order"}),
            ),
        }

    def _needing(self, endpoint: Endpoint, *scopes: str) -> Endpoint:
        """The endpoint for a token that has one of `scopes`, 403 for any other (section 3)."""

        async def checked(request: Request) -> Response:
            if not self._scopes.intersection(scopes):
                raise scope_missing(scopes)
            return await endpoint(request)

        return checked

    def _list(self, resource: Resource) -> Endpoint:
        async def answer(request: Request) -> Response:
            return answers.json(listed(request, resource))

        return self._needing(answer, resource.list_scope)

    def _get(self, resource: Resource) -> Endpoint:
        """By id; a deleted one is answered too, with its mark (our choice: lists have them as well)."""

        async def answer(request: Request) -> Response:
            includes = wanted_includes(request, resource.includes)
            return answers.one(resource.shown(known(resource.rows(), path_value(request, "id")), includes))

        return self._needing(answer, resource.get_scope)

    async def _create_customer(self, request: Request) -> Response:
        """200 as two clients saw it (section 7); without relations, like every answer to a write (our choice)."""
        row = self._data.create_customer(await _json_body(request))
        return answers.one(self._data.shown_customer(row, frozenset()))

    async def _update_customer(self, request: Request) -> Response:
        row = self._data.update_customer(path_value(request, "id"), await _json_body(request))
        return answers.one(self._data.shown_customer(row, frozenset()))

    async def _delete_customer(self, request: Request) -> Response:
        self._data.delete(living(self._data.customers, path_value(request, "id")))
        return answers.done()

    async def _restore_customer(self, request: Request) -> Response:
        """Takes no body; the record answers (our choice: the page shows none)."""
        row = self._data.restore_customer(path_value(request, "id"))
        return answers.one(self._data.shown_customer(row, frozenset()))

    async def _create_address(self, request: Request) -> Response:
        row = self._data.create_address(await _json_body(request))
        return answers.one(self._data.shown(row, frozenset()))

    async def _update_address(self, request: Request) -> Response:
        row = self._data.update_address(path_value(request, "id"), await _json_body(request))
        return answers.one(self._data.shown(row, frozenset()))

    async def _delete_address(self, request: Request) -> Response:
        self._data.delete(living(self._data.addresses, path_value(request, "id")))
        return answers.done()


async def _whoami(_request: Request) -> Response:
    """The health check: no scope is named for it (section 1)."""
    return answers.one({"user": OWNER, "business": BUSINESS})


async def _json_body(request: Request) -> Mapping[str, Any]:
    """The JSON object of a write. The type is asked for (section 1); 415, 413 and 400 are our choice."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "The request is not JSON.")
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= _MAX_BODY:  # the rest is read and dropped, so that the caller hears the answer
            body += chunk
    if len(body) > _MAX_BODY:
        raise Refusal(413, "The request is too large.")
    try:
        value = msgspec.json.decode(bytes(body))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Refusal(400, "The request is not valid JSON.") from error
    if not isinstance(value, dict):
        raise Refusal(400, "The request is not a JSON object.")
    return value
