"""The full check of a store that comes round each week by itself, while work goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspector_app.services.keeping import CheckReport
from inspector_app.services.session import Session
from inspector_app.store import engine, integrity

CHECKED = "checked"
EVERY = timedelta(days=7)


def due(session: Session) -> bool:
    """Says whether the last check is a week ago, or ahead of a clock that was set back."""
    told = session.store.fact(CHECKED)
    if told is None:
        return True
    try:
        return abs(datetime.fromisoformat(session.now()) - datetime.fromisoformat(told)) >= EVERY
    except (TypeError, ValueError):  # written by something else; a check does no harm
        return True


def check(session: Session) -> CheckReport:
    """Reads the whole store and proves it, on its second connection: nothing has to wait for it.

    Run it on another thread than the one that the session belongs to.

    Raises:
        DamagedStoreError: the file is so damaged that the check cannot go on.
        StoreClosedError: the store was closed meanwhile.
    """
    beside = session.store.beside
    problems: list[str] = []
    with beside.reading() as connection, engine.faults(session.store.folder):
        connection.execute("BEGIN")  # one state of the store from the first page to the last
        try:
            for problem in integrity.read_through(connection):
                problems.append(str(problem))
                beside.go_on()
        finally:
            connection.execute("ROLLBACK")
    return CheckReport(not problems, tuple(problems))


def note(session: Session) -> None:
    """Notes that a check found the store sound; the next one is due in a week."""
    session.store.set_fact(CHECKED, session.now())
