"""The files kept with a customer."""

from __future__ import annotations

import httpx
import pytest

from app.core.customer import Customer
from app.core.errors import AppError, InvalidInput, Offline, VendorTimeout
from app.core.values import known
from app.core.vendor import NewDocument
from app.services.activity import Deed
from app.services.documents import AddedUnread
from tests.unit.services.practice import Practice, ref, run

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
CARD = NewDocument("card.png", "drivers_license", PICTURE)


def kinds(customer: Customer) -> list[str]:
    """The kinds of the documents on the list."""
    return [one.kind for one in known(customer.documents, ())]


def deeds(practice: Practice) -> list[tuple[str, str]]:
    """What was noted of the customer, the latest first."""
    return [(entry.deed, entry.detail) for entry in practice.desk.activity.of(ref(1117))]


def test_an_upload_is_on_the_list_that_the_store_holds(practice: Practice) -> None:
    """Read again from the store, and what is fetched is what was sent."""
    practice.open()

    async def day() -> tuple[Customer, Customer, bytes]:
        before = await practice.desk.profiles.open(ref(1117))
        after = await practice.desk.documents.upload(ref(1117), CARD)
        newest = max(known(after.documents, ()), key=lambda one: str(one.updated_at))
        content = await practice.desk.documents.fetch(ref(1117), newest)
        return before, after, content.content

    before, after, content = run(day())
    assert len(kinds(after)) == len(kinds(before)) + 1
    assert content == PICTURE
    assert practice.desk.recent.get(ref(1117)) == after
    assert deeds(practice)[0] == (Deed.UPLOADED, "drivers_license")


def test_progress_is_passed_on(practice: Practice) -> None:
    """The last word is that everything has gone."""
    practice.open()
    told: list[tuple[int, int]] = []
    run(practice.desk.documents.upload(ref(1117), CARD, lambda done, size: told.append((done, size))))
    assert told
    assert told[-1][0] == told[-1][1] > 0


def test_a_file_that_cannot_be_sent(practice: Practice) -> None:
    """Is refused before anything leaves, and noted as nothing done."""
    practice.open()
    with pytest.raises(InvalidInput):
        run(practice.desk.documents.upload(ref(1117), NewDocument("a.png", "unheard_of", PICTURE)))
    assert practice.wire.asked == []
    assert deeds(practice) == []


def test_an_upload_that_fails(practice: Practice) -> None:
    """Is not noted, and its own error comes out."""
    practice.open()
    practice.wire.breaks(httpx.ReadTimeout("late"), "POST", "/document/")
    with pytest.raises(VendorTimeout):
        run(practice.desk.documents.upload(ref(1117), CARD))
    assert deeds(practice) == []


@pytest.mark.parametrize("trouble", [httpx.ConnectError("no route"), httpx.Response(200, content=b"{")])
def test_an_upload_whose_list_cannot_be_read(practice: Practice, trouble: Exception | httpx.Response) -> None:
    """The file has arrived: the error says so, is not one of sending, and the cause is kept."""
    practice.open()
    practice.wire.breaks(trouble, "GET")
    with pytest.raises(AddedUnread) as unread:
        run(practice.desk.documents.upload(ref(1117), CARD))
    assert isinstance(unread.value.__cause__, AppError)
    assert "do not add the document a second time" in unread.value.hint
    assert deeds(practice) == [(Deed.UPLOADED, "drivers_license")]
    practice.wire.mend()
    assert kinds(run(practice.desk.documents.reread(ref(1117)))).count("drivers_license") > 0


def test_a_link_that_cannot_be_reached(practice: Practice) -> None:
    """The store's silence is the store's state."""
    practice.open()
    customer = run(practice.desk.profiles.open(ref(1117)))
    practice.wire.breaks(httpx.ConnectError("no route"))
    with pytest.raises(Offline):
        run(practice.desk.documents.fetch(ref(1117), known(customer.documents, ())[0]))
    assert practice.stores.statuses()[0].state.name == "OFFLINE"


def test_a_file_that_leaves_the_program_is_noted(practice: Practice) -> None:
    """With its kind, not its name."""
    practice.desk.documents.note_saved(ref(1117), "drivers_license")
    assert deeds(practice) == [(Deed.SAVED_FILE, "drivers_license")]
