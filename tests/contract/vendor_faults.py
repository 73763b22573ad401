"""What every vendor's client does when the server misbehaves, over real HTTP."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import date

import pytest

from app.core.customer import Customer
from app.core.errors import (
    AccessDenied,
    AppError,
    InvalidInput,
    NotSignedIn,
    Offline,
    RateLimited,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.query import Lookup
from app.core.values import is_blank
from app.core.vendor import CreatedBetween
from app.ports import VendorClient
from tests.contract.vendor_stage import (
    ODD_NAMES,
    Stage,
    ask,
    everything,
    outcome_of,
    play,
    signs_in,
    with_number,
)
from tests.unit.vendors.scripted_server import Answer, Fault, ScriptedServer, Seen


class FaultContract:
    """The behaviours that need a server out of order. A subclass gives the ``stage`` fixture."""

    def test_unknown_values_are_carried(self, stage: Stage) -> None:
        """A key nobody has heard of is there afterwards, exactly as it came."""
        odd = {"loyalty_planet": {"name": "Mars", "moons": ["Phobos", 2, None, True]}}

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert found.carried["loyalty_planet"] == odd["loyalty_planet"]

        play(stage, lambda _: stage.answer({**stage.record, **odd}), work)

    def test_a_record_with_nothing_in_it(self, stage: Stage) -> None:
        """Everything missing, null, "N/A" or empty: a customer all the same, with nothing invented."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert is_blank(found.first_name)
            assert is_blank(found.birth_date)
            assert not found.banned

        for record in (stage.numbered(), stage.emptied(None), stage.emptied("N/A"), stage.emptied("")):
            play(stage, lambda _, record=record: stage.answer(record), work)  # type: ignore[misc]

    def test_any_text_comes_through(self, stage: Stage) -> None:
        """5,000 characters in every script, untouched."""
        text = " ".join(ODD_NAMES) * 130

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            (found,) = await ask(client, stage)
            assert found.notes == text

        play(stage, lambda _: stage.answer({**stage.record, stage.kept_text: text}), work)

    def test_a_credential_that_ran_out_is_renewed_once(self, stage: Stage) -> None:
        """401: one renewal, one repeat, and the answer; refused again it is NotSignedIn, without a storm of calls."""
        good: list[str] = []

        def script(seen: Seen) -> Answer:
            credential = stage.credential_in(seen)
            return stage.answer(stage.record) if credential in good else stage.refused()

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            with pytest.raises(NotSignedIn):
                await ask(client, stage)
            assert len(server.seen) <= 4
            if not signs_in(stage, server):
                return
            server.seen.clear()
            used = iter(range(100))
            server.script = lambda seen: (
                stage.sign_in(seen) or (stage.refused() if next(used) == 0 else stage.answer(stage.record))
            )
            assert len(await ask(client, stage)) == 1
            calls = [one for one in server.seen if stage.sign_in(one) is None]
            assert stage.credential_in(calls[0]) != stage.credential_in(calls[1])
            assert len(server.seen) == 3

        play(stage, script, work)

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Answer(fault=Fault.RESET), Offline),
            (Answer(fault=Fault.CUT, body=b"{"), Offline),
            (Answer(fault=Fault.HANG), VendorTimeout),
            (Answer(fault=Fault.DRIP_BODY), VendorTimeout),
            (Answer(fault=Fault.DRIP_HEAD), VendorTimeout),
            (Answer(500, b"{}"), VendorUnavailable),
            (Answer(502, b"<html>", "text/html"), VendorUnavailable),
            (Answer(503), VendorUnavailable),
            (Answer(429, b"OVER LIMIT", "text/plain"), RateLimited),
            (Answer(403, b'{"message":"Forbidden"}'), AccessDenied),
            (Answer(302, headers={"location": "/login"}), UnexpectedReply),
            (Answer(200, b"<!doctype html><p>Welcome to the cafe", "text/html"), UnexpectedReply),
            (Answer(200, b"<html>"), UnexpectedReply),
            (Answer(404, b"<html>no such page", "text/html"), UnexpectedReply),
            (Answer(200, b""), UnexpectedReply),
            (Answer(204), UnexpectedReply),
            (Answer(200, b"null"), UnexpectedReply),
            (Answer(200, b"[]"), UnexpectedReply),
            (Answer(200, b'"text"'), UnexpectedReply),
            (Answer(200, b"\x00\x01\x02"), UnexpectedReply),
            (Answer(200, b"[" * 50_000), UnexpectedReply),
        ],
        ids=str,
    )
    def test_whatever_comes_is_one_of_our_errors(self, stage: Stage, answer: Answer, kind: type[AppError]) -> None:
        """Faults of the line, of the server and of the answer; never a foreign exception, never for long."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            with pytest.raises(kind) as caught:
                await ask(client, stage)
            assert caught.value.title
            assert caught.value.hint

        play(stage, lambda _: answer, work)

    def test_truncated_answers(self, stage: Stage) -> None:
        """A good answer cut off at any place is UnexpectedReply; whole, it is the customer."""
        whole = stage.answer(stage.record)

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for cut in range(1, len(whole.body), 97):
                part = replace(whole, body=whole.body[:cut])
                server.script = lambda seen, part=part: stage.sign_in(seen) or part  # type: ignore[misc]
                with pytest.raises(UnexpectedReply):
                    await ask(client, stage)

        play(stage, lambda _: whole, work)

    def test_every_field_of_another_type(self, stage: Stage) -> None:
        """An object, a list, a number, a flag or text in any field: the customer, or UnexpectedReply that quotes nothing."""

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for key in stage.record:
                for value in ({"x": "S3cret"}, ["S3cret", 1], 7, 1.5, True, "S3cret", None):
                    odd = stage.answer({**stage.record, key: value})
                    server.script = lambda seen, odd=odd: stage.sign_in(seen) or odd  # type: ignore[misc]
                    outcome = await outcome_of(ask(client, stage))
                    if isinstance(outcome, AppError):
                        assert isinstance(outcome, UnexpectedReply)
                        assert "S3cret" not in everything(outcome)
                    else:
                        assert len(outcome) == 1

        play(stage, lambda _: stage.answer(stage.record), work)

    def test_a_write_is_sent_once(self, stage: Stage) -> None:
        """Whatever happens to it; the texts say that the outcome is unknown. Looking first is no write."""
        nobody = stage.answer()
        for fault in (Answer(fault=Fault.RESET), Answer(fault=Fault.HANG), Answer(500)):

            async def work(client: VendorClient, server: ScriptedServer) -> None:
                with pytest.raises((VendorTimeout, VendorUnavailable)) as caught:
                    await client.create(stage.new_customer, ())
                writes = [one for one in server.seen if one.method != "GET" and stage.sign_in(one) is None]
                assert len(writes) == 1
                assert "not known" in caught.value.detail

            play(stage, lambda seen, fault=fault: nobody if seen.method == "GET" else fault, work)  # type: ignore[misc]

    def test_bytes_that_are_no_text_are_not_looked_for(self, stage: Stage) -> None:
        """A terminal hands over what it cannot decode as halves of characters: told, and nothing is asked."""

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for kind in client.info.capabilities.lookups:
                with pytest.raises(InvalidInput):
                    await client.find(Lookup(kind, "\udcff@\udcfe.com, \udcff 5"))
            assert not [one for one in server.seen if stage.sign_in(one) is None]

        play(stage, lambda _: stage.answer(stage.record), work)

    def test_a_list_that_repeats_itself_ends(self, stage: Stage) -> None:
        """A server that answers each page with the same people is left after a few pages, with everybody who came.

        The list is said to be short, unless the answer says how many there are and so many came.
        """
        page = [{**stage.record, **stage.numbered(), **with_number(stage, number)} for number in range(50)]
        people: list[Customer] = []
        totals: set[int | None] = set()

        async def listing(client: VendorClient) -> list[Customer]:
            async for some in client.listed(CreatedBetween(date(2000, 1, 1), date(2100, 1, 1))):
                people.extend(some)
                totals.add(some.total)
            return people

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            outcome = await outcome_of(listing(client))
            assert isinstance(outcome, UnexpectedReply) is (totals == {None})
            assert len(people) == 50
            assert len(server.seen) < 10

        play(stage, lambda _: stage.answer(*page), work)

    def test_nothing_secret_or_personal_is_logged_or_told(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        """No key, token, phone, e-mail or name in any log line or error, whatever goes wrong."""
        caplog.set_level(logging.DEBUG)
        private = {*stage.secret.values(), *stage.lookups.values(), "6282032916", "TOKEN-1"}
        answers = [
            stage.answer(stage.record),
            Answer(500),
            Answer(429),
            Answer(302),
            Answer(200, b"<html>"),
            Answer(403),
        ]
        answers += [stage.refused(), Answer(fault=Fault.RESET), Answer(200, b'{"resultCode": 6282032916')]

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            for answer in answers:
                server.script = lambda seen, answer=answer: stage.sign_in(seen) or answer  # type: ignore[misc]
                for kind, value in stage.lookups.items():
                    outcome = await outcome_of(client.find(Lookup(kind, value)))
                    if isinstance(outcome, AppError):
                        assert not [one for one in private if one in everything(outcome)]

        play(stage, lambda _: Answer(500), work)
        assert not [one for one in private if one in caplog.text]

    def test_calls_at_the_same_time(self, stage: Stage) -> None:
        """Many look-ups at once are all answered, and sign in at most once."""

        async def work(client: VendorClient, server: ScriptedServer) -> None:
            answers = await asyncio.gather(*(ask(client, stage) for _ in range(12)))
            assert all(len(found) == 1 for found in answers)
            assert signs_in(stage, server) <= 1

        play(stage, lambda _: stage.answer(stage.record), work)

    def test_closing_twice_is_fine_and_a_closed_client_says_so(self, stage: Stage) -> None:
        """After close every call is Offline."""

        async def work(client: VendorClient, _: ScriptedServer) -> None:
            await ask(client, stage)
            await client.close()
            await client.close()
            with pytest.raises(Offline):
                await ask(client, stage)

        play(stage, lambda _: stage.answer(stage.record), work)
