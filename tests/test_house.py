"""The rules of the house, held by a machine. Every rule says why it is one."""

from __future__ import annotations

import ast
import inspect
import io
import re
import statistics
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core import errors

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
FILE_LINES = 400
MAIN_WINDOW_LINES = 300
FUNCTION_LINES = 40
MEDIAN_FUNCTION_LINES = 10
Function = ast.FunctionDef | ast.AsyncFunctionDef

# ------------------------------------------------------------------------------------------------ reading the code


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _code(path: Path) -> dict[int, str]:
    """The lines of a module without its texts and comments: a rule is about what runs."""
    lines: dict[int, list[str]] = {}
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    left_out = {tokenize.COMMENT, tokenize.STRING, tokenize.NL, tokenize.NEWLINE}
    for before, token in pairwise([None, *tokens]):
        if token is None or token.type in left_out:
            continue
        gap = " " if before is not None and before.end != token.start else ""
        lines.setdefault(token.start[0], []).append(gap + token.string)
    return {number: "".join(parts) for number, parts in lines.items()}


def _functions() -> Iterator[tuple[str, int]]:
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if isinstance(node, Function):
                yield f"{_name(path)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _offends(*rows: object) -> str:
    return "\n" + "\n".join(map(str, rows))


# ------------------------------------------------------------------------------------------------ layers


def test_import_contracts_hold() -> None:
    """The layers of the program are contracts in pyproject.toml; each of them is kept."""
    check = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_domain_imports_the_standard_library_only() -> None:
    """A contract can only forbid libraries it names; here every other one is forbidden, and so is I/O and async."""
    reaching_out = {"asyncio", "socket", "ssl", "http", "urllib", "subprocess", "sqlite3", "threading", "pathlib"}
    allowed = sys.stdlib_module_names - reaching_out
    offenders = [
        f"{_name(path)}: {name}"
        for path in sorted((APP / "core").rglob("*.py"))
        for name in _imports(path)
        if name.split(".")[0] not in allowed and not name.startswith(("app.core", "urllib.parse"))  # which only reads
    ]
    assert not offenders, _offends(*offenders)


def test_qts_cameras_are_met_in_one_place() -> None:
    """A contract sees a library as a whole, and this part of it is not there on Linux."""
    one = {"ui/scan/qt_camera.py"}
    found = {
        _name(path) for path in sorted(APP.rglob("*.py")) if any("QtMultimedia" in name for name in _imports(path))
    }
    assert {name.removeprefix("app/") for name in found} == one


def test_one_vendor_never_imports_another() -> None:
    """A vendor is one folder: taking it out, or adding a fourth, touches no other. Only the table knows them all."""
    vendors = {path.parent.name for path in (APP / "vendors").glob("*/__init__.py")}
    assert vendors
    offenders = []
    for path in sorted((APP / "vendors").rglob("*.py")):
        own = path.parent.name if path.parent != APP / "vendors" else ""
        foreign = {f"app.vendors.{vendor}" for vendor in vendors - {own}}
        if path.name != "registry.py":
            offenders += [f"{_name(path)}: {name}" for name in _imports(path) if _starts_with(name, foreign)]
    assert not offenders, _offends(*offenders)


def _starts_with(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("app.services", ["PySide6"]),
        ("app.services.desk", ["PySide6", "httpx", "keyring"]),
        ("app.launch", ["PySide6", "asyncio", "httpx", "keyring", "starlette", "msgspec", "cryptography"]),
        ("app.bootstrap", ["PySide6", "httpx", "keyring", "starlette", "msgspec", "cryptography"]),
    ],
)
def test_importing_is_light(module: str, unwanted: list[str]) -> None:
    """Use cases run without Qt; the window is painted before anything that takes long is imported."""
    ask = f"import sys, {module}; print([name for name in {unwanted} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------------------------------------ size and names


def test_files_are_short() -> None:
    """A file that no longer fits into one head is split by responsibility."""
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _modules()}
    limits = {"app/ui/main_window.py": MAIN_WINDOW_LINES}
    offenders = [f"{size:5} {name}" for name, size in sizes.items() if size > limits.get(name, FILE_LINES)]
    assert not offenders, _offends(*offenders)


