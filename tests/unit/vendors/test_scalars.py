"""Single values that every vendor's records share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from msgspec import UNSET

from app.core.values import ABSENT
from app.vendors.indicaonline import scalars as indicaonline
from app.vendors.scalars import Sent, number, placed


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("1e15", Decimal(10**15)),
        ("-12.50", Decimal("-12.50")),
        (0.1, Decimal("0.1")),
        (10**17, 10**17),
        ("0", 0),
        ("1e5000", None),
        ("-1e5000", None),
        ("1e-5000", None),
        ("9" * 5000, None),
        ("0." + "1" * 5000, None),
        ("1e999999999999999999", None),
        (1e300, None),
        (10**400, None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_a_number_is_one_that_people_write(sent: Sent, read: object) -> None:
    """One of thousands of digits could be neither shown nor written: it is not understood, and stays as it came."""
    assert number(sent) == read
    assert indicaonline.number(sent) == read
    assert read is None or len(str(number(sent))) < 40


@pytest.mark.parametrize(("sent", "read"), [(True, None), (None, None), ("", None), ("many", None), (UNSET, ABSENT)])
def test_what_is_no_number(sent: Sent, read: object) -> None:
    """Null where something else came, absent where nothing did."""
    assert number(sent) is read


def test_a_time_that_every_zone_can_tell() -> None:
    """The first year is what some systems write for none at all; in another zone it would be before the calendar."""
    assert placed(None) is None
    assert placed(datetime(1, 1, 1, tzinfo=UTC)) is None
    assert placed(datetime(9999, 12, 31, 23, tzinfo=UTC)) is None
    usual = datetime(1900, 1, 1, tzinfo=UTC)
    assert placed(usual) == usual
