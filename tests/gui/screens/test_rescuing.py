from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.errors import WorldError
from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.opening import CAPTURE
from inspector_app.gui.rescuing import Rescuer
from inspector_app.services import unsealed


@pytest.fixture
def rescuer(bench, session):
    opened = []
    made = Rescuer(bench.desk, session, CAPTURE, lambda: opened.append(True))
    made.test_opened = opened
    return made


@pytest.fixture
def note(qtbot):
    made = QPlainTextEdit()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def refuses(_text, _cursor):
    raise WorldError("The disk is full")


def test_a_note_that_the_store_refuses_is_sealed_elsewhere_and_comes_back(
    bench, session, rescuer, note, stick
):
    bench.answers.choose_folder = lambda _title, chosen, **_: chosen(stick)
    field = AutosaveField(
        note, replace(bench.desk, elsewhere=rescuer.put), key="note", name="the note", save=refuses
    )
    QTest.keyClicks(note, "Seen alone at each visit.")
    field.settle()
    way_out = next(c for c in bench.told[-1].choices if c.label.startswith("Save it elsewhere"))
    way_out.does()
    (file,) = stick.iterdir()
    assert b"Seen alone" not in file.read_bytes()
    assert str(file) in bench.told[-1].advice
    field.leave()
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(file)
    rescuer.bring_back()
    (draft,) = unsealed.offered_back(session)
    assert (draft.editor, draft.fields["text"]) == (CAPTURE, "Seen alone at each visit.")
    assert rescuer.test_opened == [True]


def test_words_that_come_back_stand_below_what_is_being_typed(bench, session, rescuer, tmp_path):
    bench.answers.choose_folder = lambda _title, chosen, **_: chosen(tmp_path)
    rescuer.put("from the stick")
    (file,) = tmp_path.glob("*.age")
    unsealed.keep_typing(
        session, editor=CAPTURE, kind="evidence", fields={"text": "typed since"}, cursor=("text", 11)
    )
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(file)
    rescuer.bring_back()
    (draft,) = unsealed.offered_back(session)
    assert draft.fields["text"] == "typed since\nfrom the stick"


def test_a_file_that_is_something_else_is_told_and_changes_nothing(bench, session, rescuer, tmp_path):
    other = tmp_path / "other.age"
    other.write_text("a shopping list", "utf-8")
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(other)
    rescuer.bring_back()
    (failure,) = bench.failures
    assert "other.age" in str(failure)
    assert unsealed.offered_back(session) == []


def test_to_turn_back_from_the_question_does_nothing(bench, session, rescuer):
    rescuer.put("kept on screen")
    rescuer.bring_back()
    assert unsealed.offered_back(session) == []
    assert bench.told == []
