"""Fields that can be read but not edited say why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.errors import Problem
from app.core.form import Choice, FieldKind, FieldSpec, Form, Section
from app.core.values import Value
from app.services.edit import Edit
from app.ui.profile.editor import ProfileForm
from app.ui.profile.fields import FieldBox
from app.ui.widgets.cut_label import CutLabel
from app.ui.widgets.field_grid import FieldGrid

REF = CustomerRef(ConnectionId("here"), "7")
_kept: list[ProfileForm] = []  # qtbot holds its widgets weakly
KINDS = [
    (FieldKind.TEXT, "text"),
    (FieldKind.LONG_TEXT, "text"),
    (FieldKind.CHOICE, "one"),
    (FieldKind.FLAG, True),
    (FieldKind.TRISTATE, False),
]


def shown(qtbot: QtBot, spec: FieldSpec, **sent: Value) -> FieldBox:
    """The box of one field of a customer of whom ``sent`` was sent."""
    form = ProfileForm()
    qtbot.addWidget(form)
    form.show_edit(Edit(Form(fields=(spec,)), Customer(ref=REF, extra=sent)))
    form.show()
    box = form.findChild(FieldBox)
    assert box is not None
    _kept.append(form)
    return box


def editable(box: FieldBox) -> bool:
    """Whether a person can change what the editor holds."""
    editor = box.editor
    is_text = isinstance(editor, QLineEdit | QPlainTextEdit)
    return not editor.isReadOnly() if is_text else editor.isEnabled()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_a_field_the_key_may_not_see(qtbot: QtBot, kind: FieldKind, value: Value) -> None:
    """Not sent because of a missing permission: read-only, and the permission is named. Sent: editable."""
    spec = FieldSpec(key="own", label="Own", kind=kind, choices=(Choice("one", "One"),), scope="things.read")
    unseen = shown(qtbot, spec)
    assert not editable(unseen)
    assert "things.read" in unseen.editor.accessibleDescription()
    assert "things.read" in unseen.editor.toolTip()
    seen = shown(qtbot, spec, own=value)
    assert editable(seen)
    assert "things.read" not in seen.editor.toolTip()


@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_a_field_that_is_never_edited(qtbot: QtBot, kind: FieldKind, value: Value) -> None:
    """Read-only by the vendor's form: the reason is its tool tip and what a screen reader says."""
    spec = FieldSpec(key="own", label="Own", kind=kind, choices=(Choice("one", "One"),), read_only="Made elsewhere.")
    box = shown(qtbot, spec, own=value)
    assert not editable(box)
    assert box.editor.toolTip() == box.editor.accessibleDescription() == "Made elsewhere."


def test_null_is_not_absent(qtbot: QtBot) -> None:
    """A field that was sent as null can be filled in."""
    spec = FieldSpec(key="own", label="Own", scope="things.read")
    assert editable(shown(qtbot, spec, own=None))


def test_a_long_label_leaves_the_columns_where_they_are(qtbot: QtBot) -> None:
    """The fields of all sections stand under one another, also where one of them needs more than a column."""
    long = FieldSpec(
        key="long", label="Has been told of everything there is", kind=FieldKind.FLAG, section=Section.NOTES
    )
    rest = [FieldSpec(key=f"note{number}", label="Note", section=Section.NOTES) for number in range(5)]
    specs = (*(FieldSpec(key=f"own{number}", label="Own") for number in range(4)), rest[0], long, *rest[1:])
    form = ProfileForm()
    qtbot.addWidget(form)
    narrow = next(width for width in range(300, 3000, 10) if FieldGrid().columns_for(width) == 4)
    form.resize(narrow + 100, 500)  # and what stands around it
    form.show_edit(Edit(Form(fields=specs), Customer(ref=REF)))
    form.show()

    def columns(*keys: str) -> list[int]:
        """Where these fields begin."""
        return [
            box.mapTo(form, QPoint()).x() for key in keys for box in form.findChildren(FieldBox) if box.spec.key == key
        ]

    qtbot.waitUntil(lambda: len(set(columns("own0", "own1", "own2", "own3"))) == 4)  # laid out
    first, second, third, fourth = columns("own0", "own1", "own2", "own3")
    assert columns("note0", "long", "note1") == [first, second, fourth]
    assert columns("note2", "note3", "note4") == [first, second, third]


def test_what_it_was_is_whole_however_long(qtbot: QtBot) -> None:
    """Only drawn shorter, with dots, where the label leaves little room; the text and the tool tip have all of it."""
    spec = FieldSpec(key="until", label="Recommendation is valid until")
    edit = Edit(Form(fields=(spec,)), Customer(ref=REF, extra={"until": "2029-01-01, as the doctor's letter says"}))
    edit.type_text(spec, "2030-01-01")
    form = ProfileForm()
    qtbot.addWidget(form)
    form.show_edit(edit)
    was = next(one for one in form.findChildren(CutLabel) if one.text())
    assert was.text() == "was 2029-01-01, as the doctor's letter says"
    assert was.toolTip() == "2029-01-01, as the doctor's letter says"


def test_a_corrected_field_says_what_it_said_before(qtbot: QtBot) -> None:
    """Also to whoever hears it: a screen reader is not told of an error that is gone."""
    spec = FieldSpec(key="own", label="Own", help="As on the card.")
    box = shown(qtbot, spec, own="text")
    box.show_problem(Problem("own", "Not that."))
    assert box.editor.accessibleDescription() == "Not that."
    box.show_problem(None)
    assert box.editor.accessibleDescription() == "As on the card."
