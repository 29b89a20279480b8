from __future__ import annotations

import pytest

from inspector_app.domain.framework import UnknownCodeError
from inspector_app.errors import RefusedError
from inspector_app.services import drafting, evidence, judgements, local_words


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
