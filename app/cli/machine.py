"""What ``doctor`` looks at on this machine. No check names a person: folders are shown without the account's name."""

from __future__ import annotations

import asyncio
import ctypes.util
import os
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import AppError
from app.core.redaction import redact
from app.ports import AsyncSecretStore
from app.storage.desk_vault import desk_vault
from app.storage.journal import VaultJournal
from app.storage.paths import Home
from app.storage.settings import SettingsFile
from app.storage.vault.vault import Access

_LEAST_PYTHON, _FIRST_UNTRIED_PYTHON = (3, 11), (3, 14)
_LEAST_FREE = 200 * 1024 * 1024  # bytes: the index of a big store and its next version
_WINDOW_SECONDS = 30
_OPEN_WINDOW = """
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
print(qVersion())
"""
_QT_PACKAGES = "libgl1 libegl1 libxkbcommon0 libfontconfig1 libglib2.0-0 libdbus-1-3"
_XCB_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``remedy`` is empty where nothing is wrong."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def check_python() -> Check:
    """The interpreter is one this program is tested on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = _LEAST_PYTHON <= sys.version_info[:2] < _FIRST_UNTRIED_PYTHON
    return Check("python", ok, f"Python {version}.", "" if ok else "Install Python 3.11, 3.12 or 3.13.")


def check_window_libraries() -> Check:
    """Qt loads with its libraries, tried in a process of its own: a missing library can end the one that tries."""
    if getattr(sys, "frozen", False):  # the installed program has no interpreter to start; it brought its libraries
        return Check("window libraries", ok=True, detail="Brought by the installer.")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _OPEN_WINDOW]
    remedy = "Install the program again"
    remedy += f"; on Debian and Ubuntu: apt install {_QT_PACKAGES}." if sys.platform == "linux" else "."
    try:
        outcome = subprocess.run(  # noqa: S603 - our own interpreter and our own text
            command, env=environment, capture_output=True, text=True, timeout=_WINDOW_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return Check("window libraries", ok=False, detail="Qt does not start.", remedy=remedy)
    if outcome.returncode:
        lines = outcome.stderr.strip().splitlines() or ["no reason given"]
        return Check("window libraries", ok=False, detail=f"Qt does not start: {redact(lines[-1])}.", remedy=remedy)
    return Check("window libraries", ok=True, detail=f"Qt {outcome.stdout.strip()}.")


def check_display() -> Check:
    """There is a screen to open the window on."""
    if sys.platform != "linux":
        return Check("display", ok=True, detail="The system's own.")
    if os.environ.get("WAYLAND_DISPLAY"):
        return Check("display", ok=True, detail="Wayland.")
    if not os.environ.get("DISPLAY"):
        remedy = "Start the window from a desktop session; the command line works without."
        return Check("display", ok=False, detail="No display is set.", remedy=remedy)
    if ctypes.util.find_library("xcb-cursor") is None:
        remedy = f"On Debian and Ubuntu: apt install {_XCB_PACKAGES}."
        return Check("display", ok=False, detail="X11, but libxcb-cursor is missing.", remedy=remedy)
    return Check("display", ok=True, detail="X11.")


def check_data_folder(home: Home) -> Check:
    """The folder can be written, and by this account alone. A folder that is not there yet is not made here."""
    place = _existing(home.root)
    shown = redact(str(home.root))
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
        mode = place.stat().st_mode
    except OSError:
        remedy = "Give this account the right to write there, or use --home."
        return Check("data folder", ok=False, detail=f"{shown} cannot be written.", remedy=remedy)
    if place == home.root and os.name != "nt" and stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return Check("data folder", ok=False, detail=f"{shown} is open to others.", remedy=f"chmod 700 {shown}")
    return Check("data folder", ok=True, detail=f"{shown}.")


def check_disk(home: Home) -> Check:
    """There is room for what the program keeps."""
    try:
        free = shutil.disk_usage(_existing(home.root)).free
    except OSError:
        return Check("disk", ok=False, detail="The free space cannot be read.", remedy="Check the disk.")
    detail = f"{free / 1024**3:,.1f} GB free."
    ok = free >= _LEAST_FREE
    return Check("disk", ok, detail, "" if ok else f"Make room: {_LEAST_FREE // 1024**2} MB are needed.")


def check_settings(home: Home, count: int) -> Check:
    """The settings file says something, or is not there yet; ``count`` stores are connected, an administrator's too."""
    file = SettingsFile(home)
    file.load()
    if file.notice:
        return Check("settings", ok=False, detail=file.notice.title, remedy=file.notice.hint)
    return Check("settings", ok=True, detail=f"{count} connected store{'' if count == 1 else 's'}.")


def check_vault(home: Home, secrets: AsyncSecretStore) -> Check:
    """The encrypted file opens with this computer's key; it is only read, also while a window has it open."""
    if not os.path.lexists(home.vault_file):
        return Check("vault", ok=True, detail="Nothing is kept yet.")
    trouble, broken = asyncio.run(_trouble_of_vault(home, secrets))
    if trouble:
        return Check("vault", ok=False, detail=trouble.title, remedy=trouble.hint)
    if broken is not None:
        detail = f"The journal was changed from outside, from entry {broken} on."
        return Check("vault", ok=False, detail=detail, remedy="Tell whoever is responsible for the store's records.")
    return Check("vault", ok=True, detail=f"Encrypted, {home.vault_file.stat().st_size / 1024**2:,.1f} MB.")


async def _trouble_of_vault(home: Home, secrets: AsyncSecretStore) -> tuple[AppError | None, int | None]:
    """What is wrong with the file, and the first entry of its journal that somebody was at."""
    vault = desk_vault(home, secrets, access=Access.READ)
    await vault.open()
    broken = None
    if vault.trouble is None:
        try:
            broken = await VaultJournal(vault).check()
        except AppError as trouble:
            vault.trouble = trouble
    await vault.close()
    return vault.trouble, broken


def check_certificates() -> Check:
    """The system's trust store has authorities in it, without which no vendor can be reached."""
    from app.vendors.http import tls_context  # noqa: PLC0415 - imports the HTTP library

    remedy = "Install the system's certificates; on Debian and Ubuntu: apt install ca-certificates."
    try:
        tls_context()
        filled = sys.platform != "linux" or _has_authorities()
    except (OSError, ssl.SSLError):
        filled = False
    detail = "The system's trust store." if filled else "The system's trust store is empty or cannot be read."
    return Check("certificates", filled, detail, "" if filled else remedy)


def _has_authorities() -> bool:
    """Elsewhere the system itself answers; on Linux it is a file or a folder of certificates."""
    if ssl.create_default_context().cert_store_stats()["x509_ca"]:
        return True
    folder = ssl.get_default_verify_paths().capath
    return folder is not None and any(Path(folder).iterdir())


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())
