"""The rule engine explains ceilings in words, refuses what a rule forbids, and never invents a grade."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import frameworks
from inspector_app.domain.framework import OVERALL, LimitingRule, UnknownCodeError
from inspector_app.domain.limits import UNCHECKED, check_grade, explain

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
ALL_GOOD = {"IL": "good", "HP": "good", "CIC": "good", "CL": "good"}
IDS = ("CONS-2013", "SIF-130216", "LSCB-REVIEW", "ILACS-2018", "ILACS-2023", "ILACS-2026", "JTAI-FRONTDOOR")


def ceilings(framework, grades):
    verdict = explain(framework, grades)
    return {c.code: c for c in (*verdict.areas, *([verdict.overall] if verdict.overall else []))}


def test_one_inadequate_key_judgement_leaves_overall_no_choice():
    verdict = explain(frameworks.load("SIF-130216"), {"HP": "inadequate", "LAC": "good", "LMG": "good"})
    assert verdict.overall is not None
    assert (verdict.overall.grade, verdict.overall.forced) == ("inadequate", True)
    assert verdict.sentences[0] == (
        "Overall effectiveness cannot be better than Inadequate, because The experiences and progress of children "
        "who need help and protection is Inadequate."
    )


def test_an_inadequate_sub_judgement_holds_looked_after_down_and_says_how_far_that_was_checked():
    framework = frameworks.load("SIF-130216")
    ceiling = ceilings(framework, {"AD": "inadequate"})["LAC"]
    assert (ceiling.grade, ceiling.forced) == ("requires_improvement", False)
    assert "because Adoption performance is Inadequate" in ceiling.reasons[0]
    assert ceiling.reasons[0].endswith(f"({UNCHECKED}).")
    assert ceilings(framework, {"AD": "requires_improvement"})["LAC"].grade is None


def test_overall_good_carries_one_area_at_requires_improvement_but_not_two():
    framework = frameworks.load("ILACS-2023")
    one = {**ALL_GOOD, "IL": "requires_improvement"}
    two = {**one, "CL": "requires_improvement"}
    assert check_grade(framework, one, OVERALL, "good") == ()
    (refusal,) = check_grade(framework, two, OVERALL, "good")
    assert "cannot be better than Requires improvement to be good" in refusal
    assert "at most one at Requires improvement to be good" in refusal
    assert check_grade(framework, two, OVERALL, "requires_improvement") == ()


def test_inadequate_leaders_alone_do_not_force_overall_and_that_is_said():
    verdict = explain(frameworks.load("ILACS-2023"), {**ALL_GOOD, "IL": "inadequate"})
    assert verdict.overall is not None
    assert verdict.overall.grade is None
    (note,) = verdict.notes
    assert "3 of 4 such reports" in note
    assert note in verdict.sentences


@pytest.mark.parametrize("code", ["HP", "CIC", "CL"])
def test_each_practice_judgement_of_ilacs_2023_limits_overall(code):
    assert (
        ceilings(frameworks.load("ILACS-2023"), {**ALL_GOOD, code: "inadequate"})[OVERALL].grade
        == "inadequate"
    )


def test_the_board_never_limits_the_council():
    framework = frameworks.load("CONS-2013")
    grades = {"HP": "good", "LAC": "good", "LMG": "good", "LSCB": "inadequate"}
    assert check_grade(framework, grades, OVERALL, "good") == ()
    assert any("does not limit the overall grade" in note for note in explain(framework, grades).notes)


def test_a_framework_without_overall_never_gets_one():
    framework = frameworks.load("ILACS-2026")
    verdict = explain(framework, dict.fromkeys(ALL_GOOD, "inadequate"))
    assert verdict.overall is None
    assert "no overall grade since April 2026" in verdict.sentences[0]
    for grade in GRADES:
        assert check_grade(framework, ALL_GOOD, OVERALL, grade) == (framework.no_overall,)
    assert explain(framework, {OVERALL: "good"}).clashes == (framework.no_overall,)


def test_a_grade_above_its_ceiling_is_refused_with_the_reason():
    framework = frameworks.load("SIF-130216")
    (refusal,) = check_grade(framework, {"AD": "inadequate"}, "LAC", "good")
    assert "because Adoption performance is Inadequate" in refusal
    assert check_grade(framework, {"AD": "inadequate"}, "LAC", "requires_improvement") == ()


def test_every_rule_broken_is_told_strictest_first():
    grades = {**ALL_GOOD, "HP": "inadequate", "CL": "requires_improvement"}
    refusals = check_grade(frameworks.load("ILACS-2023"), grades, OVERALL, "good")
    assert ["than Inadequate" in refusals[0], "than Requires improvement" in refusals[1]] == [True, True]


def test_worsening_a_sub_judgement_is_allowed_and_shows_the_clash_above():
    framework = frameworks.load("SIF-130216")
    assert check_grade(framework, {"LAC": "good"}, "AD", "inadequate") == ()
    (clash,) = explain(framework, {"LAC": "good", "AD": "inadequate"}).clashes
    assert "children looked after and achieving permanence stands at Good" in clash


def test_missing_grades_are_named_and_never_guessed():
    framework = frameworks.load("ILACS-2023")
    verdict = explain(framework, {"HP": "good"})
    assert verdict.missing == ("IL", "CIC", "CL")
    assert verdict.overall is not None
    assert verdict.overall.grade is None
    assert any(sentence.startswith("Not graded yet: ") for sentence in verdict.sentences)
    assert [
        r.split("because ")[1]
        for r in check_grade(framework, {"HP": "good", "IL": "good", "CIC": "good"}, OVERALL, "good")
    ] == ["The experiences and progress of care leavers has no grade."]


def test_overall_does_not_wait_for_sub_judgements_or_the_board():
    assert (
        check_grade(
            frameworks.load("SIF-130216"), {"HP": "good", "LAC": "good", "LMG": "good"}, OVERALL, "good"
        )
        == ()
    )


def test_narrative_areas_and_unknown_grades_are_refused_in_words():
    laid = frameworks.load("ILACS-2026", ["SUPP-CRITICS-2013"])
    assert "gets no grade" in check_grade(laid, {}, "SUPP", "good")[0]
    assert "gets no grade" in check_grade(frameworks.load("JTAI-FRONTDOOR"), {}, "FD", "good")[0]
    assert "its grades are Outstanding, Good" in check_grade(laid, {}, "HP", "superb")[0]


def test_unknown_codes_are_refused():
    framework = frameworks.load("ILACS-2026")
    with pytest.raises(UnknownCodeError):
        check_grade(framework, {}, "ZZ", "good")
    with pytest.raises(UnknownCodeError):
        explain(framework, {"HP": "superb"})
    with pytest.raises(UnknownCodeError):
        explain(framework, {"ZZ": "good"})


def test_a_rule_of_ones_own_is_not_flagged():
    rule = LimitingRule("r", "limit", "own", areas=("HP",), grade="good", limits="CIC", to="good")
    framework = replace(frameworks.load("ILACS-2026"), rules=(rule,))
    assert UNCHECKED not in ceilings(framework, {"HP": "good"})["CIC"].reasons[0]


@pytest.mark.parametrize("framework_id", IDS)
@given(data=st.data())
def test_a_worse_or_added_grade_never_raises_a_ceiling(framework_id, data):
    framework = frameworks.load(framework_id, ["SUPP-CRITICS-2013"])
    codes = [area.code for area in framework.graded_areas]
    grades = {code: grade for code in codes if (grade := data.draw(st.sampled_from((None, *GRADES))))}
    if not codes:
        assert explain(framework, {}).areas == ()
        return
    code = data.draw(st.sampled_from(codes))
    held = grades.get(code, "outstanding")
    worse = data.draw(st.sampled_from(GRADES[: GRADES.index(held) + 1]))

    def heights(given_grades):
        return {
            c: len(GRADES) if k.grade is None else GRADES.index(k.grade)
            for c, k in ceilings(framework, given_grades).items()
        }

    before, after = heights(grades), heights({**grades, code: worse})
    assert before.keys() == after.keys()
    assert all(after[c] <= before[c] for c in before)


@pytest.mark.parametrize("framework_id", IDS)
@given(data=st.data())
def test_a_grade_is_refused_exactly_when_it_stands_above_its_ceiling(framework_id, data):
    framework = frameworks.load(framework_id)
    codes = [area.code for area in framework.graded_areas]
    if not codes:
        return
    grades = {code: data.draw(st.sampled_from(GRADES)) for code in codes}
    code = data.draw(st.sampled_from([*codes, *([OVERALL] if framework.overall_effectiveness else [])]))
    grade = data.draw(st.sampled_from(GRADES))
    best = ceilings(framework, grades)[code].grade
    above = best is not None and GRADES.index(grade) > GRADES.index(best)
    assert bool(check_grade(framework, grades, code, grade)) is above
