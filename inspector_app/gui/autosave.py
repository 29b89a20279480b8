"""A text field that keeps itself: a moment after a letter was typed, and when it is left, hidden or closed.

Typing never waits for a write: the field hands text and cursor to the store's thread and goes on. One write
is under way at a time; what is typed meanwhile is written next. When a write fails, the text stays, a banner
says so loudly and offers ways out, and the field tries again every few seconds and at the next keystroke.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from inspector_app.errors import WorldError
from inspector_app.gui import entries
from inspector_app.gui.desk import Desk
from inspector_app.gui.entries import Editor
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.saving import Phase

PAUSE_MS = 400
"""How long a letter waits for its fellows: well under the second after which it must survive a crash."""
RETRY_MS = 5000
"""A full disk is emptied, a virus scan ends: after a failed write the field tries again by itself."""
Save = Callable[[str, int], object]
"""Makes text and cursor durable. Called on the store's thread; must hold no widget."""

_LEAVING = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Close)


@dataclass(frozen=True, slots=True)
class _Write:
    """One write by value: the job must not touch the editor from the store's thread."""

    key: str
    save: Save
    text: str
    cursor: int

    def __call__(self) -> None:
        self.save(self.text, self.cursor)


class AutosaveField(QObject):
    """Keeps one editor's text.

    Args:
        editor: the field; becomes the Qt owner.
        desk: runs the writes, knows where text stands, shows the banner of a failed write.
        key: what the text is known by on the save board, `draft:evidence:17`.
        name: what the text is called in a sentence, "the note of this interview".
        save: makes text and cursor durable.
    """

    def __init__(
        self,
        editor: Editor,
        desk: Desk,
        *,
        key: str,
        name: str,
        save: Save,
    ) -> None:
        super().__init__(editor)
        self._editor, self._desk = editor, desk
        self._key, self._name = key, name
        self._save = save
        self._phase = Phase.CLEAN
        self._under_way: Counter[str] = Counter()
        self._stranded: dict[str, _Write] = {}
        self._again = False
        self._left = self._handed = False
        self._durable = self.text
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.settle)
        entries.entered(editor).connect(self._typed)
        editor.installEventFilter(self)
        desk.board.join(key, self.settle)

    @property
    def phase(self) -> Phase:
        """Where the text stands."""
        return self._phase

    @property
    def text(self) -> str:
        """What the editor holds now."""
        return entries.text_of(self._editor)

    @property
    def cursor(self) -> int:
        """Where the cursor stands, counted in characters."""
        return entries.cursor_of(self._editor)

    def restore(self, text: str, cursor: int) -> None:
        """Offers back text that is durable already: shown, and not written again.

        Words that were typed here and could not be saved when the field was turned away come before it.
        """
        self._pause.stop()
        stranded = self._stranded.pop(self._key, None)
        if stranded is not None:
            text, cursor = stranded.text, stranded.cursor
        entries.put(self._editor, text, cursor)
        self._again = False
        self._durable = self.text
        self._move_to(Phase.CLEAN if stranded is None else Phase.FAILED)
        if stranded is not None:
            self._retry.start()

    def follow(self, text: str) -> None:
        """Shows what was read from the store since; never in place of words that are being written.

        Jobs of the store come back in their order, so what is read while no write is under way is the latest.
        """
        resting = self._phase in (Phase.CLEAN, Phase.SAVED) and not self._under_way[self._key]
        if resting and not self._editor.hasFocus() and self.text != text:
            self.restore(text, min(self.cursor, len(text)) if self.text else len(text))

    def aim(self, *, key: str, name: str, save: Save) -> None:
        """Turns the field to another text: unsaved text goes where it belongs first; `restore` comes next."""
        self._pause.stop()
        if self._phase in (Phase.DIRTY, Phase.FAILED):
            self._write()
        if not self._under_way[self._key]:
            self._desk.board.leave(self._key)
        self._key, self._name, self._save = key, name, save
        self._phase = Phase.CLEAN
        self._again = False
        self._durable = self.text
        self._desk.board.join(key, self.settle)

    def leave(self) -> None:
        """Saves what is unsaved and takes the field off the board, before its editor is deleted."""
        self.settle()
        self._left = True
        self._retry.stop()
        self._editor.removeEventFilter(self)
        if not self._under_way[self._key]:
            self._desk.board.leave(self._key)

    def renew(self) -> None:
        """What was kept was taken away since: keeps what stands there now."""
        self._move_to(Phase.DIRTY)
        self.settle()

    def hand_over(self) -> None:
        """Another write carries the text from here on, which tells by itself what became of it.

        The text is written once more all the same, before that one: should it be refused, all of it is kept.
        """
        self._pause.stop()
        self._retry.stop()
        if self._phase in (Phase.DIRTY, Phase.FAILED):
            self._send(_Write(self._key, self._save, self.text, self.cursor))
        self._left = self._handed = True
        self._editor.removeEventFilter(self)
        self._desk.withdraw(_banner(self._key))
        self._desk.board.leave(self._key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Saves when the field is left, hidden or closed; lets every event pass."""
        if event.type() in _LEAVING:
            self.settle()
        return super().eventFilter(watched, event)

    @Slot()
    def settle(self) -> None:
        """Starts to write unsaved text at once; nothing to do where all is durable."""
        if not shiboken6.isValid(self):  # its screen was taken away, after its text was sent to be written
            self._desk.board.leave(self._key)
            return
        self._pause.stop()
        self._retry.stop()
        for write in tuple(self._stranded.values()):
            if not self._under_way[write.key]:
                self._send(write)
        if self._left or self._phase not in (Phase.DIRTY, Phase.FAILED):
            return
        if self._under_way[self._key]:
            self._again = True
        else:
            self._write()

    @Slot()
    def _typed(self) -> None:
        if self.text == self._durable and self._phase in (Phase.CLEAN, Phase.SAVED):
            return  # only its format changed
        self._move_to(Phase.DIRTY)
        # From the first letter that is not safe yet: somebody who types without a pause is not left waiting.
        if not self._pause.isActive():
            self._pause.start()

    def _write(self) -> None:
        self._again = False
        self._move_to(Phase.DIRTY)
        self._send(_Write(self._key, self._save, self.text, self.cursor))

    def _send(self, write: _Write) -> None:
        self._under_way[write.key] += 1
        self._desk.runner.run(write, partial(self._written, write), partial(self._failed, write, self._name))

    def _written(self, write: _Write, _result: None) -> None:
        self._under_way[write.key] -= 1
        if self._handed:
            return
        self._desk.withdraw(_banner(write.key))
        if not self._is_present(write):
            self._stranded.pop(write.key, None)
            self._desk.board.report(write.key, Phase.SAVED)
            self._desk.board.leave(write.key)
            return
        self._durable = write.text
        if self.text == write.text:
            self._pause.stop()
            self._move_to(Phase.SAVED)
        elif self._again:
            self._write()

    def _failed(self, write: _Write, name: str, error: Exception) -> None:
        self._under_way[write.key] -= 1
        if self._handed:
            return
        if self._is_present(write):
            self._again = False
            self._pause.stop()
            self._retry.start()
            self._move_to(Phase.FAILED)
        else:
            self._stranded[write.key] = write
            self._desk.board.report(write.key, Phase.FAILED)
            if shiboken6.isValid(self):  # else its screen is gone, and the banner alone is left
                self._retry.start()
        choices = [
            Choice("Try again", partial(self._try_again, write), keeps=True),
            Choice("Copy the text", partial(self._copy, write), keeps=True),
        ]
        if self._desk.elsewhere is not None:
            choices.append(Choice("Save it elsewhere…", partial(self._save_elsewhere, write), keeps=True))
        why = str(error) if isinstance(error, WorldError) else "The program made a mistake while writing."
        self._desk.tell(
            Notice(
                key=_banner(write.key),
                weight=Weight.PROBLEM,
                sentence=f"Not saved: {name}. {why}",
                advice="Your text is still here. Do not close the window before it is saved or copied.",
                choices=tuple(choices),
                closable=False,
            )
        )

    def _is_present(self, write: _Write) -> bool:
        """Whether a write is of the text that the editor shows (the editor may be gone by now)."""
        return not self._left and write.key == self._key and shiboken6.isValid(self._editor)

    def _latest(self, write: _Write) -> str:
        return self.text if self._is_present(write) else write.text

    def _try_again(self, write: _Write) -> None:
        if self._is_present(write):
            self.settle()
        else:
            self._send(write)

    def _copy(self, write: _Write) -> None:
        self._desk.copy(self._latest(write))

    def _save_elsewhere(self, write: _Write) -> None:
        if self._desk.elsewhere is not None:
            self._desk.elsewhere(self._latest(write))

    def _move_to(self, phase: Phase) -> None:
        if phase is not self._phase or phase is Phase.SAVED:
            self._phase = phase
            self._desk.board.report(self._key, phase)


def _banner(key: str) -> str:
    return f"not-saved:{key}"
