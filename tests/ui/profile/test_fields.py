"""Fields that can be read but not edited say why."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.core.customer import ConnectionId, Customer, CustomerRef
from app.core.form import Choice, FieldKind, FieldSpec, Form
from app.core.values import Value
from app.services.edit import Edit
from app.ui.profile.editor import ProfileForm
from app.ui.profile.fields import FieldBox

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
