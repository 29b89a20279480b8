"""The full check of a store that comes round each week by itself, while work goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspector_app.services.session import Session

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


def note(session: Session) -> None:
    """Notes that a check found the store sound; the next one is due in a week."""
    session.store.set_fact(CHECKED, session.now())
