"""A merge is taken back as a whole, brought back, and neither depends on what came first."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bundle import layout
from inspector_app.errors import RefusedError
from inspector_app.merge.plan import plan_merge
from inspector_app.services import bundles, conflicts, evidence, merging, parts, rosters, set_aside
from inspector_app.services.session import Session
from inspector_app.store import exchange

Team = tuple[Session, Session, Session]
WHY = "it belongs to another council"


@pytest.fixture
def three(trusting: Callable[..., Team]) -> Team:
    return trusting("ada", "bo", "cy")


def _note(session: Session, text: str) -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def _sent(sender: Session, tmp_path: Path) -> str:
    return bundles.export_bundle(sender, out=str(tmp_path / "out"), clear=True).bundle


def _taken(taker: Session, path: str) -> str:
    done = merging.merge_bundle(taker, bundle=path)
    assert done.verdict == "good"
    return max(
        (row for row in exchange.bundles(taker.store) if row.direction == "in"), key=lambda r: r.at
    ).tagmanifest


def _view(session: Session) -> dict[str, Any]:
    """What is in view, but for what tells of the exchange itself."""
    return {
        record.id: {name: told for name, told in record.fields.items() if not name.startswith("_")}
        | {"conflicts": sorted(record.conflicts)}
        for record in session.store.records()
        if record.kind not in ("receipt", "decision")
    }


def _state(session: Session) -> str:
    """All of what the ledger amounts to, hidden records too."""
    told = [
        (one.id, one.kind, dict(one.fields), one.heads, sorted(one.conflicts), one.deleted, one.revisions)
        for one in session.store.records(deleted=True)
    ]
    return json.dumps(told, sort_keys=True)


def _shared(three: Team, tmp_path: Path) -> str:
    """One note that all three hold."""
    lead, bo, cy = three
    rec = _note(lead, "Seen by the lead.")
    path = _sent(lead, tmp_path)
    for member in (bo, cy):
        _taken(member, path)
    return rec


def test_a_merge_is_taken_back_whole_and_brought_back_and_nothing_is_removed(
    three: Team, tmp_path: Path
) -> None:
    lead, bo, _ = three
    shared = _shared(three, tmp_path)
    evidence.amend_evidence(bo, evidence=shared, text="Changed by bo.")
    new = _note(bo, "A record of bo's own.")
    before = _view(lead)
    bundle = _taken(lead, _sent(bo, tmp_path))
    after, revisions = _view(lead), lead.store.revisions()
    receipts = {one.id for one in lead.store.records("receipt")}
    assert (after[shared]["text"], new in after) == ("Changed by bo.", True)

    done = set_aside.set_aside_merge(lead, bundle=bundle[:12], reason=WHY)
    assert _view(lead) == before
    assert done.told == ""
    assert new in done.records
    assert {one.id for one in lead.store.records("receipt")} == receipts
    assert lead.store.revisions() > revisions
    assert lead.store.search("own") == []
    (aside,) = set_aside.asides(lead).values()
    assert (aside.tagmanifest, aside.author, aside.reason) == (bundle, "ada@inspection", WHY)
    state = _state(lead)
    lead.store.rebuild()
    assert _state(lead) == state

    set_aside.bring_back_merge(lead, bundle=bundle, reason="It was ours after all")
    assert _view(lead) == after
    assert [hit.record for hit in lead.store.search("own")] == [new]
    assert set_aside.asides(lead) == {}
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    assert _view(lead) == before


def test_the_order_in_which_the_bundles_come_does_not_matter(
    three: Team, open_session: Callable[..., Session], tmp_path: Path
) -> None:
    lead, bo, cy = three
    shared = _shared(three, tmp_path)
    evidence.amend_evidence(bo, evidence=shared, text="Changed by bo.")
    hidden = _note(bo, "A record of bo's own.")
    paths = [_sent(bo, tmp_path)]
    evidence.amend_evidence(cy, evidence=shared, polarity="urgent")
    paths.append(_sent(cy, tmp_path))
    bundle = _taken(lead, paths[0])
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    paths.append(_sent(lead, tmp_path))
    found: set[str] = set()
    for number, order in enumerate(permutations(paths)):
        reader = open_session(f"reader {number}")
        rosters.trust_roster(reader, folder=str(tmp_path / "roster"))
        for path in order:
            _taken(reader, path)
        assert reader.store.record(shared).get("text") == "Seen by the lead."
        assert reader.store.record(shared).get("polarity") == "urgent"
        assert reader.store.record(hidden).deleted
        assert set(set_aside.asides(reader)) == {bundle}
        found.add(json.dumps([one for one in json.loads(_state(reader)) if one[1] == "evidence"]))
    assert len(found) == 1


def test_later_work_on_what_was_set_aside_stays_and_shows(three: Team, tmp_path: Path) -> None:
    lead, bo, cy = three
    shared = _shared(three, tmp_path)
    evidence.amend_evidence(bo, evidence=shared, text="Changed by bo.")
    new, untouched = _note(bo, "A record of bo's own."), _note(bo, "Another one.")
    path = _sent(bo, tmp_path)
    bundle = _taken(lead, path)
    _taken(cy, path)
    evidence.amend_evidence(lead, evidence=shared, polarity="urgent")
    evidence.amend_evidence(cy, evidence=new, polarity="strength")  # before cy hears of the decision
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    assert (lead.store.record(shared).get("text"), lead.store.record(shared).get("polarity")) == (
        "Seen by the lead.", "urgent",
    )  # fmt: skip
    assert lead.store.record(new).deleted
    _taken(lead, _sent(cy, tmp_path))
    _taken(cy, _sent(lead, tmp_path))
    for member in (lead, cy):
        kept = member.store.record(new)
        assert (kept.deleted, kept.get("text"), kept.get("polarity")) == (
            False, "A record of bo's own.", "strength",
        )  # fmt: skip
        assert member.store.record(untouched).deleted
    set_aside.bring_back_merge(lead, bundle=bundle, reason="ours")
    done = set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    assert done.told == "1 record that it began stays in view, because somebody went on with it."


def test_a_settlement_taken_back_in_the_bundle_stands_again_and_is_taken_back_again(
    three: Team, tmp_path: Path
) -> None:
    lead, bo, _ = three
    shared = _shared(three, tmp_path)
    for member, text in ((lead, "As the lead says."), (bo, "As bo says.")):
        evidence.amend_evidence(member, evidence=shared, text=text)
    _taken(lead, _sent(bo, tmp_path))
    revision = lead.store.record(shared).conflicts["text"][0].revision
    conflicts.resolve_conflict(lead, record=shared, field="text", reason="seen", take=revision)
    settled = lead.store.record(shared).get("text")
    _taken(bo, _sent(lead, tmp_path))
    conflicts.take_back(bo, record=shared, field="text", reason="not so")
    bundle = _taken(lead, _sent(bo, tmp_path))
    assert "text" in lead.store.record(shared).conflicts
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    assert lead.store.record(shared).get("text") == settled
    set_aside.bring_back_merge(lead, bundle=bundle, reason="it was right")
    assert "text" in lead.store.record(shared).conflicts


def test_a_settlement_that_was_set_aside_and_brought_back_can_be_taken_back(
    three: Team, tmp_path: Path
) -> None:
    lead, bo, _ = three
    shared = _shared(three, tmp_path)
    for member, text in ((lead, "As the lead says."), (bo, "As bo says.")):
        evidence.amend_evidence(member, evidence=shared, text=text)
    path = _sent(lead, tmp_path)
    _taken(lead, _sent(bo, tmp_path))
    _taken(bo, path)
    revision = bo.store.record(shared).conflicts["text"][0].revision
    conflicts.resolve_conflict(bo, record=shared, field="text", reason="seen", take=revision)
    bundle = _taken(lead, _sent(bo, tmp_path))
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    set_aside.bring_back_merge(lead, bundle=bundle, reason="ours")
    assert "text" not in lead.store.record(shared).conflicts
    conflicts.take_back(lead, record=shared, field="text", reason="not so")
    assert "text" in lead.store.record(shared).conflicts


def test_what_counted_no_longer_before_is_not_brought_back_with_the_rest(three: Team, tmp_path: Path) -> None:
    lead, bo, _ = three
    shared = _shared(three, tmp_path)
    for member, text in ((lead, "As the lead says."), (bo, "As bo says.")):
        evidence.amend_evidence(member, evidence=shared, text=text)
    _taken(bo, _sent(lead, tmp_path))
    revision = bo.store.record(shared).conflicts["text"][0].revision
    conflicts.resolve_conflict(bo, record=shared, field="text", reason="seen", take=revision)
    bundle = _taken(lead, _sent(bo, tmp_path))
    conflicts.take_back(lead, record=shared, field="text", reason="not so")
    before = _view(lead)
    assert before[shared]["conflicts"] == ["text"]
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    assert lead.store.record(shared).get("text") == "As the lead says."
    set_aside.bring_back_merge(lead, bundle=bundle, reason="ours")
    assert _view(lead) == before


def test_a_colleague_brings_back_what_the_lead_set_aside_and_where_they_disagree_it_shows(
    three: Team, tmp_path: Path
) -> None:
    lead, bo, cy = three
    new = _note(bo, "A record of bo's own.")
    bundle = _taken(lead, _sent(bo, tmp_path))
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    path = _sent(lead, tmp_path)
    _taken(cy, path)
    _taken(bo, path)
    assert bo.store.record(new).deleted
    assert cy.store.record(new).deleted
    set_aside.bring_back_merge(cy, bundle=bundle, reason="it is ours")
    assert not cy.store.record(new).deleted
    _taken(lead, _sent(cy, tmp_path))
    assert not lead.store.record(new).deleted
    assert set_aside.asides(lead) == {}


def test_only_a_merge_that_brought_something_is_set_aside_and_only_for_a_reason(
    three: Team, tmp_path: Path
) -> None:
    lead, bo, _ = three
    bundle = _taken(lead, _sent(bo, tmp_path))
    before = lead.store.revisions()
    for name, why in ((bundle, " "), ("", WHY), ("0" * 64, WHY)):
        with pytest.raises(RefusedError):
            set_aside.set_aside_merge(lead, bundle=name, reason=why)
    with pytest.raises(RefusedError, match="No single bundle"):
        set_aside.bring_back_merge(lead, bundle=bundle, reason=WHY)
    again = _taken(lead, _sent(bo, tmp_path))
    assert lead.store.revisions() == before + 1  # a receipt; this one brought nothing new
    with pytest.raises(RefusedError, match="Nothing that this bundle brought"):
        set_aside.set_aside_merge(lead, bundle=again, reason=WHY)


def test_what_has_not_all_come_is_brought_back_only_once_it_has(
    three: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, bo, cy = three
    notes = {_note(bo, f"Note {number}.") for number in range(8)}
    with monkeypatch.context() as small:
        small.setattr(layout, "MAX_MEMBERS", parts._FIXED_FILES + 3 + 6)
        made = bundles.export_bundle(bo, out=str(tmp_path / "out"), clear=True).bundles
    bundle = _taken(lead, made[1])  # it waits for the part before it
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    _taken(cy, _sent(lead, tmp_path))
    for member in (lead, cy):
        assert set(set_aside.asides(member)) == {bundle}
        assert list(member.store.records("evidence")) == []  # nothing but words has come
        before = member.store.revisions()
        with pytest.raises(RefusedError, match="has come to this laptop yet"):
            set_aside.bring_back_merge(member, bundle=bundle, reason="ours")
        assert member.store.revisions() == before
    for path in made:
        merging.merge_bundle(cy, bundle=path)
    assert {one.id for one in cy.store.records("evidence")} < notes
    set_aside.bring_back_merge(cy, bundle=bundle, reason="ours")
    assert {one.id for one in cy.store.records("evidence")} == notes


def test_nobody_hears_of_a_decision_before_what_it_says_of_each_record(three: Team, tmp_path: Path) -> None:
    lead, bo, cy = three
    new = _note(bo, "A record of bo's own.")
    path = _sent(bo, tmp_path)
    bundle = _taken(lead, path)
    _taken(cy, path)
    set_aside.set_aside_merge(lead, bundle=bundle, reason=WHY)
    for entry in exchange.log(lead.store, lead.device.actor):
        payloads = exchange.payload_lines(lead.store, [entry.header.pay])
        cy.store.integrate(merging.arrival(plan_merge([entry.line], payloads, cy.store.ledger), "0" * 64))
        assert cy.store.record(new).deleted or not set_aside.asides(cy)
    assert set(set_aside.asides(cy)) == {bundle}
