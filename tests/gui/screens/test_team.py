from __future__ import annotations

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui.forms import RETURN, SET_ASIDE, FormDraft, told
from inspector_app.gui.saving import Phase
from inspector_app.merge.plan import plan_merge
from inspector_app.services import evidence, merging, rosters, team
from inspector_app.services.session import Session
from inspector_app.store import drafts, exchange

LEAD, BO = "ada@inspection", "bo@inspection"


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


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


def test_a_merge_whose_write_fails_is_tried_again_by_itself_until_there_is_room(
    office, bench, full_disk
) -> None:
    rec = _note(office.other)
    path = office.sent()
    office.takes(path)
    full_disk.fill()
    office.screen.bundles.merge.click()
    assert bench.told[-1].sentence.startswith(f"Not recorded: the merge of {path.name}.")
    assert not bench.told[-1].closable
    assert bench.desk.board.standing.phase is Phase.FAILED
    bench.desk.board.settle()
    assert office.lead.store.find(rec) is None
    path.unlink()  # the stick went home meanwhile: what was looked at is still here
    full_disk.free()
    bench.desk.board.settle()
    assert office.lead.store.find(rec) is not None
    assert bench.desk.board.standing.phase is not Phase.FAILED
    assert office.screen.presenter.state.trial is None
    assert list(office.lead.store.folder.glob(".quarantine-*")) == []


def test_a_merge_that_waits_for_room_does_not_hold_up_a_lock(office, bench, full_disk) -> None:
    rec = _note(office.other)
    office.takes(office.sent())
    full_disk.fill()
    office.screen.bundles.merge.click()
    bench.desk.board.give_way()
    assert bench.desk.board.standing.phase is not Phase.FAILED
    assert bench.told[-1].sentence.startswith("Left undone")
    assert bench.told[-1].closable
    full_disk.free()
    bench.desk.board.settle()
    assert office.lead.store.find(rec) is None
    office.screen.bundles.merge.click()
    assert office.lead.store.find(rec) is not None


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


def test_a_half_typed_reason_is_offered_back_at_its_bundle(office) -> None:
    _note(office.other)
    office.merges(office.sent())
    name = office.screen.bundles.list.model.row_at(0).tagmanifest
    for blank in (SET_ASIDE, RETURN):
        draft = FormDraft(office.lead, blank, name)
        draft.keep("reason", "It belongs to ano", 17)
        _, screen, what = told(draft.editor)
        assert screen == "team"
        office.screen.tabs.setCurrentWidget(office.screen.roster)
        office.screen.bundles.list.table.clearSelection()
        office.screen.open(what)
        assert office.screen.tabs.currentWidget() is office.screen.bundles
        assert office.screen.bundles.list.current().tagmanifest == name
    office.screen.open("anything else")
    assert office.screen.tabs.currentWidget() is office.screen.conflicts
