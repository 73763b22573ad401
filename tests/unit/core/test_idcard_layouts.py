"""Y and Z on a German keyboard: put back where something proves it, left out where nothing tells; never taken as they come."""

from __future__ import annotations

from random import Random

import pytest

from app.core.idcard import IdCard, Oddity, read_card
from tests.unit.core.idcard_cards import DECIDING
from tests.unit.core.idcard_damages import GERMAN_LETTERS

CARDS = 6_000
_LAST = [
    "SMITH",
    "YOUNG",
    "GOMEZ",
    "ZIMMERMAN",
    "YATES",
    "MURPHY",
    "DYZE",
    "ZOLY",
    "O'BRIEN",
    "SMITH-JONES",
    "DAYE",
    "HAYZ",
    "KAYE",
    "LY",
    "ORTIZ",
]
_FIRST = ["MARY", "ZOE", "YOLANDA", "LUZ", "JAMES", "ANTHONY", "JAY", "CRUZ", "AMY", "ZACK"]
_MIDDLE = ["KAY", "Q", "JOHN", "ZED", "NONE"]
_NEUTRAL, _TELLING = ["BRO", "BLK", "UNK"], ["BLU", "GRN", "HAZ"]


def _card(random: Random) -> tuple[str, dict[str, str], bool]:
    """A card of any version, what it says, and whether anything on it tells the layout beyond doubt."""
    version = random.randint(1, 12)
    names = {
        "last_name": random.choice(_LAST),
        "first_name": random.choice(_FIRST),
        "middle_name": random.choice(_MIDDLE),
        "license_number": random.choice(["T%08d", "Z%07d", "Y%03d4Z", "%09d", "S%03d-441"]) % random.randrange(1000),
    }
    colours = random.choice([_NEUTRAL, _NEUTRAL, _TELLING])
    eyes, hair, part = random.choice(colours), random.random() < 0.6, random.random() < 0.5
    elements = {"DAQ": names["license_number"], "DBB": "19860606", "DBA": "20341210", "DBC": "1", "DAG": "5 OAK ST"}
    if version == 1:
        elements["DAA"] = ",".join(names[name] for name in ("last_name", "first_name", "middle_name"))
    elif version in {2, 3}:
        elements |= {"DCS": names["last_name"], "DCT": f"{names['first_name']},{names['middle_name']}"}
    else:
        elements |= {"DCS": names["last_name"], "DAC": names["first_name"], "DAD": names["middle_name"]}
    elements |= {"DAI": "RICHMOND", "DAJ": "VA", "DAK": "232690000", "DAY": eyes}
    elements |= {"DAZ": random.choice(_NEUTRAL)} if hair else {}
    order = list(elements)
    random.shuffle(order)
    body = "\n".join(name + elements[name] for name in order)
    header = f"@\n\x1e\rANSI 636000{version:02}{'' if version == 1 else '00'}"
    own = "ZVZVA01\r" if part else ""
    text = f"{header}0{1 + part}DL0031{len(body):04}{'ZV03190008' * part}DL{body}\r{own}"
    if names["middle_name"] == "NONE":
        names["middle_name"] = ""
    return text, names, part or not hair or colours is _TELLING


def _wrong(card: IdCard, names: dict[str, str]) -> set[str]:
    return {name for name in DECIDING if name in names and getattr(card, name) not in {names[name], ""}}


def _lost(card: IdCard, names: dict[str, str]) -> set[str]:
    return {name for name, said in names.items() if said and not getattr(card, name)}


def test_a_german_layout_is_never_silent() -> None:
    """Of thousands of cards typed by it none shows a letter that its holder does not have, and what is left out is named."""
    random = Random("typed")  # noqa: S311 - the same cards in every run
    for _ in range(CARDS):
        text, names, telling = _card(random)
        card = read_card(text.translate(GERMAN_LETTERS))
        assert _wrong(card, names) == set(), text
        assert _lost(card, names) <= set(card.unsure), text
        if telling and "DAZ" in text:
            assert _lost(card, names) == set(), text


def test_a_card_that_tells_its_layout_loses_nothing() -> None:
    """The issuer's part, a colour, or eyes without hair prove the American layout: Y and Z are believed."""
    random = Random("clean")  # noqa: S311
    for _ in range(CARDS):
        text, names, telling = _card(random)
        card = read_card(text)
        assert _wrong(card, names) == set(), text
        assert not telling or not card.unsure, text


@pytest.mark.parametrize(
    ("name", "read"), [("YATES", ""), ("YOUNG", "YOUNG"), ("SMITH", "SMITH"), ("SMYTH-ZED", "SMYTH-ZED")]
)
def test_a_name_may_prove_the_layout(name: str, read: str) -> None:
    """Where nothing else does: a name that exists in one form only, or a sign that a German layout would have moved."""
    text = f"@\n\x1e\rANSI 636000100001DL00310278DLDAQT6423\nDCS{name}\nDACMIKE\nDADNONE\nDBD06062019\nDBB06061986\n"
    card = read_card(
        text + "DBA12102034\nDBC1\nDAYBRO\nDAZBRO\nDAG5 OAK ST\nDAIRICHMOND\nDAJVA\nDAK232690000\nDCGUSA\n\r"
    )
    assert (card.last_name, Oddity.LAYOUT_DOUBTFUL in card.oddities) == (read, not read)
    assert card.unsure == (() if read else ("last_name",))


def test_an_apostrophe_comes_back() -> None:
    """That layout writes a small letter for it."""
    text = "@\n\x1e\rANSI 636000100001DL00310278DLDAQT6423\nDCSOäBRIEN\nDACMIKE\nDADNONE\nDBD06062019\nDBB06061986\nDBA12102034\n"
    card = read_card(text + "DBC1\nDAZGRZ\nDAYBRO\nDAG5 OAK ST\nDAIRICHMOND\nDAJVA\nDAK23269ß0000\nDCGUSA\n\r")
    assert (card.last_name, card.postal_code) == ("O'BRIEN", "23269")
    assert Oddity.LAYOUT_GERMAN in card.oddities
