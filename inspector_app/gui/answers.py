"""From a question in words to what its answer writes; the words are kept all the way. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from inspector_app.gui.asking import WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk, Kept
from inspector_app.gui.forms import Filled, FormDraft

T = TypeVar("T")


def ask(
    desk: Desk, draft: FormDraft, question: WordsQuestion, then: Callable[[Mapping[str, str]], None]
) -> None:
    """Asks for words with what was typed before; they are kept at once while they are typed.

    Args:
        desk: the window.
        draft: where they are kept.
        question: what is asked.
        then: gets the words of each field; not called where the person turned back, which keeps them.
    """
    desk.runner.run(draft.read, partial(_ask, desk, draft, question, then), desk.failed)


def _ask(
    desk: Desk,
    draft: FormDraft,
    question: WordsQuestion,
    then: Callable[[Mapping[str, str]], None],
    filled: Filled,
) -> None:
    desk.dialogs.ask_words(question, Kept(desk, draft, filled), partial(_answered, then))


def _answered(then: Callable[[Mapping[str, str]], None], values: Mapping[str, str] | None) -> None:
    if values is not None:
        then(values)


def deed(draft: FormDraft, name: str, intent: Callable[[], T], values: Mapping[str, str]) -> Deed[T]:
    """Returns the deed of a form's button; the draft goes in the transaction of what it writes."""
    words = "\n".join(value for value in values.values() if value)
    return Deed(f"deed:{draft.editor}", name, partial(draft.fulfil, intent), words)
