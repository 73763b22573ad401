"""What one vendor asks for: the store's address, its settings and its credentials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import AppError, InvalidInput, NotFound, NotSignedIn, Offline, UnexpectedReply, VendorTimeout
from app.core.form import FieldSpec, show_value
from app.core.vendor import Secret, VendorInfo
from app.ui.connect.rows import FieldRow, LineRow, SecretRow, make_row
from app.ui.theme import GRID
from app.ui.translation import translated

ADDRESS = "base_url"
# An answer, or none, that a mistyped address also brings about.
_ABOUT_THE_ADDRESS = (Offline, VendorTimeout, NotFound, UnexpectedReply)


class VendorPage(QWidget):
    """The rows of one vendor, drawn from its line in the table. ``edited`` after any of them changed.

    ``fixed`` says of each row but the credentials, by its key, why it cannot be changed; "" where it can.
    """

    edited = Signal()

    def __init__(self, info: VendorInfo, fixed: Callable[[str], str]) -> None:
        super().__init__()
        self.vendor = info.key
        words = self.tr("Address of the store's service")
        address = LineRow(FieldSpec(key=ADDRESS, label=words, required=True, read_only=fixed(ADDRESS)))
        address.set_text(info.base_url)
        specs = [replace(spec, read_only=fixed(spec.key) or spec.read_only) for spec in info.account]
        self._account = [make_row(spec) for spec in specs]
        for row in self._account:
            row.set_text(show_value(row.spec, row.spec.default))
        self._secret = [SecretRow(spec) for spec in info.secret]
        self.rows: dict[str, FieldRow] = {row.spec.key: row for row in (address, *self._account, *self._secret)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for row in self.rows.values():
            row.edited.connect(self.edited)
            column.addWidget(row)

    # ------------------------------------------------------------------------------------------ what was entered

    def address(self) -> str:
        """The service's address."""
        return self.rows[ADDRESS].text()

    def account(self) -> Mapping[str, str]:
        """The settings that say something, by key."""
        return {row.spec.key: row.text() for row in self._account if row.text()}

    def secret(self) -> Secret:
        """The credentials that say something, by key."""
        return {row.spec.key: row.text() for row in self._secret if row.text()}

    def fill(self, address: str, account: Mapping[str, str]) -> None:
        """Show what is known of a store; its credentials are never shown again."""
        self.rows[ADDRESS].set_text(address)
        for row in self._account:
            row.set_text(account.get(row.spec.key, ""))

    def set_account(self, key: str, text: str) -> None:
        """Show a setting's value, if the vendor asks for it."""
        for row in self._account:
            if row.spec.key == key:
                row.set_text(text)

    def hint_at_credentials(self, text: str) -> None:
        """Show a text in the empty credential lines."""
        for row in self._secret:
            row.hint(text)

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [stop for row in self.rows.values() for stop in row.tab_stops()]

    def first_credential(self) -> QWidget | None:
        """The editor of the first credential, if the vendor asks for one."""
        return self._secret[0].editor if self._secret else None

    def forget_credentials(self) -> None:
        """Empty every credential line."""
        for row in self._secret:
            row.forget()

    # ------------------------------------------------------------------------------------------ what is wrong

    def faults(self, error: AppError) -> dict[str, str]:
        """What to say at which field: the field's own problem, or the fields that such an error points at."""
        if isinstance(error, InvalidInput):
            return {problem.field: translated(problem.message) for problem in error.problems if problem.field}
        if isinstance(error, NotSignedIn):
            return {row.spec.key: self.tr("The store did not accept this sign-in.") for row in self._secret}
        if isinstance(error, _ABOUT_THE_ADDRESS):
            return {ADDRESS: self.tr("No usable answer from this address.")}
        return {}
