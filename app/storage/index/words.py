"""Which words of the index a customer has: names in each spelling, numbers, e-mail, birth date.

Words of people hold ASCII letters and digits. What people cannot type marks the others: ``>`` a phone read backwards, so
that its last digits are a beginning; ``@`` an e-mail address, whose beginning is mostly a name and would be in the way of
those who have it; ``#`` the store; characters beyond ASCII a date (dates.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from app.core.customer import Customer
from app.core.phone import national_number, plain_digits
from app.storage.index.dates import words_of_day
from app.storage.index.folding import CACHED_NAMES, LONGEST_WORD, fold, plain_words, words_of_name

NAME_FIELDS = ("first_name", "last_name", "middle_name", "nickname", "single_name")
NUMBER_FIELDS = ("license_number", "state_medical_id")
LOCAL_DIGITS = 7  # a US number without its area code
_NOT_IN_EMAIL = re.compile(r"[^a-z0-9@._+-]")
_NOT_IN_NUMBER = re.compile(r"[^a-z0-9]")
_PLAIN_US = re.compile(r"\+1[2-9][0-9]{9}")  # E.164, as most are kept
_NOT_DIGIT = re.compile(r"[^0-9]")


def words_of(customer: Customer, store: int) -> str:
    """Everything that the customer is found by, one blank between two words."""
    words = [store_word(store), number_word(customer.ref.customer_id)]
    words += map(_said, names_of(customer))
    if isinstance(customer.phone, str):
        words += _words_of_phone(customer.phone)
    if isinstance(customer.email, str):
        words.append(email_word(customer.email))
    for number in (customer.license_number, customer.state_medical_id):
        if isinstance(number, str):
            words.append(number_word(number))
    if isinstance(customer.birth_date, date):
        words += words_of_day(customer.birth_date)
    return " ".join(words)


@lru_cache(CACHED_NAMES)
def _said(name: str) -> str:
    return " ".join(words_of_name(name))


def names_of(customer: Customer) -> list[str]:
    """The name fields that hold text."""
    names = (customer.first_name, customer.last_name, customer.middle_name, customer.nickname, customer.single_name)
    return [name for name in names if isinstance(name, str) and name]


def vocabulary_of(people: Iterable[Customer]) -> Counter[str]:
    """The words of names that a misspelling is compared with, and how many names have them."""
    names = Counter(name for customer in people for name in names_of(customer))
    words: Counter[str] = Counter()
    for name, count in names.items():
        for word in plain_words(name):
            words[word] += count
    return words


def store_word(store: int) -> str:
    """The word that all people of a store have."""
    return f"#{store}"


def tail_word(digits: str) -> str:
    """The beginning of the word of every phone that ends with these digits."""
    return f">{digits[::-1]}"


def email_word(email: str) -> str:
    """An e-mail address, or its beginning, as one word; "" where nothing is left of it."""
    left = _NOT_IN_EMAIL.sub("", fold(email))
    return f"@{left}"[:LONGEST_WORD] if left else ""


def number_word(number: str) -> str:
    """A number of an ID, a card or a record as one word: blanks, hyphens and capitals aside."""
    if number.isascii() and number.isalnum():
        return number[:LONGEST_WORD].lower()
    return _NOT_IN_NUMBER.sub("", fold(number))[:LONGEST_WORD]


def phone_digits(phone: str) -> str:
    """The digits of a phone that are compared: the ten of a US/CA number, else all of them."""
    if _PLAIN_US.fullmatch(phone):
        return phone[2:]
    return national_number(phone) or _NOT_DIGIT.sub("", plain_digits(phone))[:LONGEST_WORD]


def _words_of_phone(phone: str) -> tuple[str, ...]:
    digits = phone_digits(phone)
    local = digits[-LOCAL_DIGITS:]
    return (digits, tail_word(digits), local) if digits else ()
