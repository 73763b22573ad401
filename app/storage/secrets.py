"""Secrets in the operating system's own store; the only importer of keyring.

Each field of a secret is one entry: service ``frontdesk``, user name ``<connection id>/<field>``. We construct the back
end ourselves from a list: PYTHON_KEYRING_BACKEND, keyringrc.cfg and installed plug-ins would otherwise be able to put a
file in plain text, or nothing at all, in its place. Importing keyring takes long, so it happens at the first call.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from app.core.customer import ConnectionId
from app.core.errors import AppError, InvalidInput, MachineFault, Problem, SecretStoreLocked, SecretStoreMissing
from app.core.vendor import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "frontdesk"
# Windows keeps at most 2,560 bytes of UTF-16 in one entry.
# https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw (CredentialBlobSize)
MAX_CHARACTERS = 1200
# An entry of that name never exists; asking for it tells whether the store answers.
_PROBE = "doctor"
_MAX_DUPLICATES = 8
_ENVIRONMENT_PREFIX = "KEYRING_PROPERTY_"

_BACK_ENDS = {
    "win32": (("Windows", "WinVaultKeyring", "Windows Credential Manager"),),
    "darwin": (("macOS", "Keyring", "macOS Keychain"),),
}
_FREE_DESKTOPS = (("SecretService", "Keyring", "Secret Service"), ("kwallet", "DBusKeyring", "KWallet"))

_SERVE = "Customers can still be served: sign in to the store for this session only; nothing is kept then."
# Names of foreign exceptions, so that only the back end in use has to be importable.
_ABSENT = {
    "NoKeyringError",
    "SecretServiceNotAvailableException",
    "ModuleNotFoundError",
    "FileNotFoundError",  # the socket of a session bus that has ended
    "ConnectionError",
}


class KeyringSecrets:
    """Implements ports.SecretStore. Calls block, and are for one thread at a time: see PatientSecrets."""

    def __init__(self, choose: Callable[[], tuple[KeyringBackend, str]] | None = None) -> None:
        self._choose = choose or trusted_back_end
        self._chosen: tuple[KeyringBackend, str] | None = None

    def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """All the fields, or None where not all of them were kept: half a secret signs nobody in."""
        secret: dict[str, str] = {}
        for name in fields:
            value = self._get(_user(connection, name))
            if value is None:
                return None
            secret[name] = value
        return secret

    def write(self, connection: ConnectionId, secret: Secret) -> None:
        """Keep each field and read it back; after a failure nothing half-written is left to be taken for a secret."""
        check_lengths(secret)
        replaced: list[str] = []
        try:
            for name, value in secret.items():
                self._set(_user(connection, name), value)
                replaced.append(name)
                self._compare(_user(connection, name), value)
        except MachineFault:
            with contextlib.suppress(MachineFault):  # the first failure is the one to tell
                self.delete(connection, replaced)
            raise

    def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """Forget each field; entries that are not there are fine."""
        for name in fields:
            self._forget(_user(connection, name))

    def state(self) -> str:
        """The store's name, after it has answered one question."""
        self._get(_PROBE)
        return self._back_end()[1]

    def _get(self, user: str) -> str | None:
        back_end = self._back_end()[0]
        with self._mapped():
            value = back_end.get_password(SERVICE, user)
            if value is None:
                _refuse_closed(back_end)
        return value

    def _set(self, user: str, value: str) -> None:
        back_end = self._back_end()[0]
        with self._mapped():
            back_end.set_password(SERVICE, user, value)

    def _compare(self, user: str, value: str) -> None:
        if self._get(user) != value:
            raise SecretStoreMissing(
                "The secret store of this computer did not keep the sign-in.",
                _SERVE,
                "Make room in it or mend it (see `frontdesk doctor`), then connect the store again.",
            )

    def _forget(self, user: str) -> None:
        back_end = self._back_end()[0]
        for _ in range(_MAX_DUPLICATES):
            if self._get(user) is None:
                return
            with self._mapped():
                back_end.delete_password(SERVICE, user)
        raise SecretStoreLocked(
            "The secret store of this computer did not forget the sign-in.",
            _SERVE,
            f"Remove the entries of {SERVICE} with the system's own program for passwords.",
        )

    def _back_end(self) -> tuple[KeyringBackend, str]:
        if self._chosen is None:
            with self._mapped():
                self._chosen = self._choose()
        return self._chosen

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn whatever a back end raises into our tree; a store that went away is looked for anew next time."""
        try:
            yield
        except AppError:
            raise
        except Exception as fault:  # back ends let through what their system gives them: D-Bus, COM, OSError, ctypes
            error = _error(fault)
            if isinstance(error, SecretStoreMissing):
                self._chosen = None
            raise error from fault


class SessionSecrets:
    """Implements ports.SecretStore in memory, for whoever brings the secrets along: the build's look into a vault, and tests.

    A sign-in for this session only is none of its business: the stores keep that themselves (`services.stores`).
    """

    def __init__(self) -> None:
        self._kept: dict[ConnectionId, dict[str, str]] = {}

    def read(self, connection: ConnectionId, fields: Sequence[str]) -> Secret | None:
        """All the fields, or None."""
        kept = self._kept.get(connection, {})
        return {name: kept[name] for name in fields} if all(name in kept for name in fields) else None

    def write(self, connection: ConnectionId, secret: Secret) -> None:
        """Keep the fields until this program ends; the same limits as on disk, so that keeping them later works."""
        check_lengths(secret)
        self._kept.setdefault(connection, {}).update(secret)

    def delete(self, connection: ConnectionId, fields: Sequence[str]) -> None:
        """Forget the fields."""
        kept = self._kept.get(connection, {})
        for name in fields:
            kept.pop(name, None)

    def state(self) -> str:
        """Always there."""
        return "This session only"


def trusted_back_end() -> tuple[KeyringBackend, str]:
    """The first store on this platform's list that is there, with its name; SecretStoreMissing where none is."""
    faults: list[Exception] = []
    for module, name, label in _BACK_ENDS.get(sys.platform, _FREE_DESKTOPS):
        try:
            back_end_class = getattr(importlib.import_module(f"keyring.backends.{module}"), name)
            _ = back_end_class.priority  # raises where the store's service is not there
            return _unconfigured(back_end_class()), label
        except Exception as fault:  # noqa: BLE001 - whatever it is, this store cannot be used; the cause is kept
            faults.append(fault)
    silent = next((fault for fault in faults if isinstance(fault, TimeoutError)), None)
    raise (_missing() if silent is None else _locked()) from (silent or faults[0])


