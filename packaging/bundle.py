"""What goes into the installed program, as `shipped.toml` has it, and whether that is what is needed.

Used by `frontdesk.spec` while it builds, by `check_bundle.py` afterwards, and by the tests. Standard library only.
"""

# ruff: noqa: INP001 - a package of this folder's name would hide the library
from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Protocol

Entry = tuple[str, str, str]  # name in the program, file it comes from, kind: as PyInstaller keeps its tables
_OWN = {"app", "frontdesk"}
_MADE_BY_THE_BUILD = re.compile(r"^(pyi_rth|pyimod|_?pyi|PyInstaller|struct|__main__)")


class Analysed(Protocol):
    """What PyInstaller found to be needed."""

    pure: list[Entry]
    binaries: list[Entry]
    datas: list[Entry]


@dataclass(frozen=True)
class Shipped:
    """The list, for one platform."""

    packages: frozenset[str]
    excluded: list[str]
    with_data: list[str]
    with_version: list[str]
    modules: frozenset[str]
    plugins: frozenset[str]
    libraries: frozenset[str]
    brought: tuple[str, ...]
    left_out: frozenset[str]


def read_list(file: Path, platform: str = sys.platform) -> Shipped:
    """The list of ``platform`` (as `sys.platform` has it)."""
    with file.open("rb") as stream:
        table = tomllib.load(stream)
    python, qt = table["python"], table["qt"]
    modules = frozenset(qt["modules"]["all"] + qt["modules"][platform])
    older = [name for number, names in python["before"].items() if _is_before(number) for name in names]
    return Shipped(
        packages=frozenset(python["packages"] + python["only"][platform] + older),
        excluded=[name for name in python["excluded"] if name.removeprefix("PySide6.") not in modules],
        with_data=python["with_data"],
        with_version=python["with_version"],
        modules=modules,
        plugins=frozenset(qt["plugins"]["all"] + qt["plugins"][platform]),
        libraries=frozenset(qt["libraries"]["all"] + qt["libraries"][platform]),
        brought=tuple(table["linux"]["brought"]),
        left_out=frozenset(table[platform].get("left_out", [])),
    )


def _is_before(number: str) -> bool:
    return sys.version_info[:2] < tuple(int(part) for part in number.split("."))


def write_metadata(folder: Path, name: str, version: str) -> Entry:
    """The file by which `importlib.metadata` knows a version, without paths of the build; as an entry of what is shipped."""
    place = f"{name}-{version}.dist-info/METADATA"
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="ascii")
    return place, str(file), "DATA"


# ------------------------------------------------------------------------------------------------ choosing


def is_wanted(entry: Entry, shipped: Shipped) -> bool:
    """Whether a file that PyInstaller found is on the list. Excluding modules does not keep their libraries out.

    A link is wanted where what it leads to is: PyInstaller lays one at the top for each library.
    """
    name, source, kind = entry
    if kind == "SYMLINK":
        name = str(PurePath(name).parent / source)
    parts = PurePath(name).parts
    if (plugin := plugin_of(name)) is not None:
        return plugin in shipped.plugins
    if (library := qt_library_of(name)) is not None:
        return library in shipped.libraries
    if ("PySide6" in parts and "translations" in parts) or parts[-1] in shipped.left_out:
        return False
    if any(part.endswith(".dist-info") for part in parts):
        return False  # paths of the build stand in these folders; see `write_metadata`
    if sys.platform == "linux" and _is_of_the_system(source):
        return PurePath(name).name.startswith(shipped.brought)
    return True


def _is_of_the_system(source: str) -> bool:
    return source.startswith(("/lib", "/usr/lib"))


def plugin_of(name: str) -> str | None:
    """`platforms/qxcb` of a Qt plug-in's file, None of any other."""
    found = re.search(r"PySide6[/\\](?:Qt[/\\])?plugins[/\\](\w[\w-]*)[/\\](?:lib)?([\w-]+?)\.(?:so|dll|dylib)$", name)
    return f"{found[1]}/{found[2]}" if found else None


def qt_library_of(name: str) -> str | None:
    """`Widgets` of one of Qt's own libraries or of anything in its framework, None of any other file."""
    parts = PurePath(name).parts
    if "PySide6" not in parts:
        return None
    framework = next((part.removesuffix(".framework") for part in parts if part.endswith(".framework")), None)
    found = re.fullmatch(r"(?:lib)?Qt6?([A-Z]\w*?)(?:\.so\.6|\.dll)?", framework or parts[-1])
    return found[1] if found else None


# ------------------------------------------------------------------------------------------------ comparing


def compare(analysed: Analysed, shipped: Shipped) -> None:
    """Compare what goes in with the list, both ways; SystemExit with the differences."""
    files = [name for name, _source, _kind in [*analysed.binaries, *analysed.datas]]
    found = {
        "library of Python": ({_package(entry) for entry in _foreign(analysed)} - _OWN - {""}, shipped.packages),
        "part of the bindings": (_bindings(files), shipped.modules),
        "plug-in of Qt": ({one for one in map(plugin_of, files) if one}, shipped.plugins),
        "library of Qt": ({one for one in map(qt_library_of, files) if one}, shipped.libraries),
    }
    wrong = [
        f"{kind} not on the list: {name}" for kind, (there, listed) in found.items() for name in sorted(there - listed)
    ]
    wrong += [
        f"{kind} on the list, not found: {name}"
        for kind, (there, listed) in found.items()
        for name in sorted(listed - there)
    ]
    if wrong:
        raise SystemExit("\n".join(["shipped.toml and the program differ:", *wrong]))


def _foreign(analysed: Analysed) -> list[Entry]:
    """Everything that came from a library, not from Python or from us."""
    return [
        entry
        for entry in [*analysed.pure, *analysed.binaries]
        if "site-packages" in PurePath(entry[1]).parts and not _MADE_BY_THE_BUILD.match(entry[0])
    ]


def _package(entry: Entry) -> str:
    """The name under which the library is imported."""
    parts = PurePath(entry[1]).parts
    first = parts[len(parts) - 1 - parts[::-1].index("site-packages") + 1]
    return "" if first.endswith(".libs") else first.split(".")[0]


def _bindings(files: list[str]) -> set[str]:
    found = (re.search(r"PySide6[/\\](Qt\w+)\.(?:abi3\.so|pyd)$", name) for name in files)
    return {one[1] for one in found if one}
