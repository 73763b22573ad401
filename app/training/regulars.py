"""The people every training store has, whatever the seed: pictures, the manual and tests name them by number.

They are invented, like everybody here. Their e-mail addresses are at domains that never deliver (RFC 2606), their
phones end in 555-01xx, which belong to fiction; Johnny Appleseed alone carries the values of the vendor's sample page.
"""

from datetime import date, timedelta

from app.training import person as kinds
from app.training.names import LONG_FAMILY, LONG_GIVEN
from app.training.pacific import store_moment
from app.training.person import Home, Paper, Person, Physician, years_before

_FILED = store_moment(2024, 6, 3, 15, 20, 11)
_JOINED = store_moment(2025, 11, 11, 11, 11, 11)
_VISITED = store_moment(2026, 1, 7, 10, 20, 30)


def regulars(today: date) -> tuple[Person, ...]:
    """Customers 1117 to 1131."""
    return (
        _johnny(),
        _expired_jon(),
        _patient_jonathan(),
        _joan(),
        _good_jon(),
        *_merged_pair(),
        _deactivated(),
        _too_young(today),
        _young_patient(today),
        _nothing_on_file(),
        *_unusual_names(),
        *_carer_and_patient(today),
    )


def _johnny() -> Person:
    return Person(
        number=1117,
        first_name="Johnny",
        middle_name="James",
        nickname="JR",
        last_name="Appleseed",
        birth=date(1992, 4, 7),
        gender="M",
        license="C1234567",
        license_ends=date(2029, 4, 7),
        email="johnny@example.com",
        phone="6282032916",
        notes="loyal customer\nprefers flower - indica dominant hybrids",
        points=275,
        groups=("INDUSTRY",),
        referral="Word of mouth",
        joined=store_moment(2019, 4, 10, 23, 44, 7),
        visited=store_moment(2026, 4, 23, 7, 42, 29),
        updated=store_moment(2026, 5, 9, 9, 41, 43),
        homes=(
            Home(slot=0, street="1611 TELEGRAPH AVE", town="OAKLAND", postal_code="94612", primary=True),
            Home(slot=1, street="7000 COLISEUM WAY", town="OAKLAND", postal_code="94621"),
            Home(slot=2, street="9500 STERN AVE", town="OAKLAND", postal_code="94605"),
        ),
        papers=(
            Paper(kind=kinds.PORTRAIT, filed=store_moment(2026, 4, 23, 7, 41, 2)),
            Paper(kind=kinds.LICENSE, filed=store_moment(2026, 4, 23, 7, 41, 30)),
        ),
    )


def _expired_jon() -> Person:
    return Person(
        number=1118,
        first_name="Jon",
        last_name="Appleseed",
        birth=date(2004, 1, 19),
        gender="M",
        license="C2004119",
        license_ends=date(2025, 1, 19),
        phone="5105550142",
        email="jon.appleseed.1118@example.org",
        joined=store_moment(2023, 2, 1, 12, 5, 40),
        visited=store_moment(2025, 12, 30, 18, 1, 12),
        updated=store_moment(2025, 12, 30, 18, 1, 12),
        opt_out="false",
        homes=(Home(street="12 Goldfinch Way", town="Oakland", postal_code="94612", primary=True),),
        papers=(Paper(kind=kinds.LICENSE, filed=_FILED),),
    )


def _patient_jonathan() -> Person:
    return Person(
        number=1119,
        first_name="Jonathan",
        last_name="Apleseed",
        birth=date(1985, 6, 30),
        gender="M",
        kind=kinds.MEDICAL,
        license="C8506301",
        license_ends=date(2031, 6, 30),
        permit_ends=date(2030, 3, 31),
        phone="4155550199",
        email="j.apleseed@example.net",
        physician=Physician(
            first_name="Invented",
            last_name="Physician",
            license="A0000001",
            address="1 Practice Plaza, San Francisco, CA 94110",
            phone="4155550101",
        ),
        joined=store_moment(2021, 8, 17, 10, 0, 0),
        visited=store_moment(2026, 2, 11, 11, 45, 9),
        updated=store_moment(2026, 2, 11, 11, 45, 9),
        opt_out="true",
        points=40,
        papers=(Paper(kind=kinds.PERMIT, filed=_FILED, behind_portal=True),),
    )


