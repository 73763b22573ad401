"""The training stores as a process of their own, so that what they hold is not the window's: ``python -m … <how many>``.

Says where they are as one line of JSON, and ends with its standard input.
"""

from __future__ import annotations

import json
import sys

from app.training.serve import running


def main(customers: int) -> None:
    """Serve until nobody listens any more."""
    with running(customers=customers, seed=8, calls_per_second=None) as served:
        print(json.dumps(served.announcements()), flush=True)  # noqa: T201 - what the test reads
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
