from __future__ import annotations

import pytest

from inspector_app.errors import WorldError
from inspector_app.gui.runner import CancelledError, Course, ImmediateRunner, Progress


def test_an_immediate_runner_gives_the_result_at_once():
    results = []
    ImmediateRunner().run(lambda: 6 * 7, results.append)
    assert results == [42]


def test_an_immediate_runner_gives_an_error_to_whoever_asked_for_it():
    errors = []

    def job():
        raise WorldError("The disk is full")

    ImmediateRunner().run(job, errors.append, errors.append)
    ImmediateRunner(errors.append).run(job, errors.append)
    assert [str(each) for each in errors] == ["The disk is full."] * 2
    with pytest.raises(WorldError):
        ImmediateRunner().run(job, errors.append)


def test_a_mistake_in_done_is_not_taken_for_an_error_of_the_job():
    errors = []

    def done(_result):
        raise LookupError

    with pytest.raises(LookupError):
        ImmediateRunner().run(int, done, errors.append)
    assert errors == []


def test_a_long_job_tells_how_far_it_is():
    told, results = [], []

    def job(course):
        course.tell(1, 2, "halfway")
        return "end"

    ImmediateRunner().run_long(job, results.append, told=told.append)
    assert told == [Progress(1, 2, "halfway")]
    assert results == ["end"]


def test_a_cancelled_course_stops_the_job_at_its_next_word():
    course = Course(lambda _progress: None)
    course.check()
    course.cancel()
    assert course.cancelled
    with pytest.raises(CancelledError, match="Stopped"):
        course.tell(1, 2)
