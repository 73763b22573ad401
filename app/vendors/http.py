"""The HTTP client that every vendor shares: trust, timeouts, limits, and what never reaches a log."""

from __future__ import annotations

import functools
import logging
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import metadata
from urllib.parse import urlsplit

import httpx
import truststore

from app.core.base_url import is_loopback
from app.core.errors import Offline
from app.vendors.unpacking import ASKED_FOR

# httpx logs each request's URL at INFO, and a look-up's URL holds the person's phone or e-mail; httpcore logs
# headers at DEBUG. Neither says anything that the errors of this package do not say without them.
for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)

TIMEOUTS = httpx.Timeout(connect=6.0, read=15.0, write=15.0, pool=6.0)  # seconds; read and write are per packet
LIMITS = httpx.Limits(max_connections=10, max_keepalive_connections=4, keepalive_expiry=30.0)


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context, with the operating system's trust store, so that a shop's own proxy or authority works.

    At least TLS 1.2 (RFC 9325, 3.1.1), whatever the system's own configuration would allow. Built at the first call,
    which takes up to a quarter of a second: call it off the GUI thread.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@functools.cache
def user_agent() -> str:
    """How this program names itself to the vendors."""
    try:
        return f"Frontdesk/{metadata.version('frontdesk')}"
    except metadata.PackageNotFoundError:
        return "Frontdesk/0"


class Borrowed(httpx.AsyncBaseTransport):
    """A transport that belongs to somebody else: used by a client, not closed with it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request on."""
        return await self._transport.handle_async_request(request)


def new_client(
    base_url: str, transport: httpx.AsyncBaseTransport | None = None, *, timeouts: httpx.Timeout = TIMEOUTS
) -> httpx.AsyncClient:
    """A client for one store: no redirects, no cookies, no credentials of its own.

    Proxies of the environment are used, except towards this machine, where a proxy could only read along. Offline
    where the environment names one that cannot be used.
    """
    local = is_loopback(urlsplit(base_url).hostname or "")
    try:
        return httpx.AsyncClient(
            transport=None if transport is None else Borrowed(transport),
            verify=True if transport is not None else tls_context(),
            trust_env=not local,
            follow_redirects=False,
            timeout=timeouts,
            limits=LIMITS,
            headers={"user-agent": user_agent(), "accept-encoding": ASKED_FOR},
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:  # SOCKS needs a package of its own
        raise Offline(
            "The proxy that is set on this machine cannot be used.",
            "Nothing was sent.",
            "Set HTTPS_PROXY to an address beginning with http:// or take it away, and start the program again.",
        ) from error
