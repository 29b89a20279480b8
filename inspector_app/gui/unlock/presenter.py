"""What the door does. Plain Python: the services are given as two functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from inspector_app.crypto.strength import weakness
from inspector_app.errors import WorldError
from inspector_app.gui.runner import Runner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What is given to open a store. `remember`: keep the key in the computer's keychain."""

    folder: Path
    passphrase: str
    remember: bool

    def __repr__(self) -> str:
        """Without the passphrase, whatever prints it."""
        return f"Unlocking({self.folder})"


@dataclass(frozen=True, slots=True)
class Creating:
    """What is given to set up an inspection in a new store."""

    folder: Path
    passphrase: str
    again: str
    framework: str
    authority: str
    inspector: str
    role: str
    start: date
    remember: bool

    def __repr__(self) -> str:
        """Without the passphrase, whatever prints it."""
        return f"Creating({self.folder})"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of the form."""

    field: str
    sentence: str


class DoorView(Protocol):
    """What the door shows."""

    def show_busy(self, sentence: str) -> None:
        """Shows that work is under way; empty when it is over."""
        ...

    def show_error(self, sentence: str, faults: tuple[Fault, ...] = ()) -> None:
        """Shows what went wrong, and at which fields; empty when nothing."""
        ...

    def forget(self) -> None:
        """Empties the passphrase fields."""
        ...


class DoorPresenter(Generic[T]):
    """Opens or sets up a store away from the window.

    Args:
        view: the door.
        runner: runs the opening on the store's thread.
        unlock: opens a store; called on the store's thread.
        create: sets one up; called on the store's thread.
        opened: gets what either of them returned.
    """

    def __init__(
        self,
        view: DoorView,
        runner: Runner,
        *,
        unlock: Callable[[Unlocking], T],
        create: Callable[[Creating], T],
        opened: Callable[[T], None],
    ) -> None:
        self._view = view
        self._runner = runner
        self._unlock, self._create, self._opened = unlock, create, opened
        self._busy = False

    def unlock(self, given: Unlocking) -> None:
        """Opens a store."""
        if not given.passphrase:
            fault = Fault("passphrase", "Enter the passphrase of this store.")
            self._view.show_error(fault.sentence, (fault,))
            return
        unlock = self._unlock

        def job() -> T:
            return unlock(given)

        self._start("Opening the store. This takes a second or two, so that guessing takes years.", job)

    def create(self, given: Creating) -> None:
        """Sets up a store, when the form is right."""
        faults = check(given)
        if faults:
            count = "One thing is" if len(faults) == 1 else f"{len(faults)} things are"
            self._view.show_error(f"{count} missing or wrong. Nothing was set up yet.", faults)
            return
        create = self._create

        def job() -> T:
            return create(given)

        self._start("Setting up the inspection.", job)

    def _start(self, sentence: str, job: Callable[[], T]) -> None:
        if self._busy:
            return
        self._busy = True
        self._view.show_error("")
        self._view.show_busy(sentence)
        self._runner.run(job, self._done, self._failed)

    def _done(self, result: T) -> None:
        self._busy = False
        self._view.show_busy("")
        self._view.forget()
        self._opened(result)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._view.show_busy("")
        if not isinstance(error, WorldError):
            raise error
        self._view.show_error(str(error))


def check(given: Creating) -> tuple[Fault, ...]:
    """Returns everything that is wrong with the form, in the order of its fields."""
    asked = (
        ("authority", given.authority, "Enter the name of the authority that is inspected."),
        ("framework", given.framework, "Choose the framework."),
        ("inspector", given.inspector, "Enter your name as it stands in the roster."),
        ("role", given.role, "Choose your role."),
    )
    faults = [Fault(field, sentence) for field, value, sentence in asked if not value.strip()]
    if why := weakness(given.passphrase, (given.authority, given.inspector)):
        sentence = f"Use another passphrase, as {why}: three or four words do."
        faults.append(Fault("passphrase", sentence))
    elif given.passphrase != given.again:
        faults.append(Fault("again", "The two passphrases differ. Enter the same one twice."))
    return tuple(faults)
