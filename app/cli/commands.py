"""What each command was asked to do, typed: the parsed words turned into dates, JSON objects and pairs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.cli.failures import WrongUsage
from app.cli.words import CONTINUED_ENDINGS, EXPORT_ENDINGS, JOURNAL_ENDINGS, LOOKUP_KEYS
from app.core.query import Lookup, LookupKind
from app.core.vendor import CreatedBetween, Listing, UpdatedSince


@dataclass(frozen=True, slots=True)
class Connected:
    """A connected store, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOff:
    """A store for this run alone; its credentials come from standard input."""

    vendor: str
    base_url: str
    account: Mapping[str, str]


StoreChoice = Connected | OneOff


@dataclass(frozen=True, slots=True)
class TrainingServe:
    """Serve the training stores. None leaves the choice to them."""

    port: int
    customers: int | None
    seed: int | None


@dataclass(frozen=True, slots=True)
class Connect:
    """Add a store."""

    vendor: str
    name: str
    base_url: str
    account: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LookUp:
    """Find customers by one exact key."""

    store: StoreChoice
    lookup: Lookup
    documents: bool
    json: bool


@dataclass(frozen=True, slots=True)
class Create:
    """Make a customer from texts by form key."""

    store: StoreChoice
    texts: Mapping[str, str]
    json: bool


@dataclass(frozen=True, slots=True)
class Update:
    """Change a customer by texts by form key."""

    store: StoreChoice
    customer_id: str
    texts: Mapping[str, str]
    json: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """Attach a file."""

    store: StoreChoice
    customer_id: str
    kind: str
    file: Path


@dataclass(frozen=True, slots=True)
class Export:
    """Write customers to a file, with ``goes_on`` behind those that it holds.

    ``listing`` None means everybody; ``manager`` is whose word is asked for, "" for nobody's.
    """

    store: StoreChoice
    listing: Listing | None
    limit: int | None
    out: Path
    goes_on: bool
    manager: str


@dataclass(frozen=True, slots=True)
class Sync:
    """Bring the index of a connected store up to date."""

    store: Connected


@dataclass(frozen=True, slots=True)
class Search:
    """Ask the index."""

    text: str
    limit: int
    json: bool


@dataclass(frozen=True, slots=True)
class ReadId:
    """Read the barcode of an ID from a file, or from standard input ("-")."""

    file: str
    json: bool


@dataclass(frozen=True, slots=True)
class Journal:
    """Write the journal of those days to a file; ``manager`` is whose word is asked for, "" for nobody's."""

    out: Path
    first: date | None
    last: date | None
    manager: str
    json: bool


@dataclass(frozen=True, slots=True)
class Doctor:
    """Look at this machine."""

    json: bool


Command = (
    TrainingServe | Connect | LookUp | Create | Update | Upload | Export | Sync | Search | ReadId | Journal | Doctor
)


def command_from(options: argparse.Namespace) -> Command:
    """The command that the parsed words mean; WrongUsage where they mean none."""
    return _READERS[options.command](options)


def is_noted(command: Command | None) -> bool:
    """Whether it is written into the journal of the desk: what one of its stores is asked for about people."""
    return isinstance(command, LookUp | Create | Update | Upload | Export) and isinstance(command.store, Connected)


def wants_json(command: Command) -> bool:
    """Whether answers and failures are to be JSON."""
    return bool(getattr(command, "json", False))


def _training(options: argparse.Namespace) -> Command:
    return TrainingServe(options.port, options.customers, options.seed)


def _connect(options: argparse.Namespace) -> Command:
    return Connect(options.vendor, options.name.strip(), options.base_url, _account(options.account))


def _lookup(options: argparse.Namespace) -> Command:
    values = {key: getattr(options, key.replace("-", "_")) for key in LOOKUP_KEYS}
    key, value = next((key, value) for key, value in values.items() if value is not None)
    return LookUp(_store(options), Lookup(LookupKind(key), value.strip()), options.documents, options.json)


def _create(options: argparse.Namespace) -> Command:
    return Create(_store(options), _texts(options.set), options.json)


def _update(options: argparse.Namespace) -> Command:
    return Update(_store(options), options.id.strip(), _texts(options.set), options.json)


def _upload(options: argparse.Namespace) -> Command:
    return Upload(_store(options), options.id.strip(), options.kind, Path(options.file))


def _export(options: argparse.Namespace) -> Command:
    out = Path(options.out)
    if out.suffix.lower() not in EXPORT_ENDINGS:
        raise WrongUsage("--out needs a file name that ends in .csv, .jsonl or .xlsx.")
    if options.goes_on and out.suffix.lower() not in CONTINUED_ENDINGS:
        raise WrongUsage("--continue goes with a file that ends in .csv or .jsonl.")
    store, manager = _store(options), _manager(options)
    if manager and isinstance(store, OneOff):
        raise WrongUsage("--manager goes with --connection only.")
    return Export(store, _listing(options), options.limit, out, options.goes_on, manager)


