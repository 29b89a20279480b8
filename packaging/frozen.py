"""Builds the frozen app with PyInstaller, refuses a build that left something out, and tries it."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import machine

STARTS = 5
# PyInstaller only warns of these; the window of such a build would not open.
_FATAL_WARNINGS = ("Library not found", "Hidden import", "not found: resolved")


def build(root: Path, python: str) -> int:
    """Builds `dist/inspector-app/`, runs the demonstration with it, prints size and start-up time.

    Returns:
        The exit status of the demonstration.

    Raises:
        Stopped: PyInstaller failed, or left out something that the app needs.
    """
    print("Freezing the app (about a minute)", flush=True)
    settings = os.environ | {"PYTHONHASHSEED": "0"}  # the same build twice gives the same tree
    done = subprocess.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", "build.spec"],
        cwd=root, env=settings, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise machine.Stopped("PyInstaller failed:\n" + done.stderr[-4000:])
    left_out = [line for line in done.stderr.splitlines() if any(sign in line for sign in _FATAL_WARNINGS)]
    if left_out:
        raise machine.Stopped("the frozen app would lack something:\n" + "\n".join(left_out))
    program = root / "dist" / "inspector-app" / ("inspector-app.exe" if os.name == "nt" else "inspector-app")
    with tempfile.TemporaryDirectory(prefix="inspector-app-") as place:
        status = subprocess.call([program, "demo", str(Path(place) / "demo")], cwd=place)
    if status == 0:
        print(f"Frozen app: {program.parent.relative_to(root)}, {_megabytes(program.parent):.0f} MB")
        print(f"Start-up: {_start_up(program) * 1000:.0f} ms, median of {STARTS}")
    return status


def _megabytes(folder: Path) -> float:
    return (
        sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
        / 1e6
    )


def _start_up(program: Path) -> float:
    """Returns the median seconds from the start of the process to its end for the version alone."""
    taken = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        subprocess.run([program, "--version"], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
