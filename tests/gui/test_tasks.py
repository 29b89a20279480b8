from __future__ import annotations

import threading

import pytest

from inspector_app.errors import WorldError
from inspector_app.gui.runner import CancelledError, Progress
from inspector_app.gui.tasks import Tasks


@pytest.fixture
def unhandled():
    return []


@pytest.fixture
def tasks(qapp, unhandled):
    made = Tasks(unhandled.append)
    yield made
    made.shutdown()


def test_a_result_comes_back_on_the_windows_thread(tasks, qtbot):
    came = []

    def done(result):
        came.append((result, threading.current_thread()))

    tasks.run(threading.current_thread, done)
    assert came == []  # never inside run
    qtbot.waitUntil(lambda: bool(came))
    worker, where = came[0]
    assert worker.name.startswith("store")
    assert where is threading.main_thread()


def test_store_jobs_run_one_after_another_on_one_thread(tasks, qtbot):
    order, threads = [], set()

    def job(number):
        order.append(number)
        threads.add(threading.get_ident())
        return number

    came = []
    for number in range(50):
        tasks.run(lambda number=number: job(number), came.append)
    qtbot.waitUntil(lambda: len(came) == 50)
    assert came == order == list(range(50))
    assert len(threads) == 1


def test_an_error_goes_to_failed_or_else_to_the_window(tasks, qtbot, unhandled):
    failed = []

    def job():
        raise WorldError("The disk is full")

    tasks.run(job, failed.append, failed.append)
    tasks.run(job, failed.append)
    qtbot.waitUntil(lambda: bool(failed) and bool(unhandled))
    assert [type(each) for each in failed + unhandled] == [WorldError, WorldError]


def test_a_job_beside_does_not_hold_up_saving(tasks, qtbot):
    go_on, came = threading.Event(), []
    tasks.run_beside(lambda: go_on.wait(20), came.append)
    tasks.run(lambda: "saved", came.append)
    qtbot.waitUntil(lambda: came == ["saved"])
    go_on.set()
    qtbot.waitUntil(lambda: came == ["saved", True])


def test_a_long_job_reports_and_stops_when_asked(tasks, qtbot):
    told, failed, go_on = [], [], threading.Event()

    def job(course):
        course.tell(1, 3, "one")
        go_on.wait(20)
        course.tell(2, 3, "two")

    course = tasks.run_long(job, failed.append, failed.append, told=told.append, beside=True)
    qtbot.waitUntil(lambda: bool(told))
    course.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert told == [Progress(1, 3, "one")]
    assert isinstance(failed[0], CancelledError)
    assert tasks.busy == 0


def test_a_long_job_cancelled_before_its_turn_does_nothing(tasks, qtbot):
    go_on, did, failed = threading.Event(), [], []
    tasks.run(lambda: go_on.wait(20), did.append)
    course = tasks.run_long(lambda _course: did.append("never"), did.append, failed.append)
    course.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert did == [True]


def test_shutdown_waits_for_every_job_delivers_the_results_and_closes_the_store_last(tasks):
    order, came = [], []
    for number in range(20):
        tasks.run(lambda number=number: order.append(number), lambda _none: came.append(1))
    tasks.shutdown(lambda: order.append("closed"))
    assert order == [*range(20), "closed"]
    assert len(came) == 20
    assert tasks.busy == 0


def test_threads_beside_end_with_what_they_are_at_and_later_jobs_get_new_ones(tasks, qtbot):
    began, may_end, came = threading.Event(), threading.Event(), []

    def job():
        began.set()
        may_end.wait()
        return threading.current_thread()

    tasks.run_beside(job, came.append)
    began.wait()
    tasks.let_go()
    tasks.run_beside(threading.current_thread, came.append)
    qtbot.waitUntil(lambda: len(came) == 1)
    may_end.set()
    qtbot.waitUntil(lambda: len(came) == 2)
    new, old = came
    old.join(5)
    assert not old.is_alive()
    assert new.is_alive()
