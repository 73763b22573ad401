"""Deleting and restoring a customer at Foodics (vendor document 7 and 14)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.errors import (
    AccessDenied,
    AppError,
    InvalidInput,
    NotFound,
    NotOffered,
    UnexpectedReply,
    VendorTimeout,
)
from app.vendors.foodics.client import FoodicsClient
from tests.unit.vendors.foodics.scripted_foodics import (
    BASE,
    FORBIDDEN,
    NOBODY,
    RECORD,
    one,
    path_of,
    play,
    store,
)
from tests.unit.vendors.scripted_server import Answer, Fault, ScriptedServer

# ------------------------------------------------------------------------------------------------ delete, restore


@pytest.mark.parametrize("answer", [Answer(204), Answer(200), Answer(202, b"{}"), one(RECORD)])
def test_deleting_and_restoring(answer: Answer) -> None:
    """7 and 14.4: any 2xx, with or without a body; a restored customer is read again."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        await client.delete("8d831")
        assert await client.restore("8d831") == BASE

    seen = play(store(write=lambda _: answer), work)
    assert [(call.method, path_of(call)) for call in seen] == [
        ("DELETE", "/customers/8d831"),
        ("PUT", "/customers/8d831/restore"),
        ("GET", "/customers/8d831"),
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (NOBODY, NotFound),
        (FORBIDDEN, AccessDenied),
        (Answer(200, b"<html>"), UnexpectedReply),
        (Answer(fault=Fault.HANG), VendorTimeout),
    ],
)
def test_deleting_that_fails(answer: Answer, kind: type[AppError]) -> None:
    """Sent once, told as what it is; never as not offered."""

    async def work(client: FoodicsClient, server: ScriptedServer) -> None:
        uses: list[Callable[[str], object]] = [client.delete, client.restore]
        for use in uses:
            server.seen.clear()
            with pytest.raises(kind) as caught:
                await use("8d831")  # type: ignore[misc]
            assert len(server.seen) == 1
            assert not isinstance(caught.value, NotOffered)
        if kind is AccessDenied:
            assert all(scope in caught.value.hint for scope in ("admin.restore", "admin.write", "customers.restore"))

    play(lambda _: answer, work)


def test_a_number_that_would_be_another_path() -> None:
    """Encoded, or refused before anything is sent."""

    async def work(client: FoodicsClient, _: ScriptedServer) -> None:
        for number in ("", "..", "."):
            with pytest.raises(InvalidInput):
                await client.delete(number)
        await client.delete("a/b")

    assert [path_of(call) for call in play(store(), work)] == ["/customers/a%2Fb"]
