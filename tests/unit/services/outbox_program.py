"""A counter as a process of its own, typing, saving and creating until somebody ends it: ``python -m … <arguments as JSON>``.

It says what it does, line by line, with the machine's monotonic time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.core.customer import ConnectionId, CustomerRef
from app.core.errors import AppError
from app.core.outbox import is_provisional
from app.core.values import Value
from app.core.vendor import Connection
from app.services.desk import Desk
from app.services.edit import Edit
from app.storage.desk_vault import desk_vault
from app.storage.kept import kept_in
from app.storage.paths import Home
from app.storage.patience import PatientSecrets
from app.storage.secrets import SessionSecrets
from app.storage.settings import SettingsFile
from app.storage.vault.key import ENTRY
from app.storage.vault.vault import Vault
from app.vendors.registry import VendorTable

STORE = ConnectionId("store")
_KEY_SECONDS = 0.004  # between two letters


@dataclass(frozen=True)
class Typist:
    """What is typed at a vendor's store: into which field of whom, and who is new; phones are these and six digits."""

    customer: str
    field: str
    phone: str
    new: Mapping[str, Value]


_ADULT: Mapping[str, Value] = {"first_name": "Kill", "birth_date": date(1990, 1, 2)}
TYPISTS = {
    "treez": Typist("1117", "notes", "+1628{:07}", {**_ADULT, "customer_type": "adult"}),
    "indicaonline": Typist("21119", "notes", "+1628{:07}", {**_ADULT, "customer_type": "recreational", "gender": "F"}),
    "foodics": Typist("", "single_name", "51{:07}", {"dial_code": 966}),
}


class SystemClock:
    """The time of this machine (ports.Clock)."""

    def today(self) -> date:
        """The day."""
        return self.now().date()

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)


def desk_at(about: Mapping[str, Any]) -> tuple[Desk, Vault]:
    """A desk over the folder, key and store that the arguments name."""
    store, home = SessionSecrets(), Home.at(Path(about["home"]))
    store.write(ENTRY, {"key": about["key"]})
    secrets = PatientSecrets(store)
    vault = desk_vault(home, secrets)
    desk = Desk.over(
        vendors=VendorTable(),
        secrets=secrets,
        settings=SettingsFile(home),
        clock=SystemClock(),
        kept=kept_in(vault),
        vault=vault,
    )
    connection = Connection(
        id=STORE,
        name="Main",
        vendor=about["vendor"],
        base_url=about["base_url"],
        account=about["account"],
        training=True,
    )
    desk.stores.open_for_this_run([(connection, about["secret"])])
    return desk, vault


def _say(what: str, text: str = "") -> None:
    print(json.dumps([time.monotonic(), what, text]), flush=True)  # noqa: T201 - what the test reads


async def _work(about: Mapping[str, Any]) -> None:
    desk, _vault = desk_at(about)
    await desk.outgoing.lines.begin()
    typist = TYPISTS[about["vendor"]]
    ref = CustomerRef(STORE, about["customer"])
    form = await desk.profiles.form(STORE)
    spec = form.spec(typist.field)
    assert spec is not None
    _say("ready")
    for number in itertools.count():
        edit = Edit(form, await desk.profiles.open(ref))
        text = f"round {about['round']} text {number} and some words more"
        for end in range(1, len(text) + 1):
            edit.type_text(spec, text[:end])
            desk.drafts.note(edit)
            _say("typed", text[:end])
            await asyncio.sleep(_KEY_SECONDS)
        _say("saving", text)
        changes = edit.changes()
        edit.take_saved(changes, await desk.profiles.save(changes))
        desk.drafts.note(edit)
        _say("saved", text)
        await _create(desk, typist, 1000 * int(about["round"]) + number)


async def _create(desk: Desk, typist: Typist, number: int) -> None:
    phone = typist.phone.format(2000000 + number)
    name: dict[str, Value] = {"last_name" if "first_name" in typist.new else "single_name": f"Outbox {number}"}
    _say("creating", phone)
    try:
        made = await desk.profiles.create(STORE, {**typist.new, **name, "phone": phone}, ())
    except AppError as error:
        _say("refused", error.title)
    else:
        _say("kept" if is_provisional(made.ref) else "created", phone)


if __name__ == "__main__":
    asyncio.run(_work(json.loads(sys.argv[1])))
