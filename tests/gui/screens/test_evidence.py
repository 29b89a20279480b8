from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inspector_app.crypto.keys import Cost
from inspector_app.gui.screens.evidence import EvidenceScreen
from inspector_app.gui.screens.evidence.state import LINKED, UNLINKED
from inspector_app.services import (
    attachments,
    bundles,
    concerns,
    evidence,
    merging,
    set_aside,
    undoing,
    unsealed,
)  # fmt: skip
from inspector_app.services.session import NewStore, new_store, recipient
from inspector_app.store import exchange

pytestmark = pytest.mark.qt_log_ignore("does not support")


@pytest.fixture
def screen(qtbot, bench, session):
    made = EvidenceScreen(bench.desk, session)
    bench.hear.append(made.refresh)
    for each in (made, made.pane()):
        qtbot.addWidget(each)
        each.show()
    made.resize(900, 800)
    made.shown()
    return made


def note(session, bench, text, **how):
    change = evidence.record_evidence(session, text=text, source="case_file", **how)
    bench.desk.changed(change)
    return change.record


def words(widget):
    from PySide6.QtWidgets import QLabel  # noqa: PLC0415 - for this one look

    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_every_record_is_listed_the_newest_first(screen, session, bench):
    note(session, bench, "the first", when="2026-11-02T09:00:00Z")
    note(session, bench, "the second", when="2026-11-02T10:00:00Z")
    assert [line.text for line in screen.list.model.in_sight()] == ["the second", "the first"]


def test_a_search_finds_words_and_shows_those_around_them(screen, session, bench, qtbot):
    note(session, bench, "The plan has no dates by which its steps are to be taken.")
    note(session, bench, "Seen alone at each visit.")
    QTest.keyClicks(screen.list.search, "dates")
    qtbot.waitUntil(lambda: screen.list.model.total == 1, timeout=3000)
    (line,) = screen.list.model.in_sight()
    assert "dates" in line.text


def test_what_is_amended_becomes_one_revision_when_the_record_is_left(screen, session, bench):
    rec, other = note(session, bench, "Seen alone."), note(session, bench, "Another.")
    screen.open(rec)
    before = session.store.revisions()
    screen.record.text.setPlainText("Seen alone at each visit.")
    screen.record.field.settle()
    assert session.store.record(rec).get("text") == "Seen alone."
    screen.open(other)
    assert session.store.record(rec).get("text") == "Seen alone at each visit."
    assert session.store.revisions() == before + 1


def test_half_an_amendment_is_there_after_a_crash(screen, session, bench, reopen, qtbot):
    rec = note(session, bench, "Seen alone.")
    screen.open(rec)
    screen.record.text.setPlainText("Seen alo")
    screen.record.field.settle()
    again = EvidenceScreen(bench.desk, reopen(session))
    qtbot.addWidget(again)
    qtbot.addWidget(again.pane())
    again.shown()
    again.open(rec)
    assert again.record.text.toPlainText() == "Seen alo"


def test_a_record_is_linked_for_and_then_against_and_unlinked(screen, session, bench):
    rec, code = note(session, bench, "Seen alone."), session.framework.descriptors[0].code
    screen.open(rec)
    screen.presenter.link(code, "for")
    (link,) = evidence.links_of(session, evidence=rec)
    assert link.get("stance") == "for"
    assert session.framework.descriptors[0].title in words(screen.ties)
    screen.presenter.link(code, "against")
    assert evidence.links_of(session, evidence=rec)[0].get("stance") == "against"
    screen.presenter.unlink(code)
    assert evidence.links_of(session, evidence=rec) == []


def test_several_records_are_linked_to_a_descriptor_at_once(screen, session, bench):
    for text in ("one", "two", "three"):
        note(session, bench, text)
    code = session.framework.descriptors[0].code
    screen.list.table.selectAll()
    screen.ties.linked_anew.emit((code, "for"))
    assert len(evidence.links_of(session, descriptor=code)) == 3


def test_a_withdrawn_record_is_hidden_with_its_reason_and_comes_back(screen, session, bench):
    rec = note(session, bench, "Written in the wrong case.")
    screen.open(rec)
    bench.answers.texts.append("wrong case")
    screen.presenter.withdraw()
    assert screen.list.model.total == 0
    screen.presenter.show_withdrawn(yes=True)
    assert screen.list.model.total == 1
    screen.open(rec)
    assert "wrong case" in screen.ties.history.text()
    bench.answers.texts.append("it was right")
    screen.presenter.bring_back()
    assert session.store.record(rec).deleted is False


