from dataclasses import replace

import pytest

from inspector_app.documents.checks import Check, check_report
from inspector_app.documents.numbering import number_report
from inspector_app.documents.report import OverallLine, Paragraph, Tally, UrgentSummary


def check(report, name: str) -> Check:
    return next(one for one in check_report(report, number_report(report)) if name in one.name)


def with_summary(report, text: str):
    return replace(report, summary=(Paragraph(text, (1,)),), priorities=(), areas=())


def test_each_fault_names_its_paragraph_or_area(report):
    told = {one.name: (one.ok, one.detail) for one in check_report(report, number_report(report))}
    assert told == {
        "every paragraph cites evidence": (False, "Without evidence: paragraph 6."),
        "cited evidence is in the index": (False, "Cited, not in the index: E99."),
        "every area has strengths and areas for improvement": (
            False, "One-sided: The experiences and progress of care leavers (no strengths).",
        ),
        "children and young people are heard in every area": (
            False, "Not heard: The experiences and progress of care leavers.",
        ),
        "quantities are counted": (False, "Without a count: paragraph 6 (most); paragraph 10 (some)."),
        "tallies add up": (True, "All tallies are possible counts."),
        "acronyms are explained": (True, "All are explained."),
        "an overall grade only where the framework has one": (
            True, "The framework has no overall grade and the draft prints none.",
        ),
        "grades fit the rules": (True, "No grade stands above what the framework's rules allow."),
        "urgent concerns are acknowledged and closed": (False, "3 raised, 1 open, 0 not acknowledged."),
        "no conflict is open": (False, "1 conflict is open."),
    }  # fmt: skip


def test_a_report_with_both_sides_and_children_heard_passes_everything(report):
    care = report.areas[1]
    fine = replace(
        report,
        areas=(replace(care, improvements=(Paragraph("2 of 5 children wait for life-story work.", (8,)),)),),
        urgent=UrgentSummary(raised=2, acknowledged=2, open_=0, closed=2),
        conflicts=(),
    )
    assert [one for one in check_report(fine, number_report(fine)) if not one.ok] == []


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Most children are seen.", "(most)"),
        ("Many are seen, and some are heard.", "(many, some)"),
        ("The vast majority are seen.", "(vast majority)"),
        ("A small number of plans are late.", "(a small number of)"),
        ("Almost all visits are on time.", "(almost all)"),
        ("Visits are often late. 3 of 9 plans are late.", "(often)"),
    ],
)
def test_a_quantity_without_a_count_is_named(report, text, vague):
    assert check(with_summary(report, text), "quantities") == Check(
        "quantities are counted", ok=False, detail=f"Without a count: paragraph 1 {vague}."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Most children, 18 of 21, are seen.",
        "Some plans (12 per cent) are late.",
        "A child said: ‘Most days I’m fine.’ Her plan is current.",
        "A carer wrote: “They often ring.”",
        "The foremost task is somewhere mostly done by fewer people.",
    ],
)
def test_a_counted_quantity_a_quote_and_a_longer_word_pass(report, text):
    assert check(with_summary(report, text), "quantities").ok


def test_unexplained_acronyms_are_listed_once_each(report):
    told = check(with_summary(report, "The LADO and two IROs met the LADO, E12, on 3 May."), "acronyms")
    assert told.detail == "Not in the list of acronyms: LADO."


def test_an_impossible_tally_is_named(report):
    told = check(
        replace(report, tallies=(Tally("x", 5, 4, "cases", "HP.1"), Tally("y", 0, 0, "", ""))), "tallies"
    )
    assert told == Check("tallies add up", ok=False, detail="Impossible: 5 of 4 and 0 of 0.")


def test_a_grade_that_was_overtaken_by_a_lower_one_fails(report):
    assert check(report, "rules").ok
    told = check(replace(report, clashes=("Overall stands at Good, but no better than that.",)), "rules")
    assert (told.ok, told.detail) == (False, "Overall stands at Good, but no better than that.")


def test_an_overall_grade_that_the_framework_lacks_fails(report):
    assert not check(replace(report, overall=OverallLine("Good")), "overall").ok
    assert check(replace(report, overall=OverallLine("Good"), framework_has_overall=True), "overall").ok


def test_an_area_with_only_negatives_is_flagged(report):
    sour = replace(report.areas[1], strengths=())
    assert "(no strengths)" in check(replace(report, areas=(sour,)), "strengths").detail
