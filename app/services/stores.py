"""The stores this desk is connected to: opened when first needed, each with its own state."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import TypeVar

from app.core.customer import ConnectionId
from app.core.errors import (
    AppError,
    ClerkCanAct,
    InvalidInput,
    NotOffered,
    NotSignedIn,
    Problem,
    RateLimited,
    SecretStoreLocked,
    SecretStoreMissing,
    StoreDisabled,
    WaitingHelps,
)
from app.core.form import check_field
from app.core.policy import as_fixed, refuse_fixed
from app.core.settings import Fixed, Settings
from app.core.vendor import Connection, Secret, VendorInfo, spilled
from app.ports import AsyncSecretStore, Clock, SettingsStore, VendorClient, Vendors

T = TypeVar("T")
_SIGN_IN_ERRORS = (NotSignedIn, SecretStoreLocked, SecretStoreMissing)
_NO_NAME = Problem("name", "Give the store a name.")


class StoreState(Enum):
    """What the status bar says of a store."""

    CONNECTING = auto()  # not asked anything yet
    READY = auto()
    OFFLINE = auto()
    SIGN_IN_NEEDED = auto()


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """A store's state and since when it is so."""

    connection: Connection
    state: StoreState
    since: datetime


class Stores:
    """The connected stores and their clients. ``changed`` is called with a store's new status."""

    def __init__(self, *, vendors: Vendors, secrets: AsyncSecretStore, settings: SettingsStore, clock: Clock) -> None:
        self._vendors = vendors
        self._secrets = secrets
        self._settings = settings
        self._clock = clock
        self._session_secrets: dict[ConnectionId, Secret] = {}
        self._clients: dict[ConnectionId, VendorClient] = {}
        self._statuses: dict[ConnectionId, StoreStatus] = {}
        self._for_this_run: tuple[Connection, ...] = ()
        self._connected: tuple[Connection, ...] | None = None  # None until the settings file was read
        self._gone: dict[ConnectionId, Connection] = {}  # disconnected in this run; their forms may still be open
        self._chosen_last = ""
        self.changed: Callable[[StoreStatus], None] = lambda _status: None

    # ---------------------------------------------------------------------------------------- which stores

    def connections(self) -> tuple[Connection, ...]:
        """The stores to work with, in the order of every list: those of `listed` that are enabled."""
        return tuple(one for one in self.listed() if one.enabled)

    def listed(self) -> tuple[Connection, ...]:
        """The stores opened for this run only while there are any, otherwise the connected ones, disabled ones too.

        A store of a vendor that this program does not know (a newer one wrote the settings) is left alone.
        """
        if self._connected is None:
            self._connected = self._spoken(self._settings.load())
        return self._for_this_run or self._connected

    def _spoken(self, settings: Settings) -> tuple[Connection, ...]:
        vendors = {info.key for info in self._vendors.infos()}
        return tuple(one for one in settings.connections if one.vendor in vendors)

    def connection(self, connection_id: ConnectionId) -> Connection:
        """One store, also a disabled one, or one disconnected in this run whose form is still open; else NotSignedIn."""
        known = next((one for one in self.listed() if one.id == connection_id), self._gone.get(connection_id))
        if known is None:
            raise NotSignedIn.no_longer_connected()
        return known

    def _in_use(self, connection_id: ConnectionId) -> Connection:
        """A store that may be called; StoreDisabled, NotSignedIn where it has been disconnected meanwhile."""
        for connection in self.listed():
            if connection.id == connection_id and connection.enabled:
                return connection
            if connection.id == connection_id:
                raise StoreDisabled(connection.name)
        raise NotSignedIn.no_longer_connected()

    def is_training(self) -> bool:
        """Whether the training stores are open."""
        return any(connection.training for connection in self._for_this_run)

    def open_for_this_run(self, stores: Sequence[tuple[Connection, Secret]]) -> None:
        """Work on these stores alone, keeping nothing: the training stores, or a one-off question."""
        self._for_this_run = tuple(connection for connection, _secret in stores)
        self._session_secrets.update({connection.id: secret for connection, secret in stores})

    async def open_connected(self) -> None:
        """Go over to the connected stores."""
        for connection in self._for_this_run:
            await self._forget(connection.id)
        self._for_this_run = ()

    def vendor_infos(self) -> Sequence[VendorInfo]:
        """The vendors that can be connected."""
        return self._vendors.infos()

    def info(self, connection_id: ConnectionId) -> VendorInfo:
        """The vendor behind a store; once the store is open, what it can do under its own plan and settings."""
        client = self._clients.get(connection_id)
        return client.info if client else self._vendors.info(self.connection(connection_id).vendor)

    def statuses(self) -> tuple[StoreStatus, ...]:
        """The last known state of each store to work with."""
        return tuple(one for one in self.listed_statuses() if one.connection.enabled)

    def listed_statuses(self) -> tuple[StoreStatus, ...]:
        """The same of each store of the list; a disabled one has not been asked anything."""
        return tuple(
            self._statuses.get(one.id) or StoreStatus(one, StoreState.CONNECTING, self._clock.now())
            for one in self.listed()
        )

    def fixed(self) -> tuple[frozenset[Fixed], str]:
        """What an administrator has set for this machine, and the place where that is among it."""
        settings = self._settings.load()
        return settings.fixed, settings.fixed_place

    # ---------------------------------------------------------------------------------------- connecting

    async def test(self, connection: Connection, secret: Secret) -> None:
        """Prove address and credentials with the store itself, keeping nothing."""
        self._check(connection, secret)
        client = self._vendors.open(connection, secret)
        try:
            await client.check()
        finally:
            await client.close()

    async def connect(self, connection: Connection, secret: Secret, *, session_only: bool = False) -> Connection:
        """Remember a store: its secret in the OS keyring (or for this run only), the rest in the settings.

        The secret is kept first: a store never stands in the list without a way to sign in. Where the settings then
        cannot be written, the secret becomes what it was before: a store is connected as a whole or not at all. Where an
        administrator has set the stores, only they can be signed in to (FixedHere), and nothing but the secret is taken.
        """
        connection = as_fixed(self._settings.load(), replace(connection, name=connection.name.strip()))
        self._check(connection, secret)
        await self._vendors.open(connection, secret).close()  # an address or a setting out of order is not kept
        self._refuse_taken(connection)
        connection = replace(connection, id=connection.id or ConnectionId(uuid.uuid4().hex))
        if session_only:
            self._list(connection)
            self._session_secrets[connection.id] = dict(secret)
        else:
            before = await self._secret_before(connection.id, list(secret))
            await self._secrets.write(connection.id, secret)
            try:
                self._list(connection)
            except AppError:
                await self._restore_secret(connection.id, list(secret), before)
                raise
            self._session_secrets.pop(connection.id, None)
        self._statuses.pop(connection.id, None)
        await self._close_client(connection.id)
        return connection

    async def _secret_before(self, connection_id: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """What is kept for a listed store. A locked store tells nothing here: it is the writing that waits for people."""
        if all(one.id != connection_id for one in self._settings.load().connections):
            return None
        try:
            return await self._secrets.read(connection_id, fields)
        except AppError:
            return None

    def _refuse_taken(self, connection: Connection) -> None:
        taken = self._settings.load().connection(connection.name)
        if taken and taken.id != connection.id:
            raise InvalidInput(Problem("name", "A store of this name is already connected."))

    def _list(self, connection: Connection) -> None:
        """Put a store into the settings, or the new entry of a known one in its place."""
        settings = self._settings.load()
        known = any(one.id == connection.id for one in settings.connections)
        others = tuple(connection if one.id == connection.id else one for one in settings.connections)
        self._keep(replace(settings, connections=others if known else (*others, connection)))

    async def _restore_secret(self, connection_id: ConnectionId, fields: Sequence[str], before: Secret | None) -> None:
        with contextlib.suppress(AppError):  # the first failure is the one to tell
            if before is None:
                await self._secrets.delete(connection_id, fields)
            else:
                await self._secrets.write(connection_id, before)

    async def disconnect(self, connection_id: ConnectionId) -> None:
        """Forget a store and its secret; ClerkCanAct where only disabled stores would be left, FixedHere."""
        refuse_fixed(self._settings.load(), Fixed.STORES)
        connection = self._kept(connection_id)
        if any(one.id != connection_id for one in self.listed()):
            self._refuse_the_last(connection)
        await self._secrets.delete(connection_id, [spec.key for spec in self.info(connection_id).secret])
        settings = self._settings.load()
        rest = tuple(one for one in settings.connections if one.id != connection_id)
        last = "" if settings.last_store == connection_id else settings.last_store
        self._keep(replace(settings, connections=rest, last_store=last))
        self._gone[connection_id] = connection
        await self._forget(connection_id)

    def rename(self, connection_id: ConnectionId, name: str, place: str | None = None) -> Connection:
        """Give a connected store another name, and place (ISO 3166-2); InvalidInput for no name, or another store's.

        Nobody signs in again. FixedHere where an administrator has set the stores.
        """
        refuse_fixed(self._settings.load(), Fixed.STORES)
        kept = self._kept(connection_id)
        renamed = replace(kept, name=name.strip(), place=kept.place if place is None else place)
        if not renamed.name:
            raise InvalidInput(_NO_NAME)
        self._refuse_taken(renamed)
        self._list(renamed)
        renamed = self._kept(connection_id)
        status = self._statuses.get(connection_id)
        if status:
            self._statuses[connection_id] = status = replace(status, connection=renamed)
            self.changed(status)
        return renamed

    def enable(self, connection_id: ConnectionId, *, enabled: bool) -> Connection:
        """Work with a connected store or not; ClerkCanAct where none would be left to work with, FixedHere.

        Calls that are under way when a store is disabled come to their end: a save must learn how it went.
        """
        refuse_fixed(self._settings.load(), Fixed.STORES)
        connection = self._kept(connection_id)
        if not enabled:
            self._refuse_the_last(connection)
        changed = replace(connection, enabled=enabled)
        self._list(changed)
        self._statuses.pop(connection_id, None)
        return changed

    def _kept(self, connection_id: ConnectionId) -> Connection:
        """A store as it stands in the settings; one that is open for this run only does not."""
        found = (one for one in self._settings.load().connections if one.id == connection_id)
        connection = next(found, None)
        if connection is None:
            raise NotSignedIn.no_longer_connected()
        return connection

    def _refuse_the_last(self, connection: Connection) -> None:
        if connection.enabled and all(one.id == connection.id for one in self.connections()):
            raise ClerkCanAct(
                f"{connection.name} is the only store in use.",
                "Without it nobody could be searched for.",
                "Enable or connect another store first.",
            )

    # ---------------------------------------------------------------------------------------- the last one chosen

    def chosen_last(self) -> ConnectionId | None:
        """The store that the last new customer was begun at, if it is one to work with."""
        chosen = self._chosen_last or self._settings.load().last_store
        return next((one.id for one in self.connections() if one.id == chosen), None)

    def note_choice(self, connection_id: ConnectionId) -> None:
        """Remember where a new customer was begun: for this run, and for the next unless the store is not kept."""
        self._chosen_last = connection_id
        settings = self._settings.load()
        is_kept = any(one.id == connection_id for one in settings.connections)
        if is_kept and settings.last_store != connection_id:
            self._keep(replace(settings, last_store=connection_id))

    def _keep(self, settings: Settings) -> None:
        self._settings.save(settings)
        self._connected = self._spoken(self._settings.load())  # what an administrator has set lies over it

    def _check(self, connection: Connection, secret: Secret) -> None:
        info = self._vendors.info(connection.vendor)
        problems = [] if connection.name.strip() else [_NO_NAME]
        if not connection.base_url.strip():
            problems.append(Problem("base_url", "The vendor's address is needed."))
        found = [check_field(spec, connection.account.get(spec.key)) for spec in info.account]
        found += [check_field(spec, secret.get(spec.key)) for spec in info.secret]
        problems += [problem for problem in found if problem and problem.blocking] + spilled(connection, secret)
        if problems:
            raise InvalidInput(*problems)

    # ---------------------------------------------------------------------------------------- calling

    async def client(self, connection_id: ConnectionId) -> VendorClient:
        """The client of a store; its secret is read when it is first needed.

        NotSignedIn where no secret is kept; SecretStoreLocked, SecretStoreMissing as the secret store says;
        StoreDisabled; InvalidInput for settings that cannot be.
        """
        self._in_use(connection_id)
        if connection_id in self._clients:
            return self._clients[connection_id]
        with self._noting_sign_in(connection_id):
            secret = await self._secret(connection_id)
            connection = self._in_use(connection_id)  # it may have been removed while the secret was waited for
            return self._clients.setdefault(connection_id, self._vendors.open(connection, secret))

    @contextlib.contextmanager
    def _noting_sign_in(self, connection_id: ConnectionId) -> Iterator[None]:
        """Note where a store wants its credentials. No vendor's client knows which store it serves: it is said here."""
        try:
            yield
        except _SIGN_IN_ERRORS as error:
            self._note(connection_id, StoreState.SIGN_IN_NEEDED)
            if isinstance(error, NotSignedIn) and any(one.id == connection_id for one in self.listed()):
                raise error.at(connection_id) from error
            raise

    async def _secret(self, connection_id: ConnectionId) -> Secret:
        connection = self.connection(connection_id)
        secret = self._session_secrets.get(connection_id)
        if secret is None:
            fields = [spec.key for spec in self._vendors.info(connection.vendor).secret]
            secret = await self._secrets.read(connection_id, fields)
        if secret is None:
            raise NotSignedIn(
                f"{connection.name} needs its credentials.",
                "Customers of this store cannot be read until then.",
                "Open the store's settings and sign in.",
            )
        return secret

    async def greet(self, connection_id: ConnectionId) -> None:
        """Sign in and ask for next to nothing, so that the store's state is known and its first answer comes sooner."""
        await self.call(connection_id, _check)

    async def call(self, connection_id: ConnectionId, use: Callable[[VendorClient], Awaitable[T]]) -> T:
        """Use a store's client; the outcome becomes the store's state, unless nothing was sent."""
        client = await self.client(connection_id)
        try:
            with self._noting_sign_in(connection_id):
                answer = await use(client)
        except (*_SIGN_IN_ERRORS, RateLimited, NotOffered):
            raise
        except WaitingHelps:
            self._note(connection_id, StoreState.OFFLINE)
            raise
        except ClerkCanAct as error:
            if not isinstance(error, InvalidInput) or error.refused:
                self._note(connection_id, StoreState.READY)
            raise
        self._note(connection_id, StoreState.READY)
        return answer

    def _note(self, connection_id: ConnectionId, state: StoreState) -> None:
        before = self._statuses.get(connection_id)
        known = next((one for one in self.connections() if one.id == connection_id), None)
        if known is None or (before and before.state is state and before.connection == known):
            return
        self._statuses[connection_id] = status = StoreStatus(known, state, self._clock.now())
        self.changed(status)

    async def _forget(self, connection_id: ConnectionId) -> None:
        self._session_secrets.pop(connection_id, None)
        self._statuses.pop(connection_id, None)
        await self._close_client(connection_id)

    async def _close_client(self, connection_id: ConnectionId) -> None:
        client = self._clients.pop(connection_id, None)
        if client:
            await client.close()

    async def close(self) -> None:
        """Give back every connection."""
        for connection_id in list(self._clients):
            await self._close_client(connection_id)


async def _check(client: VendorClient) -> None:
    await client.check()
