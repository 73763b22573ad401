"""Who issues cards: issuer identification numbers (AAMVA, IIN table) and the names of states and provinces."""

from __future__ import annotations

import re

USA, CANADA, MEXICO = "USA", "CAN", "MEX"

_NUMBERED = """
    636000 VA 636001 NY 636002 MA 636003 MD 636004 NC 636005 SC 636006 CT 636007 LA 636008 MT 636009 NM 636010 FL
    636011 DE 636012 ON 636013 NS 636014 CA 636015 TX 636016 NL 636017 NB 636018 IA 636019 GU 636020 CO 636021 AR
    636022 KS 636023 OH 636024 VT 636025 PA 636026 AZ 636028 BC 636029 OR 636030 MO 636031 WI 636032 MI 636033 AL
    636034 ND 636035 IL 636036 NJ 636037 IN 636038 MN 636039 NH 636040 UT 636041 ME 636042 SD 636043 DC 636044 SK
    636045 WA 636046 KY 636047 HI 636048 MB 636049 NV 636050 ID 636051 MS 636052 RI 636053 TN 636054 NE 636055 GA
    636058 OK 636059 AK 636060 WY 636061 WV 636062 VI 604426 PE 604427 AS 604428 QC 604429 YT 604430 MP 604431 PR
    604432 AB 604433 NU 604434 NT
"""
JURISDICTIONS: dict[str, str] = dict(re.findall(r"(\d{6}) (\w\w)", _NUMBERED))

_NAMED = """
    Alabama:AL Alaska:AK Arizona:AZ Arkansas:AR California:CA Colorado:CO Connecticut:CT Delaware:DE Florida:FL Georgia:GA
    Hawaii:HI Idaho:ID Illinois:IL Indiana:IN Iowa:IA Kansas:KS Kentucky:KY Louisiana:LA Maine:ME Maryland:MD
    Massachusetts:MA Michigan:MI Minnesota:MN Mississippi:MS Missouri:MO Montana:MT Nebraska:NE Nevada:NV Ohio:OH
    New_Hampshire:NH New_Jersey:NJ New_Mexico:NM New_York:NY North_Carolina:NC North_Dakota:ND Oklahoma:OK Oregon:OR
    Pennsylvania:PA Rhode_Island:RI South_Carolina:SC South_Dakota:SD Tennessee:TN Texas:TX Utah:UT Vermont:VT
    Virginia:VA Washington:WA West_Virginia:WV Wisconsin:WI Wyoming:WY District_of_Columbia:DC Puerto_Rico:PR
    Alberta:AB British_Columbia:BC Manitoba:MB New_Brunswick:NB Newfoundland_and_Labrador:NL Nova_Scotia:NS
    Ontario:ON Prince_Edward_Island:PE Quebec:QC Québec:QC Saskatchewan:SK Yukon:YT Nunavut:NU Northwest_Territories:NT
"""
_STATE_NAMES: dict[str, str] = {
    name.replace("_", " ").upper(): code for name, code in re.findall(r"(\w+):(\w\w)", _NAMED)
}
PROVINCES = frozenset(("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"))
STATES = frozenset(_STATE_NAMES.values()) | frozenset(JURISDICTIONS.values())
_COUNTRIES = {"US": USA, "USA": USA, "CA": CANADA, "CAN": CANADA, "MX": MEXICO, "MEX": MEXICO}


def state_code(text: str) -> str:
    """The two letters of a state or province that is written out, otherwise the text as it came."""
    return _STATE_NAMES.get(text.upper(), text)


def country_of(written: str, jurisdiction: str) -> str:
    """USA, CAN or MEX: what the card says (DCG), else where its issuer is; "" where neither is known."""
    if country := _COUNTRIES.get(written.upper()):
        return country
    if jurisdiction not in STATES:
        return ""
    return CANADA if jurisdiction in PROVINCES else USA
