"""Elements, header and completeness: what a card says, and when it is no card or only half of one."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.errors import NotAnId
from app.core.idcard import IdCard, read_card

HEADER = "@\n\x1e\rANSI 636000100002DL00410278ZV03190008DL"
BODY = {
    "DAQ": "T64235789",
    "DCS": "SAMPLE",
    "DDE": "N",
    "DAC": "MICHAEL",
    "DDF": "N",
    "DAD": "JOHN",
    "DDG": "N",
    "DCU": "JR",
    "DBD": "06062019",
    "DBB": "06061986",
    "DBA": "12102034",
    "DBC": "1",
    "DAG": "2300 WEST BROAD STREET",
    "DAI": "RICHMOND",
    "DAJ": "VA",
    "DAK": "232690000  ",
    "DCG": "USA",
}


def card_with(header: str = HEADER, /, **elements: str | None) -> IdCard:
    """A card of the standard's sample with some elements changed, or (None) left out."""
    body = {name: value for name, value in (BODY | elements).items() if value is not None}
    return read_card(header + "".join(f"{name}{value}\n" for name, value in body.items()) + "\r")


@pytest.mark.parametrize("word", ["NONE", "unavl", "UNAVL", "   ", ""])
def test_words_for_nothing(word: str) -> None:
    """NONE and unavl are the standard's words for no data: nobody's middle name."""
    card = card_with(DAD=word, DCU=word)
    assert (card.first_name, card.middle_name, card.suffix) == ("MICHAEL", "", "")
    assert card.unsure == ()


@pytest.mark.parametrize("name", ["MICHAEL0013", "M1CHAEL", "MICHAEL<LF"])
def test_a_name_with_a_foreign_sign_is_not_believed(name: str) -> None:
    """A digit or a bracket was put there on the way."""
    card = card_with(DAC=name)
    assert (card.first_name, card.unsure) == ("", ("first_name",))


def test_a_generation_is_a_number_in_a_name() -> None:
    """Version 01 writes it behind the name, where it makes nothing of the name an element."""
    gone = dict.fromkeys(("DCS", "DAC", "DAD", "DDE", "DDF", "DDG", "DCU"))
    card = card_with(f"{HEADER}DAAMURPHY,DACIA,MARIE,2ND\n", **gone)
    assert (card.last_name, card.first_name, card.middle_name, card.suffix) == ("MURPHY", "DACIA", "MARIE", "2ND")
    assert card.unsure == ()


def test_a_doubtful_residence_is_named() -> None:
    """A street that is left out because two lines contradict each other stands in ``unsure``."""
    card = card_with("@\n\x1e\rANSI 636004100001DL00310278DLDAL1 OAK ST\n", DAG=None, DAL="2 ELM ST")
    assert (card.street1, card.unsure) == ("", ("street1",))


@pytest.mark.parametrize("end", ["\n", "\r", "\t", "\r\n"])
def test_a_line_end_of_the_scanner_hides_no_cut(end: str) -> None:
    """Half a scan and what a scanner puts behind everything: the directory promises more than came."""
    text = HEADER + "".join(f"{name}{value}\n" for name, value in BODY.items() if name != "DAQ") + "DAQT6423"
    cut = read_card(text + end)
    assert (cut.last_name, cut.license_number, cut.unsure) == ("SAMPLE", "", ("license_number",))


def test_a_word_that_ends_every_value_is_none_of_it() -> None:
    """What is left of a line end in a spelling that nobody knows: no name and no number is believed."""
    text = HEADER + "".join(f"{name}{value}Lf\n" for name, value in BODY.items()) + "\r"
    card = read_card(text)
    assert (card.last_name, card.first_name, card.license_number, card.birth_date) == ("", "", "", None)
    assert {"last_name", "first_name", "license_number", "birth_date"} <= set(card.unsure)


