"""The customers of the table as a file."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.core.vendor import CreatedBetween, UpdatedSince
from app.ui.bulk.saving import ExportDialog, file_name
from tests.ui.bulk.conftest import Clerk
from tests.ui.conftest import until


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("out*"))


async def test_csv_holds_what_is_shown(clerk: Clerk, tmp_path: Path) -> None:
    """The columns of the table in their order, every row, and the message names the file."""
    clerk.start()
    await clerk.idle()
    out = tmp_path / "out.csv"
    await clerk.write(out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(clerk.window.model.names)
    assert [row[0] for row in rows[1:]] == clerk.column(0)
    assert clerk.message() == "The customers were written to out.csv."


async def test_json_lines_hold_everything(clerk: Clerk, tmp_path: Path) -> None:
    """Programs get every promised key, and no inner one."""
    clerk.start()
    await clerk.idle()
    await clerk.write(tmp_path / "out.jsonl")
    people = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [person["customer_id"] for person in people] == clerk.column(0)
    johnny = next(person for person in people if person["customer_id"] == "1117")
    assert "addresses" in johnny
    assert not {"connection", "store"} & johnny.keys()


async def test_workbook(clerk: Clerk, tmp_path: Path) -> None:
    """The workbook is whole and only its owner can read it."""
    clerk.start()
    await clerk.idle()
    await clerk.write(tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b"Appleseed" in book.read("xl/worksheets/sheet1.xml")
    assert names_in(tmp_path) == ["out.xlsx"]


async def test_short_list_is_said_to_be_short(clerk: Clerk, tmp_path: Path) -> None:
    """A file of a list that was cancelled says so beside its name."""
    clerk.start()
    await until(lambda: clerk.window.presenter.run and len(clerk.window.presenter.run.rows))
    clerk.button("bulkCancel").click()
    await clerk.idle()
    await clerk.write(tmp_path / "out.csv")
    assert "The list is short" in clerk.message()


@pytest.mark.parametrize("name", ["none/out.csv", "out.doc"])
async def test_place_or_name_that_cannot_be(clerk: Clerk, tmp_path: Path, name: str) -> None:
    """The reason and what to do stand above; the rows are still there."""
    clerk.start()
    await clerk.idle()
    await clerk.write(tmp_path / name)
    assert "file" in clerk.message()
    assert clerk.window.model.rowCount()
    assert not (tmp_path / name).exists()


async def test_writing_can_be_cancelled(clerk: Clerk, tmp_path: Path) -> None:
    """Half a file is not left lying about, and the rows stay."""
    clerk.start()
    await clerk.idle()
    clerk.window._write(str(tmp_path / "out.csv"))
    assert clerk.window.presenter.writing
    clerk.button("bulkCancel").click()
    await until(lambda: not names_in(tmp_path))
    await clerk.idle()
    assert clerk.window.model.rowCount()


async def test_dialog(clerk: Clerk) -> None:
    """The name says the period and nobody's name; an ending is added as the chosen format wants it."""
    clerk.start()
    await clerk.idle()
    clerk.button("bulkExport").click()
    dialog = clerk.window.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "xlsx"
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()


def test_file_names() -> None:
    """Both kinds of list name their days."""
    assert file_name(CreatedBetween(date(2026, 1, 1), date(2026, 1, 31))) == "customers-2026-01-01-2026-01-31.xlsx"
    moment = datetime(2026, 2, 3, tzinfo=UTC)
    assert file_name(UpdatedSince(moment)) == "customers-changed-since-2026-02-03.xlsx"


async def test_the_journal_knows_of_the_file(clerk: Clerk, tmp_path: Path) -> None:
    """How many of which store, once they are written; nothing of a file that came to nothing."""
    noted: list[tuple[str, str]] = []
    clerk.practice.desk.activity.added = lambda entry: noted.append((entry.deed, entry.detail))
    clerk.start()
    await clerk.idle()
    await clerk.write(tmp_path / "nowhere" / "out.csv")
    assert noted == []
    await clerk.write(tmp_path / "out.csv")
    count = clerk.window.model.rowCount()
    assert noted == [("Written to a file", f"{count} customers of {clerk.practice.desk.stores.connections()[0].name}")]