def _manager(options: argparse.Namespace) -> str:
    return (options.manager or "").strip()


def _sync(options: argparse.Namespace) -> Command:
    return Sync(Connected(options.connection))


def _search(options: argparse.Namespace) -> Command:
    return Search(options.text, options.limit, options.json)


def _read_id(options: argparse.Namespace) -> Command:
    return ReadId(options.file, options.json)


def _journal(options: argparse.Namespace) -> Command:
    out = Path(options.out)
    if out.suffix.lower() not in JOURNAL_ENDINGS:
        raise WrongUsage("--out needs a file name that ends in .csv or .jsonl.")
    first, last = (text and _day(text, f"--{word}") for text, word in ((options.first, "from"), (options.last, "to")))
    if first and last and first > last:
        raise WrongUsage("--from needs the earlier day.")
    return Journal(out, first, last, _manager(options), options.json)


def _doctor(options: argparse.Namespace) -> Command:
    return Doctor(options.json)


_READERS = {
    "training": _training,
    "connect": _connect,
    "lookup": _lookup,
    "create": _create,
    "update": _update,
    "upload": _upload,
    "export": _export,
    "sync": _sync,
    "search": _search,
    "read-id": _read_id,
    "journal": _journal,
    "doctor": _doctor,
}

# ------------------------------------------------------------------------------------------------------- the store


def _store(options: argparse.Namespace) -> StoreChoice:
    one_off = (options.vendor, options.base_url, options.account, options.secret_stdin or None)
    if options.connection is not None:
        if any(part is not None for part in one_off):
            raise WrongUsage("Name a connected store with --connection, or give --vendor and its address: not both.")
        return Connected(options.connection)
    if options.vendor is None or options.base_url is None or not options.secret_stdin:
        raise WrongUsage(
            "Say which store.", hint="Use --connection NAME, or --vendor, --base-url and --secret-stdin together."
        )
    return OneOff(options.vendor, options.base_url, _account(options.account))


def json_object(text: str, origin: str) -> Mapping[str, object]:
    """One JSON object from a text; WrongUsage names where it came from and never repeats it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        # The parser's own message quotes nothing, but its cause would: it holds the whole document.
        raise WrongUsage(f"{origin} is not JSON.", hint='Write one object: {"key": "value"}.') from None
    if not isinstance(found, dict):
        raise WrongUsage(f"{origin} is not a JSON object.", hint='Write one object: {"key": "value"}.')
    return found


def texts_of(found: Mapping[str, object], origin: str) -> Mapping[str, str]:
    """The object's values as texts: a whole number is written as its digits, anything else is refused."""
    for key, value in found.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise WrongUsage(f"{origin}: the value of {named(key)} is neither text nor a whole number.")
    return {key: str(value) for key, value in found.items()}


def named(key: str) -> str:
    """A key fit for a message: what does not look like a key, all in small letters, might be a value in the wrong place."""
    is_key = len(key) <= 80 and key.replace(".", "").replace("_", "").isalnum()  # noqa: PLR2004 - longer than any key
    return key if is_key and key.isascii() and key.islower() and not key[0].isdigit() else "a key"


def _account(text: str | None) -> Mapping[str, str]:
    return {} if text is None else texts_of(json_object(text, "--account"), "--account")


# ------------------------------------------------------------------------------------------------------- values


def _texts(pairs: list[str]) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for pair in pairs:
        key, is_pair, text = pair.partition("=")
        key = key.strip()
        if not is_pair or not key:
            raise WrongUsage("--set needs KEY=VALUE.", hint="KEY= empties a field.")
        if key in texts:
            raise WrongUsage(f"--set gives {named(key)} twice.")
        texts[key] = text
    return texts


def _listing(options: argparse.Namespace) -> Listing | None:
    if options.all:
        return None
    if options.updated_since is not None:
        return UpdatedSince(_moment(options.updated_since))
    first, last = (_day(text, "--created") for text in options.created)
    if first > last:
        raise WrongUsage("--created needs the earlier day first.")
    return CreatedBetween(first, last)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} needs {'two days' if option == '--created' else 'a day'} as YYYY-MM-DD.") from None


def _moment(text: str) -> datetime:
    """An ISO date or date-time; without an offset it is this machine's local time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage("--updated-since needs an ISO date or date-time, such as 2026-01-31T18:00.") from None
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.astimezone()
    except (OverflowError, OSError, ValueError):  # beyond this machine's calendar
        return moment.replace(tzinfo=UTC)
