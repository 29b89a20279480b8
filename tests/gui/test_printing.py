"""Ctrl+P: what is in sight becomes marked, numbered pages; nothing of it is left in a file nobody asked for."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.documents import pages
from inspector_app.gui import paper, print_preview
from inspector_app.gui.paper import Sheet
from inspector_app.services import evidence, policy

CONTROL = Qt.KeyboardModifier.ControlModifier
SHEET = Sheet(
    "Evidence", "Fernshire", "OFFICIAL-SENSITIVE", "Printed 2 November 2026, 09:00", "<p>Words.</p>"
)

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.qt_log_ignore("does not support"),  # offscreen: size hints, grabbing the keyboard
]


@pytest.fixture
def decide(tmp_path, monkeypatch):
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "_here", lambda: path)

    def write(*lines):
        path.write_text("\n".join((f'format = "{policy.FORMAT}"', *lines)), "utf-8")

    return write


@pytest.fixture
def listed(on_store):
    program = on_store()
    for number in range(30):
        changes = evidence.record_evidence(program.session, text=f"Plan {number} was late.", source="data")
        program._work.desk.changed(changes)
    program.shell.window.go("evidence", changes.record)
    return program


def print_by_key(program, qtbot):
    window = program.shell.window
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWindow() is window.windowHandle())
    QTest.keyClick(window, Qt.Key.Key_P, CONTROL)
    return next((one for one in window.findChildren(print_preview.Preview) if one.isVisible()), None)


def text_of(path):
    import pypdfium2  # noqa: PLC0415 - slow to load

    with pypdfium2.PdfDocument(path) as document:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def as_pdf(sheet, path, *, large=False):
    writer = QPdfWriter(str(path))
    return paper.draw(sheet, writer, large=large)


def test_every_page_is_marked_and_numbered(tmp_path, qapp):
    body = "".join(f"<p>Line {number}</p>" for number in range(200))
    count = as_pdf(
        Sheet("Evidence", "Fernshire", "OFFICIAL-SENSITIVE", "Printed today", body), tmp_path / "a.pdf"
    )
    told = text_of(tmp_path / "a.pdf")
    assert len(told) == count > 1
    for number, page in enumerate(told, start=1):
        assert page.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {count}" in page
        assert "Fernshire" in page
    whole = "\n".join(told)
    assert all(f"Line {number}" in whole for number in range(200))


def test_large_print_takes_more_pages(tmp_path, qapp):
    body = "".join(f"<p>Line {number}</p>" for number in range(100))
    sheet = Sheet("Evidence", "Fernshire", "OFFICIAL", "Printed today", body)
    assert as_pdf(sheet, tmp_path / "b.pdf", large=True) > as_pdf(sheet, tmp_path / "a.pdf")


def test_paper_is_black_on_white_whatever_the_look(tmp_path, theme):
    theme.choose("dark")
    as_pdf(SHEET, tmp_path / "a.pdf")
    page = pages.page((tmp_path / "a.pdf").read_bytes(), 1)
    drawn = QImage(page.pixels, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888)
    tones = {
        QColor(drawn.pixel(x, y)).lightness() for x in range(page.width) for y in range(page.height // 5)
    }
    assert drawn.pixelColor(0, 0) == QColor("white")
    assert min(tones) < 60


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_the_preview_is_black_on_white_in_every_look(listed, qtbot, look):
    listed.shell.theme.choose(look)
    preview = print_by_key(listed, qtbot)
    qtbot.waitUntil(lambda: preview.count.text() != "")
    drawn = preview.pages.grab().toImage()
    middle = drawn.width() // 2
    top = [
        QColor(drawn.pixel(x, y)).lightness()
        for x in range(middle - 60, middle + 60)
        for y in range(drawn.height() // 9)
    ]
    assert max(top) > 250
    assert sum(tone < 120 for tone in top) > 20, "the marking stands on top, and it can be read"
    listed.shell.theme.choose("light")


def test_words_are_taken_from_labels_fields_and_lists_and_not_from_buttons(qtbot):
    part = QWidget()
    qtbot.addWidget(part)
    column = QVBoxLayout(part)
    title = QLabel("Records <1>")
    title.setProperty("look", "title")
    note, hidden, secret = QPlainTextEdit("Line one\nLine two"), QLabel("Not in sight"), QLineEdit("opens it")
    note.setAccessibleName("Text")
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    for each in (title, note, hidden, secret, QPushButton("Press me")):
        column.addWidget(each)
    hidden.hide()
    part.show()
    body = paper.body_of([part])
    assert "<h2>Records &lt;1&gt;</h2>" in body
    assert "<b>Text:</b> Line one<br>Line two" in body
    for absent in ("Not in sight", "Press me", "opens it"):
        assert absent not in body


def test_ctrl_p_shows_the_whole_list_of_the_screen_in_front(listed, qtbot):
    preview = print_by_key(listed, qtbot)
    assert preview.isVisible()
    body = preview._sheet.body
    assert all(f"Plan {number} was late." in body for number in range(30))
    assert preview._sheet.title == "Evidence"
    assert "Fernshire" in preview._sheet.inspection
    assert any("not encrypted" in label.text() for label in preview.findChildren(QLabel))
    assert "page" in preview.count.text()


def test_the_policy_says_the_marking_and_whether_there_is_printing_or_a_pdf(listed, qtbot, decide):
    decide('marking = "OFFICIAL"')
    preview = print_by_key(listed, qtbot)
    assert preview._sheet.marking == "OFFICIAL"
    assert not preview.saves.isEnabled()
    preview.close()
    decide("save_copies = true")
    assert print_by_key(listed, qtbot).saves.isEnabled()


def test_where_printing_is_not_allowed_a_banner_says_so(listed, qtbot, decide):
    decide("printing = false")
    assert print_by_key(listed, qtbot) is None
    told = [label.text() for label in listed.shell.window.banners.findChildren(QLabel)]
    assert any("does not allow printing" in one for one in told)


def test_a_pdf_is_saved_where_it_was_asked_for_and_nowhere_else(listed, qtbot, decide, tmp_path, monkeypatch):
    decide("save_copies = true")
    preview = print_by_key(listed, qtbot)
    target = tmp_path / "pages" / "print.pdf"
    target.parent.mkdir()
    monkeypatch.setattr(
        type(listed._work.desk.dialogs), "choose_new_file", lambda _self, _title, chosen, **_: chosen(target)
    )
    preview.saves.click()
    assert "Plan 7 was late." in "\n".join(text_of(target))
    assert list(target.parent.iterdir()) == [target]
    assert not preview.isVisible()


def test_what_goes_to_a_printer_lies_in_memory_on_the_way_and_the_queue_reads_no_title(
    listed, qtbot, tmp_path, monkeypatch
):
    seen = []
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(print_preview, "_MEMORY", tmp_path / "memory")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(paper, "draw", lambda *_a, **_k: seen.append(os.environ["TMPDIR"]) or 1)
    preview = print_by_key(listed, qtbot)
    seen.clear()
    assert preview.print_on(QPrinter())
    assert seen == [str(tmp_path / "memory")]
    assert os.environ["TMPDIR"] == str(tmp_path)
    assert preview.printer.docName() == "inspector-app"


def test_locking_takes_the_pages_away(listed, qtbot):
    preview = print_by_key(listed, qtbot)
    listed.shell.lock()
    assert not preview.isVisible()
    assert preview._sheet.body == ""