def _good_jon() -> Person:
    return Person(
        number=1121,
        first_name="Jon",
        last_name="Appleseed",
        birth=date(1990, 9, 2),
        gender="M",
        license="C9009021",
        license_ends=date(2032, 9, 2),
        phone="5105550121",
        email="jon.appleseed.1121@example.com",
        joined=store_moment(2022, 11, 5, 16, 30, 0),
        visited=store_moment(2026, 3, 14, 13, 5, 27),
        updated=store_moment(2026, 3, 14, 13, 5, 27),
        opt_out="false",
        points=12,
        homes=(Home(street="88 Juniper Loop", unit="Apt 4", town="Berkeley", postal_code="94704", primary=True),),
        papers=(
            Paper(kind=kinds.PORTRAIT, filed=_FILED),
            Paper(kind=kinds.LICENSE, filed=_FILED),
            Paper(kind=kinds.AGREEMENT, filed=_FILED),
        ),
    )


def _joan() -> Person:
    return Person(
        number=1120,
        first_name="Joan",
        last_name="Appleseed",
        birth=date(1968, 2, 11),
        gender="F",
        license="C6802111",
        license_ends=date(2030, 2, 11),
        phone="5105550107",
        email="joan.appleseed@example.com",
        notes="Threatened a budtender. Do not serve.",
        banned=True,
        first_warning=True,
        second_warning=True,
        joined=store_moment(2020, 1, 15, 9, 12, 55),
        visited=store_moment(2025, 7, 4, 20, 50, 3),
        updated=store_moment(2025, 7, 4, 21, 2, 41),
        opt_out="true",
        papers=(Paper(kind=kinds.LICENSE, filed=store_moment(2020, 1, 15, 9, 14, 0)),),
    )


def _merged_pair() -> tuple[Person, ...]:
    gone = Person(
        number=1122,
        first_name="ROBYN",
        last_name="LANTERN",
        birth=date(1979, 12, 24),
        gender="F",
        license="C7912240",
        license_ends=date(2022, 12, 24),
        email="robyn.lantern@example.com",
        joined=store_moment(2018, 5, 20, 14, 0, 0),
        visited=store_moment(2021, 9, 9, 9, 9, 9),
        updated=store_moment(2024, 10, 2, 11, 30, 5),
        notes="Merged into customer 1123 on 10/02/2024 at 11:30 AM PDT",
        active=False,
        merged_into=1123,
    )
    survivor = Person(
        number=1123,
        first_name="ROBIN",
        middle_name="A",
        last_name="LANTERN",
        birth=date(1979, 12, 24),
        gender="F",
        license="C7912241",
        license_ends=date(2030, 12, 24),
        email="robyn.lantern@example.com",
        phone="5105550123",
        joined=store_moment(2022, 3, 3, 12, 0, 0),
        visited=store_moment(2026, 1, 31, 17, 22, 48),
        updated=store_moment(2026, 1, 31, 17, 22, 48),
        notes="Asks for the receipt on paper.\nCustomer 1122 was merged into this profile on 10/02/2024 at 11:30 AM PDT",
        points=610,
        merged_from=(1122,),
    )
    return gone, survivor


def _deactivated() -> Person:
    return Person(
        number=1124,
        first_name="Casper",
        last_name="Gone",
        birth=date(1975, 3, 3),
        gender="M",
        license="C7503031",
        license_ends=date(2031, 3, 3),
        email="casper.gone@example.org",
        phone="5105550124",
        joined=_JOINED,
        updated=_VISITED,
        visited=_VISITED,
        active=False,
    )


