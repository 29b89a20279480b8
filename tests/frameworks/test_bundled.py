"""The packs that ship: complete, honest about what was checked, and quick to load."""

from __future__ import annotations

import json
import re

import pytest

from inspector_app import frameworks, resources
from inspector_app.domain.framework import PROMPT_ROLES, STRATUM_IDS
from inspector_app.frameworks import packs

# Graded areas and numbers of criteria, as counted in the research that the packs were written from.
EXPECTED = {
    "CONS-2013": {"HP": 9, "LAC": 10, "LMG": 9, "LSCB": 8},
    "SIF-130216": {"HP": 16, "LAC": 17, "AD": 10, "CL": 10, "LMG": 14},
    "LSCB-REVIEW": {"LSCB": 14},
    "ILACS-2018": {"IL": 16, "HP": 17, "CIC": 31},
    "ILACS-2023": {"IL": 16, "HP": 17, "CIC": 17, "CL": 14},
    "ILACS-2026": {"IL": 16, "HP": 17, "CIC": 17, "CL": 14},
    "JTAI-FRONTDOOR": {"FD": 10},
    "SUPP-CRITICS-2013": {"SUPP": 14},
}
FILES = sorted(resources.path("frameworks").glob("*.toml"))


def test_the_catalogue_holds_every_pack_with_its_areas_and_criteria():
    held = {f.id: {a.code: len(a.descriptors) for a in f.areas} for f in frameworks.catalogue()}
    assert held == EXPECTED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_pack_has_no_faults_and_is_named_after_its_id(path):
    assert frameworks.check(path) == ()
    assert frameworks.load_file(path).id == path.stem


@pytest.mark.parametrize("framework_id", EXPECTED)
def test_a_pack_is_ready_for_use(framework_id):
    framework = frameworks.load(framework_id)
    assert any("paraphrase" in caution or "own" in caution for caution in framework.cautions)
    assert {s.id for s in framework.strata} <= STRATUM_IDS
    assert framework.strata
    assert {p.role for p in framework.prompts} <= PROMPT_ROLES.keys()
    prompted = {area for prompt in framework.prompts for area in prompt.areas}
    assert prompted == {area.code for area in framework.areas}
    named = {source for d in framework.descriptors for source in d.source_ids}
    assert named <= {source.id for source in framework.sources}
    assert all(d.impact_question.endswith("?") for d in framework.descriptors)


@pytest.mark.parametrize("framework_id", ["SIF-130216", "ILACS-2018", "ILACS-2023", "ILACS-2026"])
def test_a_standard_inspection_tracks_25_to_30_children(framework_id):
    assert 25 <= frameworks.load(framework_id).tracked_quota <= 30


def test_sub_judgements_of_2013_stand_under_looked_after():
    framework = frameworks.load("SIF-130216")
    assert {area.code: area.sub_of for area in framework.areas if area.sub_of} == {"AD": "LAC", "CL": "LAC"}
    assert [a.code for a in framework.areas if a.counts_toward_overall] == ["HP", "LAC", "LMG"]


def test_care_leavers_are_inside_children_in_care_until_2022():
    framework = frameworks.load("ILACS-2018")
    assert framework.area_of("ILACS-CL-01").code == "CIC"
    assert "care leavers" in framework.area("CIC").title
    assert frameworks.load("ILACS-2023").area_of("ILACS-CL-01").code == "CL"


def test_there_is_no_overall_grade_from_april_2026():
    assert not frameworks.load("ILACS-2026").overall_effectiveness
    assert "April 2026" in frameworks.load("ILACS-2026").no_overall
    assert frameworks.load("ILACS-2023").overall_effectiveness
    assert frameworks.load("JTAI-FRONTDOOR").grade_scale == ()


def test_the_three_ilacs_editions_follow_each_other_without_a_gap():
    months = [
        (f.valid_from, f.valid_to) for f in map(frameworks.load, ("ILACS-2018", "ILACS-2023", "ILACS-2026"))
    ]
    assert months == [("2018-01", "2022-12"), ("2023-01", "2026-03"), ("2026-04", None)]


@pytest.mark.parametrize("framework_id", [i for i in EXPECTED if i != "SUPP-CRITICS-2013"])
def test_the_critics_overlay_fits_every_pack(framework_id):
    plain = frameworks.load(framework_id)
    laid = frameworks.load(framework_id, ["SUPP-CRITICS-2013"])
    assert laid.areas[:-1] == plain.areas
    assert (laid.areas[-1].code, laid.areas[-1].graded) == ("SUPP", False)
    assert (laid.rules, laid.grade_scale) == (plain.rules, plain.grade_scale)


@pytest.mark.parametrize("asked", ["ILACS-1999", "../ILACS-2026", "", "ilacs-2026"])
def test_an_unknown_pack_is_refused_with_the_known_ones(asked):
    with pytest.raises(frameworks.PackError, match=r"There are: CONS-2013, .*SUPP-CRITICS-2013"):
        frameworks.load(asked)


@pytest.mark.parametrize("framework_id", EXPECTED)
def test_a_described_framework_is_json_and_whole(framework_id):
    framework = frameworks.load(framework_id)
    described = json.loads(json.dumps(frameworks.describe(framework)))
    assert described["overall_effectiveness"] is framework.overall_effectiveness
    assert [area["code"] for area in described["areas"]] == list(EXPECTED[framework_id])
    assert [d["code"] for d in described["descriptors"]] == [
        c for a in described["areas"] for c in a["descriptors"]
    ]
    assert {"grade_scale", "rules", "strata", "prompts", "sources"} <= described.keys()


def test_packs_hold_no_trace_of_where_they_were_written():
    for path in FILES:
        assert not re.search(r"/work|/tmp|/root|criteria\.json", path.read_text(encoding="utf-8"))


def test_a_file_is_parsed_once_for_each_time_it_was_written():
    packs._parsed.cache_clear()
    frameworks.catalogue()
    frameworks.catalogue()
    assert packs._parsed.cache_info().misses == len(FILES)
