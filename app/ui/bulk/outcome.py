"""How far the run is, in words: the whole, and each store with what to do where it failed."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from app.core.errors import NotOffered
from app.core.vendor import UpdatedSince
from app.services.bulk import BulkRun, Progress, Stage, StoreRun
from app.ui.bulk.presenter import BulkPresenter
from app.ui.theme import GRID
from app.ui.translation import error_words
from app.ui.widgets.marks import label, mark

_PARTS = 1000  # of the progress bar
_MINUTE = 60


class Outcome(QWidget):
    """The progress of a run and what came of it."""

    def __init__(self, presenter: BulkPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._bar = QProgressBar(textVisible=False, minimum=0, maximum=_PARTS)
        self._bar.setObjectName("bulkProgress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._whole = label(role="muted")
        self._whole.setObjectName("bulkState")
        self._stores = QVBoxLayout()
        self._stores.setSpacing(GRID // 2)
        self._lines: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._bar)
        column.addWidget(self._whole)
        column.addLayout(self._stores)

    def refresh(self) -> None:
        """Say how it stands."""
        run = self._presenter.run
        self.setVisible(run is not None)
        if run is None:
            return
        progress = run.progress()
        self._show_bar(run, progress)
        self._whole.setText(self._words(run, progress))
        self._show_stores(run)

    def _show_bar(self, run: BulkRun, progress: Progress) -> None:
        done, whole = progress.covered, 1.0
        if self._presenter.writing:
            done, whole = float(self._presenter.written_count), float(max(1, len(run.rows)))
        endless = done is None and self._presenter.busy
        self._bar.setMaximum(0 if endless else _PARTS)
        if not endless:
            self._bar.setValue(round(_PARTS * (done or 0.0) / whole))

    def _words(self, run: BulkRun, progress: Progress) -> str:
        if self._presenter.writing:
            return self.tr("Writing the file: {} of {}").format(
                _number(self._presenter.written_count), _number(len(run.rows))
            )
        parts = [
            self.tr("Customers: {}").format(_number(progress.count)),
            self.tr("pages: {}").format(_number(progress.pages)),
            self._time(progress.seconds),
        ]
        if self._presenter.reading and progress.rest is not None:
            parts.append(self.tr("about {} left").format(self._time(progress.rest)))
        return " · ".join(parts)

    def _time(self, seconds: float) -> str:
        whole = round(seconds)
        if whole < _MINUTE:
            return self.tr("{} s").format(whole)
        return self.tr("{} min {} s").format(whole // _MINUTE, whole % _MINUTE)

    def _show_stores(self, run: BulkRun) -> None:
        while len(self._lines) < len(run.stores):
            line = label()
            line.setWordWrap(True)
            self._stores.addWidget(line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(run.stores))
            if number < len(run.stores):
                self._show_store(line, run.stores[number], run.silence(run.stores[number]))

    def _show_store(self, line: QLabel, store: StoreRun, silence: float) -> None:
        mark(line, "role", {Stage.FAILED: "error", Stage.STOPPED: "advice"}.get(store.stage, "muted"))
        line.setText(f"{store.connection.name}: {self._store_words(store, silence)}")

    def _store_words(self, store: StoreRun, silence: float) -> str:
        count = _number(store.count)
        match store.stage:
            case Stage.WAITING:
                return self.tr("waiting")
            case Stage.READING:
                return self._reading_words(count, silence)
            case Stage.DONE:
                return self.tr("complete, {} in all").format(count)
            case Stage.STOPPED:
                return self.tr("stopped after {}; the list is short. Continue reads the rest.").format(count)
            case Stage.FAILED:
                why = error_words(store.error) if store.error else ""
                short = self.tr("The list is short: {} came before that.").format(count) if store.can_go_on else ""
                again = self.tr("Continue tries again.") if store.can_go_on else ""
                return " ".join(part for part in (why, self._instead(store), short, again) if part)

    def _reading_words(self, count: str, silence: float) -> str:
        """How much came so far, and that nothing hangs where nothing comes."""
        words = self.tr("reading, {} so far").format(count)
        if not silence:
            return words
        waited = self.tr("waiting for the store for {}; some answer only so many questions a minute").format(
            self._time(silence)
        )
        return f"{words} · {waited}"

    def _instead(self, store: StoreRun) -> str:
        """What else can be asked of a store that has no such list."""
        if isinstance(store.error, NotOffered) and isinstance(store.listing, UpdatedSince):
            return self.tr("Ask it for customers who were created.")
        return ""

    def announce(self) -> None:
        """Tell a screen reader how it ended."""
        texts = [self._whole.text(), *(line.text() for line in self._lines if not line.isHidden())]
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, ". ".join(texts)))


def _number(count: int) -> str:
    return QLocale().toString(count)
