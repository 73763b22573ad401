"""What Treez's pages fix: names, limits, codes. Sources: the v2 pages of code.treez.io, see each entry."""

from __future__ import annotations

from typing import Final

KEY: Final = "treez"
LABEL: Final = "Treez"
BASE_URL: Final = "https://api.treez.io/v2.0"  # v2 page "Available endpoints"

NEVER_VISITED: Final = "2000-01-01"  # the last visit of a person who never came

PAGE_SIZE: Final = 50  # the maximum, v2 page "Customer API"
# By how many days more a list of sign-ups is asked for: whether it includes the days it names, and in which zone it
# counts them, is not known. Counted in UTC, a day begins in America the evening before: so two at the end.
DAYS_BEFORE: Final = 1
DAYS_AFTER: Final = 2
TOKEN_SECONDS: Final = 7200.0  # v2 page "Authorization": two hours
TOKEN_MARGIN: Final = 60.0  # seconds before its end at which a token is no longer used
NAME_LIMIT: Final = 45  # v2 page "Errors": over 45 fails, though its remedy says below 45
CAREGIVER_LIMIT: Final = 2
UPLOAD_LIMIT: Final = 10 * 1024 * 1024  # ours: the vendor documents no limit
DOCUMENT_LIMIT: Final = 25 * 1024 * 1024

SUCCESS: Final = "SUCCESS"
MISSES: Final = frozenset({"NOT_FOUND", "CUSTOMER_DOESNT_EXIST"})
# Words that stand where a customer number stands in a path: not numbers, so never asked for as one.
RESERVED_IDS: Final = frozenset({"caregivers", "queue"})

# How an emptied field is sent. The vendor does not say; one place each, so that a store's answer changes one line.
CLEARED_TEXT: Final = ""
CLEARED_OTHER: Final = None

ADDRESS_KINDS: Final = (
    ("address_of_record", "Address of record"),
    ("alternative_address", "Alternative address"),
    ("secondary_address", "Secondary address"),
)
DOCUMENT_KINDS: Final = (
    ("drivers_license", "Driver license"),
    ("doctor_permit", "Doctor's permit"),
    ("membership_agreement", "Membership agreement"),
    ("misc_upload", "Other"),
)
GENDERS: Final = (("M", "Male"), ("F", "Female"), ("U", "Unknown (U)"), ("N", "Other (N)"))
CUSTOMER_TYPES: Final = (("adult", "Adult"), ("medical", "Medical"), ("medical_mmid", "Medical with state card (MMID)"))
# v2 page "Parameters explained". Stores change the list and live values differ, so these are suggestions.
REFERRAL_SOURCES: Final = (
    "Weedmaps",
    "Culture",
    "Yelp",
    "Billboard",
    "Word of mouth",
    "Leafly",
    "Walking-by",
    "Friend / Family",
    "Other",
)

# Form key -> the vendor's key, where they differ.
WIRE_KEYS: Final = {
    "birth_date": "birthday",
    "license_number": "drivers_license",
    "license_expires": "drivers_license_expiration",
    "customer_type": "patient_type",
    "medical_expires": "permit_expiration",
    "groups": "customer_groups",
    "loyalty_balance": "rewards_balance",
    "caregivers": "caregiver_details",
}
# What every update must carry beside its changes (v3 definition of PATCH).
ALWAYS_SENT: Final = ("first_name", "last_name", "birth_date", "customer_type")

# What the vendor requires beside a field that has a value (vendor document 7.1).
COMPANIONS: Final = {
    "license_number": ("license_expires",),
    "license_expires": ("license_number",),
    "state_medical_id": ("medical_expires",),
    "is_caregiver": ("caregiver_license_number",),
}
CARD_TYPE: Final = "medical_mmid"  # the customer type that requires a state medical card

# v2 page "Errors" and the v3 definition: code -> form key and what to tell the clerk.
DUPLICATES: Final = {
    "DUPLICATED_CUSTOMER_EMAIL": ("email", "Another customer of this store already has this e-mail address."),
    "DUPLICATED_CUSTOMER_PHONE": ("phone", "Another customer of this store already has this phone number."),
    "DRIVER_LICENSE_DUPLICATION": ("license_number", "Another customer of this store already has this license number."),
}
REFUSALS: Final = {
    "CUSTOMER_AGE_TOO_HIGH": ("birth_date", "Treez takes the date of birth for too long ago."),
    "CUSTOMER_FIRST_NAME_EMPTY": ("first_name", "First name is needed."),
    "CUSTOMER_FIRST_NAME_BLANK": ("first_name", "First name is needed."),
    "CUSTOMER_FIRST_NAME_TOO_LONG": ("first_name", "First name may have 45 characters at most."),
    "CUSTOMER_LAST_NAME_EMPTY": ("last_name", "Last name is needed."),
    "CUSTOMER_LAST_NAME_BLANK": ("last_name", "Last name is needed."),
    "CUSTOMER_LAST_NAME_TOO_LONG": ("last_name", "Last name may have 45 characters at most."),
    "CUSTOMER_GROUP_DUPLICATED_INPUT": ("groups", "The same group stands twice in the list."),
    "DRIVER_LICENSE_EXPIRATION_CANNOT_BE_NULL": (
        "license_expires",
        "This store needs the license's expiry date.",
    ),
    "DUPLICATE_ADDRESS_PRIMARY": ("addresses", "Only one address can be the primary one."),
    "DUPLICATE_ADDRESS_TYPE": ("addresses", "There can be only one address of each kind."),
    "UNKNOWN_FILE_TYPE": ("kind", "Treez does not take documents of this kind."),
}
# Names that an unknown code may contain -> form key; the first that fits wins, so the longer stand first.
NAMES_IN_CODES: Final = (
    ("CAREGIVER_LICENSE", "caregiver_license_number"),
    ("CAREGIVER", "caregivers"),
    ("PHYSICIAN_FIRST_NAME", "physician_first_name"),
    ("PHYSICIAN_LAST_NAME", "physician_last_name"),
    ("PHYSICIAN_LICENSE", "physician_license"),
    ("PHYSICIAN_ADDRESS", "physician_address"),
    ("PHYSICIAN_PHONE", "physician_phone"),
    ("LICENSE_EXPIRATION", "license_expires"),
    ("LICENSE", "license_number"),
    ("PERMIT_EXPIRATION", "medical_expires"),
    ("MEDICAL_ID_EXPIRATION", "medical_expires"),
    ("MEDICAL_ID", "state_medical_id"),
    ("FIRST_NAME", "first_name"),
    ("MIDDLE_NAME", "middle_name"),
    ("LAST_NAME", "last_name"),
    ("NICKNAME", "nickname"),
    ("BIRTHDAY", "birth_date"),
    ("BIRTH_DATE", "birth_date"),
    ("CUSTOMER_AGE", "birth_date"),
    ("PATIENT_TYPE", "customer_type"),
    ("GENDER", "gender"),
    ("EMAIL", "email"),
    ("E_MAIL", "email"),
    ("PHONE", "phone"),
    ("ADDRESS", "addresses"),
    ("ZIPCODE", "addresses"),
    ("GROUP", "groups"),
    ("REFERRAL", "referral_source"),
    ("REWARDS", "loyalty_balance"),
    ("OPT_OUT", "opt_out"),
    ("BANNED", "banned"),
    ("WARNING_1", "warning_1"),
    ("WARNING_2", "warning_2"),
    ("NOTES", "notes"),
    ("FILE_TYPE", "kind"),
)