def check_lengths(secret: Mapping[str, str]) -> None:
    """InvalidInput, naming the field, for what not every system's store can keep."""
    for name, value in secret.items():
        if len(value.encode("utf-16-le", "surrogatepass")) > 2 * MAX_CHARACTERS:
            raise InvalidInput(
                Problem(name, f"This is longer than the {MAX_CHARACTERS} characters a secret store keeps.")
            )
        if any("\ud800" <= character <= "\udfff" for character in value) or "\0" in value:
            raise InvalidInput(Problem(name, "This holds a character that no secret store keeps."))


def _user(connection: ConnectionId, name: str) -> str:
    return f"{connection}/{name}"


def _unconfigured(back_end: KeyringBackend) -> KeyringBackend:
    """Take back what KEYRING_PROPERTY_… variables set: they could name another collection or scheme."""
    settings = vars(back_end)
    for variable, value in os.environ.items():
        name = variable.partition(_ENVIRONMENT_PREFIX)[2].lower()
        if name and settings.get(name) == value:
            del settings[name]
    return back_end


def _refuse_closed(back_end: KeyringBackend) -> None:
    """A KWallet that nobody opened can answer like an empty one; only it has ``connected``."""
    connected = getattr(back_end, "connected", None)
    if connected is not None and not connected(SERVICE):
        raise _locked()


def _error(fault: Exception) -> MachineFault:
    names = {one.__name__ for one in type(fault).__mro__}
    return _missing() if names & _ABSENT else _locked()


def _locked() -> SecretStoreLocked:
    return SecretStoreLocked(
        "The secret store of this computer is locked or does not answer.",
        _SERVE,
        "Unlock it with the password of this computer's account and try again, or sign in for this session only.",
    )


def _missing() -> SecretStoreMissing:
    return SecretStoreMissing(
        "This computer offers no secret store that this program trusts.",
        _SERVE,
        "Sign in for this session only. On Linux, install and start gnome-keyring or KWallet to keep the sign-in.",
    )
