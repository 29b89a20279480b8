"""Setting a merge aside as a whole and bringing it back, for a reason that is kept while typed. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.forms import RETURN, SET_ASIDE, FormDraft
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office
from inspector_app.services import set_aside
from inspector_app.services.changes import Changes

_REASON = "reason"
_ASIDE = WordsQuestion(
    "Set aside all that this bundle brought",
    "Set it aside",
    "why a merge is set aside",
    (Line(_REASON, "Why? It stays in the history, and can be brought back.", 3),),
)
_BACK = WordsQuestion(
    "Bring back all that this bundle brought",
    "Bring it back",
    "why a merge is brought back",
    (Line(_REASON, "Why?", 3),),
)


class SettingAside:
    """Taking a merge back."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def set_aside(self, bundle: str) -> None:
        """Asks why, then sets aside what a bundle brought."""
        draft = FormDraft(self._office.session, SET_ASIDE, bundle)
        self._ask(draft, _ASIDE, partial(set_aside.set_aside_merge, self._office.session, bundle=bundle))

    def bring_back(self, bundle: str) -> None:
        """Asks why, then brings back what a bundle brought."""
        draft = FormDraft(self._office.session, RETURN, bundle)
        self._ask(draft, _BACK, partial(set_aside.bring_back_merge, self._office.session, bundle=bundle))

    def _ask(self, draft: FormDraft, question: WordsQuestion, intent: Callable[..., Changes]) -> None:
        then = partial(self._answered, draft, question, intent)
        answers.ask(self._office.desk, draft, question, then)

    def _answered(
        self,
        draft: FormDraft,
        question: WordsQuestion,
        intent: Callable[..., Changes],
        values: Mapping[str, str],
    ) -> None:
        deed = answers.deed(draft, question.name, partial(intent, reason=values[_REASON]), values)
        deeds.do(self._office.desk, deed, partial(self._done, question))

    def _done(self, question: WordsQuestion, changes: Changes) -> None:
        what = "Brought back" if question is _BACK else "Set aside; nothing was removed"
        told = f"{what}. {changes.told}".rstrip()
        self._office.desk.tell(Notice("team:aside", Weight.DONE, told))
        self._office.show(replace(self._office.state, told=told))
        self._office.changed(changes)
