"""Making a bundle of what a store holds, in three steps, so that saving never waits for a slow stick.

`begin` and `finish` belong to the store's thread and are short. `carry` writes the bundle, or its parts, and
opens each again as its reader would; it may run beside that thread, on the store's second connection.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from inspector_app import __version__
from inspector_app.bundle import (
    Blob,
    BundleWriteError,
    Checkpoint,
    Contents,
    Segment,
    Source,
    Tell,
    Verdict,
    Written,
    folders,
    make_checkpoint,
    unheard,
    verify_bundle,
    write_bundle,
)
from inspector_app.bundle.bag_info import moment
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sealing
from inspector_app.crypto.agent import AgentKey
from inspector_app.crypto.signing import SigningKey
from inspector_app.domain.kinds import SCHEMA_VERSION
from inspector_app.errors import RefusedError
from inspector_app.services import agent_keys, own_key, parts, quarantine, received, rosters
from inspector_app.services.parts import Part
from inspector_app.services.session import Device, Session
from inspector_app.store import exchange
from inspector_app.store.beside import Beside
from inspector_app.store.exchange import BundleRow, CheckpointRow
from inspector_app.store.outbox import Outbox, Run

Frontier = dict[str, tuple[int, str]]
ESCROW, THIS_DEVICE = "escrow", "this device"
RECEIPTS = received.FILES
_END = 1 << 40
"""Beyond the last place of any log."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that was written, opened again and compared.

    Attributes:
        bundle: path of the bundle; of the first, where it goes in parts.
        tagmanifest_sha256: SHA-256 of its signed bytes.
        records: records whose payload it carries; one that goes in several parts counts in each.
        revisions: revisions in it.
        attachments: attachments in it.
        recipients: who can open it: principals, and `escrow`.
        bundles: paths of all parts, in their order.
    """

    bundle: str
    tagmanifest_sha256: str
    records: int
    revisions: int
    attachments: int
    recipients: tuple[str, ...]
    bundles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """An export that is to be made; nothing in it needs the store's own thread.

    Attributes:
        out: folder to write into.
        clear: it is not sealed.
        device: whose export it is.
        inspection: id of the inspection.
        at: claimed time.
        key: signs it.
        agent_key: fingerprint of a key that the agent keeps and that signs it as well; empty for none.
        roster: of the team, by which it is checked; None where there is none.
        readers: age recipient of each reader.
        runs: the pieces of logs that go along.
        checkpoints: authors' signatures over their logs.
        frontiers: how far this store holds each log.
        sequence: place of the first part among the device's bundles.
        previous: tag manifest of the device's bundle before; None for the first.
        draft: the Word draft, or None.
        near: a folder on this computer's disk.
        beside: the connection to read from.
    """

    out: Path
    clear: bool
    device: Device
    inspection: str
    at: str
    key: SigningKey
    agent_key: str
    roster: Roster | None
    readers: Mapping[str, str]
    runs: tuple[Run, ...]
    checkpoints: tuple[Checkpoint, ...]
    frontiers: Frontier
    sequence: int
    previous: str | None
    draft: bytes | None
    near: Path
    beside: Beside


@dataclass(frozen=True, slots=True)
class Carried:
    """One part that stands on the disk, with what was found when it was opened again."""

    contents: Contents
    written: Written
    found: Verdict


def begin(
    session: Session,
    *,
    out: str,
    recipients: Sequence[str] = (),
    since_acknowledged: bool = False,
    clear: bool = False,
    with_draft: bool = False,
) -> Begun:
    """Decides what goes into an export and who can open it; signs how far this device's log goes.

    Arguments as `bundles.export_bundle`.

    Raises:
        RefusedError: there is nobody to seal it to, a name is not on the roster, or the roster does not let
            the keys that are to sign it do so.
        StoreWriteError: the store cannot be written.
    """
    roster, at, store = rosters.trusted(session), session.now(), session.store
    key, agent_key = own_key.vouched_key(session, roster), agent_keys.chosen(session)
    if roster is not None:
        own_key.check_may_sign(session, roster, elsewhere=bool(agent_key))
        agent_keys.check_may_sign(session, roster, agent_key)
    readers = {} if clear and roster is None else _readers(session, roster, recipients)
    others = [name for name in readers if name not in (ESCROW, THIS_DEVICE, session.device.principal)]
    held = _acknowledged(session, others) if since_acknowledged else {}
    if not since_acknowledged:
        received.pass_words_on(session)
    frontiers, own = exchange.frontier(store), session.device.actor
    made = [row for row in exchange.bundles(store) if row.direction == "out" and row.actor == own]
    return Begun(
        out=Path(out),
        clear=clear,
        device=session.device,
        inspection=session.inspection,
        at=at,
        key=key,
        agent_key=agent_key,
        roster=roster,
        readers=readers,
        runs=tuple(
            # One's own log may grow meanwhile; what this export says of it is signed already.
            Run(actor, _after(session, actor, held), frontiers[own][0] if actor == own else _END)
            for actor in exchange.devices(store)
            if actor != own or own in frontiers
        ),
        checkpoints=_checkpoints(session, key, at, frontiers.get(own)),
        frontiers=frontiers,
        sequence=len(made) + 1,
        previous=made[-1].tagmanifest if made else None,
        draft=_draft(session) if with_draft else None,
        near=store.folder,
        beside=store.beside,
    )


def begin_return(session: Session, *, out: str) -> Begun:
    """Decides what goes into a lead's return bundle: for everybody, what one of them may lack.

    How far this store holds each log travels in it, so the next bundles of the others can leave that out.

    Args:
        session: the open store, of a lead.
        out: folder to write into.

    Raises:
        RefusedError: the roster does not name this device's owner as a lead, or nobody else is on it.
        StoreWriteError: the store cannot be written.
    """
    roster, own = rosters.trusted(session) or Roster(), session.device.principal
    if own not in roster.leads:
        raise RefusedError(
            "A return bundle comes from a lead, and the roster does not name you as one",
            advice="Use Export for the lead.",
        )
    everyone = [name for name in roster.principals if name != own and roster.recipient_of(name)]
    if not everyone:
        raise RefusedError("There is nobody else on the roster who could open a bundle")
    return begin(session, out=out, recipients=everyone, since_acknowledged=True)


def _draft(session: Session) -> bytes:
    """Returns the Word draft of the records as they stand; the digest at its foot says which they were."""
    # Loaded only where a draft is wanted: Word's libraries are large.
    from inspector_app.documents.word import draft_bytes  # noqa: PLC0415
    from inspector_app.services.drafting import build_report  # noqa: PLC0415

    return draft_bytes(build_report(session))


def _readers(session: Session, roster: Roster | None, names: Sequence[str]) -> dict[str, str]:
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
        found[ESCROW] = known.escrow
    # One's own device reads it too, so that the bundle can be opened again after it was written.
    own = sealing.recipient_of(session.device.identity)
    if own not in found.values():  # on the roster a person may have the recipient of another laptop
        found[THIS_DEVICE if session.device.principal in found else session.device.principal] = own
    return found


def owners(session: Session) -> dict[str, str]:
    """Returns whose each device is from which a bundle or a receipt came, as the roster said then."""
    kept: dict[str, dict[str, str]] = session.store.fact(RECEIPTS, {})
    told = {actor: one["principal"] for actor, one in kept.items()}
    came = {
        row.actor: row.principal
        for row in exchange.bundles(session.store)
        if row.direction == "in" and row.principal
    }
    return told | came


def _acknowledged(session: Session, names: Sequence[str]) -> Frontier:
    """Returns what every one of the named peers has said it holds; nothing where one never said."""
    by_name: dict[str, set[str]] = {}
    for actor, principal in owners(session).items():
        by_name.setdefault(principal, set()).add(actor)
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


def _checkpoints(
    session: Session, key: SigningKey, at: str, head: tuple[int, str] | None
) -> tuple[Checkpoint, ...]:
    if head is not None:  # a device that was renewed has written nothing yet
        seq, entry = head
        own = make_checkpoint(
            inspection=session.inspection,
            actor=session.device.actor,
            seq=seq,
            entry=entry,
            claimed=at,
            key=key,
        )
        row = CheckpointRow(own.actor, own.seq, entry, own.text, own.signature)
        exchange.keep_checkpoint(session.store, row)
    latest = {row.actor: row for row in exchange.checkpoints(session.store)}
    return tuple(Checkpoint(row.actor, row.seq, row.text, row.signature) for row in latest.values())


def carry(begun: Begun, tell: Tell = unheard) -> tuple[Carried, ...]:
    """Writes the bundle, or each of its parts, and opens it again before it takes its name.

    Args:
        begun: what `begin` decided.
        tell: is told how far it is; what it raises comes through, and nothing is left behind.

    Raises:
        BundleWriteError: the folder cannot be written; nothing is left behind.
        StoreClosedError: the store was closed meanwhile; nothing is left behind.
        DamagedStoreError: what was to be sent is not what was written.
        AgentError: the agent that is to sign is away or does not sign; nothing is left behind.
        WorldError: an attachment is not what it was; nothing is left behind.
    """
    done: list[Carried] = []
    also = _from_agent(begun, tell)
    with folders.cleared(begun.out), _reading(begun) as outbox:
        told = parts.parted(outbox, begun.runs, len(begun.draft or b""))
        try:
            for number, part in enumerate(told, 1):
                previous = done[-1].written.tagmanifest_sha256 if done else begun.previous
                contents = _contents(begun, outbox, part, (number, len(told)), previous)
                heard = _counted(begun, tell, number, len(told))
                done.append(_carried(begun, contents, outbox, part, also=also, tell=heard))
            begun.beside.go_on()  # a store that was closed meanwhile could not note what was sent
        except BaseException:
            take_away(done)
            raise
    return tuple(done)


def _from_agent(begun: Begun, tell: Tell) -> tuple[AgentKey, ...]:
    """Returns the key that the agent keeps, ready to sign; whoever waits for it can stop meanwhile."""
    if not begun.agent_key:
        return ()
    waits = partial(tell, 0, 0, "Your agent is to sign: touch the token, or answer its question")
    return (agent_keys.fetch(begun.agent_key, begun.roster, moment(begun.at), waits),)


def take_away(carried: Sequence[Carried]) -> None:
    """Removes an export: a bundle that the store does not know of would share its number with the next."""
    folders.take_away([one.written.path for one in carried])


@contextmanager
def _reading(begun: Begun) -> Generator[Outbox]:
    """All that is read is of one moment, whatever is saved meanwhile."""
    with begun.beside.reading() as connection:
        connection.execute("BEGIN")
        try:
            yield Outbox(connection, begun.near)
        finally:
            connection.execute("ROLLBACK")


def _counted(begun: Begun, tell: Tell, number: int, of: int) -> Tell:
    """Returns a listener that says which part is on its way, and stops where the store was closed."""

    def told(done: int, all_: int, sentence: str) -> None:
        begun.beside.go_on()
        words = sentence if of == 1 else f"Part {number} of {of}: {sentence[:1].lower()}{sentence[1:]}"
        tell(done, all_, words)

    return told


def _contents(
    begun: Begun, outbox: Outbox, part: Part, number: tuple[int, int], previous: str | None
) -> Contents:
    description: dict[str, Any] = {
        "frontiers": {actor: list(head) for actor, head in begun.frontiers.items()},
        "schemas": dict.fromkeys(sorted(outbox.kinds(part.runs)), SCHEMA_VERSION),
        "held": [],
    }
    return Contents(
        inspection=begun.inspection,
        actor=begun.device.actor,
        sequence=begun.sequence + number[0] - 1,
        previous=previous,
        claimed=begun.at,
        app_version=__version__,
        required_signers=(begun.device.principal,),
        description=description,
        segments=tuple(_segments(outbox, part)),
        payloads=_payloads(outbox, part),
        blobs=[Blob(one.sha256, one.size, partial(outbox.blob, one.sha256)) for one in part.attachments],
        checkpoints=begun.checkpoints,
        draft=begun.draft if number[0] == 1 else None,
        part=number,
    )


def _segments(outbox: Outbox, part: Part) -> Iterator[Segment]:
    for run in part.runs:
        span = outbox.span(run)
        if span is not None:
            yield Segment(run.actor, *span, partial(outbox.log, run))


def _payloads(outbox: Outbox, part: Part) -> Iterator[tuple[str, Source]]:
    for rec in outbox.records(part.runs):
        yield rec, partial(outbox.payload, rec, part.runs)


def _carried(
    begun: Begun, contents: Contents, outbox: Outbox, part: Part, *, also: Sequence[AgentKey], tell: Tell
) -> Carried:
    want = (outbox.revisions(part.runs), len(outbox.records(part.runs)), len(part.attachments))
    found: list[Verdict] = []

    def look_again(path: Path, tagmanifest: str) -> None:
        found.append(_looked_at(begun, path, (tagmanifest, *want), tell))

    readers = () if begun.clear else tuple(dict.fromkeys(begun.readers.values()))
    written = write_bundle(
        contents,
        begun.out,
        signer=begun.key,
        also=also,
        recipients=readers,
        clear=begun.clear,
        check=look_again,
        tell=tell,
    )
    return Carried(contents, written, found[0])


def _looked_at(begun: Begun, path: Path, want: tuple[str, int, int, int], tell: Tell) -> Verdict:
    """Opens what was just written as its reader would, with the key that we hold, and compares.

    The list that was signed names the digest of every file, so where it is the one that was written and every
    check passes, each byte is the one that was read from the store.
    """
    with quarantine.opened(begun.near, path.stat().st_size) as folder:
        found = verify_bundle(
            path, roster=begun.roster, identities=[begun.device.identity], quarantine=folder, tell=tell
        )
    if found.verdict == "expired":
        raise RefusedError(
            "The roster or the organisation's certificate says that this device's key is not valid today",
            where=begun.key.fingerprint,
        )
    held = (found.tagmanifest_sha256, found.revisions, found.records, found.attachments)
    good = found.verdict in ("good", "unknown-signer") and found.fingerprint in (
        begun.key.fingerprint,
        begun.agent_key,
    )
    if not good or held != want or found.sealed == begun.clear:
        raise BundleWriteError(
            f"The bundle was opened again and is not what was put in ({found.rule or found.verdict})",
            where=begun.out,
            advice="Nothing was left there. Try another disk or stick.",
        )
    return found


def finish(session: Session, begun: Begun, carried: Sequence[Carried]) -> Exported:
    """Keeps in the store that an export was made, and up to where it gives this device's log.

    Raises:
        StoreWriteError: the store cannot be written; the bundles are taken away again.
    """
    try:
        with session.store.changing():
            for one in carried:
                exchange.keep_bundle(session.store, _row(begun, one))
            session.store.set_fact("sent_to", begun.frontiers.get(begun.device.actor, (0, ""))[0])
        session.note_end()
    except BaseException:
        take_away(carried)
        raise
    paths = tuple(str(one.written.path) for one in carried)
    return Exported(
        bundle=paths[0],
        tagmanifest_sha256=carried[0].written.tagmanifest_sha256,
        records=sum(one.found.records for one in carried),
        revisions=sum(one.found.revisions for one in carried),
        attachments=sum(one.found.attachments for one in carried),
        recipients=() if begun.clear else tuple(sorted(begun.readers)),
        bundles=paths,
    )


def _row(begun: Begun, one: Carried) -> BundleRow:
    contents, found = one.contents, one.found
    return BundleRow(
        tagmanifest=one.written.tagmanifest_sha256, id=one.written.bundle_id, actor=contents.actor,
        seq=contents.sequence, prev=contents.previous or "none", signer=found.fingerprint,
        principal=begun.device.principal, at=contents.claimed, verdict="made", direction="out",
        report={
            "revisions": found.revisions, "records": found.records, "attachments": found.attachments,
            "part": list(contents.part),
        },
    )  # fmt: skip
