"""What a button writes: durable at once, or kept with what was entered until the store takes it. No Qt.

Text that is typed keeps itself (`gui.autosave`). A button that fails is no less: what was entered for it
stays, the banner stays until it is done or given up by hand, and it is tried again. A rule that refuses is
another matter: then nothing failed, and it is told as before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from inspector_app.errors import WorldError
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.runner import Failed
from inspector_app.gui.saving import Phase

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deed(Generic[T]):
    """Something that a button writes.

    Args:
        key: what it changes; a later deed of the same key takes the place of one that failed.
        name: what it is called in a sentence: "the reason for withdrawing evidence 0042".
        job: writes all of it or nothing; runs on the store's thread.
        words: what was entered for it, to be copied or saved elsewhere.
        yields: nothing was entered for it and it can be done again, so where it fails a lock need not wait.
    """

    key: str
    name: str
    job: Callable[[], T]
    words: str = ""
    yields: bool = False


def do(
    desk: Desk,
    deed: Deed[T],
    done: Callable[[T], None],
    refused: Failed | None = None,
    *,
    stuck: Callable[[], None] | None = None,
    undone: Callable[[], None] | None = None,
) -> None:
    """Does a deed.

    Args:
        desk: the window.
        deed: what is written.
        done: gets what came of it, once it is durable.
        refused: gets an error that is no failed write; `desk.failed` where None.
        stuck: called when the write failed: the deed waits, what was entered may be changed.
        undone: called when the person gave it up.
    """
    _Attempt(desk, deed, done, refused or desk.failed, stuck or _nothing, undone or _nothing).begin()


class _Attempt(Generic[T]):
    """A deed until it is durable, refused, given up, or another takes its place. The board holds it."""

    def __init__(  # noqa: PLR0917 - what `do` was given
        self,
        desk: Desk,
        deed: Deed[T],
        done: Callable[[T], None],
        refused: Failed,
        stuck: Callable[[], None],
        undone: Callable[[], None],
    ) -> None:
        self._desk, self._deed = desk, deed
        self._done, self._refused = done, refused
        self._stuck, self._undone = stuck, undone
        self._waits = False

    def begin(self) -> None:
        """Takes the place of a deed of this key that failed, and writes."""
        self._desk.withdraw(self._banner)
        self._desk.board.join(self._deed.key, self.again, self._give_way if self._deed.yields else None)
        self._write()

    def again(self) -> None:
        """The board asks whoever is not durable to write: every few seconds, and before a lock."""
        if self._waits:
            self._write()

    def _write(self) -> None:
        self._waits = False
        self._desk.board.report(self._deed.key, Phase.DIRTY)
        self._desk.runner.run(self._deed.job, self._written, self._failed)

    def _written(self, result: T) -> None:
        if self._is_latest:
            self._desk.board.report(self._deed.key, Phase.SAVED)
            self._leave()
        self._done(result)

    def _failed(self, error: Exception) -> None:
        from inspector_app.store import errors  # noqa: PLC0415 - loaded after the window stands

        ours = not isinstance(error, WorldError)
        if not ours and not isinstance(error, errors.StoreWriteError | errors.DamagedStoreError):
            if self._is_latest:
                self._leave()
            self._refused(error)
            return
        if ours:
            self._desk.failed(error)
        if not self._is_latest:
            return  # what was entered since counts
        self._waits = not ours  # our own mistake would only be made again
        self._desk.board.report(self._deed.key, Phase.FAILED)
        kept = "" if self._deed.yields else "What you entered is still here. "
        why = "The program made a mistake while writing." if ours else str(error)
        self._desk.tell(
            Notice(
                key=self._banner,
                weight=Weight.PROBLEM,
                sentence=f"Not recorded: {self._deed.name}. {why}",
                advice=f"{kept}It is tried again every few seconds.",
                choices=tuple(self._ways()),
                closable=False,
            )
        )
        self._stuck()

    def _ways(self) -> list[Choice]:
        ways = [Choice("Try again", self._write, keeps=True)]
        if self._deed.words:
            ways.append(Choice("Copy what you entered", self._copy, keeps=True))
            if self._desk.elsewhere is not None:
                ways.append(Choice("Save it elsewhere…", self._save_elsewhere, keeps=True))
        return [*ways, Choice("Leave it undone", self._give_up)]

    def _copy(self) -> None:
        self._desk.copy(self._deed.words)

    def _save_elsewhere(self) -> None:
        if self._desk.elsewhere is not None:
            self._desk.elsewhere(self._deed.words)

    def _give_up(self) -> None:
        self._leave()
        self._undone()

    def _give_way(self) -> None:
        self._give_up()
        sentence = f"Left undone, because the store could not be written: {self._deed.name}."
        self._desk.tell(Notice(self._banner, Weight.WARNING, sentence, "Do it once more when there is room."))

    def _leave(self) -> None:
        self._waits = False
        self._desk.withdraw(self._banner)
        self._desk.board.leave(self._deed.key)

    @property
    def _is_latest(self) -> bool:
        return self._desk.board.has(self._deed.key, self.again)

    @property
    def _banner(self) -> str:
        return f"not-recorded:{self._deed.key}"


def _nothing(*_: Any) -> None:
    """Nobody waits for this."""
