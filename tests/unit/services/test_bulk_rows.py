"""Records kept compactly: what goes in comes out."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.bulk_rows import BLOCK, Rows

TEXTS = st.one_of(st.none(), st.text(max_size=8), st.booleans(), st.lists(st.text(max_size=4), max_size=2))
RECORDS = st.fixed_dictionaries(
    {"connection": st.just("here"), "customer_id": st.text(max_size=6)},
    optional={"first_name": TEXTS, "phone": TEXTS, "addresses": st.lists(st.dictionaries(st.text(max_size=3), TEXTS))},
)


def person(number: int) -> dict[str, Any]:
    return {"connection": "here", "customer_id": str(number), "first_name": f"Name {number % 7}"}


@given(st.lists(RECORDS, max_size=12))
@settings(deadline=None, max_examples=40)
def test_nothing_is_lost(records: list[dict[str, Any]]) -> None:
    """Absent, null and empty are three things before and after, in every block."""
    rows = Rows()
    many = records * (BLOCK // 6)
    rows.add(many)
    assert [rows[row] for row in range(len(rows))] == many
    assert [record for batch in rows.batches() for record in batch] == many


@pytest.mark.parametrize("page", [1, 50, BLOCK, 3 * BLOCK + 1])
def test_pages_of_any_size(page: int) -> None:
    """Whatever comes at once, rows stand in the order in which they came; each can be read at any time."""
    rows, count = Rows(), 0
    for _ in range(5):
        rows.add([person(number) for number in range(count, count + page)])
        count += page
        assert len(rows) == count
        for row in (0, count // 2, count - 1):
            assert rows[row]["customer_id"] == str(row)
    places = random.Random(1).choices(range(count), k=50)  # noqa: S311 - any order will do
    assert [rows[row]["customer_id"] for row in places] == [str(row) for row in places]


def test_row_beyond_the_last() -> None:
    """There is no row where none came."""
    rows = Rows()
    rows.add([person(1)])
    with pytest.raises(IndexError):
        rows[1]


def test_keys_keep_their_order() -> None:
    """A record is written in the promised order whatever the others of its block lack."""
    rows = Rows()
    rows.add(
        [{"connection": "a", "customer_id": "1", "phone": "2"}] + [person(n) | {"phone": "1"} for n in range(BLOCK)]
    )
    assert list(rows[1]) == ["connection", "customer_id", "first_name", "phone"]
