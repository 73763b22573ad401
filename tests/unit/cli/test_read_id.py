"""``read-id``: the promised keys and exit codes, from a file, from standard input and from a photo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Terminal

Capture = pytest.CaptureFixture[str]
FOLDER = Path(__file__).parents[2] / "data" / "aamva"
SCAN = FOLDER / "110_aamva_std_v10_sample.bin"
CARD = {
    "document": "license",
    "version": 10,
    "issuer": "VA",
    "first_name": "MICHAEL",
    "middle_name": "JOHN",
    "last_name": "SAMPLE",
    "suffix": "JR",
    "birth_date": "1986-06-06",
    "gender": "M",
    "license_number": "T64235789",
    "license_issued": "2019-06-06",
    "license_expires": "2024-12-10",
    "street1": "2300 WEST BROAD STREET",
    "street2": None,
    "city": "RICHMOND",
    "state": "VA",
    "postal_code": "23269",
    "country": "USA",
    "truncated": [],
    "unsure": [],
    "oddities": [],
}


def test_json(terminal: Terminal, capsys: Capture) -> None:
    """Every key is there; null where the card says nothing."""
    assert terminal.run("read-id", str(SCAN), "--json") == 0
    assert json.loads(capsys.readouterr().out) == CARD


def test_words(terminal: Terminal, capsys: Capture) -> None:
    """One line for each thing the card says."""
    assert terminal.run("read-id", str(SCAN)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "License expires: 2024-12-10" in lines
    assert not [line for line in lines if line.startswith(("Street2", "Unsure"))]


def test_standard_input(terminal: Terminal, capsys: Capture) -> None:
    """What a scanner sent can be piped in; what is odd about it is said."""
    scan = SCAN.read_text(encoding="ascii").swapcase()
    assert terminal.run("read-id", "-", "--json", secret=scan) == 0
    assert json.loads(capsys.readouterr().out) == CARD | {"oddities": ["caps_lock"]}


def test_what_is_not_certain_is_named(terminal: Terminal, capsys: Capture) -> None:
    """An expiry that cannot be read is no expiry."""
    assert terminal.run("read-id", str(FOLDER / "173_go_bad_expiry.bin"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["license_expires"] is None
    assert "license_expires" in said["unsure"]


def test_no_id(terminal: Terminal, capsys: Capture) -> None:
    """A product's code ends with 1, and the hint says what to scan."""
    assert terminal.run("read-id", str(FOLDER / "176_neg_upc.bin"), "--json") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert json.loads(said.err)["error"]["kind"] == "not_an_id"


def test_no_file(terminal: Terminal, tmp_path: Path) -> None:
    """A file that is not there is wrong usage."""
    assert terminal.run("read-id", str(tmp_path / "none.bin")) == 2


def photo(tmp_path: Path, content: bytes, kind: zxingcpp.BarcodeFormat) -> str:
    symbol = zxingcpp.create_barcode(content, kind).to_image(scale=4, add_quiet_zones=True)
    drawn = memoryview(symbol)  # type: ignore[arg-type] # a buffer, which its stub does not say
    height, width = drawn.shape or (0, 0)
    picture = QImage(drawn.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    path = tmp_path / "photo.png"
    assert picture.save(str(path))
    return str(path)


def test_picture(terminal: Terminal, tmp_path: Path, capsys: Capture) -> None:
    """The symbol of a photo is read byte by byte, controls included."""
    assert terminal.run("read-id", photo(tmp_path, SCAN.read_bytes(), zxingcpp.BarcodeFormat.PDF417), "--json") == 0
    assert json.loads(capsys.readouterr().out) == CARD


def test_picture_of_another_code(terminal: Terminal, tmp_path: Path, capsys: Capture) -> None:
    """The small code of a card, or one that is no ID's, is refused with 1."""
    assert terminal.run("read-id", photo(tmp_path, b"036000291452", zxingcpp.BarcodeFormat.Code128)) == 1
    assert capsys.readouterr().err
