"""The elements of a body, however they are told apart: by lines, or by their order and form where the lines are lost."""

from __future__ import annotations

from app.core.idcard.elements import Elements, read_lines
from app.core.idcard.header import Header
from app.core.idcard.joined import find_hidden, split_joined

_MIDDLE_NAME_SINCE = 4  # version of the standard in which DAD is mandatory
_NAMES = ({"DAA"}, {"DCS", "DAC"}, {"DCS", "DCT"}, {"DAB", "DAC"})


def read_body(body: str, header: Header) -> Elements:
    """The elements after the header.

    Lines are believed where each of number, birth date and name begins one, and no line hides a further element.
    Otherwise the text is split at the elements themselves; where that has no single outcome, what differs is doubtful.
    """
    lines = read_lines(body)
    complete = {"DAQ", "DBB"} <= lines.values.keys() and any(name <= lines.values.keys() for name in _NAMES)
    hidden = find_hidden(lines.values)
    if complete and not hidden:
        return lines
    joined = split_joined(
        body,
        header.subfile,
        within=hidden if complete else None,
        middle_name_due=(header.version or 0) >= _MIDDLE_NAME_SINCE,
    )
    found = joined or lines
    if (complete or joined is None) and not hidden <= found.values.keys():
        found.doubtful |= hidden  # what seemed to stand there fits nowhere
    return found
