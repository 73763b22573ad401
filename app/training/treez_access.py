"""Who may call Treez and how often: tokens, the limit of a dispensary, signed links (vendor document 2, 5 and 9)."""

import base64
import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from app.training.pacific import store_time

TOKEN_SECONDS = 7200
LINK_SECONDS = 3600


class Tokens:
    """Access tokens of one store; each is good for two hours (section 2.1)."""

    def __init__(self, client_id: str, api_key: str, clock: Callable[[], datetime]) -> None:
        self._client_id = client_id
        self._api_key = api_key
        self._clock = clock
        self._ends: dict[str, datetime] = {}

    def issue(self, client_id: str, api_key: str) -> dict[str, str | None] | None:
        """The flat answer of gettokens, None for a wrong client id or key."""
        known = hmac.compare_digest(client_id.encode(), self._client_id.encode())
        if not (hmac.compare_digest(api_key.encode(), self._api_key.encode()) and known):
            return None
        token, ends = _token(), self._clock() + timedelta(seconds=TOKEN_SECONDS)
        self._ends[token] = ends
        stamp = store_time(ends)
        written = stamp.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stamp.microsecond // 1000:03d}" + stamp.strftime("%z")
        return {
            "resultCode": "SUCCESS",
            "resultReason": None,
            "access_token": token,
            "expires_at": written,
            "expires": written,
            "expires_in": str(TOKEN_SECONDS),
            "refresh_token": _token(),
        }

    def accept(self, headers: Mapping[str, str]) -> bool:
        """Whether a call carries a live token, raw or after "Bearer", and the client id it was given to."""
        token = headers.get("authorization", "")
        if token[:7].lower() == "bearer ":
            token = token[7:]
        ends = self._ends.get(token.strip())
        return ends is not None and self._clock() < ends and headers.get("client_id") == self._client_id


class CallLimit:
    """At most so many calls in any second; a refused call does not count."""

    def __init__(self, calls: int | None, monotonic: Callable[[], float]) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._recent: deque[float] = deque()

    def admit(self) -> bool:
        """Counts a call, or says that it is one too many."""
        if self._calls is None:
            return True
        now = self._monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self._calls:
            return False
        self._recent.append(now)
        return True


class SignedLinks:
    """Links that carry their own permission for an hour, in the form of S3's pre-signed ones (section 5)."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)

    def query(self, key: str) -> str:
        """The signing parameters for a document."""
        stamp = self._clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        parameters = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"TRAINING/{stamp[:8]}/us-west-2/s3/aws4_request",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(LINK_SECONDS),
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Signature": self._signature(key, stamp, str(LINK_SECONDS)),
        }
        return urlencode(parameters, quote_via=quote)

    def complaint(self, key: str, query: Mapping[str, str]) -> tuple[str, str] | None:
        """Why the link is refused, as (code, message) in S3's words; None when it is good."""
        stamp, seconds = query.get("X-Amz-Date", ""), query.get("X-Amz-Expires", "")
        signature = query.get("X-Amz-Signature")
        if signature is None:
            return "AccessDenied", "Access Denied"
        if not hmac.compare_digest(signature.encode(), self._signature(key, stamp, seconds).encode()):
            return (
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
            )
        signed = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if self._clock() >= signed + timedelta(seconds=int(seconds)):
            return "AccessDenied", "Request has expired"
        return None

    def _signature(self, key: str, stamp: str, seconds: str) -> str:
        return hmac.new(self._secret, f"{key}\n{stamp}\n{seconds}".encode(), hashlib.sha256).hexdigest()


def _token() -> str:
    """Three dotted parts, as the real ones look; a client must not read anything into them."""
    parts = (b'{"alg":"HS512"}', secrets.token_bytes(48), secrets.token_bytes(64))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
