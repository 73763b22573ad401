"""The words for a change that waits for its store."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.core.customer import Customer
from app.core.outbox import Write, WriteKind, WriteState, is_provisional, problems_in, record_of_new
from app.core.values import joined
from app.services.outbox import detail_of
from app.ui.translation import said


def name_in(write: Write, copy: Customer | None) -> str:
    """Whose change it is: the name as this desk knows it, else the number."""
    record = record_of_new(write) if write.kind is WriteKind.CREATE else write.base or copy
    name = record.full_name if record else ""
    if name or is_provisional(write.ref):
        return name or QCoreApplication.translate("Waiting", "New customer")
    return QCoreApplication.translate("Waiting", "Customer {}").format(write.ref.customer_id)


def what_words(write: Write) -> str:
    """What it does, with the fields or the kind of the document."""
    words = {
        WriteKind.CREATE: QCoreApplication.translate("Waiting", "New customer"),
        WriteKind.CHANGE: QCoreApplication.translate("Waiting", "Change"),
        WriteKind.UPLOAD: QCoreApplication.translate("Waiting", "Document"),
        WriteKind.DELETE: QCoreApplication.translate("Waiting", "Deletion"),
        WriteKind.RESTORE: QCoreApplication.translate("Waiting", "Restoring"),
    }
    about = detail_of(write).replace("_", " ")
    return joined((words[write.kind], about), ": ")


def state_words(write: Write, *, is_open: bool) -> str:
    """How far it has got, with what the store said."""
    if write.state is WriteState.WAITING:
        return QCoreApplication.translate("Waiting", "waits for the store")
    if write.state is WriteState.REFUSED:
        reasons = "; ".join(said(problem.message) for problem in problems_in(write.trouble))
        return QCoreApplication.translate("Waiting", "refused: {}").format(reasons)
    if is_open:
        return QCoreApplication.translate("Waiting", "not known whether it arrived: look at the store, then decide")
    return QCoreApplication.translate("Waiting", "on its way, or being looked for")


def since_words(write: Write, now: datetime) -> str:
    """Since when, and by whom."""
    at = write.at.astimezone(now.tzinfo)
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"
    return joined((when, write.who), " · ")
