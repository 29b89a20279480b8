"""The second connection: reads for another thread, writes nothing, and never keeps a store from closing."""

from __future__ import annotations

import threading

import pytest

from inspector_app.store import engine
from inspector_app.store.errors import StoreClosedError

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def test_it_sees_what_was_saved_and_writes_nothing(store):
    store.set_fact("told", 1)
    with store.beside.reading() as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'told'").fetchone() == ("1",)
        with pytest.raises(engine.DatabaseError):
            connection.execute("DELETE FROM meta")


def test_closing_the_store_stops_what_runs_on_it(store):
    running, ended = threading.Event(), []

    def endless():
        try:
            with store.beside.reading() as connection:
                running.set()
                connection.execute(ENDLESS).fetchone()
        except StoreClosedError as error:
            ended.append(error)

    thread = threading.Thread(target=endless)
    thread.start()
    assert running.wait(10)
    store.close()
    thread.join(10)
    assert len(ended) == 1


def test_a_closed_store_is_not_read(store):
    store.close()
    with pytest.raises(StoreClosedError), store.beside.reading():
        pass
    store.close()
