"""The words for a store: what state it is in, and since when."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app.services.stores import Stores, StoreState, StoreStatus


def state_words(status: StoreStatus) -> str:
    """What the foot of the window says of a store."""
    match status.state:
        case StoreState.CONNECTING:
            return QCoreApplication.translate("Stores", "connecting…")
        case StoreState.READY:
            return QCoreApplication.translate("Stores", "ready")
        case StoreState.OFFLINE:
            return QCoreApplication.translate("Stores", "offline since {}").format(_clock(status.since))
        case StoreState.SIGN_IN_NEEDED:
            return QCoreApplication.translate("Stores", "sign-in needed")


def listed_words(status: StoreStatus, today: date) -> str:
    """What the list of stores says: the same, always with the moment since when it is so."""
    if not status.connection.enabled:
        return QCoreApplication.translate("Stores", "disabled: not searched, its sign-in is kept")
    if status.state is StoreState.CONNECTING:
        return state_words(status)
    since = _clock(status.since)
    if status.since.date() != today:
        since = f"{status.since:%Y-%m-%d} {since}"
    match status.state:
        case StoreState.READY:
            return QCoreApplication.translate("Stores", "ready since {}").format(since)
        case StoreState.OFFLINE:
            return QCoreApplication.translate("Stores", "offline since {}").format(since)
        case StoreState.SIGN_IN_NEEDED:
            return QCoreApplication.translate("Stores", "sign-in needed since {}").format(since)


def vendor_of(stores: Stores, status: StoreStatus) -> str:
    """The vendor of a store, by name."""
    return stores.info(status.connection.id).label


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
