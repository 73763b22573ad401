"""A scanner is told from a person by what is typed and how fast."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import SCANNER_GAP_MS as GAP_MS
from app.ui.scan.burst import FAST_MS, Answer, Burst, Heard, Kind, Stroke

CARD = "@\n\x1e\rANSI 636000100102DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDDEN\rZVZVA01\r"
KINDS = {"\n": Kind.CONTROL, "\x1e": Kind.CONTROL, "\x1c": Kind.CONTROL, "\x02": Kind.CONTROL, "\r": Kind.ENTER}


def strokes(text: str, gaps: Iterable[int]) -> list[Stroke]:
    """A text as keys, with the time before each."""
    at, made = 1_000_000, []
    for letter, gap in zip(text, gaps, strict=False):
        at += gap
        made.append(Stroke(KINDS.get(letter, Kind.CHARACTER), letter, at, shifted=letter.isupper()))
    return made


class Desk:
    """Holds keys as the window does: what went on to the field, in which order and how late, and what was heard."""

    def __init__(self, gap_ms: int = GAP_MS) -> None:
        self.burst = Burst(gap_ms)
        self.held: list[Stroke] = []
        self.written = ""
        self.heard: list[Heard] = []
        self.now = 0
        self.latest = 0  # ms that a key came late to the field

    def type(self, keys: Sequence[Stroke]) -> Desk:
        """Press the keys, with the timer of the window running between them, and wait at the end."""
        for key in keys:
            self._wait_until(key.at)
            self._do(self.burst.press(key), key)
        self._wait_until(keys[-1].at + 10_000)
        return self

    def _wait_until(self, at: int) -> None:
        while self.burst.wait and self.now + self.burst.wait < at:
            self.now += self.burst.wait
            self._do(self.burst.settle(), None)
        self.now = at

    def _do(self, answer: Answer, key: Stroke | None) -> None:
        held = self.held
        if answer.give_back:
            self.written += "".join(one.text for one in held)
            self.latest = max([self.latest, *((key.at if key else self.now) - one.at for one in held)])
        if answer.give_back or answer.dropped:
            self.held = []
        if answer.heard:
            self.heard.append(answer.heard)
        if key and not answer.take:
            self.written += key.text
        elif key and self.burst.is_waiting:
            self.held.append(key)


def heard_of(text: str, gap: int, gap_ms: int = GAP_MS) -> Desk:
    """A scanner types the text."""
    return Desk(gap_ms).type(strokes(text, [gap] * len(text)))


@pytest.mark.parametrize("gap", [0, 1, 5, 10, 20, 35])
def test_a_card_is_heard_whole_and_nothing_of_it_is_written(gap: int) -> None:
    """The speeds that scanners are built with."""
    desk = heard_of(CARD, gap)
    assert desk.written == ""
    assert [one.text.replace("\r", "\n") for one in desk.heard] == [CARD.replace("\r", "\n")]


STARTS = {
    "as it should be": CARD,
    "AIM prefix": "]L0" + CARD,
    "AIM prefix of another reader": "]L2" + CARD,
    "STX and ETX": "\x02" + CARD + "\x03",
    "controls dropped": CARD.translate({10: None, 13: None, 30: None}),
    "line feeds as blanks": CARD.replace("\n", " ").replace("\x1e", " ").replace("\r", " "),
    "line feeds as bars": CARD.replace("\n", "|"),
    "spelled in brackets": CARD.replace("\n", "<LF>").replace("\x1e", "<RS>").replace("\r", "<CR>"),
    "spelled with a hat": CARD.replace("\n", "^J").replace("\x1e", "^^").replace("\r", "^M"),
    "spelled as key names": CARD.replace("\n", "ArrowDown").replace("\r", "Enter"),
    "Caps Lock": CARD.swapcase(),
    "German keyboard": '"' + CARD[1:].translate(str.maketrans("ZY", "YZ")),
    "French keyboard": CARD[1:].translate(str.maketrans("AQ0123456789", "QAà&é\"'(-è_ç")),
    "first character lost": CARD[1:],
    "first character and controls lost": CARD[1:].translate({10: None, 13: None, 30: None}),
    "AAMVA": CARD.replace("ANSI ", "AAMVA"),
    "magnetic stripe": "%CAANYTOWN^SAMPLE$JANE^12 MAIN ST^?;636014012345678=150419800404?",
}


@pytest.mark.parametrize("text", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("gap", [4, 20, 35])
def test_every_start_of_a_card_is_known(text: str, gap: int) -> None:
    """Whatever a scanner makes of the first bytes, the field stays as it was."""
    desk = heard_of(text, gap)
    assert desk.written == ""
    assert len(desk.heard) == 1


@pytest.mark.parametrize("text", ["036000291452\r", "https://example.test/menu?id=12\r", "DAQ123456\nDCSSAMPLE\n"])
def test_whatever_is_fast_is_no_person(text: str) -> None:
    """A product or a link at a scanner's usual speed does not reach the field either."""
    desk = heard_of(text, FAST_MS)
    assert desk.written == ""
    assert len(desk.heard) == 1


