"""The program's makers in a test: they have a key, write feeds, and sign them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PAGE = "https://updates.frontdesk.example/"


def feed_text(*versions: str, date: str = "2026-12-01T09:00:00Z", minimum: str = "0.1.0", **changed: object) -> bytes:
    """A feed with these versions; ``changed`` replaces whole keys of it."""
    releases = [{"version": one, "date": "2026-12-01", "notes": f"What is new in {one}."} for one in versions]
    document = {"format": 1, "date": date, "minimum": minimum, "page": PAGE, "releases": releases}
    return json.dumps(document | changed).encode()


@dataclass
class Makers:
    """Whoever holds the private key."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> str:
        """What stands in the program."""
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode("ascii")

    def sign(self, content: bytes) -> bytes:
        """The file that lies beside the feed."""
        return base64.b64encode(self.key.sign(content)) + b"\n"
