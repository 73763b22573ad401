"""``sync`` and ``search``: bringing the index of a store up to date, and asking it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from datetime import date

from app.cli.chosen_store import open_store
from app.cli.commands import Search, Sync
from app.cli.failures import DONE, NOBODY_FOUND, WrongUsage, note
from app.core.errors import AppError
from app.core.index import Hit
from app.core.phone import to_display
from app.core.values import Unreadable, known
from app.core.vendor import Secret
from app.ports import KeptVault
from app.services.desk import Desk
from app.services.sync import SyncStatus

_LOOK_SECONDS = 0.5  # between two looks whether a window wants the file


async def sync(desk: Desk, command: Sync, secret: Secret) -> int:
    """Read whatever is new at the store; broken off at any moment, it goes on from there the next time.

    A window that is opened meanwhile gets the file at once, and reads the rest itself: nobody at a counter waits for this.
    """
    store = open_store(desk, command.store, secret)
    vault = await open_vault(desk)
    try:
        with _counting() as desk.sync.changed:
            status = await _until_wanted(vault, desk.sync.bring_up_to_date(store.id))
    except AppError:
        kept = desk.sync.status(store.id).count
        note(f"{_customers(kept)} of {store.name} are in the index; run it again to go on.")
        raise
    if status is None:
        kept = desk.sync.status(store.id).count
        print(f"{_customers(kept)} of {store.name} are in the index so far. A window asked for the file and goes on.")
        return DONE
    print(f"{_customers(status.count)} of {store.name} are in the index; it is up to date.")
    return DONE


async def _until_wanted(vault: KeptVault, reading: Coroutine[object, object, SyncStatus]) -> SyncStatus | None:
    """What comes of it; None where a window wants the file before that."""
    task = asyncio.ensure_future(reading)
    try:
        while not vault.is_wanted:
            done, _ = await asyncio.wait([task], timeout=_LOOK_SECONDS)
            if done:
                return task.result()
        return None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def search(desk: Desk, command: Search, secret: Secret) -> int:
    """What the search box of the window would find, best first."""
    del secret
    stores = {connection.id: connection.name for connection in desk.stores.connections()}
    if not stores:
        raise WrongUsage("No store is connected yet.", hint="See frontdesk connect --help.")
    await open_vault(desk)
    hits = await desk.search.index.search(command.text, list(stores), command.limit)
    rows = [_row(hit, stores[hit.customer.ref.connection]) for hit in hits]
    if command.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
    else:
        print("\n".join(_line(row) for row in rows) or "Nobody found.")
    await _note_unloaded(desk)
    return DONE if rows else NOBODY_FOUND


async def open_vault(desk: Desk) -> KeptVault:
    """Open what is kept on this machine; a vault in memory would find nobody and keep nobody."""
    if desk.vault is None:
        raise TypeError("this command needs a desk with a vault")
    await desk.vault.open()
    if desk.vault.trouble:
        raise desk.vault.trouble
    return desk.vault


async def _note_unloaded(desk: Desk) -> None:
    """Nobody is taken for missing who is only not loaded yet."""
    for store in desk.stores.connections():
        progress = await desk.search.index.progress(store.id)
        if not progress.complete:
            count = await desk.search.index.count(store.id)
            of = f" of {progress.expected:,}" if progress.expected else ""
            note(f"{store.name} is not complete: {count:,}{of} customers are in the index so far.")


def _row(hit: Hit, store: str) -> dict[str, object]:
    customer = hit.customer
    return {
        "connection": store,
        "customer_id": customer.ref.customer_id,
        "full_name": customer.full_name,
        "birth_date": _day(customer.birth_date),
        "phone": known(customer.international_phone, None),
        "why": f"{hit.kind.word} {hit.field}",
    }


def _day(value: object) -> str | None:
    if isinstance(value, Unreadable):
        return value.text
    return value.isoformat() if isinstance(value, date) else None


def _line(row: dict[str, object]) -> str:
    """One row for a person; characters that steer a terminal are left out."""
    about = (row["full_name"] or "(no name)", row["birth_date"], to_display(str(row["phone"] or "")))
    where = f"customer {row['customer_id']}, {row['connection']}"
    line = " · ".join(str(part) for part in (*about, where, row["why"]) if part)
    return "".join(char if char.isprintable() else " " for char in line)


def _customers(count: int) -> str:
    return f"{count:,} customer{'' if count == 1 else 's'}"


@contextlib.contextmanager
def _counting() -> Iterator[Callable[[SyncStatus], None]]:
    """Shows how far it is, on one line of a terminal; whatever is said next begins a new one."""
    shown = False

    def show(status: SyncStatus) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            of = f" of {status.expected:,}" if status.expected and not status.complete else ""
            print(f"\r{status.count:,}{of} customers ", end="", file=sys.stderr, flush=True)
            shown = True

    try:
        yield show
    finally:
        if shown:
            note("")
