"""Bodies without line ends: letters of an element inside a name are told from the element, or the name stays empty."""

from __future__ import annotations

import pytest

from app.core.errors import NotAnId
from app.core.idcard import read_card

HEADER = "@ANSI 636000100001DL00310278DL"
NEXT = "DBD06062019DBB06061986DBA12102034DBC1DAU068 inDAYBRODAG5 OAK STDAIRICHMONDDAJVADAK232690000  DCGUSA"


def name_of(names: str, rest: str = NEXT) -> tuple[str, str, str, tuple[str, ...]]:
    card = read_card(f"{HEADER}DAQT64235789{names}DCAD{rest}")
    return card.last_name, card.first_name, card.middle_name, card.unsure


@pytest.mark.parametrize(
    ("names", "read"),
    [
        ("DCSMADDENDDENDACJOHNDDFNDADLEEDDGN", ("MADDEN", "JOHN", "LEE")),
        ("DCSSMITHDDENDACSOLEDADDDFNDADNONEDDGN", ("SMITH", "SOLEDAD", "")),
        ("DCSHARDCASTLEDDENDACJOHNDDFNDADLEEDDGN", ("HARDCASTLE", "JOHN", "LEE")),
        ("DCSREEDDDENDACDAVIDDDFNDADEDWARDDDGN", ("REED", "DAVID", "EDWARD")),
        ("DCSMADDENDACJOHNDADLEEDCU", ("MADDEN", "JOHN", "LEE")),
        ("DCSSMITHDACMARYDADNONEDCU", ("SMITH", "MARY", "")),
        ("DCSMCDADEDACJOHNDADLEEDCU", ("MCDADE", "JOHN", "LEE")),
        ("DCSDE LA CRUZDACMARY ANNDADLEEDCUJR", ("DE LA CRUZ", "MARY ANN", "LEE")),
    ],
)
def test_told_apart(names: str, read: tuple[str, str, str]) -> None:
    """Flags of one letter, each element once, and all flags or none leave only one way."""
    assert name_of(names) == (*read, ())


@pytest.mark.parametrize(
    ("names", "unsure"),
    [
        ("DCSSMITHDACCANDACEDADLEEDCU", {"first_name", "last_name"}),
        ("DCSSMITHDACLINDADADADCU", {"first_name", "middle_name"}),
    ],
)
def test_not_told_apart(names: str, unsure: set[str]) -> None:
    """LINDA and DADA, or LIN and ADADA: what the ways do not agree on stays empty and is named."""
    last, first, middle, named = name_of(names)
    read = {"last_name": last, "first_name": first, "middle_name": middle}
    assert unsure <= set(named)
    assert not any(read[field] for field in unsure)


def test_one_lost_line_end() -> None:
    """The elements of one line are told apart while the others stand in theirs."""
    card = read_card(
        "@\n\x1e\rANSI 636000100001DL00310278DLDAQT64235789\nDCSSAMPLEDDEN\nDACMICHAELDDFN\nDADJOHN\nDDGN\n"
        "DBD06062019DBB06061986\nDBA12102034\nDBC1\nDAG5 OAK ST\nDAIRICHMOND\nDAJVA\nDAK232690000\nDCGUSA\n\r"
    )
    assert (card.last_name, card.first_name, card.middle_name) == ("SAMPLE", "MICHAEL", "JOHN")
    assert str(card.birth_date) == "1986-06-06"
    assert card.unsure == ()


def test_letters_of_elements_in_an_address() -> None:
    """Lines hide nothing: an address that holds the letters of an element stays whole."""
    card = read_card(
        "@\n\x1e\rANSI 636000100001DL00310278DLDAQT64235789\nDCSSADDAM\nDACTRINIDAD\nDADDADDY\nDBD06062019\nDAYBRO\n"
        "DBB06061986\nDBA12102034\nDBC1\nDAG100 DBA ST\nDAISODDY DAISY\nDAJVA\nDAK232690000\nDCGUSA\n\r"
    )
    assert (card.last_name, card.first_name, card.middle_name) == ("SADDAM", "TRINIDAD", "DADDY")
    assert (card.street1, card.city, card.unsure) == ("100 DBA ST", "SODDY DAISY", ())


def test_a_code_behind_a_name_is_no_name() -> None:
    """No name holds the letters of DCB: a line end was lost there."""
    card = read_card(
        "@\n\x1e\rANSI 636000100001DL00310278DLDAQT64235789\nDCSSAMPLE\nDACMICHAEL\nDADJOHN PAULDCBB\nDBD06062019\n"
        "DBB06061986\nDBA12102034\nDBC1\nDAYBRO\nDAG5 OAK ST\nDAIRICHMOND\nDAJVA\nDAK232690000\nDCGUSA\n\r"
    )
    assert (card.last_name, card.first_name, card.middle_name) == ("SAMPLE", "MICHAEL", "")
    assert card.unsure == ("middle_name",)


def test_letters_of_elements_in_a_residence() -> None:
    """A card that tells the residence only has no other city or postal code that a name or a street could hide."""
    card = read_card(
        "@\n\x1e\rANSI 636004100001DL00310278DLDAQT64235789\nDCSSAMPLE\nDACDAISY\nDADJOHN\nDBD06062019\n"
        "DBB06061986\nDBA12102034\nDBC1\nDAYBRO\nDAL100 DAK ST\nDAN ADDISON\nDAONC\nDAP232690000\nDCGUSA\n\r"
    )
    assert (card.first_name, card.street1, card.city, card.state) == ("DAISY", "100 DAK ST", "ADDISON", "NC")
    assert card.unsure == ()


def test_what_cannot_be_split_is_refused() -> None:
    """Without name, number or birth date in any way to split it, there is no card."""
    with pytest.raises(NotAnId):
        read_card(f"{HEADER}DCSSMITHDACJOHN{NEXT}")


def test_too_many_ways_end_soon() -> None:
    """A text made of elements alone is given up, not searched for ever."""
    with pytest.raises(NotAnId):
        read_card(HEADER + "DADDACDCSDAQ" * 150)
