"""A complete number with one slip in it: a digit misread, or two neighbours swapped.

Only numbers so long that hardly anybody else has one that near: a phone with its area code, an ID number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import digits

from app.core.index import MatchKind
from app.storage.index.folding import fold, parts
from app.storage.index.typed import MOST_CHARACTERS, Place, Reading, Term

_COMPLETE = re.compile(r"1?([0-9]{10})|([0-9]{9}|[a-z]{1,2}[0-9]{7,12})")


def misread(text: str) -> tuple[Reading, ...]:
    """The numbers that the text may have been meant to be, as one reading; none where it is no complete number."""
    match = _COMPLETE.fullmatch("".join(parts(fold(text[:MOST_CHARACTERS]))))
    if not match:
        return ()
    typed = match[1] or match[2]
    terms = (Term(word, is_prefix=False, kind=MatchKind.TYPO, cost=1) for word in dict.fromkeys(_slips(typed)))
    return ((Place(tuple(terms)),),)


def _slips(number: str) -> Iterator[str]:
    for at, sign in enumerate(number):
        rest = number[at + 1 :]
        if rest and sign != rest[0]:
            yield number[:at] + rest[0] + sign + rest[1:]
        if sign.isdigit():
            yield from (number[:at] + digit + rest for digit in digits if digit != sign)
