"""What opening, leaving and setting up a store take. Every function here runs on the store's thread.

Loaded on that thread as well: what it stands on takes longer to load than the window takes to appear.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from inspector_app import frameworks
from inspector_app.crypto.keys import Cost, WrongPassphraseError
from inspector_app.domain.clock import Clock
from inspector_app.domain.framework import Framework
from inspector_app.domain.kinds import KINDS, ROLES
from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui import forms
from inspector_app.gui.unlock.presenter import Creating, Unlocking
from inspector_app.services import (
    demo_folder,
    lending,
    overview,
    passphrases,
    policy,
    rosters,
    session,
    unsealed,
)
from inspector_app.services.session import NewStore, Session
from inspector_app.store import drafts, exchange, folder
from inspector_app.store.drafts import Draft

_SCREENS = {
    "evidence": "evidence",
    "interview": "interviews",
    "case_track": "cases",
    "evaluation": "checklists",
    "judgement": "judgements",
    "settlement": "team",
}
_WORDS = {"settlement": "Reason for settling"}
_NAMED_BY = {"evaluation": "descriptor", "judgement": "area", "settlement": "place"}
_SEALED_ON_LEAVING = frozenset({"evidence", "interview", "case_track"})
CAPTURE = "evidence/new"
STORES = "stores"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the door has to offer.

    Attributes:
        stores: folders of the stores of this computer, the last one opened first.
        frameworks: code and title, the one in force first.
        roles: code and words.
        new_folder: where a new store would stand.
        demo_passphrase: opens the stores, where they are those of the demo; empty otherwise.
    """

    stores: tuple[Path, ...]
    frameworks: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    new_folder: Path
    demo_passphrase: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Something typed before the store was closed and never recorded: what, when, and where to go on."""

    words: str
    at: str
    screen: str
    what: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that was opened, and what the window says of it at once."""

    session: Session
    where: Path
    inspection: str
    inspector: str
    unsent: int
    typed: tuple[Typed, ...]
    gone: int = 0
    moved: bool = False
    idle: timedelta = timedelta(minutes=10)


def offer(home: Path, recent: Iterable[Path], clock: Clock) -> Offer:
    """Looks for stores under the home folder and among those opened before, and reads the frameworks."""
    lending.take_back_all()  # what a program that crashed had lent
    known = [where for where in recent if _is_store(where)]
    stands = home / STORES
    found = sorted(stands.iterdir()) if stands.is_dir() else []
    known += [where for where in found if _is_store(where) and where not in known]
    return Offer(
        stores=tuple(known),
        frameworks=_packs(clock),
        roles=tuple(ROLES.items()),
        new_folder=_free(stands),
        demo_passphrase=demo_folder.passphrase_of(home),
    )


def _is_store(where: Path) -> bool:
    try:
        return (where / folder.KEYS).is_file() and folder.database(where).is_file()
    except OSError:  # a drive that is not connected, a folder of somebody else
        return False


def _free(stands: Path) -> Path:
    number = 1
    while (where := stands / f"inspection-{number}").exists():
        number += 1
    return where


def _packs(clock: Clock) -> tuple[tuple[str, str], ...]:
    month = clock().date().isoformat()[:7]

    def rank(pack: Framework) -> tuple[bool, str]:
        begun = pack.valid_from or ""
        in_force = bool(begun) and begun <= month and (pack.valid_to is None or month <= pack.valid_to)
        return in_force, begun

    packs = [pack for pack in frameworks.catalogue() if not pack.is_overlay]
    return tuple((pack.id, pack.title) for pack in sorted(packs, key=rank, reverse=True))


def unlock(given: Unlocking, clock: Clock) -> Opened:
    """Opens a store with its passphrase.

    Raises:
        WorldError: the passphrase is wrong, it is no store, it is open elsewhere, it cannot be written.
    """
    key = session.data_key(given.folder, given.passphrase)
    opened = _opened(session.open_with_key(given.folder, key, clock))
    if given.remember:
        passphrases.keep_in_keychain(given.folder, key)
    return opened


def unlock_by_keychain(where: Path, clock: Clock) -> Opened | None:
    """Opens a store whose key is kept in the keychain of this computer; None where it is not.

    Raises:
        WorldError: it cannot be opened for another reason.
    """
    if not _is_store(where):
        return None
    try:
        return _opened(session.unlock(where, None, clock))
    except WrongPassphraseError:
        return None


def unlock_by_file(where: Path, passphrase_file: Path, clock: Clock) -> Opened:
    """Opens a store with the passphrase that stands in the first line of a file.

    Raises:
        WorldError: the file cannot be read, or the store cannot be opened.
    """
    try:
        told = passphrase_file.read_text("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError("The passphrase file cannot be read", where=passphrase_file) from error
    return _opened(session.unlock(where, told, clock))


def set_up(given: Creating, clock: Clock, cost: Cost | None = None) -> Opened:
    """Makes a store for one inspector of one inspection and opens it.

    Raises:
        WorldError: the folder cannot be used, or the framework is not known; nothing is left behind.
    """
    told = NewStore(
        where=given.folder,
        framework=given.framework,
        authority=given.authority,
        inspector=given.inspector,
        role=given.role,
        passphrase=given.passphrase,
        start=given.start.isoformat(),
        use_keychain=given.remember,
        cost=cost,
    )
    return _opened(session.new_store(told, clock))


def unsent(opened: Session) -> int:
    """Returns how many changes of this device are in no bundle yet."""
    return exchange.changes_not_sent(opened.store, opened.device.actor)


def put_away(opened: Session) -> None:
    """Seals what is complete among the notes that are still drafts, and closes the store.

    An evaluation and a grade are only ever recorded by their button, and words of quick capture keep the
    marks that tie them: those stay drafts, to the letter, and are offered back.
    """
    try:
        for draft in drafts.found(opened.store):
            if draft.kind in _SEALED_ON_LEAVING and draft.editor != CAPTURE:
                with suppress(RefusedError):  # not complete yet: the draft stays as it is
                    unsealed.seal_typing(opened, editor=draft.editor)
    finally:
        opened.close()


def _opened(made: Session) -> Opened:
    try:
        rosters.note_readers(made)
        return Opened(
            session=made,
            where=made.store.folder,
            inspection=str(made.store.record(made.inspection).get("authority") or overview.UNSETTLED),
            inspector=f"{made.device.inspector}, {ROLES.get(made.device.role, made.device.role).lower()}",
            unsent=unsent(made),
            typed=tuple(_typed(draft) for draft in unsealed.offered_back(made)),
            gone=made.gone,
            moved=made.moved,
            idle=timedelta(minutes=policy.present().idle_minutes),
        )
    except BaseException:
        made.close()
        raise


def _typed(draft: Draft) -> Typed:
    if draft.editor == CAPTURE:
        return Typed("New evidence", draft.at, "", "")
    if draft.kind == unsealed.FORM:
        words, screen, what = forms.told(draft.editor)
        return Typed(words, draft.at, screen, what)
    kind = KINDS.get(draft.kind)
    words = _WORDS.get(draft.kind) or (kind.title if kind else draft.kind.replace("_", " "))
    named_by = _NAMED_BY.get(draft.kind)
    what = str(draft.fields.get(named_by, "")) if named_by else draft.rec
    return Typed(words, draft.at, _SCREENS.get(draft.kind, "today"), what)
