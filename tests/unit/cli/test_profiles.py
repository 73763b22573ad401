"""Making and changing customers and attaching documents: the form's rules, what is sent, what is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.customer import Address, ConnectionId, Customer, CustomerRef
from app.core.errors import (
    AppError,
    Offline,
    Problem,
    RateLimited,
    UnexpectedReply,
    VendorTimeout,
    VendorUnavailable,
)
from app.core.form import AddressShape, CrossRule

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Terminal

HOME = Address(kind="home", street1="1 Main", city="Oakland", primary=True)
JANE = Customer(
    ref=CustomerRef(ConnectionId(""), "7"),
    first_name="Jane",
    birth_date=date(1990, 1, 2),
    groups=("STAFF",),
    addresses=(HOME,),
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def jane(terminal: Terminal) -> None:
    """One person is at the store."""
    terminal.vendor.people["7"] = JANE


def sets(**texts: str) -> list[str]:
    """``--set`` for each; a double underscore stands for a dot."""
    return [word for key, text in texts.items() for word in ("--set", f"{key.replace('__', '.')}={text}")]


def test_create(terminal: Terminal, capsys: Capture) -> None:
    """Texts are read by the form, defaults filled in, and the first address becomes the primary one."""
    words = sets(first_name="Zoe", birth_date="2/1/1990", groups="A, B", addresses__work__street1="5 Elm")
    assert terminal.ask("create", *words, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "customer_id": "new",
        "first_name": "Zoe",
        "full_name": "Zoe",
        "birth_date": "1990-02-01",
        "customer_type": "adult",
        "groups": ["A", "B"],
        "addresses": [{"kind": "work", "street1": "5 Elm", "primary": True}],
    }


def test_update_sends_what_differs(terminal: Terminal, capsys: Capture) -> None:
    """Only fields that differ are sent; an empty text empties; the answer has no links to documents."""
    words = sets(first_name="Jane", last_name="Doe", groups="", birth_date="1990-01-02")
    assert terminal.ask("update", "--id", "7", *words, "--json") == 0
    (changes,) = terminal.vendor.sent
    assert changes.fields == {"last_name": "Doe", "groups": ()}
    assert changes.addresses is None
    customer = json.loads(capsys.readouterr().out)
    assert customer["last_name"] == "Doe"
    assert "documents" not in customer


def test_update_of_an_address(terminal: Terminal) -> None:
    """The whole list goes along, with the part changed and the primary mark moved."""
    words = sets(addresses__work__primary="yes", addresses__work__street1="5 Elm", addresses__home__city="Berkeley")
    assert terminal.ask("update", "--id", "7", *words) == 0
    (changes,) = terminal.vendor.sent
    assert changes.addresses == (
        Address(kind="home", street1="1 Main", city="Berkeley", primary=False),
        Address(kind="work", street1="5 Elm", primary=True),
    )


def listing_addresses(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, *held: Address) -> None:
    """The store keeps any number of addresses by name, and these are Jane's."""
    assert terminal.vendor.form.addresses is not None
    places = replace(terminal.vendor.form.addresses, shape=AddressShape.LIST, kinds=(), has_primary=False)
    form = replace(terminal.vendor.form, addresses=places)
    monkeypatch.setattr(type(terminal.vendor), "form", property(lambda _self: form))
    terminal.vendor.people["7"] = replace(JANE, addresses=held)


