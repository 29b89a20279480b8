"""Sending: everything a peer may lack, signed by this device, sealed to the lead, opened again to be sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from inspector_app import __version__
from inspector_app.bundle import (
    Checkpoint,
    Contents,
    Segment,
    Source,
    Verdict,
    Written,
    folders,
    make_checkpoint,
    write_bundle,
)
from inspector_app.bundle import (
    verify_bundle as check_bundle,
)
from inspector_app.bundle.roster import Roster, load_roster
from inspector_app.crypto import sealing, signing
from inspector_app.crypto.signing import SigningKey
from inspector_app.domain.kinds import SCHEMA_VERSION
from inspector_app.domain.revision import Entry
from inspector_app.errors import BugError, RefusedError, WorldError
from inspector_app.services import quarantine, rosters
from inspector_app.services.session import Session
from inspector_app.store import blobs, exchange
from inspector_app.store.exchange import BundleRow, CheckpointRow

Frontier = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written, opened again and counted.

    Attributes:
        bundle: its path.
        tagmanifest_sha256: SHA-256 of its signed bytes.
        records: records whose payload it carries.
        revisions: revisions in it.
        attachments: attachments in it.
        recipients: who can open it: principals, and `escrow`.
    """

    bundle: str
    tagmanifest_sha256: str
    records: int
    revisions: int
    attachments: int
    recipients: tuple[str, ...]


def signing_key(session: Session) -> SigningKey:
    """Returns the device's signing key."""
    return signing.key_of(bytes.fromhex(session.device.signing_key))


def _recipients(session: Session, roster: Roster | None, names: Sequence[str]) -> dict[str, str]:
    """Returns the age recipient of each reader: the named ones and the leads, escrow, and this device."""
    found: dict[str, str] = {}
    known = roster if roster is not None else Roster()
    for name in (*names, *known.leads):
        recipient = known.recipient_of(name)
        if recipient is None and sealing.is_recipient(name):
            recipient = name
        if recipient is None:
            raise RefusedError("Nobody on the roster has this name", where=name, advice="See: roster show.")
        found[name] = recipient
    if not found:
        raise RefusedError(
            "There is nobody to seal the bundle to",
            advice="Take in the team's roster first (roster trust), or name a recipient.",
        )
    if known.escrow:
        found["escrow"] = known.escrow
    # One's own device reads it too, so that the bundle can be opened again after it was written.
    found.setdefault(session.device.principal, sealing.recipient_of(session.device.identity))
    return found


def _acknowledged(session: Session, names: Iterable[str]) -> Frontier:
    """Returns what every one of the named peers has said it holds; nothing where one never said."""
    by_name: dict[str, set[str]] = {}
    for row in exchange.bundles(session.store):
        if row.direction == "in":
            by_name.setdefault(row.principal, set()).add(row.actor)
    never: Frontier = {}
    told = [
        exchange.acknowledged(session.store, actor) if actor else never
        for name in names
        for actor in sorted(by_name.get(name, {""}))
    ]
    if not told:
        return {}
    common: set[str] = set(told[0]).intersection(*told[1:])
    return {actor: min(one[actor] for one in told) for actor in sorted(common)}


def _after(session: Session, actor: str, held: Frontier) -> int:
    """Returns the place after which a peer needs an actor's log; 0 where the logs have forked."""
    seq, entry = held.get(actor, (0, ""))
    if not seq or exchange.forked(session.store, actor):
        return 0
    return seq if session.store.ledger.ids_at(actor, seq) == (entry,) else 0


def _segments(session: Session, held: Frontier) -> tuple[list[Segment], list[Entry]]:
    segments: list[Segment] = []
    entries: list[Entry] = []
    for actor in exchange.devices(session.store):
        found = list(exchange.log(session.store, actor, _after(session, actor, held)))
        if found:
            lines = b"".join(entry.line + b"\n" for entry in found)
            segments.append(Segment(actor, found[0].header.seq, found[-1].header.seq, lines))
            entries += found
    return segments, entries


def _payloads(session: Session, entries: Sequence[Entry]) -> list[tuple[str, Source]]:
    by_record: dict[str, list[str]] = {}
    for entry in entries:
        by_record.setdefault(entry.header.rec, []).append(entry.header.pay)
    found: list[tuple[str, Source]] = []
    for rec in sorted(by_record):
        digests = sorted(set(by_record[rec]))
        told = b"".join(line + b"\n" for line in exchange.payload_lines(session.store, digests))
        if told:
            found.append((rec, told))
    return found


def _blobs(session: Session, entries: Sequence[Entry]) -> list[tuple[str, Source]]:
    kinds = {entry.header.rec for entry in entries if entry.header.kind == "attachment"}
    names = {str(r.get("blob")) for r in session.store.records("attachment", deleted=True) if r.id in kinds}
    reader: Callable[[str], Callable[[], Iterator[bytes]]] = lambda name: partial(  # noqa: E731
        blobs.read, session.store, name
    )
    return [(name, reader(name)) for name in sorted(names) if blobs.has(session.store, name)]


def _checkpoints(session: Session, key: SigningKey, at: str) -> tuple[Checkpoint, ...]:
    seq, entry = exchange.frontier(session.store)[session.device.actor]
    own = make_checkpoint(
        inspection=session.inspection, actor=session.device.actor, seq=seq, entry=entry, claimed=at, key=key
    )
    row = CheckpointRow(own.actor, own.seq, entry, own.text, own.signature)
    exchange.keep_checkpoint(session.store, row)
    latest = {row.actor: row for row in exchange.checkpoints(session.store)}
    return tuple(Checkpoint(row.actor, row.seq, row.text, row.signature) for row in latest.values())


