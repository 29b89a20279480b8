"""The real bundle that every attack starts from, made once."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))

from hostile.real import laid


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A lead's store, and the bundle on the desk; it outlives the home of any one test."""
    memory = Path("/dev/shm")  # noqa: S108 - thousands of files come and go; on a disk that alone takes half the time
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="hostile-") as root,
    ):
        patch.setenv("INSPECTOR_APP_HOME", str(tmp_path_factory.mktemp("hostile-home")))
        with laid(Path(root)) as made:
            yield made
