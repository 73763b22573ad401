"""IndicaOnline's profile form as data: it differs from store to store, by jurisdiction and by what the store knows.

Source: IndicaOnline Open API v2.3, vendor document 5 to 8. Nothing here knows HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.core.changes import Changes
from app.core.customer import Address
from app.core.errors import Problem
from app.core.form import AddressForm, AddressShape, Choice, CrossRule, FieldKind, FieldSpec, Form, Section
from app.core.query import LookupKind
from app.core.values import Value, is_blank
from app.core.vendor import Capabilities, DocumentSupport, VendorInfo
from app.vendors.indicaonline import const, rules
from app.vendors.indicaonline import vocabulary as words
from app.vendors.indicaonline.vocabulary import Vocabulary

Account = Mapping[str, str]

_RECOMMENDED: Final = "The recommendation is entered in IndicaOnline itself: its interface only shows it."
_AUTOMATIC: Final = "IndicaOnline puts customers into these groups by its own rules."
_DATED: Final = "IndicaOnline notes the date itself when the consent is given."
_NO_LIST: Final = "IndicaOnline does not publish its list of words. A word that it does not know is refused."


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)


# ------------------------------------------------------------------------------------------------ fields


def _identity(account: Account, vocabulary: Vocabulary) -> tuple[FieldSpec, ...]:
    types = const.TYPES.get(account.get("jurisdiction", ""), const.OTHER_TYPES)
    genders = _genders(vocabulary)
    return (
        FieldSpec(key="first_name", label="First name", required=True, rule=rules.name("First name")),
        FieldSpec(key="middle_name", label="Middle name"),
        FieldSpec(key="last_name", label="Last name", required=True, rule=rules.name("Last name")),
        FieldSpec(key="birth_date", label="Date of birth", kind=FieldKind.DATE, required=True, rule=rules.birth_date),
        FieldSpec(
            key="gender",
            label="Gender",
            kind=FieldKind.CHOICE,
            required=True,
            choices=genders,
            rule=rules.one_of("Gender", (choice.value for choice in genders)),
        ),
        FieldSpec(
            key="customer_type",
            label="Customer type",
            kind=FieldKind.CHOICE,
            required=True,
            choices=_choices((word, const.TYPE_LABELS[word]) for word in types),
            rule=rules.one_of("Customer type", types),
            default="recreational" if "recreational" in types else None,
            help="What a customer can be differs from state to state.",
        ),
    )


def _genders(vocabulary: Vocabulary) -> tuple[Choice, ...]:
    """Male and female, and the words that this store is known to have."""
    letters = {word: letter for letter, word in const.GENDER_WORDS.items()}
    more = [letters.get(word.lower(), word) for word in vocabulary.words(words.GENDER)]
    offered = dict(const.GENDERS)
    offered |= {value: const.GENDER_LABELS.get(value, value) for value in more if value not in offered}
    return _choices(offered.items())


def _phone(key: str, label: str, advice: str = "") -> FieldSpec:
    rule = rules.phone(label)
    return FieldSpec(key=key, label=label, section=Section.CONTACT, kind=FieldKind.PHONE, rule=rule, help=advice)


def _id(key: str, label: str, section: Section = Section.IDENTITY, advice: str = "") -> FieldSpec:
    return FieldSpec(key=key, label=label, section=section, max_length=const.ID_LIMIT, help=advice)


def _shown(key: str, label: str, section: Section, why: str, kind: FieldKind = FieldKind.DATE) -> FieldSpec:
    return FieldSpec(key=key, label=label, section=section, kind=kind, read_only=why)


def _open(key: str, label: str, published: Mapping[str, str], seen: Iterable[str]) -> FieldSpec:
    offered = {**published, **{word: _label(word) for word in seen if word not in published}}
    return FieldSpec(key=key, label=label, kind=FieldKind.OPEN_CHOICE, choices=_choices(offered.items()), help=_NO_LIST)


def _label(word: str) -> str:
    return word.replace("_", " ").capitalize()


_CONTACT: Final = (
    _phone("phone", "Phone"),
    FieldSpec(key="email", label="Email", section=Section.CONTACT, kind=FieldKind.EMAIL, rule=rules.email),
    _phone("home_phone", "Home phone"),
    _phone("office_phone", "Office phone", "IndicaOnline is giving this field up."),
    _phone("fax", "Fax", "IndicaOnline is giving this field up."),
)


def _person(vocabulary: Vocabulary) -> tuple[FieldSpec, ...]:
    return (
        _id("alternative_id", "Alternative ID"),
        _id("passport", "Passport"),
        FieldSpec(
            key="weight", label="Weight", kind=FieldKind.DECIMAL, rule=rules.weight, help="A unit is not published."
        ),
        FieldSpec(key="height", label="Height", max_length=const.HEIGHT_LIMIT),
        _open("ethnicity", "Ethnicity", const.ETHNICITIES, vocabulary.words(words.ETHNICITY)),
        _open("preferred_language", "Preferred language", const.LANGUAGES, vocabulary.words(words.LANGUAGE)),
    )


_MEDICAL: Final = (
    _id(
        "state_medical_id",
        "State ID",
        Section.MEDICAL,
        "IndicaOnline checks it; a new customer without one stays pending. Nobody else at the store can have it.",
    ),
    FieldSpec(
        key="has_medical_recommendation",
        label="Has a medical recommendation",
        section=Section.MEDICAL,
        kind=FieldKind.FLAG,
        default=False,
    ),
    _shown("recommendation_number", "Recommendation", Section.MEDICAL, _RECOMMENDED, FieldKind.TEXT),
    _shown("recommendation_valid_from", "Recommendation from", Section.MEDICAL, _RECOMMENDED),
    _shown("medical_expires", "Recommendation expires", Section.MEDICAL, _RECOMMENDED),
    _shown("state_id_expires_on", "State ID expires", Section.MEDICAL, _RECOMMENDED),
)
_MEMBERSHIP: Final = (
    FieldSpec(
        key="groups",
        label="Groups",
        section=Section.MEMBERSHIP,
        kind=FieldKind.TAGS,
        rule=rules.groups,
        help="The numbers of groups that the store has at IndicaOnline.",
    ),
    _shown("auto_groups", "Automatic groups", Section.MEMBERSHIP, _AUTOMATIC, FieldKind.TAGS),
)


def _consent(channel: str, label: str) -> FieldSpec:
    key = const.CONSENTS[channel]
    section, kind = Section.MARKETING, FieldKind.TRISTATE
    return FieldSpec(key=key, label=label, section=section, kind=kind, alias=f"consent.{channel}")


_MARKETING: Final = (
    _consent("mail", "Offers by mail"),
    _consent("email", "Offers by email"),
    _shown("email_consent_date", "Email consent given", Section.MARKETING, _DATED),
    _consent("text", "Offers by text message"),
    _consent("call", "Offers by call"),
    _shown("phone_consent_date", "Phone consent given", Section.MARKETING, _DATED),
)
_NOTES: Final = (FieldSpec(key="notes", label="Notes", section=Section.NOTES, kind=FieldKind.LONG_TEXT),)

_ADDRESS: Final = AddressForm(
    shape=AddressShape.SINGLE,
    kinds=(Choice(const.ADDRESS_KIND, "Address"),),
    parts=(
        FieldSpec(key="street1", label="Street"),
        FieldSpec(key="street2", label="Apartment, unit"),
        FieldSpec(key="city", label="City"),
        FieldSpec(key="state", label="State", rule=rules.state),
        FieldSpec(key="postal_code", label="ZIP code"),
    ),
)

# ------------------------------------------------------------------------------------------------ rules over fields


def _no_phone(values: Mapping[str, Value]) -> Problem | None:
    """Advice: a published client at v2.1 changes nobody without a phone (vendor document 5)."""
    if not is_blank(values.get("phone")):
        return None
    return Problem("phone", "Ask for a phone: IndicaOnline may refuse later changes without one.", blocking=False)


# What is sent whole: the form's key, the vendor's, and how it is called.
_WHOLE: Final = (("groups", const.WIRE_KEYS["groups"], "Groups"), ("addresses", "address", "Addresses"))
_RULES: Final = (CrossRule(frozenset({"phone"}), _no_phone),)


def cleared(fields: Mapping[str, Value]) -> list[Problem]:
    """Problems with edited fields that the vendor keeps as yes or no, and that were emptied (vendor document 5)."""
    return [
        Problem(key, "IndicaOnline keeps yes or no here: choose one of them.")
        for key in const.NEVER_NULL
        if key in fields and is_blank(fields[key])
    ]


def unread(changes: Changes) -> list[Problem]:
    """Problems with edits of groups or of an address that came in a shape nobody can read.

    The form shows none of it, and what is typed would take the place of the whole (vendor document 10).
    """
    edited = changes.fields.keys() | ({"addresses"} if changes.addresses is not None else set())
    return [
        Problem(key, f"{label}: this customer's cannot be read here. Change them in IndicaOnline.")
        for key, wire_key, label in _WHOLE
        if key in edited and wire_key in changes.base.carried
    ]


def too_many(addresses: Sequence[Address] | None) -> list[Problem]:
    """A problem with more than the one address that the vendor keeps (vendor document 6)."""
    filled = [one for one in addresses or () if not one.is_empty]
    return [Problem("addresses", "IndicaOnline keeps one address per customer.")] if len(filled) > 1 else []


# ------------------------------------------------------------------------------------------------ the store's form


def form_of(account: Account, vocabulary: Vocabulary) -> Form:
    """The form of the store with these settings and words."""
    person = _person(vocabulary)
    return Form(
        fields=(*_identity(account, vocabulary), *_CONTACT, *person, *_MEDICAL, *_MEMBERSHIP, *_MARKETING, *_NOTES),
        rules=_RULES,
        addresses=_ADDRESS,
        document_kinds=_choices((word, _label(word)) for word in vocabulary.words(words.DOCUMENT)),
    )


# ------------------------------------------------------------------------------------------------ the vendor's line

_FINDS: Final = "IndicaOnline finds customers by their number and by the state ID only."

INFO: Final = VendorInfo(
    key=const.KEY,
    label=const.LABEL,
    base_url=const.BASE_URL,
    account=(
        FieldSpec(
            key="jurisdiction",
            label="State or province",
            kind=FieldKind.CHOICE,
            required=True,
            choices=_choices(const.JURISDICTIONS),
            help="Where the store is: what a customer can be depends on it.",
        ),
        FieldSpec(
            key="plan",
            label="IndicaOnline plan",
            kind=FieldKind.CHOICE,
            choices=_choices(((const.PLAN_PRO, "PRO"), (const.PLAN_OTHER, "Another plan"))),
            default=const.PLAN_PRO,
            help="Without PRO, new customers can be made and listed, but not changed or found by the state ID.",
        ),
        FieldSpec(
            key="header",
            label="Header of the key",
            rule=rules.header,
            help=f"Leave it empty for {const.API_KEY_HEADER}. Change it only if IndicaOnline support says so.",
        ),
        FieldSpec(
            key="genders",
            label="More gender words",
            rule=rules.words("More gender words"),
            help="Words that this store's profiles show beside male and female, with commas: unspecified.",
        ),
        FieldSpec(
            key="document_types",
            label="Document types",
            rule=rules.words("Document types"),
            help="The words for kinds of documents, from IndicaOnline support, with commas. IndicaOnline publishes "
            "none; words that the store's own profiles show are offered all the same.",
        ),
    ),
    secret=(FieldSpec(key="api_key", label="API key", required=True, rule=rules.credential),),
    capabilities=Capabilities(
        lookups=frozenset({LookupKind.ID, LookupKind.STATE_ID}),
        lists_created=True,
        overlap_days=2 * const.DAYS_AROUND,
        create=True,
        update=True,
        documents=DocumentSupport.UPLOAD,
        max_upload_bytes=const.UPLOAD_LIMIT,
        reasons={
            **{kind.value: _FINDS for kind in LookupKind if kind not in {LookupKind.ID, LookupKind.STATE_ID}},
            "lists_updated": "IndicaOnline lists customers by the day of creation only, not by their last change.",
            "list_all": "IndicaOnline lists customers by the day of creation only.",
            "delete": "IndicaOnline's interface does not delete customers.",
            "restore": "IndicaOnline's interface does not delete customers, so there is nobody to restore.",
            "deactivate": "IndicaOnline's interface does not deactivate customers.",
            "caregivers": "IndicaOnline's interface has no list of caregivers.",
            "addresses": "IndicaOnline keeps one address per customer.",
        },
    ),
)

NEEDS_PRO: Final = "That is part of IndicaOnline's PRO plan only."


def info_of(account: Account, vocabulary: Vocabulary) -> VendorInfo:
    """The vendor's line as it is for the store with these settings and words (vendor document 3 and 5).

    Reading by number stays offered without PRO: the vendor's pages contradict each other there (12, row 7).
    """
    can = INFO.capabilities
    if not vocabulary.words(words.DOCUMENT):
        reason = "This store's words for kinds of documents are not known, and IndicaOnline publishes none."
        can = replace(can, documents=DocumentSupport.VIEW, reasons={**can.reasons, "upload": reason})
    if account.get("plan") == const.PLAN_OTHER:
        lost = dict.fromkeys((LookupKind.STATE_ID.value, "update", "upload"), NEEDS_PRO)
        can = replace(
            can,
            lookups=can.lookups - {LookupKind.STATE_ID},
            update=False,
            documents=DocumentSupport.VIEW,
            reasons={**can.reasons, **lost},
        )
    return replace(INFO, capabilities=can)
