"""The list of what is shipped agrees with what the program imports, both ways, as far as that shows without a build.

The build itself compares the list with what goes in; these tests tell it earlier.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distribution, distributions, packages_distributions
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

ROOT = Path(__file__).parents[3]
LIST = ROOT / "packaging" / "shipped.toml"
PLATFORMS = ("linux", "win32", "darwin")


@pytest.fixture
def bundle(script: Callable[[str], ModuleType]) -> ModuleType:
    """The module that the build reads the list with; it is no part of the program."""
    return script("bundle")


def _imports() -> Iterator[str]:
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


IMPORTED = set(_imports())
LIBRARIES = {name.split(".")[0] for name in IMPORTED} - sys.stdlib_module_names - {"app"}


def _listed(table: str = "packages") -> set[str]:
    python = tomllib.loads(LIST.read_text(encoding="utf-8"))["python"]
    return set(python[table])


def test_every_library_that_is_imported_is_shipped(bundle: ModuleType) -> None:
    """Nothing is forgotten that a screen needs some day."""
    assert set(bundle.read_list(LIST).packages) >= LIBRARIES


def test_every_library_that_is_shipped_has_a_reason() -> None:
    """Each is imported by the program, or is needed by one that is: what the lock file brings otherwise stays away."""
    needed = _needed_by({"frontdesk"})
    owners = packages_distributions()
    unneeded = [name for name in _listed() if not {_plain(owner) for owner in owners.get(name, [])} & needed]
    assert not unneeded


def _needed_by(first: set[str]) -> set[str]:
    """The names of the distributions that these need here, and they themselves."""
    found: set[str] = set()
    waiting = set(first)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= {_plain(one) for one in _required(distribution(name)) if _is_installed(one)} - found
    return found


def _required(library: Distribution) -> list[str]:
    lines = [line for line in library.requires or [] if "extra ==" not in line]
    return [match[0] for line in lines if (match := re.match(r"[\w.-]+", line))]


def _is_installed(name: str) -> bool:
    return _plain(name) in {_plain(owner) for owners in packages_distributions().values() for owner in owners}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_parts_of_qt_are_those_that_are_imported(bundle: ModuleType) -> None:
    """Both ways: a part that nothing imports any more is dropped, a new one is added to the list by hand."""
    imported = {found[1] for name in IMPORTED if (found := re.match(r"PySide6\.(Qt\w+)", name))}
    listed = {platform: set(bundle.read_list(LIST, platform).modules) for platform in PLATFORMS}
    assert listed["linux"] == imported - {"QtMultimedia"}, "the kernel's own interface stands for it"
    assert listed["win32"] == listed["darwin"] == imported | {"QtNetwork"}, "which QtMultimedia loads"


def test_nothing_that_is_excluded_is_imported() -> None:
    """A list that excludes too much is found here, not at the counter."""
    excluded = _listed("excluded")
    assert not [name for name in IMPORTED if any(name == one or name.startswith(f"{one}.") for one in excluded)]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_list_is_whole_for_every_platform(bundle: ModuleType, platform: str) -> None:
    """On each there is a way to draw on its screen, and one to draw without."""
    plugins = bundle.read_list(LIST, platform).plugins
    ways = {"linux": "qxcb", "win32": "qwindows", "darwin": "qcocoa"}
    assert {f"platforms/{ways[platform]}", "platforms/qoffscreen", "imageformats/qsvg"} <= plugins


def test_the_plug_ins_on_the_list_exist(bundle: ModuleType) -> None:
    """A newer Qt may name one otherwise; then the program would start without it."""
    (place,) = PySide6.__path__
    files = [path for path in Path(place).rglob("*") if "plugins" in path.parts]
    there = {bundle.plugin_of(path.relative_to(Path(place).parent).as_posix()) for path in files}
    assert set(bundle.read_list(LIST).plugins) <= there


@pytest.mark.parametrize(
    ("name", "plugin", "library"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "platforms/qxcb", None),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "platforms/qwindows", None),
        ("PySide6/Qt/plugins/styles/libqmacstyle.dylib", "styles/qmacstyle", None),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", None, "Widgets"),
        ("PySide6/Qt/lib/QtSvg.framework/Versions/A/QtSvg", None, "Svg"),
        ("PySide6/Qt/lib/QtSvg.framework/Versions/A/Resources/Info.plist", None, "Svg"),
        ("PySide6/QtWidgets.abi3.so", None, None),
        ("PySide6/QtWidgets.pyd", None, None),
        ("libQt6Widgets.so.6", None, None),
    ],
)
def test_files_are_told_apart(bundle: ModuleType, name: str, plugin: str | None, library: str | None) -> None:
    """What a file of Qt is follows from where it lies, on each platform in its own spelling."""
    assert bundle.plugin_of(name) == plugin
    assert bundle.qt_library_of(name) == library


@pytest.mark.parametrize(
    ("name", "target", "wanted"),
    [
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", True),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", False),
        ("QtQml", "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml", False),
        ("PySide6/Qt/lib/QtCore.framework/Versions/Current", "A", True),
        ("PySide6/Qt/lib/QtQml.framework/Versions/Current", "A", False),
        ("libshiboken6.abi3.so.6.11", "shiboken6/libshiboken6.abi3.so.6.11", True),
    ],
)
def test_a_link_is_shipped_where_its_file_is(bundle: ModuleType, name: str, target: str, wanted: bool) -> None:
    """What is left out leaves no link that leads nowhere."""
    assert bundle.is_wanted((name, target, "SYMLINK"), bundle.read_list(LIST)) is wanted


def test_a_folder_that_names_the_build_stays_out(bundle: ModuleType, tmp_path: Path) -> None:
    """The metadata of libraries tell where they were installed; a version is written anew where it is asked for."""
    assert not bundle.is_wanted(("keyring-25.7.0.dist-info/RECORD", "/made/RECORD", "DATA"), bundle.read_list(LIST))
    name, source, _kind = bundle.write_metadata(tmp_path, "frontdesk", "1.2.3")
    (found,) = distributions(path=[str(tmp_path)])
    assert (name, found.name, found.version) == ("frontdesk-1.2.3.dist-info/METADATA", "frontdesk", "1.2.3")
    assert str(tmp_path) not in Path(source).read_text(encoding="ascii")


def test_an_unknown_library_stops_the_build(bundle: ModuleType) -> None:
    """The message names what is new and what is gone."""
    shipped = bundle.read_list(LIST)

    class Found:
        pure = (("surprise", "/venv/lib/python3.11/site-packages/surprise/__init__.py", "PYMODULE"),)
        binaries = datas = ()

    with pytest.raises(SystemExit) as told:
        bundle.compare(Found(), shipped)
    assert "library of Python not on the list: surprise" in str(told.value)
    assert "part of the bindings on the list, not found: QtWidgets" in str(told.value)
