"""One inspector's day in the real window: real threads, a real encrypted store, the keyboard and the mouse."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTableView

from inspector_app import frameworks
from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost
from inspector_app.gui import dropwatch
from inspector_app.gui.app import Program, Start
from inspector_app.gui.saving import Phase
from inspector_app.gui.widgets.dialogs import Dialogs
from inspector_app.gui.widgets.words_dialog import WordsDialog
from inspector_app.services import bundles, evidence, machine, merging, rosters
from inspector_app.services.session import NewStore, new_store, public_key, recipient
from inspector_app.services.session import unlock as open_with_passphrase
from inspector_app.store.folder import DATABASE, HEAD, KEYS

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]

PASSPHRASE = "twelve small owls"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


class SteadyClock:
    """Goes on by a second at each look, so that nothing in a test waits for the real time."""

    def __init__(self):
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.moment += timedelta(seconds=1)
        return self.moment


class Walker:
    """One program and the gestures of a person at it."""

    def __init__(self, qtbot, program):
        self.qtbot, self.program = qtbot, program
        self.window = program.shell.window

    def until(self, holds):
        try:
            self.qtbot.waitUntil(holds, timeout=15_000)
        except self.qtbot.TimeoutError:
            pytest.fail(f"still waiting; the window says: {self.words()}")

    def rest(self):
        """Waits until no job is under way."""
        self.until(lambda: self.program.shell.tasks.busy == 0)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, at=None):
        if at is None:
            at = self.window
            at.activateWindow()
            self.until(at.isActiveWindow)
        QTest.keyClick(at, key, modifier)

    def type(self, field, words):
        field.setFocus()
        QTest.keyClicks(field, words)

    def screen(self, name):
        self.window.go(name)
        self.rest()
        return self.window.screen_of(name)

    def button(self, within, words):
        return next(
            b for b in within.findChildren(QPushButton) if b.text().replace("&", "").startswith(words)
        )

    def set_up(self):
        door = self.program.door
        door.tabs.setCurrentIndex(1)
        self.type(door.authority, "Fernshire")
        self.type(door.inspector, "Ada")
        door.framework.setCurrentIndex(door.framework.findData("ILACS-2026"))
        door.role.setCurrentIndex(door.role.findData("lead"))
        for field in (door.new_passphrase, door.new_again):
            self.type(field, PASSPHRASE)
        door.create_button.click()
        self.until(lambda: self.program.session is not None)
        self.rest()

    def unlock(self, passphrase):
        self.type(self.program.door.passphrase, passphrase)
        self.press(Qt.Key.Key_Return, at=self.program.door.passphrase)

    def words(self):
        return "\n".join(
            label.text() for label in self.window.findChildren(QLabel) if label.isVisible() and label.text()
        )


@pytest.fixture
def start(qtbot, qapp, tmp_path):
    """Starts the program on one home folder; each call is a new start, as after closing it."""
    begun = []

    def begin(**told):
        if begun:
            finish(begun.pop())
        program = Program(qapp, Start(tmp_path / "home", cost=CHEAP, **told), clock=SteadyClock())
        begun.append(program)
        program.begin()
        qtbot.waitUntil(lambda: program.door is None or program.door.framework.count() > 0, timeout=15_000)
        walker = Walker(qtbot, program)
        walker.rest()
        return walker

    def finish(program):
        program.shell.window.close()
        qtbot.waitUntil(lambda: not program.shell.window.isVisible(), timeout=15_000)
        program.end()
        program.shell.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    yield begin
    while begun:
        finish(begun.pop())


def capture(walker, words):
    """Ctrl+N, words, Ctrl+Return."""
    walker.press(Qt.Key.Key_N, CONTROL)
    panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture" and w.isVisible())
    walker.rest()
    walker.type(panel.box, words)
    panel.seal()
    walker.rest()
    panel.hide()
    return panel


def test_a_day_from_setting_up_to_the_word_draft(start, tmp_path):
    walker = start()
    walker.set_up()
    assert "Fernshire" in walker.window.windowTitle()
    framework = frameworks.load("ILACS-2026")
    code = framework.descriptors[0].code
    capture(walker, f"Plans say what changes for the child. #{code} ")
    assert walker.screen("evidence").list.model.total == 1
    follow_a_case(walker)
    evaluate(walker, code)
    judge(walker, next(a for a in framework.areas if a.descriptors and a.graded).code)
    walker.screen("report").presenter._place_chosen(tmp_path / "draft.docx")
    walker.rest()
    assert (tmp_path / "draft.docx").stat().st_size > 10_000
    assert walker.program.shell.board.standing.phase in {Phase.CLEAN, Phase.SAVED}


def follow_a_case(walker):
    """A case by hand, and one step of its journey."""
    cases = walker.screen("cases")
    cases.presenter.add_case()
    walker.rest()
    (dialog,) = walker.window.findChildren(WordsDialog)
    walker.type(dialog.fields["reference"], "Curlew 48")
    walker.type(dialog.fields["why"], "thresholds")
    dialog.does.click()
    walker.rest()
    cases._day.setDate(QDate(2026, 3, 4))
    walker.type(cases._what, "a school asked for help")
    walker.button(cases, "Add step").click()
    walker.rest()
    assert cases.journey.table.model.total == 1


def choose(box, value):
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def evaluate(walker, code):
    """The evidence stands beside the descriptor; finding and effect make an evaluation."""
    lists = walker.screen("checklists")
    lists.open(code)
    walker.rest()
    assert "Plans say what changes" in lists._backing.text()
    choose(lists.finding, "strength")
    walker.type(lists._editors["effect"], "Children get help sooner.")
    walker.button(lists, "Record").click()
    walker.rest()
    assert lists.presenter.state.opened.line.row.finding == "strength"


def judge(walker, area):
    """A provisional grade with its rationale."""
    judged = walker.screen("judgements")
    judged.open(area)
    walker.type(judged.rationale, "The files agree.")
    choose(judged.grade, "good")
    judged.propose.click()
    walker.rest()
    assert next(r for r in judged.presenter.state.profile.rows if r.code == area).grade == "good"


@pytest.fixture
def team(tmp_path):
    """A lead's and an inspector's store that trust one roster, and a bundle of the inspector's."""
    folder = str(tmp_path / "roster")
    with ExitStack() as stack:
        members = []
        for name, role in (("Ada", "lead"), ("Bo", "inspector")):
            told = NewStore(
                where=tmp_path / name, framework="ILACS-2026", authority="Fernshire", inspector=name, role=role,
                start="2026-11-02", passphrase=PASSPHRASE, use_keychain=False, cost=CHEAP,
            )  # fmt: skip
            members.append(stack.enter_context(new_store(told, SteadyClock())))
        lead, other = members
        rosters.init_roster(lead, folder=folder)
        for one in members:
            rosters.add_member(
                lead, folder=folder, principal=one.device.principal, key=public_key(one.device),
                recipient=recipient(one.device), role=one.device.role,
            )  # fmt: skip
        for one in members:
            rosters.trust_roster(one, folder=folder)
        evidence.record_evidence(other, text="Seen alone at each visit.", source="case_file")
        sent = bundles.export_bundle(other, out=str(tmp_path / "out"))
        return lead.store.folder, sent.bundle


