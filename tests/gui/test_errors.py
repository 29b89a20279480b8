from __future__ import annotations

import sys

import pytest

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui.errors import ErrorDesk, report
from inspector_app.gui.notice import Weight


@pytest.fixture
def told():
    return []


@pytest.fixture
def error_desk(told, tmp_path, clock):
    return ErrorDesk(told.append, tmp_path / "reports", clock)


def test_an_error_of_the_world_is_a_sentence(error_desk, told, tmp_path):
    error_desk.failed(WorldError("This is not a store", where="notes", advice="Choose another folder."))
    assert (told[0].weight, told[0].sentence, told[0].advice) == (
        Weight.PROBLEM,
        "This is not a store: notes.",
        "Choose another folder.",
    )
    assert not (tmp_path / "reports").exists()


def test_a_refusal_weighs_less_than_a_failure(error_desk, told):
    error_desk.failed(RefusedError("An evaluation needs evidence"))
    assert told[0].weight is Weight.WARNING


def _mistake(secret):
    raise ValueError(f"could not read {secret}")


def test_our_own_mistake_is_reported_without_what_was_being_written(error_desk, told, tmp_path):
    try:
        _mistake("Jamie said it hurts")
    except ValueError as error:
        error_desk.hook(type(error), error, error.__traceback__)
    (path,) = (tmp_path / "reports").iterdir()
    text = path.read_text("utf-8")
    assert "ValueError" in text
    assert "_mistake" in text
    assert "Jamie" not in text
    assert str(tmp_path) not in text
    assert "safe" in told[0].sentence
    assert path.name in told[0].advice


def test_a_chain_of_errors_is_told_whole():
    try:
        try:
            _mistake("x")
        except ValueError as cause:
            raise RuntimeError("y") from cause
    except RuntimeError as error:
        text = report(error, "2026-05-11T09:00:00Z")
    assert "RuntimeError" in text
    assert "ValueError" in text


def test_a_folder_that_cannot_be_written_is_no_second_error(told, tmp_path, clock):
    (tmp_path / "file").write_text("")
    ErrorDesk(told.append, tmp_path / "file" / "reports", clock).failed(LookupError())
    assert "could not be written" in told[0].advice


def test_installing_takes_the_interpreters_hook(error_desk, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    error_desk.install()
    assert sys.excepthook == error_desk.hook
