"""The threads of the window: one that owns the store, two for work beside it, and the way back.

The store's connection belongs to one thread, so store work has one worker. Results come back through
signals of one QObject that lives on the window's thread. A worker holds only the job and a number: the
callbacks, which may lead to widgets, stay here and are dropped here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from inspector_app.gui.runner import Course, Failed, Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Awaited:
    done: Callable[[Any], None]
    failed: Failed | None
    told: Callable[[Progress], None] | None


@dataclass(frozen=True, slots=True)
class _Returned:
    number: int
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Told:
    number: int
    progress: Progress


class Tasks(QObject):
    """The `Runner` of the real window.

    Args:
        unhandled: gets the error of a job that came without `failed`.
        parent: the Qt owner, if any.
    """

    _returned = Signal(object)
    _told = Signal(object)

    def __init__(self, unhandled: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unhandled = unhandled
        self._store_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._beside = _two_beside()
        self._awaited: dict[int, _Awaited] = {}
        self._last_number = 0
        self._open = True
        # Queued even when a job ends before its callback is hung up: `done` never runs inside `run`.
        self._returned.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> int:
        """How many jobs have not come back."""
        return len(self._awaited)

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Runs a job on the thread that owns the store, after those asked for before."""
        self._submit(self._store_thread, job, _Awaited(done, failed, None))

    def run_beside(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> None:
        """Runs a job that needs no store on another thread."""
        self._submit(self._beside, job, _Awaited(done, failed, None))

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
        course = Course(partial(self._report, self._last_number + 1))
        pool = self._beside if beside else self._store_thread
        self._submit(pool, partial(_follow, job, course), _Awaited(done, failed, told))
        return course

    def finish(self, seconds: float) -> bool:
        """Waits until the store's thread has done all that was asked of it so far, and delivers the results.

        Args:
            seconds: how long to wait at most.

        Returns:
            whether it did.
        """
        try:
            self._store_thread.submit(_nothing_to_do).result(seconds)
        except TimeoutError:
            return False
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return True

    def let_go(self) -> None:
        """Lets the threads beside the store's end with what they are at; a later job gets new ones.

        What the C library keeps aside for a thread is out of reach until the thread has ended.
        """
        if self._open:
            self._beside.shutdown(wait=False)
            self._beside = _two_beside()

    def shutdown(self, last: Callable[[], None] | None = None) -> None:
        """Waits until every job is done and its result delivered; further jobs are refused.

        Args:
            last: the last job of the store's thread, which closes the store.
        """
        if not self._open:
            return
        if last is not None:
            self.run(last, _nothing)
        self._open = False
        self._beside.shutdown(wait=True)
        self._store_thread.shutdown(wait=True)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def _submit(self, pool: Executor, job: Callable[[], Any], awaited: _Awaited) -> None:
        self._last_number += 1
        self._awaited[self._last_number] = awaited
        pool.submit(job).add_done_callback(partial(self._send_back, self._last_number))

    def _send_back(self, number: int, future: Future[Any]) -> None:
        self._returned.emit(_Returned(number, future))

    def _report(self, number: int, progress: Progress) -> None:
        self._told.emit(_Told(number, progress))

    @Slot(object)
    def _take(self, returned: _Returned) -> None:
        awaited = self._awaited.pop(returned.number)
        error = returned.future.exception()
        if error is None:
            awaited.done(returned.future.result())
        elif isinstance(error, Exception):
            (awaited.failed or self._unhandled)(error)
        else:
            raise error

    @Slot(object)
    def _pass_on(self, told: _Told) -> None:
        awaited = self._awaited.get(told.number)
        if awaited is not None and awaited.told is not None:
            awaited.told(told.progress)


def _two_beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="beside")


def _follow(job: Callable[[Course], T], course: Course) -> T:
    course.check()
    return job(course)


def _nothing_to_do() -> None:
    """A job that is done when all before it are."""


def _nothing(_result: None) -> None:
    """The last job has nobody to answer to."""
