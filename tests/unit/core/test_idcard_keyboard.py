"""What was wrong with a scan is named, so that the scanner can be set right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.idcard import Oddity, read_card
from tests.unit.core.idcard_samples import FOLDER

STANDARD = (FOLDER / "110_aamva_std_v10_sample.bin").read_bytes().decode("ascii")
STRIPE = (FOLDER / "128_magstripe_bc.bin").read_bytes().decode("ascii")


def oddities(payload: str | bytes) -> set[Oddity]:
    return set(read_card(payload).oddities)


def test_a_clean_scan_has_no_oddities() -> None:
    """Nothing is reported where nothing is wrong."""
    assert oddities(STANDARD) == set()


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (STANDARD.swapcase(), Oddity.CAPS_LOCK),
        (STANDARD[1:], Oddity.FIRST_CHARACTER_LOST),
        (STANDARD * 2, Oddity.DOUBLE_SCAN),
        (f"\x02{STANDARD}", Oddity.PREFIX),
        (f"]L2{STANDARD}", Oddity.PREFIX),
        (f"{STANDARD}\t", Oddity.SUFFIX),
        (STANDARD.encode("utf-16-le"), Oddity.NULL_BYTES),
        (b"\xef\xbb\xbf" + STANDARD.encode(), Oddity.BYTE_ORDER_MARK),
        (STANDARD.replace("\n", "|").replace("\r", "|"), Oddity.CHANGED_SEPARATORS),
        (STANDARD.replace("\n", "<LF>").replace("\r", "<CR>"), Oddity.SPELLED_CONTROLS),
        ("".join(char for char in STANDARD if char.isprintable()), Oddity.CONTROLS_DROPPED),
        (STANDARD[STANDARD.index("DLDAQ") :], Oddity.HEADER_DAMAGED),
    ],
)
def test_named(payload: str | bytes, found: Oddity) -> None:
    """Each has its code."""
    assert oddities(payload) == {found}


@pytest.mark.parametrize(
    ("name", "found"),
    [("189_derived_layout_german.bin", Oddity.LAYOUT_GERMAN), ("190_derived_layout_french.bin", Oddity.LAYOUT_FRENCH)],
)
def test_layouts_are_named(name: str, found: Oddity) -> None:
    """The scanner must be set to the computer's keyboard, or the other way round."""
    assert oddities((FOLDER / name).read_bytes()) == {found}


def test_a_layout_that_cannot_be_told_leaves_its_letters_out() -> None:
    """A German keyboard writes a quotation mark for "@"; without a proof of its Y and Z, such names are not believed."""
    text = STANDARD[: STANDARD.index("\rZVZVA")].replace("ZV03190008", "").replace("100102DL", "100101DL")
    card = read_card(text.replace("SAMPLE", "YATES").replace("@", '"').replace("DAYBRO", "DAZBRO") + "\r")
    assert (card.last_name, card.first_name) == ("", "MICHAEL")
    assert "last_name" in card.unsure
    assert Oddity.LAYOUT_DOUBTFUL in card.oddities


@pytest.mark.parametrize("start", ["", "@", "@Ctrl+J", "@Ctrl+JCtrl+6EnterÔ "], ids=["none", "at", "feed", "stray"])
def test_words_for_controls_are_undone_whatever_the_header_shows(start: str) -> None:
    """A header may have lost its controls, or show only some of them: the words before element after element tell."""
    body = STANDARD[STANDARD.index("ANSI") :]
    spelled = body.replace("\n", "Ctrl+J").replace("\r", "Enter")
    assert replace(read_card(start + spelled), oddities=()) == replace(read_card(STANDARD), oddities=())


def test_a_word_inside_a_value_is_no_control() -> None:
    """A street may be called like a key."""
    assert read_card(STANDARD.replace("WEST BROAD STREET", "CENTER RD")).street1 == "2300 CENTER RD"


def test_half_a_scan_ends_where_the_next_begins() -> None:
    """Two scans with a line end between them are the same card, and so are a whole one and a half."""
    for text in (f"{STANDARD}\r\n{STANDARD}\r\n", f"{STANDARD}\n{STANDARD[:200]}"):
        card = read_card(text)
        assert (card.last_name, card.unsure) == ("SAMPLE", ())
        assert Oddity.DOUBLE_SCAN in card.oddities


def test_capitals_of_a_card_are_kept() -> None:
    """A card may write names in small letters; Caps Lock is undone by the header, not by the names."""
    assert read_card(STANDARD.replace("SAMPLE", "Sample")).last_name == "Sample"
    assert read_card(STANDARD.replace("SAMPLE", "Sample").swapcase()).last_name == "Sample"


def test_a_sign_inside_a_value_is_no_separator() -> None:
    """A street may hold one."""
    assert read_card(STANDARD.replace("WEST BROAD", "WEST|BROAD")).street1 == "2300 WEST|BROAD STREET"
    assert read_card(STANDARD.replace("WEST BROAD", "@ BROAD")).street1 == "2300 @ BROAD STREET"


def test_half_a_scan_before_a_whole_one_is_the_same_card() -> None:
    """The trigger was pulled again; one customer, not two."""
    card = read_card(STANDARD[:150] + STANDARD)
    assert card.last_name == "SAMPLE"
    assert Oddity.DOUBLE_SCAN in card.oddities


def test_stripe() -> None:
    """British Columbia has no barcode of the standard."""
    card = read_card(STRIPE)
    assert (card.issuer, card.country, card.document, card.unsure) == ("BC", "CAN", "", ())


def test_stripe_with_a_number_in_letters() -> None:
    """The track has digits only: a letter is two of them, where the issuer is known to print one."""
    track = "%{}CITY^SAMPLE$MICHAEL^1 MAIN ST^?;{}{}=291219860606={}?"
    assert read_card(track.format("FL", "636010", "0412345678901", "2")).license_number == "D123456789012"
    virginia = read_card(track.format("VA", "636000", "2064235789", ""))
    assert (virginia.license_number, virginia.unsure) == ("", ("license_number",))