def test_characters_spelled_with_alt_are_put_together() -> None:
    """Some scanners type a line feed as Alt and 0010 on the number pad."""
    text = "@" + "".join(chr(0xE000 + int(digit)) for digit in "001000300013") + "ANSI 636000"
    keys = [
        Stroke(Kind.ALT_CODE if one.text >= "\ue000" else one.kind, one.text, one.at) for one in strokes(text, [9] * 50)
    ]
    assert [one.text for one in Desk().type(keys).heard] == ["@\n\x1e\rANSI 636000"]


NAMES = ["dana@example.test", "Quentin Quill", "(628) 203-2916", "AANDERSON", "%5 off", "]]", '"Al" Smith', "@@@@@@@@"]


@given(st.text(min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_a_quick_typist_loses_nothing(text: str, chance: random.Random) -> None:
    """Keys 40 ms apart and more, and fingers that roll over for two or three, arrive complete and in their order."""
    gaps: list[int] = []
    while len(gaps) < len(text):
        gaps += [chance.randint(40, 200), *[chance.randint(10, 20) for _ in range(chance.choice((0, 0, 1, 2)))]]
    desk = Desk().type(strokes(text, gaps))
    assert desk.written == text
    assert desk.heard == []
    assert desk.latest <= GAP_MS * 7  # of eight keys that a card may begin with, or it were one


def test_a_figure_behind_a_percent_sign_is_no_state() -> None:
    """What a magnetic stripe begins with is "%" and two letters: anything else is let go at once."""
    assert Desk().type(strokes("%A00", [40] * 4)).latest <= GAP_MS * 3


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize("gap", [12, 15, 33, 66])
def test_what_is_typed_for_a_person_arrives(text: str, gap: int) -> None:
    """Programs that type for people press a key every 12 ms or slower, and what they write is no card."""
    desk = heard_of(text, gap)
    assert desk.written == text
    assert desk.heard == []


def test_an_ordinary_key_is_hardly_late() -> None:
    """A letter waits for less than a frame of the screen; the sign that cards begin with for a few more."""
    assert heard_of("a", 100).latest == FAST_MS
    assert heard_of("abc", 66).latest == FAST_MS
    assert heard_of("@", 100).latest == GAP_MS


@pytest.mark.parametrize("letter", ["a", "@", "\r", "\n", " ", "A"])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_key_that_is_held_down_goes_on(letter: str, is_told: bool) -> None:
    """The keyboard repeats it thirty times a second, and not every system says so."""
    keys = strokes(letter * 60, [500, 300, *[33] * 60])
    if is_told:
        keys = [keys[0], *(Stroke(one.kind, one.text, one.at, repeats=True) for one in keys[1:])]
    desk = Desk().type(keys)
    assert desk.written == letter * 60
    assert desk.heard == []


def test_typing_goes_on_right_after_a_scan() -> None:
    """What the scanner adds late (Enter) is its own; a letter a fifth of a second later is a person's."""
    scan = strokes(CARD, [5] * len(CARD))
    end = scan[-1].at
    desk = Desk().type([*scan, Stroke(Kind.ENTER, "\n", end + 150), Stroke(Kind.CHARACTER, "d", end + 300)])
    assert len(desk.heard) == 1
    assert desk.written == "d"


def test_typing_right_before_a_scan_stays() -> None:
    """A letter was typed a moment before the scanner starts."""
    keys = [Stroke(Kind.CHARACTER, "d", 999_900), *strokes(CARD, [5] * len(CARD))]
    desk = Desk().type(keys)
    assert desk.written == "d"
    assert len(desk.heard) == 1


def test_a_slower_scanner_can_be_allowed_for() -> None:
    """The gap is a setting: this one needs 80 ms between keys."""
    assert heard_of(CARD, 80).written != ""
    slow = heard_of(CARD, 80, gap_ms=90)
    assert (slow.written, len(slow.heard)) == ("", 1)
    assert slow.heard[0].longest_gap_ms == 80


def test_what_was_heard_shows_in_no_report() -> None:
    """A finished scan that lands in a log or a crash report by its repr says nothing of the person."""
    heard = heard_of(CARD, 5).heard[0]
    assert "SAMPLE" not in repr(heard)
    assert "64235789" not in repr(heard)
