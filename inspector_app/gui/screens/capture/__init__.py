"""Quick capture: new evidence from anywhere, two keystrokes to be typing. See the interface's design."""

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.capture.view import CapturePanel
from inspector_app.services.session import Session


def make(desk: Desk, session: Session) -> CapturePanel:
    """Builds the panel; the window calls `begin(over=window)` for Ctrl+N."""
    return CapturePanel(desk, session)


__all__ = ["CapturePanel", "make"]
