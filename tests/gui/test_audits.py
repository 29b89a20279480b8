"""The short form of every audit; `python packaging/dev.py audit` runs the long form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LEFT_OUT = 77  # the audit says that this machine cannot look in its way
SHORT = {"monkey": ("--events", "500", "--seed", "7"), "screens": ("--short",)}


def test_every_audit_has_a_short_form():
    assert {path.stem.removeprefix("audit_") for path in HERE.glob("audit_*.py")} == set(SHORT)


@pytest.mark.parametrize("name", sorted(SHORT))
def test_nothing_is_found(name):
    ran = subprocess.run(
        [sys.executable, HERE / f"audit_{name}.py", *SHORT[name]],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(ran.stdout)
    if ran.returncode == LEFT_OUT:
        pytest.skip(ran.stdout.strip())
    assert ran.returncode == 0, ran.stdout + ran.stderr
