"""What the program says of itself. What is shipped is written down when it is built (`resources/shipped.json`)."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QStandardPaths, qVersion
from PySide6.QtGui import QGuiApplication

from app.core.redaction import redact

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "shipped.json"
_PROGRAM = "frontdesk"


@dataclass(frozen=True, slots=True)
class Part:
    """Something of others that is shipped: ``licence`` in a word, ``text`` as it must be shown."""

    name: str
    version: str
    licence: str
    text: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """What was built. ``commit`` is "" and ``parts`` is empty where the program runs from its source."""

    version: str
    commit: str = ""
    licence: str = ""
    parts: tuple[Part, ...] = ()


def read_shipped(file: Path = SHIPPED) -> Shipped:
    """What the build wrote down. It is close to a megabyte of licences: for a worker thread."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        from importlib.metadata import version  # noqa: PLC0415 - an installed program never comes here

        return Shipped(version(_PROGRAM))
    parts = tuple(Part(**part) for part in content["parts"])
    return Shipped(content["version"], content["commit"], content["licence"], parts)


def data_folder() -> str:
    """Where settings, vault and log are: as the start of the program told, else the platform's own place."""
    application = QCoreApplication.instance()
    told = application.property("dataFolder") if application else None
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return str(told or Path(place) / "Frontdesk")


def support_text(shipped: Shipped) -> str:
    """What support needs to know of this installation, without the name of the account or of anybody else."""
    screens = [
        f"{one.size().width()} x {one.size().height()} at {one.devicePixelRatio():g}"
        for one in QGuiApplication.screens()
    ]
    lines = {
        "Frontdesk": f"{shipped.version}, {shipped.commit or 'from source'}",
        "System": f"{platform.platform()}, {platform.machine()}",
        "Python": platform.python_version(),
        "Qt": f"{qVersion()}, {QGuiApplication.platformName()}",
        "Screens": ", ".join(screens),
        "Language": QLocale().name(),
        "Data folder": redact(data_folder()),
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items())
