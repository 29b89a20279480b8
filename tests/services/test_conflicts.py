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
