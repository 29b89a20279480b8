"""Attachments are looked at inside the app: real files in a real store, out of it into memory alone."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice, Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from inspector_app.gui.desk import Place
from inspector_app.gui.runner import ImmediateRunner
from inspector_app.gui.screens.evidence.held import FileRow
from inspector_app.gui.screens.evidence.view import EvidenceScreen
from inspector_app.gui.widgets.viewer import Viewer
from inspector_app.services import attachments, evidence, lending
from inspector_app.services.viewing import Shape, Viewed


class Later(ImmediateRunner):
    """Keeps what runs beside until the test asks for it."""

    def __init__(self):
        super().__init__()
        self.waiting = []

    def run_beside(self, job, done, failed=None):
        self.waiting.append((job, done, failed))

    def go_on(self):
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            self.run(*each)


def picture(wide=60, high=40, form="PNG"):
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("seagreen"))
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(into, form)
    return held.data()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def huge_png():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(40)))


def pdf(colours):
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(into)
    painter = QPainter(writer)
    for number, colour in enumerate(colours):
        if number:
            writer.newPage()
        painter.fillRect(0, 0, writer.width(), writer.height(), QColor(colour))
    painter.end()
    return held.data()


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def failures():
    return []


@pytest.fixture
def look(owner, failures):
    def look(shape, runner=None, **what):
        viewed = Viewed("att", "wall.png", shape, **what)
        made = Viewer(runner or ImmediateRunner(), failures.append, viewed, owner)
        made.resize(700, 600)
        made.show()
        return made

    return look


def colour_in_the_middle(view):
    return view.picture.sheet.grab().toImage().pixelColor(view.picture.sheet.rect().center())


def words_of(view):
    return view.nothing.accessibleName()


def test_a_picture_is_shown_whole_or_in_full_size(look) -> None:
    view = look(Shape.PICTURE, data=picture(3000, 1500), form="png")
    assert colour_in_the_middle(view) == QColor("seagreen")
    fitted = view.picture.sheet.size()
    assert fitted.width() <= view.picture.maximumViewportSize().width()
    assert fitted.width() == pytest.approx(fitted.height() * 2, abs=2)
    view.actual.click()
    assert (view.picture.sheet.width(), view.picture.sheet.height()) == (3000, 1500)
    assert colour_in_the_middle(view) == QColor("seagreen")
    view.fitting.click()
    assert view.picture.sheet.size() == fitted


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_every_usual_form_is_shown(look, form) -> None:
    view = look(Shape.PICTURE, data=picture(form=form), form=form.lower())
    assert view.picture.isVisible()
    assert abs(colour_in_the_middle(view).green() - QColor("seagreen").green()) < 4


def test_a_form_passed_off_as_another_is_refused(look) -> None:
    assert "damaged" in words_of(look(Shape.PICTURE, data=picture(form="BMP"), form="png"))


def test_a_small_picture_is_not_blown_up(look) -> None:
    view = look(Shape.PICTURE, data=picture(), form="png")
    assert (view.picture.sheet.width(), view.picture.sheet.height()) == (60, 40)


@pytest.mark.parametrize(
    ("data", "told"),
    [(huge_png(), "too large to be shown: 60000 by 60000"), (b"\x89PNG\r\n", "damaged"), (b"", "damaged")],
    ids=["huge", "cut off", "empty"],
)
def test_a_hostile_picture_is_refused_with_a_sentence(look, failures, data, told) -> None:
    view = look(Shape.PICTURE, data=data, form="png")
    assert told in words_of(view)
    assert view.nothing.isVisible()
    assert not failures


def test_pages_are_turned_by_button_and_key(look, qtbot) -> None:
    view = look(Shape.PDF, data=pdf(["red", "lime", "blue"]))
    assert view.place.text() == "Page 1 of 3"
    assert not view.before.isEnabled()
    assert colour_in_the_middle(view) == QColor("red")
    view.after.click()
    assert colour_in_the_middle(view) == QColor("lime")
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow, timeout=3000)
    QTest.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert view.place.text() == "Page 3 of 3"
    assert colour_in_the_middle(view) == QColor("blue")
    assert not view.after.isEnabled()


def test_a_damaged_pdf_is_refused_with_a_sentence(look, failures) -> None:
    view = look(Shape.PDF, data=b"%PDF-1.7\n")
    assert "damaged" in words_of(view)
    assert not failures


def test_only_the_page_that_was_asked_for_last_is_shown(look) -> None:
    runner = Later()
    view = look(Shape.PDF, runner, data=pdf(["red", "lime"]))
    assert view.waiting.isVisible()
    view._turn(2)
    first, second = runner.waiting
    runner.run(*second)
    runner.run(*first)
    assert view.place.text() == "Page 2 of 2"


def test_text_is_shown_as_it_is_and_cannot_be_changed(look) -> None:
    view = look(Shape.TEXT, text="<b>Dear</b> colleague\n\tthe fee")
    assert view.text.toPlainText() == "<b>Dear</b> colleague\n\tthe fee"
    assert view.text.isReadOnly()


def test_what_cannot_be_shown_says_so_and_offers_a_copy(look, unnamed, cut_off) -> None:
    view = look(Shape.NONE, why="This kind of file cannot be shown here.", copied=True)
    asked = []
    view.copied.connect(asked.append)
    assert words_of(view).startswith("This kind of file cannot be shown here. Save a copy")
    view.copy.click()
    assert asked == ["att"]
    assert not unnamed(view)
    assert not cut_off(view)


def test_every_control_has_a_name(look, unnamed, cut_off) -> None:
    view = look(Shape.PDF, data=pdf(["red", "lime"]))
    assert not unnamed(view)
    assert not cut_off(view)


def test_the_title_names_no_file(look) -> None:
    assert look(Shape.NONE, why="").windowTitle() == "Attached file"


def test_a_result_that_comes_after_closing_is_nobodys(look, failures) -> None:
    runner = Later()
    view = look(Shape.PICTURE, runner, data=picture(), form="png")
    view.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(view)
    runner.go_on()
    assert not failures


# --- from the screen -------------------------------------------------------------------------------------


@pytest.fixture
def attached(qtbot, bench, session, tmp_path):
    """The evidence screen with a record that has a file."""
    made = EvidenceScreen(bench.desk, session)
    qtbot.addWidget(made)
    qtbot.addWidget(made.ties)
    bench.hear.append(made.refresh)
    made.show()
    made.shown()
    rec = evidence.record_evidence(session, text="With a file.", source="observation", polarity="neutral")
    bench.desk.changed(rec)
    file = tmp_path / "wall.png"
    file.write_bytes(picture())
    attachments.attach_file(session, file=str(file), to=rec.record)
    made.open(rec.record)
    made.ties.show()
    return made


def open_button(screen):
    (row,) = screen.ties.held.findChildren(FileRow)
    button = row.findChild(QPushButton, "open")
    assert button is not None
    return row, button


def viewers(screen):
    return [each for each in screen.findChildren(Viewer) if each.isVisible()]


def by_click(row, button):
    button.click()


def by_enter(row, button):
    QTest.keyClick(button, Qt.Key.Key_Return)


def by_double_click(row, button):
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("way", [by_click, by_enter, by_double_click])
def test_a_file_of_the_list_is_opened(attached, way) -> None:
    way(*open_button(attached))
    (view,) = viewers(attached)
    assert not view.isModal()
    assert colour_in_the_middle(view) == QColor("seagreen")


def test_nothing_but_a_copy_that_was_asked_for_touches_the_disk(attached, bench, tmp_path, decide) -> None:
    decide("save_copies = true")
    by_click(*open_button(attached))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    (view,) = viewers(attached)
    copy = tmp_path / "copy.png"
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(copy)
    view.copy.click()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before == {copy}
    assert "not encrypted" in bench.told[-1].advice


def test_what_is_open_goes_with_its_screen_on_lock(shell, bench, session) -> None:
    place = Place("evidence", "Evidence", "evidence", lambda: EvidenceScreen(bench.desk, session))
    shell.window.open([place], inspection="Fernshire")
    shell.window.show()
    screen = shell.window.screen_of("evidence")
    screen.show_file(Viewed("att", "wall.txt", Shape.TEXT, text="A name that nobody may see"))
    (view,) = viewers(screen)
    shell.window.cover(None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(view)


def test_what_was_left_out_of_a_picture_is_told(attached, bench, tmp_path) -> None:
    plain = picture(form="JPEG")
    file = tmp_path / "phone.jpg"
    file.write_bytes(plain[:2] + b"\xff\xfe\0\x0653.7" + plain[2:])
    bench.answers.choose_file = lambda _title, chosen, **_: chosen(file)
    attached.presenter.attach()
    assert "such as place, time and device, was left out" in bench.told[-1].sentence


def test_where_nothing_was_decided_no_file_leaves_the_app(attached, bench, session, tmp_path) -> None:
    row, button = open_button(attached)
    assert [each.text() for each in row.findChildren(QPushButton) if each.isVisibleTo(row)] == ["Open"]
    by_click(row, button)
    (view,) = viewers(attached)
    assert not view.copy.isVisibleTo(view)
    assert "Open with another program…" not in shown_words(view)
    (record,) = session.store.records("attachment")
    bench.answers.choose_new_file = lambda _title, chosen, **_: chosen(tmp_path / "copy.png")
    attached.presenter.save_copy(record.id)
    assert "does not let files be saved" in bench.told[-1].sentence
    attached.presenter.lend(record.id)
    assert "does not let files be opened" in bench.told[-1].sentence
    assert not (tmp_path / "copy.png").exists()


def test_what_cannot_be_shown_says_that_files_stay_here(look) -> None:
    view = look(Shape.NONE, why="This kind of file cannot be shown here.")
    assert words_of(view).endswith("Your organisation keeps files inside this app.")


def shown_words(view):
    return [each.text() for each in view.findChildren(QPushButton) if each.isVisibleTo(view)]


@pytest.fixture
def lent(attached, decide, tmp_path, monkeypatch):
    """A file that another program has open, and where it lies."""
    place, opened = tmp_path / "memory", []
    place.mkdir()
    monkeypatch.setattr(lending, "memory", lambda: place)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    decide("open_elsewhere = true")
    by_click(*open_button(attached))
    (view,) = viewers(attached)
    view.findChild(QPushButton, "lend").click()
    (url,) = opened
    return view, Path(url.toLocalFile())


def test_a_file_is_opened_elsewhere_and_gone_when_its_window_closes(lent, bench) -> None:
    view, path = lent
    assert path.read_bytes()
    assert not view.findChild(QPushButton, "lend").isEnabled()
    view.close()
    assert not path.parent.exists()
    assert bench.told == [] or "lent" not in bench.told[-1].key


def test_a_file_that_is_lent_goes_when_its_window_is_deleted_unclosed_as_on_lock(lent) -> None:
    view, path = lent
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not path.parent.exists()


def test_a_change_by_another_program_is_told_once_and_never_taken_in(lent, bench, session, qtbot) -> None:
    view, path = lent
    before = session.store.revisions()
    path.write_bytes(path.read_bytes() + b"more")
    qtbot.waitUntil(lambda: any(each.key == "evidence:lent" for each in bench.told), timeout=15_000)
    told = next(each for each in bench.told if each.key == "evidence:lent")
    assert "The file itself is as it was" in told.sentence
    assert session.store.revisions() == before
    view.close()


def test_a_program_that_replaces_the_file_is_noticed_too(lent, bench, qtbot) -> None:
    view, path = lent
    part = path.with_name("part")
    part.write_bytes(b"other")
    part.replace(path)
    qtbot.waitUntil(lambda: any(each.key == "evidence:lent" for each in bench.told), timeout=15_000)
    view.close()


def test_where_no_program_opens_it_the_file_is_taken_back(
    attached, decide, tmp_path, monkeypatch, bench
) -> None:
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(lending, "memory", lambda: place)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    decide("open_elsewhere = true")
    by_click(*open_button(attached))
    (view,) = viewers(attached)
    view.findChild(QPushButton, "lend").click()
    assert "No program opened the file" in bench.told[-1].sentence
    assert not list(place.iterdir())
