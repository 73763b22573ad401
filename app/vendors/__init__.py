"""The vendors' services: the only place of the program that knows HTTP."""

import sys

# httpx brings a terminal program of its own where it finds click, rich and pygments: a tenth of a second and 15 MB
# for nothing here. It provides for their absence, and None in this table is absence.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is what the import system defines
