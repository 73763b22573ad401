"""The start of the program: the command line goes its way; the window shows its first screen before all else loads.

A clerk who starts the program sees a search box to type into after a few tenths of a second. So this module imports
next to nothing itself: each step brings what it needs, in the order in which a person needs it.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from app.postponed import load_postponed, postpone
from app.storage.memory import keep_out_of_dumps

if TYPE_CHECKING:
    from app.cli.arguments import Arguments
    from app.storage.paths import Home

_MACHINE_FAULT = 4  # the exit code of the command line for a machine that must be put right
_NO_DISPLAY = (
    "There is no display to open a window on. Start it from a desktop session, or save a picture of it with "
    "--training --screenshot FILE."
)
_SIZE = (1366, 768)  # the smallest screen that counters still have


def main() -> int:
    """Run the program and answer its exit code."""
    gc.disable()  # nothing is thrown away while modules load, so that looking for it only costs time
    keep_out_of_dumps()
    if sys.argv[1:] == ["--draw-documents"]:  # pipe.CHILD_ARGUMENT
        from app.ui.documents.child import main as draw_documents  # noqa: PLC0415 - see above

        return draw_documents()
    postpone()
    from app.cli.arguments import read_arguments  # noqa: PLC0415
    from app.storage.paths import Home  # noqa: PLC0415

    arguments = read_arguments(sys.argv[1:])
    home = Home.at(arguments.home)
    if not arguments.command:
        return _run_window(arguments, home)
    load_postponed()
    from app.bootstrap import run_command  # noqa: PLC0415
    from app.storage.logs import open_log  # noqa: PLC0415

    gc.enable()
    with open_log(home):
        return run_command(arguments, home)


def _find_display(arguments: Arguments) -> bool:
    """Whether there is somewhere to draw; a screenshot needs no display and is drawn in memory where there is none."""
    if sys.platform in {"win32", "darwin"} or {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys():
        return True
    if arguments.screenshot:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return True
    return False


def _run_window(arguments: Arguments, home: Home) -> int:
    if not _find_display(arguments):
        print(_NO_DISPLAY, file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return _MACHINE_FAULT
    from app.core.settings import Theme  # noqa: PLC0415 - see above
    from app.storage.settings import SettingsFile  # noqa: PLC0415
    from app.ui.application import dress_window, make_application, show_first_screen  # noqa: PLC0415

    settings = SettingsFile(home).load()
    theme = Theme(arguments.theme) if arguments.theme else settings.theme
    application = make_application(wanted=theme, language=arguments.language or settings.language)
    is_free = not (arguments.size or arguments.screenshot)
    window = show_first_screen(application, arguments.size or _SIZE, fits_screen=is_free)
    # The first screen is on the display. From here on everything may take its time, and threads may start.
    load_postponed()
    from app.bootstrap import fill_window  # noqa: PLC0415
    from app.storage.logs import open_log  # noqa: PLC0415
    from app.ui.crash import install  # noqa: PLC0415

    dress_window(window)
    with open_log(home):
        crash = install(home.log_dir)
        crash.show_in(window)
        return fill_window(window, application, crash, arguments, home)