def test_a_lead_takes_a_bundle_in_and_sends_one_out(start, team, tmp_path, monkeypatch):
    where, bundle = team
    monkeypatch.setattr(Dialogs, "choose_file", lambda _self, _title, chosen, **_: chosen(Path(bundle)))
    monkeypatch.setattr(
        Dialogs, "choose_folder", lambda _self, _title, chosen, **_: chosen(tmp_path / "sent")
    )
    walker = start(store=where)
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    screen = walker.screen("team")
    screen.bundles.take.click()
    walker.rest()
    assert walker.screen("evidence").list.model.total == 0
    walker.screen("team")
    screen.bundles.merge.click()
    walker.rest()
    assert walker.screen("evidence").list.model.total == 1
    walker.screen("team")
    screen.bundles.export.click()
    walker.rest()
    (sent,) = (tmp_path / "sent").iterdir()
    assert sent.name.endswith(".bag.zip.age")


def test_locking_closes_the_store_and_the_right_passphrase_brings_everything_back(start):
    walker = start()
    walker.set_up()
    capture(walker, "Seen alone at each visit.")
    walker.press(Qt.Key.Key_L, CONTROL)
    walker.until(lambda: walker.program.session is None)
    walker.rest()
    assert "Seen alone" not in walker.words()
    walker.unlock("not the passphrase")
    walker.until(walker.program.door.error.isVisible)
    assert walker.program.session is None
    walker.program.door.passphrase.clear()
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    assert walker.screen("evidence").list.model.total == 1


