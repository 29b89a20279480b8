from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.documents import checks
from inspector_app.documents.numbering import number_report
from inspector_app.documents.outline import drawn_parts
from inspector_app.errors import RefusedError
from inspector_app.services import bundles, drafting, evidence, feedback, intents, judgements, merging
from inspector_app.services.session import Session

CODE = "ILACS-HP-02"
CHECK = "areas for improvement were raised with the council while the inspection ran"


def note(session: Session, text: str = "Visits were late twice.", code: str = CODE) -> str:
    rec = evidence.record_evidence(session, text=text, source="case_file").record
    evidence.link_evidence(session, evidence=rec, descriptor=code, stance="against")
    return rec


def evaluated(session: Session, finding: str = "improvement") -> str:
    rec = note(session)
    judgements.evaluate_descriptor(session, descriptor=CODE, finding=finding, effect="Children wait.")
    return rec


def met(session: Session) -> str:
    return feedback.note_feedback(session, told_by="lead inspector", told_to="director").record


def check(session: Session) -> checks.Check:
    report = drafting.build_report(session)
    return next(one for one in checks.check_report(report, number_report(report)) if one.name == CHECK)


def test_a_point_keeps_the_evidence_as_it_stood_when_it_was_made(session: Session) -> None:
    rec = note(session)
    feedback.make_point(session, meeting=met(session), text="Visits are late.", descriptor=CODE)
    evidence.amend_evidence(session, evidence=rec, text="Visits were late once.")
    (meeting,) = feedback.meetings(session)
    (said,) = meeting.points[0].evidence
    assert (said.evidence, said.text, said.changed) == (rec, "Visits were late twice.", True)


def test_what_is_not_amended_has_not_changed(session: Session) -> None:
    rec = note(session)
    feedback.make_point(session, meeting=met(session), text="Visits are late.", evidence=[rec])
    assert [one.changed for one in feedback.meetings(session)[0].points[0].evidence] == [False]


def test_a_point_with_nothing_behind_it_is_refused(session: Session) -> None:
    meeting, before = met(session), session.store.revisions()
    with pytest.raises(RefusedError, match="No evidence stands behind"):
        feedback.make_point(session, meeting=meeting, text="Visits are late.", descriptor=CODE)
    with pytest.raises(RefusedError, match="No evidence stands behind"):
        feedback.make_point(session, meeting=meeting, text="Visits are late.")
    assert session.store.revisions() == before


def test_the_council_replies_to_a_point(session: Session) -> None:
    note(session)
    point = feedback.make_point(session, meeting=met(session), text="Late.", descriptor=CODE).record
    feedback.note_reply(session, point=point, reply="They knew, and have a plan.")
    assert feedback.meetings(session)[0].points[0].reply == "They knew, and have a plan."


def test_points_told_to_one_person_on_one_day_are_of_one_meeting(session: Session) -> None:
    note(session)
    for text, to in (("Late.", "director"), ("Very late.", "director"), ("Late.", "lead member")):
        feedback.tell_council(session, told_by="lead", told_to=to, descriptor=CODE, text=text, reply="")
    assert sorted(len(meeting.points) for meeting in feedback.meetings(session)) == [1, 2]


@pytest.mark.parametrize("by", ["descriptor", "evidence"])
def test_an_area_for_improvement_that_was_never_raised_is_named_by_the_check_list(
    session: Session, by: str
) -> None:
    rec = evaluated(session)
    title = session.framework.descriptor(CODE).title
    assert (check(session).ok, title in check(session).detail) == (False, True)
    behind = {"descriptor": CODE} if by == "descriptor" else {"evidence": [rec]}
    feedback.make_point(session, meeting=met(session), text="Late.", **behind)  # type: ignore[arg-type]
    assert check(session).ok


def test_a_strength_needs_not_to_have_been_raised(session: Session) -> None:
    evaluated(session, "strength")
    assert check(session).ok


def test_the_draft_lists_what_the_council_was_told(session: Session) -> None:
    assert not _blocks(session)
    rec = note(session)
    feedback.make_point(session, meeting=met(session), text="Visits come late.", descriptor=CODE)
    head = session.store.record(rec).heads[0][:8]
    evidence.amend_evidence(session, evidence=rec, text="Visits were late once.")
    told = str(_blocks(session))
    assert "Visits come late." in told
    assert f"revision {head}" in told


def test_a_draft_is_written_when_evidence_behind_a_point_was_withdrawn(session: Session) -> None:
    rec = note(session)
    feedback.make_point(session, meeting=met(session), text="Visits come late.", descriptor=CODE)
    evidence.withdraw_evidence(session, evidence=rec, reason="another council's child")
    assert "Visits come late." in str(_blocks(session))


def _blocks(session: Session) -> tuple[object, ...]:
    parts = drawn_parts(drafting.build_report(session))
    return next(part.blocks for part in parts if part.name == "told_to_council")


def test_what_was_told_travels_with_the_bundle(team: tuple[Session, Session], tmp_path: Path) -> None:
    lead, other = team
    note(other)
    intents.run(
        other,
        {
            "intent": "tell_council",
            "told_by": "lead",
            "told_to": "director",
            "descriptor": CODE,
            "text": "Late.",
        },
    )
    merging.merge_bundle(lead, bundle=bundles.export_bundle(other, out=str(tmp_path / "out")).bundle)
    assert feedback.meetings(lead) == feedback.meetings(other)
    assert feedback.meetings(lead)[0].points[0].evidence[0].text == "Visits were late twice."
