"""The runner that screens get: theirs for as long as the store is open.

A result may come back when its screen is gone, because the window was locked meanwhile. It then has nobody
to tell. Text is another matter: fields report what became of it in any case.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from inspector_app.gui.runner import Course, Failed, Progress, Runner

T = TypeVar("T")


class Lease:
    """A `Runner` that ends.

    Args:
        runner: runs the jobs.
        unhandled: gets the error of a job that came without `failed`.
    """

    def __init__(self, runner: Runner, unhandled: Failed) -> None:
        self._runner = runner
        self._unhandled = unhandled
        self._over = False
        self._closed = False
        self._ends: list[Callable[[], None]] = []

    def at_end(self, does: Callable[[], None]) -> None:
        """Has something done once, when the lease ends, for what lasts as long as the store is open."""
        self._ends.append(does)

    def end(self) -> None:
        """The screens go: errors of their jobs and results for them are nobody's from now on."""
        self._over = True
        while self._ends:
            self._ends.pop()()

    def close(self) -> None:
        """The program ends: no further job is taken."""
        self._closed = True
        self.end()

    def failed(self, error: Exception) -> None:
        """Tells of an error while the lease lasts."""
        if not self._over:
            self._unhandled(error)

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """See `Runner.run`."""
        if not self._closed:
            self._runner.run(job, partial(self._deliver, done), partial(self._deliver, failed or self.failed))

    def run_beside(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """See `Runner.run_beside`."""
        if not self._closed:
            self._runner.run_beside(
                job, partial(self._deliver, done), partial(self._deliver, failed or self.failed)
            )

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
        if self._closed:
            return Course(_unheard)
        return self._runner.run_long(
            job,
            partial(self._deliver, done),
            partial(self._deliver, failed or self.failed),
            told=partial(self._deliver, told) if told else None,
            beside=beside,
        )

    def _deliver(self, receive: Callable[[T], None], result: T) -> None:
        try:
            receive(result)
        except RuntimeError:
            # Raised by Qt's binding for a widget that is gone; while the lease lasts that is our mistake.
            if not self._over:
                raise


def _unheard(_progress: Progress) -> None:
    """The program ends: nobody asks how far a job is."""