def export_bundle(
    session: Session,
    *,
    out: str,
    recipients: Sequence[str] = (),
    since_acknowledged: bool = False,
    clear: bool = False,
) -> Exported:
    """Writes a bundle of what this store holds, and opens it again before it is called done.

    Args:
        session: the open store.
        out: folder to write it in.
        recipients: principals to seal it to beside the leads and escrow of the roster.
        since_acknowledged: leave out what the readers have said they hold.
        clear: do not seal it; only where the place itself is safe.

    Raises:
        RefusedError: there is nobody to seal it to, a name is not on the roster, or this device's key was
            revoked.
        BundleWriteError, StoreWriteError: the folder or the store cannot be written; nothing is left behind.
    """
    roster, key, at = rosters.trusted(session), signing_key(session), session.now()
    if roster is not None and key.public in roster.revoked:
        raise RefusedError(
            "The roster says that this device's key was revoked, so nobody would take its bundles",
            where=key.fingerprint,
            advice="Ask the roster's owner; a new store gets a new key.",
        )
    readers = {} if clear and roster is None else _recipients(session, roster, recipients)
    others = [name for name in readers if name not in ("escrow", session.device.principal)]
    held = _acknowledged(session, others) if since_acknowledged else {}
    previous = [
        row for row in exchange.bundles(session.store)
        if row.direction == "out" and row.actor == session.device.actor
    ]  # fmt: skip
    checkpoints = _checkpoints(session, key, at)
    segments, entries = _segments(session, held)
    payloads, attached = _payloads(session, entries), _blobs(session, entries)
    description: dict[str, Any] = {
        "frontiers": {actor: list(head) for actor, head in exchange.frontier(session.store).items()},
        "schemas": dict.fromkeys(sorted({e.header.kind for e in entries}), SCHEMA_VERSION),
        "held": [],
    }
    contents = Contents(
        inspection=session.inspection,
        actor=session.device.actor,
        sequence=len(previous) + 1,
        previous=previous[-1].tagmanifest if previous else None,
        claimed=at,
        app_version=__version__,
        required_signers=(session.device.principal,),
        description=description,
        segments=tuple(segments),
        payloads=payloads,
        blobs=attached,
        checkpoints=checkpoints,
    )
    with folders.cleared(Path(out)):
        done = write_bundle(
            contents, Path(out), signer=key, recipients=() if clear else tuple(readers.values()), clear=clear
        )
        try:
            found = _look_again(session, done.path, len(entries), key.fingerprint)
            _note(session, contents, done, found)
        except BaseException:  # a bundle that the store does not know of would share its number with the next
            folders.take_away([done.path])
            raise
    return Exported(
        bundle=str(done.path),
        tagmanifest_sha256=done.tagmanifest_sha256,
        records=found.records,
        revisions=found.revisions,
        attachments=found.attachments,
        recipients=() if clear else tuple(sorted(readers)),
    )


def _note(session: Session, contents: Contents, done: Written, found: Verdict) -> None:
    """Keeps in the store that a bundle was made, and up to where it gives this device's log."""
    row = BundleRow(
        tagmanifest=done.tagmanifest_sha256, id=done.bundle_id, actor=contents.actor,
        seq=contents.sequence, prev=contents.previous or "none", signer=found.fingerprint,
        principal=session.device.principal, at=contents.claimed, verdict="made", direction="out",
        report={"revisions": found.revisions, "records": found.records, "attachments": found.attachments},
    )  # fmt: skip
    with session.store.changing():
        exchange.keep_bundle(session.store, row)
        session.store.set_fact("sent_to", exchange.frontier(session.store)[session.device.actor][0])


def _look_again(session: Session, path: Path, revisions: int, fingerprint: str) -> Verdict:
    """Opens the bundle that was just written as its reader would, and counts."""
    found = verify_bundle(session, bundle=str(path))
    if found.verdict not in ("good", "unknown-signer") or found.fingerprint != fingerprint:
        if found.verdict == "expired":
            raise RefusedError("The roster says that this device's key is not valid today", where=fingerprint)
        raise BugError(f"a bundle just written did not verify: {found.verdict} {found.rule}")
    if found.revisions != revisions:
        raise BugError("a bundle just written holds another number of revisions than were put in")
    return found


def verify_bundle(
    session: Session | None, *, bundle: str, roster: str | None = None, identity: str | None = None
) -> Verdict:
    """Checks a bundle by every rule of the format; changes nothing.

    Args:
        session: an open store, whose roster and identity are used where none are given; None for none.
        bundle: path of the bundle.
        roster: folder of a roster to check by instead.
        identity: file with a private age identity to open it with instead.

    Raises:
        WorldError: the bundle, roster or identity cannot be read.
    """
    path = Path(bundle)
    known = load_roster(Path(roster)) if roster else rosters.trusted(session) if session else None
    identities = [_identity(Path(identity))] if identity else []
    if session is not None and not identity:
        identities = [session.device.identity]
    near = session.store.folder if session else path.resolve().parent
    with quarantine.opened(near, path.stat().st_size if path.is_file() else 0) as folder:
        return check_bundle(path, roster=known, identities=identities, quarantine=folder)


def _identity(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError("The identity file cannot be read", where=path) from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise WorldError("The identity file holds no identity", where=path)
    try:
        sealing.recipient_of(found[0])
    except sealing.BadRecipientError as error:
        advice = "Name the file that age-keygen wrote."
        raise WorldError("The identity file holds no identity", where=path, advice=advice) from error
    return found[0]
