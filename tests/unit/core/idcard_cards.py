"""Cards of invented people, written by the standard: any issuer, any version, several orders of the elements.

The names and addresses hold the letters of elements on purpose: that is what a reader without line ends trips over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from app.core.idcard.issuers import JURISDICTIONS, PROVINCES

_PLAIN_LAST = [
    "SMITH",
    "JOHNSON",
    "GARCIA",
    "MILLER",
    "DAVIS",
    "RODRIGUEZ",
    "YOUNG",
    "HERNANDEZ",
    "DE LA CRUZ",
    "O'BRIEN",
]
_PLAIN_FIRST = [
    "JAMES",
    "MARY",
    "ROBERT",
    "PATRICIA",
    "LINDA",
    "DAVID",
    "ELIZABETH",
    "EDWARD",
    "DANIEL",
    "SANDRA",
    "AMANDA",
]
_ODD_LAST = [
    "MADDEN",
    "HADDEN",
    "HARDCASTLE",
    "WOODCOCK",
    "GOODCHILD",
    "DAGMAR",
    "ADDAMS",
    "SADDAM",
    "DADDARIO",
    "EDCUMBE",
    "MCDADE",
    "STODDARD",
]
_ODD_FIRST = ["CANDACE", "SOLEDAD", "TRINIDAD", "DAISY", "SADAQAT", "DACIA", "HADDEN", "FRIDAY", "JEAN-LUC", "D'ANDRE"]
_MIDDLE = ["JOHN", "ANN MARIE", "Q", "LEE", "EDWARD", ""]
_PLAIN_STREET = ["12 MAIN ST", "4500 N OAK AVE APT 4", "PO BOX 77", "7 FORD BLVD"]
_ODD_STREET = ["5 DAISY LANE", "100 DBA STREET", "7 DAK ST", "3 TRINIDAD BLVD", "1 DBB01011990 RD"]
_PLAIN_CITY = ["SPRINGFIELD", "DALLAS", "DAYTON", "ST PAUL"]
_ODD_CITY = ["DADE CITY", "MEDDABEMPS", "SODDY DAISY", "ADDISON"]
_ORDERS = {
    "standard": "DAQ DCS DDE DAC DDF DAD DDG DCU DCA DCB DCD DBD DBB DBA DBC DAU DAY DAG DAH DAI DAJ DAK DCF DCG DDA DDB",
    "grouped": "DCA DCB DCD DBA DCS DAC DAD DBD DBB DBC DAY DAU DAG DAI DAJ DAK DAQ DCF DCG DDE DDF DDG DAH DAZ DCU DAW",
    "reversed": "DCB DAQ DCA DAK DAJ DAI DAH DAG DDG DDF DAD DDE DAC DDB DDA DBD DCS DBC DBB DBA DAY DCG DCF DAU DCU DCD",
    "given names in one": "DCA DCB DCD DBA DCS DCT DBD DBB DBC DAY DAU DAG DAH DAI DAJ DAK DAQ DCF DCG DCU DDB",
    "first version": "DAQ DAA DAG DAI DAJ DAK DAR DAS DAT DAU DAW DAY DAZ DBA DBB DBC DBD DBF DBH",
}
# What decides who stands at the desk, and whether the card is valid.
DECIDING = ("last_name", "first_name", "middle_name", "suffix", "birth_date", "license_expires", "license_number")


@dataclass(frozen=True)
class Card:
    """What a scanner sends, and what is on the card, by our field names."""

    payload: str
    fields: dict[str, object]
    order: str


def make_card(random: Random, *, odd: bool = False) -> Card:
    """A card; ``odd`` gives it names and places in which the letters of elements stand."""
    iin, state = random.choice(sorted(JURISDICTIONS.items()))
    order = random.choice(sorted(_ORDERS))
    version = {"first version": 1, "given names in one": random.choice([2, 3])}.get(order, random.randint(4, 12))
    canada = state in PROVINCES
    fields: dict[str, object] = {
        "last_name": random.choice(_PLAIN_LAST + _ODD_LAST * 3 * odd),
        "first_name": random.choice(_PLAIN_FIRST + _ODD_FIRST * 3 * odd),
        "middle_name": random.choice(_MIDDLE),
        "suffix": random.choice(["", "", "JR", "III"]),
        "birth_date": _day(random, 1930, 2005),
        "license_issued": _day(random, 2012, 2025),
        "license_expires": _day(random, 2020, 2035),
        "gender": random.choice("MFX"),
        "license_number": random.choice(["%07d", "%09d", "X%08d", "S%03d-441"]) % random.randrange(1000),
        "street1": random.choice(_PLAIN_STREET + _ODD_STREET * 3 * odd),
        "city": random.choice(_PLAIN_CITY + _ODD_CITY * 3 * odd),
        "state": state,
        "postal_code": "A5K 4X9" if canada else random.choice(["12345", "123456789"]),
        "country": "CAN" if canada else "USA",
        "issuer": state,
        "version": version,
        "document": random.choice(["license", "id"]),
    }
    values = _values(fields, random)
    names = [name for name in _ORDERS[order].split() if name in values]
    return Card(_written(fields, [name + values[name] for name in names], iin, random), fields, order)


def _day(random: Random, first: int, last: int) -> date:
    return date(random.randint(first, last), random.randint(1, 12), random.randint(1, 28))


def _values(fields: dict[str, object], random: Random) -> dict[str, str]:
    def text(name: str) -> str:
        return str(fields[name])

    def day(name: str) -> str:
        written = fields[name]
        assert isinstance(written, date)
        year_first = fields["country"] == "CAN" or fields["version"] == 1
        return written.strftime("%Y%m%d" if year_first else "%m%d%Y")

    padding = random.choice([0, 0, 0, 40])
    name_parts = [text("last_name"), text("first_name"), text("middle_name"), text("suffix")]
    return {
        "DAQ": text("license_number").ljust(padding and 25),
        "DCS": text("last_name").ljust(padding),
        "DAC": text("first_name").ljust(padding),
        "DAD": (text("middle_name") or "NONE").ljust(padding),
        "DCT": ",".join(filter(None, name_parts[1:3])).ljust(padding),
        "DAA": ",".join(name_parts).rstrip(","),
        "DDE": "N",
        "DDF": "N",
        "DDG": "N",
        "DCU": text("suffix") or random.choice(["", "NONE"]),
        "DCA": random.choice(["D", "C", "DM"]),
        "DCB": random.choice(["NONE", "B", ""]),
        "DCD": "NONE",
        "DBD": day("license_issued"),
        "DBB": day("birth_date"),
        "DBA": day("license_expires"),
        "DBC": {"M": "1", "F": "2", "X": "9"}[text("gender")],
        "DAU": "509" if fields["version"] == 1 else "068 in",
        "DAY": random.choice(["BLU", "HAZ", "GRN"]),
        "DAZ": random.choice(["BLN", "RED"]),
        "DAW": "160",
        "DAG": text("street1").ljust(padding and 35),
        "DAI": text("city").ljust(padding and 20),
        "DAJ": text("state"),
        "DAK": text("postal_code").ljust(9, " " if fields["country"] == "CAN" else "0").ljust(11),
        "DCF": random.choice(["2424244747", "ABC/123"]),
        "DCG": text("country"),
        "DDA": "F",
        "DDB": "06062016",
        "DAR": "D   ",
        "DAS": "B".ljust(10),
        "DAT": "     ",
        "DBF": "00",
        "DBH": "Y",
    }


def _written(fields: dict[str, object], elements: list[str], iin: str, random: Random) -> str:
    """Header, directory and both parts, as annex D of the standard lays them out."""
    kind = "DL" if fields["document"] == "license" else "ID"
    own = f"Z{str(fields['state'])[0]}"
    body = kind + "\n".join(elements) + "\r"
    issuers_part = f"{own}{own}A{random.choice(['01', 'N'])}\n{own}BN\r"
    first = fields["version"] == 1
    start = (19 if first else 21) + 20
    directory = f"{kind}{start:04}{len(body):04}{own}{start + len(body):04}{len(issuers_part):04}"
    version = f"{fields['version']:02}" + ("" if first else "00")
    return f"@\n\x1e\rANSI {iin}{version}02{directory}{body}{issuers_part}"
