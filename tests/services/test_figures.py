"""What the draft tells in figures is counted from the records, and names nobody."""

from __future__ import annotations

from inspector_app.documents.figures import AuditLine
from inspector_app.services import cases, drafting, evidence, figures, local_words


def graded(session, council, inspector):
    count = len(session.store.records("case_track", deleted=True))
    case = cases.open_case_track(session, reference=f"Heron {count}", why_chosen="To see.").record
    cases.note_case(session, case=case, council_grade=council, inspector_grade=inspector)
    return case


def test_audits_are_told_by_the_councils_grade_with_the_direction_of_each_difference(session):
    graded(session, "good", "requires_improvement")
    graded(session, "good", "good")
    graded(session, "requires_improvement", "outstanding")
    graded(session, "good", None)
    assert figures.audits(session) == (
        AuditLine("Good", lower=1, same=1, higher=0),
        AuditLine("Requires improvement to be good", lower=0, same=0, higher=1),
    )


def test_a_case_taken_out_of_the_sample_counts_in_no_figure(session):
    case = graded(session, "good", "good")
    graded(session, "outstanding", "good")
    cases.close_case_track(session, case=case, reason="Entered twice.")
    assert [one.council for one in figures.audits(session)] == ["Outstanding"]


def test_the_draft_has_a_map_of_where_its_evidence_is_from(session):
    made = evidence.record_evidence(session, text="Seen.", source="case_file")
    evidence.link_evidence(session, evidence=made.record, descriptor="ILACS-HP-02", stance="for")
    found = drafting.build_report(session).figures
    counts = {title: dict(zip(found.sources, row, strict=True)) for title, row in found.coverage}
    area = session.framework.area("HP").title
    assert counts[area]["Read in the case file"] == 1
    assert sum(sum(row.values()) for row in counts.values()) == 1


def test_the_authoritys_own_words_stand_in_the_figures_too(session):
    local_words.choose_words(session, care_leavers="care-experienced young people")
    found = drafting.build_report(session).figures
    assert "The experiences and progress of care-experienced young people" in dict(found.coverage)
