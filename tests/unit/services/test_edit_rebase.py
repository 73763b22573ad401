"""Going on over a newer reading of the record: what was typed stays, the rest is the newer record's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.core.changes import Changes, applied
from app.core.values import ABSENT, Unreadable
from app.services.edit import Edit
from tests.unit.services.counter_form import FORM, HOME, WORK, customer, spec
from tests.unit.services.practice import HERE, ref

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def edit_of() -> Edit:
    """Mary on the screen."""
    return Edit(FORM, customer())


def test_what_was_typed_stays() -> None:
    """As typed; whatever else changed at the store is shown."""
    edit = edit_of()
    edit.type_text(spec("first_name"), " Marie ")
    edit.rebase(customer(phone="+15105550177"))
    assert edit.text(spec("first_name")) == " Marie "
    assert edit.text(spec("phone")) == "(510) 555-0177"
    assert edit.changes().fields == {"first_name": "Marie"}
    assert edit.changes().base == customer(phone="+15105550177")


def test_what_now_agrees_is_no_change() -> None:
    """After saving, the form is clean and shows the record's own spelling."""
    edit = edit_of()
    edit.type_text(spec("first_name"), " Marie ")
    edit.type_text(spec("birth_date"), "5/5/1990")
    edit.rebase(customer(first_name="Marie", birth_date=date(1990, 5, 5)))
    assert not edit.is_dirty
    assert edit.text(spec("first_name")) == "Marie"
    assert edit.text(spec("birth_date")) == "1990-05-05"


def test_what_was_put_back_does_not_come_back() -> None:
    """A choice made and taken back, a date written otherwise: no change, so the others' change is not undone."""
    edit = Edit(FORM, customer(banned=False))
    edit.choose(spec("banned"), value=True)
    edit.choose(spec("banned"), value=False)
    edit.type_text(spec("birth_date"), "04/07/1992")
    edit.rebase(customer(banned=True, birth_date=date(1990, 5, 5)))
    assert not edit.is_dirty
    assert edit.value("banned") is True
    assert edit.text(spec("birth_date")) == "1990-05-05"


def test_an_unreadable_text_stays() -> None:
    """It is still to be corrected, unless the record now says just that."""
    edit = edit_of()
    edit.type_text(spec("birth_date"), "soon")
    edit.rebase(customer(first_name="Marie"))
    assert edit.text(spec("birth_date")) == "soon"
    assert edit.is_dirty
    edit.rebase(customer(birth_date=Unreadable("soon")))
    assert not edit.is_dirty


def test_addresses_of_both() -> None:
    """Mine where I typed, theirs where they did."""
    edit = edit_of()
    edit.type_address("work", "city", "Berkeley")
    edit.rebase(customer(addresses=(replace(HOME, city="Alameda"), WORK)))
    assert edit.addresses == (replace(HOME, city="Alameda"), replace(WORK, city="Berkeley"))
    assert edit.changes().changed_address_kinds == ("work",)


def test_addresses_that_now_agree() -> None:
    """Are those of the record."""
    edit = edit_of()
    edit.type_address("work", "city", "Berkeley")
    edit.rebase(customer(addresses=(HOME, replace(WORK, city="Berkeley"))))
    assert not edit.is_dirty


def test_a_mark_that_both_moved() -> None:
    """Mine stays, and there is only one."""
    edit = edit_of()
    edit.make_primary("work")
    other = replace(HOME, kind="other", primary=True)
    edit.rebase(customer(addresses=(replace(HOME, primary=False), WORK, other)))
    assert [one.kind for one in edit.addresses if one.primary] == ["work"]
    assert edit.problems() == []


def test_what_was_saved_is_no_edit() -> None:
    """However the store spells what it was given; what was typed since stays."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie")
    edit.type_text(spec("phone"), "5105550177")
    sent = edit.changes()
    edit.type_text(spec("phone"), "5105550178")
    edit.take_saved(sent, customer(first_name="MARIE", phone="+15105550177"))
    assert edit.text(spec("first_name")) == "MARIE"
    assert edit.changes().fields == {"phone": "+15105550178"}


def test_what_the_store_left_stays_typed() -> None:
    """An answer that says nothing of a refusal, with the old value in the record: the change is not lost."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie")
    edit.type_text(spec("phone"), "5105550177")
    assert edit.take_saved(edit.changes(), customer(phone="+15105550177")) == ("first_name",)
    assert edit.changes().fields == {"first_name": "Marie"}


def test_an_address_that_the_store_left_stays_typed() -> None:
    """As a field does: the others are saved, and what was typed into them since is another change."""
    edit = edit_of()
    edit.type_address("home", "city", "Berkeley")
    edit.type_address("work", "city", "Alameda")
    sent = edit.changes()
    edit.type_address("work", "city", "Albany")
    record = customer(addresses=(HOME, replace(WORK, city="ALAMEDA")))
    assert edit.take_saved(sent, record) == ("addresses.home",)
    assert edit.addresses == (replace(HOME, city="Berkeley"), replace(WORK, city="Albany"))
    assert edit.changes().changed_address_kinds == ("home", "work")
    assert edit.base == record


