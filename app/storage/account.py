"""By whose account of the operating system the program runs."""

from __future__ import annotations

import getpass


def account_name() -> str:
    """The account's name; "" where the system does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, or a Windows without the variables
        return ""
