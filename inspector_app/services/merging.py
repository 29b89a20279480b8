"""Taking a bundle in: verified whole, planned against the ledger, then added in one transaction."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.bundle import CheckedCheckpoint, Source, Tell, Verdict, Verified, layout, texts, unheard
from inspector_app.bundle.contents import pieces
from inspector_app.bundle.trust import GOOD, REVOKED, UNKNOWN_KEY_TYPE, UNKNOWN_SIGNER
from inspector_app.domain.kinds import ERASURE
from inspector_app.domain.revision import Entry, Write
from inspector_app.errors import RefusedError
from inspector_app.merge.plan import LOG, Plan, Refusal, plan_merge
from inspector_app.services import attribution, conflicts, looking, orders, received, rosters, shelf
from inspector_app.services.attribution import Stranger
from inspector_app.services.changes import Changes, joined
from inspector_app.services.looking import Looked
from inspector_app.services.merged import Forked, LeftOut, Merged, sentence
from inspector_app.services.sending import Frontier
from inspector_app.services.session import Session, renew_device
from inspector_app.services.wording import needed
from inspector_app.store import Arrival, blobs, exchange
from inspector_app.store.errors import DamagedStoreError, StoreWriteError
from inspector_app.store.exchange import BundleRow, CheckpointRow

_WORDS_AT_ONCE = 500
READ_ALOUD = "The fingerprint was read aloud with the sender"
OTHER_INSPECTION = "other-inspection"
_OTHER = "This bundle belongs to another inspection; nothing was taken."
_RENEWED = " A copy of this store writes elsewhere as well, so this one goes on as a new device."


def arrival(plan: Plan, tagmanifest: str) -> Arrival:
    """Returns a plan as the store takes it."""
    return Arrival(
        accepted=plan.accepted,
        waiting=plan.waiting,
        quarantined=plan.quarantined,
        newer=plan.newer,
        released=plan.released,
        parked=plan.still_waiting,
        condemned=plan.condemned,
        payloads=plan.payloads,
        bundle=tagmanifest,
    )


class _Lines:
    """The lines of several files one after another, and which file each of them came from."""

    def __init__(self, files: Iterable[tuple[str, Source]]) -> None:
        self._files = files
        self._begins: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[bytes]:
        count = 0
        for member, source in self._files:
            self._begins.append((count, member))
            for line in texts.lines_of(pieces(source)):
                count += 1
                yield line

    def left_out(self, refusal: Refusal) -> LeftOut:
        """Returns a refused line by the name of its file."""
        before, member = self._begins[
            bisect_right(self._begins, refusal.line - 1, key=lambda one: one[0]) - 1
        ]
        return LeftOut(member, refusal.line - before, refusal.reason)


def _not_taken(path: str, verdict: Verdict) -> Merged:
    return Merged(
        bundle=path,
        verdict=verdict.verdict,
        rule=verdict.rule,
        member=verdict.member,
        signer=verdict.fingerprint,
        principal=verdict.principal,
        claims=verdict.claims,
        note=verdict.note,
    )


def merge_bundle(
    session: Session,
    *,
    bundle: str,
    dry_run: bool = False,
    accept_unknown: bool = False,
    signer: str = "",
    reason: str = READ_ALOUD,
    tell: Tell = unheard,
) -> Merged:
    """Takes a bundle in, whole or not at all.

    Args:
        session: the open store.
        bundle: its path.
        dry_run: only say what it would do.
        accept_unknown: take it although its signer is not on the roster, because a person has read the
            fingerprint aloud with the sender; the decision is kept as a record.
        signer: the fingerprint that was read aloud; a file that another key signed since is refused.
        reason: why it is taken in, for that record.
        tell: is told how far the check is; what it raises comes through, and nothing was changed.

    Raises:
        RefusedError: another key than `signer` signed it, or an unknown one is to be taken without its
            fingerprint or a reason; nothing was changed.
        WorldError: the file cannot be read or the store cannot be written; nothing was changed.
    """
    known = looking.reader(session)
    with looking.opened(known, bundle, accept_unknown=accept_unknown, tell=tell) as opened:
        return merge_opened(session, bundle, opened, dry_run=dry_run, signer=signer, reason=reason)


def merge_opened(
    session: Session,
    bundle: str,
    opened: Verified,
    *,
    dry_run: bool = False,
    signer: str = "",
    reason: str = READ_ALOUD,
) -> Merged:
    """Takes in a bundle that was opened and checked, beside the store's thread perhaps.

    Args:
        session: the open store.
        bundle: its path.
        opened: the bundle; one of an unknown signer must have been opened as accepted.
        dry_run: only say what it would do.
        signer: the fingerprint that was read aloud; a file that another key signed since is refused.
        reason: why one of an unknown signer is taken in, for the record of that.

    Raises:
        RefusedError: another key than `signer` signed it, or an unknown one is to be taken without its
            fingerprint or a reason; nothing was changed.
        WorldError: the store cannot be written; nothing was changed.
    """
    verdict = opened.verdict
    if not opened.is_given_out:
        return _not_taken(bundle, verdict)
    if verdict.verdict == UNKNOWN_SIGNER:
        needed("fingerprint", signer)
        needed("reason", reason)
    if signer and verdict.fingerprint != signer:
        raise RefusedError(
            "The file has changed: another key signed it than the one you compared", where=bundle
        )
    if verdict.inspection != session.inspection:
        return replace(_not_taken(bundle, verdict), verdict=OTHER_INSPECTION, note=_OTHER)
    return _take(session, opened, bundle, dry_run=dry_run, reason=reason)


def merge_looked(session: Session, looked: Looked, *, dry_run: bool = False, signer: str = "") -> Merged:
    """Takes in a bundle that was opened beside the store's thread, and closes it.

    It stays open where the store could not be written: then it can be tried again without another look.

    Args:
        session: the open store.
        looked: the bundle; one of an unknown signer must have been opened as accepted.
        dry_run: only say what it would do.
        signer: the fingerprint that was read aloud.

    Raises:
        StoreWriteError, DamagedStoreError: the store cannot be written; nothing was changed.
        RefusedError: as `merge_opened`.
    """
    try:
        # Only the store knows whether a revoked key's bundle came before that; and a key may have been
        # revoked since the look.
        if looked.found.verdict.verdict == REVOKED or looked.roster != rosters.trusted(session):
            done = merge_bundle(
                session, bundle=looked.bundle, dry_run=dry_run, accept_unknown=bool(signer), signer=signer
            )
        else:
            done = merge_opened(session, looked.bundle, looked.found, dry_run=dry_run, signer=signer)
    except (StoreWriteError, DamagedStoreError):
        if dry_run:
            looked.close()
        raise
    except BaseException:
        looked.close()
        raise
    looked.close()
    return done


def _take(session: Session, opened: Verified, path: str, *, dry_run: bool, reason: str) -> Merged:
    verdict, store = opened.verdict, session.store
    seen = exchange.bundle(store, verdict.tagmanifest_sha256) is not None
    logs = _Lines((layout.log_path(one.actor, one.first, one.last), one.lines) for one in opened.segments())
    payloads = _Lines((layout.payload_path(rec), told) for rec, told in opened.payloads())
    plan = plan_merge(logs, payloads, store.ledger, proved=True)
    new = [*plan.accepted, *plan.newer, *(entry for entry, _ in (*plan.waiting, *plan.quarantined))]
    told = _authorship(session, opened, new)
    done = Merged(
        bundle=path,
        # A receipt shows that it came before the key was revoked, so it is as good as it was then.
        verdict=GOOD if verdict.verdict == REVOKED else verdict.verdict,
        signer=verdict.fingerprint,
        principal=verdict.principal,
        claims=verdict.claims,
        new=len(new),
        known=plan.known,
        waiting=len(plan.waiting),
        quarantined=len(plan.quarantined),
        newer=len(plan.newer),
        left_out=tuple((logs if one.part == LOG else payloads).left_out(one) for one in plan.refused),
        attributed=told.attributed,
        vouched=len(new) - told.attributed,
        strangers=told.strangers,
        forks=_forked(plan, new),
        skew=len(plan.skew),
    )
    elsewhere = _writes_elsewhere(session, plan)
    ordered = _ordered(plan)
    if dry_run:
        done = replace(done, orders=tuple(orders.foretold(session, ordered)))
    else:
        if elsewhere:
            renew_device(session)
        with store.changing():
            attachments = _take_attachments(session, opened)
            store.integrate(arrival(plan, verdict.tagmanifest_sha256))
            for one in told.checkpoints:
                row = CheckpointRow(one.actor, one.seq, one.entry, one.text, one.signature)
                exchange.keep_checkpoint(store, row)
            if told.signed_by_device:
                exchange.keep_acknowledged(store, verdict.actor, opened.frontiers)
            held = opened.frontiers if told.signed_by_device else {}
            who = _signer(verdict, new)
            changes = None if seen else _receipt(session, verdict, plan, held, claimed=who, reason=reason)
            shelf.let_go(session, verdict.tagmanifest_sha256)
            # In the same transaction: what a bundle brings and an order erases is never here for a moment.
            obeyed = orders.obey(session)
        shelf.sweep(session)
        several = [one for one in (orders.changes_of(session, obeyed), changes) if one is not None]
        changes = joined(several) if several else None
        said = (*orders.told(session, obeyed), *orders.refused(session, ordered), orders.clean(session))
        open_now = tuple(conflicts.open_conflicts(session, plan.records))
        done = replace(
            done,
            attachments=attachments,
            conflicts=open_now,
            orders=tuple(one for one in said if one),
            changes=changes,
        )
    revoked = verdict.verdict == REVOKED
    note = sentence(plan, done, seen=seen, dry_run=dry_run, revoked=revoked)
    return replace(done, note=note + (_RENEWED if elsewhere else ""))


def _ordered(plan: Plan) -> list[Mapping[str, Any]]:
    """Returns what the records of orders to erase say that a plan adds."""
    brought = {payload.digest: payload.fields for payload in plan.payloads}
    new = (*plan.accepted, *(entry for entry, _ in (*plan.waiting, *plan.quarantined)))
    came = [entry.header.pay for entry in new if entry.header.kind == ERASURE]
    return [brought[digest] for digest in came if digest in brought]


def _forked(plan: Plan, new: Sequence[Entry]) -> tuple[Forked, ...]:
    authors = {entry.header.actor: entry.header.author for entry in new}
    places: dict[str, list[int]] = {}
    for fork in plan.forks:
        places.setdefault(fork.actor, []).append(fork.seq)
    return tuple(Forked(one, authors.get(one, ""), min(at), len(at)) for one, at in sorted(places.items()))


def _take_attachments(session: Session, opened: Verified) -> int:
    store, count = session.store, 0
    for name, parts in opened.blobs():
        if not blobs.has(store, name) and not store.ledger.is_erased(name):
            blobs.add(store, parts, session.now())
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class _Authorship:
    """Whose word a bundle's entries rest on, and whether the device that it names signed it."""

    checkpoints: tuple[CheckedCheckpoint, ...]
    strangers: tuple[Stranger, ...]
    attributed: int
    signed_by_device: bool


