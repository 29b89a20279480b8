"""Pages of a PDF document as pixels. Everything that touches PDFium stands here, one call at a time.

PDFium is not safe to call from two threads, not even for two documents, so each function opens the document,
does one thing and closes it again under one lock. Nothing is left open when the store is locked. The build
that we use has no JavaScript engine and follows no link.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from inspector_app.errors import WorldError

POINTS_PER_INCH = 72
DOTS_PER_INCH = 144
MAX_PIXELS = 40_000_000
"""Of one page: a sheet of A0 at 144 dots an inch has 32 million."""

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD of fpdfview.h
_ONE_AT_A_TIME = threading.Lock()


class PageError(WorldError):
    """A PDF document, or a page of it, cannot be shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: its place, from 1.
        of: how many pages the document has.
        width, height: its size in pixels.
        stride: bytes from one line to the next.
        pixels: blue, green, red and an unused byte each, line by line.
    """

    number: int
    of: int
    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def page(document: bytes, number: int) -> Page:
    """Draws a page at 144 dots an inch.

    Args:
        document: the whole file.
        number: which page, from 1; the nearest there is where it is none.

    Raises:
        PageError: it is no PDF document, is damaged, wants a password, or the page is too large.
    """
    with _ONE_AT_A_TIME, _opened(document) as pdf:
        of = len(pdf)
        if of == 0:
            raise PageError("This PDF has no pages")
        number = max(1, min(number, of))
        scale = DOTS_PER_INCH // POINTS_PER_INCH
        with closing(pdf[number - 1]) as found:
            wide, high = (math.ceil(side * scale) for side in found.get_size())
            if wide * high > MAX_PIXELS:
                raise PageError(f"Page {number} is too large to be shown: {wide} by {high} pixels")
            with closing(found.render(scale, prefer_bgrx=True, limit_image_cache=True)) as drawn:
                pixels = bytes(drawn.buffer)
                return Page(number, of, drawn.width, drawn.height, drawn.stride, pixels)


def heading_pages(document: bytes) -> tuple[tuple[int, int], ...]:
    """Returns level and page of every heading that a PDF lists in its outline, in order, both from 1.

    Raises:
        PageError: it is no PDF document, is damaged, or wants a password.
    """
    with _ONE_AT_A_TIME, _opened(document) as pdf:
        found: list[tuple[int, int]] = []
        for item in pdf.get_toc():
            target = item.get_dest()
            if target is not None:
                found.append((item.level + 1, target.get_index() + 1))
        return tuple(found)


@contextmanager
def _opened(document: bytes) -> Generator[Any]:
    import pypdfium2  # noqa: PLC0415 - slow to load, and not always asked

    try:
        with closing(cast("Any", pypdfium2).PdfDocument(document)) as pdf:
            pdf.init_forms()  # or what was filled into a form would be missing
            yield pdf
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise PageError("This PDF asks for a password, so it cannot be shown here") from error
        raise PageError("This PDF is damaged, or is none") from error
    except (ValueError, OverflowError) as error:  # sides that are no numbers, or less than a pixel
        raise PageError("This page has a size that cannot be drawn") from error
