"""Back ends that stand in for the operating system's at the port of keyring."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps entries like a system's store. ``fault``: raised by the next calls, as a real back end would."""

    priority = -1.0  # never chosen by keyring itself

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own is untyped
        self.entries: dict[tuple[str, str], str] = {}
        self.fault: BaseException | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """The entry, or None."""
        self._fail()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the entry."""
        self._fail()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the entry; PasswordDeleteError where there is none, as the real ones do."""
        self._fail()
        if (service, username) not in self.entries:
            raise PasswordDeleteError("No such password!")
        del self.entries[service, username]

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


def in_memory(back_end: KeyringBackend) -> tuple[KeyringBackend, str]:
    """What KeyringSecrets' chooser answers."""
    return back_end, "Memory"
