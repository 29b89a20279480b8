from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui.screens.team.taking import COMPARED
from inspector_app.merge.plan import plan_merge
from inspector_app.services import conflicts, evidence, judgements, merging, rosters, team
from inspector_app.services import session as sessions
from inspector_app.services.session import Session, unlock
from inspector_app.store import drafts, exchange

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


def test_one_click_exports_for_the_lead_and_says_where_what_and_to_whom(office, bench) -> None:
    _note(office.lead)
    office.picks.will_answer(office.folder)
    office.screen.bundles.lead.click()
    (written,) = office.folder.glob("*.bag.zip.age")
    told = bench.told[-1].sentence
    assert str(written) in told
    assert f"{office.lead.store.revisions()} revisions" in told
    assert LEAD in told
    assert BO not in told
    assert office.screen.bundles.told.text() == told
    row = office.screen.bundles.list.model.row_at(0)
    assert (row.incoming, row.principal, row.sequence) == (False, LEAD, 1)
    office.screen.bundles.lead.click()
    assert len(list(office.folder.glob("*.bag.zip.age"))) == 2
    assert len(office.picks.asked) == 1


def test_a_colleague_who_is_ticked_can_open_the_bundle(office, bench) -> None:
    rec = _note(office.lead)
    office.screen.bundles.readers[BO].setChecked(True)
    office.picks.will_answer(office.folder)
    office.screen.bundles.export.click()
    assert BO in bench.told[-1].sentence
    (written,) = office.folder.glob("*.bag.zip.age")
    merging.merge_bundle(office.other, bundle=str(written))
    assert office.other.store.find(rec) is not None


def test_to_turn_back_from_the_folder_exports_nothing(office) -> None:
    office.picks.will_answer(None)
    office.screen.bundles.lead.click()
    assert exchange.bundles(office.lead.store) == []


def test_an_export_without_a_roster_is_refused_in_words(
    team_screen, bench, session: Session, tmp_path
) -> None:
    screen, picks = team_screen(session)
    assert not screen.bundles.lead.isVisible()
    picks.will_answer(tmp_path)
    screen.bundles.export.click()
    assert isinstance(bench.failures[0], RefusedError)
    assert "nobody to seal" in str(bench.failures[0])
    assert screen.bundles.export.isEnabled()


# --- in ----------------------------------------------------------------------------------------------


def test_a_bundle_is_tried_first_and_taken_only_by_the_second_click(office, bench) -> None:
    rec = _note(office.other)
    path = office.sent()
    office.takes(path)
    page = office.screen.bundles
    assert page.trial.isVisible()
    assert office.verdict.startswith(f"Whole and unchanged, signed by {BO}")
    assert office.trial["New"] == f"{office.other.store.revisions()} changes"
    assert office.trial["Already here"] == "0 changes"
    assert office.trial["Set aside"] == "0 changes"
    assert office.lead.store.find(rec) is None
    page.merge.click()
    assert office.lead.store.find(rec) is not None
    assert not page.trial.isVisible()
    assert "evidence" in bench.changes[-1].kinds
    row = page.list.model.row_at(0)
    assert (row.incoming, row.principal) == (True, BO)
    office.takes(path)
    assert office.trial["New"] == "0 changes"
    assert "taken in before" in office.trial["What that means"]


def test_a_bundle_put_aside_changes_nothing(office) -> None:
    rec = _note(office.other)
    office.takes(office.sent())
    office.screen.bundles.aside.click()
    assert not office.screen.bundles.trial.isVisible()
    assert office.lead.store.find(rec) is None


def test_one_changed_byte_is_refused_with_its_rule_and_cannot_be_merged(office) -> None:
    _note(office.other)
    path = office.sent()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = office.lead.store.revisions()
    office.takes(path)
    page = office.screen.bundles
    assert office.verdict == "Refused. Nothing was taken."
    assert office.trial["Rule"].startswith("R")
    assert office.trial["What that means"]
    assert not page.merge.isVisible()
    assert not page.compare.isVisible()
    page.merge.click()
    assert office.lead.store.revisions() == before


def test_a_bundle_that_changes_after_the_dry_run_is_refused_at_the_merge(office) -> None:
    rec = _note(office.other)
    path = office.sent()
    office.takes(path)
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    office.screen.bundles.merge.click()
    assert office.verdict == "Refused. Nothing was taken."
    assert office.lead.store.find(rec) is None


def test_a_bundle_of_another_inspection_is_refused_in_words(office, device) -> None:
    foreign = device("cy", framework="SIF-130216")
    mine, folder = team.own(foreign), str(office.folder / "roster")
    rosters.add_member(
        office.lead, folder=folder, principal=mine.principal, key=mine.public_key, recipient=mine.recipient
    )
    rosters.trust_roster(office.lead, folder=folder)
    rosters.trust_roster(foreign, folder=folder)
    office.takes(office.sent(foreign))
    assert office.verdict == "Refused: this bundle belongs to another inspection."
    assert not office.screen.bundles.merge.isVisible()


def test_a_file_that_is_no_bundle_or_is_gone_is_told_and_the_buttons_come_back(office, bench) -> None:
    office.takes(office.folder / "gone.bag.zip.age")
    assert isinstance(bench.failures[0], WorldError)
    assert office.screen.bundles.take.isEnabled()
    other = office.folder / "notes.bag.zip.age"
    other.write_bytes(b"not a bundle")
    office.takes(other)
    assert not office.screen.bundles.merge.isVisible()
    assert office.verdict


