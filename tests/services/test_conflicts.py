from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import RefusedError
from inspector_app.merge.plan import plan_merge
from inspector_app.services import conflicts, evidence, judgements, merging
from inspector_app.services.session import Session
from inspector_app.store import exchange

CODE = "ILACS-HP-02"


def _give(sender: Session, taker: Session) -> None:
    """Hands a whole ledger over without a bundle."""
    entries = [e for actor in exchange.frontier(sender.store) for e in exchange.log(sender.store, actor)]
    payloads = exchange.payload_lines(sender.store, [e.header.pay for e in entries])
    plan = plan_merge([e.line for e in entries], payloads, taker.store.ledger)
    taker.store.integrate(merging.arrival(plan, "0" * 64))


@pytest.fixture
def team(open_session: Callable[..., Session]) -> tuple[Session, Session]:
    one, two = open_session("ada", "lead"), open_session("bo")
    rec = evidence.record_evidence(one, text="First version.", source="case_file").record
    evidence.link_evidence(one, evidence=rec, descriptor=CODE, stance="for")
    judgements.evaluate_descriptor(one, descriptor=CODE, finding="mixed", effect="Some children wait.")
    _give(one, two)
    return one, two


def _disagree(team: tuple[Session, Session]) -> conflicts.OpenConflict:
    one, two = team
    for session, finding in ((one, "strength"), (two, "improvement")):
        judgements.evaluate_descriptor(
            session, descriptor=CODE, finding=finding, effect="Some children wait.", reason="as I saw it"
        )
    _give(two, one)
    (conflict,) = conflicts.open_conflicts(one)
    return conflict


def test_only_the_field_that_differs_is_in_conflict_and_no_value_wins(team: tuple[Session, Session]) -> None:
    conflict = _disagree(team)
    assert conflict.field == "finding"
    assert conflict.chosen is True
    assert {c.value for c in conflict.values} == {"strength", "improvement"}
    assert {c.author for c in conflict.values} == {"ada@inspection", "bo@inspection"}
    record = team[0].store.record(conflict.record)
    assert record.get("finding") is None
    assert record.get("effect") == "Some children wait."


def test_a_conflict_is_settled_by_choosing_with_a_reason_and_travels_back(
    team: tuple[Session, Session],
) -> None:
    one, two = team
    conflict = _disagree(team)
    take = next(c.revision for c in conflict.values if c.value == "improvement")
    conflicts.resolve_conflict(one, record=conflict.record, field="finding", take=take, reason="read again")
    assert conflicts.open_conflicts(one) == []
    _give(one, two)
    assert two.store.record(conflict.record).get("finding") == "improvement"
    assert conflicts.open_conflicts(two) == []


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"reason": " ", "take": "any"}, "reason is empty"),
        ({"reason": "x"}, "Either take"),
        ({"reason": "x", "take": "ffff"}, "No single value"),
        ({"reason": "x", "value": "mixed"}, "settled by choosing"),
    ],
)
def test_a_judgement_is_never_made_up(
    team: tuple[Session, Session], choice: dict[str, str], told: str
) -> None:
    conflict = _disagree(team)
    with pytest.raises(RefusedError, match=told):
        conflicts.resolve_conflict(team[0], record=conflict.record, field="finding", **choice)


def test_a_field_without_a_conflict_cannot_be_settled(team: tuple[Session, Session]) -> None:
    rec = team[0].template(f"evaluation/{CODE}")
    with pytest.raises(RefusedError, match="no open conflict"):
        conflicts.resolve_conflict(team[0], record=rec, field="finding", value="mixed", reason="x")


def test_withdrawing_what_a_colleague_edits_is_a_conflict_and_stays_in_view(
    team: tuple[Session, Session],
) -> None:
    one, two = team
    (record,) = one.store.records("evidence")
    evidence.withdraw_evidence(one, evidence=record.id, reason="wrong child")
    evidence.amend_evidence(two, evidence=record.id, text="Second version.")
    _give(two, one)
    found = {c.field for c in conflicts.open_conflicts(one) if c.record == record.id}
    assert found == {"_deleted"}
    assert one.store.record(record.id).deleted is False


