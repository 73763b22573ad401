"""Who was checked in at this desk: the queue of the day, its order, and the desk's own numbers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto
from statistics import median

from app.core.customer import ConnectionId, CustomerRef
from app.core.verdict import Level

_WALK_IN = "walk-in:"  # no vendor's customer number begins so


def walk_in(connection: ConnectionId) -> CustomerRef:
    """Names somebody who came with a card and has no profile: for this visit, and never the same again."""
    return CustomerRef(connection, f"{_WALK_IN}{uuid.uuid4().hex}")


def is_walk_in(ref: CustomerRef) -> bool:
    """Whether somebody has no profile at the store."""
    return ref.customer_id.startswith(_WALK_IN)


class VisitState(Enum):
    """Where somebody is between the door and the way out."""

    WAITING = auto()
    CALLED = auto()
    DONE = auto()
    LEFT = auto()  # went away without being served


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One check-in. It holds nothing of a scan.

    ``day`` is the day by the store's calendar, ``by`` who was signed in. ``level`` is the verdict at the time, ``reason``
    what was given for admitting all the same; a refusal that was overridden has level REFUSE. ``seconds`` passed from the
    scan, or from the profile's appearing on the screen, to the check-in. ``carers`` are the customer numbers of the
    person's caregivers, the two dates what the profile said of ID and medical card.
    """

    visit_id: str
    ref: CustomerRef
    name: str
    day: date
    checked_in_at: datetime
    by: str = ""
    level: Level = Level.ADMIT
    reason: str = ""
    seconds: float | None = None
    carers: tuple[str, ...] = ()
    id_expires: date | None = None
    card_expires: date | None = None
    called_at: datetime | None = None
    ended_at: datetime | None = None
    has_left: bool = False

    @property
    def state(self) -> VisitState:
        """Where the person is now."""
        if self.ended_at:
            return VisitState.LEFT if self.has_left else VisitState.DONE
        return VisitState.CALLED if self.called_at else VisitState.WAITING

    @property
    def is_here(self) -> bool:
        """Whether the person waits or was called."""
        return self.ended_at is None

    @property
    def is_override(self) -> bool:
        """Whether the person came in though the verdict was not to admit."""
        return self.level is Level.REFUSE

    def called(self, at: datetime) -> Visit:
        """The person was called; somebody called already stays so."""
        return self if self.called_at else replace(self, called_at=at)

    def ended(self, at: datetime, *, has_left: bool = False) -> Visit:
        """The person was served, or left without."""
        return replace(self, ended_at=at, has_left=has_left)

    def undone(self) -> Visit | None:
        """One step back: to called, to waiting, to not checked in at all (None)."""
        if self.ended_at:
            return replace(self, ended_at=None, has_left=False)
        return replace(self, called_at=None) if self.called_at else None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of the queue; ``carer`` is the visit of the caregiver who is here with this patient."""

    visit: Visit
    carer: Visit | None = None


def queue_of(visits: Sequence[Visit]) -> tuple[QueueLine, ...]:
    """Those who are here in the order in which they came, a patient right behind the caregiver.

    The caregiver goes first whoever of the two came first: some stores' systems want it so. Both have the place of the
    one who came first.
    """
    here = sorted((visit for visit in visits if visit.is_here), key=lambda one: one.checked_in_at)
    lines = [QueueLine(visit, _carer_of(visit, here)) for visit in here]
    first: dict[str, int] = {}  # where the first of a caregiver and the patients came
    for number, line in enumerate(lines):
        first.setdefault(_head(line).visit_id, number)
    return tuple(sorted(lines, key=lambda line: (first[_head(line).visit_id], line.carer is not None)))


def _head(line: QueueLine) -> Visit:
    return line.carer or line.visit


def _carer_of(patient: Visit, here: Sequence[Visit]) -> Visit | None:
    """The caregiver's visit; none for one who is a patient with a caregiver too, so that no line waits for itself."""
    store = patient.ref.connection
    return next(
        (
            one
            for one in here
            if one.ref.connection == store and one.ref.customer_id in patient.carers and not one.carers
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """How the desk is doing today, in seconds; None where there is nothing to count. Nobody is ranked."""

    waiting: int
    longest: float | None
    median: float | None
    served: int


def numbers_of(visits: Sequence[Visit], now: datetime) -> DeskNumbers:
    """The numbers of the visits of today: who waits and for how long, and the median time that a check-in took."""
    waiting = [visit for visit in visits if visit.state is VisitState.WAITING]
    waits = [max((now - visit.checked_in_at).total_seconds(), 0.0) for visit in waiting]
    took = [visit.seconds for visit in visits if visit.seconds is not None]
    return DeskNumbers(
        waiting=len(waiting),
        longest=max(waits, default=None),
        median=median(took) if took else None,
        served=sum(1 for visit in visits if visit.state is VisitState.DONE),
    )
