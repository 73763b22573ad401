"""Customers as the tests of the domain need them: nothing but what a test names."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.form import FieldKind, FieldSpec

TODAY = date(2026, 11, 20)
REF = CustomerRef(ConnectionId("shop"), "1117")


def record(**fields: Any) -> Customer:
    """A customer of whom the store sent these fields alone."""
    given: dict[str, Any] = {"ref": REF} | fields
    return Customer(**given)


def spec(kind: FieldKind = FieldKind.TEXT, **fields: Any) -> FieldSpec:
    """A field of that kind with key ``it`` and label ``It``."""
    given: dict[str, Any] = {"key": "it", "label": "It", "kind": kind} | fields
    return FieldSpec(**given)
