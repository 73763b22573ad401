"""The administrator's policy file: believed where no account of its own could have written it, and laid over the settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.core.errors import AppError, MachineFault
from app.core.policy import Policy
from app.core.settings import Settings
from app.storage import policy_json
from app.storage.settings import SettingsFile

ADMINISTRATORS: Final = frozenset({0})  # root, by number
_MOST_BYTES: Final = 256 * 1024
_FOR_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_HINT: Final = "Tell whoever looks after this computer; frontdesk doctor says more."


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """The policy; ``wrong`` is what an administrator has to put right, in words. ``is_there``: the file is."""

    policy: Policy = field(default_factory=Policy)
    wrong: tuple[str, ...] = ()
    is_there: bool = False
    is_ignored: bool = False

    @property
    def notice(self) -> AppError | None:
        """What whoever is at the desk must hear of."""
        if not self.wrong:
            return None
        if self.is_ignored:
            title, follows = "What an administrator has set for this computer is ignored.", "Your own settings hold."
        else:
            title = "What an administrator has set for this computer cannot be read in part."
            follows = "The safest setting holds in its place."
        return MachineFault(title, f"{self.wrong[0]}. {follows} Customers can still be served.", _HINT)


def read_policy(file: Path, vendors: Collection[str], administrators: Collection[int] = ADMINISTRATORS) -> PolicyRead:
    """What stands in the file. One that an account could have written is ignored, and said to be; raises nothing."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return PolicyRead()
    except OSError as fault:
        return _ignored(f"the file cannot be opened ({fault.strerror})")
    try:
        reason = _distrusted(file, handle, administrators)
        raw = b"" if reason else _content(handle)
    except OSError as fault:
        return _ignored(f"the file cannot be read ({fault.strerror})")
    finally:
        os.close(handle)
    if reason:
        return _ignored(reason)
    if len(raw) > _MOST_BYTES:
        return _ignored(f"the file is larger than {_MOST_BYTES // 1024} KB")
    policy, wrong = policy_json.decode(raw, vendors)
    return PolicyRead(policy, wrong, is_there=True)


def _content(handle: int) -> bytes:
    with os.fdopen(handle, "rb", closefd=False) as opened:
        return opened.read(_MOST_BYTES + 1)


def _ignored(reason: str) -> PolicyRead:
    return PolicyRead(wrong=(reason,), is_there=True, is_ignored=True)


def _distrusted(file: Path, handle: int, administrators: Collection[int]) -> str:
    """Why the file may be an account's own work; "" where it is an administrator's."""
    if os.name == "nt":
        return "this account may write the file" if _can_write(file) else ""
    for what, status in (("file", os.fstat(handle)), ("folder", file.parent.stat())):
        if status.st_uid not in administrators:
            return f"the {what} does not belong to root"
        if status.st_mode & _FOR_OTHERS:
            return f"others than root may write the {what}"
    return "" if stat.S_ISREG(os.fstat(handle).st_mode) else "it is not a file"


def _can_write(file: Path) -> bool:
    """On Windows the system itself is asked: rights there are lists, of which owner and mode say nothing."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_APPEND))
    except OSError:
        return False
    return True


class FixedSettings:
    """Implements ports.SettingsStore: an account's own settings under what an administrator has set.

    The policy is read once, at the first `load`: a store does not vanish under a clerk's hands. ``notice`` is what the
    last `load` has to tell a person.
    """

    def __init__(
        self,
        own: SettingsFile,
        file: Path,
        vendors: Collection[str],
        administrators: Collection[int] = ADMINISTRATORS,
    ) -> None:
        self._own = own
        self._file = file
        self._vendors = vendors
        self._administrators = administrators
        self._read: PolicyRead | None = None

    @property
    def policy(self) -> PolicyRead:
        """What the administrator's file says."""
        if self._read is None:
            self._read = read_policy(self._file, self._vendors, self._administrators)
        return self._read

    @property
    def notice(self) -> AppError | None:
        """What a person must hear of: the administrator's file before the account's own."""
        return self.policy.notice or self._own.notice

    def load(self) -> Settings:
        """See ports.SettingsStore."""
        return self.policy.policy.over(self._own.load())

    def save(self, settings: Settings) -> None:
        """See ports.SettingsStore. What is fixed is not written; the account's own value waits under it."""
        self._own.save(self.policy.policy.under(settings, self._own.load()))
