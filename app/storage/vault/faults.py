"""What can be wrong with the vault, in the words of the person who reads it."""

from __future__ import annotations

from app.core.errors import DiskFull, MachineFault, VaultBusy, VaultUnreadable

_SERVE = (
    "Customers can still be served: the search asks the stores, and whatever is kept beside them lives in memory until "
    "Frontdesk closes."
)
_BEGIN_ANEW = "Begin a new vault; the old file is put aside under another name."


def damaged() -> VaultUnreadable:
    """Noise, a cut file, another file, or a key that belongs to another one."""
    return VaultUnreadable(
        "The encrypted file of this program is damaged, or this computer's key does not open it.",
        f"The file is left as it is. {_SERVE}",
        f"Put back a copy of the file, or do this: {_BEGIN_ANEW}",
    )


def key_missing() -> VaultUnreadable:
    """The file is there and its key is not: a new key would never open it."""
    return VaultUnreadable(
        "The key of this program's encrypted file is not in the secret store of this computer.",
        f"The file is left as it is. {_SERVE}",
        f"Sign in to the computer with the account that made it, or do this: {_BEGIN_ANEW}",
    )


def newer() -> VaultUnreadable:
    """A file whose version this program does not know."""
    return VaultUnreadable(
        "The encrypted file of this program was written by a newer Frontdesk.",
        f"The file is left as it is. {_SERVE}",
        "Install the newer version again.",
    )


def older() -> VaultUnreadable:
    """A file that only the window brings up to date."""
    return VaultUnreadable(
        "The encrypted file of this program was written by an older Frontdesk.",
        "The file is left as it is. Customers can be served in the window.",
        "Open the window once; it brings the file up to date.",
    )


def not_updated() -> VaultUnreadable:
    """A migration that failed, and was taken back."""
    return VaultUnreadable(
        "The encrypted file of this program could not be brought up to this version.",
        f"The file is as it was before. {_SERVE}",
        f"Install the version that you had, and tell support. Or do this: {_BEGIN_ANEW}",
    )


def not_there() -> VaultUnreadable:
    """Somebody wants to read before anything was kept."""
    return VaultUnreadable(
        "Nothing is kept on this computer yet.",
        "Customers can still be served: look-ups ask the stores.",
        "Open the window and connect a store; the search is filled from then on.",
    )


def not_allowed() -> VaultUnreadable:
    """The file, its folder or its lock is somebody else's, or no file."""
    return VaultUnreadable(
        "This account may not read and write the encrypted file of this program.",
        f"The file is left as it is. {_SERVE}",
        "Check the rights of the program's data folder (`frontdesk doctor` names it), then start Frontdesk again.",
    )


def no_locks() -> VaultUnreadable:
    """A file system on which two programs could not keep out of each other's way."""
    return VaultUnreadable(
        "The disk with the program's data folder cannot keep two programs apart.",
        f"Nothing was written there. {_SERVE}",
        "Start Frontdesk with --home and a folder on a disk of this computer.",
    )


def in_use() -> VaultBusy:
    """Another program has the file."""
    return VaultBusy(
        "Another Frontdesk on this computer is using the encrypted file.",
        "Nothing was written by this one. Customers can still be served in the window that is open already.",
        "Use that window, or close it and try again. A synchronisation that is running comes to its end by itself.",
    )


def disk_full() -> DiskFull:
    """The disk is full, or refuses."""
    return DiskFull(
        "The encrypted file of this program cannot be written: the disk is full or refuses.",
        "What was to be kept just now is not; everything before it is. Customers can still be served.",
        "Make room on the disk and try again.",
    )


def closed() -> MachineFault:
    """Somebody asks while the program ends."""
    return MachineFault(
        "Frontdesk is closing.", "Nothing was written, and everything kept before is.", "Start Frontdesk again."
    )