def _authorship(session: Session, opened: Verified, new: Sequence[Entry]) -> _Authorship:
    verdict = opened.verdict
    authors: dict[str, str] = {entry.id: entry.header.author for entry in new}

    def author_of(entry: str) -> str | None:
        found = None if entry in authors else session.store.ledger.entry(entry)
        return authors.get(entry) if found is None else found.header.author

    counting = (GOOD, REVOKED) if verdict.verdict == REVOKED else (GOOD,)
    kept, strangers = attribution.sorted_out(session, opened.checkpoints(), author_of, counting)
    own = {one.fingerprint for one in kept if one.actor == verdict.actor}
    bound = attribution.bound_key(session, verdict.actor) or next(iter(own), "")
    # Another key of the person may make the bundle good; the device's own beside it says whose log it is.
    signed = not bound or bound in _keys(verdict)
    if not signed:
        strangers += (Stranger(verdict.actor, verdict.fingerprint, verdict.principal, bound),)
    return _Authorship(
        kept,
        tuple(dict.fromkeys(strangers)),
        len(attribution.covered(new, kept)),
        signed,
    )


def _keys(verdict: Verdict) -> set[str]:
    """Returns the keys with which a bundle was signed; a revoked one counts where the bundle came before."""
    nothing = (UNKNOWN_KEY_TYPE,) if verdict.verdict == REVOKED else (UNKNOWN_KEY_TYPE, REVOKED)
    return {one.fingerprint for one in verdict.signatures if one.verdict not in nothing}


