"""Where newer versions are told of, and whose signature they bear. Whoever publishes this program sets both.

The host is invented, and the private half of this key was thrown away when it was made: as long as they stand here no
feed is believed. `packaging/README.md` says how to make a key, and `packaging/sign_feed.py` refuses every other one.
"""

from __future__ import annotations

from typing import Final

FEED_URL: Final = "https://updates.frontdesk.example/frontdesk.json"
SIGNATURE_SUFFIX: Final = ".sig"  # the signature lies beside the feed, under its name with this behind it
PUBLIC_KEY: Final = "p04q5NfZf4PklYjsP+Bv9Z+T51yvJsLQZjKbpM8KbHE="  # Ed25519 (RFC 8032, 5.1.5), 32 bytes in Base64
