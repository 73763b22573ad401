"""What was asked for on the command line. The window starts through here too, and its plain start needs no parser."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cli.commands import Command


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What was asked for. Without ``command`` it is the window, which the other fields describe.

    ``open`` counts the results from 1; ``size`` is width and height in pixels; "" stands for what was not given.
    ``began`` is when the program began to read them (seconds, monotonic), as near to its start as can be told.
    """

    home: str | None = None
    training: bool = False
    screenshot: str = ""
    search: str = ""
    open: int = 0
    tab: str = ""
    press: str = ""
    part: str = ""
    theme: str = ""
    language: str = ""
    size: tuple[int, int] | None = None
    command: Command | None = None
    began: float = field(default_factory=time.monotonic, compare=False)


def read_arguments(argv: Sequence[str]) -> Arguments:
    """Read the words after the program's name.

    Ends the program (SystemExit) with 0 after ``--help`` and ``--version``, and with 2 and one sentence on standard
    error where the words make no sense.
    """
    if not argv:  # the plain start: the first screen waits for no parser
        return Arguments()
    from app.cli.parser import parse  # noqa: PLC0415 - see above

    return parse(argv)
