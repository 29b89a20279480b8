"""Scenes of the forms about passphrases, over the door and over the work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from inspector_app.gui.shell import Shell
from inspector_app.gui.unlock.secrets import ChangePassphrase, Recover


def change(shell: Shell) -> QWidget:
    form = ChangePassphrase(shell.window)
    form.show_error(
        "The passphrase does not open this store. Check capitals and keyboard layout, then try again."
    )
    form.show()
    return form


def recover(shell: Shell) -> QWidget:
    form = Recover(shell.desk.dialogs, Path("Documents") / "inspections" / "exampleshire", shell.window)
    form.show()
    return form


SCENES = [("passphrase-change", change), ("passphrase-lost", recover)]
