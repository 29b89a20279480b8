"""A framework answers questions about itself and refuses codes that it does not have."""

from __future__ import annotations

import pytest

from inspector_app.domain.framework import (
    FINDING_LABELS,
    FINDINGS,
    Descriptor,
    Framework,
    Grade,
    JudgementArea,
    Prompt,
    Stratum,
    UnknownCodeError,
)
from inspector_app.errors import RefusedError


def descriptor(code, area):
    return Descriptor(code, area, "T", "Text.", "good", "Who?", ("t",), "", (), "own")


@pytest.fixture
def framework():
    return Framework(
        id="F",
        title="F",
        kind="framework",
        status="current",
        valid_from="2023-01",
        valid_to="2026-03",
        overall_effectiveness=True,
        grade_scale=(Grade("good", "Good", 2), Grade("poor", "Poor", 1)),
        areas=(
            JudgementArea(
                "HP", "Help", graded=True, counts_toward_overall=True, descriptors=(descriptor("HP-1", "HP"),)
            ),
            JudgementArea(
                "X", "Extra", graded=False, counts_toward_overall=False, descriptors=(descriptor("X-1", "X"),)
            ),
        ),
        strata=(Stratum("early_help", "E", "tracked", 3), Stratum("in_care", "C", "sampled", 9)),
        prompts=(
            Prompt("child", ("HP",), ("?",)),
            Prompt("child", ("X",), ("?",)),
            Prompt("parent", ("HP",), ("?",)),
        ),
    )


def test_descriptors_are_found_with_their_area(framework):
    assert [d.code for d in framework.descriptors] == ["HP-1", "X-1"]
    assert framework.area_of("X-1").title == "Extra"
    assert framework.descriptor("HP-1").area == "HP"
    assert [area.code for area in framework.graded_areas] == ["HP"]


@pytest.mark.parametrize("ask", ["area", "descriptor", "area_of", "grade"])
def test_an_unknown_code_is_refused_by_name(framework, ask):
    with pytest.raises(UnknownCodeError, match="NOPE") as caught:
        getattr(framework, ask)("NOPE")
    assert isinstance(caught.value, RefusedError)


def test_only_tracked_children_count_as_tracked(framework):
    assert framework.tracked_quota == 3


def test_prompts_are_chosen_by_role_and_area(framework):
    assert len(framework.prompts_for("child")) == 2
    assert [p.areas for p in framework.prompts_for("child", "X")] == [("X",)]


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2022-12-31", False), ("2023-01-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_a_day_falls_in_the_dates_or_not(framework, day, answer):
    assert framework.in_force(day) is answer


def test_findings_are_three_and_each_has_its_words():
    assert FINDINGS == ("strength", "mixed", "improvement")
    assert tuple(FINDING_LABELS) == FINDINGS
