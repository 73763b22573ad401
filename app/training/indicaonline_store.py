"""The customers of one IndicaOnline practice account, in memory: read, listed, created, changed (vendor document 3-10)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.training.indicaonline_behaviour import Behaviour
from app.training.indicaonline_documents import Document, Files, Upload
from app.training.indicaonline_fields import DOCUMENTS, EXPIRES, Around, taken
from app.training.indicaonline_records import (
    EMPTY,
    UNCONFIRMED,
    Record,
    consented,
    record_of,
    shown,
    state_id_of,
    types_in,
)
from app.training.indicaonline_regulars import Regular, regulars
from app.training.pacific import store_moment
from app.training.person import Person

FIRST_ID = 20_000
"""A person who is customer 1117 in the other practice stores is customer 21117 here."""
_KEPT_BY_PUT = ("id", "recommendation", "email_consent_date", "phone_consent_date")


class IndicaOnlineStore:
    """All state of one account. Only one thread may use it, the server's.

    People whom the other practice stores keep as merged or deactivated are deleted here, so that a deleted customer can
    be asked for (section 3).
    """

    def __init__(
        self,
        people: Iterable[Person],
        *,
        behaviour: Behaviour,
        today: Callable[[], date],
        clock: Callable[[], datetime],
    ) -> None:
        self._behaviour = behaviour
        self._today = today
        self._clock = clock
        self._people = {FIRST_ID + person.number: Regular(person) for person in people if person.active}
        self._people |= {regular.person.number: regular for regular in regulars(today())}
        self._created = {number: regular.person.joined for number, regular in self._people.items()}
        self._records: dict[int, Record] = {}
        state_ids = ((state_id_of(regular.person)[0], number) for number, regular in self._people.items())
        self._state_ids = {state_id.casefold(): number for state_id, number in state_ids if state_id}
        self._files = Files()
        self._documents: dict[int, list[Document]] = {}
        self._order: list[tuple[datetime, int]] = []

    def __contains__(self, customer_id: int) -> bool:
        return customer_id in self._created

    def record(self, customer_id: int) -> Record:
        """The customer of this id as a read answers it, without documents; KeyError when there is none."""
        return shown(self._record(customer_id), behaviour=self._behaviour, today=self._today())

    def with_state_id(self, state_id: str) -> int | None:
        """The id of the customer with this state id; capitals do not matter (our choice: the page does not say)."""
        return self._state_ids.get(state_id.casefold())

    def created_between(self, first: date, last: date) -> list[int]:
        """Ids of the customers created from the first to the last day, both included, oldest first.

        The order and the time zone of the days are our choice: the page does not say (section 9).
        """
        if not self._order:
            self._order = sorted((moment, number) for number, moment in self._created.items())
        begin = bisect_left(self._order, (self._midnight(first), 0))
        if last == date.max:
            return [number for _, number in self._order[begin:]]
        end = bisect_left(self._order, (self._midnight(last + timedelta(days=1)), 0))
        return [number for _, number in self._order[begin:end]]

    def create(self, body: Mapping[str, Any]) -> int:
        """The id of a new customer (section 4)."""
        number = max(self._created) + 1
        nobody = EMPTY | {"id": number}
        self._write(nobody, nobody, taken(body, {}, self._around(number), whole=True))
        self._created[number] = self._clock()
        self._order.clear()
        return number

    def change(self, customer_id: int, body: Mapping[str, Any], *, whole: bool) -> None:
        """PATCH changes what is given; PUT (`whole`) also empties what is not (section 10).

        That omitted fields are emptied is our choice (unknown 11). The recommendation stays, it is read-only; so do
        documents, as there is no way to take one away.
        """
        old = self._record(customer_id)
        base = EMPTY | {name: old[name] for name in _KEPT_BY_PUT} if whole else old
        self._write(old, base, taken(body, old, self._around(customer_id), whole=whole))

    def documents(self, customer_id: int) -> list[Document]:
        """The customer's documents, those of the invented people first."""
        if customer_id not in self._documents:
            regular = self._people.get(customer_id)
            self._documents[customer_id] = self._files.drawn(customer_id, regular.person) if regular else []
        return self._documents[customer_id]

    def upload(self, upload: Upload) -> int:
        """The id of the file, which no customer has yet (section 5)."""
        return self._files.keep(upload)

    def link(self, file_id: int) -> str:
        """Where the file is, below the address of the files."""
        return self._files.link(file_id)

    def content(self, link: str) -> tuple[bytes, str] | None:
        """The bytes behind a link and their media type."""
        return self._files.content(link)

    def _write(self, old: Record, base: Record, values: Record) -> None:
        number = base["id"]
        documents = self.documents(number)
        known = {document.file_id for document in documents}
        documents += [Document(*given) for given in values.pop(DOCUMENTS, ()) if given[0] not in known]
        if EXPIRES in values:
            values["recommendation"] = base["recommendation"] | {EXPIRES: values.pop(EXPIRES)}
        record = consented(old, base | values, self._today())
        self._file_under(number, old["state_id"], record["state_id"])
        self._records[number] = record

    def _file_under(self, number: int, old: str | None, state_id: str | None) -> None:
        if old:
            del self._state_ids[old.casefold()]
        if state_id:
            self._state_ids[state_id.casefold()] = number

    def _record(self, number: int) -> Record:
        """Written down on first use: a store of 100,000 starts as fast as it can draw them."""
        if number not in self._records:
            person, more = self._people[number]
            self._records[number] = record_of(number, person, self._behaviour.jurisdiction, self._today()) | dict(more)
        return self._records[number]

    def _around(self, number: int) -> Around:
        def taken_elsewhere(state_id: str) -> bool:
            return self.with_state_id(state_id) not in {None, number}

        refused = (UNCONFIRMED,) if self._behaviour.failed_check_refuses else ()
        types = types_in(self._behaviour.jurisdiction)
        return Around(self._today(), types, taken_elsewhere, self._files.__contains__, refused)

    def _midnight(self, day: date) -> datetime:
        if self._behaviour.days_in_utc:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return store_moment(day.year, day.month, day.day)
