"""The settings file: versioned JSON, replaced in one step, never destroyed because it could not be read."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from app.core.errors import AppError, DiskFull, MachineFault, VaultUnreadable
from app.core.settings import Settings
from app.storage import settings_json
from app.storage.paths import Home, sync_directory

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BROKEN_NAME = "settings.broken-{}.json"


class SettingsFile:
    """Implements ports.SettingsStore.

    ``notice`` is what the last `load` has to tell a person (VaultUnreadable), or None. Whatever could not be read is
    copied to ``settings.broken-<n>.json`` beside the file, before the file is written again at the latest.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._unread = False  # the file holds something that is neither in the settings nor copied aside yet
        self.notice: AppError | None = None

    def load(self) -> Settings:
        """The settings; defaults for whatever cannot be read. Never raises AppError: see ``notice``."""
        self.notice, self._unread = None, False
        try:
            raw = self._home.settings_file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return Settings()
        except OSError as fault:
            self._unread = True
            self.notice = _unreadable("The settings cannot be read.", "The file is left as it is.", fault)
            return Settings()
        try:
            settings, wrong = settings_json.decode(raw)
        except settings_json.NotSettings as fault:
            settings, wrong = Settings(), fault
        if wrong is not None:
            self._report(raw, wrong)
        return settings

    def save(self, settings: Settings) -> None:
        """Replace the file in one step; DiskFull, or MachineFault where this account may not write it.

        MachineFault too where the file could not be read before and can be now: what is to be written began with defaults.
        """
        text = settings_json.encode(settings)
        try:
            self._home.prepare()
            if self._unread:
                self._refuse_defaults()
                self._move_aside()
            _replace(self._home.settings_file, text)
        except OSError as fault:
            raise _unwritable(fault) from fault

    def _report(self, raw: bytes, wrong: Exception) -> None:
        """Copy the broken file aside and say so."""
        try:
            kept = f"A copy is kept as {self._copy_aside(raw).name}."
        except OSError:  # no room or no right to write: `save` moves the file away before it writes
            self._unread = True
            kept = "The file is left as it is."
        self.notice = _unreadable("Some of the settings cannot be read and were set to their defaults.", kept, wrong)

    def _copy_aside(self, raw: bytes) -> Path:
        """The copy's path. A file that stays broken is copied once, not at each start."""
        number, target = self._free_name()
        if number > 1:
            latest = self._home.root / _BROKEN_NAME.format(number - 1)
            if latest.is_file() and latest.read_bytes() == raw:
                return latest
        _replace(target, raw)
        return target

    def _refuse_defaults(self) -> None:
        """Another program may have held the file for a moment; nothing of it is to be lost for that."""
        with contextlib.suppress(OSError, settings_json.NotSettings):
            if settings_json.decode(self._home.settings_file.read_bytes())[1] is None:
                raise MachineFault(
                    "The settings could not be read a moment ago.",
                    "Nothing was changed. Customers can be served.",
                    "Try again.",
                )

    def _move_aside(self) -> None:
        """Renaming needs neither room nor the right to read."""
        if os.path.lexists(self._home.settings_file):
            self._home.settings_file.rename(self._free_name()[1])
        self._unread = False

    def _free_name(self) -> tuple[int, Path]:
        number = 1
        while os.path.lexists(path := self._home.root / _BROKEN_NAME.format(number)):
            number += 1
        return number, path


def _replace(target: Path, content: bytes) -> None:
    """Write beside ``target`` (mkstemp: owner-only), then take its place: a reader sees the old or the new file."""
    import tempfile  # noqa: PLC0415 - settings are read before the first paint, and hardly ever written

    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)  # noqa: PTH105 - the one call that tests let fail
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108 - stands beside os.replace
        raise
    sync_directory(target.parent)


def _unreadable(title: str, kept: str, cause: Exception) -> VaultUnreadable:
    notice = VaultUnreadable(
        title,
        f"{kept} Customers can be served once their store is connected.",
        "Check the list of stores; connect again those that are missing.",
    )
    notice.__cause__ = cause
    return notice


def _unwritable(fault: OSError) -> MachineFault:
    detail = "The settings stay as they were before. Customers can still be served."
    if fault.errno in _NO_ROOM:
        return DiskFull("The settings were not saved: the disk is full.", detail, "Make room and try again.")
    return MachineFault(
        "The settings were not saved: this account may not write them, or the disk refuses.",
        detail,
        "Check the rights of the program's data folder and try again.",
    )
