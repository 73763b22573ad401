"""The doctor's words: what a scanner does, how bad that is, and how to set it."""

from __future__ import annotations

from app.core.verdict import Level
from app.ui.scan.diagnosis import Finding

# REFUSE: cards cannot be read well until it is set right. None: a remark. Everything else is LOOK: the program copes.
LEVELS: dict[Finding, Level | None] = {
    Finding.NOT_THE_TEST_CARD: Level.REFUSE,
    Finding.HALF_SCAN: Level.REFUSE,
    Finding.CONTROLS_DROPPED: Level.REFUSE,
    Finding.CONTROL_KEYS: None,
    Finding.PREFIX: None,
    Finding.SUFFIX: None,
}
WORDS: dict[Finding, tuple[str, str]] = {  # what it does, and what to do about it
    Finding.NOT_THE_TEST_CARD: (
        "That was not the test card.",
        (
            "Scan the symbol above. If it was: this scanner changes so much that nothing can be said; set it back to its "
            "factory settings with the code in its manual, and try again."
        ),
    ),
    Finding.HALF_SCAN: (
        "Only a part of the card arrived.",
        (
            "Hold the scanner still and a little further away until it beeps. If it stays: the cable, the hub or the "
            "battery of the scanner; try another USB port."
        ),
    ),
    Finding.CONTROLS_DROPPED: (
        "Line ends do not arrive, so the card's fields run together.",
        (
            "In the scanner's manual look for sending control characters (function key mapping, Ctrl+X mode) and turn it on, "
            "or use serial (COM) mode. Until then some fields may stay empty after a scan."
        ),
    ),
    Finding.FIRST_CHARACTER_LOST: (
        "The first character is lost.",
        (
            "Look for a delay before the first character, or for waking up from power saving, and set it longer. Until "
            "then this program does without it."
        ),
    ),
    Finding.LAYOUT_FRENCH: (
        "The scanner types as on a US keyboard, and this computer reads a French one.",
        (
            "Set the scanner's keyboard country to France, or this computer's to US English. Until then this program turns "
            "the letters back."
        ),
    ),
    Finding.LAYOUT_GERMAN: (
        "The scanner types as on a US keyboard, and this computer reads a German one: Y and Z change places.",
        (
            "Set the scanner's keyboard country to Germany, or this computer's to US English. Until then this program turns "
            "the letters back."
        ),
    ),
    Finding.CAPS_LOCK: (
        "Caps Lock is on: capitals arrive as small letters.",
        "Press Caps Lock. Until then this program turns the letters back.",
    ),
    Finding.TOO_SLOW: (
        "The scanner types slowly.",
        "This program waits longer for it from now on. Set the scanner's delay between characters to none.",
    ),
    Finding.DOUBLE_SCAN: (
        "One pull of the trigger sends the card twice.",
        "Set a time-out between two scans of the same code. Until then this program takes the card once.",
    ),
    Finding.SPELLED_CONTROLS: (
        "Line ends arrive as words.",
        "Let the scanner send control characters as they are. Until then this program reads the words.",
    ),
    Finding.CHANGED_SEPARATORS: (
        "Line ends arrive as another character.",
        "Turn off the rule of the scanner that replaces them. Until then this program reads what stands in their place.",
    ),
    Finding.NULL_BYTES: (
        "Every character arrives with an empty one.",
        "Set the scanner to plain text (ASCII or UTF-8). Until then this program leaves them out.",
    ),
    Finding.PREFIX: ("The scanner sends a prefix.", "That does no harm here. This program leaves it out."),
    Finding.SUFFIX: ("The scanner sends a suffix.", "That does no harm here. This program leaves it out."),
    Finding.CONTROL_KEYS: (
        "Line ends arrive as Ctrl and a letter.",
        (
            "That does no harm here: this program swallows them. In other programs they may open things; serial (COM) mode "
            "never does that."
        ),
    ),
}
