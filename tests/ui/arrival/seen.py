"""What stands on the screen after a scan."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.ui.arrival.strip import DifferencesPanel, Tick
from app.ui.customer.verdict import VerdictBanner
from tests.ui.window.practice import Practice


def ticks(practice: Practice) -> dict[str, bool]:
    """The differences that are shown: whether each is ticked."""
    panel = practice.window.findChild(DifferencesPanel)
    assert panel is not None
    return {one.text(): one.isChecked() for one in panel.findChildren(Tick)} if panel.isVisible() else {}


def verdict(practice: Practice) -> str:
    """What the banner says; "" while there is none."""
    banner = practice.window.findChild(VerdictBanner)
    assert banner is not None
    return banner.accessibleName() if banner.isVisible() else ""


def notice(practice: Practice) -> str:
    """The line on what becomes of the scan."""
    found = practice.window.findChild(QLabel, "policyNotice")
    assert found is not None
    return found.text() if found.isVisible() else ""


def listed(practice: Practice) -> list[str]:
    """Who stands in the results."""
    return [row.ref.customer_id for row in practice.window.search.presenter.found.rows]
