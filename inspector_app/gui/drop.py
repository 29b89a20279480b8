"""What waits in the drop folder, as screens show it: frozen values. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle.trust import GOOD, UNKNOWN_SIGNER
from inspector_app.gui.runner import Progress
from inspector_app.services.dropping import Dropped
from inspector_app.services.merged import Merged


@dataclass(frozen=True, slots=True)
class Offer:
    """One bundle that waits, and what it would do.

    Attributes:
        dropped: the file.
        tagmanifest: SHA-256 of its signed bytes; empty where it could not be opened that far.
        found: what a dry run found.
    """

    dropped: Dropped
    tagmanifest: str
    found: Merged

    @property
    def name(self) -> str:
        """The file's name."""
        return self.dropped.path.name

    @property
    def ready(self) -> bool:
        """It can be taken in by one press."""
        return self.found.verdict == GOOD

    @property
    def asks(self) -> bool:
        """Its signer is not on the roster: a person must compare the fingerprint first."""
        return self.found.verdict == UNKNOWN_SIGNER


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one bundle: its file's name, a sentence, and whether it was taken in."""

    name: str
    sentence: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """The drop folder at this moment.

    Attributes:
        folder: what is watched; None where nothing is.
        away: it is not there now; None before the first look.
        files: bundle files in it.
        offers: those that wait.
        results: what came of those taken in last.
        busy: what is under way, in a sentence; empty where nothing is.
        progress: how far it is with what is under way; None where nobody can say.
        stopped: somebody stopped a look, so that some files are not looked at until they are asked for again.
        unsettled: files that are still being written, or not yet looked at.
    """

    folder: Path | None = None
    away: bool | None = None
    files: tuple[Dropped, ...] = ()
    offers: tuple[Offer, ...] = ()
    results: tuple[Result, ...] = ()
    busy: str = ""
    progress: Progress | None = None
    stopped: bool = False
    unsettled: bool = False

    @property
    def ready(self) -> tuple[Offer, ...]:
        """Those that one press takes in."""
        return tuple(one for one in self.offers if one.ready)


UNWATCHED = Drop()
