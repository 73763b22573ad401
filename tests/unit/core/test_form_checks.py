"""The rules of a form: each field alone, fields together, and only what a person touched."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.core.errors import InvalidInput, Problem
from app.core.form import CrossRule, FieldKind, FieldSpec, Form, Section, check_field, check_form, refuse_blocking
from app.core.values import ABSENT, Unreadable, Value
from tests.unit.core.records import spec


def short(value: Value) -> str:
    """A rule: no x in it."""
    return "It: no x." if isinstance(value, str) and "x" in value else ""


@pytest.mark.parametrize("blank", [ABSENT, None, "", ()])
def test_a_required_field_must_say_something(blank: Value) -> None:
    """Absent, null and empty are all missing; a field that is not required may be."""
    assert check_field(spec(required=True), blank) == Problem("it", "It is needed.")
    assert check_field(spec(), blank) is None


@pytest.mark.parametrize("value", [False, 0])
def test_no_and_nought_satisfy_a_required_field(value: Value) -> None:
    """They are answers."""
    assert check_field(spec(FieldKind.TRISTATE, required=True), value) is None


def test_rules_look_at_values_that_say_something() -> None:
    """A rule is asked about a value, never about its lack."""
    asked: list[Value] = []

    def rule(value: Value) -> str:
        asked.append(value)
        return ""

    ruled = spec(rule=rule)
    assert check_field(ruled, "") is None
    assert check_field(ruled, "y") is None
    assert asked == ["y"]
    assert check_field(spec(rule=short), "xy") == Problem("it", "It: no x.")


def test_lengths() -> None:
    """The limit itself is allowed; the message says how long the text is."""
    assert check_field(spec(max_length=3), "abc") is None
    assert check_field(spec(max_length=3), "abcd") == Problem("it", "It may have 3 characters at most, not 4.")
    assert check_field(spec(), "a" * 10_000) is None


def test_numbers_of_entries() -> None:
    """The same for lists."""
    tags = spec(FieldKind.TAGS, max_items=2)
    assert check_field(tags, ("a", "b")) is None
    assert check_field(tags, ("a", "b", "c")) == Problem("it", "It may have 2 entries at most.")
    assert check_field(spec(FieldKind.TAGS), tuple("abcdef")) is None


def test_lines() -> None:
    """Only notes have more than one line."""
    assert check_field(spec(), "a\nb") == Problem("it", "It must stand on one line.")
    assert check_field(spec(FieldKind.LONG_TEXT), "a\nb") is None


def test_an_unreadable_date_is_a_problem() -> None:
    """It travels back unharmed, but nobody may call it right; it never reaches a rule."""
    ruled = spec(FieldKind.DATE, rule=lambda _value: "never asked")
    assert check_field(ruled, Unreadable("soon")) == Problem("it", "It: write the date as YYYY-MM-DD.")


# ------------------------------------------------------------------------------------------------ the whole form


def both_or_none(values: Mapping[str, Value]) -> Problem | None:
    """A rule over number and expiry."""
    if bool(values.get("number")) == bool(values.get("expiry")):
        return None
    return Problem("expiry", "Both or none.")


FORM = Form(
    fields=(
        FieldSpec(key="name", label="Name", required=True),
        FieldSpec(key="number", label="Number"),
        FieldSpec(key="expiry", label="Expiry", rule=short),
        FieldSpec(key="shown", label="Shown", required=True, read_only="The store sets it."),
        FieldSpec(key="kind", label="Kind", section=Section.NOTES, required=True),
    ),
    rules=(
        CrossRule(frozenset({"kind"}), lambda _values: Problem("addresses", "Advice.", blocking=False)),
        CrossRule(frozenset({"number", "expiry"}), both_or_none),
    ),
    sent_always=frozenset({"kind"}),
)


def fields_of(problems: list[Problem]) -> list[str]:
    """The fields concerned, in the order told."""
    return [problem.field for problem in problems]


def test_a_new_customer_is_checked_as_a_whole() -> None:
    """Every field and rule, in the order of the form; a field nobody can fill is nobody's fault."""
    assert fields_of(check_form(FORM, {"number": "1"}, None)) == ["name", "expiry", "kind", "addresses"]


def test_old_oddities_do_not_block_a_small_correction() -> None:
    """A field that nobody touched may be as wrong as it likes."""
    assert check_form(FORM, {"kind": "adult", "number": "1", "expiry": "x"}, frozenset({"name"})) == [
        Problem("name", "Name is needed.")
    ]


def test_what_goes_with_every_update_is_checked_with_it() -> None:
    """A field that is always sent must be in order even where another was edited, but its rules are not asked."""
    assert fields_of(check_form(FORM, {"name": "y"}, frozenset({"name"}))) == ["kind"]
    assert check_form(FORM, {"name": "y", "kind": "adult"}, frozenset()) == []


@pytest.mark.parametrize("edited", ["number", "expiry"])
def test_a_rule_over_fields_is_asked_when_one_of_them_was_edited(edited: str) -> None:
    """Whichever side of a pair was touched."""
    found = check_form(FORM, {"kind": "adult", "number": "1", "expiry": ABSENT}, frozenset({edited}))
    assert found == [Problem("expiry", "Both or none.")]


def test_one_problem_for_a_field_is_enough() -> None:
    """Where the field itself is wrong, a rule over several says nothing more about it."""
    found = check_form(FORM, {"kind": "adult", "expiry": "x"}, frozenset({"expiry"}))
    assert found == [Problem("expiry", "It: no x.")]


def test_rules_never_see_absent() -> None:
    """A rule of a vendor compares with None only."""
    seen: list[Mapping[str, Value]] = []

    def look(values: Mapping[str, Value]) -> None:
        seen.append(values)

    check_form(Form(fields=(), rules=(CrossRule(frozenset({"a"}), look),)), {"a": ABSENT, "b": "y"}, frozenset({"a"}))
    assert seen == [{"a": None, "b": "y"}]


def test_advice_is_told_and_does_not_block() -> None:
    """What is advice says so; a problem that belongs to no field stands last."""
    found = check_form(FORM, {"name": "", "kind": "adult"}, frozenset({"name", "kind"}))
    assert [(problem.field, problem.blocking) for problem in found] == [("name", True), ("addresses", False)]


def test_finding_a_field() -> None:
    """By its key; an unknown key has none."""
    assert FORM.spec("kind") is FORM.fields[4]
    assert FORM.spec("unheard_of") is None


def test_only_what_blocks_is_refused() -> None:
    """Advice is for reading."""
    advice = Problem("a", "Perhaps.", blocking=False)
    refuse_blocking([advice])
    refuse_blocking([])
    with pytest.raises(InvalidInput) as refused:
        refuse_blocking([advice, Problem("b", "No.")])
    assert refused.value.problems == (Problem("b", "No."),)
