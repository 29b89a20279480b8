"""The line that says how far a long command is."""

import io

import pytest

from inspector_app.cli import progress
from inspector_app.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Moves a second with every look."""
    seconds = iter(range(1000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(seconds))


@pytest.mark.usefixtures("clock")
def test_a_terminal_sees_one_line_that_is_wiped_at_the_end():
    seen = Terminal()
    with ProgressLine(seen) as line:
        line.tell(1, 4, "Opening the seal")
        line.tell(0, 0, "Reading")
    told = seen.getvalue()
    assert "\rOpening the seal: 25 %" in told
    assert "\rReading…" in told
    assert "\n" not in told
    assert told.rpartition("\r")[0].endswith(" " * len("Reading…"))


@pytest.mark.usefixtures("clock")
def test_a_pipe_sees_nothing():
    seen = io.StringIO()
    with ProgressLine(seen) as line:
        line.tell(1, 4, "Opening the seal")
    assert seen.getvalue() == ""


def test_a_quick_command_shows_nothing():
    seen = Terminal()
    with ProgressLine(seen) as line:
        line.tell(1, 4, "Opening the seal")
    assert seen.getvalue() == ""
