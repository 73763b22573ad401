"""Newer versions in the about box: whether they are looked for, when that was, and what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.release import Outcome, outcome_of
from app.core.settings import FIXED_WORDS
from app.services.updates import moment_of
from app.ui.about.update_watch import UpdateWatch
from app.ui.theme import GRID
from app.ui.translation import translated
from app.ui.widgets.marks import label


class UpdateRow(QWidget):
    """The consent, what is new if anything is, and the last look."""

    def __init__(self, watch: UpdateWatch) -> None:
        super().__init__()
        self._watch = watch
        self._agree = QCheckBox(self.tr("Look for newer versions once a day"))
        self._agree.setObjectName("updateAgree")
        self._agree.clicked.connect(watch.answer)
        self._state = label(role="muted")
        self._state.setObjectName("updateState")
        self._state.setWordWrap(True)
        self._new = QPushButton(self.tr("What is new…"))
        self._new.setAutoDefault(False)
        self._new.clicked.connect(lambda: watch.show_news(self))
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addWidget(self._agree, 1)
        line.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._state)
        watch.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how it is now."""
        self._agree.setChecked(bool(self._watch.updates.state.agreed))
        self._agree.setEnabled(not self._watch.updates.is_fixed)
        reason = "" if self._agree.isEnabled() else translated(FIXED_WORDS)
        self._agree.setAccessibleDescription(reason)
        self._state.setText(f"{reason} {self._words()}".strip())
        self._new.setVisible(self._watch.updates.found is not None)

    def _words(self) -> str:
        updates = self._watch.updates
        state, moment = updates.state, moment_of(updates.state.checked_at)
        if not state.agreed:
            return self.tr("It is not looked for.")
        outcome = outcome_of(state.outcome)
        if outcome in {Outcome.NEWER, Outcome.UP_TO_DATE}:  # this may be that newer version by now
            outcome = Outcome.NEWER if updates.found else Outcome.UP_TO_DATE
        if moment is None:
            return translated(Outcome.NEVER.words)
        return self.tr("Last looked {when}: {outcome}").format(
            when=f"{moment.astimezone():%Y-%m-%d %H:%M}", outcome=translated(outcome.words)
        )
