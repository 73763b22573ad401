"""The table of vendors. A next vendor is one folder beside treez/ and one line in each of the two tables here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from app.core.errors import InvalidInput, Problem
from app.core.vendor import Connection, Secret, VendorInfo
from app.ports import VendorClient
from app.vendors.foodics import form as foodics
from app.vendors.indicaonline import form as indicaonline
from app.vendors.treez import form as treez

if TYPE_CHECKING:  # httpx costs a quarter of a second: it comes with the first store that is opened
    import httpx

Opener = Callable[[Connection, Secret, "httpx.AsyncBaseTransport | None"], VendorClient]


def _treez(connection: Connection, secret: Secret, transport: httpx.AsyncBaseTransport | None) -> VendorClient:
    from app.vendors.treez.client import TreezClient  # noqa: PLC0415 - see above

    return TreezClient(connection, secret, transport=transport)


def _indicaonline(connection: Connection, secret: Secret, transport: httpx.AsyncBaseTransport | None) -> VendorClient:
    from app.vendors.indicaonline.client import IndicaOnlineClient  # noqa: PLC0415 - see above

    return IndicaOnlineClient(connection, secret, transport=transport)


def _foodics(connection: Connection, secret: Secret, transport: httpx.AsyncBaseTransport | None) -> VendorClient:
    from app.vendors.foodics.client import FoodicsClient  # noqa: PLC0415 - see above

    return FoodicsClient(connection, secret, transport=transport)


_VENDORS: Final[Sequence[tuple[VendorInfo, Opener]]] = (
    (treez.INFO, _treez),
    (indicaonline.INFO, _indicaonline),
    (foodics.INFO, _foodics),
)


class VendorTable:
    """Implements ports.Vendors.

    ``transports`` answers the requests of some stores in this process instead of over the network: by connection
    id or by base URL. It serves the training store and tests; what is added to it later counts too.
    """

    def __init__(self, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None) -> None:
        self._transports = {} if transports is None else transports

    def infos(self) -> Sequence[VendorInfo]:
        """Every vendor's line, in the order of the connect dialog."""
        return tuple(info for info, _ in _VENDORS)

    def info(self, vendor: str) -> VendorInfo:
        """One vendor's line; InvalidInput for an unknown key."""
        return self._line(vendor)[0]

    def open(self, connection: Connection, secret: Secret) -> VendorClient:
        """A client for one store, without a call. InvalidInput for settings that cannot be, NotSignedIn without keys."""
        transport = self._transports.get(connection.id) or self._transports.get(connection.base_url)
        return self._line(connection.vendor)[1](connection, secret, transport)

    def warm_up(self) -> None:
        """Import what opening a store needs and read the trust store; blocking, for a worker thread."""
        from app.vendors.http import tls_context  # noqa: PLC0415 - see above

        for info in self.infos():
            import_module(f"{__package__}.{info.key}.client")  # a vendor's folder is named after its key
        tls_context()

    def _line(self, vendor: str) -> tuple[VendorInfo, Opener]:
        for line in _VENDORS:
            if line[0].key == vendor:
                return line
        known = ", ".join(info.key for info, _ in _VENDORS)
        raise InvalidInput(Problem("vendor", f"This program knows these vendors: {known}."), hint="Choose one of them.")
