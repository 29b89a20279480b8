"""Half-filled forms and answers survive a crash to the letter, and go only with what they wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from inspector_app.errors import RefusedError
from inspector_app.gui import answers, deeds, forms, opening
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.day_field import DayField
from inspector_app.gui.form import Form
from inspector_app.gui.forms import CLOSE, STEP, WITHDRAW, Filled, FormDraft
from inspector_app.gui.saving import Phase
from inspector_app.gui.widgets.dialogs import Dialogs
from inspector_app.gui.widgets.words_dialog import WordsDialog
from inspector_app.services import cases, unsealed
from inspector_app.store.errors import StoreWriteError

QUESTION = WordsQuestion("Withdraw this evidence", "Withdraw it", "why", (Line("words", "Why?", 3),))


class Step(QWidget):
    """A form of three kinds of controls."""

    def __init__(self, desk):
        super().__init__()
        self.kind, self.day, self.what = (
            QComboBox(self),
            DayField("Day", lambda: date(2026, 11, 2), self),
            QLineEdit(self),
        )
        for value in ("contact", "referral"):
            self.kind.addItem(value.title(), value)
        self.form = Form(self, desk, {"event": self.kind, "start": self.day, "detail": self.what}, "the step")


@pytest.fixture
def page(qtbot, bench):
    made = Step(bench.desk)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(page, words="a school told us"):
    page.kind.setCurrentIndex(1)
    page.kind.activated.emit(1)
    page.day.setDate(QDate(2026, 4, 9))
    QTest.keyClicks(page.what, words)
    page.form.settle()


def kept(session):
    return {draft.editor: dict(draft.fields) for draft in unsealed.offered_back(session)}


def test_a_half_filled_form_survives_a_crash_to_the_letter_with_its_cursor(
    page, qtbot, bench, session, reopen
):
    page.form.show(FormDraft(session, STEP, "a"), forms.EMPTY)
    fill(page)
    page.what.setCursorPosition(3)
    QTest.keyClicks(page.what, "x")
    page.form.settle()
    again = reopen(session)
    other = Step(bench.desk)
    qtbot.addWidget(other)
    draft = FormDraft(again, STEP, "a")
    other.form.show(draft, draft.read())
    assert other.form.values == {"event": "referral", "start": "2026-04-09", "detail": "a sxchool told us"}
    assert other.what.cursorPosition() == 4


def test_a_choice_alone_is_kept_without_a_pause_for_words(page, qtbot, session):
    page.form.show(FormDraft(session, STEP, "a"), forms.EMPTY)
    page.kind.setCurrentIndex(1)
    page.kind.activated.emit(1)
    qtbot.waitUntil(lambda: bool(kept(session)), timeout=3000)
    assert kept(session)["form/cases/step/a"]["event"] == "referral"


def test_a_form_that_is_emptied_by_hand_keeps_nothing(page, session):
    page.form.show(FormDraft(session, STEP, "a"), forms.EMPTY)
    QTest.keyClicks(page.what, "x")
    page.form.settle()
    assert kept(session)
    QTest.keyClick(page.what, Qt.Key.Key_Backspace)
    page.form.settle()
    assert not kept(session)


def test_each_case_has_a_form_of_its_own(page, session):
    page.form.show(FormDraft(session, STEP, "a"), forms.EMPTY)
    fill(page, "first")
    page.form.show(FormDraft(session, STEP, "b"), forms.EMPTY)
    assert page.form.values == {"event": "contact", "start": "2026-11-02", "detail": ""}
    fill(page, "second")
    assert {fields["detail"] for fields in kept(session).values()} == {"first", "second"}


def test_what_a_form_wrote_and_its_draft_go_together(page, session):
    draft = FormDraft(session, STEP, "a")
    page.form.show(draft, forms.EMPTY)
    fill(page)

    def refuse():
        raise RefusedError("Nothing would change")

    with pytest.raises(RefusedError):
        draft.fulfil(refuse)
    assert kept(session)
    draft.fulfil(lambda: cases.open_case_track(session, reference="Heron 12", why_chosen="x"))
    assert not kept(session)


def test_a_form_that_was_written_is_emptied(page, session, bench):
    draft = FormDraft(session, STEP, "a")
    page.form.show(draft, forms.EMPTY)
    fill(page)
    values = page.form.values
    deeds.do(
        bench.desk, answers.deed(draft, "the step", lambda: None, values), lambda _: page.form.taken(values)
    )
    assert page.form.values == {"event": "contact", "start": "2026-11-02", "detail": ""}
    assert not kept(session)


def test_words_entered_while_a_form_is_written_are_kept_anew(page, session):
    draft = FormDraft(session, STEP, "a")
    page.form.show(draft, forms.EMPTY)
    fill(page, "first")
    values = page.form.values
    QTest.keyClicks(page.what, " and more")
    page.form.settle()
    draft.fulfil(lambda: None)
    page.form.taken(values)
    assert page.what.text() == "first and more"
    assert kept(session)["form/cases/step/a"] == values | {"detail": "first and more"}


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (lambda s: FormDraft(s, STEP, "c1"), ("A new step of a journey", "cases", "c1")),
        (
            lambda s: FormDraft(s, CLOSE, "u1", where="e1"),
            ("The outcome of an urgent concern", "evidence", "e1"),
        ),
    ],
)
def test_a_form_is_offered_back_where_it_is_gone_on_with(session, draft, told):
    made = draft(session)
    made.hold({"words": "half"}, {})
    made.keep("words", "half", 4)
    (typed,) = [opening._typed(each) for each in unsealed.offered_back(session)]
    assert (typed.words, typed.screen, typed.what) == told


# --- answers in words ---------------------------------------------------------------------------------


@pytest.fixture
def asks(qtbot, bench, session):
    """Asks why evidence is withdrawn, in the real dialog; returns it."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialogs = Dialogs(window)
    desk = replace(bench.desk, dialogs=dialogs)

    def ask(then=None, about="e1", of=session):
        answers.ask(desk, FormDraft(of, WITHDRAW, about), QUESTION, then or (lambda _values: None))
        return window.findChildren(WordsDialog)[-1]

    ask.dialogs = dialogs
    return ask


