"""What a banner says. A frozen value without Qt, so that presenters can make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from inspector_app.errors import RefusedError, WorldError


class Weight(Enum):
    """How much a notice matters; its value is the word that the banner begins with."""

    PROBLEM = "Problem"
    WARNING = "Warning"
    NOTE = "Note"
    DONE = "Done"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on from a notice: the words on its button and what it does.

    A choice takes the banner away unless `keeps` is set (for ways out that may fail again).
    """

    label: str
    does: Callable[[], None]
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner that stays until it is dealt with.

    Args:
        key: a notice with the same key takes the place of the one before.
        weight: how much it matters.
        sentence: what happened, in one sentence.
        advice: what can be done now.
        choices: ways on, as buttons.
        closable: whether the banner may be closed without dealing with it.
    """

    key: str
    weight: Weight
    sentence: str
    advice: str = ""
    choices: tuple[Choice, ...] = ()
    closable: bool = True


Tell = Callable[[Notice], None]


def of_error(error: WorldError, *, key: str = "", choices: tuple[Choice, ...] = ()) -> Notice:
    """Returns the notice that tells of an error of the world; a refusal weighs less than a failure."""
    weight = Weight.WARNING if isinstance(error, RefusedError) else Weight.PROBLEM
    sentence = f"{error.what}: {error.where}." if error.where else f"{error.what}."
    return Notice(key or f"error:{type(error).__name__}", weight, sentence, error.advice, choices)
