"""What may be asked of the user, as a contract without Qt. Answers come by callback: nothing waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """A question with a few answers, of which the first is the safe one (Esc gives None).

    Args:
        title: the question in one line.
        text: what each answer means.
        answers: the words on the buttons, the safe answer first.
    """

    title: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a question that is answered in words.

    Args:
        name: the field.
        label: what is wanted, as a sentence.
        high: how many lines are in sight to write in.
    """

    name: str
    label: str
    high: int = 1


@dataclass(frozen=True, slots=True)
class WordsQuestion:
    """A question that is answered in a person's own words.

    Args:
        title: the question in one line.
        does: the words on the button that gives the answer.
        name: what the answer is called in a sentence: "why evidence is withdrawn".
        lines: the fields.
    """

    title: str
    does: str
    name: str
    lines: tuple[Line, ...]


class Asker(Protocol):
    """Asks the user; every callback gets None where the user turned back."""

    def ask(self, question: Question, answered: Callable[[str | None], None]) -> None:
        """Asks a question; gives the words of the chosen button."""
        ...

    def choose_file(
        self,
        title: str,
        chosen: Callable[[Path | None], None],
        *,
        kinds: str = "",
        folder: Path | None = None,
    ) -> None:
        """Asks for a file that exists; `kinds` as in `"Workbooks (*.xlsx)"`."""
        ...

    def choose_new_file(
        self,
        title: str,
        chosen: Callable[[Path | None], None],
        *,
        kinds: str = "",
        suggested: Path | None = None,
    ) -> None:
        """Asks where to write a file; the picker asks before one is overwritten."""
        ...

    def choose_folder(
        self, title: str, chosen: Callable[[Path | None], None], *, folder: Path | None = None
    ) -> None:
        """Asks for a folder."""
        ...
