"""The elements of a body, however they are told apart: by lines, or by their order and form where the lines are lost."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.idcard.elements import WHO, Elements, read_lines
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
        lines.doubtful |= _missing_middle_name(lines.values, header)
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
    found.doubtful |= _missing_middle_name(found.values, header)
    found.doubtful |= find_hidden(found.values) & WHO
    return found


def _missing_middle_name(values: Mapping[str, str], header: Header) -> set[str]:
    """The names that may hold the middle name, where the card must have one and no element has it."""
    if (header.version or 0) < _MIDDLE_NAME_SINCE or "DAD" in values or "DAC" not in values:
        return set()
    holders = {name for name, value in values.items() if "DAD" in value}
    return holders and (holders & WHO) | {"DAD"}
