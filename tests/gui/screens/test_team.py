from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from inspector_app.crypto.keys import Cost
from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui.desk import Opens
from inspector_app.gui.screens.team import TeamScreen
from inspector_app.gui.screens.team.membership import COMPARED as SAME
from inspector_app.gui.screens.team.membership import REVOKE
from inspector_app.gui.screens.team.taking import COMPARED
from inspector_app.services import bundles, conflicts, evidence, judgements, merging, rosters, team
from inspector_app.services import session as sessions
from inspector_app.services.keeping import check
from inspector_app.services.session import NewStore, Session, new_store, unlock
from inspector_app.store import drafts, exchange

CODE = "ILACS-HP-02"
LEAD, BO = "ada@inspection", "bo@inspection"
PASSPHRASE = "twelve small owls"


@dataclass
class Picks:
    """An `Asker` that gives what a test laid out, in order; a question that nobody expected fails the test."""

    answers: list[object]
    asked: list[Any]

    def will_answer(self, *answers: object) -> None:
        self.answers.extend(answers)

    def _answer(self, asked: Any, callback: Callable[..., None]) -> None:
        self.asked.append(asked)
        assert self.answers, f"nobody expected to be asked: {asked}"
        callback(self.answers.pop(0))

    def ask(self, question: Any, answered: Callable[..., None]) -> None:
        self._answer(question, answered)

    def choose_file(self, title: str, chosen: Callable[..., None], **_: Any) -> None:
        self._answer(title, chosen)

    choose_folder = choose_file


@dataclass
class Office:
    """The lead's real screen, the lead's and a colleague's real sessions, and a folder that both reach."""

    screen: TeamScreen
    lead: Session
    other: Session
    folder: Path
    picks: Picks

    def sent(self, session: Session | None = None, **how: Any) -> Path:
        return Path(bundles.export_bundle(session or self.other, out=str(self.folder / "out"), **how).bundle)

    def takes(self, path: Path) -> None:
        self.picks.will_answer(path)
        self.screen.bundles.take.click()

    def merges(self, path: Path) -> None:
        self.takes(path)
        self.screen.bundles.merge.click()

    @property
    def verdict(self) -> str:
        """The one line of the verdict that is in sight."""
        page = self.screen.bundles
        (shown,) = (each for each in (page.verdict, page.refusal) if each.isVisible())
        return shown.text()

    @property
    def trial(self) -> dict[str, str]:
        return {fact.label: fact.value for fact in self.screen.bundles.facts.shown}


@pytest.fixture
def device(tmp_path: Path, clock: Any) -> Iterator[Callable[..., Session]]:
    """Makes real sessions of one inspection; each name is one laptop."""
    with ExitStack() as stack:

        def make(name: str, role: str = "inspector", framework: str = "ILACS-2026") -> Session:
            told = NewStore(
                where=tmp_path / name,
                framework=framework,
                authority="Fernshire",
                inspector=name,
                role=role,
                start="2026-11-02",
                passphrase=PASSPHRASE,
                use_keychain=False,
                cost=Cost(memory_kib=64, iterations=1, lanes=1),
            )
            return stack.enter_context(new_store(told, clock))

        yield make


def _screen(qtbot: Any, bench: Any, session: Session) -> tuple[TeamScreen, Picks]:
    picks = Picks([], [])
    made = TeamScreen(replace(bench.desk, dialogs=picks), session)
    qtbot.addWidget(made)
    bench.hear.append(made.refresh)
    made.resize(1000, 800)
    made.show()
    made.shown()
    return made, picks


@pytest.fixture
def office(qtbot: Any, bench: Any, device: Callable[..., Session], tmp_path: Path) -> Office:
    lead, other = device("ada", "lead"), device("bo")
    folder = str(tmp_path / "roster")
    rosters.init_roster(lead, folder=folder)
    for member in (lead, other):
        mine = team.own(member)
        rosters.add_member(
            lead,
            folder=folder,
            principal=mine.principal,
            key=mine.public_key,
            recipient=mine.recipient,
            role=mine.role,
        )
    for member in (lead, other):
        rosters.trust_roster(member, folder=folder)
    screen, picks = _screen(qtbot, bench, lead)
    return Office(screen, lead, other, tmp_path, picks)


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def _evaluated(session: Session, finding: str) -> None:
    judgements.evaluate_descriptor(
        session, descriptor=CODE, finding=finding, effect="Some children wait.", reason="as I saw it"
    )


def _same_start(office: Office) -> str:
    """Both laptops hold one evidence record, linked and evaluated."""
    rec = _note(office.lead, "First line.\nSecond line.\nThird line.")
    evidence.link_evidence(office.lead, evidence=rec, descriptor=CODE, stance="for")
    _evaluated(office.lead, "mixed")
    merging.merge_bundle(office.other, bundle=str(office.sent(office.lead, recipients=(BO,))))
    return rec


def _choose(office: Office, words: str) -> None:
    page = office.screen.conflicts
    next(side for side in page.sides if words in side.accessibleName()).click()


def _reason(office: Office, words: str) -> None:
    office.screen.conflicts.reason.setPlainText(words)


