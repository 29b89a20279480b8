"""What was done last is undone and done again, over any number of steps, restarts and merges."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import WITHDRAWS
from inspector_app.errors import RefusedError
from inspector_app.merge.plan import plan_merge
from inspector_app.services import (
    attachments,
    bundles,
    cases,
    concerns,
    conflicts,
    evidence,
    interviews,
    judgements,
    local_words,
    merging,
    undoing,
    unsealed,
)
from inspector_app.services import session as sessions
from inspector_app.services.changes import Changes
from inspector_app.services.session import NewStore, Session
from inspector_app.store import exchange

CODE, OTHER = "ILACS-HP-02", "ILACS-HP-03"
PASSPHRASE = "twelve small owls"
COST = Cost(memory_kib=64, iterations=1, lanes=1)


def _undo(session: Session) -> Changes:
    step = undoing.outlook(session).undo
    assert step is not None
    return undoing.undo(session, step=step.id)


def _redo(session: Session) -> Changes:
    step = undoing.outlook(session).redo
    assert step is not None
    return undoing.redo(session, step=step.id)


def _names(session: Session) -> tuple[str, str]:
    now = undoing.outlook(session)
    return (now.undo.name if now.undo else "", now.redo.name if now.redo else "")


def _redo_all(session: Session) -> int:
    count = 0
    while undoing.outlook(session).redo is not None:
        _redo(session)
        count += 1
    return count


def _view(session: Session) -> str:
    """Every record in view with what it says, conflicts too; not what only tells of revisions."""
    told = {
        record.id: (
            {name: value for name, value in record.fields.items() if name not in ("_withdraws", "_restores")},
            {name: [one.value for one in values] for name, values in record.conflicts.items()},
            record.deleted,
        )
        for record in session.store.records(deleted=True)
        if not record.is_set_aside
    }
    return json.dumps(told, sort_keys=True)


def _give(sender: Session, taker: Session) -> None:
    """Hands a whole ledger over without a bundle."""
    entries = [e for actor in exchange.frontier(sender.store) for e in exchange.log(sender.store, actor)]
    payloads = exchange.payload_lines(sender.store, [e.header.pay for e in entries])
    plan = plan_merge([e.line for e in entries], payloads, taker.store.ledger)
    taker.store.integrate(merging.arrival(plan, "0" * 64))


def _note(session: Session, text: str = "The plan was late.", **told: Any) -> str:
    return evidence.record_evidence(session, text=text, source="case_file", **told).record


@pytest.fixture
def pair(open_session: Callable[..., Session]) -> tuple[Session, Session]:
    return open_session("ada", "lead"), open_session("bo")


def test_a_new_store_has_nothing_to_undo(session: Session) -> None:
    assert undoing.outlook(session) == undoing.Outlook()


def test_undo_brings_the_earlier_words_back_and_redo_the_later_ones(session: Session) -> None:
    rec = _note(session, "First.")
    evidence.amend_evidence(session, evidence=rec, text="Second.")
    evidence.amend_evidence(session, evidence=rec, text="Third.")
    _undo(session)
    assert session.store.record(rec).get("text") == "Second."
    _undo(session)
    assert session.store.record(rec).get("text") == "First."
    _redo(session)
    _redo(session)
    assert session.store.record(rec).get("text") == "Third."


def test_undo_and_redo_name_what_they_will_do(session: Session) -> None:
    case = cases.open_case_track(session, reference="Heron", why_chosen="concern").record
    rec = _note(session)
    evidence.amend_evidence(session, evidence=rec, case=case)
    assert _names(session) == ("move evidence", "")
    _undo(session)
    assert _names(session) == ("record evidence", "move evidence")
    _undo(session)
    assert _names(session) == ("open case", "record evidence")


def test_an_undo_is_a_further_revision_and_takes_nothing_from_the_log(session: Session) -> None:
    rec = _note(session, "First.")
    amended = evidence.amend_evidence(session, evidence=rec, text="Second.").revision
    before = session.store.revisions()
    _undo(session)
    assert session.store.revisions() == before + 1
    last = session.store.history(rec)[-1]
    assert last.payload is not None
    assert dict(last.payload.fields) == {WITHDRAWS: [amended]}
    assert last.entry.header.author == session.device.principal


def test_a_new_record_goes_out_of_view_and_comes_back_whole(session: Session) -> None:
    rec = _note(session, "Seen.", place="home")
    before = _view(session)
    _undo(session)
    assert rec not in {one.id for one in session.store.records("evidence")}
    assert session.store.search("Seen") == []
    _redo(session)
    assert _view(session) == before


def test_withdrawn_evidence_comes_back_together_with_its_links(session: Session) -> None:
    rec = _note(session)
    for code in (CODE, OTHER):
        evidence.link_evidence(session, evidence=rec, descriptor=code, stance="for")
    before = _view(session)
    evidence.withdraw_evidence(session, evidence=rec, reason="wrong child")
    assert _names(session)[0] == "withdraw evidence"
    _undo(session)
    assert _view(session) == before
    assert _names(session)[0] == "link evidence"


def test_undo_survives_a_restart(session: Session) -> None:
    rec = _note(session, "First.")
    evidence.amend_evidence(session, evidence=rec, text="Second.")
    evidence.amend_evidence(session, evidence=rec, text="Third.")
    _undo(session)
    session.close()
    with sessions.unlock(session.store.folder, PASSPHRASE) as later:
        _redo(later)
        assert later.store.record(rec).get("text") == "Third."
        _undo(later)
        _undo(later)
        assert later.store.record(rec).get("text") == "First."


def test_what_is_sealed_meanwhile_takes_neither_undo_nor_redo_away(session: Session) -> None:
    one, other = _note(session, "One."), _note(session, "Other.")
    evidence.amend_evidence(session, evidence=one, text="One, changed.")
    _undo(session)
    unsealed.keep_typing(session, editor="e", kind="evidence", fields={"text": "Other, typed."}, record=other)
    unsealed.seal_typing(session, editor="e")
    assert _names(session) == ("change words of evidence", "change words of evidence")
    _redo(session)
    assert session.store.record(one).get("text") == "One, changed."


def test_words_that_are_not_recorded_yet_are_not_undone_over(session: Session) -> None:
    rec = _note(session)
    unsealed.keep_typing(session, editor="e", kind="evidence", fields={"text": "Typing"}, record=rec)
    with pytest.raises(RefusedError, match="not recorded yet"):
        _undo(session)


def test_what_a_colleague_changed_since_is_not_undone_and_says_who(pair: tuple[Session, Session]) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    _give(ada, bo)
    evidence.amend_evidence(bo, evidence=rec, text="Third, by bo.")
    _give(bo, ada)
    with pytest.raises(RefusedError, match="bo@inspection has changed the same since"):
        _undo(ada)
    assert ada.store.record(rec).get("text") == "Third, by bo."
    # What came before it can be looked for all the same, and is told as well.
    refused = undoing.outlook(ada).undo
    assert refused is not None
    earlier = undoing.outlook(ada, passing={refused.id}).undo
    assert earlier is not None
    with pytest.raises(RefusedError, match="has changed the same since"):
        undoing.undo(ada, step=earlier.id)


def test_another_field_of_a_record_that_a_colleague_changed_can_be_undone(
    pair: tuple[Session, Session],
) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    _give(ada, bo)
    evidence.amend_evidence(bo, evidence=rec, polarity="strength")
    _give(bo, ada)
    _undo(ada)
    record = ada.store.record(rec)
    assert (record.get("text"), record.get("polarity")) == ("First.", "strength")


def test_a_record_that_a_colleague_tied_something_to_stays(pair: tuple[Session, Session]) -> None:
    ada, bo = pair
    rec = _note(ada)
    _give(ada, bo)
    evidence.link_evidence(bo, evidence=rec, descriptor=CODE, stance="for")
    _give(bo, ada)
    with pytest.raises(RefusedError, match="tied to it"):
        _undo(ada)


def test_an_undo_reaches_a_colleague_and_ends_the_same_there(pair: tuple[Session, Session]) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    _give(ada, bo)
    _undo(ada)
    _give(ada, bo)
    assert bo.store.record(rec).get("text") == "First."
    assert bo.store.record(rec).conflicts == {}
    assert undoing.outlook(bo).undo is None, "what others did is not one's own to undo"


def test_a_settled_disagreement_is_open_again_after_undo(pair: tuple[Session, Session]) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    _give(ada, bo)
    evidence.amend_evidence(ada, evidence=rec, text="By ada.")
    evidence.amend_evidence(bo, evidence=rec, text="By bo.")
    _give(bo, ada)
    conflicts.resolve_conflict(ada, record=rec, field="text", value="By both.", reason="we talked")
    assert _names(ada)[0] == "settle disagreement"
    _undo(ada)
    assert sorted(one.value for one in ada.store.record(rec).conflicts["text"]) == ["By ada.", "By bo."]
    _redo(ada)
    assert ada.store.record(rec).get("text") == "By both."


def test_an_urgent_concern_an_export_and_a_merge_are_not_offered(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    ada, bo = team
    rec = _note(ada)
    concerns.raise_urgent_concern(ada, summary="Not safe tonight.", told="director", evidence=rec)
    path = bundles.export_bundle(bo, out=str(tmp_path / "out"), clear=True).bundle
    merging.merge_bundle(ada, bundle=path)
    bundles.export_bundle(ada, out=str(tmp_path / "out"), clear=True)
    before = _view(ada)
    assert _names(ada)[0] == "record evidence"
    with pytest.raises(RefusedError, match="tied to it"):
        _undo(ada)
    assert _view(ada) == before


def test_cases_from_the_councils_lists_are_not_offered_and_one_by_hand_is(session: Session) -> None:
    workbook = Path(__file__).parents[2] / "resources/samples/fernshire-annex-a.xlsx"
    chosen = cases.choose_cases(session, workbook=str(workbook), seed=7, limit=3)
    assert undoing.outlook(session).undo is None
    cases.note_case(session, case=next(iter(chosen.cases.values())), summary="Well known to the team.")
    assert _names(session)[0] == "note about case"
    _undo(session)
    assert undoing.outlook(session).undo is None


def test_an_attached_file_and_the_local_words_are_undone(session: Session, tmp_path: Path) -> None:
    rec = _note(session)
    file = tmp_path / "plan.txt"
    file.write_text("a plan", "utf-8")
    attachments.attach_file(session, file=str(file), to=rec)
    local_words.choose_words(session, care_leavers="care-experienced young people")
    assert _names(session)[0] == "choose words"
    _undo(session)
    assert local_words.local_words(session).instead == {}
    assert _names(session)[0] == "attach file"
    _undo(session)
    assert session.store.records("attachment") == []
    _redo(session)
    (kept,) = session.store.records("attachment")
    assert b"".join(attachments.read_attachment(session, attachment=kept.id)) == b"a plan"


def test_an_undone_link_or_evaluation_that_is_made_anew_has_nothing_of_the_old_one(session: Session) -> None:
    rec = _note(session)
    evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="for", note="old note")
    _undo(session)
    link = evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="against").record
    assert session.store.record(link).get("note") is None
    told = {"finding": "mixed", "effect": "Some wait."}
    judgements.evaluate_descriptor(session, descriptor=CODE, summary="Old summary.", **told)
    _undo(session)
    made = judgements.evaluate_descriptor(session, descriptor=CODE, **told).record
    assert session.store.record(made).get("summary") is None


def test_a_case_is_not_opened_again_while_another_has_its_reference(session: Session) -> None:
    cases.open_case_track(session, reference="Heron", why_chosen="concern")
    _undo(session)
    cases.open_case_track(session, reference="Heron", why_chosen="another concern")
    assert _names(session) == ("open case", "")


# --- the law ------------------------------------------------------------------------------------------


class _Hand:
    """Does one of many intents, chosen by a number; what cannot be done now is left out."""

    def __init__(self, session: Session, code: str = CODE) -> None:
        self.session = session
        self.code = code
        self.count = 0

    def do(self, what: int, which: int) -> None:
        try:
            self._do(what, which)
        except RefusedError:
            return

    def _one(self, kind: str, which: int, *, deleted: bool = False) -> str:
        found = [r.id for r in self.session.store.records(kind, deleted=deleted) if not r.is_set_aside]
        if not found:
            raise RefusedError("none yet")
        return found[which % len(found)]

    def _do(self, what: int, which: int) -> None:  # noqa: C901, PLR0912 - one line for each intent
        session, one = self.session, self._one
        self.count += 1
        told = f"Words {self.count} of {session.device.inspector}"
        match what:
            case 0:
                _note(session, told)
            case 1:
                evidence.amend_evidence(session, evidence=one("evidence", which), text=told)
            case 2:
                evidence.amend_evidence(
                    session, evidence=one("evidence", which), case=one("case_track", which)
                )
            case 3:
                evidence.withdraw_evidence(session, evidence=one("evidence", which), reason=told)
            case 4:
                evidence.bring_back(session, record=one("evidence", which, deleted=True), reason=told)
            case 5:
                stance = "for" if which % 2 else "against"
                evidence.link_evidence(
                    session, evidence=one("evidence", which), descriptor=self.code, stance=stance, note=told
                )
            case 6:
                evidence.unlink_evidence(session, evidence=one("evidence", which), descriptor=self.code)
            case 7:
                cases.open_case_track(session, reference=told, why_chosen="concern")
            case 8:
                cases.note_case(session, case=one("case_track", which), summary=told)
            case 9:
                cases.close_case_track(session, case=one("case_track", which), reason=told)
            case 10:
                interviews.note_interview(session, role_met="child", notes=told)
            case 11:
                interviews.amend_interview(session, interview=one("interview", which), notes=told)
            case 12:
                judgements.evaluate_descriptor(
                    session, descriptor=self.code, finding=("mixed", "strength")[which % 2], effect=told
                )
            case 13:
                judgements.count_tally(session, text=told, numerator=1, denominator=2, population="cases")
            case 14:
                concerns.raise_urgent_concern(session, summary=told, told="director")
            case 15:
                _undo_if_any(session)
            case _:
                _redo_if_any(session)


def _undo_if_any(session: Session) -> None:
    if (step := undoing.outlook(session).undo) is not None:
        undoing.undo(session, step=step.id)


def _redo_if_any(session: Session) -> None:
    if (step := undoing.outlook(session).redo) is not None:
        undoing.redo(session, step=step.id)


def _made(where: Path, name: str) -> Session:
    told = NewStore(
        where=where / name,
        framework="ILACS-2026",
        authority="Fernshire",
        inspector=name,
        role="inspector",
        start="2026-11-02",
        passphrase=PASSPHRASE,
        use_keychain=False,
        cost=COST,
    )
    return sessions.new_store(told)


_DEEDS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 5)), max_size=24)
_WITH_UNDO = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 5)), max_size=30)


def _concerns_aside(view: str) -> str:
    """A view without the register of urgent concerns, which no undo touches."""
    told = json.loads(view)
    return json.dumps({rec: one for rec, one in told.items() if "raised" not in one[0]}, sort_keys=True)


@settings(max_examples=25, deadline=None)
@given(deeds=_DEEDS, theirs=_DEEDS)
def test_undoing_everything_ends_as_it_began_and_redoing_everything_as_it_was(
    deeds: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    """A restart between, and a colleague's own work that comes in between."""
    with tempfile.TemporaryDirectory() as folder:
        session, bo = _made(Path(folder), "ada"), _made(Path(folder), "bo")
        with bo:
            other = _Hand(bo, OTHER)
            for what, which in theirs:
                other.do(what, which)
            with session:
                _note(session, "Before all.")
                began = _view(session)
                first = len(_steps(session))
                hand = _Hand(session)
                for what, which in deeds:
                    hand.do(what, which)
                ended = _view(session)
                steps = len(_steps(session)) - first
                for _ in range(steps // 2):
                    _undo(session)
            with sessions.unlock(session.store.folder, PASSPHRASE) as later:
                for _ in range(steps - steps // 2):
                    _undo(later)
                assert _concerns_aside(_view(later)) == began
                _give(bo, later)
                with_bo = _view(later)
                assert _redo_all(later) == steps
                after = json.loads(_view(later))
                assert {rec: after[rec] for rec in json.loads(ended)} == json.loads(ended)
                for _ in range(steps):
                    _undo(later)
                assert _view(later) == with_bo


def _steps(session: Session) -> list[str]:
    """The steps that could be undone one after the other, the last first."""
    found: list[str] = []
    while (step := undoing.outlook(session, passing=found).undo) is not None:
        found.append(step.id)
    return found


@settings(max_examples=25, deadline=None)
@given(deeds=_WITH_UNDO)
def test_undo_then_redo_changes_nothing_whatever_was_undone_before(deeds: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, _made(Path(folder), "ada") as session:
        hand = _Hand(session)
        for what, which in deeds:
            hand.do(what, which)
            before, step = _view(session), undoing.outlook(session).undo
            if step is None:
                continue
            try:
                undoing.undo(session, step=step.id)
            except RefusedError:
                assert _view(session) == before
                continue
            again = undoing.outlook(session).redo
            assert again is not None
            assert again.id == step.id
            undoing.redo(session, step=step.id)
            assert _view(session) == before