def test_aliases_are_never_the_name() -> None:
    """Another name by which a person is known stands in elements of its own."""
    card = card_with(DBN="OTHER", DBG="ALIAS", DBS="SR")
    assert (card.last_name, card.first_name, card.suffix) == ("SAMPLE", "MICHAEL", "JR")


@pytest.mark.parametrize(
    ("flags", "cut"), [("TNU", ("last_name",)), ("NTT", ("first_name", "middle_name")), ("NNN", ())]
)
def test_cut_names_are_told(flags: str, cut: tuple[str, ...]) -> None:
    """T says that the card holds only the beginning of a name."""
    assert card_with(DDE=flags[0], DDF=flags[1], DDG=flags[2]).truncated == cut


@pytest.mark.parametrize(("sign", "gender"), [("1", "M"), ("2", "F"), ("9", "X"), ("M", "M"), ("f", "F"), ("0", "")])
def test_gender(sign: str, gender: str) -> None:
    """ANSI D-20's digits and version 01's letters; 0 is unknown."""
    assert card_with(DBC=sign).gender == gender


def test_a_sign_that_is_no_gender_is_not_guessed() -> None:
    """What the standard does not know stays empty and is named."""
    card = card_with(DBC="7")
    assert (card.gender, card.unsure) == ("", ("gender",))


@pytest.mark.parametrize("text", ["abc", "13452034", "02302034", "1234567", "12102534"])
def test_an_expiry_that_is_no_date_is_not_valid(text: str) -> None:
    """It is empty and named, never a date near it."""
    card = card_with(DBA=text)
    assert (card.license_expires, card.unsure) == (None, ("license_expires",))


def test_an_element_given_twice_differently_is_not_believed() -> None:
    """Two numbers on one card: neither."""
    card = read_card(HEADER + "".join(f"{name}{value}\n" for name, value in BODY.items()) + "DAQT99999999\n\r")
    assert (card.license_number, card.unsure) == ("", ("license_number",))


def test_extras() -> None:
    """When the person comes of age, whether the card is REAL ID, and whether its term is limited."""
    card = card_with(DDH="06062004", DDJ="06062007", DDA="F", DDD="1")
    assert (card.under_18_until, card.under_21_until) == (date(2004, 6, 6), date(2007, 6, 6))
    assert (card.real_id, card.limited_term) == (True, True)


@pytest.mark.parametrize(
    ("header", "document", "version", "issuer"),
    [
        ("@\n\x1e\rANSI 636014080001ID00310278ID", "id", 8, "CA"),
        ("@\n\x1c\nAAMVA6360250101DL00290278DL", "license", 1, "PA"),
        ("@\n\nANSI 636001100402EN00410323ZN03640120EN", "license", 10, "NY"),
        ("@\n\x1e\rANSI 604428020001ZQ00310278ZQ", "", 2, "QC"),
        ("@\n\x1e\rANSI 604432030001DLa1b2c3d4DL", "license", 3, "AB"),
        ("@\n\x1e\rANSI 63604010001DL00310278DL", "license", 1, "NC"),
        ("ANSI 636026080102DL", "license", 8, "AZ"),
        ("@\n\x1e\rANSI 999999080102DL", "license", 8, ""),
    ],
)
def test_headers(header: str, document: str, version: int, issuer: str) -> None:
    """Other separators, file types, document types, issuers of five digits, offsets that are none, or no header at all."""
    card = card_with(header)
    assert (card.document, card.version, card.issuer) == (document, version, issuer)
    assert card.last_name == "SAMPLE"


def test_body_without_header() -> None:
    """Name, number and birth date are enough; issuer and version are not known then."""
    card = card_with("")
    assert (card.last_name, card.issuer, card.version, card.country) == ("SAMPLE", "", None, "USA")


@pytest.mark.parametrize("name", ["DAQ", "DBB", "DCS"])
def test_a_card_without_its_parts_is_half_a_scan(name: str) -> None:
    """Without number, birth date or name something was lost on the way."""
    with pytest.raises(NotAnId) as refusal:
        card_with(HEADER, **{name: None})
    assert refusal.value.reason == "half_scan"


