"""The fields of one form on screen, kept as one draft: each field keeps itself, and the whole with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from inspector_app.gui import entries
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.entries import Editor
from inspector_app.gui.forms import Filled, FormDraft


class Form(QObject):
    """The form. Nothing is kept before `show` said where.

    Args:
        parent: the widget that the fields stand in; becomes the Qt owner.
        desk: the window.
        fields: name of each field and its control.
        name: what is entered is called so in a sentence: "the new step of a journey".
    """

    def __init__(self, parent: QWidget, desk: Desk, fields: Mapping[str, Editor], name: str) -> None:
        super().__init__(parent)
        self._editors, self._name = dict(fields), name
        self._draft: FormDraft | None = None
        self._bare: Mapping[str, str] = {}
        self._fields = {
            field: AutosaveField(editor, desk, key=f"form:{name}:{field}", name=name, save=_nowhere)
            for field, editor in self._editors.items()
        }
        for editor in self._editors.values():
            entries.entered(editor).connect(self._entered)

    @property
    def values(self) -> dict[str, str]:
        """What stands in each field."""
        return {name: entries.text_of(editor) for name, editor in self._editors.items()}

    def show(self, draft: FormDraft, filled: Filled) -> None:
        """Turns to another form of this kind, and offers back what was entered in it."""
        if self._draft is not None and self._draft.editor == draft.editor:
            return
        self._bare = self._bare or self.values
        self._draft = draft
        for name, field in self._fields.items():
            save = partial(draft.keep, name)
            field.aim(key=f"{draft.editor}:{name}", name=self._name, save=save)
            field.restore(filled.values.get(name, self._bare[name]), filled.place(name))
        self._entered()

    def settle(self) -> None:
        """Starts to write what is not durable yet."""
        for field in self._fields.values():
            field.settle()

    def hand_over(self) -> None:
        """The form goes, and another write carries what was entered."""
        for field in self._fields.values():
            field.hand_over()

    def taken(self, values: Mapping[str, str]) -> None:
        """What was entered is written: empties the form, or keeps anew what was entered since.

        Args:
            values: what was written.
        """
        if self.values == values:
            for name, field in self._fields.items():
                field.restore(self._bare.get(name, ""), 0)
            self._entered()
            return
        for field in self._fields.values():
            field.renew()

    @Slot()
    def _entered(self) -> None:
        if self._draft is not None:
            self._draft.hold(self.values, self._bare)


def _nowhere(_text: str, _cursor: int) -> None:
    """No form is shown yet, so there is nothing to keep."""
