"""Words and numbers that several parts of the command line share."""

from __future__ import annotations

USAGE_ERROR = 2  # the exit code of wrong usage
LOOKUP_KEYS = ("id", "phone", "email", "license", "state-id", "name")
EXPORT_ENDINGS = frozenset({".csv", ".jsonl", ".xlsx"})
CONTINUED_ENDINGS = frozenset({".csv", ".jsonl"})  # of a workbook, the end cannot be written behind
JOURNAL_ENDINGS = frozenset({".csv", ".jsonl"})
MOST_ROWS = 50  # of a search, unless another number is asked for
