"""Connections to SQLCipher; the only importer of sqlcipher3, and imported itself by the vault's threads alone.

SQLCipher encrypts each page of the file with AES-256 and signs it; the key is 32 random bytes given as they are, which
spares the derivation from a passphrase. https://www.zetetic.net/sqlcipher/sqlcipher-api/#PRAGMA_key
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import MachineFault
from app.storage.vault import faults

if TYPE_CHECKING:  # sqlcipher3 has no types of its own: it is the standard library's module over another engine
    import sqlite3 as dbapi2
    from sqlite3 import Connection
else:
    from sqlcipher3 import dbapi2
    from sqlcipher3.dbapi2 import Connection

__all__ = ["Connection", "connect", "connect_in_memory", "dbapi2", "is_foreign", "mapped", "reading", "writing"]

BUSY_MILLISECONDS = 2000
CACHE_KIB = 16384
READER_CACHE_KIB = 32768  # what is found here need not be decrypted anew: a search reads pages from all over the file
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# https://www.sqlite.org/rescode.html, the lower eight bits of a result code
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26
_IOERR_READING = {266, 522}  # SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ
_SETTINGS = (
    "foreign_keys = ON",
    "temp_store = MEMORY",  # temporary files would be written in clear
    "trusted_schema = OFF",
    "cell_size_check = ON",
    f"busy_timeout = {BUSY_MILLISECONDS}",
    f"cache_size = -{CACHE_KIB}",
    # 16 MiB of journal before it is worked into the file: a first load is faster than with the usual 4.
    "wal_autocheckpoint = 4000",
    "journal_size_limit = 16777216",
    # What is deleted is overwritten where that costs no page of its own: the key still opens every page.
    "secure_delete = FAST",
    # A confirmed write is on the disk, also when the power fails: one fsync for each transaction.
    "synchronous = FULL",
)


def connect(path: Path, key: bytes, *, query_only: bool = False, frozen: bool = False) -> Connection:
    """Open an existing file with its raw key; DatabaseError where file and key do not belong together.

    ``frozen``: the file alone as it lies there, without its journal and without a lock; nothing beside it is touched.
    """
    connection = _connect(f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if frozen else 'mode=rw'}")
    with contextlib.ExitStack() as undo:
        undo.callback(connection.close)
        _set(connection, f"key = \"x'{key.hex()}'\"", *_SETTINGS, f"query_only = {'ON' if query_only else 'OFF'}")
        if query_only:
            _set(connection, f"cache_size = -{READER_CACHE_KIB}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the first page is read only now
        undo.pop_all()
    return connection


def connect_in_memory() -> Connection:
    """A vault that is gone when it is closed."""
    connection = _connect(":memory:")
    _set(connection, *_SETTINGS)
    return connection


@contextlib.contextmanager
def reading(connection: Connection) -> Iterator[Connection]:
    """One unchanging state of the vault for as long as this lasts, and no way to write."""
    _set(connection, "query_only = ON")
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        _roll_back(connection)


@contextlib.contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """One transaction: all of it is kept, or nothing."""
    _set(connection, "query_only = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        _roll_back(connection)


@contextlib.contextmanager
def mapped(*, reads: bool = False) -> Iterator[None]:
    """Turn what the engine and the system raise about the file into our tree; a mistake in our SQL stays one.

    ``reads``: so is an attempt to write.
    """
    try:
        yield
    except dbapi2.DatabaseError as fault:
        code = _code(fault)
        error = None if reads and code == _READONLY else _of_engine(code)
        if error is None:
            raise
        raise error from fault
    except OSError as fault:
        raise (faults.disk_full() if fault.errno in _NO_ROOM else faults.not_allowed()) from fault


def is_foreign(fault: dbapi2.DatabaseError) -> bool:
    """Whether the file was no vault at all, or another key's."""
    return _code(fault) == _NOTADB


def _code(fault: dbapi2.DatabaseError) -> int:
    code: int = getattr(fault, "sqlite_errorcode", 0)
    return code


def _of_engine(code: int) -> MachineFault | None:
    kind = code & 0xFF
    if kind in {_CORRUPT, _NOTADB} or code in _IOERR_READING:
        return faults.damaged()
    if kind in {_FULL, _IOERR}:
        return faults.disk_full()
    if kind in {_PERM, _READONLY, _CANTOPEN}:
        return faults.not_allowed()
    return faults.in_use() if kind in {_BUSY, _LOCKED} else None


def _roll_back(connection: Connection) -> None:
    if connection.in_transaction:  # a full disk may have rolled it back already
        connection.execute("ROLLBACK")


def _connect(database: str) -> Connection:
    connection = dbapi2.connect(database, uri=True, isolation_level=None, check_same_thread=True)
    connection.enable_load_extension(False)
    _set(connection, "cipher_log_level = NONE")  # it would write to standard error; what goes wrong is raised anyway
    return connection


def _set(connection: Connection, *settings: str) -> None:
    for setting in settings:
        connection.execute(f"PRAGMA {setting}").fetchall()
