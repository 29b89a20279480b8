"""Judgements: the profile first, then provisional grades with what limits them."""

from inspector_app.gui.screens.judgements.view import JudgementsScreen

__all__ = ["JudgementsScreen"]
