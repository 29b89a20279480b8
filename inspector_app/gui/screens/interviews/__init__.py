"""Interviews: who was met, by role; prompts beside a time-stamped note; evidence made of its words."""

from inspector_app.gui.screens.interviews.view import InterviewsScreen

__all__ = ["InterviewsScreen"]