def test_a_settlement_is_taken_back_by_a_revision_and_every_value_stands_again_with_its_author(
    team: tuple[Session, Session],
) -> None:
    one, two = team
    conflict = _disagree(team)
    where = {"record": conflict.record, "field": "finding"}
    take = conflict.values[0].revision
    conflicts.resolve_conflict(one, **where, take=take, reason="read again")
    with pytest.raises(RefusedError, match="reason is empty"):
        conflicts.take_back(one, **where, reason=" ")
    conflicts.take_back(one, **where, reason="chosen too early")
    (again,) = conflicts.open_conflicts(one)
    assert again.values == conflict.values
    _give(one, two)
    assert conflicts.open_conflicts(two)[0].values == conflict.values
    assert one.store.record(conflict.record) == two.store.record(conflict.record)
    conflicts.resolve_conflict(two, **where, take=take, reason="now we agree")
    assert conflicts.open_conflicts(two) == []
    before = one.store.record(conflict.record)
    one.store.rebuild()
    assert one.store.record(conflict.record) == before


def test_what_was_never_settled_cannot_be_taken_back(team: tuple[Session, Session]) -> None:
    conflict = _disagree(team)
    before = team[0].store.revisions()
    for field in ("finding", "effect"):
        with pytest.raises(RefusedError, match="could be taken back"):
            conflicts.take_back(team[0], record=conflict.record, field=field, reason="x")
    assert team[0].store.revisions() == before


def test_a_conflict_left_open_keeps_its_note_until_another_value_comes(team: tuple[Session, Session]) -> None:
    one, two = team
    conflict = _disagree(team)
    conflicts.leave_open(one, record=conflict.record, field="finding", note="Ask the school first.")
    assert conflicts.open_conflicts(one)[0].note == "Ask the school first."
    _give(one, two)
    assert conflicts.open_conflicts(two)[0].note == "Ask the school first."
    judgements.evaluate_descriptor(
        two, descriptor=CODE, finding="mixed", effect="Some children wait.", reason="both are so"
    )
    assert conflicts.open_conflicts(one)[0].note
    _give(two, one)
    assert conflicts.open_conflicts(one) == []
    with pytest.raises(RefusedError, match="no open conflict"):
        conflicts.leave_open(one, record=conflict.record, field="finding", note="x")


def test_the_queue_follows_the_order_of_the_judgement_areas(team: tuple[Session, Session]) -> None:
    one, two = team
    areas = [area.code for area in one.framework.areas if area.descriptors]
    codes = [next(d.code for d in one.framework.descriptors if d.area == area) for area in areas[::-1]]
    for session, finding in ((one, "strength"), (two, "improvement")):
        rec = evidence.record_evidence(session, text="Seen.", source="case_file").record
        for code in codes:
            evidence.link_evidence(session, evidence=rec, descriptor=code, stance="for")
            judgements.evaluate_descriptor(
                session, descriptor=code, finding=finding, effect=finding, reason="as I saw it"
            )
    _give(two, one)
    found = conflicts.open_conflicts(one)
    assert list(dict.fromkeys(c.area for c in found)) == areas
    for area in areas:
        chosen = [c.chosen for c in found if c.area == area]
        assert chosen == sorted(chosen, reverse=True)
    assert all(set(c.standings) == {"own", "vouched"} for c in found if c.chosen)


def test_of_some_records_only_their_conflicts_are_told(team: tuple[Session, Session]) -> None:
    conflict = _disagree(team)
    assert conflicts.open_conflicts(team[0], {conflict.record, "0" * 36}) == [conflict]
    assert conflicts.open_conflicts(team[0], {team[0].inspection}) == []
    assert conflicts.open_conflicts(team[0], ()) == []


def test_a_few_fields_of_all_records_are_read_as_the_records_themselves_have_them(
    team: tuple[Session, Session],
) -> None:
    lead, _ = team
    _disagree(team)
    gone = evidence.record_evidence(lead, text="A note that goes", source="data").record
    evidence.withdraw_evidence(lead, evidence=gone, reason="Of another child")
    evidence.record_evidence(lead, text='Of a "child" seen at home\0', source="case_file", said_by="child")
    asked = {
        "evidence": ("text", "source", "polarity", "said_by", "case", "quote"),
        "evaluation": ("finding", "effect", "descriptor"),
    }
    for kind, names in asked.items():
        told = [(r.id, *(r.get(name) for name in names)) for r in lead.store.records(kind)]
        assert lead.store.fields(kind, *names) == told
    assert [row[1] for row in lead.store.fields("evaluation", "finding")] == [None]