def test_a_backup_is_made_once_a_stick_was_chosen_and_at_each_opening(start, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    monkeypatch.setattr(Dialogs, "choose_folder", lambda _self, _title, chosen, **_: chosen(stick))
    walker = start()
    walker.set_up()
    assert "No automatic backups" in walker.words()
    walker.window.actions_book.run("file.backups")
    walker.rest()
    assert [path.is_dir() for path in stick.iterdir()].count(True) == 1
    assert "Backed up 2 Nov 2026" in walker.words()
    capture(walker, "Seen alone at each visit.")
    walker.press(Qt.Key.Key_L, CONTROL)
    walker.until(lambda: walker.program.session is None)
    walker.rest()
    assert "Backed up" not in walker.words()
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    walker.rest()
    assert "2 Nov 2026" in walker.words()
    newest = max(path for path in stick.iterdir() if path.is_dir())
    assert "-000002-" in newest.name


def test_half_a_sentence_is_there_after_the_window_was_closed_and_opened(start):
    walker = start()
    walker.set_up()
    where = walker.program.session.store.folder
    walker.press(Qt.Key.Key_N, CONTROL)
    panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture" and w.isVisible())
    walker.rest()
    walker.type(panel.box, "The duty manager said that")
    before = panel.box.toPlainText()
    walker = start(store=where)
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    walker.rest()
    assert "still here" in walker.words()
    walker.press(Qt.Key.Key_N, CONTROL)
    walker.rest()
    panel = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "capture" and w.isVisible())
    assert panel.box.toPlainText() == before


