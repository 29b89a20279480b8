"""Bundles whose signer nobody knows yet, set aside as they came until somebody decides about them.

They stand in a folder of the store, still sealed: nothing of them is in the store, and whoever takes the disk
reads no word of them. Only what is whole, sealed and of this inspection is set aside. A bundle leaves when it
is taken in, whichever way that happens, or when a person throws it away; never by itself.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.bundle import Tell, Verdict, layout, unheard
from inspector_app.bundle.course import Meter
from inspector_app.bundle.roster import Roster
from inspector_app.bundle.trust import REVOKED, UNKNOWN_SIGNER
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import looking, rosters
from inspector_app.services.looking import Reader
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store.folder import ASIDE

FACT = "set_aside"
MAX_HELD = 50
MAX_BYTES = 4 << 30
"""Bytes of all that is on the shelf: anyone who knows the device's recipient can send something."""
UNKNOWN, KNOWN = "unknown", "known"
_PART = ".part-"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Held:
    """A bundle that was set aside.

    Attributes:
        id: SHA-256 of its signed bytes, its name for ever.
        path: where it stands.
        name: of the file that it came as.
        fingerprint: of the key that signed it.
        claims: whose it says it is; nobody has checked that.
        claimed: when it says it was made.
        since: when it was set aside.
        bytes: of the file.
        standing: `unknown`, `known` where the roster names the key by now, or `revoked`.
        principal: whose key it is by now, as the roster says; empty where it does not.
    """

    id: str
    path: Path
    name: str
    fingerprint: str
    claims: tuple[str, ...]
    claimed: str
    since: str
    bytes: int
    standing: str = UNKNOWN
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a bundle, checked, that waits to be kept: its place, the name it came as, what was found."""

    path: Path
    name: str
    verdict: Verdict


def copy(known: Reader, bundle: str, tell: Tell = unheard) -> Copied:
    """Copies a bundle beside the store and checks the copy; may run beside the store's thread.

    Args:
        known: by what it is judged.
        bundle: its path.
        tell: is told how far it is; what it raises comes through, and the copy is gone.

    Raises:
        RefusedError: it is not sealed, broken, or its signer is known; nothing is left behind.
        WorldError: it cannot be read or the disk refuses; nothing is left behind.
    """
    source = Path(bundle)
    part = _copied(source, known.near / ASIDE, tell)
    try:
        with looking.opened(known, str(part), tell=tell) as found:
            verdict = found.verdict
        _refuse_others(verdict, source)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Copied(part, source.name, verdict)


def _copied(source: Path, folder: Path, tell: Tell) -> Path:
    try:
        size = source.stat().st_size if source.is_file() else 0
        if not size:
            raise RefusedError("Only a file can be set aside, as it came", where=source)
        if size > MAX_BYTES:
            raise _full(source)
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=_own_parts())
    except OSError as error:
        raise _cannot(source, error) from error
    part = Path(name)
    try:
        with source.open("rb") as old, os.fdopen(handle, "wb") as new:
            meter = Meter(tell, size, "Copying the bundle")
            left = size  # what grows meanwhile is cut, and then found broken
            while left and (piece := old.read(min(_PIECE, left))):
                left -= len(piece)
                new.write(piece)
                meter.add(len(piece))
            new.flush()
            os.fsync(new.fileno())
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _cannot(source, error) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _own_parts() -> str:
    """Returns how names of copies under way begin in this process; those of any other are what it left."""
    return f"{_PART}{os.getpid()}-"


def _full(source: Path) -> RefusedError:
    return RefusedError(
        f"Bundles that are set aside may take {MAX_BYTES >> 30} GiB, and this one would be too much",
        where=source,
        advice="Take some of them in, or throw them away.",
    )


def _cannot(source: Path, error: OSError) -> WorldError:
    return WorldError(
        "The bundle cannot be set aside; nothing was left behind",
        where=source,
        advice=f"The system says: {error.strerror}.",
    )


def _refuse_others(verdict: Verdict, source: Path) -> None:
    if verdict.verdict != UNKNOWN_SIGNER:
        raise RefusedError(
            f"Only a whole bundle of an unknown signer is set aside, and this one is {verdict.verdict}",
            where=source,
        )
    if not verdict.sealed:
        raise RefusedError(
            "The bundle is not sealed, so a copy in the store's folder would be there for anyone to read",
            where=source,
            advice="Ask the sender for a sealed one, or keep the file where it is.",
        )


def keep(session: Session, copied: Copied) -> Held:
    """Puts a checked copy on the shelf; one that is there already stays as it is.

    Raises:
        RefusedError: it is of another inspection, or the shelf is full; the copy is gone.
        StoreWriteError: nothing was kept; the copy is gone.
    """
    verdict, kept = copied.verdict, _kept(session)
    name = verdict.tagmanifest_sha256
    place = _place(session, name)
    try:
        if verdict.inspection != session.inspection:
            raise RefusedError("The bundle belongs to another inspection, so it is not set aside")
        if name not in kept and len(kept) >= MAX_HELD:
            raise RefusedError(
                f"{MAX_HELD} bundles are set aside already",
                advice="Take some of them in, or throw them away.",
            )
        size = copied.path.stat().st_size
        if name not in kept and size + sum(one["bytes"] for one in kept.values()) > MAX_BYTES:
            raise _full(Path(copied.name))
        entry = kept.get(name) or {
            "name": copied.name, "fingerprint": verdict.fingerprint, "claims": list(verdict.claims),
            "claimed": verdict.claimed, "since": session.now(), "bytes": size,
        }  # fmt: skip
        copied.path.replace(place)
        session.store.set_fact(FACT, {**kept, name: entry})
    except OSError as error:
        raise _cannot(Path(copied.name), error) from error
    finally:
        copied.path.unlink(missing_ok=True)
        sweep(session)
    return _held(session, rosters.trusted(session), name, entry)


def set_aside(session: Session, *, bundle: str, tell: Tell = unheard) -> Held:
    """Sets a bundle of an unknown signer aside, as it came. Arguments and errors as `copy` and `keep`."""
    return keep(session, copy(looking.reader(session), bundle, tell))


def held(session: Session) -> tuple[Held, ...]:
    """Returns what is set aside, the longest first, with how the roster stands to it by now.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    roster = rosters.trusted(session)
    rows = [_held(session, roster, name, entry) for name, entry in _kept(session).items()]
    return tuple(sorted(rows, key=lambda row: (row.since, row.id)))


