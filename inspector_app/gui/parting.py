"""File menu: closes an inspection on this laptop for good, once others have acknowledged what was done here.

Only the safe way is in the window. Where something was never acknowledged, a banner says what is missing and
how it gets to the lead; who must destroy a store all the same does so by command, with the authority's name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from inspector_app.gui.asking import Question
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.gui.saving import Phase
from inspector_app.services import closing
from inspector_app.services.closing import Closed, Standing
from inspector_app.services.session import Session

_KEY, _ACTION = "parting", "file.part"
_KEEP, _DESTROY = "Keep it", "Destroy this store"


class Parting:
    """The way to the end of a store.

    Args:
        desk: the window, for as long as the store is open.
        session: the open store; only jobs touch it.
        leave: takes the work out of sight, as a lock does, and has the store destroyed.
    """

    def __init__(self, desk: Desk, session: Session, leave: Callable[[], None]) -> None:
        self._desk, self._session, self._leave = desk, session, leave
        desk.actions.add(_ACTION, "&Close the inspection for good…", self.ask, menu="File")

    def stop(self) -> None:
        """The store is locked."""
        self._desk.actions.remove(_ACTION)
        self._desk.withdraw(_KEY)

    def ask(self) -> None:
        """Compares what was done here with what others hold; words that were just typed count as well."""
        self._desk.withdraw(_KEY)
        self._desk.board.settle()
        self._desk.runner.run(partial(closing.standing, self._session), self._found)

    def _found(self, found: Standing) -> None:
        if self._desk.board.standing.phase is Phase.FAILED:
            self._desk.tell(Notice(_KEY, Weight.WARNING, "Not closed: some text could not be saved."))
        elif found.whole:
            self._desk.dialogs.ask(
                Question("Close this inspection on this laptop?", told(found), (_KEEP, _DESTROY)),
                self._answered,
            )
        else:
            lacks = f"Not closed: {missing(found)}."
            self._desk.tell(Notice(_KEY, Weight.WARNING, lacks, _advice(found), self._ways(found)))

    def _ways(self, found: Standing) -> tuple[Choice, ...]:
        words, screen = ("Open today", "today") if found.typed else ("Open team", "team")
        return (Choice(words, partial(self._desk.go, screen), keeps=True),)

    def _answered(self, answer: str | None) -> None:
        if answer == _DESTROY:  # the question may have stood for an hour
            self._desk.board.settle()
            self._desk.runner.run(partial(closing.standing, self._session), self._found_again)

    def _found_again(self, found: Standing) -> None:
        if found.whole and self._desk.board.standing.phase not in (Phase.FAILED, Phase.DIRTY):
            self._leave()
        else:
            self._desk.tell(changed_meanwhile(self.ask))


def changed_meanwhile(again: Callable[[], None]) -> Notice:
    """Returns what is told where something was typed or came while the question stood.

    Args:
        again: looks once more, and then says what is missing or asks anew.
    """
    return Notice(
        _KEY,
        Weight.WARNING,
        "Not closed: something changed while the question was open. Nothing was destroyed.",
        "Look again to see what others do not hold yet.",
        (Choice("Look again", again),),
    )


def destroy(session: Session, home: Path) -> Closed:
    """Destroys a store, on the store's thread; one that may not be destroyed is closed as by a lock.

    Raises:
        RefusedError: something came up meanwhile that nobody has acknowledged.
        StoreWriteError: the keys cannot be overwritten.
    """
    try:
        return closing.close(session, home=home, clock=session.clock)
    except BaseException:
        session.close()
        raise


def missing(found: Standing) -> str:
    """Returns what others do not hold yet, within a sentence."""
    parts: list[str] = []
    if found.lacking:
        whose = "lead" if found.counting else "colleague"
        of = "one change" if found.lacking == 1 else f"{found.lacking} of the {found.changes} changes"
        parts.append(f"no {whose} has acknowledged {of} made here")
    if found.typed:
        parts.append("a note was" if found.typed == 1 else f"{found.typed} notes were")
        parts[-1] += " typed and never recorded"
    if found.aside:
        parts.append("a bundle is" if found.aside == 1 else f"{found.aside} bundles are")
        parts[-1] += " set aside and not taken in"
    return ", and ".join(parts)


def _advice(found: Standing) -> str:
    advice = "Record or discard what was typed." if found.typed else ""
    if found.aside:
        advice += " Take in what is set aside on the Team screen, or throw it away."
    if found.lacking:
        advice += " Export a bundle for your lead, and take in the lead's next one, which says what arrived."
    return advice.strip()


def told(found: Standing) -> str:
    """Returns what is asked before a store is destroyed."""
    by = ", ".join(found.by) or "nobody"
    return (
        f"All {found.changes} changes made here are acknowledged, by {by}. The store on this laptop will be"
        f" destroyed, keys first, and cannot be brought back.{_with_it(found)} Bundles and backups made by"
        " hand still hold what they held, until somebody removes them."
    )


def _with_it(found: Standing) -> str:
    return f" Its automatic backups in {found.backups} go with it." if found.backups else ""


def over(done: Closed) -> Notice:
    """Returns what is told afterwards."""
    left = f" Left in its folder, as they are none of ours: {', '.join(done.left)}." if done.left else ""
    gone = f" Its automatic backups ({done.removed}) went with it." if done.removed else ""
    backups = f" Automatic backups of it may still stand in {done.backups}." if done.backups else ""
    return Notice(
        _KEY,
        Weight.DONE,
        "The inspection is closed on this laptop and its store destroyed.",
        f"Bundles and backups made by hand still hold what they held.{gone}{backups}{left}",
    )
