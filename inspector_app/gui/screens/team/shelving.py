"""Bundles of unknown signers: set aside as they came, looked at again, or thrown away. No Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from inspector_app.gui.asking import Question
from inspector_app.gui.runner import Course
from inspector_app.gui.screens.team import wording
from inspector_app.gui.screens.team.office import Office
from inspector_app.services import looking, shelf
from inspector_app.services.looking import Reader
from inspector_app.services.shelf import Copied, Held

THROW_AWAY = "Throw it away"
_SETTING = "Setting the bundle aside…"


def _copy(known: Reader, path: str, course: Course) -> Copied:
    return shelf.copy(known, path, course.tell)


class Shelving:
    """What is done with bundles about which nobody can decide yet."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def set_aside(self) -> None:
        """Sets the bundle that was tried aside, beside the store's thread, as it may be large."""
        trial = self._office.state.trial
        if trial is not None and trial.asks:
            job = partial(looking.reader, self._office.session)
            self._office.work(_SETTING, job, partial(self._copy, trial.path))

    def throw_away(self, which: Held) -> None:
        """Asks, and throws a bundle away."""
        question = Question(
            "Throw this bundle away?",
            f"{which.name}\n\nThe sender still has what is in it and can send it again.",
            ("Keep it", THROW_AWAY),
        )
        self._office.desk.dialogs.ask(question, partial(self._answered, which))

    def _copy(self, path: str, known: Reader) -> None:
        self._office.work_long(_SETTING, partial(_copy, known, path), self._copied)

    def _copied(self, copied: Copied) -> None:
        self._office.work(_SETTING, partial(shelf.keep, self._office.session, copied), self._kept)

    def _kept(self, found: Held) -> None:
        told = f"Set aside, sealed as it came: {found.name}. Nothing of it was taken."
        self._office.show(replace(self._office.state, trial=None, told=told))
        self._office.load()

    def _answered(self, which: Held, answer: str | None) -> None:
        if answer == THROW_AWAY:
            job = partial(shelf.throw_away, self._office.session, which=which.id)
            self._office.work("Throwing the bundle away…", job, self._gone)

    def _gone(self, gone: Held) -> None:
        state = self._office.state
        kept = None if state.trial and state.trial.path == str(gone.path) else state.trial
        self._office.show(replace(state, trial=kept, told=f"Thrown away: {gone.name}."))
        self._office.load()


def standing(row: Held) -> str:
    """Returns how the roster stands to a bundle that is set aside, in words."""
    if row.standing == shelf.KNOWN:
        return f"On the roster now: {row.principal}"
    return "Its key was revoked" if row.standing == wording.REVOKED else "Not on the roster"
