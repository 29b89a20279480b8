"""Opening a bundle to look at it: what it needs of a store is read first, so it may run beside it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import Tell, Verified, open_bundle, unheard
from inspector_app.bundle.roster import Roster
from inspector_app.services import quarantine, rosters
from inspector_app.services.received import received
from inspector_app.services.session import Session


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a bundle must be for, and by what it is judged; needs no store any more.

    Attributes:
        roster: of the team; None where none is trusted yet.
        identities: private age identities of this device.
        near: a folder on this computer's disk.
        received: bundles that were taken in before, which count although their key was revoked since.
    """

    roster: Roster | None
    identities: tuple[str, ...]
    near: Path
    received: frozenset[str] = frozenset()


def reader(session: Session) -> Reader:
    """Returns what is needed to open bundles as this device."""
    return Reader(
        rosters.trusted(session), (session.device.identity,), session.store.folder, received(session)
    )


@contextmanager
def opened(
    known: Reader, bundle: str, *, accept_unknown: bool = False, tell: Tell = unheard
) -> Generator[Verified]:
    """Opens a bundle and checks all of it; gives its contents out inside the block if it is good.

    Args:
        known: by what it is judged.
        bundle: its path.
        accept_unknown: give out one that is whole although its signer is on no roster.
        tell: is told how far it is; what it raises comes through.

    Raises:
        WorldError: the file cannot be read or the disk refuses.
    """
    path = Path(bundle)
    with (
        quarantine.opened(known.near, path.stat().st_size if path.is_file() else 0) as folder,
        open_bundle(
            path,
            roster=known.roster,
            identities=known.identities,
            quarantine=folder,
            accept_unknown=accept_unknown,
            received=known.received,
            tell=tell,
        ) as found,
    ):
        yield found


@dataclass(frozen=True, slots=True)
class Looked:
    """A bundle that was opened on one thread to be taken in on another; must be closed.

    Attributes:
        bundle: its path.
        found: the bundle.
        roster: by which it was judged.
    """

    bundle: str
    found: Verified
    roster: Roster | None
    _open: ExitStack

    def close(self) -> None:
        """Lets the private copy go; twice is once."""
        self._open.close()


def look(known: Reader, bundle: str, *, accept_unknown: bool = False, tell: Tell = unheard) -> Looked:
    """Opens a bundle that stays open until it is closed. Arguments and errors as `opened`."""
    with ExitStack() as stack:
        found = stack.enter_context(opened(known, bundle, accept_unknown=accept_unknown, tell=tell))
        return Looked(bundle, found, known.roster, stack.pop_all())
