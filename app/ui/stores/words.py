"""The words for a store: what state it is in, and since when."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app.services.stores import Stores, StoreState, StoreStatus
from app.services.sync import SyncStage, SyncStatus
from app.ui.translation import translated


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


def foot_words(status: StoreStatus, sync: SyncStatus) -> str:
    """The same with how far its customers are here, as long as that is not all of them."""
    is_away = status.state in {StoreState.OFFLINE, StoreState.SIGN_IN_NEEDED}
    if is_away or (sync.complete and sync.stage is not SyncStage.PAUSED):
        return state_words(status)
    if sync.stage is SyncStage.PAUSED:
        return QCoreApplication.translate("Stores", "paused at {}").format(_loaded(sync))
    if sync.stage is SyncStage.HELD:
        return QCoreApplication.translate("Stores", "loading held at {}").format(_loaded(sync))
    if sync.stage is SyncStage.LOADING:
        return QCoreApplication.translate("Stores", "loading {}").format(_loaded(sync))
    return state_words(status)


def sync_words(sync: SyncStatus, today: date) -> str:
    """How many customers of a store are here, since when, and what keeps more from coming."""
    parts = [QCoreApplication.translate("Stores", "{} customers here").format(_loaded(sync))]
    if sync.synced_at:
        when = sync.synced_at.astimezone()
        day = "" if when.date() == today else f"{when:%Y-%m-%d} "
        parts.append(QCoreApplication.translate("Stores", "up to date at {}").format(f"{day}{_clock(when)}"))
    if sync.stage is SyncStage.PAUSED:
        parts.append(QCoreApplication.translate("Stores", "paused"))
    elif sync.stage is SyncStage.LOADING:
        parts.append(QCoreApplication.translate("Stores", "loading"))
    if sync.error:
        parts.append(translated(sync.error.title))
    return " · ".join(parts)


def _loaded(sync: SyncStatus) -> str:
    """``41,300 of 52,118`` while that is known and not reached."""
    if sync.complete or sync.expected is None or sync.expected <= sync.count:
        return f"{sync.count:,}"
    return QCoreApplication.translate("Stores", "{} of {}").format(f"{sync.count:,}", f"{sync.expected:,}")


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