def test_history_tells_an_undo_with_the_words_that_it_brought_back(screen, session, bench):
    rec = note(session, bench, "The first words.")
    evidence.amend_evidence(session, evidence=rec, text="Other words.")
    step = undoing.outlook(session).undo
    undoing.undo(session, step=step.id)
    undoing.redo(session, step=step.id)
    undoing.undo(session, step=step.id)
    screen.open(rec)
    told = screen.ties.history.text()
    assert told.count("Took back an earlier change") == 2
    assert "Did again what was taken back" in told
    assert "The first words." in told
    assert "_withdraws" not in told


def test_a_file_is_attached_listed_and_copied_out_to_the_letter(screen, session, bench, tmp_path, decide):
    decide("save_copies = true")
    rec = note(session, bench, "With a drawing.")
    picture = tmp_path / "drawing.txt"
    picture.write_bytes(b"a house and a dog")
    screen.open(rec)
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(picture)
    screen.presenter.attach()
    assert "drawing.txt" in words(screen.ties.held)
    (attached,) = session.store.records("attachment")
    copy = tmp_path / "copy.txt"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(copy)
    screen.presenter.save_copy(attached.id)
    assert copy.read_bytes() == b"".join(attachments.read_attachment(session, attachment=attached.id))


def test_a_copy_that_cannot_be_written_is_told_and_leaves_nothing(screen, session, bench, tmp_path, decide):
    decide("save_copies = true")
    rec = note(session, bench, "With a drawing.")
    picture = tmp_path / "drawing.txt"
    picture.write_bytes(b"a house")
    attached = attachments.attach_file(session, file=str(picture), to=rec).record
    screen.open(rec)
    gone = tmp_path / "missing" / "copy.txt"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(gone)
    screen.presenter.save_copy(attached)
    assert "cannot be written" in bench.told[-1].sentence
    assert not gone.parent.exists()


def test_an_urgent_concern_is_raised_taken_up_and_closed_with_its_outcome(screen, session, bench):
    rec = note(session, bench, "Missing since Friday.", polarity="urgent")
    screen.open(rec)
    bench.answers.texts.append("director")
    screen.presenter.raise_concern()
    ((number, concern),) = concerns.register(session)
    assert (number, concern.get("evidence"), concern.get("told")) == (1, rec, "director")
    assert "Urgent concern 1" in words(screen.ties.held)
    bench.answers.texts.append("service manager")
    screen.presenter.acknowledge(concern.id)
    bench.answers.texts.append("found safe at her aunt's")
    screen.presenter.close_concern(concern.id)
    assert session.store.record(concern.id).get("state") == "closed"


def test_a_choice_is_recorded_at_once(screen, session, bench):
    rec = note(session, bench, "Seen alone.")
    screen.open(rec)
    screen.presenter.amend("polarity", "strength")
    assert session.store.record(rec).get("polarity") == "strength"


def test_what_was_typed_and_cannot_be_sealed_is_kept_and_told(screen, session, bench):
    rec = note(session, bench, "Seen alone.")
    screen.open(rec)
    screen.record.text.setPlainText("")
    screen.record.field.settle()
    screen.presenter.seal()
    assert "kept but not sealed" in bench.told[-1].sentence
    assert unsealed.offered_back(session)


def test_the_keyboard_goes_from_search_to_list_to_text(screen, session, bench, qtbot):
    rec = note(session, bench, "Seen alone.")
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow, timeout=3000)
    screen.search()
    assert screen.list.search.hasFocus()
    QTest.keyClick(screen.list.search, Qt.Key.Key_Down)
    assert screen.presenter.current == rec
    QTest.keyClick(screen.list.table, Qt.Key.Key_Return)
    assert screen.record.text.hasFocus()


def test_a_name_with_a_path_in_it_is_suggested_without_it(screen, session, bench, tmp_path):
    rec = note(session, bench, "With a drawing.")
    picture = tmp_path / "drawing.txt"
    picture.write_bytes(b"a house")
    attached = attachments.attach_file(
        session, file=str(picture), to=rec, name="../../etc/drawing.txt"
    ).record
    screen.open(rec)
    offered: list[Path] = []
    bench.answers.choose_new_file = lambda _title, _chosen, suggested, **_: offered.append(suggested)
    screen.presenter.save_copy(attached)
    assert [path.name for path in offered] == ["drawing.txt"]
    assert ".." not in str(offered[0])


# --- what a merge brought and somebody set aside -----------------------------------------------------


