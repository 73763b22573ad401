"""Each thing that scanners and keyboards do to a card is named, alone and together with others."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from app.ui.scan.burst import Heard, Kind
from app.ui.scan.diagnosis import Finding, diagnose
from app.ui.scan.specimen import specimen

CARD = specimen().decode("ascii")
_TO_FRENCH = str.maketrans("1234567890AQZWaqzw", "&é\"'(-è_çàQAWZqawz")
Damage = Callable[[str], str]


def french(text: str) -> str:
    """What a US scanner writes through a French keyboard: "@" is Shift and 2 there."""
    return text.translate(_TO_FRENCH | {ord("@"): "2", ord("M"): "?", ord("m"): ","})


DAMAGES: dict[Finding, list[Damage]] = {
    Finding.CONTROLS_DROPPED: [lambda text: text.translate({10: None, 13: None, 30: None})],
    Finding.FIRST_CHARACTER_LOST: [lambda text: text[1:]],
    Finding.LAYOUT_GERMAN: [lambda text: text.translate(str.maketrans("YZyz@", 'ZYzy"'))],
    Finding.LAYOUT_FRENCH: [french],
    Finding.CAPS_LOCK: [str.swapcase],
    Finding.DOUBLE_SCAN: [lambda text: text * 2],
    Finding.SPELLED_CONTROLS: [
        lambda text: text.replace("\n", "ArrowDown").replace("\r", "Enter"),
        lambda text: text.replace("\n", "<LF>").replace("\x1e", "<RS>").replace("\r", "<CR>"),
        lambda text: text.replace("\n", "^J").replace("\x1e", "^^").replace("\r", "^M"),
    ],
    Finding.CHANGED_SEPARATORS: [
        lambda text: text.replace("\n", " "),
        lambda text: text.replace("\n", "|"),
        lambda text: text.replace("\n", "\r\n"),
    ],
    Finding.PREFIX: [lambda text: "]L0" + text, lambda text: "]L2" + text, lambda text: "\x02" + text],
    Finding.SUFFIX: [lambda text: text + "\x03", lambda text: text + "\t", lambda text: text + "\x03\r\n"],
    Finding.NULL_BYTES: [lambda text: "\x00".join(text) + "\x00"],
    Finding.HALF_SCAN: [lambda text: text[: len(text) // 2], lambda text: text[len(text) // 2 :]],
}
CASES = [(finding, damage) for finding, damages in DAMAGES.items() for damage in damages]


@pytest.mark.parametrize(("finding", "damage"), CASES, ids=[finding.name for finding, _damage in CASES])
def test_each_is_found_alone(finding: Finding, damage: Damage) -> None:
    """One damage, one finding: nobody is sent to change what is right."""
    found = diagnose(damage(CARD), None)
    assert finding in found
    assert set(found) <= {finding, Finding.FIRST_CHARACTER_LOST} if finding is Finding.HALF_SCAN else found == [finding]


_TOGETHER = [
    pair
    for pair in combinations([case for case in CASES if case[0] is not Finding.HALF_SCAN], 2)
    if len({one for one, _damage in pair}) == 2
    and not {one for one, _damage in pair} <= {Finding.LAYOUT_GERMAN, Finding.LAYOUT_FRENCH, Finding.CAPS_LOCK}
    and not {one for one, _damage in pair}
    <= {Finding.CONTROLS_DROPPED, Finding.SPELLED_CONTROLS, Finding.CHANGED_SEPARATORS}
    and {one for one, _damage in pair} != {Finding.CAPS_LOCK, Finding.SPELLED_CONTROLS}
]


@pytest.mark.parametrize(("first", "second"), _TOGETHER)
def test_two_are_found_together(first: tuple[Finding, Damage], second: tuple[Finding, Damage]) -> None:
    """The keyboard's doing comes before the scanner's frame."""
    (one, damage), (other, further) = first, second
    found = diagnose(further(damage(CARD)), None)
    assert {one, other} <= set(found) | ({Finding.SUFFIX} if Finding.DOUBLE_SCAN in {one, other} else set())


def test_a_good_scan_finds_nothing() -> None:
    """On a line every byte arrives; typed, only the keys are remarked on."""
    assert diagnose(specimen(), None) == []
    typed = Heard(CARD.replace("\r", "\n"), len(CARD), 8, frozenset({Kind.CHARACTER, Kind.CONTROL, Kind.ENTER}))
    assert diagnose(typed.text, typed) == [Finding.CONTROL_KEYS]


def test_a_slow_scanner_is_found() -> None:
    """By its longest pause."""
    typed = Heard(CARD, len(CARD), 70, frozenset({Kind.CHARACTER, Kind.ENTER}))
    assert diagnose(CARD, typed) == [Finding.TOO_SLOW]


@pytest.mark.parametrize("text", ["", "036000291452\r", "https://example.test", "@\n\x1e\rANSI 636000100102DL"])
def test_something_else_was_scanned(text: str) -> None:
    """A product, a link, a real customer's card: nothing is concluded from it."""
    assert diagnose(text, None) == [Finding.NOT_THE_TEST_CARD]


def test_no_sample_is_taken_for_the_test_card() -> None:
    """The cards of the sample set are told from it."""
    folder = Path(__file__).parents[3] / "data" / "aamva"
    keys = json.loads((folder / "keystrokes_v10.json").read_text())["keys"]
    assert diagnose("".join(one["key"] for one in keys), None) == [Finding.NOT_THE_TEST_CARD]
