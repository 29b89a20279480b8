"""Scenes of the forms about passphrases, over the door and over the work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from inspector_app.gui.shell import Shell
from inspector_app.gui.unlock.secrets import AskForSheet, ChangePassphrase, ChangeRecovery, Recover, ShowSheet
from inspector_app.services import passphrases


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


def ask_for_sheet(shell: Shell) -> QWidget:
    form = AskForSheet(shell.window)
    form.show()
    return form


def ask_for_recovery(shell: Shell) -> QWidget:
    form = ChangeRecovery(shell.window)
    form.show()
    return form


def sheet(shell: Shell) -> QWidget:
    key = passphrases.SHEET_KEY + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"
    shown = ShowSheet(passphrases.sheet_lines(passphrases.Sheet("5f" * 16, key)), shell.window)
    shown.show()
    return shown


SCENES = [
    ("passphrase-change", change),
    ("passphrase-lost", recover),
    ("passphrase-ask-sheet", ask_for_sheet),
    ("passphrase-recovery", ask_for_recovery),
    ("passphrase-sheet", sheet),
]
