"""The short form of every breaker; `python packaging/dev.py faults` runs the long form."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LEFT_OUT = 77  # the breaker says that this machine cannot break things in its way
SHORT = {
    "bits": 200, "canary": 1, "disk": 40, "full": 12, "kill": 60, "power": 20, "rekey": 20, "typing": 60,
}  # fmt: skip


def test_every_breaker_has_a_short_form():
    assert {path.stem.removeprefix("break_") for path in HERE.glob("break_*.py")} == set(SHORT)


@pytest.mark.skipif(sys.platform != "linux", reason="breakers fork, mount and trace as Linux does")
@pytest.mark.parametrize("name", sorted(SHORT))
def test_nothing_acknowledged_is_lost(name):
    ran = subprocess.run(
        [sys.executable, HERE / f"break_{name}.py", "--rounds", str(SHORT[name])],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(ran.stdout)
    if ran.returncode == LEFT_OUT:
        pytest.skip(ran.stdout.strip())
    assert ran.returncode == 0, ran.stdout + ran.stderr