def test_a_new_address_that_the_store_left_stays_typed() -> None:
    """It is in the record no more than before."""
    edit = Edit(FORM, customer(addresses=()))
    edit.type_address("home", "city", "Berkeley")
    assert edit.take_saved(edit.changes(), customer(addresses=())) == ("addresses.home",)
    assert [one.city for one in edit.addresses] == ["Berkeley"]


def test_an_answer_without_addresses_says_nothing_of_them() -> None:
    """What a store does not send it has not refused."""
    edit = edit_of()
    edit.type_address("home", "city", "Berkeley")
    assert edit.take_saved(edit.changes(), replace(customer(), addresses=ABSENT)) == ()


def test_what_was_put_back_while_it_was_sent_is_typed() -> None:
    """It is no change to the record that was sent against, but one to what came of it."""
    edit = edit_of()
    edit.type_text(spec("first_name"), "Marie")
    edit.type_address("home", "city", "Berkeley")
    sent = edit.changes()
    edit.type_text(spec("first_name"), "Mary")
    edit.type_address("home", "city", "Oakland")
    edit.take_saved(sent, customer(first_name="Marie", addresses=(replace(HOME, city="Berkeley"), WORK)))
    assert edit.changes().fields == {"first_name": "Mary"}
    assert edit.addresses == (HOME, WORK)
    assert edit.changes().changed_address_kinds == ("home",)


def test_an_address_typed_while_another_was_sent() -> None:
    """Stays; the one that was sent is the store's, however it spells it."""
    edit = edit_of()
    edit.type_address("home", "city", "Berkeley")
    sent = edit.changes()
    edit.type_address("work", "city", "Alameda")
    record = customer(addresses=(replace(HOME, city="BERKELEY"), WORK))
    edit.take_saved(sent, record)
    assert edit.changes().changed_address_kinds == ("work",)
    assert edit.addresses == (replace(HOME, city="BERKELEY"), replace(WORK, city="Alameda"))


# ------------------------------------------------------------------------------------------------ a new customer


def new_edit() -> Edit:
    """A new customer's form, ready to be sent."""
    edit = Edit.of_new(FORM, HERE)
    edit.type_text(spec("first_name"), "Zoe")
    edit.type_text(spec("notes"), "Rings once.")
    edit.type_address("home", "street1", "1 Elm St")
    return edit


def test_a_new_form_becomes_the_customers() -> None:
    """Nothing of what was sent is an edit, however the store spells it; nor is what it left out, or made of its own."""
    edit = new_edit()
    made = customer(first_name="ZOE", addresses=(replace(HOME, street1="1 ELM ST"),))
    edit.take_created(Changes(edit.base, edit.values, edit.addresses), made)
    assert (edit.base, edit.key, edit.is_new, edit.is_dirty) == (made, made.ref, False, False)
    assert edit.text(spec("first_name")) == "ZOE"


def test_what_was_typed_while_a_new_customer_was_sent_stays() -> None:
    """Over the record that came of it: values, texts that mean none, a field emptied again, another address."""
    edit = new_edit()
    sent = Changes(edit.base, edit.values, edit.addresses)
    edit.type_text(spec("notes"), "")
    edit.type_text(spec("phone"), "5105550177")
    edit.type_text(spec("birth_date"), "soon")
    edit.type_address("work", "street1", "2 Oak St")
    made = customer(first_name="Zoe", notes="Rings once.", addresses=(replace(HOME, city="", state=""),))
    edit.take_created(sent, made)
    assert edit.changes().fields == {"phone": "+15105550177", "notes": ""}
    assert edit.text(spec("birth_date")) == "soon"
    assert edit.changes().changed_address_kinds == ("work",)
    assert edit.draft(NOW).key == ref(7)


# ------------------------------------------------------------------------------------------------ typed before


def test_addresses_typed_before_and_since() -> None:
    """Each stays; where both typed into the same one, what was typed since."""
    edit, earlier = edit_of(), edit_of()
    earlier.type_address("home", "city", "Alameda")
    earlier.type_address("work", "city", "Berkeley")
    edit.type_address("work", "city", "Emeryville")
    edit.type_address("other", "street1", "3 Fir St")
    edit.add_earlier(earlier)
    cities = {one.kind: one.city for one in edit.addresses}
    assert (cities["home"], cities["work"]) == ("Alameda", "Emeryville")
    assert edit.changes().changed_address_kinds == ("home", "work", "other")


def test_a_record_that_was_shown_as_it_was_to_be() -> None:
    """What the store refused of it is typed again, but for what was put back since; the record is what it was before."""
    refused = edit_of()
    refused.type_text(spec("first_name"), "Marie")
    refused.type_text(spec("notes"), "Rings twice.")
    refused.type_address("work", "city", "Berkeley")
    edit = Edit(FORM, applied(refused.changes()))
    edit.type_text(spec("first_name"), "Mary")
    edit.type_text(spec("phone"), "5105550177")
    edit.add_earlier(refused)
    assert edit.base == customer()
    assert edit.changes().fields == {"phone": "+15105550177", "notes": "Rings twice."}
    assert edit.changes().changed_address_kinds == ("work",)