# --- out ---------------------------------------------------------------------------------------------


def test_one_click_exports_for_the_lead_and_says_where_what_and_to_whom(office: Office, bench: Any) -> None:
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


def test_a_colleague_who_is_ticked_can_open_the_bundle(office: Office, bench: Any) -> None:
    rec = _note(office.lead)
    office.screen.bundles.readers[BO].setChecked(True)
    office.picks.will_answer(office.folder)
    office.screen.bundles.export.click()
    assert BO in bench.told[-1].sentence
    (written,) = office.folder.glob("*.bag.zip.age")
    merging.merge_bundle(office.other, bundle=str(written))
    assert office.other.store.find(rec) is not None


def test_to_turn_back_from_the_folder_exports_nothing(office: Office) -> None:
    office.picks.will_answer(None)
    office.screen.bundles.lead.click()
    assert exchange.bundles(office.lead.store) == []


def test_an_export_without_a_roster_is_refused_in_words(
    qtbot: Any, bench: Any, session: Session, tmp_path: Path
) -> None:
    screen, picks = _screen(qtbot, bench, session)
    assert not screen.bundles.lead.isVisible()
    picks.will_answer(tmp_path)
    screen.bundles.export.click()
    assert isinstance(bench.failures[0], RefusedError)
    assert "nobody to seal" in str(bench.failures[0])
    assert screen.bundles.export.isEnabled()


# --- in ----------------------------------------------------------------------------------------------


def test_a_bundle_is_tried_first_and_taken_only_by_the_second_click(office: Office, bench: Any) -> None:
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


def test_a_bundle_put_aside_changes_nothing(office: Office) -> None:
    rec = _note(office.other)
    office.takes(office.sent())
    office.screen.bundles.aside.click()
    assert not office.screen.bundles.trial.isVisible()
    assert office.lead.store.find(rec) is None


def test_one_changed_byte_is_refused_with_its_rule_and_cannot_be_merged(office: Office) -> None:
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


def test_a_bundle_that_changes_after_the_dry_run_is_refused_at_the_merge(office: Office) -> None:
    rec = _note(office.other)
    path = office.sent()
    office.takes(path)
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    office.screen.bundles.merge.click()
    assert office.verdict == "Refused. Nothing was taken."
    assert office.lead.store.find(rec) is None


def test_a_bundle_of_another_inspection_is_refused_in_words(
    office: Office, device: Callable[..., Session]
) -> None:
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


def test_a_file_that_is_no_bundle_or_is_gone_is_told_and_the_buttons_come_back(
    office: Office, bench: Any
) -> None:
    office.takes(office.folder / "gone.bag.zip.age")
    assert isinstance(bench.failures[0], WorldError)
    assert office.screen.bundles.take.isEnabled()
    other = office.folder / "notes.bag.zip.age"
    other.write_bytes(b"not a bundle")
    office.takes(other)
    assert not office.screen.bundles.merge.isVisible()
    assert office.verdict


def test_a_bundle_sealed_to_others_is_said_to_be_so(
    qtbot: Any, bench: Any, office: Office, device: Callable[..., Session]
) -> None:
    screen, picks = _screen(qtbot, bench, device("cy"))
    picks.will_answer(office.sent())
    screen.bundles.take.click()
    assert "sealed to others" in screen.bundles.refusal.text()


# --- an unknown signer -------------------------------------------------------------------------------


@pytest.fixture
def strange(office: Office, device: Callable[..., Session]) -> tuple[Path, str, str]:
    """A bundle by somebody who is not on the roster: its path, a record in it, the fingerprint."""
    stranger = device("cy")
    rec = _note(stranger)
    path = office.sent(stranger, recipients=(sessions.recipient(office.lead.device),))
    return path, rec, team.own(stranger).fingerprint


def test_an_unknown_signer_is_taken_only_after_the_fingerprint_was_compared(
    office: Office, strange: tuple[Path, str, str]
) -> None:
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


def test_the_comparison_holds_for_that_key_only(
    office: Office, strange: tuple[Path, str, str], device: Callable[..., Session], bench: Any
) -> None:
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


def test_a_judgement_that_differs_is_chosen_with_a_reason(office: Office) -> None:
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


def test_without_a_reason_nothing_is_settled(office: Office, bench: Any) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _choose(office, BO)
    office.screen.conflicts.settle.click()
    assert "reason" in str(bench.failures[-1])
    assert len(conflicts.open_conflicts(office.lead)) == 1


def test_the_proposal_for_a_text_is_taken_only_after_a_click(office: Office) -> None:
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


def test_paragraphs_that_both_changed_have_no_proposal_but_can_be_written_anew(office: Office) -> None:
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
    office: Office, qtbot: Any, bench: Any, tmp_path: Path, clock: Any
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
        screen, _ = _screen(qtbot, bench, again)
        screen.open(first)
        assert screen.conflicts.reason.toPlainText() == "waiting for the call"


# --- the roster --------------------------------------------------------------------------------------