def _too_young(today: date) -> Person:
    return Person(
        number=1125,
        first_name="Tyler",
        last_name="Tooyoung",
        birth=years_before(today, 20) - timedelta(days=40),
        gender="M",
        license="C1125125",
        license_ends=today + timedelta(days=700),
        phone="5105550125",
        joined=_JOINED,
        updated=_JOINED,
        newcomer=True,
    )


def _young_patient(today: date) -> Person:
    return Person(
        number=1126,
        first_name="Nina",
        last_name="Nineteen",
        birth=years_before(today, 19) - timedelta(days=100),
        gender="F",
        kind=kinds.MEDICAL,
        license="C1126126",
        license_ends=today + timedelta(days=900),
        permit_ends=today + timedelta(days=200),
        phone="5105550126",
        email="nina.nineteen@example.net",
        joined=_JOINED,
        updated=_VISITED,
        visited=_VISITED,
    )


def _nothing_on_file() -> Person:
    return Person(
        number=1127,
        first_name="Blank",
        middle_name="",
        nickname=None,
        last_name="Slate",
        birth=date(1988, 8, 8),
        gender="N",
        email="",
        phone="",
        notes="N/A",
        card="N/A",
        joined=store_moment(2024, 2, 29, 8, 0, 0),
        updated=store_moment(2024, 2, 29, 8, 0, 0),
        homes=(Home(),),
    )


def _unusual_names() -> tuple[Person, ...]:
    joined = store_moment(2025, 1, 2, 3, 4, 5)
    arabic = Person(
        number=1128,
        first_name="عبد الرحمن",
        last_name="الشريف",
        nickname="Abdo",
        birth=date(1983, 10, 1),
        gender="M",
        license="C8310011",
        license_ends=date(2031, 10, 1),
        phone="5105550128",
        email="customer.1128@example.com",
        joined=joined,
        updated=store_moment(2026, 2, 3, 4, 5, 6),
        visited=store_moment(2026, 2, 3, 4, 5, 6),
        papers=(Paper(kind=kinds.LICENSE, filed=joined),),
    )
    long = Person(
        number=1129,
        first_name=LONG_GIVEN,
        middle_name="Hildegard-Kunigunde",
        last_name=LONG_FAMILY,
        nickname="Max",
        birth=date(1955, 5, 5),
        gender="F",
        license="C5505051",
        license_ends=date(2030, 5, 5),
        phone="5105550129",
        email="maximiliana.theodora.wolfeschlegelsteinhausenbergerdorff@example.org",
        joined=joined,
        updated=joined,
        groups=("SENIOR", " INDUSTRY"),
        papers=(Paper(kind=kinds.LICENSE, filed=joined), Paper(kind=kinds.AGREEMENT, filed=joined)),
    )
    return arabic, long


def _carer_and_patient(today: date) -> tuple[Person, ...]:
    joined = store_moment(2024, 9, 1, 10, 30, 0)
    carer = Person(
        number=1130,
        first_name="Carol",
        last_name="Caregiver",
        birth=date(1971, 7, 17),
        gender="F",
        license="C7107171",
        license_ends=date(2031, 7, 17),
        caregiver_license="CG-1130-TRAINING",
        phone="5105550130",
        email="carol.caregiver@example.com",
        joined=joined,
        updated=joined,
        visited=joined,
        papers=(Paper(kind=kinds.OTHER, filed=joined),),
    )
    patient = Person(
        number=1131,
        first_name="Peter",
        last_name="Patient",
        birth=date(1949, 1, 31),
        gender="M",
        kind=kinds.MEDICAL_CARD,
        license="C4901311",
        license_ends=date(2030, 1, 31),
        card="MMID1131",
        permit_ends=today + timedelta(days=120),
        phone="5105550131",
        email="peter.patient@example.com",
        carers=(1130,),
        joined=joined,
        updated=joined,
        visited=joined,
        groups=("SENIOR", "VETERAN"),
    )
    return carer, patient
