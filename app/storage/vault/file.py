"""The vault's file: locked for one program, made in one step, put aside but never destroyed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from app.storage.paths import OWNER_ONLY_FILE, Home, owner_only, sync_directory
from app.storage.vault import faults
from app.storage.vault.engine import Connection, connect, dbapi2, is_foreign, mapped
from app.storage.vault.migrations import Migrations, check_version, migrate, version

# SQLite keeps what is not yet in the file, and the index of it, beside the file.
_COMPANIONS = ("", "-wal", "-shm")


class VaultFile:
    """What happens to the file itself. Every call blocks, and raises MachineFault and nothing else."""

    def __init__(self, home: Home, migrations: Migrations) -> None:
        self._home = home
        self._path = home.vault_file
        self._migrations = migrations
        # A lock that does not fall when its program dies would lock everybody out: none is better than that.
        self._lock = FileLock(
            f"{self._path}.lock", timeout=0, mode=OWNER_ONLY_FILE, thread_local=False, fallback_to_soft=False
        )

    def claim(self) -> None:
        """Keep other programs from writing; VaultBusy where one does already. A second time is fine."""
        if self._lock.is_locked:
            return
        with mapped():
            self._home.prepare()
            try:
                self._lock.acquire()
            except Timeout as fault:
                raise faults.in_use() from fault
            except NotImplementedError as fault:
                raise faults.no_locks() from fault
            self._home.wanted_file.unlink(missing_ok=True)

    def want(self, *, wanted: bool) -> None:
        """Let the program that has the file know that a window waits for it, or no longer does."""
        with mapped():
            if wanted:
                self._home.wanted_file.touch(OWNER_ONLY_FILE)
            else:
                self._home.wanted_file.unlink(missing_ok=True)

    def release(self) -> None:
        """Let other programs write."""
        with mapped():
            self._lock.release()

    def exists(self) -> bool:
        """Whether something is in the file's place."""
        return os.path.lexists(self._path)

    def create(self, key: bytes) -> None:
        """Make the file beside its place and move it there: half a vault is never taken for one.

        Whatever is in its place is put aside, also a journal whose file is gone: the engine would take it for the
        new file's own.
        """
        with mapped():
            draft = self._draft()
            self._fill(draft, key)
            self._put_aside()
            os.replace(draft, self._path)  # noqa: PTH105 - stands beside the other calls of os
            sync_directory(self._path.parent)

    def open(self, key: bytes) -> Connection:
        """The connection that writes, to a file brought up to date."""
        with mapped():
            if self._path.is_file():
                self._path.chmod(OWNER_ONLY_FILE)  # a copy that a person put back may have other rights
            self._try(key, mend=True)
            return self._checked(connect(self._path, key), migrate)

    def open_beside(self, key: bytes, *, adds: bool) -> Connection:
        """A connection that reads, or also ``adds``, of a program that has not claimed the file."""
        with mapped():
            self._try(key, mend=False)
            return self._checked(connect(self._path, key, query_only=not adds), check_version)

    def open_reader(self, key: bytes) -> Connection:
        """A connection that reads a file of this very version; nothing is locked or changed."""
        with mapped():
            return self._checked(connect(self._path, key, query_only=True), check_version)

    def _try(self, key: bytes, *, mend: bool) -> None:
        """Find out whether the key fits before the engine sees the journal.

        A connection that could not read the file still deletes the journal of an empty one, and empties that of any
        other into it, when it is closed. ``mend``: a first page that a power cut tore is in the journal still; whether
        the journal mends the file is tried out on a copy.
        """
        if self._path.is_file() and not self._path.stat().st_size:
            raise faults.damaged()
        try:
            connect(self._path, key, frozen=True).close()
        except dbapi2.DatabaseError as fault:
            if is_foreign(fault) and not (mend and self._journal_mends(key)):
                raise

    def _journal_mends(self, key: bytes) -> bool:
        journal = Path(f"{self._path}-wal")
        if not journal.exists() or not journal.stat().st_size:
            return False
        draft = self._draft()
        try:
            for original, copy_of_it in ((self._path, draft), (journal, Path(f"{draft}-wal"))):
                with original.open("rb") as source, open(copy_of_it, "wb", opener=owner_only) as target:
                    shutil.copyfileobj(source, target)
            with contextlib.closing(connect(draft, key)) as copy:
                return copy.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        except dbapi2.DatabaseError:  # the copy does not open: there is no more to say of it
            return False
        finally:
            _remove(draft)

    def _draft(self) -> Path:
        """An empty file beside the vault, for its owner alone."""
        draft = self._path.with_name(f"{self._path.name}.new")
        _remove(draft)
        os.close(owner_only(str(draft), os.O_CREAT | os.O_EXCL | os.O_RDWR))
        return draft

    def _checked(self, connection: Connection, check: Callable[[Connection, Migrations], None]) -> Connection:
        """The connection where ``check`` has nothing against it; else it is closed."""
        with contextlib.ExitStack() as undo:
            undo.callback(connection.close)
            if not version(connection):  # every file of ours has had a first step before it got its name
                raise faults.damaged()
            check(connection, self._migrations)
            undo.pop_all()
        return connection

    def _fill(self, draft: Path, key: bytes) -> None:
        connection = connect(draft, key)
        try:
            # So that space can be given back in small steps; it has to be said before the first table.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            migrate(connection, self._migrations)
        finally:
            connection.close()

    def _put_aside(self) -> None:
        """Give the file, and what belongs to it, the first free name of its kind: frontdesk.broken-<n>.vault."""
        number = 1
        while os.path.lexists(aside := self._path.with_name(f"{self._path.stem}.broken-{number}.vault")):
            number += 1
        for companion in _COMPANIONS:
            with contextlib.suppress(FileNotFoundError):
                os.rename(f"{self._path}{companion}", f"{aside}{companion}")  # noqa: PTH104 - as above


def _remove(draft: Path) -> None:
    """Take away what a program that died left of a file that it was making; there was nothing in it."""
    for companion in (*_COMPANIONS, "-journal"):
        Path(f"{draft}{companion}").unlink(missing_ok=True)
