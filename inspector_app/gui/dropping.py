"""What waits in the drop folder: looked at by itself, taken in by one press, a line for each result. No Qt.

A file is opened when it stood the same at two looks. What opening it tells is kept until the file changes, is
taken in, or is put away. Nothing is taken in by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.drop import UNWATCHED, Drop, Offer, Result
from inspector_app.gui.runner import CancelledError, Course, Failed, Progress
from inspector_app.services import dropping, looking, merging
from inspector_app.services.dropping import DropFolderAwayError, Dropped
from inspector_app.services.looking import Looked, Reader
from inspector_app.services.merged import Merged
from inspector_app.services.session import Session
from inspector_app.store.errors import StoreClosedError

KNOWN = "known"
"""The verdict on one that was made or taken in here before, under whatever name."""
_NOT_OFFERED = (KNOWN, "not-for-us", merging.OTHER_INSPECTION)


class Dropping:
    """The drop folder of one opening of a store.

    Args:
        desk: runs the jobs and tells.
        session: the open store; only jobs touch it.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        self._desk, self._session = desk, session
        self.drop = UNWATCHED
        self._listeners: list[Callable[[Drop], None]] = []
        self._listing = self._over = False
        self._course: Course | None = None
        # Taken in, for others, set aside, or waiting for room on the disk: not offered, kept or not.
        self._passed = set[Dropped]()
        self._halted = False
        # Not looked at to the end, because somebody stopped that.
        self._unseen = set[Dropped]()

    def listen(self, listener: Callable[[Drop], None]) -> None:
        """Has a function called with the drop folder after each change."""
        self._listeners.append(listener)

    def begin(self) -> None:
        """Reads which folder is watched, and looks into it."""
        self._desk.runner.run(partial(dropping.watched, self._session), self._known, self._failed)

    def stop(self) -> None:
        """The store is closed, which stops a look under way; whoever listened is let go of.

        A screen or a watch that were held in a ring with this would be freed by the collector, perhaps on a
        thread that must not touch them.
        """
        self._over = True
        self._listeners.clear()
        if self._course is not None:
            self._course.cancel()

    def watch(self, folder: Path) -> None:
        """Watches a folder from now on."""
        self._desk.runner.run(partial(dropping.watch, self._session, folder), self._known, self._failed)

    def unwatch(self) -> None:
        """Watches nothing from now on."""
        self._desk.runner.run(partial(dropping.unwatch, self._session), self._known, self._failed)

    def look(self) -> None:
        """Looks what is in the folder, beside the store's thread: a share that hangs holds up nobody."""
        folder = self.drop.folder
        if folder is None or self._listing or self._over or self.drop.busy:
            return
        self._listing = True
        job = partial(_listed, folder)
        self._desk.runner.run_beside(job, partial(self._seen, folder), self._not_seen)

    def take(self) -> None:
        """Takes in all that is ready, one after the other; one that is refused does not stop the next."""
        ready = self.drop.ready
        if ready and not self.drop.busy:
            self._show(replace(self.drop, results=()))
            self._take_next(ready)

    def halt(self) -> None:
        """Stops what is under way: a bundle that is being opened stays as it was, and so do those after it.

        One that is being written into the store at this moment is written whole.
        """
        if self.drop.busy:
            self._halted = True
            if self._course is not None:
                self._course.cancel()

    def look_again(self) -> None:
        """Looks at the files of which somebody stopped the look."""
        self._unseen.clear()
        self._show(replace(self.drop, stopped=False))
        self.look()

    def put_away(self) -> None:
        """Offers what cannot be taken in no more, until its file changes."""
        self._put_away([one for one in self.drop.offers if not (one.ready or one.asks)])

    # --- looking -------------------------------------------------------------------------------------

    def _known(self, folder: Path | None) -> None:
        if not self._over:
            self._show(Drop(folder=folder, busy=self.drop.busy))
            self.look()

    def _seen(self, folder: Path, found: tuple[Dropped, ...] | None) -> None:
        self._listing = False
        if self._over or folder != self.drop.folder or self.drop.busy:
            return
        if found is None:
            # The stick is gone: so is what it offered, and it is looked at anew when it comes back.
            self._show(replace(self.drop, away=True, files=(), offers=(), unsettled=False))
            return
        settled = tuple(one for one in found if one in self.drop.files)
        kept = tuple(one for one in self.drop.offers if one.dropped in found)
        drop = replace(self.drop, away=False, files=found, offers=kept, unsettled=len(settled) < len(found))
        self._show(drop)
        job = partial(_unopened, self._session, settled, kept, frozenset(self._passed | self._unseen))
        self._desk.runner.run(job, self._sifted, self._failed)

    def _not_seen(self, error: Exception) -> None:
        self._listing = False
        self._failed(error)

    def _sifted(self, told: tuple[tuple[Dropped, ...], tuple[Offer, ...]]) -> None:
        if self._over or self.drop.busy:
            return
        fresh, offers = told
        self._show(replace(self.drop, offers=offers))
        self._open_next(fresh)

    def _open_next(self, fresh: tuple[Dropped, ...]) -> None:
        if self._over:
            return
        if self._halted:
            self._unseen.update(fresh)
            fresh = ()
        if not fresh:
            self._rest()
            return
        count = len(fresh)
        many = f"{count} bundles" if count > 1 else "a bundle"
        self._show(replace(self.drop, busy=f"Looking at {many} in the drop folder; nothing is taken in…"))
        first, rest = fresh[0], fresh[1:]
        refused = partial(self._refused, first, rest)
        self._open(first, partial(self._opened, first, rest, refused), refused)

    def _open(self, dropped: Dropped, opened: Callable[[Looked], None], failed: Failed) -> None:
        """Opens a file beside the store's thread."""
        job = partial(looking.reader, self._session)
        self._desk.runner.run(job, partial(self._carry, dropped, opened, failed), failed)

    def _carry(
        self, dropped: Dropped, opened: Callable[[Looked], None], failed: Failed, known: Reader
    ) -> None:
        job = partial(_look, known, dropped.path)
        if self._halted:  # before there was anything to cancel
            failed(CancelledError())
            return
        ends = partial(self._opened_whole, opened), partial(self._not_opened, failed)
        self._course = self._desk.runner.run_long(job, *ends, told=self._told, beside=True)

    def _told(self, progress: Progress) -> None:
        if self.drop.busy:
            self._show(replace(self.drop, progress=progress))

    def _opened_whole(self, opened: Callable[[Looked], None], looked: Looked) -> None:
        self._course = None
        self._show(replace(self.drop, progress=None))
        opened(looked)

    def _not_opened(self, failed: Failed, error: Exception) -> None:
        self._course = None
        self._show(replace(self.drop, progress=None))
        failed(error)

    def _opened(self, first: Dropped, rest: tuple[Dropped, ...], refused: Failed, looked: Looked) -> None:
        if self._over:
            looked.close()
            return
        job = partial(_tried, self._session, first, looked)
        self._desk.runner.run(job, partial(self._tried, rest), refused)

    def _tried(self, rest: tuple[Dropped, ...], offer: Offer) -> None:
        if offer.found.verdict in _NOT_OFFERED:
            self._put_away([offer])
        else:
            self._show(replace(self.drop, offers=(*self.drop.offers, offer)))
        self._open_next(rest)

    def _refused(self, first: Dropped, rest: tuple[Dropped, ...], error: Exception) -> None:
        """One that cannot be read is shown as such; a stick that was pulled out takes it away again."""
        if self._over:
            return
        if isinstance(error, CancelledError):
            self._open_next((first, *rest))
            return
        if not isinstance(error, WorldError):
            self._desk.failed(error)
        found = Merged(bundle=str(first.path), verdict="refused", note=_why(error))
        self._tried(rest, Offer(first, "", found))

    # --- taking in -----------------------------------------------------------------------------------

    def _take_next(self, waiting: tuple[Offer, ...]) -> None:
        if self._over:
            return
        if self._halted and waiting:
            self._tell_halted(waiting)
            self._rest()
            return
        if not waiting:
            self._rest()
            self.look()
            return
        offer = waiting[0]
        many = f"; {len(waiting) - 1} more to come" if len(waiting) > 1 else ""
        self._show(replace(self.drop, busy=f"Taking in {offer.name}{many}…"))
        goes_on = _Once(partial(self._take_next, waiting[1:]))
        refused = partial(self._not_taken, offer, goes_on)
        self._open(offer.dropped, partial(self._take, offer, goes_on, refused), refused)

    def _take(self, offer: Offer, goes_on: _Once, refused: Failed, looked: Looked) -> None:
        if self._over:
            looked.close()
        elif looked.found.verdict.tagmanifest_sha256 != offer.tagmanifest:
            looked.close()
            refused(RefusedError("The file is another than the one that was looked at"))
        else:
            merge = partial(merging.merge_looked, self._session, looked)
            deed = Deed(f"deed:drop:{offer.tagmanifest}", f"the merge of {offer.name}", merge, yields=True)
            taken, stuck = partial(self._taken, offer, goes_on), partial(self._stuck, offer, goes_on)
            undone = partial(self._given_up, offer, looked)
            deeds.do(self._desk, deed, taken, refused, stuck=stuck, undone=undone)

    def _taken(self, offer: Offer, goes_on: _Once, done: Merged) -> None:
        if self._over:
            return
        more = len(done.conflicts)
        settle = f" {more} {'disagreement' if more == 1 else 'disagreements'} to settle." if more else ""
        self._tell(Result(offer.name, f"{done.note}{settle}", taken=True))
        self._put_away([offer])
        if done.changes is not None:
            self._desk.changed(done.changes)
        self._index(True)
        goes_on()

    def _not_taken(self, offer: Offer, goes_on: _Once, error: Exception) -> None:
        if self._over:
            return
        if isinstance(error, CancelledError):
            self._tell_halted([offer])
            goes_on()
            return
        if not isinstance(error, WorldError):
            self._desk.failed(error)
        self._passed.discard(offer.dropped)
        self._tell(Result(offer.name, f"Not taken in. {_why(error)}", taken=False))
        self._let_go(offer)  # the next look says what it is now
        goes_on()

    def _stuck(self, offer: Offer, goes_on: _Once) -> None:
        """The disk is full: its banner tries again by itself, and the others are tried all the same."""
        self._passed.add(offer.dropped)
        self._tell(Result(offer.name, "Not taken in yet: the store could not be written.", taken=False))
        self._let_go(offer)
        goes_on()

    def _given_up(self, offer: Offer, looked: Looked) -> None:
        """Left undone by hand or at a lock: it is offered again."""
        self._passed.discard(offer.dropped)
        self._desk.runner.run(looked.close, _nothing)  # on the thread that would merge it

    def _tell_halted(self, offers: Iterable[Offer]) -> None:
        """They are offered as before."""
        for offer in offers:
            self._tell(Result(offer.name, "Stopped before anything of it was taken in.", taken=False))

    def _tell(self, result: Result) -> None:
        others = tuple(one for one in self.drop.results if one.name != result.name)
        self._show(replace(self.drop, results=(*others, result)))

    def _let_go(self, offer: Offer) -> None:
        self._show(replace(self.drop, offers=tuple(one for one in self.drop.offers if one is not offer)))

    def _index(self, more: bool) -> None:  # noqa: FBT001 - what a job returned
        """Has the words of the merge indexed piece by piece, so that typing is not held up meanwhile."""
        if more and not self._over:
            self._desk.runner.run(partial(merging.index_words, self._session), self._index, _nothing)

    # --- both ----------------------------------------------------------------------------------------

    def _put_away(self, some: Iterable[Offer]) -> None:
        gone = tuple(one.dropped for one in some)
        if gone:
            self._passed.update(gone)
            left = tuple(one for one in self.drop.offers if one.dropped not in gone)
            self._show(replace(self.drop, offers=left))
            job = partial(dropping.put_away, self._session, gone, self.drop.files)
            # Where that cannot be kept, the file is looked at once more at the next opening.
            self._desk.runner.run(job, _nothing, _nothing)

    def _rest(self) -> None:
        self._course, self._halted = None, False
        self._show(replace(self.drop, busy="", progress=None, stopped=bool(self._unseen)))

    def _failed(self, error: Exception) -> None:
        if not self._over and not isinstance(error, StoreClosedError):
            self._desk.failed(error)

    def _show(self, drop: Drop) -> None:
        if drop != self.drop and not self._over:  # a screen that is gone must not be told
            self.drop = drop
            for listener in tuple(self._listeners):
                listener(drop)


