"""Intervals in packs: every fault named with its line, inherited from a base, sourced."""

from __future__ import annotations

import pytest

from inspector_app import frameworks

INTERVAL = """
[[intervals]]
id = "soon"
title = "Assessment soon"
from_event = "referral"
to_event = "assessment"
limit = 45
unit = "working_days"
valid_from = "2013-04-15"
source = "Made up, paragraph 1"
source_ids = ["made"]
verification = "own"
"""
INSPECTED = ("CONS-2013", "SIF-130216", "ILACS-2018", "ILACS-2023", "ILACS-2026", "JTAI-FRONTDOOR")


@pytest.fixture
def with_interval(mini):
    return mini + INTERVAL


FAULTS = [
    (('from_event = "referral"', 'from_event = "refferal"'), "from_event", "“refferal” is not known here"),
    (('from_event = "referral"', 'from_event = "assessment"'), "to_event", "to itself"),
    (('unit = "working_days"', 'unit = "fortnights"'), "unit", "known are days, months"),
    (("limit = 45", "limit = 0"), "limit", "1 or more"),
    (("limit = 45", "limit = 1001"), "limit", "1000 or less"),
    (("limit = 45", 'limit = "45"'), "limit", "whole number"),
    (('"2013-04-15"', '"2013-04"'), "valid_from", "must be a day"),
    (('"2013-04-15"', '"2013-02-30"'), "valid_from", "must be a day"),
    (('"2013-04-15"', '"2013-04-15"\nvalid_to = "2013-04-14"'), "valid_to", "before it begins"),
    (("limit = 45", "limit = 45\nunder_age = 5\nfrom_age = 5"), "under_age", "nobody is younger"),
    (("limit = 45", 'limit = 45\nrepeated = "twice"'), "repeated", "known are first, next"),
    (("limit = 45", "limit = 45\nwithin_years = 1"), "within_years", "that are repeated"),
    (
        ("limit = 45", 'limit = 45\nrepeated = "next"\nto_day = "end"'),
        "to_day",
        "that are not repeated",
    ),
    (('source = "Made up, paragraph 1"\n', ""), "source", "missing key"),
    (('intervals]]\nid = "soon"', 'intervals]]\nid = "soon"\nfrom = "x"'), "from", "unknown key"),
]


@pytest.mark.parametrize(("change", "key", "words"), FAULTS)
def test_a_fault_of_an_interval_is_named_with_its_key_and_line(pack, with_interval, change, key, words):
    path = pack(change, text=with_interval)
    (problem,) = frameworks.check(path)
    assert problem.key == f"intervals[1].{key}"
    assert words in problem.what
    row = path.read_text("utf-8").split("\n")[problem.line - 1]
    assert row.startswith((key, "[[intervals]]"))


def test_an_interval_stands_once_and_names_known_sources(pack, with_interval):
    twice = with_interval + INTERVAL.replace('["made"]', '["lost"]')
    told = [(problem.key, problem.what) for problem in frameworks.check(pack(text=twice))]
    assert told == [
        ("intervals[2].id", "“soon” stands twice in intervals"),
        ("intervals[2].source_ids[1]", "the pack names no source “lost”"),
    ]


def test_a_pack_that_inherits_replaces_an_interval_and_keeps_the_others(pack, with_interval):
    pack(text=with_interval + INTERVAL.replace('"soon"', '"later"'), name="MINI")
    own = pack(
        ('id = "MINI"', 'id = "NEXT"\ninherits = "MINI"'), ("limit = 45", "limit = 40"),
        ("MINI-HP-01", "NEXT-HP-01"), ("MINI-HOME-01", "NEXT-HOME-01"), text=with_interval, name="NEXT",
    )  # fmt: skip
    assert [(one.id, one.limit) for one in frameworks.load_file(own).intervals] == [
        ("soon", 40),
        ("later", 45),
    ]


def test_an_overlay_brings_no_intervals(pack, overlay_text):
    (problem, *_) = frameworks.check(pack(text=overlay_text + INTERVAL, name="LAID"))
    assert (problem.key, problem.what) == ("intervals", "an overlay pack cannot have this")


def test_a_base_holds_no_areas_and_nothing_is_inspected_by_it(pack, mini):
    base = pack(('kind = "framework"', 'kind = "base"'), text=mini)
    assert {problem.key for problem in frameworks.check(base)} == {
        "overall_effectiveness", "grade_scale", "areas", "rules", "strata", "prompts", "outlines",
    }  # fmt: skip
    with pytest.raises(frameworks.PackError, match="nothing is inspected by"):
        frameworks.load("STATUTE-ENGLAND")
    assert "STATUTE-ENGLAND" not in [one.id for one in frameworks.catalogue()]


@pytest.mark.parametrize("framework_id", INSPECTED)
def test_every_framework_with_children_has_the_statutory_intervals_with_their_sources(framework_id):
    framework = frameworks.load(framework_id)
    held = {one.id: (one.limit, one.unit, one.repeated) for one in framework.intervals}
    assert held["assessment"] == (45, "working_days", "")
    assert held["initial-conference"] == (15, "working_days", "")
    assert held["core-group"] == (10, "working_days", "")
    assert held["plan-review-first"] == (3, "months", "")
    assert held["plan-review-next"] == (6, "months", "next")
    assert held["care-review-first"] == (20, "working_days", "")
    assert held["care-review-second"] == (3, "months", "first")
    assert held["care-review-next"] == (6, "months", "next")
    sources = {source.id for source in framework.sources}
    for one in framework.intervals:
        assert one.source
        assert one.source_ids
        assert set(one.source_ids) <= sources
        assert one.verification in {"seen", "corroborated"}


def test_the_description_of_a_framework_tells_its_intervals():
    told = frameworks.describe(frameworks.load("SIF-130216"))["intervals"]
    assert {one["id"] for one in told} >= {"assessment", "care-review-next"}
