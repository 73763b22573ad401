"""Writing a customer and the addresses, one call each (Foodics API v5, vendor document 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.addresses import alike
from app.core.changes import Changes, merge
from app.core.customer import Address, Customer, Standing
from app.core.errors import AccessDenied, AppError, Conflict, InvalidInput, NotSignedIn, Problem
from app.core.form import Form
from app.core.values import Absent, Value
from app.vendors.checks import path_value
from app.vendors.foodics import body as bodies
from app.vendors.foodics import const, wire
from app.vendors.foodics.calls import Calls, record_if_any, record_in
from app.vendors.foodics.listing import Record
from app.vendors.foodics.refusal import address_field_of, denied
from app.vendors.foodics.wire import Raw
from app.vendors.request import Reply, understood


class Saving:
    """The writes of one store. Nothing here is ever sent twice as it was."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._no_scope: set[str] = set()

    async def create(self, sent: Mapping[str, object], *, scope: str) -> Record:
        """The new record as the answer shows it."""
        reply = await self._calls.ask("create a customer", "/customers", method="POST", body=sent, scope=scope)
        return await understood(const.LABEL, reply, record_in, write=True)

    def refuse(self, changes: Changes, theirs: Customer, form: Form) -> None:
        """What is not sent: changes to a deleted profile, over somebody else's, or of a field whose scope is missing.

        There is no other guard than the time of the last change (vendor document 14.11).
        """
        if theirs.standing == Standing.DELETED:
            title = "This profile is deleted at the store."
            raise InvalidInput(Problem("", title), title=title, hint="Restore the profile first.")
        if theirs.updated_at != changes.base.updated_at:
            conflicts = merge(changes, theirs).conflicts
            if conflicts:
                raise Conflict(theirs, conflicts)
        for key in changes.fields:
            spec = form.spec(key)
            if spec and spec.scope and isinstance(theirs.field_value(key), Absent):
                raise denied(f"change {spec.label.lower()}", spec.scope)

    async def update(
        self, number: str, fresh: Record, edits: Mapping[str, Value], tags: Mapping[str, str], store_code: int
    ) -> Record | None:
        """The record as the answer shows it, if it shows one.

        A body refused over values that nobody changed goes once more without them, and so do all later ones.
        """
        sent = bodies.complete(fresh[1], edits, tags, store_code, self._no_scope)
        try:
            reply = await self._put(number, sent, edits)
        except AccessDenied:
            unedited = bodies.unedited_scopes(sent, edits)
            if not unedited:
                raise
            sent = bodies.complete(fresh[1], edits, tags, store_code, self._no_scope | unedited)
            reply = await self._put(number, sent, edits)
            self._no_scope |= unedited
        return await understood(const.LABEL, reply, record_if_any, write=True) if reply.body.strip() else None

    async def _put(self, number: str, sent: bodies.Body, edits: Mapping[str, Value]) -> Reply:
        path, scope = f"/customers/{path_value(number)}", bodies.edited_scopes(edits)
        return await self._calls.ask("change a customer", path, method="PUT", body=sent, scope=scope)

    async def delete(self, number: str) -> None:
        """Delete softly."""
        path = f"/customers/{path_value(number)}"
        await self._done(await self._calls.ask("delete a customer", path, method="DELETE", scope=const.SCOPE_DELETE))

    async def restore(self, number: str) -> None:
        """Take a deletion back. The pages name three scopes for it."""
        path = f"/customers/{path_value(number)}/restore"
        await self._done(await self._calls.ask("restore a customer", path, method="PUT", scope=const.SCOPE_RESTORE))

    async def _done(self, reply: Reply) -> None:
        """Any success is one, with a body or without (vendor document 14.4); a web page is none."""
        if reply.body.strip():
            await understood(const.LABEL, reply, wire.read_anything, write=True)

    # -------------------------------------------------------------------------------------------- addresses

    async def send_addresses(
        self,
        number: str,
        before: Sequence[Address],
        after: Sequence[Address],
        held: Mapping[str, Raw],
        *,
        done: str = "",
    ) -> None:
        """Create, change and delete addresses until the store has those of ``after``. ``held`` are its own by id.

        ``done`` says what was saved before, for the text of a failure half way.
        """
        old = {one.address_id: one for one in before if one.address_id}
        try:
            for address in after:
                if await self._send_address(number, address, old.pop(address.address_id, None), held):
                    done = done or "Some addresses were saved"
            for address in old.values():
                await self._delete_address(address)
                done = done or "Some addresses were saved"
        except NotSignedIn:
            raise
        except AppError as error:
            if not done:
                raise
            raise _half_way(done, error) from error

    async def _send_address(self, number: str, address: Address, base: Address | None, held: Mapping[str, Raw]) -> bool:
        """Send one address if it differs; whether it did."""
        if base is not None and address.kind == base.kind and alike(address, base):
            return False
        if base is not None and address.is_empty and not base.is_empty:
            await self._delete_address(base)
        elif base is not None:
            sent = bodies.changed_address(address, base, held.get(base.address_id, {}), number)
            await self._write_address("change an address", address, "PUT", f"/{path_value(base.address_id)}", sent)
        elif not address.is_empty:
            sent = bodies.new_address(address, number)
            await self._write_address("create an address", address, "POST", "", sent)
        else:
            return False
        return True

    async def _write_address(self, doing: str, address: Address, method: str, path: str, sent: bodies.Body) -> None:
        field = address_field_of(address.kind)
        call = self._calls.ask(
            doing, f"/addresses{path}", method=method, body=sent, scope=const.SCOPE_WRITE, field=field
        )
        await self._done(await call)

    async def _delete_address(self, address: Address) -> None:
        """Whether that takes customers.write or admin.write is not known (vendor document 3)."""
        path = f"/addresses/{path_value(address.address_id)}"
        scope = f"{const.SCOPE_WRITE} or {const.SCOPE_DELETE}"
        await self._done(await self._calls.ask("delete an address", path, method="DELETE", scope=scope))


def _half_way(done: str, error: AppError) -> InvalidInput:
    """Part of a save is at the store: to be told as that, since repeating the whole would do the part twice."""
    problems = error.problems if isinstance(error, InvalidInput) else (Problem("addresses", error.title),)
    told = InvalidInput(*problems, refused=True, title=f"{done}, but not every address: {error.title}")
    told.detail = f"{done}; the customer can be served."
    told.hint = "Read the customer again, and correct the addresses there."
    return told