def test_a_bundle_sealed_to_others_is_said_to_be_so(team_screen, bench, office, device) -> None:
    screen, picks = team_screen(device("cy"))
    picks.will_answer(office.sent())
    screen.bundles.take.click()
    assert "sealed to others" in screen.bundles.refusal.text()


# --- an unknown signer -------------------------------------------------------------------------------


@pytest.fixture
def strange(office, device) -> tuple[Path, str, str]:
    """A bundle by somebody who is not on the roster: its path, a record in it, the fingerprint."""
    stranger = device("cy")
    rec = _note(stranger)
    path = office.sent(stranger, recipients=(sessions.recipient(office.lead.device),))
    return path, rec, team.own(stranger).fingerprint


def test_an_unknown_signer_is_taken_only_after_the_fingerprint_was_compared(office, strange) -> None:
    path, rec, fingerprint = strange
    office.takes(path)
    page = office.screen.bundles
    assert office.trial["Fingerprint"].replace(" ", "") == fingerprint
    assert not page.merge.isVisible()
    office.picks.will_answer("Not yet")
    page.compare.click()
    assert not page.merge.isVisible()
    office.picks.will_answer(COMPARED)
    page.compare.click()
    assert fingerprint in office.picks.asked[-1].text.replace(" ", "")
    assert page.merge.isVisible()
    assert "New" in office.trial
    assert office.lead.store.find(rec) is None
    page.merge.click()
    assert office.lead.store.find(rec) is not None
    assert [r.get("fingerprint") for r in office.lead.store.records("decision")] == [fingerprint]


def test_the_comparison_holds_for_that_key_only(office, strange, device, bench) -> None:
    path, rec, _ = strange
    office.takes(path)
    office.picks.will_answer(COMPARED)
    office.screen.bundles.compare.click()
    third = device("dee")
    swapped = office.sent(third, recipients=(sessions.recipient(office.lead.device),))
    shutil.copyfile(swapped, path)
    office.screen.bundles.merge.click()
    assert "another key signed it" in str(bench.failures[-1])
    assert office.lead.store.records("decision") == []
    assert office.lead.store.find(rec) is None


# --- disagreements -----------------------------------------------------------------------------------


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


def test_what_waits_for_a_bundle_stands_above_the_list_until_it_comes(office) -> None:
    page = office.screen.bundles
    assert not page.out.isVisible()
    for _ in range(2):
        _note(office.other)
    actor = office.other.device.actor
    log = list(exchange.log(office.other.store, actor))
    for some in (log[2:], log[:2]):
        payloads = exchange.payload_lines(office.other.store, [e.header.pay for e in some])
        plan = plan_merge([e.line for e in some], payloads, office.lead.store.ledger)
        office.lead.store.integrate(merging.arrival(plan, "0" * 64))
        office.screen.presenter.load()
        assert page.out.isVisible() == (some[0] is log[2])
        assert ("wait for its place 2" in page.out.text()) == (some[0] is log[2])


def test_what_only_a_lost_laptop_had_is_told_on_its_page(office) -> None:
    _note(office.other)
    merging.merge_bundle(office.lead, bundle=str(office.sent()))
    office.screen.shown()
    page, device = office.screen.laptops, office.other.device.actor
    assert page.list.model.total == 1  # this laptop itself is not on the list
    assert not page.look.isEnabled()
    assert page.list.choose(device)
    page.look.click()
    assert "Nothing that anybody has ever mentioned is missing." in page.found.text()
    place = exchange.frontier(office.lead.store)[device][0]
    exchange.keep_acknowledged(office.lead.store, "cy", {device: (place + 2, "f" * 64)})
    page.look.click()
    assert f"Its own log lacks 2 changes (place {place + 1} to {place + 2})" in page.found.text()


def test_a_merge_is_set_aside_from_the_list_and_brought_back_and_a_reason_is_kept(office, bench) -> None:
    rec = _note(office.other)
    office.merges(office.sent())
    page = office.screen.bundles
    assert not page.set_aside.isEnabled()  # nothing is chosen
    row = page.list.model.row_at(0)
    assert page.list.choose((row.tagmanifest, True))
    assert page.set_aside.isEnabled()
    assert not page.bring_back.isEnabled()
    office.picks.will_answer("It belongs to another council.")
    page.set_aside.click()
    assert office.lead.store.record(rec).deleted
    assert rec in bench.changes[-1].records
    assert "nothing was removed" in page.told.text()
    shown = page.list.model.row_at(0)
    assert (shown.aside, shown.why_aside) == (LEAD, "It belongs to another council.")
    assert drafts.found(office.lead.store) == []
    assert not page.set_aside.isEnabled()
    office.picks.will_answer("It was ours.")
    page.bring_back.click()
    assert not office.lead.store.record(rec).deleted
    assert page.list.model.row_at(0).aside == ""


def test_without_a_reason_nothing_is_set_aside(office, bench) -> None:
    rec = _note(office.other)
    office.merges(office.sent())
    page = office.screen.bundles
    assert page.list.choose((page.list.model.row_at(0).tagmanifest, True))
    office.picks.will_answer("")
    page.set_aside.click()
    assert isinstance(bench.failures[0], RefusedError)
    assert not office.lead.store.record(rec).deleted
    assert page.set_aside.isEnabled()
