"""Checklists: judgement areas, their descriptors, and what stands behind each."""

from inspector_app.gui.screens.checklists.view import ChecklistsScreen

__all__ = ["ChecklistsScreen"]