def test_a_lead_begins_a_roster_and_puts_a_colleague_on_it(
    qtbot: Any, bench: Any, device: Callable[..., Session], tmp_path: Path
) -> None:
    lead, other = device("ada", "lead"), device("bo")
    screen, picks = _screen(qtbot, bench, lead)
    page = screen.roster
    screen.tabs.setCurrentWidget(page)
    assert not page.form.isVisible()
    picks.will_answer(tmp_path / "roster")
    page.begin.click()
    assert [(m.name, m.role, m.own, m.until) for m in page.list.model.in_sight()] == [
        (LEAD, "lead", True, "")
    ]
    assert not page.begin.isVisible()
    mine = team.own(other)
    page.name.setText(mine.principal)
    page.key.setText(mine.public_key)
    page.recipient.setText(mine.recipient)
    page.add.click()
    assert [m.name for m in page.list.model.in_sight()] == [LEAD, BO]
    assert page.name.text() == ""
    page.list.choose(mine.fingerprint)
    picks.will_answer(REVOKE)
    page.revoke.click()
    standings = {m.name: m.standing for m in page.list.model.in_sight()}
    assert standings == {LEAD: "counts", BO: "revoked"}
    assert not page.revoke.isEnabled()
    assert bench.failures == []


def test_what_is_typed_stays_where_a_colleague_cannot_be_added(office: Office, bench: Any) -> None:
    page = office.screen.roster
    page.name.setText("cy@inspection")
    page.key.setText("not a key")
    page.recipient.setText("age1nothing")
    office.picks.will_answer(office.folder / "roster")
    page.add.click()
    assert len(bench.failures) == 1
    assert page.key.text() == "not a key"


def test_a_roster_is_trusted_only_after_its_fingerprint_was_compared(
    qtbot: Any, bench: Any, device: Callable[..., Session], tmp_path: Path
) -> None:
    lead, other = device("ada", "lead"), device("bo")
    folder = tmp_path / "roster"
    made = rosters.init_roster(lead, folder=str(folder))
    screen, picks = _screen(qtbot, bench, other)
    assert not screen.roster.begin.isVisibleTo(screen.roster)
    picks.will_answer(folder, "Do not trust it")
    screen.roster.trust.click()
    assert rosters.trusted(other) is None
    picks.will_answer(folder, SAME)
    screen.roster.trust.click()
    assert made.fingerprint in picks.asked[-1].text.replace(" ", "")
    assert made.fingerprint in screen.roster.roster.text().replace(" ", "")


def test_a_changed_roster_is_refused(office: Office, bench: Any) -> None:
    for path in (office.folder / "roster").iterdir():
        if "signers" in path.name and not path.name.endswith(".sig"):
            path.write_bytes(path.read_bytes() + b"# one line more\n")
    office.picks.will_answer(office.folder / "roster")
    office.screen.roster.trust.click()
    assert isinstance(bench.failures[-1], WorldError)


def test_what_a_colleague_needs_of_this_device_can_be_copied(office: Office) -> None:
    office.screen.roster.copy.click()
    told = QGuiApplication.clipboard().text()
    mine = team.own(office.lead)
    for each in (mine.principal, mine.public_key, mine.recipient, mine.fingerprint):
        assert each in told


# --- backup, and the whole ---------------------------------------------------------------------------


def test_a_backup_is_made_opened_and_counted(office: Office, clock: Any) -> None:
    rec = _note(office.lead)
    office.picks.will_answer(office.folder / "copies")
    office.screen.back_up.click()
    (copy,) = (office.folder / "copies").iterdir()
    assert str(copy) in office.screen.copied.text()
    with unlock(copy, PASSPHRASE, clock) as opened:
        assert opened.store.find(rec) is not None
        assert check(opened).ok


def test_a_backup_that_cannot_be_made_is_told(office: Office, bench: Any) -> None:
    blocked = office.folder / "a file"
    blocked.write_text("no folder")
    office.picks.will_answer(blocked)
    office.screen.back_up.click()
    assert isinstance(bench.failures[-1], WorldError)
    assert office.screen.back_up.isEnabled()


def test_the_screen_opens_what_it_is_told_and_every_control_has_a_name(office: Office, unnamed: Any) -> None:
    assert isinstance(office.screen, Opens)
    office.screen.open("conflicts")
    assert office.screen.tabs.currentWidget() is office.screen.conflicts
    assert unnamed(office.screen) == []


def test_the_space_bar_is_enough_to_take_a_bundle_in(office: Office) -> None:
    rec = _note(office.other)
    office.picks.will_answer(office.sent())
    QTest.keyClick(office.screen.bundles.take, Qt.Key.Key_Space)
    QTest.keyClick(office.screen.bundles.merge, Qt.Key.Key_Space)
    assert office.lead.store.find(rec) is not None


def test_a_reason_stays_on_screen_while_other_things_happen(office: Office, bench: Any) -> None:
    _same_start(office)
    _evaluated(office.lead, "strength")
    _evaluated(office.other, "improvement")
    office.merges(office.sent())
    _reason(office, "half a")
    office.screen.conflicts.flush()
    office.picks.will_answer(office.folder)
    office.screen.bundles.lead.click()
    assert office.screen.conflicts.reason.toPlainText() == "half a"