@pytest.mark.parametrize("kind", ["summer_house", "Summer_House", "SUMMER HOUSE", " summer  house "])
def test_the_kind_of_an_address_however_it_is_written(
    terminal: Terminal, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cli: a kind is lower case with underscores: no second address of that name is made."""
    house = Address(kind="summer_house", address_id="a1", street1="1 Main")
    listing_addresses(terminal, monkeypatch, house)
    assert terminal.ask("update", "--id", "7", "--set", f"addresses.{kind}.street1=2 Main") == 0
    (changes,) = terminal.vendor.sent
    assert changes.addresses == (replace(house, street1="2 Main"),)


def test_two_addresses_named_alike(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Neither is changed in the place of the other."""
    places = [Address(kind="home", address_id=number, street1=f"{number} Main") for number in ("1", "2")]
    listing_addresses(terminal, monkeypatch, *places)
    assert terminal.ask("update", "--id", "7", *sets(addresses__home__street1="3 Main")) == 2
    assert "more than one address named home." in capsys.readouterr().err
    assert terminal.vendor.sent == []


def test_update_without_a_difference(terminal: Terminal, capsys: Capture) -> None:
    """Nothing is sent, it is said, and the customer is printed all the same."""
    assert terminal.ask("update", "--id", "7", *sets(first_name="Jane"), "--json") == 0
    said = capsys.readouterr()
    assert said.err == "Nothing differs from the record: nothing was sent.\n"
    assert json.loads(said.out)["customer_id"] == "7"
    assert terminal.vendor.sent == []


def test_update_of_nobody(terminal: Terminal, capsys: Capture) -> None:
    """Exit code 1, with JSON the empty list as well."""
    assert terminal.ask("update", "--id", "99", *sets(first_name="A"), "--json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"vendor": "played", "customers": []}
    assert json.loads(said.err)["error"]["kind"] == "not_found"


def test_update_of_somebody_who_goes_meanwhile(
    terminal: Terminal, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where it is the change that nobody takes."""

    async def read(customer_id: str, *, documents: bool = False) -> Customer:
        del customer_id, documents
        return replace(JANE, ref=CustomerRef(terminal.vendor.opened[-1][0].id, "7"))

    monkeypatch.setattr(terminal.vendor, "read", read)
    terminal.vendor.people.clear()
    assert terminal.ask("update", "--id", "7", *sets(last_name="Doe"), "--json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"vendor": "played", "customers": []}
    assert len(terminal.vendor.sent) == 1


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (sets(first_nam="A"), ["no field for first_nam.", "It has first_name, last_name, birth_date"]),
        (sets(addresses__home="A"), ["no field for addresses.home.", "addresses.home|work.street1|city|primary"]),
        (sets(addresses__boat__city="A"), ["no field for addresses.boat.city."]),
        (sets(addresses__home__zip="A"), ["no field for addresses.home.zip."]),
        (sets(addresses__home__city__x="A"), ["no field for addresses.home.city.x."]),
        (sets(standing="active"), ["Standing cannot be set. The store decides that."]),
        (sets(birth_date="1.2.90"), ["write the date as YYYY-MM-DD", "Correct birth_date and run it again."]),
        (sets(first_name=""), ["First name is needed."]),
        (sets(first_name="Tenletters"), ["9 characters at most"]),
        (sets(license_number="0"), ["must not be 0"]),
        (sets(addresses__work__city="A"), ["Street is needed.", "Correct addresses.work.street1"]),
        (sets(addresses__home__primary="no"), ["made the primary one with yes"]),
        (sets(addresses__work__primary="yes"), ["no address of that kind"]),
        (sets(addresses__work__primary="yes", addresses__home__primary="yes"), ["Only one address"]),
    ],
)
def test_wrong_values(terminal: Terminal, words: list[str], sentences: list[str], capsys: Capture) -> None:
    """A key the form has not and a value that breaks a rule are wrong usage, told before anything is sent."""
    assert terminal.ask("update", "--id", "7", *words) == 2
    err = capsys.readouterr().err
    assert [sentence for sentence in sentences if sentence not in err] == []
    assert terminal.vendor.sent == []


def test_every_problem_at_once(terminal: Terminal, capsys: Capture) -> None:
    """Problems are not told one at a time."""
    assert terminal.ask("create", *sets(first_name="", license_number="0"), "--json") == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["title"] == "First name is needed. The number must not be 0."
    assert error["hint"] == "Correct first_name, license_number and run it again."


def test_advice_is_said_and_saved(terminal: Terminal, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem that does not block is advice on standard error."""
    rule = CrossRule(
        frozenset({"last_name"}), lambda _values: Problem("last_name", "A last name helps.", blocking=False)
    )
    form = replace(terminal.vendor.form, rules=(rule,))
    monkeypatch.setattr(type(terminal.vendor), "form", property(lambda _self: form))
    assert terminal.ask("create", *sets(first_name="Zoe"), "--json") == 0
    said = capsys.readouterr()
    assert said.err == "Advice: A last name helps.\n"
    assert json.loads(said.out)["first_name"] == "Zoe"
    terminal.vendor.fault = Offline("No line.")
    assert terminal.ask("create", *sets(first_name="Ann"), "--json") == 3
    assert json.loads(capsys.readouterr().err)["error"]["title"] == "No line."


@pytest.mark.parametrize(
    ("fault", "retryable"),
    [
        (Offline("No line."), True),
        (RateLimited("Busy."), True),
        (VendorTimeout("Late."), False),
        (VendorUnavailable("Down."), False),
        (UnexpectedReply("Played", "half"), False),
    ],
)
def test_what_may_have_arrived_is_not_to_be_made_again(
    terminal: Terminal, fault: AppError, *, retryable: bool, capsys: Capture
) -> None:
    """A script that repeats what is retryable must not make a second customer; a change may be sent again."""
    terminal.vendor.fault = fault
    assert terminal.ask("create", *sets(first_name="Zoe"), "--json") == 3
    assert json.loads(capsys.readouterr().err)["error"]["retryable"] is retryable
    assert terminal.ask("update", "--id", "7", *sets(first_name="Zoe"), "--json") == 3
    assert json.loads(capsys.readouterr().err)["error"]["retryable"] is True


# ------------------------------------------------------------------------------------------------------- documents


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file to attach."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.4")
    return path


def test_upload(terminal: Terminal, paper: Path, capsys: Capture) -> None:
    """The file goes with its name, its kind and every byte."""
    assert terminal.ask("upload", "--id", "7", "--kind", "license", str(paper)) == 0
    (document,) = terminal.vendor.uploaded
    assert (document.name, document.kind, document.content) == ("paper.pdf", "license", b"%PDF-1.4")
    assert capsys.readouterr() == ("The document is attached.\n", "")


def test_upload_that_cannot_be_looked_at(terminal: Terminal, paper: Path, capsys: Capture) -> None:
    """A file that arrived is never called a failure: sent again it would be there twice."""
    terminal.vendor.fault_after_upload = Offline("Gone.")
    assert terminal.ask("upload", "--id", "7", "--kind", "license", str(paper)) == 0
    said = capsys.readouterr()
    assert said.out == "The document is attached.\n"
    assert "could not be read again" in said.err


def test_upload_that_fails(terminal: Terminal, paper: Path, capsys: Capture) -> None:
    """A file that did not arrive is a failure; nobody is exit code 1."""
    assert terminal.ask("upload", "--id", "99", "--kind", "license", str(paper)) == 1
    terminal.vendor.fault = Offline("Gone.")
    assert terminal.ask("upload", "--id", "7", "--kind", "license", str(paper)) == 3
    assert capsys.readouterr().out == ""


def test_a_vendor_that_names_no_kinds(terminal: Terminal, paper: Path, capsys: Capture) -> None:
    """None is guessed, and nobody is told to choose from nothing."""
    terminal.vendor.form = replace(terminal.vendor.form, document_kinds=())
    assert terminal.ask("upload", "--id", "7", "--kind", "license", str(paper)) == 2
    assert capsys.readouterr().err.startswith("Played names no kinds of documents, and no record read here shows one.")


def test_what_cannot_be_attached(terminal: Terminal, paper: Path, capsys: Capture) -> None:
    """A kind the vendor has not, and files that are missing, empty or too big, are wrong usage."""
    words = ("upload", "--id", "7", "--kind")
    assert terminal.ask(*words, "passport", str(paper)) == 2
    assert "Use one of license, other." in capsys.readouterr().err
    for content, sentence in ((b"", "The file is empty."), (b"x" * 1001, "MB at most")):
        paper.write_bytes(content)
        assert terminal.ask(*words, "license", str(paper)) == 2
        assert sentence in capsys.readouterr().err
    for path in (paper.parent, paper / "deeper", paper.with_name("none")):
        assert terminal.ask(*words, "license", str(path)) == 2
        assert "There is no such file." in capsys.readouterr().err
    assert terminal.vendor.uploaded == []
