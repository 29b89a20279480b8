"""The look at every start: beside the store's thread, told with the number of records, and never in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from inspector_app.crypto.keys import Cost
from inspector_app.domain.clock import system_clock
from inspector_app.gui.watching import Watching
from inspector_app.services import evidence, unsealed
from inspector_app.services.session import NewStore, new_store, unlock
from inspector_app.store import engine, folder


@pytest.fixture
def session(tmp_path):
    told = NewStore(
        where=tmp_path / "store", framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="lead",
        start="2026-11-02", passphrase="twelve small owls", use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip
    with new_store(told) as made:
        for number in range(40):
            evidence.record_evidence(made, text=f"Note {number} " * 150, source="data")
    with unlock(tmp_path / "store", "twelve small owls") as opened:
        yield opened


@pytest.fixture
def watching(bench):
    made = Watching(QApplication.instance(), system_clock, lambda: None, lambda: None)
    made.start(timedelta(minutes=10), int(bench.host.winId()))
    yield made
    made.stop()


def wipe(session, page):
    with folder.database(session.store.folder).open("rb+") as file:
        file.seek((page - 1) * engine.PAGE_BYTES)
        file.write(bytes(64))


def test_a_sound_store_is_not_spoken_of(bench, session, watching):
    watching.look(bench.desk, session)
    assert bench.notices == {}


def test_damage_is_told_with_what_to_do_and_typing_goes_on(bench, session, watching):
    wipe(session, folder.database(session.store.folder).stat().st_size // engine.PAGE_BYTES // 2)
    watching.look(bench.desk, session)
    told = bench.notices["damaged"]
    assert not told.closable
    for word in ("still saved", "bundle", "backup", "check", "rescue"):
        assert word in told.advice
    unsealed.keep_typing(session, editor="evidence/new", kind="evidence", fields={"text": "goes on"})
    assert unsealed.offered_back(session)[0].fields["text"] == "goes on"


def test_what_comes_back_after_the_store_was_closed_is_nobodys(bench, session, watching):
    wipe(session, 9)
    looks = []
    bench.desk.runner.run_beside = lambda job, done, failed=None: looks.append((job(), done))
    watching.look(bench.desk, session)
    watching.stop()
    for report, done in looks:
        done(report)
    assert bench.notices == {}
