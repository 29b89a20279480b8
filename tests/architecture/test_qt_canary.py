"""PySide6 6.12.0 loses one reference to True at every signal under Python 3.11, until the process aborts."""

import subprocess
import sys
from importlib.metadata import version

import pytest

EMIT = """
import sys
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal()

bell = Bell()
heard = []
bell.rung.connect(lambda: heard.append(1))
before = sys.getrefcount(True)
for _ in range(200):
    bell.rung.emit()
assert len(heard) == 200
print(before - sys.getrefcount(True))
"""


def test_a_signal_costs_no_reference_to_true():
    told = subprocess.run([sys.executable, "-c", EMIT], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert abs(int(told.stdout)) <= 5


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from 3.12 on booleans are never freed")
def test_the_release_that_aborts_is_not_installed():
    major, minor = (int(part) for part in version("PySide6-Essentials").split(".")[:2])
    assert (major, minor) < (6, 12)
