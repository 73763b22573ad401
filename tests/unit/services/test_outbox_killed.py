"""The program is killed while somebody types, saves and creates: nothing confirmed, typed or sent is lost or doubled."""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.customer import Customer, CustomerRef
from app.core.outbox import WriteKind
from app.core.vendor import CreatedBetween
from app.services.desk import Desk
from app.storage.vault.vault import Vault
from app.training.serve import Served, running
from tests.unit.services.outbox_program import STORE, TYPISTS, desk_at

KILLS = int(os.environ.get("OUTBOX_KILLS", "25"))  # a seed
SEEDS = range(1, 9)
ROOT = Path(__file__).parents[3]
_LATEST = 0.3  # seconds after which whatever was typed is kept
Said = list[tuple[float, str, str]]


def _killed(about: dict[str, Any], seconds: float) -> tuple[Said, float]:
    """Run the program, and kill it so long after it is ready; what it said, and when it was killed."""
    command = [sys.executable, "-m", "tests.unit.services.outbox_program", json.dumps(about)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        said: Said = [tuple(json.loads(program.stdout.readline()))]
        assert said[0][1] == "ready"
        time.sleep(seconds)
        program.kill()
        killed = time.monotonic()
        said += [tuple(json.loads(line)) for line in program.stdout if line.endswith("\n")]
    return said, killed


async def _look(about: dict[str, Any], said: Said, killed: float) -> None:
    """What the next start finds, before anything is sent again."""
    desk, vault = desk_at(about)
    try:
        await _check_start(desk, vault, CustomerRef(STORE, about["customer"]), said, killed)
        await _check_end(desk, CustomerRef(STORE, about["customer"]), said)
    finally:
        await desk.outgoing.lines.stop()
        await desk.settled()
        await desk.stores.close()
        await vault.close()


async def _check_start(desk: Desk, vault: Vault, ref: CustomerRef, said: Said, killed: float) -> None:
    await desk.drafts.open()
    assert vault.trouble is None
    assert await desk.activity.open(days=400) is None
    await desk.outgoing.outbox.ledger.open()
    client = await desk.stores.client(STORE)
    field = TYPISTS[client.info.key].field
    waiting = [str(one.values.get(field)) for one in desk.outgoing.waiting.of(ref)]
    there = (await client.read(ref.customer_id)).field_value(field)
    drafts = [str(draft.texts.get(field)) for draft in desk.drafts.left() if draft.key == ref]
    old = [(at, what, text) for at, what, text in said if at <= killed - _LATEST and what in {"typed", "saved"}]
    if old:
        text = old[-1][2]
        assert any(known.startswith(text) for known in (*drafts, *waiting, str(there))) or _was_overtaken(said, text)


async def _no_time(_seconds: float) -> None:
    await asyncio.sleep(0)


def _was_overtaken(said: Said, text: str) -> bool:
    """Whether it was saved and typed over since."""
    saved = [line for _at, what, line in said if what == "saved"]
    return any(line.startswith(text) for line in saved)


async def _check_end(desk: Desk, ref: CustomerRef, said: Said) -> None:
    desk.outgoing.lines._sleep = _no_time
    await desk.outgoing.lines.begin()
    async with asyncio.timeout(60):
        while desk.outgoing.lines._heads(STORE):  # noqa: ASYNC110 - as tests wait
            await asyncio.sleep(0.01)
    left = desk.outgoing.waiting.all()
    assert all(write.kind is WriteKind.CREATE for write in left)  # open: a person looks
    client = await desk.stores.client(STORE)
    there = (await client.read(ref.customer_id)).field_value(TYPISTS[client.info.key].field)
    saved = [text for _at, what, text in said if what == "saved"]
    sent = [text for _at, what, text in said if what in {"saved", "saving"}]
    assert not saved or there in sent[len(saved) - 1 :]
    period = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))
    phones = [one.phone async for page in client.listed(period) for one in page if _is_ours(one)]
    assert len(phones) == len(set(phones))
    confirmed = {text for _at, what, text in said if what == "created"}
    assert confirmed <= set(phones)
    begun = {text for _at, what, text in said if what == "creating"}
    waiting = {str(write.values.get("phone")) for write in left}
    assert {text for _at, what, text in said if what == "kept"} <= set(phones) | waiting | begun
    for write in left:  # a person has looked
        await desk.outgoing.waiting.discard(write)


def _is_ours(customer: Customer) -> bool:
    return "outbox" in customer.full_name.lower()


def _rounds(served: Served, folder: Path, vendor: str, kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments to kill at
    store = served.store(vendor)
    about: dict[str, Any] = {"home": str(folder), "key": secrets.token_hex(32), "vendor": vendor}
    about |= {"base_url": served.base_url(vendor), "account": dict(store.account), "secret": dict(store.secret)}
    about["customer"] = TYPISTS[vendor].customer or asyncio.run(_somebody({**about, "home": str(folder / "look")}))
    words: Counter[str] = Counter()
    for number in range(kills):
        said, killed = _killed({**about, "round": number}, chance.uniform(0.0, 1.6))
        words.update(what for _at, what, _text in said)
        asyncio.run(_look({**about, "round": number}, said, killed))
    print(f"{vendor}, seed {seed}: {kills} kills, none lost of {dict(words)}")  # noqa: T201 - for whoever runs it


async def _somebody(about: dict[str, Any]) -> str:
    """A customer of the store, for vendors whose numbers are no fixed ones."""
    desk, vault = desk_at(about)
    client = await desk.stores.client(STORE)
    period = CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))
    numbers = [one.ref.customer_id async for page in client.listed(period) for one in page if one.standing == "active"]
    await desk.stores.close()
    await vault.close()
    return min(numbers)


@pytest.mark.parametrize("vendor", TYPISTS)
def test_one_kill(tmp_path: Path, vendor: str) -> None:
    """The whole of it, once."""
    with running(customers=20, seed=2, calls_per_second=None) as served:
        _rounds(served, tmp_path, vendor, 1, 0)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", SEEDS)
def test_many_kills(tmp_path: Path, seed: int) -> None:
    """At any moment: two hundred in all, each seed at another vendor's. ``OUTBOX_KILLS`` says how many a seed."""
    vendor = tuple(TYPISTS)[seed % len(TYPISTS)]
    with running(customers=20, seed=2, calls_per_second=None) as served:
        _rounds(served, tmp_path, vendor, KILLS, seed)