def find(session: Session, which: str) -> Held:
    """Returns what is set aside under an id, of which the first characters are enough.

    Raises:
        RefusedError: nothing is, or several are.
    """
    start = needed("bundle", which)
    found = [row for row in held(session) if row.id.startswith(start)]
    if len(found) != 1:
        why = "Several bundles that are set aside have" if found else "No bundle that is set aside has"
        raise RefusedError(f"{why} an id that begins so", where=which)
    return found[0]


def throw_away(session: Session, *, which: str) -> Held:
    """Removes a bundle from the shelf for ever; returns what it was.

    Raises:
        RefusedError: there is no such bundle.
        StoreWriteError: it stays.
    """
    found = find(session, which)
    let_go(session, found.id)
    sweep(session)
    return found


def let_go(session: Session, tagmanifest: str) -> None:
    """Forgets a bundle, if it is on the shelf; its file goes at the next sweep.

    Raises:
        StoreWriteError: it stays.
    """
    kept = _kept(session)
    if kept.pop(tagmanifest, None) is not None:
        session.store.set_fact(FACT, kept)


def sentences(session: Session) -> tuple[str, ...]:
    """Returns a sentence for each bundle on the shelf whose key the roster names by now."""
    return tuple(
        f"{row.name}, which was set aside, is signed with a key of {row.principal}, who is on the roster"
        " now: it can be taken in"
        for row in held(session)
        if row.standing == KNOWN
    )


def _kept(session: Session) -> dict[str, Any]:
    """Returns what is listed and there: a backup brings the list back without the files."""
    listed: dict[str, Any] = session.store.fact(FACT, {})
    return {name: entry for name, entry in listed.items() if _place(session, name).is_file()}


def _place(session: Session, tagmanifest: str) -> Path:
    return session.store.folder / ASIDE / f"{tagmanifest}{layout.SEALED_SUFFIX}"


def _held(session: Session, roster: Roster | None, name: str, entry: dict[str, Any]) -> Held:
    key = entry["fingerprint"]
    lines = [line for line in roster.signers if line.key.fingerprint == key] if roster else []
    whose = next((line.principal for line in lines if not line.authority), "")
    gone = roster is not None and (
        any(one.fingerprint == key for one in roster.revoked) or any(roster.is_revoked(s.key) for s in lines)
    )
    return Held(
        id=name,
        path=_place(session, name),
        name=entry["name"],
        fingerprint=key,
        claims=tuple(entry["claims"]),
        claimed=entry["claimed"],
        since=entry["since"],
        bytes=entry["bytes"],
        standing=REVOKED if gone else KNOWN if whose else UNKNOWN,
        principal=whose,
    )


def sweep(session: Session) -> None:
    """Removes files that are not on the list of the shelf, and the folder where nothing is on it."""
    folder, kept = session.store.folder / ASIDE, _kept(session)
    wanted = {_place(session, name).name for name in kept}
    with suppress(OSError):  # what cannot be removed now goes the next time
        for path in folder.iterdir():
            if path.name not in wanted and (
                (path.name.startswith(_PART) and not path.name.startswith(_own_parts()))
                or path.name.endswith(layout.SEALED_SUFFIX)
            ):
                path.unlink()
        if not wanted:
            folder.rmdir()
