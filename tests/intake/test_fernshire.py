"""The invented council's workbook: whole, free of faults, its histories coherent, and made by the script."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from inspector_app import resources
from inspector_app.domain.journey import Journey, events_of
from inspector_app.domain.sampling import STRATA, choose, coverage
from inspector_app.intake.annex_a import read_annex_a

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT.parent / "shared" / "annex_a" / "2015-01-sample.xlsx"
SHIPPED = resources.path("samples", "fernshire-annex-a.xlsx")
SINCE, INSPECTION = date(2026, 5, 2), date(2026, 11, 2)


@pytest.fixture(scope="module")
def annex():
    return read_annex_a(SHIPPED)


def cells(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def latest(told: Journey, kind):
    found = events_of(told, kind)
    return found[-1].start if found else None


def test_the_workbook_is_large_whole_and_without_a_fault(annex):
    assert annex.problems == ()
    assert len(annex.journeys) >= 1500
    assert [one.number for one in annex.lists] == list(range(1, 12))
    assert all(
        one.rows >= 30 and not one.unmatched_columns and not one.missing_columns for one in annex.lists
    )
    assert annex.as_of <= INSPECTION
    assert len(annex.adopters) >= 40
    assert SHIPPED.stat().st_size < 1_500_000


def test_every_kind_of_case_can_be_chosen_from_it(annex):
    numbers = {name: sum(map(holds, annex.journeys)) for name, holds in STRATA.items()}
    assert min(numbers.values()) >= 5, numbers


def test_a_full_sample_can_be_drawn_and_resembles_the_children(annex):
    selection = choose(annex.journeys, [(name, 2, "sampled") for name in STRATA], 2026)
    assert len({pick.child for pick in selection.picks}) == 2 * len(STRATA)
    assert selection.shortfalls == ()
    girls = next(row for row in coverage(selection, annex.journeys) if row.value == "female")
    assert girls.sample_share == pytest.approx(girls.population_share, abs=0.15)


def test_a_referral_follows_a_contact_and_an_assessment_a_referral(annex):
    referred = [told for told in annex.journeys if events_of(told, "referral")]
    assert referred
    for told in referred:
        assert events_of(told, "contact")[0].start <= latest(told, "referral")
    for told in annex.journeys:
        for assessment in events_of(told, "assessment"):
            assert assessment.start >= latest(told, "referral")


def test_a_conference_follows_an_enquiry_and_a_plan_a_conference(annex):
    enquired = [told for told in annex.journeys if 5 in told.child.lists]
    assert enquired
    for told in enquired:
        strategy, conference = latest(told, "strategy_discussion"), latest(told, "initial_conference")
        assert conference is None or conference > strategy
        assert told.child.conference_not_needed == (conference is None)
        assert conference is None or events_of(told, "protection_plan")[-1].start == conference


def test_who_has_a_plan_or_is_in_care_is_on_the_list_of_children_in_need(annex):
    helped = [told for told in annex.journeys if {7, 8} & set(told.child.lists)]
    assert helped
    assert all(6 in told.child.lists for told in helped)


def test_nothing_but_help_before_birth_happens_before_birth_and_nothing_after_the_inspection(annex):
    for told in annex.journeys:
        for event in told.events:
            assert event.start <= INSPECTION
            assert event.end is None or event.start <= event.end <= INSPECTION
            if event.kind in {"care", "placement", "adoption_order", "health_assessment"}:
                assert event.start >= told.child.birth_date


def test_the_lists_of_six_months_hold_six_months(annex):
    days = [
        one.start for told in annex.journeys for one in events_of(told, "contact", "referral", "assessment")
    ]
    assert min(days) >= SINCE


def test_children_of_one_family_are_likely_siblings(annex):
    families = [told.child for told in annex.journeys if told.child.siblings]
    assert len(families) >= 100
    for child in families:
        assert sum(other.family == child.family for other in families) == child.siblings + 1


def test_the_adoptive_families_are_on_the_list_of_adopters(annex):
    placed = [told for told in annex.journeys if events_of(told, "placed_for_adoption")]
    assert placed
    assert all(told.child.adoptive_family for told in placed)


def test_the_script_makes_the_shipped_workbook_again(tmp_path):
    script = ROOT / "packaging" / "samples.py"
    subprocess.run(
        [sys.executable, str(script), "--seed", "2026", "--out", str(tmp_path)],
        check=True,
        capture_output=True,
    )
    made = tmp_path / SHIPPED.name
    assert cells(made) == cells(SHIPPED)


@pytest.mark.skipif(not TEMPLATE.exists(), reason="the public template lies outside this repository")
def test_the_headings_are_those_of_the_public_template():
    template, shipped = cells(TEMPLATE), cells(SHIPPED)
    for number in range(1, 12):
        name = f"List_{number}"
        assert shipped[name][:2] == [
            [*row, *[""] * (len(shipped[name][0]) - len(row))] for row in template[name][:2]
        ]
