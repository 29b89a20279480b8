"""Real PDF documents, written here by Qt or by hand: pages as pixels, and refusals in sentences."""

import threading

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from inspector_app.documents import pages
from inspector_app.documents.pages import PageError, page

BLUE = bytes((0xFF, 0, 0))


def written(colours):
    """A document with a page of each colour, as Qt writes it."""
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(into)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A6), QPageLayout.Orientation.Portrait, QMarginsF())
    )
    painter = QPainter(writer)
    for number, colour in enumerate(colours):
        if number:
            writer.newPage()
        painter.fillRect(QRectF(0, 0, writer.width(), writer.height()), QColor(colour))
    painter.end()
    return held.data()


def by_hand(box="[0 0 200 100]", trailer=""):
    """The smallest document of one page."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox{box}>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{each}endobj\n".encode()
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + f"trailer<</Size 4/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


@pytest.fixture(scope="module", autouse=True)
def gui(qapp):
    assert QGuiApplication.instance() is qapp


def middle(found):
    at = found.height // 2 * found.stride + found.width // 2 * 4
    return found.pixels[at : at + 3]


def test_a_page_is_drawn_at_144_dots_an_inch_in_its_colours() -> None:
    found = page(written(["red", "blue"]), 2)
    assert (found.number, found.of) == (2, 2)
    assert abs(found.width - 105 / 25.4 * 144) < 3
    assert len(found.pixels) == found.stride * found.height
    assert middle(found) == BLUE


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-4, 1), (9, 2)])
def test_a_page_that_is_none_gives_the_nearest(asked, given) -> None:
    assert page(written(["red", "blue"]), asked).number == given


@pytest.mark.parametrize("box", ["[0 0 100000 100000]", "[0 0 14400 14400]"])
def test_a_page_of_huge_size_is_refused_before_it_is_drawn(box) -> None:
    with pytest.raises(PageError, match="too large to be shown"):
        page(by_hand(box), 1)


def test_a_page_just_within_the_limit_is_drawn(monkeypatch) -> None:
    monkeypatch.setattr(pages, "MAX_PIXELS", 400 * 200)
    assert page(by_hand(), 1).width == 400
    monkeypatch.setattr(pages, "MAX_PIXELS", 400 * 200 - 1)
    with pytest.raises(PageError, match="400 by 200 pixels"):
        page(by_hand(), 1)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(5000), by_hand()[:60]])
def test_what_is_damaged_is_refused_with_a_sentence(data) -> None:
    with pytest.raises(PageError, match="damaged"):
        page(data, 1)


def test_a_document_with_a_password_says_so() -> None:
    locked = (
        "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<" + "00" * 32 + ">/U<" + "00" * 32 + ">/P -4>>"
    )
    with pytest.raises(PageError, match="asks for a password"):
        page(by_hand(trailer=locked), 1)


def test_two_threads_draw_without_harm() -> None:
    document, drawn = written(["blue"] * 4), []
    threads = [
        threading.Thread(target=lambda start=start: drawn.extend(page(document, start + n) for n in range(2)))
        for start in (1, 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.number for each in drawn) == [1, 2, 3, 4]
    assert {middle(each) for each in drawn} == {BLUE}
