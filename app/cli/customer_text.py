"""A customer as a few lines for a person at a terminal, with the verdict on top."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from app.core.chip import type_label
from app.core.customer import Address, Customer, Document
from app.core.jurisdictions import STRICTEST, Jurisdiction
from app.core.phone import to_display
from app.core.values import Unreadable, joined, known
from app.core.verdict import Circumstances, Level, judge

VERDICTS = {Level.ADMIT: "OK to admit", Level.LOOK: "Look closer", Level.REFUSE: "Do not admit"}
_WIDTH = 12


def customer_text(
    customer: Customer, store: str, today: date, *, keeps_id: bool = True, jurisdiction: Jurisdiction = STRICTEST
) -> str:
    """Name and verdict, then one line for each thing the record says. Characters that steer a terminal are left out."""
    verdict = judge(customer, today, Circumstances(jurisdiction=jurisdiction, keeps_id=keeps_id))
    reasons = "; ".join(reason.text for reason in verdict.reasons)
    name = customer.full_name or "(no name)"
    lines = [f"{name} - customer {customer.ref.customer_id}, {store}", f"  {VERDICTS[verdict.level]}: {reasons}"]
    lines += [f"  {label + ':':<{_WIDTH}}{text}" for label, text in _facts(customer) if text]
    return "\n".join(_printable(line) for line in lines)


def _facts(customer: Customer) -> Iterator[tuple[str, str]]:
    yield "Nickname", joined((customer.nickname,))
    yield "Born", _said(customer.birth_date)
    yield "Phone", to_display(known(customer.phone, ""))
    yield "E-mail", joined((customer.email,))
    yield "ID", _paper(customer.license_number, customer.license_expires)
    yield "Medical ID", _paper(customer.state_medical_id, customer.medical_expires)
    yield "Type", type_label(customer.customer_type).lower()
    yield "Groups", ", ".join(known(customer.groups, ()))
    yield "Points", joined((customer.loyalty_balance,))
    yield "Last visit", _said(customer.last_visit_at)
    yield "Merged from", ", ".join(known(customer.merged_from, ()))
    yield "Notes", " / ".join(known(customer.notes, "").splitlines())
    yield from (("Address", _address(one)) for one in customer.address_list if not one.is_empty)
    yield from (("Document", _document(one)) for one in known(customer.documents, ()))


def _said(value: object) -> str:
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else ""


def _paper(number: object, expires: object) -> str:
    until = _said(expires)
    return joined((number, f"until {until}" if until else ""), ", ")


def _address(address: Address) -> str:
    kind = address.kind.replace("_", " ")
    return f"{address.one_line} ({kind})" if kind else address.one_line


def _document(document: Document) -> str:
    return joined((document.kind.replace("_", " "), _said(document.updated_at), document.url), ", ")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
