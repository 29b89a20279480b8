"""The sample beside the lists, and swaps of single cases with their reason."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from inspector_app import resources
from inspector_app.domain.revision import REASON
from inspector_app.domain.sampling import coverage
from inspector_app.errors import RefusedError
from inspector_app.intake.annex_a import read_annex_a
from inspector_app.services import cases, evidence, samples
from inspector_app.services.session import Session
from inspector_app.services.swapping import swap_case
from inspector_app.store import identities

PATH = resources.path("samples", "fernshire-annex-a.xlsx")
WORKBOOK = str(PATH)


def a_case(session: Session) -> str:
    return next(r.id for r in session.store.records("case_track") if r.get("stratum") == "child_in_need")


def test_the_sample_stands_beside_the_lists_by_group_and_property(session: Session) -> None:
    chosen = cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    found = samples.sample(session)
    assert (found.seed, found.children, found.lists_as_of) == (7, 1797, "2026-11-02")
    groups = [row for row in found.rows if row.dimension == "stratum"]
    assert sum(row.sample for row in groups) == len(chosen.cases)
    assert all(row.population and row.wanted is not None and row.sample <= row.wanted for row in groups)
    ages = [row for row in found.rows if row.dimension == "age"]
    assert sum(row.population or 0 for row in ages) == 1797
    assert sum(row.sample for row in ages) == len(chosen.cases)
    assert sum(row.sample_share for row in ages) == pytest.approx(1)
    assert sum(row.population_share for row in ages) == pytest.approx(1)


def test_the_shares_agree_with_those_of_the_choice_itself(session: Session) -> None:
    chosen = cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    told = {
        (row.dimension, row.value.replace("_", " ")): (row.sample, row.population)
        for row in coverage(chosen.selection, read_annex_a(PATH).journeys)
    }
    found = samples.sample(session).rows
    assert {
        (r.dimension, r.value): (r.sample, r.population) for r in found if r.dimension != "stratum"
    } == told


def test_before_a_choice_of_cases_the_lists_are_not_known(session: Session) -> None:
    cases.open_case_track(session, reference="Plover 3", why_chosen="a concern", source="a school", age=4)
    found = samples.sample(session)
    assert (found.seed, found.children) == (None, None)
    (row,) = (row for row in found.rows if row.dimension == "stratum" and row.sample)
    assert (row.value, row.population) == ("children known only through contacts or early help", None)


def test_a_concern_entered_by_hand_keeps_its_source(session: Session) -> None:
    rec = cases.open_case_track(
        session, reference="Plover 3", why_chosen="a concern", source=" a school "
    ).record
    assert session.store.record(rec).get("source") == "a school"


def test_the_numbers_of_the_lists_hold_no_child(session: Session) -> None:
    chosen = cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    told = json.dumps([dict(r.fields) for r in session.store.records("sample")])
    assert not [child for child in chosen.cases if child in told]


def test_a_swap_opens_a_case_of_the_same_group_and_says_why_with_both(session: Session) -> None:
    cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    gone = a_case(session)
    evidence.record_evidence(session, text="Seen once.", source="case_file", case=gone)
    before = session.store.record(gone)
    rec = swap_case(session, case=gone, reason="The family moved away.", workbook=WORKBOOK).record
    after = session.store.record(rec)
    assert (after.get("stratum"), after.get("depth")) == (before.get("stratum"), before.get("depth"))
    assert f"In place of {before.get('reference')}: The family moved away." in after.get("why_chosen")
    assert "seed 7" in after.get("why_chosen")
    assert cases.events_of(session, rec)
    found = identities.find(session.store, rec)
    assert found is not None
    assert session.template(f"case/{found['list_id']}") == rec
    closed = session.store.record(gone)
    assert (closed.deleted, closed.get(REASON)) == (True, "The family moved away.")
    assert [r.get("text") for r in session.store.records("evidence")] == ["Seen once."]
    (swap,) = samples.sample(session).swaps
    assert (swap.gone, swap.instead, swap.reason) == (
        before.get("reference"),
        after.get("reference"),
        "The family moved away.",
    )


def test_who_was_swapped_out_is_chosen_neither_by_another_swap_nor_by_the_choice_again(
    session: Session,
) -> None:
    cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    first = a_case(session)
    second = swap_case(session, case=first, reason="moved", workbook=WORKBOOK).record
    third = swap_case(session, case=second, reason="moved too", workbook=WORKBOOK).record
    assert len({first, second, third}) == 3
    with pytest.raises(RefusedError, match="already"):
        cases.choose_cases(session, workbook=WORKBOOK, seed=7)
    assert session.store.record(first).deleted


def test_two_laptops_swap_a_case_for_the_same_child(open_session: Callable[..., Session]) -> None:
    found: list[tuple[str, object]] = []
    for name in ("ada", "bo"):
        one = open_session(name)
        cases.choose_cases(one, workbook=WORKBOOK, seed=7)
        rec = swap_case(one, case=a_case(one), reason="moved", workbook=WORKBOOK).record
        found.append((rec, one.store.record(rec).get("reference")))
    assert found[0] == found[1]


@pytest.mark.parametrize(("reason", "told"), [("", "reason"), ("  ", "reason")])
def test_a_swap_without_a_reason_is_refused(session: Session, reason: str, told: str) -> None:
    cases.choose_cases(session, workbook=WORKBOOK, seed=7, limit=3)
    case = session.store.records("case_track")[0].id
    with pytest.raises(RefusedError, match=told):
        swap_case(session, case=case, reason=reason, workbook=WORKBOOK)
    assert not session.store.record(case).deleted


def test_a_swap_before_any_choice_needs_a_seed(session: Session) -> None:
    case = cases.open_case_track(session, reference="Plover 3", why_chosen="a concern").record
    with pytest.raises(RefusedError, match="seed"):
        swap_case(session, case=case, reason="known elsewhere", workbook=WORKBOOK)
    rec = swap_case(session, case=case, reason="known elsewhere", workbook=WORKBOOK, seed=3).record
    assert session.store.record(rec).get("stratum") == "below_threshold"
