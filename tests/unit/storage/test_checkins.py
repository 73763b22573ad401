"""The check-ins in the vault: kept whole, renewed, forgotten day by day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.customer import ConnectionId, CustomerRef
from app.core.verdict import Level
from app.core.visits import Visit
from app.ports import CheckIns
from app.services.session_checkins import SessionCheckIns
from app.storage.checkins import VaultCheckIns
from app.storage.desk_vault import desk_vault
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets

DAY = date(2026, 11, 20)
PACIFIC = timezone(timedelta(hours=-8))

ZONES = st.sampled_from([UTC, PACIFIC])
moments = st.builds(datetime.fromtimestamp, st.integers(0, 4_000_000_000), tz=ZONES)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
texts = st.text(st.characters(exclude_categories=["Cs"]))
visits = st.builds(
    Visit,
    visit_id=st.uuids().map(lambda one: one.hex),
    ref=st.builds(CustomerRef, st.builds(ConnectionId, texts), texts),
    name=texts,
    day=days,
    checked_in_at=moments,
    by=texts,
    level=st.sampled_from(Level),
    reason=texts,
    seconds=st.none() | st.floats(0, 1e6),
    carers=st.lists(texts, max_size=3).map(tuple),
    id_expires=st.none() | days,
    card_expires=st.none() | days,
    called_at=st.none() | moments,
    ended_at=st.none() | moments,
    has_left=st.booleans(),
)


def visit(number: int, day: date = DAY) -> Visit:
    """A visit of that day."""
    moment = datetime(day.year, day.month, day.day, 12, number, tzinfo=UTC)
    ref = CustomerRef(ConnectionId("shop"), str(number))
    return Visit(visit_id=f"v{number}", ref=ref, name="Ada Invented", day=day, checked_in_at=moment)


@asynccontextmanager
async def in_vault() -> AsyncIterator[CheckIns]:
    """A vault in memory, with the program's own tables."""
    vault = desk_vault(Home(Path("nowhere")), PatientSecrets(SessionSecrets()), kept=False)
    await vault.open()
    assert vault.trouble is None
    yield VaultCheckIns(vault)
    await vault.close()


@asynccontextmanager
async def in_session() -> AsyncIterator[CheckIns]:
    """Kept in memory without a vault."""
    yield SessionCheckIns()


Opened = Callable[[], Any]


@pytest.fixture(params=[in_vault, in_session])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Both ways of keeping check-ins do the same."""
    made: Opened = request.param
    return made


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run one test's coroutine."""
    asyncio.run(work)


def test_what_is_put_is_there_in_order(opened: Opened) -> None:
    """The earliest first, whatever the order they came in; earlier days are not asked for."""

    async def desk() -> None:
        async with opened() as checkins:
            for one in (visit(3), visit(1), visit(2, DAY - timedelta(days=1))):
                await checkins.put(one)
            assert list(await checkins.since(DAY)) == [visit(1), visit(3)]
            assert list(await checkins.since(DAY - timedelta(days=1))) == [
                visit(2, DAY - timedelta(days=1)),
                visit(1),
                visit(3),
            ]

    run(desk())


def test_a_visit_is_renewed(opened: Opened) -> None:
    """What became of it stands in the place of what was kept."""

    async def desk() -> None:
        async with opened() as checkins:
            await checkins.put(visit(1))
            called = visit(1).called(datetime(2026, 11, 20, 13, tzinfo=UTC))
            await checkins.put(called)
            assert list(await checkins.since(DAY)) == [called]

    run(desk())


def test_a_visit_is_removed(opened: Opened) -> None:
    """Once or twice."""

    async def desk() -> None:
        async with opened() as checkins:
            await checkins.put(visit(1))
            await checkins.remove("v1")
            await checkins.remove("v1")
            assert list(await checkins.since(DAY)) == []

    run(desk())


def test_earlier_days_are_forgotten(opened: Opened) -> None:
    """The day itself stays."""

    async def desk() -> None:
        async with opened() as checkins:
            for number, days in enumerate((0, 1, 2, 30)):
                await checkins.put(visit(number, DAY - timedelta(days=days)))
            await checkins.forget_before(DAY - timedelta(days=1))
            kept = await checkins.since(date(2000, 1, 1))
            assert [one.visit_id for one in kept] == ["v1", "v0"]

    run(desk())


@settings(max_examples=50, deadline=None)
@given(st.lists(visits, max_size=5, unique_by=lambda one: one.visit_id))
def test_every_visit_comes_back_as_it_was(people: list[Visit]) -> None:
    """With any text, time zone and state."""

    async def desk() -> None:
        async with in_vault() as checkins:
            for one in people:
                await checkins.put(one)
            kept = {one.visit_id: one for one in await checkins.since(date(1, 1, 1))}
            assert kept == {one.visit_id: one for one in people}

    run(desk())


def test_another_start_finds_the_queue(tmp_path: Path) -> None:
    """In the encrypted file, and no name in clear on the disk."""
    secrets, home = PatientSecrets(SessionSecrets()), Home.at(tmp_path / "desk")

    async def first() -> None:
        vault = desk_vault(home, secrets)
        await VaultCheckIns(vault).put(visit(1))
        await vault.close()

    async def second() -> None:
        vault = desk_vault(home, secrets)
        assert list(await VaultCheckIns(vault).since(DAY)) == [visit(1)]
        assert vault.is_kept
        await vault.close()

    run(first())
    content = b"".join(path.read_bytes() for path in home.root.iterdir())
    assert content
    assert b"Invented" not in content
    run(second())
