"""How Foodics writes the invented people down: ids, stamps, one name, a national phone (vendor document 1, 6 and 8 to 11)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from app.training.foodics_lists import Row
from app.training.names import TOWNS
from app.training.person import GROUPS, Home, Person

DIAL_CODE = 966
_ABROAD = 1
_NAMESPACE = uuid.UUID("f00d1c50-0000-5000-8000-000000000966")
_SETTLED = "2019-02-11 07:28:29"
_ZONES = ("Harbor", "Hills", "Valley")
_EAST = {town.casefold(): place for place, (town, _) in enumerate(TOWNS)}
_HOME_NAMES = ("Home", "Work", "Other")
_TAG_TYPES = {"customer": 1, "branch": 2, "product": 7}
_ENOUGH_FOR_A_REWARD = 250

_IMPORTED = 1117
"""Carries values as the vendor's sample page has them: a loyalty flag of 1 where others have true."""
_DIAL_CODE_AS_TEXT = 1123
"""Some clients meet the dial code as text (section 6)."""


class HouseAccount(NamedTuple):
    """What a customer may owe, and how the debt moved; the balance is what the movements add up to."""

    limit: int | None
    movements: tuple[float, ...] = ()


_HOUSE_ACCOUNTS: Mapping[int, HouseAccount] = {
    1117: HouseAccount(1000, (120.0, 60.5, -180.5, 45.25)),
    1118: HouseAccount(200, (210.75,)),
    1130: HouseAccount(None),
}


def customers(people: Iterable[Person]) -> list[Row]:
    """A row for each of these people."""
    return [_customer(person) for person in people]


def addresses(people: Iterable[Person]) -> list[Row]:
    """A row for each of their homes."""
    return [_address(person, place) for person in people for place in range(len(person.homes))]


def transactions(people: Iterable[Person]) -> list[Row]:
    """What moved on their house accounts."""
    return [row for person in people for row in _transactions(person)]


def rewards(people: Iterable[Person]) -> list[Row]:
    """A discount for whoever has gathered much."""
    return [_reward(person) for person in people if person.points >= _ENOUGH_FOR_A_REWARD]


def tags() -> list[Row]:
    """The customers' groups, a tag that was deleted, and tags of other types (section 9)."""
    rows = [_tag(name, "customer") for name in GROUPS]
    rows[0]["name_localized"] = "الصناعة"
    gone = _tag("RETIRED TAG", "customer") | {"deleted_at": "2021-06-01 10:00:00"}
    return [*rows, gone, _tag("Drive-through", "branch"), _tag("Seasonal", "product")]


def zones() -> list[Row]:
    """The delivery zones."""
    return [_named("delivery zone", name) for name in _ZONES]


def id_of(kind: str, name: object) -> str:
    """The UUID of a practice record: the same in every store, other than any vendor's number."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind} {name}"))


def stamp(moment: datetime) -> str:
    """UTC without a suffix (section 1)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def national_phone(person: Person) -> str:
    """Nine digits as in Saudi Arabia (section 6), made of a number of fiction; 52 is no operator's there.

    Somebody from abroad keeps the ten digits.
    """
    if not person.phone or _from_abroad(person):
        return person.phone or ""
    return f"52{person.phone[:3]}{person.phone[-4:]}"


def _from_abroad(person: Person) -> bool:
    """One in 29, of the fixed people Peter Patient."""
    return person.number % 29 == 0


def _dial_code(person: Person) -> int | str:
    if person.number == _DIAL_CODE_AS_TEXT:
        return str(DIAL_CODE)
    return _ABROAD if _from_abroad(person) else DIAL_CODE


