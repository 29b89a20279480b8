"""PySide6 6.12.0 lost a reference to True at each signal under Python 3.11: the pair must never come back."""

from __future__ import annotations

import subprocess
import sys

CANARY = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
class Bird(QObject):
    sang = Signal(object)
app = QCoreApplication([])
bird = Bird()
heard = []
bird.sang.connect(heard.append)
before = sys.getrefcount(True)
for _ in range(200):
    bird.sang.emit(None)
assert len(heard) == 200
assert abs(sys.getrefcount(True) - before) < 100, sys.getrefcount(True) - before
"""


def test_signals_leave_the_reference_count_of_true_alone():
    done = subprocess.run(
        [sys.executable, "-c", CANARY], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