@pytest.fixture
def brought(session, tmp_path):
    """Makes a colleague's laptop give all that it holds; what it brought is set aside or brought back by name."""
    told = NewStore(
        where=tmp_path / "colleague",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="bo",
        role="inspector",
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
        inspection=session.inspection,
    )
    with new_store(told) as colleague:

        def give():
            out = str(tmp_path / "out")
            path = bundles.export_bundle(colleague, out=out, recipients=(recipient(session.device),)).bundle
            signer = bundles.signing_key(colleague).fingerprint
            return merging.merge_bundle(
                session, bundle=path, accept_unknown=True, signer=signer, reason="read aloud"
            )

        yield colleague, give


def _aside(session, bench, reason="a wrong bundle"):
    latest = [row for row in exchange.bundles(session.store) if row.direction == "in"][-1]
    bench.desk.changed(set_aside.set_aside_merge(session, bundle=latest.tagmanifest, reason=reason))
    return latest.tagmanifest


def test_what_was_set_aside_leaves_the_list_at_once_and_comes_back(screen, session, bench, brought):
    note(session, bench, "One's own.")
    colleague, give = brought
    bench.desk.changed(give().changes)  # what sets the inspection up is read whole; this is not
    evidence.record_evidence(colleague, text="A colleague's.", source="case_file")
    bench.desk.changed(give().changes)
    screen.presenter.show_withdrawn(yes=True)
    assert {line.text for line in screen.list.model.in_sight()} == {"One's own.", "A colleague's."}
    name = _aside(session, bench)
    assert {line.text for line in screen.list.model.in_sight()} == {"One's own."}
    bench.desk.changed(set_aside.bring_back_merge(session, bundle=name, reason="it was ours"))
    assert {line.text for line in screen.list.model.in_sight()} == {"One's own.", "A colleague's."}


def test_a_link_that_was_set_aside_leaves_its_record_at_once(screen, session, bench, brought):
    colleague, give = brought
    rec = evidence.record_evidence(colleague, text="A colleague's.", source="case_file").record
    bench.desk.changed(give().changes)
    code = session.framework.descriptors[0].code
    evidence.link_evidence(colleague, evidence=rec, descriptor=code, stance="for")
    bench.desk.changed(give().changes)
    assert [line.linked for line in screen.list.model.in_sight()] == [LINKED]
    _aside(session, bench)
    assert [line.linked for line in screen.list.model.in_sight()] == [UNLINKED]


def _picture():
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(0xFF3366)
    image.setText("Author", "Somebody")
    return image


def _drop(widget, data):
    """What the window system sends when a thing is dragged over a widget and let go."""
    action, at = Qt.DropAction.CopyAction, QPointF(2, 2)
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enters = QDragEnterEvent(at.toPoint(), action, data, button, keys)
    QCoreApplication.sendEvent(widget, enters)
    if enters.isAccepted():
        QCoreApplication.sendEvent(widget, QDropEvent(at, action, data, button, keys))
    return enters.isAccepted()


def test_files_that_are_dropped_on_a_record_are_attached_also_over_its_text(screen, session, bench, tmp_path):
    rec = note(session, bench, "With a plan.")
    screen.open(rec)
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for place, file in zip((screen, screen.record.text.viewport()), files, strict=True):
        file.write_text(file.name, "utf-8")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        assert _drop(place, data)
    names = {one.get("name") for one in session.store.records("attachment")}
    assert names == {"one.txt", "two.txt"}
    assert screen.record.text.toPlainText() == "With a plan."


def test_a_picture_that_was_copied_is_attached_without_what_it_says_of_its_making(screen, session, bench):
    screen.open(note(session, bench, "With a drawing."))
    data = QMimeData()
    data.setImageData(_picture())
    QGuiApplication.clipboard().setMimeData(data)
    screen.ties.held.findChild(QPushButton, "paste").click()
    (kept,) = session.store.records("attachment")
    bytes_ = b"".join(attachments.read_attachment(session, attachment=kept.id))
    assert bytes_.startswith(b"\x89PNG")
    assert b"Somebody" not in bytes_
    assert kept.get("name").endswith(".png")


def test_what_is_neither_file_nor_picture_is_refused_with_a_sentence(screen, session, bench):
    screen.open(note(session, bench, "Alone."))
    QGuiApplication.clipboard().setText("only words")
    screen.ties.held.pasted.emit()
    assert session.store.records("attachment") == []
    assert "neither a file nor a picture" in bench.told[-1].sentence
    data = QMimeData()
    data.setText("only words")
    assert not _drop(screen, data)


def test_nothing_is_attached_to_a_withdrawn_record(screen, session, bench, tmp_path):
    rec = note(session, bench, "Gone.")
    evidence.withdraw_evidence(session, evidence=rec, reason="wrong child")
    screen.open(rec)
    file = tmp_path / "one.txt"
    file.write_text("one", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    _drop(screen, data)
    assert session.store.records("attachment") == []
