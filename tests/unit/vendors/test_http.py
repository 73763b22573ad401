"""The shared HTTP client: logs, cookies, trust."""

from __future__ import annotations

import asyncio
import logging
import ssl
from importlib import metadata

import httpx
import pytest

from app.vendors.http import Borrowed, new_client, tls_context, user_agent
from tests.unit.vendors.scripted_server import Answer, run, scripted


def test_the_trust_store_is_the_systems_and_built_once() -> None:
    """Certificates are checked against the operating system's store by one shared context."""
    context = tls_context()
    assert context is tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert type(context).__module__.startswith("truststore")


def test_the_user_agent_names_program_and_version() -> None:
    """Vendors can tell who calls."""
    assert user_agent().startswith("Frontdesk/")


def test_a_program_without_its_metadata_still_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen build may come without them."""

    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", missing)
    assert user_agent.__wrapped__() == "Frontdesk/0"


def test_no_address_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """Httpx logs each URL at INFO, with the phone or e-mail looked up in it; it is silenced for good."""
    caplog.set_level(logging.DEBUG)

    async def work() -> None:
        async with scripted(lambda _: Answer(200, b"{}")) as server, new_client(server.base_url) as client:
            await client.get(f"{server.base_url}/customer/phone/6282032916")

    run(work)
    assert "6282032916" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]


def test_cookies_are_not_kept() -> None:
    """A vendor's cookie is never sent along with a later call, such as the one for a document."""

    async def work() -> None:
        answer = Answer(200, b"{}", headers={"set-cookie": "session=abc; Path=/"})
        async with scripted(lambda _: answer) as server, new_client(server.base_url) as client:
            await client.get(server.base_url)
            await client.get(server.base_url)
        assert [one.headers.get("cookie") for one in server.seen] == [None, None]
        assert server.seen[0].headers["user-agent"] == user_agent()

    run(work)


def test_redirects_are_not_followed() -> None:
    """A secret goes to the vendor's own host only, never along a redirect."""

    async def work() -> None:
        answer = Answer(302, headers={"location": "/elsewhere"})
        async with scripted(lambda _: answer) as server, new_client(server.base_url) as client:
            assert (await client.get(server.base_url)).status_code == 302
        assert len(server.seen) == 1

    run(work)


def test_a_borrowed_transport_is_left_open() -> None:
    """The training store's transport serves many clients; closing one of them does not end it."""
    closed = []

    class Owned(httpx.MockTransport):
        async def aclose(self) -> None:
            closed.append(True)

    async def work() -> None:
        owned = Owned(lambda _: httpx.Response(204))
        async with new_client("https://store.example.com", owned) as client:
            assert (await client.get("https://store.example.com/x")).status_code == 204
        await Borrowed(owned).aclose()

    asyncio.run(work())
    assert not closed


def test_a_proxy_of_the_environment_serves_the_vendors_but_not_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop's proxy is used for https; towards this machine it could only read along."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert new_client("https://api.treez.io")._mounts
    assert not new_client("http://127.0.0.1:80")._mounts
