"""The vendors' services: the only place of the program that knows HTTP."""

import sys

# httpx brings a terminal program of its own where it finds click, rich and pygments: a tenth of a second and 15 MB
# for nothing here. And httpcore looks for sniffio on the disk anew at every request where it is not installed. Both
# provide for the absence of what they look for, and None in this table is absence.
for _unwanted in ("httpx._main", "sniffio"):
    sys.modules.setdefault(_unwanted, None)  # type: ignore[arg-type]  # None is what the import system defines
