"""What an administrator has set for every account of a machine, laid over what an account has set for itself."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import Final

from app.core.customer import ConnectionId
from app.core.errors import FixedHere
from app.core.settings import Fixed, Settings
from app.core.vendor import VENDORS_PLACE, Connection

UNKNOWN_PLACE: Final = "unknown"  # no place that there is: the strictest rules hold, whatever the store says of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is ``fixed``, and to what; the other values mean nothing.

    ``stores`` is None where the account's own stay as they are, but cannot be changed. They have no ids yet.
    """

    fixed: frozenset[Fixed] = frozenset()
    stores: tuple[Connection, ...] | None = None
    jurisdiction: str = ""
    idle_minutes: int = 0
    update_check: bool = False

    def over(self, own: Settings) -> Settings:
        """What holds at this desk."""
        connections = own.connections
        if Fixed.STORES in self.fixed and self.stores is not None:
            connections = _known(self.stores, own.connections)
        place = ""
        if Fixed.JURISDICTION in self.fixed:
            place = self.jurisdiction if self.jurisdiction != UNKNOWN_PLACE else ""
            connections = tuple(_placed(one, self.jurisdiction) for one in connections)
        updates = own.updates
        if Fixed.UPDATES in self.fixed:
            updates = replace(updates, agreed=self.update_check)
        idle = self.idle_minutes if Fixed.IDLE in self.fixed else own.idle_minutes
        return replace(
            own, connections=connections, idle_minutes=idle, updates=updates, fixed=self.fixed, fixed_place=place
        )

    def under(self, changed: Settings, own: Settings) -> Settings:
        """What an account keeps of ``changed``: where a setting is fixed, its ``own`` one stays for the time after.

        A fixed store is kept too: its number, by which its credentials and its people are found, outlives the policy.
        """
        connections = changed.connections
        if Fixed.JURISDICTION in self.fixed:
            before = {one.id: one for one in own.connections}
            connections = tuple(_placed_as(one, before.get(one.id)) for one in connections)
        if Fixed.STORES in self.fixed:
            shown = {one.id for one in connections}
            connections += tuple(one for one in own.connections if one.id not in shown)
        updates = changed.updates
        if Fixed.UPDATES in self.fixed:
            updates = replace(updates, agreed=own.updates.agreed)
        idle = own.idle_minutes if Fixed.IDLE in self.fixed else changed.idle_minutes
        return replace(
            changed, connections=connections, idle_minutes=idle, updates=updates, fixed=frozenset(), fixed_place=""
        )


def _known(fixed: tuple[Connection, ...], own: tuple[Connection, ...]) -> tuple[Connection, ...]:
    """The fixed stores, each with the number under which this account knows it already."""
    left = list(own)
    found = []
    for store in fixed:
        known = next((one for one in left if is_same_store(store, one)), None)
        known = known or next((one for one in left if _is_renewed(store, one)), None)
        if known is not None:
            left.remove(known)
        found.append(replace(store, id=known.id if known else _new_id(store)))
    return tuple(found)


def is_same_store(fixed: Connection, other: Connection) -> bool:
    """Whether ``other`` is that store at its vendor, whatever it is called; it may have more settings of its own."""
    is_there = fixed.vendor == other.vendor and fixed.base_url.rstrip("/") == other.base_url.rstrip("/")
    return is_there and fixed.account.items() <= other.account.items()


def _is_renewed(fixed: Connection, other: Connection) -> bool:
    """Whether an administrator gave a store that was there another address or account: it kept its name."""
    return fixed.vendor == other.vendor and fixed.name.casefold() == other.name.casefold()


def _new_id(store: Connection) -> ConnectionId:
    """The same for the same store at every start, as long as nobody has signed in to it."""
    what = json.dumps([store.vendor, store.base_url.rstrip("/"), sorted(store.account.items())])
    return ConnectionId(uuid.uuid5(uuid.NAMESPACE_URL, what).hex)


def _placed(store: Connection, place: str) -> Connection:
    asks = VENDORS_PLACE in store.account and place != UNKNOWN_PLACE  # a vendor may read nothing from that
    return replace(store, place=place, account={**store.account, VENDORS_PLACE: place} if asks else store.account)


def _placed_as(store: Connection, before: Connection | None) -> Connection:
    if before is None:
        return replace(store, place="")
    asked = before.account.get(VENDORS_PLACE)
    account = store.account if asked is None else {**store.account, VENDORS_PLACE: asked}
    return replace(store, place=before.place, account=account)


def refuse_fixed(settings: Settings, setting: Fixed) -> None:
    """FixedHere where an administrator has set the stores or the look for newer versions; the rest is merely kept back."""
    if setting in settings.fixed:
        raise FixedHere(_TITLES[setting])


def as_fixed(settings: Settings, connection: Connection) -> Connection:
    """The store to sign in to: the administrator's own entry of it where stores are fixed; FixedHere for any other."""
    if Fixed.STORES not in settings.fixed:
        return connection
    for one in settings.connections:
        if one.id == connection.id or (not connection.id and is_same_store(one, connection)):
            return one
    raise FixedHere(_TITLES[Fixed.STORES])


_TITLES = {
    Fixed.STORES: "The stores of this computer are set by your administrator.",
    Fixed.UPDATES: "Whether newer versions are looked for is set by your administrator.",
}
