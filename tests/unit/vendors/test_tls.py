"""Who is believed to be the vendor: real TLS on this machine, with an authority made for the test."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import AppError, Offline
from app.vendors.http import tls_context
from app.vendors.request import Call, Channel
from tests.unit.vendors.authority import Authority, authority, self_signed
from tests.unit.vendors.calls import PERSON, SHORT, timing_of
from tests.unit.vendors.scripted_server import Answer, ScriptedServer, run, scripted

KEY = "practice-key-1f0c"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """An authority that this machine's trust store holds."""
    made = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    tls_context.cache_clear()
    yield made
    tls_context.cache_clear()


def _asked(tls: ssl.SSLContext) -> tuple[bytes, ScriptedServer]:
    """The body a call with a key ends with; AppError as it comes."""
    bodies: list[bytes] = []
    servers: list[ScriptedServer] = []

    async def work() -> None:
        async with scripted(lambda _: Answer(200, b"{}"), tls) as server:
            servers.append(server)
            channel = Channel("Treez", server.base_url, timing=timing_of(), timeouts=SHORT)
            url = f"{server.base_url}/customer/phone/{PERSON}"
            try:
                reply = await channel.request(Call(name="x", method="GET", url=url, headers={"authorization": KEY}))
                bodies.append(reply.body)
            finally:
                assert bodies or not server.seen, "the key went to somebody who is not the vendor"
                await channel.close()

    run(work)
    return bodies[0], servers[0]


def test_an_authority_of_the_machine_is_trusted(trusted: Authority) -> None:
    """Certificates come from the system's store, so that a shop's own authority works."""
    body, server = _asked(trusted.server())
    assert body == b"{}"
    assert server.seen[0].headers["authorization"] == KEY


@pytest.mark.parametrize("wrong", ["host", "expired", "self-signed", "unknown authority"])
def test_whoever_cannot_prove_to_be_the_vendor_gets_nothing(trusted: Authority, tmp_path: Path, wrong: str) -> None:
    """Neither address nor key leave the machine, and the words name the certificate, its clock and the network."""
    strange = tmp_path / "strange"
    strange.mkdir()
    context = {
        "host": lambda: trusted.server("api.example.com"),
        "expired": lambda: trusted.server(days=-1),
        "self-signed": lambda: self_signed(strange),
        "unknown authority": lambda: authority(strange).server(),
    }[wrong]()
    with pytest.raises(Offline, match="certificate") as caught:
        _asked(context)
    _tells_nothing(caught.value)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_less_than_tls_1_2_is_not_spoken(trusted: Authority) -> None:
    """A server that only has the old protocols is refused, whatever the system's configuration says."""
    old = trusted.server()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(Offline, match="No safe connection") as caught:
        _asked(old)
    _tells_nothing(caught.value)
    assert tls_context().minimum_version >= ssl.TLSVersion.TLSv1_2


def test_plain_text_where_tls_should_be_is_refused() -> None:
    """A network that answers https with http, as portals of hotels do, gets no second try in the clear."""

    async def work() -> None:
        async with scripted(lambda _: Answer(200, b"{}")) as server:
            channel = Channel("Treez", "https://localhost", timing=timing_of(), timeouts=SHORT)
            url = server.base_url.replace("http://127.0.0.1", "https://localhost")
            with pytest.raises(Offline, match="No safe connection"):
                await channel.request(Call(name="x", method="GET", url=url, headers={"authorization": KEY}))
            assert not server.seen
            await channel.close()

    run(work)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("goal", ["plain", "port", "host"])
def test_no_redirect_is_followed(trusted: Authority, status: int, goal: str) -> None:
    """Neither to plain http, nor to another port of the same host, nor to another host: the key stays at home."""

    async def work() -> None:
        async with (
            scripted(lambda _: Answer(200, b"{}")) as plain,
            scripted(lambda _: Answer(), trusted.server()) as tls,
        ):
            port = tls.base_url.rpartition(":")[2]
            goals = {"plain": plain.base_url, "port": tls.base_url, "host": f"https://127.0.0.1:{port}"}
            away = Answer(status, headers={"location": f"{goals[goal]}/stolen"})
            async with scripted(lambda _: away, trusted.server()) as server:
                channel = Channel("Treez", server.base_url, timing=timing_of(), timeouts=SHORT)
                call = Call(name="x", method="GET", url=f"{server.base_url}/a", headers={"authorization": KEY})
                with pytest.raises(AppError, match="Treez answered") as caught:
                    await channel.request(call)
                await channel.close()
                assert len(server.seen) == 1
        assert not plain.seen
        assert not tls.seen
        assert "stolen" not in caught.value.sentence

    run(work)


def _tells_nothing(error: AppError) -> None:
    cause: BaseException | None = error
    while cause is not None:
        assert KEY not in f"{cause!s}{cause!r}"
        assert PERSON not in f"{cause!s}{cause!r}"
        cause = cause.__cause__ or cause.__context__