def test_an_answer_survives_a_crash_while_it_is_typed(asks, qtbot, session, reopen):
    dialog = asks()
    QTest.keyClicks(dialog.fields["words"], "it is of another child")
    qtbot.waitUntil(lambda: bool(kept(session)), timeout=3000)
    again = asks(of=reopen(session))
    assert again.values == {"words": "it is of another child"}
    assert again.fields["words"].textCursor().position() == 22


def test_turning_back_keeps_the_words_and_answers_nothing(asks, session):
    given = []
    dialog = asks(given.append)
    QTest.keyClicks(dialog.fields["words"], "wrong case")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert given == []
    assert asks().values == {"words": "wrong case"}


def test_words_of_another_record_are_not_offered(asks):
    dialog = asks(about="e1")
    QTest.keyClicks(dialog.fields["words"], "wrong case")
    dialog.reject()
    assert asks(about="e2").values == {"words": ""}


def test_an_answer_is_given_by_button_and_by_key(asks):
    given = []
    dialog = asks(given.append)
    QTest.keyClicks(dialog.fields["words"], "wrong case")
    dialog.does.click()
    dialog = asks(given.append, about="e2")
    QTest.keyClicks(dialog.fields["words"], "again")
    (give,) = dialog.actions()
    assert "Ctrl+Return" in [each.toString() for each in give.shortcuts()]
    give.trigger()
    assert given == [{"words": "wrong case"}, {"words": "again"}]


def test_an_answer_whose_write_fails_is_kept_to_the_last_letter_and_written_later(asks, bench, session):
    full = [True]

    def intent():
        if full[0]:
            raise StoreWriteError("The disk is full")
        return "written"

    done = []

    def answered(values):
        draft = FormDraft(session, WITHDRAW, "e1")
        deeds.do(bench.desk, answers.deed(draft, "why", intent, values), done.append)

    dialog = asks(answered)
    QTest.keyClicks(dialog.fields["words"], "wrong case")
    dialog.does.click()  # within the pause: the last letters are in no draft yet
    assert not done
    assert bench.desk.board.standing.phase is Phase.FAILED
    assert kept(session)["form/evidence/withdraw/e1"] == {"words": "wrong case"}
    assert not bench.told[-1].closable
    full[0] = False
    bench.desk.board.settle()
    assert done == ["written"]
    assert not kept(session)


def test_an_open_question_goes_when_the_window_locks_and_its_words_stay(asks, session, qtbot):
    given = []
    dialog = asks(given.append)
    QTest.keyClicks(dialog.fields["words"], "half an ans")
    asks.dialogs.dismiss()
    assert not dialog.isVisible()
    assert given == []
    assert kept(session)["form/evidence/withdraw/e1"] == {"words": "half an ans"}


def test_controls_of_a_question_have_names(asks, unnamed):
    dialog = asks()
    assert unnamed(dialog) == []


def test_a_cursor_is_where_it_was_or_at_the_end():
    filled = Filled({"a": "words", "b": "more"}, ("a", 2))
    assert (filled.place("a"), filled.place("b"), filled.place("c")) == (2, 4, 0)
