"""The virtual environment of a checkout: made once, filled from the lock, then known by its stamp."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lock
import machine

STAMP = "inspector-app.stamp"


def ready(root: Path) -> str:
    """Returns the Python of the checkout's environment, made or brought up to date where that is needed.

    Raises:
        Stopped: it could not be made or filled.
    """
    venv = root / ".venv"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not _works(python):
        _make(venv)
    stamp = venv / STAMP
    wanted = _fingerprint(root, venv)
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        stamp.unlink(missing_ok=True)
        _fill(root, python)
        stamp.write_text(wanted, encoding="ascii")
    return str(python)


def _works(python: Path) -> bool:
    """A checkout that was moved, or whose Python was removed, has an environment that no longer runs."""
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make(venv: Path) -> None:
    machine.provide_venv()
    print(f"Making the virtual environment {venv.name}/", flush=True)
    if venv.exists():
        shutil.rmtree(venv)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise machine.Stopped(
            f"the virtual environment could not be made: {(made.stdout + made.stderr).strip()}"
        )


def _fill(root: Path, python: Path) -> None:
    wheels, built = (root / "packaging" / name for name in (lock.WHEELS, lock.BUILT))
    print("Installing what the lock pins (once; a few minutes on a slow line)", flush=True)
    _pip(python, "--require-hashes", "--only-binary=:all:", "-r", str(wheels))
    _pip(python, "--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(built))
    _pip(python, "--no-deps", "--no-build-isolation", "--editable", str(root))


def _pip(python: Path, *arguments: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
               "--timeout", "60", "--retries", "6", *arguments]  # fmt: skip
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise machine.Stopped("pip could not install: " + " ".join(lines or done.stderr.splitlines()[-3:]))


def _fingerprint(root: Path, venv: Path) -> str:
    """Everything that decides what is installed: the locks, the project's settings, the Python, the place."""
    told = hashlib.sha256(str(root).encode())
    packaging = root / "packaging"
    for file in (
        packaging / lock.WHEELS,
        packaging / lock.BUILT,
        root / "pyproject.toml",
        venv / "pyvenv.cfg",
    ):
        told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()