def test_functions_are_short() -> None:
    """A function does one thing; half of them fit into ten lines."""
    sizes = dict(_functions())
    offenders = [f"{size:5} {name}" for name, size in sizes.items() if size > FUNCTION_LINES]
    assert not offenders, _offends(*offenders)
    assert statistics.median(sizes.values()) <= MEDIAN_FUNCTION_LINES


def test_modules_are_named_after_what_they_hold() -> None:
    """A module named after nothing collects everything."""
    nameless = re.compile(r"(^|_)(utils?|helpers?|managers?|common|misc)($|_)")
    offenders = [_name(path) for path in _modules() if any(nameless.search(part) for part in _parts(path))]
    assert not offenders, _offends(*offenders)


def _parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).with_suffix("").parts


# ------------------------------------------------------------------------------------------------ banned idioms

# Where a foreign or unknown failure has to be caught whole, each with what becomes of it.
EDGES = {
    "app/cli/program.py": "a bug ends in one sentence and an exit code",
    "app/storage/logs.py": "a value that cannot be formatted must not stop the program that logs it",
    "app/storage/patience.py": "carried from the daemon thread to whoever asked",
    "app/storage/secrets.py": "back ends let through whatever their system gives them",
    "app/storage/vault/worker.py": "carried from the worker's thread to whoever waits",
    "app/storage/settings.py": "the half-written file is taken away and the error goes on",
    "app/ui/crash.py": "the last line of defence",
    "app/ui/documents/workers.py": "carried from the worker thread to the window and judged there",
}
SPEAKING = {"app/launch.py"}  # says that there is no display: there is no window to say it in
OUTERMOST = {"app/ui/application.py"}  # runs Qt's loop up to the first screen, before there is any other to nest in

Where = Callable[[str], bool]


def _anywhere(_name: str) -> bool:
    return True


def _inside_the_loop(name: str) -> bool:
    return name not in OUTERMOST


def _off_the_edges(name: str) -> bool:
    return name not in EDGES


def _outside_the_command_line(name: str) -> bool:
    return not name.startswith("app/cli/") and name not in SPEAKING


def _outside_secrets(name: str) -> bool:
    return name != "app/storage/secrets.py"


BANNED: list[tuple[str, str, Where]] = [
    (
        r"\.exec_?\(",
        "a nested loop loses the steps of every other task for good; use open() and finished",
        _inside_the_loop,
    ),
    (
        r"\bQMessageBox\.(question|information|warning|critical|about\w*)\(",
        "a static dialog spins a nested loop; make the box and open() it",
        _anywhere,
    ),
    (
        r"\bQ(FileDialog\.get|InputDialog\.get|ColorDialog\.get|FontDialog\.get)\w*\(",
        "a static dialog spins a nested loop; make the dialog and open() it",
        _anywhere,
    ),
    (r"\bprocessEvents\b", "it runs anything at any place; give the loop its turn instead", _anywhere),
    (r"\basync(Slot|Close|Wrap)\b", "it drops tasks and errors; use tasks.start", _anywhere),
    (
        r"\bexcept\s*:|\bexcept \(?(Base)?Exception\b",
        "it hides bugs; only an edge may catch everything",
        _off_the_edges,
    ),
    (r"(?<![\w.])print\(", "a window has no standard output; use the log or the messages", _outside_the_command_line),
    (r"\bkeyring\.", "secrets go through storage/secrets.py, which trusts no plug-in", _outside_secrets),
    (
        r"\b(httpx|requests)\.(get|post|put|request)\(",
        "a call without client has no limits, trust store or mask",
        _anywhere,
    ),
    (r"\bdatetime\.utcnow\(", "it answers a time without a time zone", _anywhere),
]


@pytest.mark.parametrize(("pattern", "reason", "where"), BANNED, ids=[pattern for pattern, _reason, _where in BANNED])
def test_banned_idioms(pattern: str, reason: str, where: Where) -> None:
    """What has hurt others before is not written here."""
    offenders = [
        f"{_name(path)}:{number}: {line}"
        for path in _modules()
        if where(_name(path))
        for number, line in _code(path).items()
        if re.search(pattern, line)
    ]
    assert not offenders, f"{reason}{_offends(*offenders)}"


def test_every_edge_is_still_one() -> None:
    """An exemption that nobody needs any more is taken back."""
    catch_all = re.compile(r"\bexcept \(?(Base)?Exception\b")
    stale = [name for name in EDGES if not any(catch_all.search(line) for line in _code(ROOT / name).values())]
    assert not stale, _offends(*stale)


