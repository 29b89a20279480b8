from __future__ import annotations

import pytest
from docx import Document

from inspector_app.documents.checks import check_report
from inspector_app.documents.numbering import number_report
from inspector_app.domain.framework import UnknownCodeError
from inspector_app.errors import RefusedError
from inspector_app.services import cases, drafting, evidence, judgements, local_words
from inspector_app.store import identities


@pytest.fixture
def finding(session):
    """A function that evaluates a descriptor of ILACS-2026 on one record of evidence."""

    def make(code="ILACS-HP-02", finding="improvement", **more):
        made = evidence.record_evidence(session, text="Seen in three files.", source="case_file")
        evidence.link_evidence(session, evidence=made.record, descriptor=code, stance="against")
        return judgements.evaluate_descriptor(
            session, descriptor=code, finding=finding, effect="Two children waited.", **more
        )

    return make


def test_findings_stand_in_the_order_of_the_frameworks_document(session):
    report = drafting.build_report(session)
    assert report.outline.id == "report"
    assert report.references_asked
    assert {part.part for part in report.outline.parts} >= {"profile", "improvements", "findings", "evidence"}


def test_a_letter_is_drawn_where_its_outline_is_named_and_an_unknown_one_is_refused(session):
    assert drafting.build_report(session, outline="focused-visit").outline.form == "letter"
    with pytest.raises(UnknownCodeError, match="report, focused-visit"):
        drafting.build_report(session, outline="memo")


def test_a_bullet_is_tied_to_the_national_framework(session, finding):
    finding(reference="outcome-1")
    (area,) = (area for area in drafting.build_report(session).areas if area.code == "HP")
    (paragraph,) = area.improvements
    assert (paragraph.descriptor, paragraph.reference) == ("ILACS-HP-02", "outcome 1")
    assert paragraph.title == session.framework.descriptor("ILACS-HP-02").title


def test_a_reference_that_the_framework_lacks_is_refused_and_nothing_changes(session, finding):
    with pytest.raises(UnknownCodeError, match=r"no reference outcome-9.*outcome-1"):
        finding(reference="outcome-9")
    assert session.store.records("evaluation") == []


def test_the_authoritys_own_word_stands_in_titles_and_never_in_what_an_inspector_wrote(session, finding):
    finding("ILACS-CL-10", summary="Care leavers are not told of the local offer.")
    local_words.choose_words(session, care_leavers="care-experienced young people")
    report = drafting.build_report(session)
    (area,) = (area for area in report.areas if area.code == "CL")
    assert area.title == "The experiences and progress of care-experienced young people"
    assert area.improvements[0].text.startswith("Care leavers are not told")
    assert {row.title for row in report.profile} >= {area.title}


def test_a_local_word_keeps_a_capital_letter_and_an_empty_one_goes_back(session):
    local_words.choose_words(session, care_leavers="young adults", children_in_care="children looked after")
    words = local_words.local_words(session)
    assert words.told("Care leavers and children in care; care leaversX") == (
        "Young adults and children looked after; care leaversX"
    )
    local_words.choose_words(session, care_leavers=" ")
    assert local_words.local_words(session).told("care leavers") == "care leavers"
    with pytest.raises(RefusedError, match="No word"):
        local_words.choose_words(session)


def test_what_was_looked_at_is_counted_in_sentences(session, finding):
    assert drafting.build_report(session).method == ()
    finding()
    assert drafting.build_report(session).method == ("Evidence by kind of source: read in the case file 1.",)


@pytest.fixture
def reworded(session, finding, tmp_path):
    """A draft in which a person has reworded the one finding."""
    finding(summary="Contacts are closed too soon.")
    path = tmp_path / "first.docx"
    drafting.write_draft(session, out=str(path))
    document = Document(str(path))
    for cell in (cell for table in document.tables for row in table.rows for cell in row.cells):
        for run in (run for one in cell.paragraphs for run in one.runs):
            if "closed too soon" in run.text:
                run.text = "Contacts are closed early. Two children waited."
    document.save(str(path))
    return path


def test_what_was_changed_by_hand_comes_back_as_a_proposal(session, reworded, tmp_path):
    done = drafting.write_draft(session, out=str(tmp_path / "second.docx"), previous=str(reworded))
    (proposal,) = done.proposals
    assert (proposal.kind, proposal.descriptor) == ("changed", "ILACS-HP-02")
    assert proposal.text == "Contacts are closed early. Two children waited."
    assert proposal.records == "Contacts are closed too soon. Two children waited."
    assert not next(one for one in done.checks if "by hand" in one.name).ok


def test_a_change_that_was_taken_over_into_the_records_waits_no_more(session, reworded, tmp_path):
    judgements.evaluate_descriptor(
        session, descriptor="ILACS-HP-02", finding="improvement", effect="Two children waited.",
        summary="Contacts are closed early.",
    )  # fmt: skip
    done = drafting.write_draft(session, out=str(tmp_path / "second.docx"), previous=str(reworded))
    assert done.proposals == ()
    assert next(one for one in done.checks if "by hand" in one.name).ok


def test_a_draft_that_a_person_changed_is_never_written_over(session, reworded):
    before = reworded.read_bytes()
    with pytest.raises(RefusedError, match=r"changed by hand in 1 paragraph.*another name"):
        drafting.write_draft(session, out=str(reworded))
    assert reworded.read_bytes() == before


def test_a_draft_that_nobody_changed_is_replaced(session, finding, tmp_path):
    finding()
    out = str(tmp_path / "draft.docx")
    drafting.write_draft(session, out=out)
    drafting.write_draft(session, out=out)


def test_a_document_that_is_no_draft_is_refused_as_the_previous_one(session, tmp_path):
    Document().save(str(tmp_path / "letter.docx"))
    with pytest.raises(RefusedError, match="no draft that the app wrote"):
        drafting.write_draft(session, out=str(tmp_path / "d.docx"), previous=str(tmp_path / "letter.docx"))
    assert not (tmp_path / "d.docx").exists()


def test_the_identities_that_this_laptop_knows_are_looked_for_in_the_draft(session, finding):
    case = cases.open_case_track(session, reference="Heron 4", why_chosen="By hand").record
    identities.keep(session.store, case, {"list_id": "CH-4711", "born": "2012-05-03"})
    finding(summary="CH-4711 waited.")
    report = drafting.build_report(session)
    told = next(c for c in check_report(report, number_report(report)) if "who a child is" in c.name)
    assert told.detail == "Take out: paragraph 1 (the council’s id of a child)."
