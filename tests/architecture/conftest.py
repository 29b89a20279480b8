"""The checkout as the tests of this folder see it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root():
    """The folder of the checkout."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def committed(root):
    """Every file that git keeps, as a path inside the checkout; what is deleted but not yet committed is left out."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "ls-files", "-z"], cwd=root, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode("utf-8").split("\0")
    return sorted(Path(name) for name in names if name and (root / name).is_file())


@pytest.fixture(scope="session")
def modules(committed):
    """Every Python file that git keeps."""
    return [path for path in committed if path.suffix == ".py"]
