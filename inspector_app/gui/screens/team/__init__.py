"""Team: bundles in and out, the queue of disagreements, the roster, and the backup."""

from inspector_app.gui.screens.team.view import TeamScreen

__all__ = ["TeamScreen"]
