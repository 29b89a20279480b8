"""Today: what an inspector sees first."""

from inspector_app.gui.screens.today.view import TodayScreen

__all__ = ["TodayScreen"]