def test_enum_members_are_written_in_full() -> None:
    """Short forms (Qt.AlignLeft) rest on a forgiveness that type checkers and newer bindings do not share."""
    offenders = [
        f"{_name(path)}:{node.lineno}: Qt.{node.attr}"
        for path in _modules()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Qt"
        and not inspect.isclass(getattr(Qt, node.attr, None))
    ]
    assert not offenders, _offends(*offenders)


def test_nothing_is_put_off() -> None:
    """What is to be done stands in the tracker, where somebody sees it, not in a comment."""
    words = "|".join(first + second for first, second in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")))
    pattern = re.compile(rf"\b({words})\b")
    offenders = [
        f"{_name(path)}:{number}: {line.strip()}"
        for folder in ("app", "tests", "packaging")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sh", ".md"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not offenders, _offends(*offenders)


# ------------------------------------------------------------------------------------------------ errors


def _own_errors() -> list[type[BaseException]]:
    return [
        one
        for one in vars(errors).values()
        if inspect.isclass(one) and issubclass(one, BaseException) and one.__module__ == errors.__name__
    ]


def test_every_error_is_in_the_tree() -> None:
    """One class outside the base escapes every caller; the tree drawn at the top of the module shows all of them."""
    drawn = errors.__doc__ or ""
    offenders = [
        one.__name__
        for one in _own_errors()
        if not issubclass(one, errors.AppError) or not re.search(rf"\b{one.__name__}\b", drawn)
    ]
    assert len(_own_errors()) > 10
    assert not offenders, _offends(*offenders)


# Exceptions that are not told to a person: each is raised and caught within its own layer.
INTERNAL = {
    "app/storage/policy_json.py:NotPolicy": "its own reading names the place and goes on",
    "app/storage/settings_json.py:NotSettings": "settings.py puts the file aside",
    "app/training/treez_answers.py:Refusal": "the practice store's own answer",
    "app/training/treez_answers.py:UnreadableBody": "the practice store's own answer",
    "app/updates/signed_feed.py:NotProven": "signed_feed.py makes an outcome of it",
}


def test_errors_of_other_modules_hang_on_the_tree() -> None:
    """An exception class elsewhere is in our tree, or private to its module, or listed with who catches it."""
    ours = {one.__name__ for one in _own_errors()}
    offenders = [
        f"{_name(path)}:{node.name}"
        for path in _modules()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
        and not node.name.startswith("_")
        and any(_is_builtin_error(base) for base in node.bases)
        and not {base.id for base in node.bases if isinstance(base, ast.Name)} & ours
    ]
    strangers = [name for name in offenders if name not in INTERNAL and name != "app/core/errors.py:AppError"]
    assert not strangers, _offends(*strangers)


def _is_builtin_error(base: ast.expr) -> bool:
    kind = getattr(__import__("builtins"), base.id, None) if isinstance(base, ast.Name) else None
    return inspect.isclass(kind) and issubclass(kind, BaseException)


# ------------------------------------------------------------------------------------------------ around the code


def test_packaging_is_no_package() -> None:
    """A package named packaging would hide the library of that name from the build tools."""
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_readme_names_the_two_commands() -> None:
    """Whoever has cloned the project finds how to start and how to check it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in ("packaging/run.sh", "packaging/test.sh") if command not in text] == []


def test_every_dependency_has_its_reason() -> None:
    """A dependency without a reason is never taken out again."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lines = [line.strip() for line in text.splitlines()]
    offenders = []
    for requirement in wanted:
        place = next(number for number, line in enumerate(lines) if line.startswith(f'"{requirement}"'))
        if not lines[place - 1].startswith("#") and "#" not in lines[place]:
            offenders.append(requirement)
    assert not offenders, _offends(*offenders)


def test_the_documents_quote_nothing_of_this_machine() -> None:
    """What is written holds for whoever reads it: no path of the machine it was written on."""
    private = re.compile(r"/(home|root|Users)/\w|/tmp/\w")
    offenders = [
        f"{_name(path)}:{number}"
        for path in [ROOT / "README.md", *sorted((ROOT / "packaging").glob("*.md"))]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if private.search(line)
    ]
    assert not offenders, _offends(*offenders)
