"""The end of a window: what is kept is closed well, however the work before ended."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal

from app import bootstrap


class _Closing(QObject):
    closed = Signal()


async def test_a_bug_at_the_start_leaves_the_file_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed is in the file by then, and the next start finds it whole; the bug is told all the same."""
    ended: list[object] = []

    async def end(start: object) -> None:
        ended.append(start)

    def prepare(_wants_practice: bool) -> bootstrap.Practice:
        raise ZeroDivisionError

    monkeypatch.setattr(bootstrap, "_end", end)
    desk = SimpleNamespace(stores=SimpleNamespace(listed=list))
    given = SimpleNamespace(window=_Closing(), desk=desk, arguments=SimpleNamespace(training=False))
    with pytest.raises(ZeroDivisionError):
        await bootstrap._live(cast("bootstrap.Start", given), prepare)
    assert ended == [given]
