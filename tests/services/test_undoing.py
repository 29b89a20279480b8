"""What was done last is undone and done again, over any number of steps, restarts and merges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.revision import WITHDRAWS
from inspector_app.errors import RefusedError
from inspector_app.services import (
    attachments,
    bundles,
    cases,
    concerns,
    conflicts,
    evidence,
    judgements,
    local_words,
    merging,
    undoing,
    unsealed,
)
from inspector_app.services import session as sessions
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

View = Callable[[Session], str]
Give = Callable[[Session, Session], None]
CODE, OTHER = "ILACS-HP-02", "ILACS-HP-03"
PASSPHRASE = "twelve small owls"


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


def test_a_new_record_goes_out_of_view_and_comes_back_whole(session: Session, in_view: View) -> None:
    rec = _note(session, "Seen.", place="home")
    before = in_view(session)
    _undo(session)
    assert rec not in {one.id for one in session.store.records("evidence")}
    assert session.store.search("Seen") == []
    _redo(session)
    assert in_view(session) == before


def test_withdrawn_evidence_comes_back_together_with_its_links(session: Session, in_view: View) -> None:
    rec = _note(session)
    for code in (CODE, OTHER):
        evidence.link_evidence(session, evidence=rec, descriptor=code, stance="for")
    before = in_view(session)
    evidence.withdraw_evidence(session, evidence=rec, reason="wrong child")
    assert _names(session)[0] == "withdraw evidence"
    _undo(session)
    assert in_view(session) == before
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


def test_typing_that_says_what_is_recorded_does_not_hinder_undo_and_does_not_come_back(
    session: Session,
) -> None:
    rec = _note(session, "First.")
    evidence.amend_evidence(session, evidence=rec, text="Second.")
    unsealed.keep_typing(session, editor="e", kind="evidence", fields={"text": "Second."}, record=rec)
    _undo(session)
    assert unsealed.offered_back(session) == []
    assert unsealed.seal_typing(session, editor="e") is None
    assert session.store.record(rec).get("text") == "First."


def test_what_a_colleague_changed_since_is_not_undone_and_says_who(
    pair: tuple[Session, Session], hand_over: Give
) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    hand_over(ada, bo)
    evidence.amend_evidence(bo, evidence=rec, text="Third, by bo.")
    hand_over(bo, ada)
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
    pair: tuple[Session, Session], hand_over: Give
) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    hand_over(ada, bo)
    evidence.amend_evidence(bo, evidence=rec, polarity="strength")
    hand_over(bo, ada)
    _undo(ada)
    record = ada.store.record(rec)
    assert (record.get("text"), record.get("polarity")) == ("First.", "strength")


def test_a_record_that_a_colleague_tied_something_to_stays(
    pair: tuple[Session, Session], hand_over: Give
) -> None:
    ada, bo = pair
    rec = _note(ada)
    hand_over(ada, bo)
    evidence.link_evidence(bo, evidence=rec, descriptor=CODE, stance="for")
    hand_over(bo, ada)
    with pytest.raises(RefusedError, match="tied to it"):
        _undo(ada)


def test_an_undo_reaches_a_colleague_and_ends_the_same_there(
    pair: tuple[Session, Session], hand_over: Give
) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    evidence.amend_evidence(ada, evidence=rec, text="Second.")
    hand_over(ada, bo)
    _undo(ada)
    hand_over(ada, bo)
    assert bo.store.record(rec).get("text") == "First."
    assert bo.store.record(rec).conflicts == {}
    assert undoing.outlook(bo).undo is None, "what others did is not one's own to undo"


def test_a_settled_disagreement_is_open_again_after_undo(
    pair: tuple[Session, Session], hand_over: Give
) -> None:
    ada, bo = pair
    rec = _note(ada, "First.")
    hand_over(ada, bo)
    evidence.amend_evidence(ada, evidence=rec, text="By ada.")
    evidence.amend_evidence(bo, evidence=rec, text="By bo.")
    hand_over(bo, ada)
    conflicts.resolve_conflict(ada, record=rec, field="text", value="By both.", reason="we talked")
    assert _names(ada)[0] == "settle disagreement"
    _undo(ada)
    assert sorted(one.value for one in ada.store.record(rec).conflicts["text"]) == ["By ada.", "By bo."]
    _redo(ada)
    assert ada.store.record(rec).get("text") == "By both."


def test_an_urgent_concern_an_export_and_a_merge_are_not_offered(
    team: tuple[Session, Session], tmp_path: Path, in_view: View
) -> None:
    ada, bo = team
    rec = _note(ada)
    concerns.raise_urgent_concern(ada, summary="Not safe tonight.", told="director", evidence=rec)
    path = bundles.export_bundle(bo, out=str(tmp_path / "out"), clear=True).bundle
    merging.merge_bundle(ada, bundle=path)
    bundles.export_bundle(ada, out=str(tmp_path / "out"), clear=True)
    before = in_view(ada)
    assert _names(ada)[0] == "record evidence"
    with pytest.raises(RefusedError, match="tied to it"):
        _undo(ada)
    assert in_view(ada) == before


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
