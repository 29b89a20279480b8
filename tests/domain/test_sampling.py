"""A case sample is repeatable, explained, balanced, and honest about what it could not find."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from inspector_app.domain.journey import Child, JourneyEvent, age_band, ethnic_group, journey
from inspector_app.domain.sampling import STRATA, STRATUM_LABELS, choose, coverage, replace
from inspector_app.errors import RefusedError

DAY = date(2026, 5, 11)


def a_child(number, **known):
    known = {
        "age": number % 18,
        "gender": ("female", "male")[number % 2],
        "ethnicity": ("WBRI", "WBRI", "WBRI", "BCRB", "APKN")[number % 5],
        "stage": "protection_plan",
        "on_plan": True,
        "lists": (7,),
    } | known
    return journey(Child(f"F{number:05}", **known), [JourneyEvent("protection_plan", DAY, None, "", 7)])


def children(count, **known):
    return [a_child(number, **known) for number in range(count)]


def test_the_seed_repeats_the_choice_whatever_the_order_of_the_lists():
    everyone = children(90)
    first = choose(everyone, [("protection_plan", 8, "sampled")], 7)
    everyone.reverse()
    assert choose(everyone, [("protection_plan", 8, "sampled")], 7) == first
    assert choose(everyone, [("protection_plan", 8, "sampled")], 8).picks != first.picks


def test_the_choice_does_not_depend_on_the_hash_seed_of_the_process():
    script = (
        "from inspector_app.domain.journey import Child, journey\n"
        "from inspector_app.domain.sampling import choose\n"
        "all = [journey(Child(str(n), age=n % 17, gender='male', ethnicity='WBRI', in_care=True), []) for n in range(60)]\n"
        "print([p.child for p in choose(all, [('in_care', 6, 'tracked'), ('siblings', 1, 'tracked')], 4).picks])\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_nobody_is_picked_twice_even_where_strata_overlap():
    everyone = children(40, in_care=True, disabled=True)
    picks = choose(
        everyone,
        [("in_care", 15, "sampled"), ("disabled", 15, "tracked"), ("protection_plan", 10, "sampled")],
        1,
    ).picks
    assert len(picks) == len({pick.child for pick in picks}) == 40


def test_each_pick_says_why_in_a_plain_sentence():
    selection = choose(children(31), [("protection_plan", 2, "tracked")], 7)
    assert [pick.reason for pick in selection.picks] == [
        "Picked 2 of 31 children on a protection plan, seed 7, balanced by age, gender and ethnicity, to be tracked."
    ] * 2
    assert selection.picks[0].population == 31
    assert selection.shortfalls == ()


def test_a_small_stratum_chooses_first_and_is_not_used_up_by_a_large_one():
    everyone = [*children(10), a_child(99, disabled=True)]
    selection = choose(everyone, [("protection_plan", 10, "sampled"), ("disabled", 1, "tracked")], 5)
    assert {pick.stratum: pick.child for pick in selection.picks}["disabled"] == "F00099"
    assert selection.shortfalls == ()


def test_a_stratum_with_fewer_children_than_its_quota_says_so():
    selection = choose([*children(5), a_child(50, unaccompanied=True)], [("unaccompanied", 3, "tracked")], 2)
    (short,) = selection.shortfalls
    assert (short.wanted, short.found, len(selection.picks)) == (3, 1, 1)
    assert "Wanted 3" in short.reason
    assert "found 1" in short.reason


def test_the_sample_follows_the_shares_of_the_children_it_is_drawn_from():
    everyone = children(180)
    selection = choose(everyone, [("protection_plan", 30, "sampled")], 11)
    chosen = {pick.child for pick in selection.picks}
    part = [told.child for told in everyone if told.child.list_id in chosen]
    assert Counter(child.gender for child in part) == {"female": 15, "male": 15}
    groups = Counter(ethnic_group(child.ethnicity) for child in part)
    assert groups == {"White": 18, "Black": 6, "Asian": 6}
    assert len({age_band(child.age) for child in part}) == 5


def test_brothers_and_sisters_are_avoided_unless_they_are_what_is_wanted():
    everyone = [a_child(number, family=f"family {number // 4}", siblings=3) for number in range(24)]
    spread = choose(everyone, [("protection_plan", 6, "sampled")], 3)
    assert len({int(pick.child[1:]) // 4 for pick in spread.picks}) == 6


def test_coverage_compares_the_sample_with_everyone():
    everyone = children(100)
    rows = coverage(choose(everyone, [("protection_plan", 20, "sampled")], 1), everyone)
    for dimension in ("age", "gender", "ethnicity", "stage"):
        assert sum(row.sample for row in rows if row.dimension == dimension) == 20
        assert sum(row.population for row in rows if row.dimension == dimension) == 100
    (female,) = [row for row in rows if row.value == "female"]
    assert female.sample_share == pytest.approx(0.5)


@pytest.mark.parametrize(
    "quota", [("mystery", 1, "tracked"), ("in_care", -1, "tracked"), ("in_care", 1, "peeked")]
)
def test_a_quota_that_makes_no_sense_is_refused(quota):
    with pytest.raises(RefusedError):
        choose(children(3), [quota], 1)


def test_every_stratum_has_words():
    assert set(STRATA) == set(STRATUM_LABELS)
    assert len(STRATA) == 20


def events(*kinds):
    return [JourneyEvent(kind, date(2026, 3, day), None, "", 1) for day, kind in enumerate(kinds, 1)]


@pytest.mark.parametrize(
    ("known", "steps", "inside", "outside"),
    [
        ({"lists": (1,)}, ["contact"], "contact_no_further_action below_threshold", "referral early_help"),
        ({"lists": (1, 3)}, ["contact", "referral"], "referral", "contact_no_further_action below_threshold"),
        (
            {"lists": (1, 2)},
            ["contact", "early_help"],
            "early_help below_threshold",
            "contact_no_further_action",
        ),
        (
            {"lists": (3,), "referral_no_further_action": True},
            ["referral"],
            "referral_no_further_action",
            "in_care",
        ),
        ({"lists": (5,), "conference_not_needed": True}, [], "section_47_no_conference", "protection_plan"),
        ({"in_need": True, "lists": (6,)}, [], "child_in_need", "protection_plan in_care below_threshold"),
        ({"in_need": True, "on_plan": True}, [], "protection_plan", "child_in_need"),
        ({"in_care": True, "kinship": True}, [], "in_care in_care_kinship", "missing_from_care out_of_area"),
        ({"in_care": False, "kinship": True}, [], "", "in_care_kinship"),
        ({"in_care": True, "missing_episodes": 2}, [], "missing_from_care", "in_care_kinship"),
        ({"in_care": True, "out_of_area": True}, [], "out_of_area", "unaccompanied"),
        ({"unaccompanied": True, "disabled": True}, [], "unaccompanied disabled", "siblings"),
        ({"lists": (9,), "in_touch": "No"}, [], "care_leaver care_leaver_not_in_touch", "adoption"),
        ({"lists": (9,), "in_touch": "Yes"}, [], "care_leaver", "care_leaver_not_in_touch"),
        ({"lists": (10,), "adoptive_family": True}, [], "adoption adopters_family", "care_leaver"),
        ({"siblings": 1}, [], "siblings", "adopters_family"),
    ],
)
def test_a_stratum_holds_the_children_that_its_words_mean(known, steps, inside, outside):
    told = journey(Child("1", **known), events(*steps))
    belongs = {name for name, holds in STRATA.items() if holds(told)}
    assert set(inside.split()) <= belongs
    assert not belongs & set(outside.split())


def swapped(everyone, sample, out, seed=7):
    return replace(everyone, "protection_plan", "tracked", sample=sample, out=out, seed=seed)


def test_a_swap_picks_somebody_new_of_the_group_and_repeats_with_its_seed():
    everyone = [*children(12), a_child(50, on_plan=False, lists=(1,))]
    sample, out = {f"F{n:05}" for n in range(4)}, {"F00004"}
    pick = swapped(everyone, sample, out)
    assert pick.child not in sample | out | {"F00050"}
    assert (pick.stratum, pick.depth, pick.population) == ("protection_plan", "tracked", 12)
    assert "1 of 7 children on a protection plan" in pick.reason
    assert "seed 7" in pick.reason
    assert swapped(everyone[::-1], sample, out) == pick


def test_another_seed_swaps_for_another_child_where_all_fit_alike():
    alike = children(12, age=9, gender="female", ethnicity="WBRI")
    assert len({swapped(alike, {"F00000"}, set(), seed).child for seed in range(20)}) > 1


def test_a_swap_balances_the_sample_as_it_will_be():
    girls = [a_child(n, gender="female", age=9, ethnicity="WBRI") for n in range(10)]
    boys = [a_child(n, gender="male", age=9, ethnicity="WBRI") for n in range(10, 20)]
    pick = swapped([*girls, *boys], {told.child.list_id for told in girls[:4]}, set())
    assert pick.child in {told.child.list_id for told in boys}


def test_a_swap_for_which_nobody_is_left_is_refused():
    with pytest.raises(RefusedError, match="Nobody is left"):
        swapped(children(2), {"F00000"}, {"F00001"})