def _customer(person: Person) -> Row:
    """With `tag_ids`, which only the stand-in itself sees.

    People who are deactivated or merged away elsewhere are deleted here: this vendor has no such states.
    """
    account = _house_account(person)
    orders = person.number % 17 + 1 if person.visited else None if person.number % 2 else 0
    return {
        "id": id_of("customer", person.number),
        "name": f"{person.first_name} {person.last_name}",
        "dial_code": _dial_code(person),
        "phone": national_phone(person),
        "email": person.email,
        "gender": {"M": 1, "F": 2}.get(person.gender),
        "birth_date": person.birth.isoformat() if person.license else None,
        "is_blacklisted": person.banned,
        "is_house_account_enabled": account is not None,
        "house_account_limit": account and account.limit,
        "is_loyalty_enabled": 1 if person.number == _IMPORTED else person.points > 0,
        "order_count": orders,
        "last_order_at": stamp(person.visited) if person.visited else None,
        "notes": person.notes,
        "created_at": stamp(person.joined),
        "updated_at": stamp(person.updated),
        "deleted_at": None if person.active else stamp(person.updated),
        "house_account_balance": account and round(sum(account.movements, 0.0), 2),
        "loyalty_balance": float(person.points) if person.points else None,
        "tag_ids": [id_of("tag", group) for group in person.groups],
    }


def _house_account(person: Person) -> HouseAccount | None:
    """One in nine has an account, besides some of the fixed people."""
    if person.number in _HOUSE_ACCOUNTS:
        return _HOUSE_ACCOUNTS[person.number]
    if person.number % 9 or not person.license:
        return None
    debt = person.number % 90 + 0.5
    return HouseAccount(500, (debt, -debt / 2) if person.number % 2 else (debt,))


def _transactions(person: Person) -> list[Row]:
    """Oldest first. The new balance is the old one plus the amount, as in the sample; the page's text reads otherwise.

    Section 10 says how the two contradict each other.
    """
    rows: list[Row] = []
    balance = 0.0
    account = _house_account(person)
    for place, amount in enumerate(account.movements if account else ()):
        written = stamp(person.joined + timedelta(days=place + 1))
        rows.append(
            {
                "id": id_of("transaction", f"{person.number} {place}"),
                "amount": amount,
                "old_balance": round(balance, 2),
                "new_balance": round(balance + amount, 2),
                "notes": "",
                "created_at": written,
                "updated_at": written,
                "customer_id": id_of("customer", person.number),
                "user_id": id_of("user", "owner"),
                "order_id": None if amount < 0 else id_of("order", f"{person.number} {place}"),
            }
        )
        balance += amount
    return rows


def _reward(person: Person) -> Row:
    """Of either type by turns (section 11)."""
    return {
        "id": id_of("reward", person.number),
        "type": 1 + person.number % 2,
        "valid_to": (person.updated + timedelta(days=365)).date().isoformat(),
        "amount": 15,
        "maximum_discount_amount": 20,
        "code": f"T{person.number:05d}",
        "customer_id": id_of("customer", person.number),
        "order_id": None,
    }


def _address(person: Person, place: int) -> Row:
    """One of the person's homes as free text; half of them lie on the map, most of those in a delivery zone."""
    home = person.homes[place]
    latitude, longitude = _position(home, person.number + place)
    zone = _ZONES[(person.number + place) % len(_ZONES)]
    return {
        "id": id_of("address", f"{person.number} {place}"),
        "name": _HOME_NAMES[home.slot],
        "description": ", ".join(
            filter(None, (home.street, home.unit, home.town, f"{home.state} {home.postal_code}".strip()))
        ),
        "latitude": latitude,
        "longitude": longitude,
        "created_at": stamp(person.joined + timedelta(minutes=place)),
        "updated_at": stamp(person.updated),
        "deleted_at": None,
        "customer_id": id_of("customer", person.number),
        "delivery_zone_id": id_of("delivery zone", zone) if latitude and zone != "Valley" else None,
    }


def _position(home: Home, number: int) -> tuple[str | None, str | None]:
    """Somewhere around the bay, as text (section 8)."""
    east = _EAST.get(home.town.casefold())
    if number % 2 == 0 or east is None:
        return None, None
    return f"{37.7 + number % 100 / 1000:.6f}", f"{-122.3 + east / 50:.6f}"


def _tag(name: str, kind: str) -> Row:
    return _named("tag", name) | {"type": _TAG_TYPES[kind]}


def _named(kind: str, name: str) -> Row:
    return {
        "id": id_of(kind, name),
        "name": name,
        "name_localized": None,
        "created_at": _SETTLED,
        "updated_at": _SETTLED,
        "deleted_at": None,
    }
