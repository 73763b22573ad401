"""What went wrong, as the terminal says it: one sentence and a hint, or one JSON object, and an exit code."""

from __future__ import annotations

import json
import sys

from app.cli.arguments import USAGE_ERROR
from app.core.errors import AppError, ClerkCanAct, InvalidInput, MachineFault, NotFound, NotOffered

DONE = 0
NOBODY_FOUND = 1
VENDOR_FAILED = 3
MACHINE_FAILED = 4


class WrongUsage(ClerkCanAct):
    """The words of the command make no sense, alone or for this store. Repeats nothing that may be personal."""

    def __init__(self, title: str, detail: str = "", hint: str = "") -> None:
        super().__init__(title, detail, hint)


def exit_code(error: AppError) -> int:
    """The promised exit code of a failure."""
    match error:
        case NotFound():
            return NOBODY_FOUND
        case WrongUsage() | NotOffered():
            return USAGE_ERROR
        case InvalidInput() if not error.refused:
            return USAGE_ERROR
        case MachineFault():
            return MACHINE_FAILED
        case _:
            return VENDOR_FAILED


def tell(error: AppError, *, as_json: bool) -> None:
    """Write a failure to standard error."""
    title, hint = _title(error), _hint(error)
    if as_json:
        said = {
            "kind": error.kind,
            "title": title,
            "detail": error.detail,
            "hint": hint,
            "retryable": error.retryable,
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
    if isinstance(error, InvalidInput):
        return " ".join(problem.message for problem in error.problems)
    return error.title


def _hint(error: AppError) -> str:
    """The hint; those written for the form's marked fields name the keys instead."""
    if not isinstance(error, InvalidInput):
        return error.hint
    keys = dict.fromkeys(problem.field for problem in error.problems if problem.field)
    return f"Correct {', '.join(keys)} and run it again." if keys else error.hint
