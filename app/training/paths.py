"""Paths as the vendors mean them: an encoded slash belongs to its segment, and a path has exactly its methods."""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

_INNER_SLASH = "\ue02f"  # of the private use area: no name and no e-mail address has it
Endpoint = Callable[[Request], Awaitable[Response]]


class SegmentsFirst:
    """Splits the path before decoding it, so that `%2F` in a value does not end the value (RFC 3986, 2.4)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if raw := scope.get("raw_path"):
            segments = raw.decode("ascii", "replace").partition("?")[0].split("/")
            path = "/".join(unquote(segment).replace("/", _INNER_SLASH) for segment in segments)
            scope = {**scope, "path": path}
        await self._app(scope, receive, send)


def path_value(request: Request, name: str) -> str:
    """A value out of the path, its slashes restored."""
    return str(request.path_params[name]).replace(_INNER_SLASH, "/")


def reached_only_by(method: str, path: str, endpoint: Endpoint) -> Route:
    """A route for one method; a GET route takes no HEAD."""
    route = Route(path, endpoint, methods=[method])
    route.methods = {method}
    return route
