"""The store's own words, learnt from its answers (IndicaOnline Open API v2.3, vendor document 8).

Most lists of words are not published. A word that an answer showed is one that the store knows, so it may be offered;
a guess would make the vendor refuse a whole profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.core.customer import Customer
from app.core.values import known
from app.vendors.indicaonline import rules

GENDER, ETHNICITY, LANGUAGE, DOCUMENT = "gender", "ethnicity", "preferred_language", "document"
_MOST: Final = 40  # words of each kind, so that a store of nonsense does not fill the screen
_SETTINGS: Final = {GENDER: "genders", DOCUMENT: "document_types"}


class Vocabulary:
    """The words that the store's settings name, and those met in records since the store was opened."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self._words: dict[str, dict[str, None]] = {kind: {} for kind in (GENDER, ETHNICITY, LANGUAGE, DOCUMENT)}
        for kind, key in _SETTINGS.items():
            self._words[kind] |= dict.fromkeys(rules.words_in(account.get(key, "")))

    def words(self, kind: str) -> tuple[str, ...]:
        """The words of a kind, in the order in which they were met."""
        return tuple(self._words[kind])

    def learn(self, customer: Customer) -> bool:
        """Take in a record's words; whether one of them is new."""
        before = sum(map(len, self._words.values()))
        for kind, word in _words_of(customer):
            if rules.words("")(word) == "" and "," not in word and len(self._words[kind]) < _MOST:
                self._words[kind].setdefault(word)
        return sum(map(len, self._words.values())) > before


def _words_of(customer: Customer) -> Iterator[tuple[str, str]]:
    yield GENDER, known(customer.gender, "")
    for kind in (ETHNICITY, LANGUAGE):
        yield kind, str(customer.extra.get(kind) or "")
    for document in known(customer.documents, ()):
        yield DOCUMENT, document.kind
