"""Whatever arrives, nothing but NotAnId is raised, and soon."""

from __future__ import annotations

import contextlib
import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotAnId
from app.core.idcard import read_card
from tests.unit.core.idcard_cards import make_card
from tests.unit.core.idcard_damages import DOUBTFUL, UNDONE
from tests.unit.core.idcard_samples import samples

SAMPLES = [sample.payload for sample in samples()]
ELEMENTS = [f"D{second}{third}" for second in "ABCD" for third in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
PIECES = [
    *ELEMENTS,
    *'@\n\r\x1e\x1c\0 J^=?;%"',
    "ANSI ",
    "AAMVA",
    "636000",
    "100102DL00410278",
    "NONE",
    "01011990",
    "SMITH",
]
PIECES += [
    "ArrowDown",
    "Enter",
    "<LF>",
    "]L0",
    "QNSI ",
    "\\n",
    "0010",
    "Shift",
    "\ufffd",
    "É",
    ";636028",
    "%BC",
    "ZVZVA",
]
REPEATED = ["DAD", "DADDAC", "DCSDAQ", "DAA,", "@ANSI 636000100001DL", "D", "Z", "\n", "<LF>", '"', "DAQ1 "]
SECONDS = 0.05
LONG_SECONDS = 120


def survives(payload: str | bytes) -> float:
    """Processor time in seconds; fails by what is raised."""
    began = time.process_time()
    with contextlib.suppress(NotAnId):
        repr(read_card(payload))
    return time.process_time() - began


@given(st.binary(max_size=3_000))
def test_bytes(payload: bytes) -> None:
    """Any bytes."""
    survives(payload)


@given(st.text(max_size=1_000))
def test_texts(payload: str) -> None:
    """Any text, half character pairs included."""
    survives(payload)


@given(st.lists(st.sampled_from(PIECES), max_size=400).map("".join))
def test_pieces_of_cards(payload: str) -> None:
    """Elements, headers and key names in any order."""
    survives(payload)


@given(st.sampled_from(SAMPLES), st.data())
def test_changed_samples(payload: bytes, data: st.DataObject) -> None:
    """A real shape with something taken out, put in or doubled."""
    at = data.draw(st.integers(0, len(payload)))
    to = data.draw(st.integers(at, len(payload)))
    put = data.draw(st.sampled_from([payload[at:to], b"", b"\n", b"DAC", b"\xff"]) | st.binary(max_size=5))
    survives(payload[:at] + put + payload[to:])
    survives(payload[:at] + put + payload[at:])


def of_one_thing(piece: str, length: int) -> float:
    """Processor time for so much of one thing, without what else the machine did."""
    return min(survives(("@\n\x1e\rANSI 636000100001DL" + piece * length)[:length]) for _ in range(5))


@pytest.mark.parametrize("piece", REPEATED)
def test_repetitions_take_their_share(piece: str) -> None:
    """Four times as much of one thing takes four times as long, whatever it is; sixteen times would hold the window up."""
    assert of_one_thing(piece, 8_000) < 8 * of_one_thing(piece, 2_000)


@pytest.mark.long
def test_for_minutes() -> None:
    """Damaged and mixed cards, one after the other, each within 50 ms of processor time."""
    random = Random(1)  # noqa: S311 - the same in every run
    until, worst = time.monotonic() + LONG_SECONDS, 0.0
    while time.monotonic() < until:
        card = make_card(random, odd=True).payload
        damage = random.choice([*UNDONE.values(), *DOUBTFUL.values()])
        mixed = "".join(random.choices(PIECES, k=random.choice([5, 50, 500])))
        at = random.randrange(len(card))
        for payload in (damage(card, random), card[:at] + mixed + card[at:], mixed, random.randbytes(300)):
            worst = max(worst, survives(payload))
    assert worst < SECONDS
