"""What a lock lets go of is in the collector's reach again."""

from __future__ import annotations

import gc

import pytest

pytestmark = pytest.mark.qt_log_ignore("does not support")  # offscreen: size hints


def test_what_stands_while_a_store_is_open_is_looked_through_again_after_a_lock(on_store, qtbot):
    program = on_store()
    assert gc.get_freeze_count() > 0
    program.shell.window.actions_book.run("file.lock")
    qtbot.waitUntil(lambda: program.session is None)
    qtbot.waitUntil(lambda: gc.get_freeze_count() == 0)
