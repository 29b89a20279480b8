from __future__ import annotations

import pytest

from inspector_app.domain.revision import Write
from inspector_app.gui.screens.evidence import EvidenceScreen
from inspector_app.gui.screens.judgements import JudgementsScreen
from inspector_app.services import challenges, confirming, evidence
from inspector_app.services.session import Session


@pytest.fixture
def screen(qtbot, bench, session):
    made = EvidenceScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    for each in (made, made.pane()):
        qtbot.addWidget(each)
        each.show()
    made.resize(900, 800)
    made.shown()
    return made


@pytest.fixture
def shadowed(session: Session, monkeypatch: pytest.MonkeyPatch) -> str:
    """Evidence of a colleague in training, as if taken in with a bundle of theirs."""
    member = {"name": "Sam", "role": "shadow", "principal": "sam@inspection"}
    session.write("join", [Write(session.new_record(), "team_member", member)])
    with monkeypatch.context() as patch:
        patch.setattr(Session, "author", property(_as_sam))
        return evidence.record_evidence(session, text="Seen alone.", source="observation").record


def _as_sam(session: Session):
    from inspector_app.store import Author  # noqa: PLC0415 - for this one look

    return Author(session.device.actor, "sam@inspection", "1.0")


def test_evidence_that_waits_is_marked_sifted_and_confirmed_with_a_button(session, bench, shadowed, screen):
    bench.desk.changed(evidence.record_evidence(session, text="Another.", source="observation"))
    assert {line.counts for line in screen.list.model.in_sight()} == {"Counts", "Waits to be confirmed"}
    screen.open(shadowed)
    assert not screen.record._confirm.isHidden()
    screen.record._confirm.click()
    assert bench.failures == []
    assert confirming.waiting(session) == frozenset()
    assert {line.counts for line in screen.list.model.in_sight()} == {"Counts"}
    assert screen.record._confirm.isHidden()
    assert session.device.principal in [
        fact.value for fact in screen.record._facts.shown if fact.label == "Confirmed by"
    ]


def test_where_and_with_whom_is_recorded_and_what_is_left_empty_stays(screen, session, bench):
    rec = evidence.record_evidence(session, text="Seen.", source="observation", place="at home").record
    bench.desk.changed(evidence.amend_evidence(session, evidence=rec, polarity="strength"))
    screen.open(rec)
    bench.answers.texts += ["", "mother, social worker"]
    screen.record._circumstances.click()
    assert bench.failures == []
    found = session.store.record(rec)
    assert (found.get("place"), found.get("present")) == ("at home", ["mother", "social worker"])
    (how,) = [fact.value for fact in screen.record._facts.shown if fact.label == "How this was written"]
    assert "Present: mother and social worker." in how


def test_what_the_words_are_and_when_they_were_written_is_chosen(screen, session, bench):
    rec = evidence.record_evidence(session, text="Seen.", source="interview").record
    bench.desk.changed(evidence.amend_evidence(session, evidence=rec, polarity="strength"))
    screen.open(rec)
    for box, key in ((screen.record._wording, "quote"), (screen.record._written, "from_memory")):
        place = box.findData(key)
        box.setCurrentIndex(place)
        box.activated.emit(place)
    found = session.store.record(rec)
    assert (found.get("wording"), found.get("written")) == ("quote", "from_memory")


def test_a_challenge_is_raised_and_answered_beside_the_judgement(qtbot, bench, session):
    screen = JudgementsScreen(bench.desk, session)
    bench.hear.append(screen.refresh)
    qtbot.addWidget(screen)
    screen.show()
    screen.shown()
    assert screen.answer.isHidden()
    bench.answers.texts.append("Where is the proof?")
    screen.presenter.challenge()
    assert not screen.answer.isHidden()
    bench.answers.texts.append("In two more files.")
    screen.answer.click()
    assert bench.failures == []
    (one,) = challenges.challenges(session)
    assert (one.text, one.answer) == ("Where is the proof?", "In two more files.")
    assert screen.answer.isHidden()
    assert "In two more files." in screen._challenges.text()