class _Once:
    """Does something the first time it is called: the rest wait only for the first try of one."""

    def __init__(self, does: Callable[[], None]) -> None:
        self._does: Callable[[], None] | None = does

    def __call__(self) -> None:
        does, self._does = self._does, None
        if does is not None:
            does()


def _listed(folder: Path) -> tuple[Dropped, ...] | None:
    """Returns the bundle files; None where the folder is not there now."""
    try:
        return dropping.bundles_in(folder)
    except DropFolderAwayError:
        return None


def _unopened(
    session: Session, settled: tuple[Dropped, ...], offers: tuple[Offer, ...], passed: frozenset[Dropped]
) -> tuple[tuple[Dropped, ...], tuple[Offer, ...]]:
    """Returns the files that are to be opened, and the offers that still stand."""
    still = tuple(one for one in offers if not dropping.is_known(session, one.tagmanifest))
    offered = {one.dropped for one in still} | passed
    fresh = tuple(one for one in dropping.not_put_away(session, settled) if one not in offered)
    return fresh, still


def _look(known: Reader, path: Path, course: Course) -> Looked:
    try:
        return looking.look(known, str(path), tell=course.tell)
    except OSError as error:
        raise WorldError("The bundle cannot be read", where=path) from error


def _tried(session: Session, dropped: Dropped, looked: Looked) -> Offer:
    """Says what a bundle would do; changes nothing."""
    verdict = looked.found.verdict
    if verdict.verdict != "refused" and dropping.is_known(session, verdict.tagmanifest_sha256):
        looked.close()
        found = Merged(bundle=looked.bundle, verdict=KNOWN)
    else:
        found = merging.merge_looked(session, looked, dry_run=True)
    return Offer(dropped, verdict.tagmanifest_sha256, found)


def _why(error: Exception) -> str:
    return f"{error}" if isinstance(error, WorldError) else "The program made a mistake."


def _nothing(_: object) -> None:
    """Nobody waits for this."""
