"""The customers of one Foodics practice business, in memory: shown, created, changed (vendor document 6 to 8)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from app.training import foodics_records as records
from app.training.foodics_answers import invalid, not_found
from app.training.foodics_fields import ADDRESS_FIELDS, CUSTOMER_FIELDS, tag_ids, taken
from app.training.foodics_lists import Includes, Row
from app.training.foodics_records import id_of, stamp
from app.training.person import Person

OWNER = {"id": id_of("user", "owner"), "name": "Practice Owner", "email": "owner@example.com"}
BUSINESS = {"id": id_of("business", "King Road"), "reference": "966001", "name": "King Road"}
_NEEDS_TO_READ = {
    "house_account_limit": "customers.accounts.read",
    "house_account_balance": "customers.accounts.read",
    "loyalty_balance": "customers.loyalty.read",
}
_INNER = frozenset({"tag_ids", "customer_id", "delivery_zone_id", "user_id", "order_id"})
_CUSTOMER_TAG = 1
_NEW_CUSTOMER: Row = {
    "order_count": 0,
    "last_order_at": None,
    "notes": None,
    "house_account_balance": 0.0,
    "loyalty_balance": 0.0,
    "tag_ids": [],
}
_Rows = dict[str, Row]


class FoodicsStore:
    """All state of one business. Only one thread may use it, the server's.

    Each kind is written down on first use: a store of 100,000 starts as fast as it can draw them.

    `replacing`: whether an update empties what it leaves out; the page does not say (section 14, row 2).
    """

    def __init__(
        self,
        people: Sequence[Person],
        *,
        clock: Callable[[], datetime],
        scopes: frozenset[str],
        replacing: bool,
    ) -> None:
        self._people = people
        self._clock = clock
        self._scopes = scopes
        self._replacing = replacing
        self._hidden = _INNER | {name for name, scope in _NEEDS_TO_READ.items() if scope not in scopes}

    @cached_property
    def customers(self) -> _Rows:
        """Everybody, also the deleted ones."""
        return _by_id(records.customers(self._people))

    @cached_property
    def addresses(self) -> _Rows:
        """Everybody's addresses, also the deleted ones."""
        return _by_id(records.addresses(self._people))

    @cached_property
    def tags(self) -> _Rows:
        """Tags of every type."""
        return _by_id(records.tags())

    @cached_property
    def zones(self) -> _Rows:
        """The delivery zones."""
        return _by_id(records.zones())

    @cached_property
    def transactions(self) -> _Rows:
        """The house accounts' movements."""
        return _by_id(records.transactions(self._people))

    @cached_property
    def rewards(self) -> _Rows:
        """The loyalty rewards."""
        return _by_id(records.rewards(self._people))

    @cached_property
    def _homes(self) -> dict[str, list[Row]]:
        homes: dict[str, list[Row]] = {}
        for row in self.addresses.values():
            homes.setdefault(row["customer_id"], []).append(row)
        return homes

    @cached_property
    def _phones(self) -> dict[tuple[str, str], str]:
        """Who has a number, deleted or not."""
        return {_number(row): row["id"] for row in self.customers.values() if row["phone"]}

    def shown_customer(self, row: Row, includes: Includes) -> Row:
        """As a read answers: without the fields whose scope is missing (section 3), with the relations asked for."""
        shown = {name: value for name, value in row.items() if name not in self._hidden}
        if "tags" in includes:
            shown["tags"] = [self.tags[tag] for tag in row["tag_ids"]]
        if "addresses" in includes:
            inner = frozenset({"delivery_zone"} if "addresses.delivery_zone" in includes else ())
            homes = [home for home in self._homes.get(row["id"], []) if home["deleted_at"] is None]
            shown["addresses"] = [self.shown(home, inner) for home in homes]
        return shown

    def shown(self, row: Row, includes: Includes) -> Row:
        """Anything else, with the relations asked for; one that is not set is null."""
        return {name: value for name, value in row.items() if name not in _INNER} | {
            name: self._related(name, row[f"{name}_id"]) for name in sorted(includes)
        }

    def create_customer(self, body: Mapping[str, Any]) -> Row:
        """A new customer (section 7)."""
        fields, tags = self._read_customer(body, whole=True)
        self._refuse_duplicate(fields, None)
        row = {name: fields.get(name, field.empty) for name, field in CUSTOMER_FIELDS.items()}
        row = {"id": str(uuid4()), **row, **_NEW_CUSTOMER, "tag_ids": tags or [], **self._times()}
        self.customers[row["id"]] = row
        self._phones[_number(row)] = row["id"]
        return row

    def update_customer(self, customer_id: str, body: Mapping[str, Any]) -> Row:
        """Changes what is given; tags only when they are (section 7). A deleted customer is not there (our choice)."""
        row = living(self.customers, customer_id)
        fields, tags = self._read_customer(body, whole=self._replacing)
        self._refuse_duplicate(row | fields, customer_id)
        if self._phones.get(_number(row)) == customer_id:
            del self._phones[_number(row)]
        row.update(fields, tag_ids=row["tag_ids"] if tags is None else tags, updated_at=self._now())
        if row["phone"]:
            self._phones[_number(row)] = customer_id
        return row

    def delete(self, row: Row) -> None:
        """Marks a customer or an address; it stays on record (section 6)."""
        row["deleted_at"] = row["updated_at"] = self._now()

    def restore_customer(self, customer_id: str) -> Row:
        """Takes the mark away; one who is not deleted stays as they are (our choice)."""
        row = known(self.customers, customer_id)
        if row["deleted_at"] is not None:
            row.update(deleted_at=None, updated_at=self._now())
        return row

    def create_address(self, body: Mapping[str, Any]) -> Row:
        """A new address of a living customer (section 8)."""
        owner = body.get("customer_id")
        fields = self._read_address(body, whole=True)
        if not isinstance(owner, str) or self.customers.get(owner, {"deleted_at": ""})["deleted_at"] is not None:
            raise invalid({"customer_id": ["The selected customer id is invalid."]})
        row = {"id": str(uuid4()), **fields, **self._times(), "customer_id": owner}
        self._homes.setdefault(owner, []).append(row)
        self.addresses[row["id"]] = row
        return row

    def update_address(self, address_id: str, body: Mapping[str, Any]) -> Row:
        """Changes what is given; an address stays with its customer (our choice)."""
        row = living(self.addresses, address_id)
        row.update(self._read_address(body, whole=self._replacing), updated_at=self._now())
        return row

    def _read_customer(self, body: Mapping[str, Any], *, whole: bool) -> tuple[Row, list[str] | None]:
        usable = {tag["id"] for tag in self.tags.values() if tag["type"] == _CUSTOMER_TAG and not tag["deleted_at"]}
        return taken(body, CUSTOMER_FIELDS, self._scopes, whole=whole), tag_ids(body, usable)

    def _read_address(self, body: Mapping[str, Any], *, whole: bool) -> Row:
        fields = taken(body, ADDRESS_FIELDS, self._scopes, whole=whole)
        if fields.get("delivery_zone_id") not in {None, *self.zones}:
            raise invalid({"delivery_zone_id": ["The selected delivery zone id is invalid."]})
        return fields

    def _refuse_duplicate(self, row: Row, customer_id: str | None) -> None:
        """Dial code and phone together are one customer's, also a deleted one's (section 7)."""
        if self._phones.get(_number(row), customer_id) != customer_id:
            raise invalid({"phone": ["The phone has already been taken."]})

    def _related(self, name: str, key: str | None) -> Row | None:
        if key is None:
            return None
        if name == "customer":
            return self.shown_customer(self.customers[key], frozenset())
        if name == "delivery_zone":
            return self.zones[key]
        return OWNER if name == "user" else {"id": key}

    def _times(self) -> Row:
        now = self._now()
        return {"created_at": now, "updated_at": now, "deleted_at": None}

    def _now(self) -> str:
        return stamp(self._clock())


def known(rows: Mapping[str, Row], key: str) -> Row:
    """The row of this id, or 404."""
    if (row := rows.get(key)) is None:
        raise not_found()
    return row


def living(rows: Mapping[str, Row], key: str) -> Row:
    """The same for rows that are not deleted."""
    row = known(rows, key)
    if row["deleted_at"] is not None:
        raise not_found()
    return row


def _by_id(rows: Iterable[Row]) -> _Rows:
    return {row["id"]: row for row in rows}


def _number(row: Row) -> tuple[str, str]:
    return str(row["dial_code"]), row["phone"]
