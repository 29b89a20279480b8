"""Joining the records of one child and taking that back, each with a reason. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import APART, SAME, Blank, FormDraft
from inspector_app.gui.notice import Notice, Weight
from inspector_app.services import joining
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

_JOIN = WordsQuestion(
    "Say that these are the same child",
    "They are the same",
    "why two records are the same child",
    (Line("reason", "Why? Nothing is written into either record, and it can be taken back.", 3),),
)
_APART = WordsQuestion(
    "Say that these are not the same child",
    "They are not the same",
    "why two records are not the same child",
    (Line("reason", "Why? The two stand apart from now on, and nobody is asked again.", 3),),
)


class TwinsPresenter:
    """Asks for the reason and says what is the same and what is not.

    Args:
        desk: the window.
        session: the open store.
        changed: gets what was said, once it is durable.
    """

    def __init__(self, desk: Desk, session: Session, changed: Callable[[Changes], None]) -> None:
        self._desk, self._session, self._changed = desk, session, changed

    def join(self, first: str, second: str) -> None:
        """Asks why two cases are the same child, and joins them."""
        intent = partial(joining.join_records, self._session, first=first, second=second)
        self._ask(SAME, _JOIN, f"{first}+{second}", first, intent)

    def keep_apart(self, first: str, second: str) -> None:
        """Asks why two cases that look alike are not the same child, and keeps that in mind."""
        intent = partial(joining.keep_apart, self._session, first=first, second=second)
        self._ask(APART, _APART, f"{first}+{second}", first, intent)

    def part(self, made: str, case: str) -> None:
        """Asks why two joined records are not the same after all, and takes the joining back.

        Args:
            made: the joining.
            case: the open case, in which the question stands.
        """
        self._ask(APART, _APART, made, case, partial(joining.part_records, self._session, joining=made))

    def _ask(
        self, blank: Blank, question: WordsQuestion, about: str, case: str, intent: Callable[..., Changes]
    ) -> None:
        draft = FormDraft(self._session, blank, about, record=case, where=case)
        answers.ask(self._desk, draft, question, partial(self._told, draft, question, intent))

    def _told(
        self,
        draft: FormDraft,
        question: WordsQuestion,
        intent: Callable[..., Changes],
        values: Mapping[str, str],
    ) -> None:
        job = partial(intent, reason=values["reason"].strip())
        deeds.do(self._desk, answers.deed(draft, question.name, job, values), self._done)

    def _done(self, changes: Changes) -> None:
        if changes.told:
            self._desk.tell(Notice("cases:same", Weight.NOTE, changes.told))
        self._changed(changes)
