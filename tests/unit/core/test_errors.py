"""Everything that can be told to a person, in one tree."""

from __future__ import annotations

import inspect
import re

import pytest

from app.core import errors
from app.core.customer import ConnectionId
from app.core.errors import (
    AccessDenied,
    AppError,
    ClerkCanAct,
    Conflict,
    DiskFull,
    Duplicate,
    InvalidInput,
    MachineFault,
    NotFound,
    NotOffered,
    NotSignedIn,
    Offline,
    Problem,
    RateLimited,
    RecordUnreadable,
    SecretStoreLocked,
    SecretStoreMissing,
    UnexpectedReply,
    VaultUnreadable,
    VendorTimeout,
    VendorUnavailable,
    WaitingHelps,
)
from tests.unit.core.records import record

CLASSES = [one for _name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]
TREE = (
    (ClerkCanAct, (InvalidInput, NotOffered, NotFound, Conflict, Duplicate, AccessDenied, NotSignedIn)),
    (WaitingHelps, (Offline, VendorTimeout, VendorUnavailable, RateLimited)),
    (MachineFault, (SecretStoreLocked, SecretStoreMissing, VaultUnreadable, DiskFull)),
    (VaultUnreadable, (RecordUnreadable,)),
    (AppError, (ClerkCanAct, WaitingHelps, MachineFault, UnexpectedReply)),
)


@pytest.mark.parametrize("one", CLASSES)
def test_every_class_is_in_the_tree(one: type[Exception]) -> None:
    """It derives from AppError, stands in the drawing, and says what it is for."""
    assert issubclass(one, AppError)
    assert re.search(rf"\b{one.__name__}\b", errors.__doc__ or "")
    assert one.__doc__


def test_the_drawing_names_no_class_that_is_not_there() -> None:
    """What is drawn exists."""
    drawn = set(re.findall(r"(?:[├└]── |^)([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE))
    assert {"AppError", "RateLimited", "UnexpectedReply"} <= drawn
    assert drawn - {"Everything", "Each", "No"} <= {one.__name__ for one in CLASSES}


@pytest.mark.parametrize(("branch", "leaves"), TREE)
def test_branches(branch: type[AppError], leaves: tuple[type[AppError], ...]) -> None:
    """Who catches a branch catches what hangs on it."""
    assert all(leaf.__bases__ == (branch,) for leaf in leaves)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (AppError("x"), "app_error"),
        (RateLimited("x"), "rate_limited"),
        (NotSignedIn("x"), "not_signed_in"),
        (UnexpectedReply("V", "w"), "unexpected_reply"),
        (Offline("x"), "offline"),
    ],
)
def test_kind_is_one_word_for_scripts(error: AppError, kind: str) -> None:
    """The class in lower case with underscores."""
    assert error.kind == kind


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AppError("What.", "Served?", "Press."), "What. Served? Press."),
        (AppError("What.", "", "Press."), "What. Press."),
        (AppError("What."), "What."),
    ],
)
def test_sentence(error: AppError, sentence: str) -> None:
    """What happened, whether the customer can be served, what to press; what is not said leaves no gap."""
    assert error.sentence == sentence
    assert str(error) == "What."


def test_what_may_be_tried_again_unchanged() -> None:
    """Waiting helps, and so may another try where an answer was unreadable; nothing else."""
    assert all(one("x").retryable for one in (Offline, VendorTimeout, VendorUnavailable, RateLimited))
    assert UnexpectedReply("V", "w").retryable
    others = (NotFound, NotOffered, NotSignedIn, SecretStoreLocked, SecretStoreMissing, VaultUnreadable, DiskFull)
    assert not any(one("x").retryable for one in others)
    assert not any(one.retryable for one in (InvalidInput(), Duplicate("f", "x"), Conflict(record(), ())))


def test_invalid_input_names_its_first_problem() -> None:
    """Title and field are those of the first; all are kept."""
    problems = (Problem("email", "Email: write it otherwise."), Problem("phone", "Phone: ten digits."))
    error = InvalidInput(*problems)
    assert error.problems == problems
    assert (error.title, error.field) == ("Email: write it otherwise.", "email")


def test_invalid_input_says_whether_anything_was_sent() -> None:
    """Our own check sends nothing; a refusal leaves the record as it was."""
    assert InvalidInput(Problem("a", "b")).detail == "Nothing was sent."
    refused = InvalidInput(Problem("a", "b"), refused=True, title="No.", hint="Search again.")
    assert refused.refused
    assert refused.sentence == "No. The store kept the record as it was. Search again."


def test_invalid_input_without_a_problem() -> None:
    """Still says something, and has one problem of no field."""
    assert InvalidInput().problems == (Problem("", "The store did not accept the values."),)
    assert InvalidInput().field == ""


def test_conflict_carries_theirs() -> None:
    """The newer record and the fields both changed; nothing was sent, nothing typed is lost."""
    theirs = record(first_name="Mary")
    error = Conflict(theirs, ("first_name",))
    assert (error.theirs, error.fields) == (theirs, ("first_name",))
    assert "Nothing was sent" in error.detail
    assert "Mary" not in error.sentence


def test_what_the_others_carry() -> None:
    """The field, the scope, the seconds, the store, the vendor: what a caller needs to go on."""
    assert Duplicate("phone", "x").field == "phone"
    assert AccessDenied("x", scope="customers:write").scope == "customers:write"
    assert RateLimited("x", retry_after=7.5).retry_after == 7.5
    assert NotSignedIn("x").at(ConnectionId("north")).store == "north"
    reply = UnexpectedReply("Vendor", "a web page")
    assert (reply.vendor, reply.what) == ("Vendor", "a web page")
    assert reply.sentence.startswith("Vendor answered something this program cannot read.")


def test_a_problem_blocks_unless_it_is_advice() -> None:
    """By default."""
    assert Problem("a", "b").blocking
