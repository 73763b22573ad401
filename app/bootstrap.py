"""The composition root: the only module that sees every layer."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import partial

from app.cli.arguments import Arguments, read_arguments
from app.services.desk import Desk
from app.storage.paths import Home


class SystemClock:
    """The time of this machine (ports.Clock)."""

    def today(self) -> date:
        """The local calendar day."""
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        """The moment with the local offset."""
        return datetime.now().astimezone()


def main() -> int:
    """Run the program and answer its exit code."""
    arguments = read_arguments(sys.argv[1:])
    home = Home.at(arguments.home)
    if arguments.command:
        from app.cli.program import run  # noqa: PLC0415 - the window does not need it

        return run(arguments, partial(build_desk, home))
    return run_window(arguments, home)
