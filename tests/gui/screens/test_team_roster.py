from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from inspector_app.crypto import signing, spoken
from inspector_app.errors import WorldError
from inspector_app.gui.desk import Opens
from inspector_app.gui.screens.team.joining import ADMIT
from inspector_app.gui.screens.team.membership import COMPARED as SAME
from inspector_app.gui.screens.team.membership import REVOKE
from inspector_app.services import agent_keys, enrolling, evidence, rosters, team
from inspector_app.services.keeping import check
from inspector_app.services.session import Session, unlock

CODE = "ILACS-HP-02"
LEAD, BO = "ada@inspection", "bo@inspection"
PASSPHRASE = "twelve small owls"
needs_agent = pytest.mark.skipif(sys.platform == "win32", reason="agents of Windows listen on a named pipe")


def _note(session: Session, text: str = "Seen alone at each visit.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file").record


def test_a_lead_begins_a_roster_and_puts_a_colleague_on_it(team_screen, bench, device, tmp_path) -> None:
    lead, other = device("ada", "lead"), device("bo")
    screen, picks = team_screen(lead)
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


def test_what_is_typed_stays_where_a_colleague_cannot_be_added(office, bench) -> None:
    page = office.screen.roster
    page.name.setText("cy@inspection")
    page.key.setText("not a key")
    page.recipient.setText("age1nothing")
    office.picks.will_answer(office.folder / "roster")
    page.add.click()
    assert len(bench.failures) == 1
    assert page.key.text() == "not a key"


def test_a_colleague_who_is_half_entered_is_there_after_a_crash(office, team_screen, bench) -> None:
    page = office.screen.roster
    QTest.keyClicks(page.name, "cy@inspection")
    QTest.keyClicks(page.key, "ssh-ed25519 AAAA")
    page.role.setCurrentIndex(page.role.findData("deputy"))
    page.role.activated.emit(page.role.currentIndex())
    bench.desk.board.settle()
    again, _ = team_screen(office.lead)
    shown = again.roster
    assert (shown.name.text(), shown.key.text()) == ("cy@inspection", "ssh-ed25519 AAAA")
    assert shown.role.currentData() == "deputy"


def test_a_roster_is_trusted_only_after_its_fingerprint_was_compared(
    team_screen, bench, device, tmp_path
) -> None:
    lead, other = device("ada", "lead"), device("bo")
    folder = tmp_path / "roster"
    made = rosters.init_roster(lead, folder=str(folder))
    screen, picks = team_screen(other)
    assert not screen.roster.begin.isVisibleTo(screen.roster)
    picks.will_answer(folder, "Do not trust it")
    screen.roster.trust.click()
    assert rosters.trusted(other) is None
    picks.will_answer(folder, SAME)
    screen.roster.trust.click()
    assert made.fingerprint in picks.asked[-1].text.replace(" ", "")
    assert made.fingerprint in screen.roster.roster.text().replace(" ", "")
    assert spoken.words(made.fingerprint) in picks.asked[-1].text
    assert spoken.words(made.fingerprint) in screen.roster.roster.text()
    assert screen.roster.own.words.text() == spoken.words(team.own(other).fingerprint)


def test_a_changed_roster_is_refused(office, bench) -> None:
    for path in (office.folder / "roster").iterdir():
        if "signers" in path.name and not path.name.endswith(".sig"):
            path.write_bytes(path.read_bytes() + b"# one line more\n")
    office.picks.will_answer(office.folder / "roster")
    office.screen.roster.trust.click()
    assert isinstance(bench.failures[-1], WorldError)


def test_what_a_colleague_needs_of_this_device_can_be_copied(office) -> None:
    office.screen.roster.own.copy.click()
    told = QGuiApplication.clipboard().text()
    mine = team.own(office.lead)
    for each in (mine.principal, mine.public_key, mine.recipient, mine.fingerprint):
        assert each in told


# --- joining by one file -----------------------------------------------------------------------------


@pytest.fixture
def enrolment(device, team_screen, tmp_path, bench) -> tuple[Session, Path]:
    """The file that a newcomer wrote by a click."""
    newcomer = device("cy")
    screen, picks = team_screen(newcomer)
    picks.will_answer(tmp_path / "stick")
    screen.roster.own.write.click()
    (written,) = (tmp_path / "stick").iterdir()
    assert str(written) in bench.told[-1].sentence
    assert spoken.words(team.own(newcomer).fingerprint) in bench.told[-1].advice
    return newcomer, written