def _writes_elsewhere(session: Session, plan: Plan) -> bool:
    """Says whether something else writes under this device's id: a copy of its store (merge, 3.6)."""
    told = (*plan.accepted, *(entry for entry, _ in plan.waiting))
    return any(entry.header.actor == session.device.actor for entry in told)


def index_words(session: Session) -> bool:
    """Indexes some of the words that a merge brought; says whether more are left. A search does it too.

    Raises:
        StoreWriteError: nothing was indexed.
    """
    return session.store.index(_WORDS_AT_ONCE)


def _signer(verdict: Verdict, new: Sequence[Entry]) -> str:
    """Returns who wrote on the device that made a bundle, as its entries claim."""
    return next((entry.header.author for entry in new if entry.header.actor == verdict.actor), "")


def _receipt(
    session: Session, verdict: Verdict, plan: Plan, held: Frontier, *, claimed: str, reason: str
) -> Changes:
    """Writes into one's own log what was taken in: a lost laptop's bundles are worth what receipts say.

    What the bundle's maker held goes along, so that once a laptop is lost others can tell what it had.
    """
    row = BundleRow(
        tagmanifest=verdict.tagmanifest_sha256, id=verdict.bundle_id, actor=verdict.actor,
        seq=verdict.sequence, prev=verdict.previous or "none", signer=verdict.fingerprint,
        principal=verdict.principal, at=session.now(), verdict=verdict.verdict, direction="in",
        report={
            "new": len(plan.accepted), "known": plan.known, "waiting": len(plan.waiting),
            "part": list(verdict.part), "set_aside": len(plan.quarantined), "newer": len(plan.newer),
            "left_out": len(plan.refused), "skew": len(plan.skew),
        },
    )  # fmt: skip
    fields = {
        "bundle": verdict.bundle_id,
        "tagmanifest": verdict.tagmanifest_sha256,
        "signer": verdict.fingerprint,
        "principal": verdict.principal,
        "from_actor": verdict.actor,
        "sequence": verdict.sequence,
        "holds": {actor: list(mark) for actor, mark in held.items()},
    }
    rec = received.record_of(session, session.device.actor, verdict.tagmanifest_sha256)
    writes = [Write(rec, "receipt", fields)]
    if verdict.verdict == UNKNOWN_SIGNER:
        decided = {
            "fingerprint": verdict.fingerprint, "principal": claimed, "verdict": "accepted", "reason": reason,
        }  # fmt: skip
        writes.append(Write(session.new_record(), "decision", decided))
    exchange.keep_bundle(session.store, row)
    done = session.write("merge_bundle", writes)
    touched = [*plan.accepted, *plan.released]
    return Changes(
        intent=done.intent,
        record=done.record,
        revision=done.revision,
        records=done.records | plan.records,
        kinds=done.kinds | {entry.header.kind for entry in touched},
    )
