"""The words for a change that waits for its store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from app.core.customer import Customer
from app.core.outbox import Write, WriteKind, WriteState, is_provisional, problems_in, record_of_new
from app.core.values import joined
from app.core.vendor import Connection
from app.services.outbox.notes import detail_of
from app.ui.translation import translated


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


class Way(Enum):
    """What a change goes on by."""

    ITSELF = auto()
    ENABLING = auto()  # once its store is enabled again
    DECISION = auto()  # it was refused, or may have arrived: a person has to look
    BEHIND = auto()  # after the decision on the one of its customer before it
    NOTHING = auto()  # its store was removed; one that is connected anew is another one


def way_of(write: Write, store: Connection | None, *, is_open: bool, is_behind: bool) -> Way:
    """How it goes on; ``store`` is None once it was removed."""
    if store is None:
        return Way.NOTHING
    if write.state is WriteState.REFUSED or is_open:
        return Way.DECISION
    if is_behind and write.state is WriteState.WAITING:
        return Way.BEHIND
    return Way.ITSELF if store.enabled else Way.ENABLING


def state_words(write: Write, way: Way) -> str:
    """How far it has got, with what the store said, or what stands in its way."""
    if way is Way.DECISION and write.state is WriteState.REFUSED:
        reasons = "; ".join(translated(problem.message) for problem in problems_in(write.trouble))
        return QCoreApplication.translate("Waiting", "refused: {}").format(reasons)
    return _state_of_sent(way) if write.state is WriteState.SENT else _state_of_kept(way)


def _state_of_sent(way: Way) -> str:
    words = {
        Way.ITSELF: QCoreApplication.translate("Waiting", "on its way, or being looked for"),
        Way.ENABLING: QCoreApplication.translate("Waiting", "may have arrived: looked for when the store is enabled"),
        Way.DECISION: QCoreApplication.translate(
            "Waiting", "not known whether it arrived: look at the store, then decide"
        ),
        Way.NOTHING: QCoreApplication.translate(
            "Waiting", "not known whether it arrived, and no longer looked for: the store was removed; discard it"
        ),
    }
    return words[way]


def _state_of_kept(way: Way) -> str:
    if way is Way.NOTHING:
        return QCoreApplication.translate("Waiting", "can never be sent: the store was removed; discard it")
    if way is Way.ENABLING:
        return QCoreApplication.translate("Waiting", "waits until the store is enabled")
    if way is Way.BEHIND:
        return QCoreApplication.translate("Waiting", "waits for the decision on the one before it")
    return QCoreApplication.translate("Waiting", "waits for the store")


def about_words(ways: Collection[Way]) -> str:
    """What becomes of all that waits."""
    if not ways:
        return QCoreApplication.translate("Waiting", "Nothing waits for a store.")
    different = {Way.DECISION if way is Way.BEHIND else way for way in ways}
    alone = {
        Way.ITSELF: QCoreApplication.translate("Waiting", "They go to their stores by themselves, in this order."),
        Way.DECISION: QCoreApplication.translate(
            "Waiting", "They do not go on without you: open the customer, and decide."
        ),
    }
    among_others = {
        Way.DECISION: QCoreApplication.translate(
            "Waiting",
            "What was refused, or may have arrived, does not go on without you: open the customer, and decide.",
        ),
        Way.NOTHING: QCoreApplication.translate(
            "Waiting", "What was for a store that was removed can never be sent: discard it."
        ),
        Way.ENABLING: QCoreApplication.translate("Waiting", "What is for a disabled store waits until it is enabled."),
        Way.ITSELF: QCoreApplication.translate(
            "Waiting", "The others go to their stores by themselves, in this order."
        ),
    }
    words = among_others | alone if len(different) == 1 else among_others
    kept = QCoreApplication.translate("Waiting", "They are kept on this computer.")
    return " ".join([kept, *(words[way] for way in among_others if way in different)])


def since_words(write: Write, now: datetime) -> str:
    """Since when, and by whom."""
    at = write.at.astimezone(now.tzinfo)
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"
    return joined((when, write.who), " · ")
