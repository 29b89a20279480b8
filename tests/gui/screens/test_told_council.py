from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from inspector_app.gui.screens.checklists import ChecklistsScreen
from inspector_app.gui.screens.judgements import JudgementsScreen
from inspector_app.gui.screens.today import TodayScreen
from inspector_app.services import evidence, feedback, judgements


@pytest.fixture
def descriptor(session):
    one = session.framework.descriptors[0]
    rec = evidence.record_evidence(session, text="Late twice.", source="case_file").record
    evidence.link_evidence(session, evidence=rec, descriptor=one.code, stance="against")
    judgements.evaluate_descriptor(session, descriptor=one.code, finding="improvement", effect="They wait.")
    return one


def opened(qtbot, bench, session, screen):
    made = screen(bench.desk, session)
    bench.hear.append(made.refresh)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def words(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_what_the_council_was_told_is_recorded_at_the_descriptor(qtbot, bench, session, descriptor):
    screen = opened(qtbot, bench, session, ChecklistsScreen)
    screen.open(descriptor.code)
    bench.answers.texts += ["lead inspector", "director", "Visits are late.", "We know."]
    screen.tell.click()
    assert bench.failures == []
    (meeting,) = feedback.meetings(session)
    assert (meeting.told_by, meeting.told_to) == ("lead inspector", "director")
    (told,) = (fact.value for fact in screen._facts.shown if fact.label == "The council was told")
    assert told.endswith("lead inspector to director: Visits are late. Reply: We know.")


def test_what_was_not_raised_stands_under_its_area_and_on_the_first_screen(qtbot, bench, session, descriptor):
    screen = opened(qtbot, bench, session, JudgementsScreen)
    first = opened(qtbot, bench, session, TodayScreen)
    screen.open(descriptor.area)
    assert "not raised with the council" in words(screen)
    assert first.presenter._state.today.untold == 1
    feedback.tell_council(
        session, told_by="lead", told_to="director", descriptor=descriptor.code, text="Visits are late."
    )
    screen.shown()
    first.shown()
    assert "not raised with the council" not in words(screen)
    assert "Visits are late. No reply noted." in words(screen)
    assert first.presenter._state.today.untold == 0
