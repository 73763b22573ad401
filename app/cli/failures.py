"""What went wrong, as the terminal says it: one sentence and a hint, or one JSON object, and an exit code."""

from __future__ import annotations

import json
import sys

from app.cli.words import USAGE_ERROR
from app.core.errors import (
    AppError,
    ClerkCanAct,
    FixedHere,
    InvalidInput,
    MachineFault,
    NotAnId,
    NotFound,
    NotOffered,
    Offline,
    RateLimited,
)

DONE = 0
NOBODY_FOUND = 1
VENDOR_FAILED = 3
MACHINE_FAILED = 4
_FORM_HINT = InvalidInput().hint


class WrongUsage(ClerkCanAct):
    """The words of the command make no sense, alone or for this store. Repeats nothing that may be personal."""

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(title, detail, hint)


def exit_code(error: AppError) -> int:
    """The promised exit code of a failure."""
    match error:
        case NotFound() | NotAnId():
            return NOBODY_FOUND
        case WrongUsage() | NotOffered() | FixedHere():
            return USAGE_ERROR
        case InvalidInput() if not error.refused:
            return USAGE_ERROR
        case MachineFault():
            return MACHINE_FAILED
        case _:
            return VENDOR_FAILED


def tell(error: AppError, *, as_json: bool, once: bool = False) -> None:
    """Write a failure to standard error.

    ``once``: what was asked must not be done twice. Then only what surely did not leave this machine is called
    retryable, so that no script makes a second customer of one whose answer was lost.
    """
    title, hint = _title(error), _hint(error)
    if as_json:
        said = {
            "kind": error.kind,
            "title": title,
            "detail": error.detail,
            "hint": hint,
            "retryable": error.retryable and (not once or isinstance(error, Offline | RateLimited)),
        }
        text = json.dumps({"error": said}, ensure_ascii=False)
    else:
        text = " ".join(part for part in (title, error.detail) if part)
        text = "\n".join(part for part in (text, hint) if part)
    note(text)


def note(text: str) -> None:
    """Say something beside the answer, on standard error."""
    print(text, file=sys.stderr, flush=True)


def _title(error: AppError) -> str:
    """Everything wrong with the values at once, where there is more than one thing."""
    if isinstance(error, InvalidInput) and len(error.problems) > 1:
        return " ".join(problem.message for problem in error.problems)
    return error.title


def _hint(error: AppError) -> str:
    """The hint; the one for a form's marked field names the keys instead."""
    if not isinstance(error, InvalidInput) or error.hint != _FORM_HINT:
        return error.hint
    keys = ", ".join(dict.fromkeys(problem.field for problem in error.problems if problem.field))
    return f"Correct {keys} and run it again." if keys else "Correct the values and run it again."