def test_an_end_that_may_be_cut_is_not_believed() -> None:
    """Without the line end, the last value may be longer on the card."""
    body = dict(BODY)
    number = body.pop("DAQ")
    card = read_card(HEADER + "".join(f"{name}{value}\n" for name, value in body.items()) + f"DAQ{number[:5]}")
    assert (card.license_number, card.unsure) == ("", ("license_number",))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "no_id"),
        ("036000291452\r", "no_id"),
        ("https://example.com/?q=DAQ1&DCS=2", "no_id"),
        ("M1SAMPLE/MICHAEL      EABC123 AAABBBCC 0834 226F001A0025 100", "no_id"),
        ("BEGIN:VCARD\nN:SAMPLE;MICHAEL\nEND:VCARD\n", "no_id"),
        ("DAQ1\nDCSX\nDBB", "no_id"),
        ("x" * 9_000, "no_id"),
        (HEADER[:21], "half_scan"),
        (HEADER + "DAQ1\n", "half_scan"),
    ],
)
def test_what_is_refused(payload: str, reason: str) -> None:
    """Product codes, links, boarding passes, contacts, headers alone: the clerk is told what to do instead."""
    with pytest.raises(NotAnId) as refusal:
        read_card(payload)
    assert refusal.value.reason == reason
    assert refusal.value.title
    assert refusal.value.hint


def test_two_cards_at_once_are_refused() -> None:
    """Nobody can say whose card was meant."""
    one = HEADER + "".join(f"{name}{value}\n" for name, value in BODY.items()) + "\r"
    with pytest.raises(NotAnId) as refusal:
        read_card(one + one.replace("MICHAEL", "MICHAELA"))
    assert refusal.value.reason == "two_cards"


def test_nothing_personal_is_shown() -> None:
    """A card in a log or a traceback shows which fields it has, and none of them."""
    card = card_with(DAC="MICHAEL?", DBA="abc")
    assert not [text for text in BODY.values() if len(text) > 1 and text.strip() in repr(card)]


def test_a_refusal_holds_nothing_of_the_scan() -> None:
    """Neither its words nor its cause."""
    with pytest.raises(NotAnId) as refusal:
        read_card("DCSSAMPLE\nDACMICHAEL\n")
    assert "SAMPLE" not in f"{refusal.value.sentence}{vars(refusal.value)}"
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("232690000  ", "23269"),
        ("123456789", "123456789"),
        ("71901 4455", "719014455"),
        ("20009-1234", "200091234"),
        ("96826     0", "96826"),
        ("H1A 1A1", "H1A 1A1"),
    ],
)
def test_postal_codes(written: str, read: str) -> None:
    """ZIP codes lose their padding, Canadian codes stay as they are."""
    assert card_with(DAK=written).postal_code == read


def test_residence_where_there_is_no_mailing_address() -> None:
    """Some issuers of version 01 fill in DAL to DAP."""
    card = card_with(DAG="", DAI=None, DAJ=None, DAK=None, DAL="1 OAK AVE", DAN="RALEIGH", DAO="NC", DAP="27601")
    assert (card.street1, card.city, card.state, card.postal_code) == ("1 OAK AVE", "RALEIGH", "NC", "27601")


def test_state_written_out() -> None:
    """Its two letters are what forms and searches know."""
    assert card_with(DAJ="Kentucky").state == "KY"


def test_given_names_are_kept_together() -> None:
    """For a look-up that takes all of them."""
    assert card_with().given_names == "MICHAEL JOHN"


def test_a_foreign_character_inside_an_element_is_dropped() -> None:
    """A broken encoding puts one between the letters of an element."""
    broken = HEADER + "".join(f"{name[0]}\u00d4{name[1:]}{value}\n" for name, value in BODY.items()) + "\r"
    assert read_card(broken).last_name == "SAMPLE"
