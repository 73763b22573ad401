"""``doctor``: what works on this machine and what does not, each with its remedy. It asks no vendor anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version

from app.cli.commands import Doctor
from app.cli.failures import DONE, MACHINE_FAILED
from app.cli.machine import (
    Check,
    check_certificates,
    check_data_folder,
    check_disk,
    check_display,
    check_python,
    check_settings,
    check_vault,
    check_window_libraries,
)
from app.cli.upkeep import check_policy, check_updates
from app.core.errors import AppError, MachineFault
from app.core.vendor import Connection
from app.services.desk import Desk
from app.storage.paths import Home


def examine(command: Doctor, home: Home, desk: Desk) -> int:
    """Make every check and show the outcome."""
    checks = [
        check_python(),
        check_window_libraries(),
        check_display(),
        check_data_folder(home),
        check_disk(home),
        check_settings(home, len(desk.stores.listed())),
        check_policy(home, [info.key for info in desk.stores.vendor_infos()]),
        check_updates(home, desk.settings, version("frontdesk")),
        check_certificates(),
        check_vault(home, desk.secrets),
        *asyncio.run(_credentials(desk)),
    ]
    if command.json:
        print(json.dumps({"checks": [asdict(check) for check in checks]}, ensure_ascii=False))
    else:
        print("\n".join(_line(check) for check in checks))
    return DONE if all(check.ok for check in checks) else MACHINE_FAILED


def _line(check: Check) -> str:
    said = f"{'OK' if check.ok else 'PROBLEM':<8}{check.name}: {check.detail}"
    return said if check.ok else f"{said} {check.remedy}"


async def _credentials(desk: Desk) -> Sequence[Check]:
    """The secret store, and whether it holds what each connected store needs."""
    try:
        kept_by = await desk.secrets.state()
    except AppError as fault:
        return [Check("secret store", ok=False, detail=fault.title, remedy=fault.hint)]
    checks = [Check("secret store", ok=True, detail=kept_by)]
    checks += [await _credentials_of(desk, connection) for connection in desk.stores.connections()]
    return checks


async def _credentials_of(desk: Desk, connection: Connection) -> Check:
    name = f"store {connection.name}"
    try:
        fields = [spec.key for spec in desk.stores.info(connection.id).secret]
        secret = await desk.secrets.read(connection.id, fields)
    except MachineFault as fault:
        return Check(name, ok=False, detail=fault.title, remedy=fault.hint)
    except AppError:
        return Check(name, ok=False, detail="This program does not know its vendor.", remedy="Install a newer version.")
    if secret is None:
        return Check(name, ok=False, detail="Its credentials are missing.", remedy="Connect the store again.")
    return Check(name, ok=True, detail="Its credentials are here.")