def test_a_colleague_is_added_from_a_file_only_after_the_words_were_compared(
    office, enrolment, bench
) -> None:
    newcomer, file = enrolment
    page = office.screen.roster
    office.picks.will_answer(file, office.folder / "roster", "Do not add")
    page.admit.click()
    assert [m.name for m in page.list.model.in_sight()] == [LEAD, BO]
    asked = office.picks.asked[-1]
    mine = team.own(newcomer)
    assert mine.principal in asked.title
    assert spoken.words(mine.fingerprint) in asked.text
    assert mine.fingerprint in asked.text.replace(" ", "")
    assert "Role: Inspector." in asked.text
    assert "already" not in asked.text
    office.picks.will_answer(file, office.folder / "roster", ADMIT)
    page.admit.click()
    assert [m.name for m in page.list.model.in_sight()] == [LEAD, BO, mine.principal]
    assert "Added to the roster" in bench.told[-1].sentence
    rosters.trust_roster(newcomer, folder=str(office.folder / "roster"))
    assert team.team(newcomer).leads == (LEAD,)
    assert bench.failures == []


def test_what_nobody_would_expect_of_a_file_stands_in_the_question(office, device, tmp_path) -> None:
    """A name that is taken, the role of a lead, another inspection: each is said before the click."""
    rogue = device("bo-too", "lead", "SIF-130216")
    object.__setattr__(rogue.device, "principal", BO)
    file = enrolling.write_enrolment(rogue, out=str(tmp_path / "stick")).path
    office.picks.will_answer(file, office.folder / "roster", "Do not add")
    office.screen.roster.admit.click()
    asked = office.picks.asked[-1].text
    assert "on the roster already with another key" in asked
    assert "sealed to each lead" in asked
    assert "another inspection" in asked


def test_a_changed_file_asks_nothing(office, enrolment, bench) -> None:
    _, file = enrolment
    file.write_bytes(file.read_bytes().replace(b"Role: inspector", b"Role: deputy"))
    office.picks.will_answer(file)
    office.screen.roster.admit.click()
    assert isinstance(bench.failures[-1], WorldError)
    assert office.screen.roster.admit.isEnabled()


def test_a_colleague_is_added_from_the_text_of_a_qr_code_after_the_same_comparison(
    office, device, team_screen, bench
) -> None:
    newcomer = device("cy")
    screen, _ = team_screen(newcomer)
    screen.tabs.setCurrentWidget(screen.roster)
    part = screen.roster.own
    assert not part.shown.isVisibleTo(part)
    part.show_code.click()
    assert part.shown.isVisibleTo(part)
    assert part.code.visibleRegion().boundingRect().size() == part.code.size()  # nobody scrolls for it
    assert part.code.accessibleDescription() == part.text.toPlainText()
    part.copy_text.click()
    scanned = QGuiApplication.clipboard().text()
    part.hide_code.click()
    assert not part.shown.isVisibleTo(part)
    page = office.screen.roster
    page.text.setPlainText(f"  {scanned.strip()}  ")
    office.picks.will_answer(office.folder / "roster", "Do not add")
    page.admit_text.click()
    assert spoken.words(team.own(newcomer).fingerprint) in office.picks.asked[-1].text
    assert page.text.toPlainText()
    office.picks.will_answer(office.folder / "roster", ADMIT)
    page.admit_text.click()
    assert [m.name for m in page.list.model.in_sight()] == [LEAD, BO, "cy@inspection"]
    assert page.text.toPlainText() == ""
    assert bench.failures == []


@pytest.mark.parametrize("text", ["", "Enrolment-Format: enrolment/1", "grüße"])
def test_a_text_that_is_no_enrolment_asks_nothing_and_stays(office, bench, text) -> None:
    page = office.screen.roster
    page.text.setPlainText(text)
    page.admit_text.click()
    assert isinstance(bench.failures[-1], WorldError)
    assert page.text.toPlainText() == text
    assert page.admit_text.isEnabled()


# --- what signs --------------------------------------------------------------------------------------


@pytest.fixture
def agents_key(start_agent, tmp_path) -> str:
    """The fingerprint of the one key that a real agent keeps."""
    start_agent()
    told = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "Ada's token", "-f", str(tmp_path / "id")]
    subprocess.run(told, check=True)
    subprocess.run(["ssh-add", "-q", str(tmp_path / "id")], check=True)
    return signing.public_key((tmp_path / "id.pub").read_text("ascii")).fingerprint


