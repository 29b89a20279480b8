"""Ticks and choices that are shown, as opposed to made.

Views listen for `toggled`, not for `clicked`: a screen reader ticks without a click.
"""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton


def show_tick(button: QAbstractButton, *, on: bool) -> None:
    """Shows whether a button is on, without telling whoever waits for a person to choose."""
    before = button.blockSignals(True)
    button.setChecked(on)
    button.blockSignals(before)
