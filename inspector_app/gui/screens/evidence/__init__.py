"""Evidence: every record in one list, searched and filtered, amended, linked, with its history."""

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.evidence.view import EvidenceScreen
from inspector_app.services.session import Session


def make(desk: Desk, session: Session) -> EvidenceScreen:
    """Builds the screen."""
    return EvidenceScreen(desk, session)


__all__ = ["EvidenceScreen", "make"]
