"""Stands for the loader of the bindings' signature package in the installed program, and loads that package late.

The bindings print the allowed arguments where a call was wrong, and answer `inspect.signature`. For that they load
ten modules, and for these a good part of the standard library, whenever they are imported. Here the same functions
load the same modules when they are called. What the bindings ask for is drawn in their `signature_globals.cpp`
(6.11): the names below, and `mapping`, which the messages look for among the modules that are there. Left out is
`__feature__` (other spellings of Qt's names): for its sake every further import would look through the source of what
was imported.
"""

# ruff: noqa: INP001, PLC0415 - it becomes a module of the bindings' own package; loading late is what it is for
from __future__ import annotations

import signature_bootstrap
from shibokensupport import signature

signature.get_signature = signature_bootstrap.get_signature
signature.make_snake_case_name = signature_bootstrap.make_snake_case_name

from shibokensupport.signature import importhandler, mapping  # noqa: E402, F401 - they need the two above


def pyside_type_init(type_key: str, lines: list[str]) -> object:
    """The signatures of a type, from its lines of text."""
    from shibokensupport.signature import parser

    return parser.pyside_type_init(type_key, lines)


def create_signature(props: object, key: object) -> object:
    """What `inspect.signature` answers."""
    from shibokensupport.signature import layout

    return layout.create_signature(props, key)


def seterror_argument(args: object, name: str, info: object) -> object:
    """The exception for a call with wrong arguments."""
    from shibokensupport.signature import errorhandler

    return errorhandler.seterror_argument(args, name, info)


def make_helptext(function: object) -> object:
    """The documentation of a function."""
    from shibokensupport.signature import errorhandler

    return errorhandler.make_helptext(function)


def finish_import(module: object) -> None:
    """After a part of Qt was imported."""
    importhandler.finish_import(module)


def feature_import(*_args: object, **_names: object) -> None:
    """No import is another one for the sake of a feature."""


def feature_imported(_module: object) -> None:
    """What was imported uses no feature."""


def post_init() -> None:
    """Python's own import stays as it is."""
