"""Words are found in every kind of record, and each find tells what it can be sifted by."""

from __future__ import annotations

from inspector_app.services import cases, evidence, finding, interviews, judgements, undoing
from inspector_app.services.session import Session

CODE = "ILACS-HP-02"


def test_a_word_is_found_in_every_kind_of_record_that_holds_it(session: Session) -> None:
    case = cases.open_case_track(session, reference="Heron", why_chosen="a lantern was seen").record
    rec = evidence.record_evidence(
        session, text="The lantern was lit.", source="case_file", case=case, when="2026-11-03T10:00"
    ).record
    evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="for")
    interviews.note_interview(session, role_met="child", notes="Spoke of a lantern.")
    judgements.evaluate_descriptor(session, descriptor=CODE, finding="mixed", effect="No lantern for most.")
    found = {one.kind: one for one in finding.find_everywhere(session, words="lantern").found}
    assert set(found) == {"case_track", "evidence", "interview", "evaluation"}
    area = session.framework.area(session.framework.descriptor(CODE).area).title
    note = found["evidence"]
    assert (note.area, note.source, note.case) == (area, "Read in the case file", "Heron")
    assert note.who == session.device.principal
    assert note.at == "2026-11-03T10:00"
    assert "[lantern]" in note.words
    assert found["evaluation"].area == area
    assert found["case_track"].case == "Heron"


def test_no_words_find_nothing_and_neither_does_what_was_undone(session: Session) -> None:
    evidence.record_evidence(session, text="The lantern was lit.", source="case_file")
    assert finding.find_everywhere(session, words="  ") == finding.Finds()
    step = undoing.outlook(session).undo
    assert step is not None
    undoing.undo(session, step=step.id)
    assert finding.find_everywhere(session, words="lantern").found == ()


def test_evidence_tied_to_several_areas_says_so(session: Session) -> None:
    rec = evidence.record_evidence(session, text="The lantern was lit.", source="case_file").record
    areas = [area for area in session.framework.areas if area.descriptors][:2]
    for area in areas:
        evidence.link_evidence(session, evidence=rec, descriptor=area.descriptors[0].code, stance="for")
    found = {one.kind: one for one in finding.find_everywhere(session, words="lantern").found}
    assert found["evidence"].area == finding.SEVERAL
