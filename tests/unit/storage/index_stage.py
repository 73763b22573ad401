"""A real encrypted index with people in it, for the tests of what finds them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.index import Hit, MatchKind
from app.storage.index import finding, people
from app.storage.index.schema import STATEMENTS
from app.storage.vault.engine import Connection, connect, writing

HARBOR, NORTH = ConnectionId("harbor"), ConnectionId("north")


def opened(path: Path) -> Connection:
    """A new encrypted file with the tables of the index."""
    path.touch()
    connection = connect(path, b"k" * 32)
    for statement in STATEMENTS:
        connection.execute(statement)
    return connection


def person(number: str, store: ConnectionId = HARBOR, **fields: object) -> Customer:
    """An invented customer."""
    return Customer(ref=CustomerRef(store, number), **fields)  # type: ignore[arg-type]  # each test gives its own fields


class Index:
    """The synchronous half of the index, as its tests speak to it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, *customers: Customer) -> None:
        """Take people in, in one transaction."""
        with writing(self.connection):
            people.put(self.connection, customers)

    def search(self, text: str, *stores: ConnectionId, limit: int = 50) -> list[Hit]:
        """The rows, at all stores where none is given."""
        return finding.search(self.connection, text, stores or (HARBOR, NORTH), limit)

    def found(self, text: str, *stores: ConnectionId) -> list[str]:
        """The numbers of those found, in their order."""
        return [hit.customer.ref.customer_id for hit in self.search(text, *stores)]

    def kinds(self, text: str) -> dict[str, MatchKind]:
        """How each of those found was found."""
        return {hit.customer.ref.customer_id: hit.kind for hit in self.search(text)}

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """What stands in the tables."""
        return self.connection.execute(sql, parameters).fetchall()


def marked(hit: Hit) -> set[tuple[str, str]]:
    """The marked parts of a row: the field, and the characters of it as the store wrote them."""
    texts = {mark.field: _text(hit.customer, mark.field) for mark in hit.marks}
    return {(mark.field, texts[mark.field][mark.start : mark.end]) for mark in hit.marks}


def _text(customer: Customer, field: str) -> str:
    value = customer.ref.customer_id if field == "customer_id" else customer.field_value(field)
    return str(value)
