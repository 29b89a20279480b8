"""No bundle makes the reader take 200 MB; the larger ones are in `break_bundles.py`."""

from __future__ import annotations

import sys

import pytest
from hostile import bombs


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts a process's memory otherwise")
def test_bombs_are_refused_in_less_than_200_mb(real, tmp_path):
    most, found = bombs.weighed(real, list(bombs.small(real)), tmp_path)
    assert not found, "\n".join(found)
    assert most < bombs.LIMIT