@needs_agent
def test_a_key_of_the_agent_is_chosen_by_its_words_enrolled_and_left_again(
    office, bench, agents_key, tmp_path
) -> None:
    part = office.screen.roster.own
    assert not part.leave.isVisibleTo(part)
    office.picks.will_answer("Change nothing")
    part.use.click()
    assert agent_keys.chosen(office.lead) == ""
    words = office.picks.asked[-1].answers[1]
    assert spoken.words(agents_key) in words
    assert "Ada's token" in words
    office.picks.will_answer(words)
    part.use.click()
    assert agent_keys.chosen(office.lead) == agents_key
    assert spoken.words(agents_key) in part.signing.text()
    office.picks.will_answer(tmp_path / "stick")
    part.enrol.click()
    (written,) = (tmp_path / "stick").iterdir()
    assert enrolling.applicant(file=str(written)).fingerprint == agents_key
    part.leave.click()
    assert agent_keys.chosen(office.lead) == ""
    assert not part.leave.isVisibleTo(part)
    assert bench.failures == []


@needs_agent
def test_an_agent_without_a_key_that_may_sign_is_told(office, bench, start_agent) -> None:
    start_agent()
    office.screen.roster.own.use.click()
    assert "no key that may sign" in bench.told[-1].sentence


def test_where_there_is_no_agent_that_is_told_and_the_buttons_come_back(office, bench) -> None:
    part = office.screen.roster.own
    part.use.click()
    assert isinstance(bench.failures[-1], WorldError)
    assert part.use.isEnabled()


@pytest.mark.needs("ssh-keygen")
def test_a_certificate_of_the_organisation_is_taken_and_told(office, bench, tmp_path) -> None:
    part, mine = office.screen.roster.own, team.own(office.lead)
    (tmp_path / "me.pub").write_text(f"{mine.public_key}\n", "ascii")
    for words in (
        ("-t", "ed25519", "-N", "", "-f", "ca"),
        ("-s", "ca", "-I", "1", "-n", LEAD, "-V", "20261101:20270201", "me.pub"),
    ):
        subprocess.run(["ssh-keygen", "-q", *words], check=True, capture_output=True, cwd=tmp_path)
    office.picks.will_answer(tmp_path / "me.pub")
    part.certificate.click()
    assert isinstance(bench.failures[-1], WorldError)
    office.picks.will_answer(tmp_path / "me-cert.pub")
    part.certificate.click()
    assert "counts until" in part.signing.text()
    assert "2027-0" in bench.told[-1].sentence


# --- backup, and the whole ---------------------------------------------------------------------------


def test_a_backup_is_made_opened_and_counted(office, clock) -> None:
    rec = _note(office.lead)
    office.picks.will_answer(office.folder / "copies")
    office.screen.back_up.click()
    (copy,) = (office.folder / "copies").iterdir()
    assert str(copy) in office.screen.copied.text()
    with unlock(copy, PASSPHRASE, clock) as opened:
        assert opened.store.find(rec) is not None
        assert check(opened).ok


def test_a_backup_holds_up_no_saving(office, bench, monkeypatch) -> None:
    jobs: list[object] = []
    monkeypatch.setattr(bench.desk.runner, "run_beside", lambda job, *_ends: jobs.append(job))
    office.picks.will_answer(office.folder / "copies")
    office.screen.back_up.click()
    assert len(jobs) == 1
    assert not office.screen.back_up.isEnabled()
    assert not (office.folder / "copies").exists()


def test_a_backup_that_cannot_be_made_is_told(office, bench) -> None:
    blocked = office.folder / "a file"
    blocked.write_text("no folder")
    office.picks.will_answer(blocked)
    office.screen.back_up.click()
    assert isinstance(bench.failures[-1], WorldError)
    assert office.screen.back_up.isEnabled()


def test_the_screen_opens_what_it_is_told_and_every_control_has_a_name(office, unnamed) -> None:
    assert isinstance(office.screen, Opens)
    office.screen.open("conflicts")
    assert office.screen.tabs.currentWidget() is office.screen.conflicts
    assert unnamed(office.screen) == []


def test_the_space_bar_is_enough_to_take_a_bundle_in(office) -> None:
    rec = _note(office.other)
    office.picks.will_answer(office.sent())
    QTest.keyClick(office.screen.bundles.take, Qt.Key.Key_Space)
    QTest.keyClick(office.screen.bundles.merge, Qt.Key.Key_Space)
    assert office.lead.store.find(rec) is not None
