"""Everything a front end needs, built once over the ports."""

from __future__ import annotations

from dataclasses import dataclass

from app.ports import AsyncSecretStore, Clock, SettingsStore, Vendors
from app.services.activity import Activity
from app.services.documents import Documents
from app.services.profiles import Profiles
from app.services.recent import Recent
from app.services.search import Search
from app.services.stores import Stores


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of one desk."""

    stores: Stores
    search: Search
    profiles: Profiles
    documents: Documents
    activity: Activity
    recent: Recent
    settings: SettingsStore
    secrets: AsyncSecretStore
    clock: Clock

    @classmethod
    def over(cls, *, vendors: Vendors, secrets: AsyncSecretStore, settings: SettingsStore, clock: Clock) -> Desk:
        """Build the use cases over the ports."""
        stores = Stores(vendors=vendors, secrets=secrets, settings=settings, clock=clock)
        recent, activity = Recent(), Activity(clock)
        profiles = Profiles(stores=stores, recent=recent, activity=activity)
        return cls(
            stores=stores,
            search=Search(stores=stores, recent=recent, clock=clock),
            profiles=profiles,
            documents=Documents(stores=stores, profiles=profiles, activity=activity),
            activity=activity,
            recent=recent,
            settings=settings,
            secrets=secrets,
            clock=clock,
        )
