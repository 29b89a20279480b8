"""How far a long work is, told to whoever waits for it, who may stop it by raising."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int, str], None]
"""Is told what is done, of how much (0 where that is not known), and a sentence. What it raises stops the
work, which then leaves nothing behind."""

_STEPS = 200
_LONGEST = 8 << 20
"""Bytes after which it is told again in any case, so that a stop never waits long."""


def unheard(_done: int, _of: int, _sentence: str) -> None:
    """Nobody asked."""


class Meter:
    """Counts bytes of one part of the work and tells of them, often enough to be seen and to be stopped.

    Args:
        tell: is told.
        of: bytes in all.
        sentence: what is being done.
    """

    def __init__(self, tell: Tell, of: int, sentence: str) -> None:
        self._tell, self._of, self._sentence = tell, of, sentence
        self._done = self._next = 0
        self._step = min(max(of // _STEPS, 1), _LONGEST)
        self.add(0)

    def add(self, amount: int) -> None:
        """Counts bytes that are done.

        Raises:
            Exception: whatever the listener raises to stop the work.
        """
        self._done += amount
        if self._done >= self._next:
            self._next = self._done + self._step
            self._tell(min(self._done, self._of), self._of, self._sentence)
