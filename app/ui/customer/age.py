"""How old what is on the screen is, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.core.outbox import is_provisional
from app.ui.customer.open_form import OpenForm

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age_of(form: OpenForm, now: datetime, *, waits: bool = False) -> str:
    """When the record on the screen was read; where it is an earlier copy, whether the store is being asked.

    ``waits``: something of what is shown is not at the store yet.
    """
    if is_provisional(form.customer.ref):
        return QCoreApplication.translate("CustomerHeader", "not at the store yet")
    age = _age(form, now)
    return (
        QCoreApplication.translate("CustomerHeader", "{} · changes not at the store yet").format(age) if waits else age
    )


def _age(form: OpenForm, now: datetime) -> str:
    if form.read_at is not None:
        return _since_reading(form.read_at, now)
    if form.copied_at is None:
        return (
            QCoreApplication.translate("CustomerHeader", "reading…")
            if form.is_awaited
            else QCoreApplication.translate("CustomerHeader", "not read from the store yet")
        )
    words = (
        QCoreApplication.translate("CustomerHeader", "from {}, being read again")
        if form.is_awaited
        else QCoreApplication.translate("CustomerHeader", "from {}, not read again yet")
    )
    return words.format(_moment(form.copied_at, now))


def _since_reading(read_at: datetime, now: datetime) -> str:
    seconds = (now - read_at).total_seconds()
    if seconds < _MINUTE:
        return QCoreApplication.translate("CustomerHeader", "read just now")
    if seconds < _HOUR:
        return QCoreApplication.translate("CustomerHeader", "read %n min ago", "", int(seconds // _MINUTE))
    if seconds < _DAY:
        return QCoreApplication.translate("CustomerHeader", "read at {}").format(f"{read_at:%H:%M}")
    return QCoreApplication.translate("CustomerHeader", "read on {}").format(day_words(read_at))


def _moment(then: datetime, now: datetime) -> str:
    """``14:02``, ``14:02 yesterday`` or ``14:02 on 3 Mar 2026``."""
    then = then.astimezone(now.tzinfo)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    if then.date() == (now - timedelta(days=1)).date():
        return QCoreApplication.translate("CustomerHeader", "{} yesterday").format(f"{then:%H:%M}")
    return QCoreApplication.translate("CustomerHeader", "{} on {}").format(f"{then:%H:%M}", day_words(then))


def day_words(moment: datetime) -> str:
    """The day of a moment, as people write it."""
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), "d MMM yyyy")
