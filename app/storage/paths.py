"""Where everything this program keeps lives, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "Frontdesk"
OWNER_ONLY_DIRECTORY = 0o700
OWNER_ONLY_FILE = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """One folder that holds all there is. Naming a file creates nothing; `prepare` creates the folder.

    On Windows the rights of a file come from the user's own profile folder, and the modes below say nothing. ``machine``
    is the folder of the machine's administrator where a test has one of its own; no command line can name it.
    """

    root: Path
    machine: Path | None = None

    @classmethod
    def at(cls, directory: Path | str | None = None) -> Home:
        """The folder given with ``--home``, or the platform's own place for a program's data."""
        directory = _own_place() if directory is None else directory
        return cls(Path(os.path.abspath(os.path.expanduser(directory))))  # noqa: PTH100, PTH111

    @property
    def settings_file(self) -> Path:
        """The settings, without secrets and people."""
        return self.root / "settings.json"

    @property
    def vault_file(self) -> Path:
        """The encrypted file of index, drafts, outbox and journal."""
        return self.root / "frontdesk.vault"

    @property
    def wanted_file(self) -> Path:
        """There while a window waits for the encrypted file that another program has; nothing is in it."""
        return self.root / "frontdesk.vault.wanted"

    @property
    def feed_file(self) -> Path:
        """What the program's makers last said of newer versions, as they signed it."""
        return self.root / "updates.feed"

    @property
    def policy_file(self) -> Path:
        """What an administrator has set for every account of this machine; it lies outside of this folder."""
        return (self.machine or machine_place()) / "policy.json"

    @property
    def log_dir(self) -> Path:
        """The folder that a person may send to support as it is."""
        return self.root / "logs"

    @property
    def log_file(self) -> Path:
        """The newest log; older ones stand beside it with a number."""
        return self.log_dir / "frontdesk.log"

    def prepare(self, directory: Path | None = None) -> Path:
        """Create ``directory`` (default: the root) and what is missing above it, owner-only; OSError as it comes.

        A folder that exists keeps its rights: it may be the person's own.
        """
        wanted = directory or self.root
        for missing in reversed([one for one in (wanted, *wanted.parents) if not one.exists()]):
            missing.mkdir(mode=OWNER_ONLY_DIRECTORY, exist_ok=True)
        return wanted


def owner_only(path: str, flags: int) -> int:
    """An opener for `open` whose new files only their owner can read."""
    return os.open(path, flags, OWNER_ONLY_FILE)


def sync_directory(directory: Path) -> None:
    """Make the new name outlive a power cut; file systems without it have their own way."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # the file itself is complete; some file systems refuse to sync a folder
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def machine_place() -> Path:
    """Where the platform keeps what holds for the whole machine, and only its administrators write.

    No variable of the environment is asked: an account may set those as it likes, and would choose its own policy with
    them. On Windows it is the folder of programs: in the one for all users' data any account may make a folder that no
    administrator has made, and its file would be believed by all others, who cannot write it.
    """
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none elsewhere

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows\CurrentVersion") as key:
            return Path(winreg.QueryValueEx(key, "ProgramFilesDir")[0]) / PROGRAM
    if sys.platform == "darwin":
        return Path("/Library/Application Support") / PROGRAM
    return Path("/etc/frontdesk")


def _own_place() -> Path:
    """Where the platform keeps a program's data: its known folder, or the XDG base directory.

    Written out because it is asked for before the first paint, and the usual library takes 15 ms to load.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / PROGRAM
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / PROGRAM
    data = os.environ.get("XDG_DATA_HOME", "")
    # The specification says that a relative path there is to be ignored.
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / PROGRAM
