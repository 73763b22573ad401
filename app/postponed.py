"""Modules of the standard library that the start names and does not use: they load when something uses them.

`dataclasses` names `inspect`, and the bindings of Qt name what they unpack and report with; these and what they import
in turn are a tenth of the time to the first screen. Why not importlib's own `LazyLoader`: its modules load as soon as a
second `import` names them, for that looks at their `__spec__` (CPython, `import_ensure_initialized`).
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader

NAMES = ("base64", "copy", "inspect", "ipaddress", "tempfile", "textwrap", "traceback", "zipfile")


_loaders: dict[str, Loader] = {}  # of those that are postponed


class Postponed(ModuleType):
    """A module that has its name and its place, and loads when it is asked for anything else."""

    def load(self) -> None:
        """Become the module itself."""
        self.__class__ = ModuleType  # type: ignore[assignment]  # while it loads, it is like any other
        _loaders.pop(self.__name__).exec_module(self)

    def __getattr__(self, name: str) -> object:
        """Asked for by whoever uses the module; what every module has is there and does not come here."""
        self.load()
        return getattr(self, name)


def postpone() -> None:
    """Have each load at its first use. To be called before anything imports them, and before there are threads."""
    for name in NAMES:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            module.__class__ = Postponed
            _loaders[name] = spec.loader
            sys.modules[name] = module


def load_postponed() -> None:
    """Load what was not used yet: two threads must not meet in a module that is loading."""
    for name in NAMES:
        module = sys.modules.get(name)
        if isinstance(module, Postponed):
            module.load()
