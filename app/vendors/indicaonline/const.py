"""What IndicaOnline's pages fix: names, limits, values. Sources: IndicaOnline Open API v2.3, vendor document, sections named."""

from __future__ import annotations

from typing import Final

KEY: Final = "indicaonline"
LABEL: Final = "IndicaOnline"
BASE_URL: Final = "https://api.indicaonline.com/open_api/v2.3"  # 1
UPLOAD_VERSION: Final = "v2.2"  # 1: the files' address has another version than the customers'

API_KEY_HEADER: Final = "X-Api-Key"  # 2: seen at v2.1; a store's setting can name another
RESERVED_HEADERS: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "expect", "host"}
    | {"te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
)  # they have a meaning of their own and cannot carry a key

PLAN_PRO: Final = "pro"
PLAN_OTHER: Final = "basic"


CALLS_PER_SECOND: Final = 1.0  # 11: no limit is published, so the advice there is kept
PAGE_SIZE: Final = 100  # 9: the sister list allows 500; the customers' maximum is not known
DAYS_AROUND: Final = 1  # more on each side of a period: in which time zone the vendor counts days is not published
MAX_PAGES: Final = 5000  # of one listing: half a million people, more than any store has
SMALLEST_CLAMP: Final = 10  # people: no server cuts its pages down to fewer than this
UPLOAD_LIMIT: Final = 10 * 1024 * 1024  # ours: the vendor documents no limit
DOCUMENT_LIMIT: Final = 25 * 1024 * 1024

# 5 and 7: the longest texts, and how many digits a phone has.
ID_LIMIT: Final = 30
HEIGHT_LIMIT: Final = 20
PHONE_DIGITS: Final = 10
WEIGHT_PLACES: Final = 2

# Form key -> the vendor's key, where they differ.
WIRE_KEYS: Final = {
    "birth_date": "date_of_birth",
    "customer_type": "type",
    "state_medical_id": "state_id",
    "notes": "comment",
    "groups": "manual_groups",
}
CONSENTS: Final = {
    "mail": "mail_messages_allowed",
    "email": "email_messages_allowed",
    "text": "text_messages_allowed",
    "call": "call_messages_allowed",
}
# 5 and 10: what only answers hold is never sent, and neither is the parameter whose name is a guess (position 8).
RESPONSE_ONLY: Final = frozenset({"id", "recommendation", "auto_groups", "email_consent_date", "phone_consent_date"})
NEVER_SENT: Final = RESPONSE_ONLY | {"state_id_expires_on"}
# 5: booleans without null; whoever empties one of them must say yes or no.
NEVER_NULL: Final = ("has_medical_recommendation", *CONSENTS.values())
# 5: what a create always sends, beside the fields that a form needs anyway.
CREATE_DEFAULTS: Final = {"has_medical_recommendation": False, "manual_groups": []}

ADDRESS_KIND: Final = "address"
# 6: the parts of an address, ours and the vendor's.
ADDRESS_PARTS: Final = (
    ("street1", "street_address_1"),
    ("street2", "street_address_2"),
    ("city", "city"),
    ("state", "state"),
    ("postal_code", "zip"),
)

# 5: the page prints field_id for the uploaded file's id, very likely a slip of the pen.
DOCUMENT_ID: Final = "file_id"
DOCUMENT_TYPE: Final = "type"
UPLOAD_PART: Final = "file"

# 8: the words that were seen, and how the counter abbreviates them.
GENDERS: Final = (("M", "Male"), ("F", "Female"))
GENDER_WORDS: Final = {"M": "male", "F": "female", "U": "unspecified"}
GENDER_LABELS: Final = {"U": "Unspecified"}
ETHNICITIES: Final = {"latino_or_hispanic": "Latino or Hispanic"}
LANGUAGES: Final = {"english": "English"}

TYPE_LABELS: Final = {
    "medical_with_rec": "Medical with recommendation",
    "medical_with_state_card": "Medical with state card",
    "medical": "Medical",
    "recreational": "Recreational",
    "caregiver": "Caregiver",
    "adult": "Adult patient",
    "minor": "Minor patient",
    "temporary_adult": "Temporary adult patient",
    "temporary_minor": "Temporary minor patient",
}
# 8: the types by jurisdiction; every other state and province has the last ones.
TYPES: Final = {
    "US-CA": ("recreational", "medical_with_rec", "medical_with_state_card"),
    "US-OK": ("adult", "minor", "temporary_adult", "temporary_minor"),
    "US-OR": ("recreational", "medical", "caregiver"),
    "US-ME": ("recreational", "medical", "caregiver"),
    "US-MP": ("recreational", "medical", "caregiver"),
}
OTHER_TYPES: Final = ("recreational", "medical")
# Oklahoma's four are the patient licences of its medical programme (63 Oklahoma Statutes 420).
PATIENT_TYPES: Final = frozenset(TYPE_LABELS) - {"recreational", "caregiver"}

# ISO 3166-2, the name as a clerk reads it.
_US: Final = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware"
    "|DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas"
    "|KY Kentucky|LA Louisiana|ME Maine|MP Mariana Islands|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota"
    "|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico"
    "|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico"
    "|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VI Virgin Islands"
    "|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
_CA: Final = (
    "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia"
    "|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon"
)
JURISDICTIONS: Final = tuple(
    (f"{country}-{entry[:2]}", entry[3:] if country == "US" else f"{entry[3:]} (Canada)")
    for country, entries in (("US", _US), ("CA", _CA))
    for entry in entries.split("|")
)
