"""The parser of the command line, and the sentences with which it complains."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from app.cli.arguments import Arguments
from app.cli.words import LOOKUP_KEYS, MOST_ROWS, USAGE_ERROR

if TYPE_CHECKING:
    from app.cli.commands import Command

_TABS = ("profile", "addresses", "documents", "activity")
_WINDOW_OPTIONS = ("training", "screenshot", "search", "open", "tab", "press", "part", "theme", "language", "size")


def parse(argv: Sequence[str]) -> Arguments:
    """Read the words; see `read_arguments`."""
    _Parser.json_wanted = "--json" in argv
    parser = _parser()
    options = parser.parse_args(argv)
    window = {name: getattr(options, name) for name in _WINDOW_OPTIONS if hasattr(options, name)}
    if options.command:
        for name in window:
            parser.error(f"--{name} belongs to the window and goes with no command")
        return Arguments(home=options.home, command=_command(options))
    if "screenshot" in window and "training" not in window:
        parser.error("--screenshot goes together with --training: a picture must show nobody real")
    return Arguments(home=options.home, **window)


def _command(options: argparse.Namespace) -> Command:
    from app.cli.commands import command_from  # noqa: PLC0415 - the window does without the commands
    from app.cli.failures import WrongUsage, tell  # noqa: PLC0415

    try:
        return command_from(options)
    except WrongUsage as error:
        tell(error, as_json=getattr(options, "json", False))
        sys.exit(USAGE_ERROR)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence and repeat nothing that was typed as a value."""

    json_wanted = False  # complaints are JSON too where the answer is to be

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        from app.cli.failures import WrongUsage, tell  # noqa: PLC0415 - only where something is wrong

        tell(WrongUsage(_sentence(message), hint=f"See {self.prog} --help."), as_json=_Parser.json_wanted)
        sys.exit(USAGE_ERROR)


def _sentence(message: str) -> str:
    """Argparse's own words as a sentence, without the values that were typed: they may be a person's or a secret."""
    message = re.sub(r"^argument ([^:]+): ", r"\1: ", message)
    if message.startswith("unrecognized arguments:"):
        unknown = re.findall(r"(?<= )--?[a-z][a-z-]*(?==| |$)", message)
        named = f"{', '.join(unknown)} is not known here" if unknown else "There is a word too many"
        message = f"{named}; a value with blanks in it needs quotation marks"
    message = re.sub(r"invalid choice: .* \(choose from (.*)\)", _choices, message, flags=re.DOTALL)
    message = re.sub(r"ignored explicit argument .*", "takes no value", message, flags=re.DOTALL)
    message = re.sub(r"/?--(\w)", r"--\1", message)
    return f"{message[0].upper()}{message[1:].rstrip('.')}."


def _choices(found: re.Match[str]) -> str:
    return "choose one of " + found[1].replace("'", "")


def _number(least: int, most: int = sys.maxsize) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            limits = f"from {least} to {most}" if most < sys.maxsize else f"of at least {least}"
            raise argparse.ArgumentTypeError(f"write a whole number {limits}")
        return number

    return read


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{1,4})[xX]([1-9]\d{1,4})", text)
    if not found:
        raise argparse.ArgumentTypeError("write width and height as 1366x768")
    return int(found[1]), int(found[2])


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the value is empty")
    return text


def _pressed(text: str) -> str:
    from app.ui.actions import ACTIONS  # noqa: PLC0415 - a start without this option does without it

    if not any(action.name and action.keys == text for action in ACTIONS):
        raise argparse.ArgumentTypeError("the window has no such key")
    return text


