"""Makes the key that signs the feed of newer versions, and signs the feed.

sign_feed.py make-key FILE          writes a new private key to FILE and prints what goes into app/updates/const.py
sign_feed.py FEED.json FOLDER       dates the feed, signs it, writes frontdesk.json and frontdesk.json.sig into FOLDER

The private key (PKCS #8, PEM) is read from the file that FRONTDESK_FEED_KEY_FILE names, or from FRONTDESK_FEED_KEY itself,
as a build server gives its secrets. What was signed is read once more as the program reads it: a key that is not the
program's, a version that is none or notes that are missing stop it here, not at every desk.
"""

# ruff: noqa: INP001, T201 - there is no package here; what is printed is for whoever publishes
from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file, it finds the program beside it

from app.updates.const import FEED_URL, PUBLIC_KEY, SIGNATURE_SUFFIX
from app.updates.signed_feed import NotProven, read_feed


def main(words: list[str], environment: Mapping[str, str], public_key: str = PUBLIC_KEY) -> int:
    """Run the command line and answer its exit code: 0, 1 for a key or a feed that is not good, 2 for wrong usage."""
    match words:
        case ["make-key", file]:
            return _make_key(Path(file))
        case [feed, folder]:
            return _sign(Path(feed), Path(folder), environment, public_key)
    print(__doc__, file=sys.stderr)
    return 2


def _make_key(file: Path) -> int:
    key = Ed25519PrivateKey.generate()
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:  # noqa: PTH123 - a new file, its owner's only
        written.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    print(f'PUBLIC_KEY: Final = "{_public(key)}"')
    return 0


def _sign(source: Path, folder: Path, environment: Mapping[str, str], public_key: str) -> int:
    key = _private_key(environment)
    if key is None or _public(key) != public_key:
        return _refuse("the private key is missing, or not the half of the key in app/updates/const.py")
    document = {"format": 1, "date": datetime.now(UTC).isoformat(timespec="seconds"), **json.loads(source.read_bytes())}
    content = (json.dumps(document, indent=2) + "\n").encode("ascii")
    signature = base64.b64encode(key.sign(content)) + b"\n"
    try:
        newest = read_feed(content, signature, public_key).newest
    except NotProven as fault:
        return _refuse(f"the program would not take this feed: {fault.outcome.value}")
    name = Path(urlsplit(FEED_URL).path).name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / (name + SIGNATURE_SUFFIX)).write_bytes(signature)
    print(f"signed: {newest} is the newest version")
    return 0


def _private_key(environment: Mapping[str, str]) -> Ed25519PrivateKey | None:
    file = environment.get("FRONTDESK_FEED_KEY_FILE")
    text = Path(file).read_bytes() if file else environment.get("FRONTDESK_FEED_KEY", "").encode()
    try:
        key = load_pem_private_key(text, password=None)
    except ValueError:
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def _refuse(why: str) -> int:
    print(f"sign_feed: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
