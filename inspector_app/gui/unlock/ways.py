"""What the forms about passphrases do: run the change on the store's thread and say how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from inspector_app.errors import WorldError
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.unlock.secrets import (
    AskForSheet,
    ChangePassphrase,
    ChangeRecovery,
    Changing,
    Naming,
    Recover,
    Recovering,
    ShowSheet,
)
from inspector_app.services import passphrases
from inspector_app.services.session import Session

_Form = AskForSheet | ChangePassphrase | ChangeRecovery | Recover
_NOBODY = "none"
_NO_RECIPIENT = "Enter a recipient, or the word none."
_DIFFER = "The two new passphrases differ. Enter the same one twice."


class PassphraseForms(QObject):
    """Opens the forms over a window, one at a time.

    Args:
        desk: the window.
        window: what the forms stand over.
        session: gives the open store; None while locked.
    """

    def __init__(self, desk: Desk, window: QWidget, session: Callable[[], Session | None]) -> None:
        super().__init__(window)
        self._desk, self._window, self._session = desk, window, session
        self.form: _Form | None = None
        self.sheet: ShowSheet | None = None

    def change(self) -> None:
        """Asks for the old and the new passphrase of the open store."""
        if self._session() is None:
            return
        form = ChangePassphrase(self._window)
        form.asked.connect(self._change)
        self._open(form)

    def recover(self, folder: Path) -> None:
        """Asks for the recovery key and a new passphrase."""
        form = Recover(self._desk.dialogs, folder, self._window)
        form.asked.connect(self._recover)
        self._open(form)

    def ask_for_sheet(self) -> None:
        """Asks for the passphrase and shows a recovery sheet to print."""
        if self._session() is None:
            return
        form = AskForSheet(self._window)
        form.asked.connect(self._make_sheet)
        self._open(form)

    def ask_for_recovery(self) -> None:
        """Asks whose key is to open the store when its passphrase is lost."""
        if self._session() is None:
            return
        form = ChangeRecovery(self._window)
        form.asked.connect(self._name)
        self._open(form)

    def close(self) -> None:
        """Takes the form away, with what was typed into it, and a sheet that is shown."""
        if self.sheet is not None:
            self.sheet.close()
            self.sheet.deleteLater()
            self.sheet = None
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _open(self, form: _Form) -> None:
        self.close()
        self.form = form
        form.show()

    @Slot(object)
    def _change(self, given: Changing) -> None:
        session = self._session()
        if session is None or self._refused(given.new, given.again):
            return
        job = partial(_change, session, given)
        self._run(job, "The passphrase is changed. The old one no longer opens this store.")

    @Slot(object)
    def _name(self, given: Naming) -> None:
        session = self._session()
        if session is None or self.form is None:
            return
        if not given.recipient:
            self.form.show_error(_NO_RECIPIENT)
            return
        nobody = given.recipient == _NOBODY
        none = "No recipient that was named by hand opens this store any more."
        done = none if nobody else "Your organisation's key opens this store from now on."
        job = partial(_name, session, given.passphrase, "" if nobody else given.recipient)
        self._run(job, done)

    @Slot(str)
    def _make_sheet(self, passphrase: str) -> None:
        session = self._session()
        if session is None:
            return
        if self.form is not None:
            self.form.show_busy()
        self._desk.runner.run(partial(_sheet, session, passphrase), self._show_sheet, self._failed)

    def _show_sheet(self, lines: Sequence[str]) -> None:
        self.close()
        if self._session() is not None:
            self.sheet = ShowSheet(lines, self._window)
            self.sheet.show()

    @Slot(object)
    def _recover(self, given: Recovering) -> None:
        if not self._refused(given.new, given.again):
            self._run(partial(_recover, given), "The new passphrase is set. Unlock the store with it.")

    def _refused(self, new: str, again: str) -> bool:
        if self.form is not None and new != again:
            self.form.show_error(_DIFFER)
            return True
        return False

    def _run(self, job: Callable[[], None], done: str) -> None:
        if self.form is not None:
            self.form.show_busy()
        self._desk.runner.run(job, partial(self._done, done), self._failed)

    def _done(self, sentence: str, _result: None) -> None:
        self.close()
        self._desk.tell(Notice("passphrase", Weight.DONE, sentence))

    def _failed(self, error: Exception) -> None:
        if self.form is None or not isinstance(error, WorldError):
            self._desk.failed(error)
            return
        self.form.show_error(str(error))


def _change(session: Session, given: Changing) -> None:
    known = (session.device.inspector, str(session.store.record(session.inspection).get("authority") or ""))
    passphrases.change_passphrase(
        session.store.folder, old=given.old, new=given.new, known=known, session=session
    )


def _name(session: Session, passphrase: str, recipient: str) -> None:
    passphrases.set_recovery(
        session.store.folder, passphrase=passphrase, recipient=recipient, session=session
    )
    session.settle_recovery()  # what policy and roster name is not for this form to take away


def _sheet(session: Session, passphrase: str) -> list[str]:
    made = passphrases.make_sheet(session.store.folder, passphrase=passphrase, session=session)
    return passphrases.sheet_lines(made)


def _recover(given: Recovering) -> None:
    identity = passphrases.typed_identity(given.key)
    if not identity.startswith(passphrases.SHEET_KEY):
        identity = passphrases.identity_in(Path(given.key))
    passphrases.recover(given.folder, identity=identity, new=given.new)
