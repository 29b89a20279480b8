"""A program that is told to end saves what is on the screen, closes its store and says so by its status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.crypto.keys import Cost
from inspector_app.gui import ending
from inspector_app.gui.ending import EndWatch
from inspector_app.services.session import NewStore, new_store, unlock
from inspector_app.store import drafts

WINDOW = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from inspector_app.gui import app as window_app
from inspector_app.gui.app import Program
begin = Program.begin
def begun(program):
    begin(program)
    timer = QTimer(program)
    def look():
        if program.session is None:
            return
        timer.stop()
        program.capture()
        QTimer.singleShot(0, type_)
    def type_():
        QTest.keyClicks(program._work.capture.box, "seen alone")
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))  # within the pause: nothing of it was written yet
    timer.timeout.connect(look)
    timer.start(20)
Program.begin = begun
sys.exit(window_app.main([sys.argv[2]]))
"""


@pytest.fixture
def store(tmp_path):

    where = tmp_path / "store"
    told = NewStore(
        where=where,
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="ada",
        role="inspector",
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    new_store(told).close()
    return where


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to a window")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_words_typed_just_before_the_system_ends_the_window_are_there(store, tmp_path, name):

    file = tmp_path / "passphrase"
    file.write_text("twelve small owls\n")
    env = os.environ | {
        "INSPECTOR_APP_HOME": str(tmp_path / "home"),
        "INSPECTOR_APP_PASSPHRASE_FILE": str(file),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(ending.__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-c", WINDOW, name, str(store)],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with unlock(store, "twelve small owls") as again:
        (draft,) = drafts.found(again.store)
        assert str(draft.fields["text"]).endswith("seen alone")


def test_a_signal_wakes_the_loop_and_what_was_before_is_put_back(qtbot):
    before = {number: signal.getsignal(number) for number in ending.SIGNALS}
    told = []
    watch = EndWatch(lambda: told.append(True))
    os.kill(os.getpid(), signal.SIGTERM)
    qtbot.waitUntil(lambda: bool(told), timeout=15_000)
    watch.stop()
    assert {number: signal.getsignal(number) for number in ending.SIGNALS} == before
