"""Who runs a job: the contract that presenters are written against. No Qt here, so tests need none.

A job is a plain callable that touches no widget. It runs on the thread that owns the store (or, `beside`,
on another), and its result comes back on the window's thread. The window never waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from inspector_app.errors import WorldError

T = TypeVar("T")
Failed = Callable[[Exception], None]


class CancelledError(WorldError):
    """The user stopped a long job; what it had not finished was left as it was."""

    def __init__(self) -> None:
        super().__init__("Stopped, as you asked")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: `done` of `of` parts (`of` is 0 while unknown) and a sentence for the screen."""

    done: int
    of: int
    sentence: str = ""


class Course:
    """One long job under way. `tell` and `check` are for the job, `cancel` for the window."""

    def __init__(self, told: Callable[[Progress], None]) -> None:
        self._told = told
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the window asked the job to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Asks the job to stop at its next `tell` or `check`."""
        self._stop.set()

    def check(self) -> None:
        """Goes on, or stops the job.

        Raises:
            CancelledError: the window asked to stop.
        """
        if self._stop.is_set():
            raise CancelledError

    def tell(self, done: int, of: int, sentence: str = "") -> None:
        """Reports how far the job is, and stops it where the window asked for that.

        Raises:
            CancelledError: the window asked to stop.
        """
        self.check()
        self._told(Progress(done, of, sentence))


class Runner(Protocol):
    """Runs jobs away from the window; `done`, `failed` and `told` are called on the window's thread."""

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Runs a job on the thread that owns the store, after those asked for before."""
        ...

    def run_beside(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Runs a job that needs no store (reading a file, drawing, hashing) without holding up saving."""
        ...

    def run_long(
        self,
        job: Callable[[Course], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        told: Callable[[Progress], None] | None = None,
        beside: bool = False,
    ) -> Course:
        """Runs a job that reports its progress; returns its course, by which it can be stopped."""
        ...


class ImmediateRunner:
    """Runs every job at once, in the caller's thread: for tests of presenters, and for tools without a loop.

    Args:
        unhandled: gets an error of a job that came without `failed`; raised where None.
    """

    def __init__(self, unhandled: Failed | None = None) -> None:
        self._unhandled = unhandled

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """See `Runner.run`."""
        fail = failed or self._unhandled
        try:
            result = job()
        except Exception as error:
            if fail is None:
                raise
            fail(error)
            return
        done(result)

    def run_beside(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """See `Runner.run_beside`."""
        self.run(job, done, failed)

    def run_long(
        self,
        job: Callable[[Course], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        told: Callable[[Progress], None] | None = None,
        beside: bool = False,
    ) -> Course:
        """See `Runner.run_long`."""
        del beside
        course = Course(told or _unheard)

        def whole() -> T:
            return job(course)

        self.run(whole, done, failed)
        return course


def _unheard(_progress: Progress) -> None:
    """Nobody asked how far the job is."""
