"""Foodics' calls: the token, the headers, the refusals, and what an answer holds (vendor document 1, 2, 5, 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec import DecodeError

from app.core.errors import UnexpectedReply
from app.vendors.foodics import const, wire
from app.vendors.foodics.listing import Page, Question, Record, page_of
from app.vendors.foodics.refusal import FieldOf, field_of, refusal
from app.vendors.pace import Priority
from app.vendors.request import Call, Channel, Reply, understood, where

T = TypeVar("T")


class Calls:
    """The calls of one token. Every one goes through `ask`."""

    def __init__(self, channel: Channel, token: str, root: str) -> None:
        self._channel = channel
        self._token = token
        self._root = root

    async def ask(
        self,
        doing: str,
        path: str,
        *,
        scope: str,
        method: str = "GET",
        body: object = None,
        priority: Priority = Priority.PEOPLE,
        field: FieldOf = field_of,
    ) -> Reply:
        """One authorised call; the answer of a success, an error of ours for anything else. Never repeated if refused."""
        write = method != "GET"
        headers = {
            "authorization": f"Bearer {self._token}",
            "accept": "application/json",
            "content-type": "application/json",
        }
        sent = None if body is None else wire.write(body)
        url = f"{self._root}{path}"
        call = Call(name=doing, method=method, url=url, headers=headers, body=sent, write=write, priority=priority)
        reply = await self._channel.request(call)
        if not reply.good:
            raise refusal(reply.status, reply.body, doing, scope=scope, write=write, field=field)
        return reply

    async def page(self, question: Question, *, doing: str, priority: Priority = Priority.PEOPLE) -> Page:
        """One page of the customers."""
        reply = await self.ask(doing, f"/customers?{question.query}", scope=const.SCOPE_LIST, priority=priority)
        return await understood(const.LABEL, reply, lambda text: _page_in(text, question.page))


def _page_in(text: bytes, number: int) -> Page:
    envelope = wire.read_envelope(text)
    return page_of(envelope, data_of(envelope, wire.read_customers), number)


def record_in(text: bytes) -> Record:
    """The one record of an answer; DecodeError or UnexpectedReply where there is none."""
    return data_of(wire.read_envelope(text), wire.read_customer)


def record_if_any(text: bytes) -> Record | None:
    """The record that a write answers with, if it shows one; DecodeError for what is no JSON.

    Any success is one (vendor document 7), whatever else the answer holds: the record is read again in any case.
    """
    try:
        return record_in(text)
    except (DecodeError, UnexpectedReply):
        wire.read_anything(text)
        return None


def data_of(envelope: wire.Envelope, read: Callable[[wire.Envelope], T]) -> T:
    """What ``read`` makes of the data; UnexpectedReply with the place, without what was there."""
    try:
        return read(envelope)
    except DecodeError as error:
        raise UnexpectedReply(const.LABEL, where(error, "$.data")) from error