class _Version(argparse.Action):
    """Prints the version, which is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_args: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"frontdesk {version('frontdesk')}")
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(
        prog="frontdesk",
        description="The front desk of a dispensary. Without a command it opens the window.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument("--home", metavar="DIR", type=_filled, help="keep everything under DIR")
    _add_window(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in (
        _add_training,
        _add_connect,
        _add_lookup,
        _add_create,
        _add_update,
        _add_upload,
        _add_export,
        _add_sync,
        _add_search,
        _add_read_id,
        _add_journal,
        _add_doctor,
    ):
        add(commands)
    return parser


_EXIT_CODES = """exit codes: 0 done, 1 nobody found or no ID, 2 wrong usage or not offered by this vendor,
3 refused or not reachable, 4 this machine (secret store, disk)"""


def _add_window(parser: _Parser) -> None:
    # Suppressed defaults: what was not given is not there, and Arguments says what stands for it.
    window = parser.add_argument_group("the window", argument_default=argparse.SUPPRESS)
    window.add_argument("--training", action="store_true", help="use the training stores, whatever is configured")
    window.add_argument("--screenshot", metavar="FILE", type=_filled, help="save a picture and end")
    window.add_argument("--search", metavar="TEXT", help="type this into the search box")
    window.add_argument("--open", metavar="N", type=_number(1), help="open the Nth result")
    window.add_argument("--tab", choices=_TABS, type=str.lower, help="show this tab")
    window.add_argument("--press", metavar="KEYS", type=_pressed, help="press one of the window's keys, such as Ctrl+N")
    window.add_argument("--part", metavar="NAME", type=_filled, help="a picture of this part alone, by its objectName")
    window.add_argument("--theme", choices=("light", "dark"), help="the colours")
    window.add_argument("--language", metavar="CODE", help="the language, as a code such as en or es")
    window.add_argument("--size", metavar="WxH", type=_size, help="the window's size in pixels")


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives this class no public name


def _add(commands: _Commands[_Parser], name: str, text: str) -> _Parser:
    parser = commands.add_parser(name, help=text, description=text)
    # Without a default of its own, so that a --home before the command is not undone.
    parser.add_argument("--home", metavar="DIR", type=_filled, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_store(parser: _Parser) -> None:
    store = parser.add_argument_group("the store", "a connected one, or any for this once, which keeps nothing")
    store.add_argument("--connection", metavar="NAME", type=_filled, help="a connected store")
    store.add_argument("--vendor", metavar="VENDOR", type=_filled, help="the vendor of a store for this once")
    store.add_argument("--base-url", metavar="URL", type=_filled, help="the vendor's address")
    store.add_argument("--account", metavar="JSON", help="the vendor's settings as one JSON object")
    store.add_argument("--secret-stdin", action="store_true", help="read the credentials as one JSON object")


def _add_json(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="answer, and complain, in JSON")


def _add_training(commands: _Commands[_Parser]) -> None:
    training = _add(commands, "training", "The vendors' services for practice, on this machine.")
    actions = training.add_subparsers(dest="action", metavar="ACTION", required=True)
    serve = _add(actions, "serve", "Serve the training stores on 127.0.0.1 until Ctrl-C.")
    serve.add_argument("--port", metavar="N", type=_number(0, 65535), default=0, help="0 takes a free one")
    serve.add_argument("--customers", metavar="N", type=_number(1), help="about how many invented people")
    serve.add_argument("--seed", metavar="N", type=_number(0), help="the same number invents the same people")


def _add_connect(commands: _Commands[_Parser]) -> None:
    connect = _add(commands, "connect", "Add a store; its credentials go to the keyring of this machine.")
    connect.add_argument("vendor", metavar="VENDOR", type=_filled)
    connect.add_argument("--name", metavar="NAME", type=_filled, required=True, help="how the store is called here")
    connect.add_argument("--base-url", metavar="URL", type=_filled, required=True, help="the vendor's address")
    connect.add_argument("--account", metavar="JSON", help="the vendor's settings as one JSON object")
    connect.add_argument("--secret-stdin", action="store_true", required=True, help="read the credentials from there")


def _add_lookup(commands: _Commands[_Parser]) -> None:
    lookup = _add(commands, "lookup", "Find customers by one exact key.")
    _add_store(lookup)
    keys = lookup.add_mutually_exclusive_group(required=True)
    for key in LOOKUP_KEYS:
        keys.add_argument(f"--{key}", metavar="VALUE", type=_filled)
    lookup.add_argument("--documents", action="store_true", help="fetch the list of documents too")
    _add_json(lookup)


def _add_id(parser: _Parser) -> None:
    parser.add_argument("--id", metavar="ID", type=_filled, required=True, help="the customer's number")


def _add_set(parser: _Parser) -> None:
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        required=True,
        help="one field; addresses.<kind>.<part> for an address",
    )


def _add_create(commands: _Commands[_Parser]) -> None:
    create = _add(commands, "create", "Make a new customer, by the rules of the form.")
    _add_store(create)
    _add_set(create)
    _add_json(create)


def _add_update(commands: _Commands[_Parser]) -> None:
    update = _add(commands, "update", "Change a customer; only what differs is sent. KEY= empties a field.")
    _add_store(update)
    _add_id(update)
    _add_set(update)
    _add_json(update)


def _add_upload(commands: _Commands[_Parser]) -> None:
    upload = _add(commands, "upload", "Attach a document to a customer.")
    _add_store(upload)
    _add_id(upload)
    upload.add_argument("--kind", metavar="KIND", type=_filled, required=True, help="what the document is")
    upload.add_argument("file", metavar="FILE", type=_filled)


def _add_export(commands: _Commands[_Parser]) -> None:
    export = _add(commands, "export", "Write customers to a file that only you can read.")
    _add_store(export)
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument("--created", nargs=2, metavar=("FROM", "TO"), help="created on these days, both included")
    which.add_argument("--updated-since", metavar="WHEN", help="changed since then; local time where it has no offset")
    which.add_argument("--all", action="store_true", help="everybody created since 2000-01-01")
    export.add_argument("--limit", metavar="N", type=_number(1), help="stop after so many")
    export.add_argument("--out", metavar="FILE", type=_filled, required=True, help="FILE.csv, FILE.jsonl or FILE.xlsx")
    export.add_argument(
        "--continue", dest="goes_on", action="store_true", help="go on behind the customers that FILE holds already"
    )
    _add_manager(export)


def _add_sync(commands: _Commands[_Parser]) -> None:
    sync = _add(commands, "sync", "Bring the index of a store on this machine up to date.")
    sync.add_argument("--connection", metavar="NAME", type=_filled, required=True, help="a connected store")


def _add_search(commands: _Commands[_Parser]) -> None:
    search = _add(commands, "search", "Ask the index on this machine, as the search box of the window does.")
    search.add_argument("text", metavar="TEXT", type=_filled)
    search.add_argument("--limit", metavar="N", type=_number(1, 1000), default=MOST_ROWS, help="show at most so many")
    _add_json(search)


def _add_read_id(commands: _Commands[_Parser]) -> None:
    read_id = _add(commands, "read-id", "What the barcode of an ID says, from a scan or a picture; nothing is kept.")
    read_id.add_argument(
        "file", metavar="FILE", type=_filled, help="what was scanned, or a photo; - reads standard input"
    )
    _add_json(read_id)


def _add_journal(commands: _Commands[_Parser]) -> None:
    journal = _add(commands, "journal", "Write down what was done at this desk, for whoever checks it.")
    journal.add_argument("--out", metavar="FILE", type=_filled, required=True, help="FILE.csv or FILE.jsonl")
    journal.add_argument("--from", dest="first", metavar="DAY", help="the first day, as YYYY-MM-DD")
    journal.add_argument("--to", dest="last", metavar="DAY", help="the last day")
    _add_manager(journal)
    _add_json(journal)


def _add_manager(command: _Parser) -> None:
    command.add_argument(
        "--manager", metavar="NAME", type=_filled, help="who allows it, where people sign in; the PIN is read"
    )


def _add_doctor(commands: _Commands[_Parser]) -> None:
    _add_json(_add(commands, "doctor", "What works on this machine and what does not, each with its remedy."))
