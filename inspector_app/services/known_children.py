"""What this laptop knows of the children behind the references: kept out of notes and drafts."""

from __future__ import annotations

from inspector_app.domain.identifying import Identities, known
from inspector_app.services.session import Session
from inspector_app.store import identities


def known_children(session: Session) -> Identities:
    """Returns what to look for, with the reference that stands for each child."""
    cases = session.store.records("case_track", deleted=True)
    found = ((identities.find(session.store, case.id), case) for case in cases)
    told = [(one, str(case.get("reference") or "")) for one, case in found if one]
    return known((one for one, _ in told), (reference for _, reference in told))
