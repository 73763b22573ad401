"""The tables of the index, as the vault's first migration takes them.

``words`` holds no text, only which row has which word (contentless FTS5); its row numbers are a sequence of recency,
so that a search answers the latest first by walking backwards, without sorting. https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

from app.storage.index.forgiveness import FORGIVENESS_STATEMENTS

# Every sign that a word of ours can hold beside letters and digits; see words.py.
_SIGNS = "@._+-#>"
STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE stores (
        number INTEGER PRIMARY KEY, connection TEXT NOT NULL UNIQUE, people INTEGER NOT NULL DEFAULT 0,
        created_until TEXT, complete INTEGER NOT NULL DEFAULT 0, changed_since TEXT, expected INTEGER, synced_at TEXT
    )""",
    """CREATE TABLE people (
        seq INTEGER PRIMARY KEY, store INTEGER NOT NULL REFERENCES stores, customer_id TEXT NOT NULL,
        opened_at REAL, record BLOB NOT NULL
    )""",
    "CREATE UNIQUE INDEX people_of_store ON people (store, customer_id)",
    "CREATE INDEX people_opened ON people (opened_at) WHERE opened_at IS NOT NULL",
    f"""CREATE VIRTUAL TABLE words USING fts5 (
        word, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
        tokenize = "ascii tokenchars '{_SIGNS}'"
    )""",
    # What fits on one page of 4096 bytes beside SQLCipher's 80 and SQLite's own; a larger block would lie on two pages.
    "INSERT INTO words (words, rank) VALUES ('pgsz', 3960)",
    # More is collected in memory, and more parts lie side by side before they are merged: a first load ends with a merge.
    "INSERT INTO words (words, rank) VALUES ('hashsize', 4194304)",
    "INSERT INTO words (words, rank) VALUES ('automerge', 8)",
    *FORGIVENESS_STATEMENTS,
)
