"""The watch over the drop folder, with the system's own notices, real files and a real store."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import pytest

from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.dropwatch import DropWatch
from inspector_app.services import bundles, dropping
from inspector_app.services.session import NewStore, new_store


def made(where: Path, name: str):
    told = NewStore(
        where=where / name, framework="ILACS-2026", authority="Fernshire", inspector=name, role="lead",
        start="2026-11-02", passphrase="twelve small owls", use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip
    return new_store(told)


@pytest.fixture
def session(tmp_path):
    with made(tmp_path, "ada") as opened:
        yield opened


@pytest.fixture
def bundle(tmp_path, session):
    """A colleague's bundle, sealed to this device; nobody knows its signer."""
    with made(tmp_path, "bo") as other:
        own = sealing.recipient_of(session.device.identity)
        return Path(bundles.export_bundle(other, out=str(tmp_path / "out"), recipients=(own,)).bundle)


@pytest.fixture
def drop(tmp_path, session):
    folder = tmp_path / "stick"
    folder.mkdir()
    dropping.watch(session, folder)
    return folder


@pytest.fixture
def watch(bench, session, drop):
    lines = []
    found = DropWatch(bench.desk, Dropping(bench.desk, session), lines.append)
    found.soon.setInterval(20)
    found.lines = lines
    yield found
    found.stop()


def test_a_bundle_that_is_dropped_is_noticed_and_counted_quietly(watch, drop, bundle, bench, qtbot):
    assert watch.lines[-1] == ""
    shutil.copy(bundle, drop)
    qtbot.waitUntil(lambda: watch.lines[-1] == "1 bundle waits", timeout=15_000)
    assert bench.notices == {}


def test_a_share_that_gives_no_notice_is_looked_at_now_and_then(watch, drop, bundle, qtbot):
    watch.watcher.removePaths(watch.watcher.directories())
    shutil.copy(bundle, drop)
    watch.timer.setInterval(20)
    watch.timer.start()
    qtbot.waitUntil(lambda: watch.lines[-1] == "1 bundle waits", timeout=15_000)


def test_a_stick_that_comes_back_is_watched_again(watch, drop, bundle, bench, qtbot):
    shutil.copy(bundle, drop)
    qtbot.waitUntil(lambda: watch.lines[-1] == "1 bundle waits", timeout=15_000)
    watch.timer.setInterval(20)
    pocket = drop.rename(drop.parent / "pocket")
    qtbot.waitUntil(lambda: watch.lines[-1] == "", timeout=15_000)
    pocket.rename(drop)
    qtbot.waitUntil(lambda: watch.lines[-1] == "1 bundle waits", timeout=15_000)
    assert watch.watcher.directories() == [str(drop)]
    assert bench.notices == {}


def test_a_store_without_a_drop_folder_watches_nothing(bench, session):
    watch = DropWatch(bench.desk, Dropping(bench.desk, session), lambda _: None)
    assert watch.watcher.directories() == []
    assert not watch.timer.isActive()
    watch.stop()


def test_locking_stops_the_watch_and_takes_its_commands_away(watch, drop, bench):
    assert {one.name for one in bench.desk.actions.commands()} >= {"team.take", "team.lead", "team.return"}
    watch.stop()
    assert watch.watcher.directories() == []
    assert not watch.timer.isActive()
    assert not watch.soon.isActive()
    assert watch.lines[-1] == ""
    assert "team.take" not in bench.desk.actions


def test_the_watch_goes_at_once_and_not_by_the_collector(bench, session, drop):
    """The collector may run on the store's thread, which must not touch what Qt owns."""
    dropping = Dropping(bench.desk, session)
    watch = DropWatch(bench.desk, dropping, lambda _: None)
    held = weakref.ref(watch)
    watch.stop()
    gc.disable()
    try:
        del watch
        assert held() is None
    finally:
        gc.enable()


def test_its_commands_lead_to_the_screen_of_the_team(watch, bench):
    bench.desk.actions.run("team.lead")
    bench.desk.actions.run("team.take")
    assert bench.went == [("team", "lead"), ("team", "take")]
