from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from inspector_app.gui.instance import CALL, Instance

HOLDER = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from inspector_app.gui.instance import Instance
app = QCoreApplication([])
made = Instance(Path(sys.argv[1]), lambda: None)
print(made.first, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def make(qapp, tmp_path):
    made = []

    def one(raises=lambda: None, home=tmp_path / "home"):
        made.append(Instance(home, raises))
        return made[-1]

    yield one
    for each in made:
        each.close()


def test_a_second_start_brings_the_first_window_to_the_front(make, qtbot):
    raised = []
    first = make(lambda: raised.append(True))
    second = make()
    assert (first.first, second.first) == (True, False)
    second.call()
    qtbot.waitUntil(lambda: raised != [], timeout=5000)


def test_another_home_has_a_window_of_its_own(make, tmp_path):
    assert make().first
    assert make(home=tmp_path / "other").first


def test_once_the_first_is_closed_the_next_is_first(make):
    make().close()
    assert make().first


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_window_that_was_killed_leaves_nothing_in_the_way(make, tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "home")]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        waiting = make()
        assert not waiting.first
        holder.send_signal(signal.SIGKILL)
    assert make().first


def test_what_it_leaves_behind_says_nothing(make, tmp_path):
    first = make()
    make().call()
    first.close()
    assert {path.name for path in (tmp_path / "home").iterdir()} == {CALL}
    assert len((tmp_path / "home" / CALL).read_bytes()) == 8
