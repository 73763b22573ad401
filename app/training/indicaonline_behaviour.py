"""What the vendor document of IndicaOnline leaves open, as switches: each default is the most plausible reading.

A test of a client turns the other readings on; the document asks a client to live with all of them.
"""

from dataclasses import dataclass
from enum import Enum, auto

API_KEY_HEADER = "X-Api-Key"
"""Seen in public code for v2.1; the name at v2.3 is lost (vendor document 2)."""
PRO = "pro"


class ErrorShape(Enum):
    """The bodies a refused write may have: the real one is unknown (vendor document 11)."""

    FIELD_LISTS = auto()
    FIELD_TEXTS = auto()
    OBJECTS = auto()
    OBJECTS_WITH_PATH = auto()
    TEXTS = auto()
    ERROR_TEXT = auto()
    ERROR_OBJECT = auto()
    MESSAGE = auto()
    DETAIL = auto()
    HTML = auto()


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """One account of one merchant, and how its service answers; sections are of the vendor document.

    - `jurisdiction`: which types of customers there are (8), such as "US-CA", "US-OK", "US-OR", "US-CO"
    - `plan`: "pro", or anything else for an account whose PRO routes answer 403 (3)
    - `header`: the request header that carries the key (2)
    - `key_refusal`: the status of a bad key, 401 or 403 (2)
    - `read_by_id_is_pro`: False is what the newer page says by its silence (12, contradiction 7)
    - `error_shape`, `validation_status`, `duplicate_status`: how a write is refused; 400, 409 or 422 (11)
    - `not_found_is_empty`: a 404 without a body (11)
    - `failed_check_refuses`: a state id that fails the service's check refuses the create, or makes it pending (4)
    - `envelope`: the key of the page's records, None for a bare array; `totals`: with `count` and `total` (9)
    - `ignores_offset`: every page is the first one (9)
    - `largest_page`: more is not an error, the page is just shorter than asked for (9, unknown 15)
    - `days_in_utc`: the period's days are UTC's instead of the store's (unknown 10)
    - `status_shown`: answers say pending or verified; the published sample does not (6)
    - `documents_shown`: customers who have documents answer with links to them; not in the sample either (6)
    - `recommendation_left_out`: the key is missing, not null, for customers without a recommendation (6)
    - `numeric_state_ids`: a state id of digits is answered as a number, as the sample leaves its quotes out (6)
    - `patch_has_body`: False answers 204 (10)
    - `create_answer_lost`: the customer is created, the answer is a 500 (4: look first, never send twice)
    - `broken`: every call answers a web page of an error (11)
    - `calls_per_minute`: beyond it 429 with Retry-After; no limit is published (11)
    """

    jurisdiction: str = "US-CA"
    plan: str = PRO
    header: str = API_KEY_HEADER
    key_refusal: int = 401
    read_by_id_is_pro: bool = True
    error_shape: ErrorShape = ErrorShape.FIELD_LISTS
    validation_status: int = 422
    duplicate_status: int = 422
    not_found_is_empty: bool = False
    failed_check_refuses: bool = True
    envelope: str | None = "items"
    totals: bool = True
    ignores_offset: bool = False
    largest_page: int = 500
    days_in_utc: bool = False
    status_shown: bool = False
    documents_shown: bool = True
    recommendation_left_out: bool = False
    numeric_state_ids: bool = False
    patch_has_body: bool = True
    create_answer_lost: bool = False
    broken: bool = False
    calls_per_minute: int | None = None


AS_DOCUMENTED = Behaviour()
