"""Report: what the draft will say, what it must have, and the Word file."""

from inspector_app.gui.screens.report.view import ReportScreen

__all__ = ["ReportScreen"]
