"""The customers of one Treez practice store, in memory: found, listed, created, changed (vendor document 4 to 7)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.training.pacific import store_moment
from app.training.person import Person
from app.training.treez_answers import Refusal, Unnamed
from app.training.treez_documents import Document, Documents, Upload
from app.training.treez_records import EMPTY, Record, caregiver_entry, offset_time, record_of, shown
from app.training.treez_rules import Surroundings, created, replaced

_READ_ONLY = (
    "status",
    "customer_id",
    "rewards_type",
    "signup_date",
    "last_visit_date",
    "last_update",
    "merged_customer_ids",
    "merged_into_customer_id",
)
_KEYS = ("email", "phone", "drivers_license")
_INDEXED = (*_KEYS, "name")


class TreezStore:
    """All state of one dispensary. Only one thread may use it, the server's."""

    def __init__(self, people: Iterable[Person], *, today: Callable[[], date], clock: Callable[[], datetime]) -> None:
        self._today = today
        self._clock = clock
        self._people = {person.number: person for person in people}
        self._records: dict[int, Record] = {}
        self._newcomers = {person.number for person in self._people.values() if person.newcomer}
        self._carers = {person.number for person in self._people.values() if person.caregiver_license is not None}
        self._joined = {person.number: person.joined for person in self._people.values()}
        self._updated = {person.number: person.updated for person in self._people.values()}
        self._index: dict[str, dict[str, list[int]]] = {name: {} for name in _INDEXED}
        for person in self._people.values():
            self._enter(person.number, _person_values(person))
        self._documents = Documents()
        self._orders: dict[str, list[tuple[datetime, int]]] = {}

    def record(self, customer_id: str) -> Record | None:
        """The customer of this number as a read answers it."""
        number = _number(customer_id)
        return self._shown(number) if number is not None and number in self._joined else None

    def found(self, name: str, value: str) -> list[Record]:
        """Everybody whose email, phone, drivers_license or name (first and last, a line each) is exactly this, lowest number first.

        Capitals do not matter. Deactivated and merged-away people are found too: the page does not say otherwise.
        """
        return [self._shown(number) for number in sorted(self._index[name].get(value.casefold(), ()))]

    def signed_up(self, first: date, last: date) -> list[int]:
        """Numbers of the people who signed up from the first to the last store day, both included, newest first."""
        order = self._order("joined", self._joined)
        begin = bisect_left(order, (_midnight(first), 0))
        end = len(order) if last == date.max else bisect_left(order, (_midnight(last + timedelta(days=1)), 0))
        return [number for _, number in reversed(order[begin:end])]

    def updated_after(self, moment: datetime) -> list[int]:
        """Numbers of the people updated later than this, newest first."""
        order = self._order("updated", self._updated)
        later = order[bisect_right(order, (moment, 2**63)) :]
        return [number for _, number in reversed(later)]

    def records(self, numbers: Iterable[int]) -> list[Record]:
        """The people of these numbers as reads answer them."""
        return [self._shown(number) for number in numbers]

    def caregivers(self) -> list[Record]:
        """All caregivers, as their list shows them."""
        return [caregiver_entry(self._record(number)) for number in sorted(self._carers)]

    def documents(self, record: Record) -> list[Document]:
        """The customer's documents, oldest first."""
        number = int(record["customer_id"])
        return self._documents.listing(self._people.get(number), number)

    def content(self, key: str) -> tuple[bytes, str] | None:
        """The bytes of a document and their media type."""
        return self._documents.content(key)

    def create(self, body: Mapping[str, Any]) -> Record:
        """A new customer: pending verification, never visited (section 7.1)."""
        number = max(self._joined, default=1000) + 1
        record = created(body, self._around(number))
        self._newcomers.add(number)
        self._joined[number] = self._now()
        fixed = {"customer_id": str(number), "signup_date": offset_time(self._joined[number])}
        return self._keep(number, record | fixed)

    def change(self, customer_id: str, body: Mapping[str, Any], *, erasing: bool) -> Record:
        """Changes the given fields; `erasing` also empties every field that is not given (section 7.2)."""
        number = self._writable(customer_id)
        old = self._record(number)
        base = EMPTY | {name: old[name] for name in _READ_ONLY} if erasing else old
        record = replaced(old, base, body, self._around(number))
        return self._keep(number, record)

    def attach(self, customer_id: str, upload: Upload) -> None:
        """Files a document; the verification stays as it is (section 5)."""
        number = self._writable(customer_id)
        self._documents.attach(self._people.get(number), number, upload, self._now())
        self._keep(number, self._record(number))

    def _shown(self, number: int) -> Record:
        newcomer = number in self._newcomers
        return shown(self._record(number), today=self._today(), newcomer=newcomer, carer=self._carer)

    def _record(self, number: int) -> Record:
        """Written down on first use: a store of 100,000 starts as fast as it can draw them."""
        if number not in self._records:
            self._records[number] = record_of(self._people[number])
        return self._records[number]

    def _carer(self, number: int) -> Record | None:
        return self._record(number) if number in self._joined else None

    def _writable(self, customer_id: str) -> int:
        number = _number(customer_id)
        if number is None or number not in self._joined:
            raise Refusal("CUSTOMER_DOESNT_EXIST", status=404)
        if survivor := self._record(number)["merged_into_customer_id"]:
            detail = f"Customer {number} was merged into customer {survivor}. Update customer {survivor} instead."
            raise Refusal(Unnamed.MERGED, detail)
        return number

    def _around(self, number: int) -> Surroundings:
        def taken_elsewhere(name: str, value: str) -> bool:
            holders = self._index[name].get(value.casefold(), ())
            return any(other != number and not self._record(other)["merged_into_customer_id"] for other in holders)

        return Surroundings(self._today(), taken_elsewhere, self._joined.__contains__)

    def _keep(self, number: int, record: Record) -> Record:
        self._updated[number] = self._now()
        if old := self._records.get(number):
            self._leave(number, old)
        self._records[number] = record | {"last_update": offset_time(self._updated[number])}
        self._enter(number, _record_values(record))
        (self._carers.add if record["is_caregiver"] else self._carers.discard)(number)
        self._orders.clear()
        return self._shown(number)

    def _enter(self, number: int, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            if value:
                self._index[name].setdefault(value.casefold(), []).append(number)

    def _leave(self, number: int, record: Record) -> None:
        for name, value in _record_values(record).items():
            numbers = self._index[name].get((value or "").casefold(), [])
            if number in numbers:
                numbers.remove(number)

    def _order(self, name: str, moments: Mapping[int, datetime]) -> list[tuple[datetime, int]]:
        """(moment, number) in ascending order, kept until the next write."""
        if name not in self._orders:
            self._orders[name] = sorted((moment, number) for number, moment in moments.items())
        return self._orders[name]

    def _now(self) -> datetime:
        now = self._clock().astimezone(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _midnight(day: date) -> datetime:
    return store_moment(day.year, day.month, day.day)


def _number(customer_id: str) -> int | None:
    return int(customer_id) if customer_id.isascii() and customer_id.isdigit() and len(customer_id) <= 18 else None  # noqa: PLR2004


def _person_values(person: Person) -> dict[str, str | None]:
    return {
        "email": person.email,
        "phone": person.phone,
        "drivers_license": person.license,
        "name": f"{person.first_name}\n{person.last_name}",
    }


def _record_values(record: Record) -> dict[str, str | None]:
    return {name: record[name] for name in _KEYS} | {"name": f"{record['first_name']}\n{record['last_name']}"}
