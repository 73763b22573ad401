"""The versions of the vault's tables: numbered steps, each done whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from app.storage.vault import faults
from app.storage.vault.engine import Connection, dbapi2, mapped, writing

Migrations = Sequence[tuple[int, Sequence[str]]]


def version(connection: Connection) -> int:
    """The number of the last step that the file has seen; 0 for an empty one."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def migrate(connection: Connection, migrations: Migrations) -> None:
    """Bring the file up to the last step. VaultUnreadable for a newer file, and where a step fails: it is taken back."""
    before = version(connection)
    if before > latest(migrations):
        raise faults.newer()
    for number, statements in migrations:
        if number > before:
            _step(connection, number, statements)


def check_version(connection: Connection, migrations: Migrations) -> None:
    """VaultUnreadable for a file of another version than ours."""
    found = version(connection)
    if found != latest(migrations):
        raise faults.newer() if found > latest(migrations) else faults.older()


def latest(migrations: Migrations) -> int:
    """The number of the last step."""
    return max((number for number, _statements in migrations), default=0)


def _step(connection: Connection, number: int, statements: Sequence[str]) -> None:
    try:
        with mapped(), writing(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number:d}")
    except dbapi2.DatabaseError as fault:
        raise faults.not_updated() from fault
