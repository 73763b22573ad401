"""What went wrong on the way, in the program's own errors: what happened, can the customer be served, what to press."""

from __future__ import annotations

import ssl
from typing import Final

import httpx

from app.core.errors import (
    AccessDenied,
    AppError,
    NotFound,
    NotOffered,
    NotSignedIn,
    Offline,
    RateLimited,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.vendor import VendorInfo

_SERVE: Final = "Customers this desk already knows can still be looked up here; check the ID by hand."
_UNSENT: Final = "Nothing was sent. What you typed is still here."
_UNKNOWN: Final = "It is not known whether the change arrived."
_TRY: Final = "Try again."
_LOOK_FIRST: Final = "Search for the customer first; save again only if the change is not there."
_UNSENT_FAILURES: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_MULTIPLE_CHOICES, _BAD_REQUEST, _REQUEST_TIMEOUT, _TOO_MANY = 300, 400, 408, 429
_SERVER_ERROR, _GATEWAY_TIMEOUT = 500, 504


def took_too_long(vendor: str, *, write: bool) -> VendorTimeout:
    """The answer did not come in time."""
    detail, hint = (_UNKNOWN, _LOOK_FIRST) if write else (_SERVE, _TRY)
    return VendorTimeout(f"{vendor} did not answer in time.", detail, hint)


def failure_of(vendor: str, error: Exception, *, write: bool) -> AppError:
    """The error for something httpx or the network raised.

    A write that broke after it was under way is VendorTimeout: it may have arrived.
    """
    if isinstance(error, _UNSENT_FAILURES):
        return Offline(
            _why_unreachable(vendor, error), _UNSENT if write else _SERVE, "Check the network and try again."
        )
    if isinstance(error, httpx.TimeoutException):
        return took_too_long(vendor, write=write)
    if isinstance(error, httpx.DecodingError):
        return UnexpectedReply(vendor, "an answer whose compression is broken", write=write)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | UnicodeError):
        return UnexpectedReply(vendor, "a request that cannot be sent as it stands")
    if write:
        return VendorTimeout(f"The connection to {vendor} broke off.", _UNKNOWN, _LOOK_FIRST)
    return Offline(f"The connection to {vendor} broke off.", _SERVE, "Check the network and try again.")


def _why_unreachable(vendor: str, error: BaseException) -> str:
    if isinstance(error, httpx.PoolTimeout):
        return f"Too many requests to {vendor} are waiting for an answer."
    if isinstance(error, httpx.ProxyError):
        return f"The network's proxy did not let the request to {vendor} through."
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The certificate shown for {vendor} is not trusted by this machine: check its clock and network."
        if isinstance(cause, ssl.SSLError):
            return f"No safe connection to {vendor}: what answers here speaks no TLS that this program accepts."
        cause = cause.__cause__ or cause.__context__
    return f"{vendor} cannot be reached from here."


def failure_status(vendor: str, status: int, *, write: bool, retry_after: float) -> AppError | None:
    """The error for a status that means the same with every vendor; None where the vendor's answer is to be read."""
    if _MULTIPLE_CHOICES <= status < _BAD_REQUEST:
        return UnexpectedReply(vendor, f"a redirect to another place, status {status}, which is not followed")
    if status == _TOO_MANY:
        return RateLimited(
            f"{vendor} has had too many requests from this store.",
            _UNSENT if write else _SERVE,
            f"Try again in {max(1, round(retry_after))} seconds.",
            retry_after=retry_after,
        )
    if status in {_REQUEST_TIMEOUT, _GATEWAY_TIMEOUT}:
        return took_too_long(vendor, write=write)
    if status >= _SERVER_ERROR or status < 200:  # noqa: PLR2004 - RFC 9110, 15.2
        detail, hint = (_UNKNOWN, _LOOK_FIRST) if write else (_SERVE, "Try again in a minute.")
        return VendorUnavailable(f"{vendor} has a fault of its own, status {status}.", detail, hint)
    return None


def too_many_calls(vendor: str, seconds: float) -> RateLimited:
    """Nothing was sent: the vendor wants peace for so many seconds more."""
    wait = max(1, round(seconds))
    return RateLimited(
        f"{vendor} has had too many calls from here.",
        "Nothing was sent. Customers this desk already knows can still be looked up here; check the ID by hand.",
        f"Try again in {wait} seconds.",
        retry_after=float(wait),
    )


def sign_in_needed(vendor: str) -> NotSignedIn:
    """The vendor does not know the store's key, or no longer."""
    return NotSignedIn(
        f"{vendor} did not accept this store's key.",
        _SERVE,
        "Open the store's settings, enter the credentials again and test the connection.",
    )


def access_denied(vendor: str, doing: str, *, scope: str = "") -> AccessDenied:
    """The key is known, but may not do this."""
    return AccessDenied(
        f"{vendor} does not let this store's key do this: {doing}.",
        _SERVE,
        f"Ask {vendor} or the store's owner to allow it for the key.",
        scope=scope,
    )


def not_at_store(ways: str) -> NotFound:
    """The record asked for is not at the store; ``ways`` are those by which the vendor finds people."""
    return NotFound(
        "This customer is not at the store, or no longer.",
        "The store can still serve the person under another profile.",
        f"Search again by {ways}.",
    )


def not_offered(info: VendorInfo, operation: str, lack: str) -> NotOffered:
    """The vendor has no such operation: ``lack`` says what it does not, the vendor's table why."""
    return NotOffered(
        f"{info.label} {lack}.", info.capabilities.reasons.get(operation, ""), "Use the vendor's own screen."
    )
