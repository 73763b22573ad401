"""Cards of invented people, as a scanner types them."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QTimer

from tests.ui.scan import typist

_HEAD = "@\n\x1e\rANSI 636014100001DL"
_DIRECTORY = 10
JOHNNY = {
    "DAQ": "C1234567",
    "DCS": "APPLESEED",
    "DAC": "JOHNNY",
    "DAD": "JAMES",
    "DBB": "04071992",
    "DBA": "04072029",
    "DBC": "1",
    "DAY": "BRO",
    "DAG": "1611 TELEGRAPH AVE",
    "DAI": "OAKLAND",
    "DAJ": "CA",
    "DAK": "946120000",
    "DCG": "USA",
}
STRANGER = JOHNNY | {
    "DAQ": "X7654321",
    "DCS": "QUILLFEATHER",
    "DAC": "WANDA",
    "DAD": "MAE",
    "DBB": "05091988",
    "DBA": "05092031",
    "DBC": "2",
    "DAG": "9 HEATHER LN",
}
JON = JOHNNY | {"DAQ": "C9009021", "DAC": "JON", "DAD": "NONE", "DDG": "N", "DBB": "09021990", "DBA": "09022032"}


def text_of(card: dict[str, str]) -> str:
    """The barcode of a card by its elements, by the standard of 2020, version 10."""
    body = "DL" + "\n".join(key + value for key, value in card.items()) + "\r"
    start = len(_HEAD) - len("DL") + _DIRECTORY
    return f"{_HEAD}{start:04}{len(body):04}{body}"


async def scan(card: dict[str, str]) -> None:
    """A scanner types it into whatever window has the keyboard.

    Beside the test's own coroutine: typing gives Qt its turn, and the steps that coroutines take meanwhile would be lost.
    """
    done = asyncio.get_running_loop().create_future()

    def type_it() -> None:
        typist.scan(typist.of_text(text_of(card)))
        done.set_result(None)

    QTimer.singleShot(0, type_it)
    await done
