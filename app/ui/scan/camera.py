"""Cameras of this machine: the seam between the viewfinder and the system's own way to a camera.

A camera gives a picture only when it is asked for one, so that no more than one is ever under way, and keeps none.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.core.errors import ClerkCanAct


class Trouble(StrEnum):
    """Why there is no picture."""

    NONE = "none"  # there is no camera
    BUSY = "busy"  # another program has it
    DENIED = "denied"  # the system does not let this program use it
    GONE = "gone"  # it was unplugged, or gives nothing that can be shown
    SILENT = "silent"  # it is on and sends nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A camera: as the system calls it, and as people do."""

    name: str
    text: str


class Camera(QObject):
    """One camera while it is on. Each method returns at once and is called on the GUI thread."""

    lit = Signal()  # it was switched on, perhaps after the person at the desk was asked: a picture is due
    seen = Signal(object)  # QImage, one for each `want`
    failed = Signal(object)  # Trouble

    def open(self, place: Place) -> None:
        """Switch it on."""
        raise NotImplementedError

    def want(self) -> None:
        """Ask for the next picture there is."""
        raise NotImplementedError

    def close(self) -> None:
        """Switch it off; nothing is seen from now on."""
        raise NotImplementedError


class Cameras(Protocol):
    """The cameras of a machine."""

    async def places(self) -> list[Place]:
        """Which cameras there are now."""

    def make(self, parent: QObject) -> Camera:
        """A camera that is off."""


def cameras() -> Cameras:
    """The cameras of this machine, by the way of its system."""
    if sys.platform == "linux":
        from app.ui.scan.v4l2 import KernelCameras  # noqa: PLC0415 - there is no such module elsewhere

        return KernelCameras()
    else:  # noqa: RET505 - the type checker skips what is for other systems
        from app.ui.scan.qt_camera import QtCameras  # noqa: PLC0415 - nor this one on Linux

        return QtCameras()


class NoCamera(ClerkCanAct):
    """There is no picture of a camera."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        title, hint = _said(trouble)
        super().__init__(title, hint=hint)


def _said(trouble: Trouble) -> tuple[str, str]:
    """What happened, and what to press."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Camera", text)

    return {
        Trouble.NONE: (
            tr("This computer has no camera that can be used."),
            tr("Plug one in and press Use the camera again, or choose a photo."),
        ),
        Trouble.BUSY: (
            tr("The camera cannot be switched on. Another program may be using it."),
            tr("Close that program, then press Use the camera again, or choose a photo."),
        ),
        Trouble.DENIED: (tr("This program is not allowed to use the camera."), _where_to_allow()),
        Trouble.GONE: (
            tr("The camera is gone, or its pictures cannot be shown."),
            tr("Plug it in again and press Use the camera, or choose a photo."),
        ),
        Trouble.SILENT: (
            tr("The camera is on and sends no picture."),
            tr("Open its shutter, or unplug it and plug it in again; then press Use the camera again."),
        ),
    }[trouble]


def _where_to_allow() -> str:
    def tr(text: str) -> str:
        return QCoreApplication.translate("Camera", text)

    if sys.platform == "darwin":
        return tr("Allow it in System Settings, Privacy & Security, Camera; then press Use the camera again.")
    if sys.platform == "win32":
        return tr("Allow desktop apps in Settings, Privacy & security, Camera; then press Use the camera again.")
    return tr("Ask whoever looks after this computer to add you to the group “video”, or choose a photo.")
