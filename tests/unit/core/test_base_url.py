"""The address of a store: https, or this machine."""

from __future__ import annotations

import pytest

from app.core.base_url import checked_base_url, is_loopback
from app.core.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://api.treez.io/v2.0", "https://api.treez.io/v2.0"),
        (" https://api.treez.io/v2.0/ ", "https://api.treez.io/v2.0"),
        ("http://127.0.0.1:8080/v2.0/", "http://127.0.0.1:8080/v2.0"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:9/x", "http://[::1]:9/x"),
    ],
)
def test_a_good_address_is_kept_without_its_slash(typed: str, kept: str) -> None:
    """Https anywhere, plain http to this machine alone; blanks around and the last slash do not matter."""
    assert checked_base_url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "api.treez.io",
        "ftp://api.treez.io",
        "https://",
        "http://api.treez.io",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "https://me:secret@api.treez.io",
        "https://api.treez.io?x=1",
        "https://api.treez.io/#top",
        "https://api.treez.io:99999",
        "https://api.tre ez.io",
        "https://api.treez.io\\@example.com",
        "https://[::1",
        "https://äpi.treez.io",
    ],
)
def test_a_bad_address_is_refused_at_its_field(typed: str) -> None:
    """Anything that could send the key elsewhere, or readable, is refused before it is used."""
    with pytest.raises(InvalidInput) as refused:
        checked_base_url(typed)
    assert refused.value.field == "base_url"
    assert "secret" not in refused.value.sentence


def test_loopback_is_this_machine_only() -> None:
    """Names that merely look like it are not."""
    assert is_loopback("127.8.0.1")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("localhost.example.com")
