"""Every write, cut at every request in every way, at every vendor: it ends as if it had not been cut, or is shown as open."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from app.core.customer import CustomerRef
from app.core.errors import AppError
from app.core.outbox import WriteState
from tests.unit.services.outbox_stage import DEEDS, Cut, Deed, Program, Shop, open_writes, state_of


async def played(
    folder: Path, vendor: str, deed: Deed, cuts: dict[int, Cut]
) -> tuple[Shop, Program, CustomerRef, bool]:
    """Do it once; whether the clerk was told that it did not go."""
    shop = Shop(folder, vendor)
    ref = await shop.somebody()
    program = shop.program()
    await program.begin()
    await program.desk.profiles.form(ref.connection)
    shop.line.begin(cuts)
    told = False
    try:
        await deed(shop, program.desk, ref)
    except AppError as error:
        told = error.kind not in {"kept_for_later", "added_unread"}
    shop.line.cuts.clear()
    await program.rest()
    return shop, program, ref, told


async def _uncut(folder: Path, vendor: str, deed: Deed) -> tuple[object, object, int]:
    shop, program, ref, told = await played(folder, vendor, deed, {})
    assert not told
    assert open_writes(program) == []
    done, requests = await state_of(shop, ref), len(shop.line.asked)
    await program.end()
    return await state_of(Shop(folder, vendor), ref), done, requests


@pytest.mark.parametrize(("vendor", "deed"), DEEDS, ids=lambda one: getattr(one, "__name__", one))
def test_every_cut(tmp_path: Path, vendor: str, deed: Deed) -> None:
    """At the end nothing waits that could still go by itself, and nothing is done twice."""

    async def days() -> None:
        before, done, requests = await _uncut(tmp_path / "uncut", vendor, deed)
        assert requests
        for place, cut in itertools.product(range(requests), Cut):
            folder = tmp_path / f"{place}{cut.name}"
            shop, program, ref, told = await played(folder, vendor, deed, {place: cut})
            now, waits = await state_of(shop, ref), open_writes(program)
            about = f"{vendor} {deed.__name__} cut at {place} {cut.name}: told {told}, open {waits}"
            if told:  # the form stays as it was, and the clerk knows
                assert now == before, about
                assert waits == [], about
            elif waits:
                assert waits == [WriteState.SENT], about
                assert now in (before, done), about
            else:
                assert now == done, about
            await program.end()

    asyncio.run(days())
