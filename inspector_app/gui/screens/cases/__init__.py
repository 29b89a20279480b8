"""Cases: the sample by stratum, and one child's journey."""

from inspector_app.gui.screens.cases.view import CasesScreen

__all__ = ["CasesScreen"]
