"""The checkout as the tests of this folder see it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root():
    """The folder of the checkout."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def committed(root):
    """Every file that git keeps, as a path inside the checkout; without git, all but what is made on the way."""
    if shutil.which("git") is None or not (root / ".git").exists():
        return sorted(_unpacked(root))
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True)
    names = listed.stdout.decode("utf-8").split("\0")
    return sorted(Path(name) for name in names if name and (root / name).is_file())


@pytest.fixture(scope="session")
def modules(committed):
    """Every Python file that git keeps."""
    return [path for path in committed if path.suffix == ".py"]


def _unpacked(root):
    """Files of a checkout that came as an archive: everything outside the folders of `.gitignore`."""
    told = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = {line.strip().rstrip("/") for line in told} | {".git"}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in ignored and not name.endswith(".egg-info")]
        for name in files:
            if name not in ignored and not name.endswith((".pyc", ".pyo")):
                yield (Path(folder) / name).relative_to(root)
