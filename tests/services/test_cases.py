from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from inspector_app import resources
from inspector_app.errors import RefusedError
from inspector_app.services import cases, concerns, interviews, overview, unsealed
from inspector_app.services.session import Session
from inspector_app.store import identities

WORKBOOK = str(resources.path("samples", "fernshire-annex-a.xlsx"))


def test_choosing_opens_a_case_for_each_child_with_the_reason_and_the_journey(session: Session) -> None:
    chosen = cases.choose_cases(session, workbook=WORKBOOK, seed=7, limit=5)
    assert len(chosen.cases) == 5
    for child, rec in chosen.cases.items():
        record = session.store.record(rec)
        assert "seed 7" in record.get("why_chosen")
        assert cases.events_of(session, rec)
        assert identities.find(session.store, rec)["list_id"] == child


def test_no_council_id_stands_in_a_case_track(session: Session) -> None:
    chosen = cases.choose_cases(session, workbook=WORKBOOK, seed=7, limit=5)
    told = json.dumps([dict(r.fields) for r in session.store.records("case_track")])
    assert not [child for child in chosen.cases if f'"{child}"' in told]


def test_two_laptops_that_choose_alike_share_the_cases_and_their_references(
    open_session: Callable[..., Session],
) -> None:
    one, two = open_session("ada"), open_session("bo")
    first = cases.choose_cases(one, workbook=WORKBOOK, seed=7, limit=6)
    second = cases.choose_cases(two, workbook=WORKBOOK, seed=7, limit=6)
    assert first.cases == second.cases
    assert {r.get("reference") for r in one.store.records("case_track")} == {
        r.get("reference") for r in two.store.records("case_track")
    }


def test_choosing_the_same_again_is_refused_with_the_reason(session: Session) -> None:
    cases.choose_cases(session, workbook=WORKBOOK, seed=7, limit=3)
    with pytest.raises(RefusedError, match="already"):
        cases.choose_cases(session, workbook=WORKBOOK, seed=7, limit=3)


def test_an_event_that_ends_before_it_starts_is_refused(session: Session) -> None:
    case = cases.open_case_track(session, reference="Plover 3", why_chosen="raised by a school").record
    with pytest.raises(RefusedError, match="ends before it starts"):
        cases.add_journey_event(session, case=case, event="contact", start="2026-05-02", end="2026-05-01")
    cases.add_journey_event(session, case=case, event="contact", start="2026-05-01", detail="School called")
    assert [e.get("detail") for e in cases.events_of(session, case)] == ["School called"]


def test_a_tracked_case_says_what_it_still_lacks(session: Session) -> None:
    case = cases.open_case_track(session, reference="Plover 3", why_chosen="raised by a school").record
    assert "the effect on the child" in overview.cases(session)[0].missing
    cases.note_case(session, case=case, effect_on_child="Calmer at school.", family_view="Relieved.")
    assert "the effect on the child" not in overview.cases(session)[0].missing


def test_a_concern_cannot_be_deleted_and_closes_only_with_an_outcome(session: Session) -> None:
    raised = concerns.raise_urgent_concern(session, summary="At risk tonight", told="head of service")
    with pytest.raises(RefusedError, match="outcome"):
        concerns.close_concern(session, concern=raised.record, outcome="")
    concerns.acknowledge_concern(session, concern=raised.record, acknowledged_by="director")
    concerns.close_concern(session, concern=raised.record, outcome="Child is with the grandmother.")
    assert concerns.count(session) == {"open": 0, "acknowledged": 0, "closed": 1}


def test_typing_is_kept_offered_back_to_the_letter_and_sealed_once(session: Session) -> None:
    fields = {"text": "He said “no”…  and  left", "source": "observation"}
    draft = unsealed.keep_typing(
        session, editor="evidence/new", kind="evidence", fields=fields, cursor=("text", 9)
    )
    again = unsealed.keep_typing(session, editor="evidence/new", kind="evidence", fields=fields)
    assert again.rec == draft.rec
    assert unsealed.offered_back(session)[0].fields == fields
    sealed = unsealed.seal_typing(session, editor="evidence/new")
    assert sealed is not None
    assert sealed.record == draft.rec
    assert unsealed.offered_back(session) == []
    assert unsealed.seal_typing(session, editor="evidence/new") is None


def test_a_form_that_is_not_complete_stays_a_draft(session: Session) -> None:
    unsealed.keep_typing(
        session, editor="interview/new", kind="interview", fields={"notes": "…", "role_met": ""}
    )
    with pytest.raises(RefusedError, match="role of the person met"):
        unsealed.seal_typing(session, editor="interview/new")
    assert len(unsealed.offered_back(session)) == 1


def test_an_interview_names_roles_and_keeps_consent(session: Session) -> None:
    done = interviews.note_interview(session, role_met="parent", notes="Came alone.", consent="given")
    assert session.store.record(done.record).get("consent") == "given"
    with pytest.raises(RefusedError, match="no consent called maybe"):
        interviews.note_interview(session, role_met="parent", notes="x", consent="maybe")
