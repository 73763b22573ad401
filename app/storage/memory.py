"""What is in this program's memory stays there: no copy of it is written to the disk when the program ends badly."""

from __future__ import annotations

import contextlib
import sys

_NO_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP, werapi.h


def keep_out_of_dumps() -> None:
    """Have the system write no core file of this process: it would hold every customer looked at, and the keys.

    The limit is 1 byte on Linux and not 0: a dump into another program (systemd-coredump, apport) takes no notice of
    0, and is given up at 1 (core(5); fs/coredump.c). PR_SET_DUMPABLE, which says more, is left alone: it takes the
    window its file dialogs, for the desktop's portal may then no longer look who asks. On Windows the report of a
    fault leaves out what the program had allocated.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - costs the start some milliseconds elsewhere

        ctypes.windll.kernel32.WerSetFlags(_NO_HEAP)
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    most = 1 if sys.platform == "linux" else 0
    with contextlib.suppress(ValueError, OSError):  # the limit is lower already, and cannot be raised
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
