from __future__ import annotations

from PySide6.QtTest import QTest

from inspector_app.services import conflicts, evidence, judgements, merging
from inspector_app.services.session import Session, unlock
from inspector_app.store import drafts

CODE = "ILACS-HP-02"
LEAD, BO = "ada@inspection", "bo@inspection"
PASSPHRASE = "twelve small owls"


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def _evaluated(session: Session, finding: str) -> None:
    judgements.evaluate_descriptor(
        session, descriptor=CODE, finding=finding, effect="Some children wait.", reason="as I saw it"
    )


def _same_start(office) -> str:
    """Both laptops hold one evidence record, linked and evaluated."""
    rec = _note(office.lead, "First line.\nSecond line.\nThird line.")
    evidence.link_evidence(office.lead, evidence=rec, descriptor=CODE, stance="for")
    _evaluated(office.lead, "mixed")
    merging.merge_bundle(office.other, bundle=str(office.sent(office.lead, recipients=(BO,))))
    return rec


def _choose(office, words: str) -> None:
    page = office.screen.conflicts
    next(side for side in page.sides if words in side.accessibleName()).click()


def _reason(office, words: str) -> None:
    office.screen.conflicts.reason.setPlainText(words)


# --- out ---------------------------------------------------------------------------------------------


def test_a_judgement_that_differs_is_chosen_with_a_reason(office) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    screen, page = office.screen, office.screen.conflicts
    assert screen.tabs.tabText(1) == "Disagreements (1)"
    assert page.list.model.row_at(0).kind == "Choose"
    names = [side.accessibleName() for side in page.sides]
    assert any(LEAD in name and "Strength" in name for name in names)
    assert any(BO in name and "improvement" in name.lower() for name in names)
    assert "Both go back to: " in page.base.text()
    assert not page.anew.isVisibleTo(page)
    assert not page.settle.isEnabled()
    _choose(office, BO)
    _reason(office, "read again together")
    page.settle.click()
    assert conflicts.open_conflicts(office.lead) == []
    (record,) = office.lead.store.records("evaluation")
    assert record.get("finding") == "improvement"
    assert drafts.found(office.lead.store) == []
    assert screen.tabs.tabText(1) == "Disagreements"


def test_without_a_reason_nothing_is_settled(office, bench) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _choose(office, BO)
    office.screen.conflicts.settle.click()
    assert "reason" in str(bench.failures[-1])
    assert len(conflicts.open_conflicts(office.lead)) == 1


def test_the_proposal_for_a_text_is_taken_only_after_a_click(office) -> None:
    rec = _same_start(office)
    evidence.amend_evidence(office.lead, evidence=rec, text="First, by Ada.\nSecond line.\nThird line.")
    evidence.amend_evidence(office.other, evidence=rec, text="First line.\nSecond line.\nThird, by Bo.")
    office.merges(office.sent())
    page = office.screen.conflicts
    office.screen.open(rec)
    assert office.screen.tabs.currentWidget() is page
    both = "First, by Ada.\nSecond line.\nThird, by Bo."
    assert page.proposed.text().endswith(both)
    assert page.text.toPlainText() == ""
    assert "1  First, by Ada." in page.lines.text() or "2  First, by Ada." in page.lines.text()
    page.proposal.click()
    assert page.own.isChecked()
    _reason(office, "both saw something")
    page.settle.click()
    assert office.lead.store.record(rec).get("text") == both


def test_paragraphs_that_both_changed_have_no_proposal_but_can_be_written_anew(office) -> None:
    rec = _same_start(office)
    evidence.amend_evidence(office.lead, evidence=rec, text="First, by Ada.\nSecond line.\nThird line.")
    evidence.amend_evidence(office.other, evidence=rec, text="First, by Bo.\nSecond line.\nThird line.")
    office.merges(office.sent())
    page = office.screen.conflicts
    office.screen.open(rec)
    assert not page.proposal.isVisibleTo(page)
    page.own.click()
    page.text.setPlainText("First, by both.")
    _reason(office, "agreed")
    page.settle.click()
    assert office.lead.store.record(rec).get("text") == "First, by both."


def test_a_reason_survives_being_left_and_comes_back_after_a_crash(
    office, team_screen, bench, tmp_path, clock
) -> None:
    rec = _same_start(office)
    for session, who in ((office.lead, "Ada"), (office.other, "Bo")):
        evidence.amend_evidence(session, evidence=rec, text=f"First, by {who}.\nSecond line.\nThird line.")
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    page = office.screen.conflicts
    first = office.screen.presenter.state.opened
    _reason(office, "waiting for the call")
    page.leave.click()
    assert office.screen.presenter.state.opened != first
    assert page.reason.toPlainText() == ""
    office.screen.open(first)
    assert page.reason.toPlainText() == "waiting for the call"
    assert len(conflicts.open_conflicts(office.lead)) == 2
    bench.hear.clear()
    office.lead.close()
    with unlock(tmp_path / "ada", PASSPHRASE, clock) as again:
        screen, _ = team_screen(again)
        screen.open(first)
        assert screen.conflicts.reason.toPlainText() == "waiting for the call"


# --- the roster --------------------------------------------------------------------------------------


def test_the_side_that_was_ticked_comes_back_after_a_crash(office, team_screen) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _choose(office, BO)
    screen, _ = team_screen(office.lead)
    (ticked,) = (side for side in screen.conflicts.sides if side.isChecked())
    assert BO in ticked.accessibleName()
    assert screen.conflicts.settle.isEnabled()


def test_a_settlement_whose_write_fails_waits_with_its_reason(office, bench, full_disk) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _choose(office, BO)
    _reason(office, "read again together")
    office.screen.conflicts.flush()
    full_disk.fill()
    office.screen.conflicts.settle.click()
    assert bench.told[-1].sentence.startswith("Not recorded: how a disagreement is settled.")
    assert not bench.told[-1].closable
    assert office.screen.conflicts.reason.toPlainText() == "read again together"
    full_disk.free()
    bench.desk.board.settle()
    assert conflicts.open_conflicts(office.lead) == []


def test_a_reason_comes_back_with_the_cursor_where_it_was(office, team_screen) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    page = office.screen.conflicts
    _reason(office, "waiting for the call")
    cursor = page.reason.textCursor()
    cursor.setPosition(8)
    page.reason.setTextCursor(cursor)
    QTest.keyClicks(page.reason, "still ")
    page.flush()
    screen, _ = team_screen(office.lead)
    assert screen.conflicts.reason.textCursor().position() == 14


def test_a_reason_stays_on_screen_while_other_things_happen(office, bench) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _reason(office, "half a")
    office.screen.conflicts.flush()
    office.picks.will_answer(office.folder)
    office.screen.bundles.lead.click()
    assert office.screen.conflicts.reason.toPlainText() == "half a"


def test_a_reason_for_leaving_it_open_is_shown_to_the_team(office, bench) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    place = office.screen.presenter.state.opened
    office.screen.conflicts.leave.click()
    assert office.lead.store.records("decision") == []
    _reason(office, "waiting for the call")
    office.screen.conflicts.leave.click()
    office.screen.conflicts.leave.click()
    (decision,) = office.lead.store.records("decision")
    assert (decision.get("reason"), decision.revisions) == ("waiting for the call", 1)
    office.screen.open(place)
    assert office.screen.presenter.state.dispute.context[0] == ("Left open because", "waiting for the call")
