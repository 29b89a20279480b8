from dataclasses import replace

import pytest

from inspector_app.documents.checks import Check, check_report
from inspector_app.documents.numbering import number_report
from inspector_app.documents.report import OverallLine, Paragraph, Tally, UrgentSummary
from inspector_app.domain.identifying import known


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
        "the English is plain": (True, "No word that the house style avoids."),
        "sentences and paragraphs are short": (True, "None is too long."),
        "inverted commas hold only words said or written": (True, "All are quotes of the evidence cited."),
        "nothing tells who a child is": (True, "No name, number, date of birth or address was found."),
        "the summary is written": (True, "Nothing is missing."),
        "an overall grade only where the framework has one": (
            True, "The framework has no overall grade and the draft prints none.",
        ),
        "grades fit the rules": (True, "No grade stands above what the framework's rules allow."),
        "urgent concerns are acknowledged and closed": (False, "3 raised, 1 open, 0 not acknowledged."),
        "areas for improvement were raised with the council while the inspection ran": (
            True, "The council was told of every one.",
        ),
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
    assert told.detail == "Not in the list of acronyms: paragraph 1 (LADO)."


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Plans are robust and prior to visits.", "Say it more plainly: paragraph 1 (robust, prior to)."),
        ("A child said: ‘The plan is robust.’", None),
        ("Robustly argued.", None),
    ],
)
def test_words_that_hide_what_is_meant_are_named(report, text, told):
    found = check(with_summary(report, text), "English")
    assert (found.ok, found.detail) == (
        (False, told) if told else (True, "No word that the house style avoids.")
    )


def test_a_long_sentence_and_a_long_paragraph_are_told_with_their_length(report):
    long = check(with_summary(report, "word " * 41), "short")
    assert long.detail == "Too long: paragraph 1 (a sentence of 41 words)."
    assert "(160 words)" in check(with_summary(report, "Four words stand here. " * 40), "short").detail


@pytest.mark.parametrize(
    ("text", "cites", "fine"),
    [
        ("One said: ‘They came when they said they would.’", 3, True),
        ("One said ‘they came’, and so it was.", 3, True),
        ("One said: ‘They never came.’", 3, False),
        ("One said: ‘School rang twice.’", 2, False),  # a note, not marked as said
        ("Workers’ plans, and the team’s, are current.", 2, True),
    ],
)
def test_inverted_commas_hold_only_words_that_a_cited_record_has_as_said(report, text, cites, fine):
    paragraph = Paragraph(text, (cites,))
    found = check(replace(report, summary=(paragraph,), priorities=(), areas=()), "inverted")
    assert found.ok is fine


def test_a_quote_that_may_stand_in_the_part_of_a_record_not_printed_is_let_be(report):
    entries = tuple(replace(one, shortened=one.number == 3) for one in report.evidence)
    cut = replace(with_summary(report, "One said: ‘They never came.’"), evidence=entries)
    cut = replace(cut, summary=(replace(cut.summary[0], evidence=(3,)),))
    assert check(cut, "inverted").ok


def test_identifying_detail_is_told_by_place_and_kind_and_never_by_value(report):
    ids = known([{"list_id": "CH-4711", "born": "2012-05-03", "name": "Tamsin Vale"}])
    entry = replace(report.evidence[0], text="Ring 01632 960123.")
    told = check(
        replace(
            with_summary(report, "Tamsin Vale, born 03/05/2012 (ch-4711), waits."),
            identities=ids,
            evidence=(entry,),
        ),
        "nothing tells",
    )
    assert told.detail == (
        "Take out: paragraph 1 (the council’s id of a child, a date of birth, a name); E1 (a phone number)."
    )
    assert "Tamsin" not in repr(replace(report, identities=ids))


def test_a_bullet_must_be_tied_only_where_the_framework_asks(report):
    assert not [one for one in check_report(report, number_report(report)) if "tied" in one.name]
    asked = replace(report, references_asked=True)
    assert check(asked, "tied").detail == "Not tied: paragraphs 5, 6, 10, 11."
    tied = replace(
        report.areas[2], improvements=(replace(report.areas[2].improvements[0], reference="outcome 4"),)
    )
    assert check(replace(asked, areas=(tied,)), "tied").ok


def test_a_summary_that_the_document_wants_and_nobody_wrote_is_told(report):
    assert not check(replace(report, summary=()), "summary").ok