def test_what_waits_in_the_drop_folder_is_counted_until_a_lock_and_again_after_it(
    start, tmp_path, monkeypatch
):
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(dropwatch, "SETTLE_MS", 20)
    monkeypatch.setattr(Dialogs, "choose_folder", lambda _self, _title, chosen, **_: chosen(stick))
    walker = start()
    walker.set_up()
    told = NewStore(
        where=tmp_path / "bo",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Bo",
        role="inspector",
        start="2026-11-02",
        passphrase=PASSPHRASE,
        use_keychain=False,
        cost=CHEAP,
    )
    own = sealing.recipient_of(walker.program.session.device.identity)
    with new_store(told, SteadyClock()) as other:
        bundles.export_bundle(other, out=str(stick), recipients=(own,))
    walker.screen("team").bundles.drop.choose.click()
    walker.until(lambda: "1 bundle waits" in walker.words())
    walker.press(Qt.Key.Key_L, CONTROL)
    walker.until(lambda: walker.program.session is None)
    walker.rest()
    assert "bundle waits" not in walker.words()
    assert "team.take" not in walker.window.actions_book
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    walker.until(lambda: "1 bundle waits" in walker.words())
    walker.screen("evidence")
    walker.press(Qt.Key.Key_T, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    walker.until(lambda: walker.window.front == "team")
    walker.rest()


def test_an_answer_that_is_half_typed_goes_out_of_sight_on_lock_and_is_offered_back(start):
    walker = start()
    walker.set_up()
    cases = walker.screen("cases")
    cases.presenter.add_case()
    walker.rest()
    (dialog,) = walker.window.findChildren(WordsDialog)
    walker.type(dialog.fields["reference"], "Curlew 48")
    walker.program.shell.lock()
    walker.until(lambda: walker.program.session is None)
    walker.rest()
    assert not [
        each for each in QApplication.topLevelWidgets() if isinstance(each, WordsDialog) and each.isVisible()
    ]
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    walker.rest()
    assert "A case to add by hand" in walker.words()
    walker.screen("cases").presenter.add_case()
    walker.rest()
    dialog = walker.window.findChildren(WordsDialog)[-1]
    assert dialog.values == {"reference": "Curlew 48", "why": "", "source": ""}
    dialog.reject()
    walker.rest()


def test_a_second_window_on_the_same_store_is_told_that_it_is_open(start, qapp, qtbot, tmp_path):
    walker = start()
    walker.set_up()
    where = walker.program.session.store.folder
    other = Program(qapp, Start(tmp_path / "other", store=where, cost=CHEAP), clock=SteadyClock())
    other.begin()
    second = Walker(qtbot, other)
    qtbot.waitUntil(lambda: other.door.framework.count() > 0, timeout=15_000)
    second.rest()
    second.unlock(PASSPHRASE)
    second.until(other.door.error.isVisible)
    assert "open" in other.door.error.text()
    assert other.session is None
    other.shell.window.close()
    other.end()
    other.shell.window.deleteLater()


def test_every_screen_opens_without_a_banner_of_trouble(start):
    walker = start()
    walker.set_up()
    for name in walker.window.names:
        walker.screen(name)
        assert walker.window.front == name
        assert "went wrong" not in walker.words()
    assert walker.window.findChildren(QTableView)
    assert walker.window.findChildren(QPlainTextEdit)


def test_a_store_that_lost_its_log_says_so_before_anything_else(start, tmp_path):
    walker = start()
    walker.set_up()
    where = walker.program.session.store.folder
    walker = start(store=where)  # closing has put everything so far into the main file
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    capture(walker, "Seen alone at each visit.")
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in (DATABASE, KEYS, HEAD):  # and not the log, where the last note still is
        shutil.copy(where / name, cut / name)
    walker = start(store=cut)
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    assert "This store is older than what was written here: 1 of your changes" in walker.words()
    assert walker.screen("evidence").list.model.total == 0


def test_an_old_copy_of_the_whole_folder_says_so_before_anything_else(start, tmp_path):
    walker = start()
    walker.set_up()
    where = walker.program.session.store.folder
    walker = start(store=where)
    shutil.copytree(where, tmp_path / "old")
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    capture(walker, "Seen alone at each visit.")
    walker = start()
    shutil.rmtree(where)
    (tmp_path / "old").rename(where)
    walker = start(store=where)
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    assert "This store is older than what was written here: 1 of your changes" in walker.words()


def test_a_store_from_another_computer_says_so(start, monkeypatch):
    walker = start()
    walker.set_up()
    where = walker.program.session.store.folder
    walker = start(store=where)
    monkeypatch.setattr(machine, "number", lambda: "another computer")
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    assert "last open on another computer" in walker.words()


def test_an_inspection_is_closed_for_good_only_once_the_lead_holds_it_all(start, team, tmp_path, monkeypatch):
    where, bundle = team
    with open_with_passphrase(where, PASSPHRASE) as lead:
        assert merging.merge_bundle(lead, bundle=bundle).verdict == "good"
        back = bundles.export_bundle(lead, out=str(tmp_path / "back"), recipients=("bo@inspection",)).bundle
    asked = []

    def destroys(_dialogs, question, answered):
        asked.append(question)
        answered(question.answers[-1])

    monkeypatch.setattr(Dialogs, "ask", destroys)
    monkeypatch.setattr(Dialogs, "choose_file", lambda _self, _title, chosen, **_: chosen(Path(back)))
    walker = start(store=tmp_path / "Bo")
    walker.unlock(PASSPHRASE)
    walker.until(lambda: walker.program.session is not None)
    close = walker.window.actions_book["file.part"]
    close.trigger()
    walker.rest()
    assert "no lead has acknowledged" in walker.words()
    assert asked == []
    screen = walker.screen("team")
    screen.bundles.take.click()
    walker.rest()
    screen.bundles.merge.click()
    walker.rest()
    close.trigger()
    walker.rest()
    assert "its store destroyed" in walker.words()
    assert "acknowledged, by ada@inspection" in asked[0].text
    assert not (tmp_path / "Bo").exists()
    assert walker.program.session is None
    assert walker.program.shell.settings.store_folder is None
    assert "Bo" not in walker.program.door.folder.text()
    assert "file.part" not in walker.window.actions_book
