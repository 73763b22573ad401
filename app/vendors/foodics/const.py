"""What Foodics' pages fix: names, limits, codes. Sources: Foodics API v5, vendor document, section as noted."""

from __future__ import annotations

from typing import Final

KEY: Final = "foodics"
LABEL: Final = "Foodics"
BASE_URL: Final = "https://api.foodics.com/v5"  # 1
DIAL_CODE: Final = 966  # Saudi Arabia, where the vendor's own samples are at home

PAGE_SIZE: Final = 50  # 5: the cap for every resource, and what comes unasked
MOST_PAGES: Final = 3  # of a look-up by name: who matches more has to be named better
SEARCHED_PAGES: Final = 8  # 3: of a key that may not open a customer by number, within a person's patience
INCLUDE: Final = "tags,addresses.delivery_zone"  # 6

# 4: the vendor's limits, and where this program stops well before them.
CALLS_A_MINUTE: Final = 30
FEW_LEFT: Final = 5
BLOCKED_SECONDS: Final = 60.0  # after a "too many" that names no time
REFUSALS_AT_MOST: Final = 20  # of 401 and 403 within a minute; at 60 the address is blocked for an hour
TOO_MANY_AT_MOST: Final = 5  # in a row within the time below; after 10 within 10 s the address is blocked for a minute
TOO_MANY_SECONDS: Final = 15.0
BUSY_TRIES: Final = 2  # of one read that end in "too many"

GENDERS: Final = (("M", 1, "Male"), ("F", 2, "Female"))  # 6
CUSTOMER_TAG: Final = 1  # 9

SCOPE_LIST: Final = "customers.list"
SCOPE_GET: Final = "customers.get"
SCOPE_WRITE: Final = "customers.write"
SCOPE_DELETE: Final = "admin.write"
SCOPE_RESTORE: Final = "admin.restore, admin.write or customers.restore"  # 3: the pages disagree
SCOPE_ACCOUNT: Final = "customers.accounts.read"
SCOPE_ACCOUNT_WRITE: Final = "customers.accounts.write"
SCOPE_LOYALTY: Final = "customers.loyalty.read"
SCOPE_LOYALTY_WRITE: Final = "customers.loyalty.write"
SCOPE_TAGS: Final = "general.read"

# Form key -> the vendor's key, where they differ.
WIRE_KEYS: Final = {"single_name": "name", "groups": "tags", "banned": "is_blacklisted"}
# 6: what a body may hold; the balances are never sent (13.2).
WRITABLE: Final = (
    "name",
    "dial_code",
    "phone",
    "email",
    "gender",
    "birth_date",
    "house_account_limit",
    "is_loyalty_enabled",
    "is_blacklisted",
    "is_house_account_enabled",
    "tags",
)
FLAGS: Final = frozenset({"is_loyalty_enabled", "is_blacklisted", "is_house_account_enabled"})
# What goes with a scope of its own: the wire keys, the balance that shows that the scope is there, the scope to write.
SCOPED: Final = (
    (frozenset({"house_account_limit", "is_house_account_enabled"}), "house_account_balance", SCOPE_ACCOUNT_WRITE),
    (frozenset({"is_loyalty_enabled"}), "loyalty_balance", SCOPE_LOYALTY_WRITE),
)
# 8: what an address's body may hold.
ADDRESS_WRITABLE: Final = ("name", "description", "latitude", "longitude")
