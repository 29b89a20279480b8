"""How far a long command is: one line on a terminal, written over again; nothing where nobody looks."""

from __future__ import annotations

import time
from typing import Self, TextIO

_LATER, _AGAIN = 0.5, 0.1
_MOST = 78


class ProgressLine:
    """Used in a `with` block; `tell` is what services call. A quick command shows nothing.

    Args:
        out: standard error.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._seen = out.isatty()
        self._next = time.monotonic() + _LATER
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._write("")

    def tell(self, done: int, of: int, sentence: str) -> None:
        """Shows how far it is, at most ten times a second."""
        now = time.monotonic()
        if not self._seen or now < self._next:
            return
        self._next = now + _AGAIN
        self._write(f"{sentence}: {done * 100 // of} %" if of else f"{sentence}…")

    def _write(self, words: str) -> None:
        line = words[:_MOST]
        self._out.write(f"\r{line.ljust(self._shown)}" + ("" if line else "\r"))
        self._out.flush()
        self._shown = len(line)
