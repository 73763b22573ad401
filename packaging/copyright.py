"""The copyright file of the Debian package, from what the program says of itself (`resources/shipped.json`)."""

# ruff: noqa: INP001, T201 - there is no package here; what is printed is for whoever builds
from __future__ import annotations

import json
import sys
from pathlib import Path


def main(file: str) -> None:
    """Write the text to standard output."""
    shipped = json.loads(Path(file).read_text(encoding="utf-8"))
    print(f"Frontdesk {shipped['version']}, built from commit {shipped['commit']}.")
    print(
        "Copyright: the Frontdesk authors. Licence: Apache-2.0, see /usr/share/common-licenses/Apache-2.0 on Debian.\n"
    )
    print("It is shipped together with the following, each under its own licence:\n")
    for part in shipped["parts"]:
        print(f"  {part['name']} {part['version']}: {part['licence']}")
    for part in [{"name": "Frontdesk", "text": shipped["licence"]}, *shipped["parts"]]:
        print(f"\n\n{'=' * 100}\n{part['name']}\n{'=' * 100}\n\n{part['text'].strip()}")


if __name__ == "__main__":
    main(sys.argv[1])
