"""Words that the store does not take are sealed into a file elsewhere, and brought back later."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.services import elsewhere, unsealed
from inspector_app.services.elsewhere import Words
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment
from inspector_app.store import drafts


class Rescuer:
    """The way out of a failed write, and the way back.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
        editor: the draft that words come back into.
        opens: shows that draft.
    """

    def __init__(self, desk: Desk, session: Session, editor: str, opens: Callable[[], None]) -> None:
        self._desk, self._session, self._editor, self._opens = desk, session, editor, opens

    def put(self, text: str) -> None:
        """Asks for a folder on another disk and seals the words there."""
        chosen = partial(self._put, text)
        self._desk.dialogs.choose_folder("Where to? Choose another disk or a stick", chosen)

    def bring_back(self) -> None:
        """Asks for such a file and offers its words as new evidence."""
        self._desk.dialogs.choose_file(
            "Words saved elsewhere", self._bring, kinds="Words saved elsewhere (*.age)"
        )

    def _put(self, text: str, into: Path | None) -> None:
        if into is not None:
            job = partial(elsewhere.put_elsewhere, self._session, into=into, text=text)
            self._desk.runner.run(job, self._done, self._desk.failed)

    def _done(self, path: Path) -> None:
        advice = f"{path}. Bring it back with the File menu once the store takes words again."
        self._desk.tell(Notice("elsewhere", Weight.DONE, "The words are sealed and saved elsewhere.", advice))

    def _bring(self, path: Path | None) -> None:
        if path is not None:
            job = partial(_bring_back, self._session, path, self._editor)
            self._desk.runner.run(job, self._back, self._desk.failed)

    def _back(self, words: Words) -> None:
        sentence = "The words are back, as new evidence that is not recorded yet."
        self._desk.tell(Notice("elsewhere", Weight.DONE, sentence, f"Saved {told_moment(words.at)}."))
        self._opens()


def _bring_back(session: Session, path: Path, editor: str) -> Words:
    """Adds the words to what is being typed as new evidence; nothing that was typed there is lost."""
    words = elsewhere.bring_back(session, path)
    kept = drafts.found(session.store, editor)
    fields = dict(kept[0].fields) if kept else {}
    before = str(fields.get("text") or "")
    text = f"{before.rstrip()}\n{words.text}" if before.strip() else words.text
    fields["text"] = text
    unsealed.keep_typing(session, editor=editor, kind="evidence", fields=fields, cursor=("text", len(text)))
    return words
