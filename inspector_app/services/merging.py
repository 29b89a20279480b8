"""Taking a bundle in: verified whole, planned against the ledger, then added in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.bundle import Tell, Verdict, Verified, unheard
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.merge.plan import Plan, plan_merge
from inspector_app.services import conflicts, looking
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.session import Session
from inspector_app.store import Arrival, blobs, exchange
from inspector_app.store.exchange import BundleRow, CheckpointRow

OTHER_INSPECTION = "other-inspection"
_OTHER = "This bundle belongs to another inspection; nothing was taken."


@dataclass(frozen=True, slots=True)
class Merged:
    """What taking in one bundle did, or would do in a dry run.

    Attributes:
        bundle: its path.
        verdict: `good`, `refused`, `unknown-signer`, `revoked`, `not-for-us`, `other-inspection` …
        rule: the rule that it broke; empty where none.
        member: name of the member at fault; empty where none.
        signer: fingerprint of the key.
        principal: whose key that is.
        new: revisions that were not here.
        known: revisions that were here already.
        waiting: revisions that wait for others.
        quarantined: revisions set aside.
        attachments: attachments that came along.
        forks: devices whose log has two entries at one place: a copied disk or a restored backup.
        conflicts: open conflicts afterwards in records that it touched; none in a dry run.
        note: a sentence for the person.
        changes: what changed; None where nothing did.
    """

    bundle: str
    verdict: str
    rule: str = ""
    member: str = ""
    signer: str = ""
    principal: str = ""
    new: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    attachments: int = 0
    forks: int = 0
    conflicts: tuple[OpenConflict, ...] = ()
    note: str = ""
    changes: Changes | None = None


def arrival(plan: Plan, tagmanifest: str) -> Arrival:
    """Returns a plan as the store takes it."""
    return Arrival(
        accepted=plan.accepted,
        waiting=plan.waiting,
        quarantined=plan.quarantined,
        released=plan.released,
        parked=plan.still_waiting,
        condemned=plan.condemned,
        payloads=plan.payloads,
        bundle=tagmanifest,
    )


def _not_taken(path: str, verdict: Verdict) -> Merged:
    return Merged(
        bundle=path,
        verdict=verdict.verdict,
        rule=verdict.rule,
        member=verdict.member,
        signer=verdict.fingerprint,
        principal=verdict.principal,
        note=verdict.note,
    )


def merge_bundle(
    session: Session,
    *,
    bundle: str,
    dry_run: bool = False,
    accept_unknown: bool = False,
    signer: str = "",
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
        tell: is told how far the check is; what it raises comes through, and nothing was changed.

    Raises:
        RefusedError: another key than `signer` signed it; nothing was changed.
        WorldError: the file cannot be read or the store cannot be written; nothing was changed.
    """
    known = looking.reader(session)
    with looking.opened(known, bundle, accept_unknown=accept_unknown, tell=tell) as opened:
        return merge_opened(session, bundle, opened, dry_run=dry_run, signer=signer)


def merge_opened(
    session: Session, bundle: str, opened: Verified, *, dry_run: bool = False, signer: str = ""
) -> Merged:
    """Takes in a bundle that was opened and checked, beside the store's thread perhaps.

    Args:
        session: the open store.
        bundle: its path.
        opened: the bundle; one of an unknown signer must have been opened as accepted.
        dry_run: only say what it would do.
        signer: the fingerprint that was read aloud; a file that another key signed since is refused.

    Raises:
        RefusedError: another key than `signer` signed it; nothing was changed.
        WorldError: the store cannot be written; nothing was changed.
    """
    verdict = opened.verdict
    if not opened.is_given_out:
        return _not_taken(bundle, verdict)
    if signer and verdict.fingerprint != signer:
        raise RefusedError(
            "The file has changed: another key signed it than the one you compared", where=bundle
        )
    if verdict.inspection != session.inspection:
        return replace(_not_taken(bundle, verdict), verdict=OTHER_INSPECTION, note=_OTHER)
    return _take(session, opened, bundle, dry_run=dry_run)


def _take(session: Session, opened: Verified, path: str, *, dry_run: bool) -> Merged:
    verdict, store = opened.verdict, session.store
    seen = any(row.tagmanifest == verdict.tagmanifest_sha256 for row in exchange.bundles(store))
    plan = plan_merge(opened.log_lines(), opened.payload_lines(), store.ledger)
    attachments = 0
    changes = None
    if not dry_run:
        with store.changing():
            for name, parts in opened.blobs():
                if not blobs.has(store, name) and not store.ledger.is_erased(name):
                    blobs.add(store, parts, session.now())
                    attachments += 1
            store.integrate(arrival(plan, verdict.tagmanifest_sha256))
            _keep_checkpoints(session, opened)
            exchange.keep_acknowledged(store, verdict.actor, opened.frontiers)
            if not seen:
                changes = _receipt(session, verdict, plan)
    touched = set(plan.records)
    open_now = () if dry_run else tuple(c for c in conflicts.open_conflicts(session) if c.record in touched)
    return Merged(
        bundle=path,
        verdict=verdict.verdict,
        signer=verdict.fingerprint,
        principal=verdict.principal,
        new=len(plan.accepted) + len(plan.waiting) + len(plan.quarantined),
        known=plan.known,
        waiting=len(plan.waiting),
        quarantined=len(plan.quarantined),
        attachments=attachments,
        forks=len(plan.forks),
        conflicts=open_now,
        note=_note(plan, seen=seen, dry_run=dry_run),
        changes=changes,
    )


def _keep_checkpoints(session: Session, opened: Verified) -> None:
    for one in opened.checkpoints():
        if one.verdict == "good" and one.inspection == session.inspection:
            row = CheckpointRow(one.actor, one.seq, one.entry, one.text, one.signature)
            exchange.keep_checkpoint(session.store, row)


def _receipt(session: Session, verdict: Verdict, plan: Plan) -> Changes:
    """Writes into one's own log what was taken in: a lost laptop's bundles are worth what receipts say."""
    row = BundleRow(
        tagmanifest=verdict.tagmanifest_sha256, id=verdict.bundle_id, actor=verdict.actor,
        seq=verdict.sequence, prev=verdict.previous or "none", signer=verdict.fingerprint,
        principal=verdict.principal, at=session.now(), verdict=verdict.verdict, direction="in",
        report={
            "new": len(plan.accepted), "known": plan.known, "waiting": len(plan.waiting),
            "part": list(verdict.part),
        },
    )  # fmt: skip
    fields = {
        "bundle": verdict.bundle_id,
        "tagmanifest": verdict.tagmanifest_sha256,
        "signer": verdict.fingerprint,
        "principal": verdict.principal,
        "from_actor": verdict.actor,
        "sequence": verdict.sequence,
    }
    rec = session.template(f"receipt/{session.device.actor}/{verdict.tagmanifest_sha256}")
    writes = [Write(rec, "receipt", fields)]
    if verdict.verdict != "good":
        decided = {"fingerprint": verdict.fingerprint, "verdict": "accepted", "reason": "read aloud"}
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


def _note(plan: Plan, *, seen: bool, dry_run: bool) -> str:
    if seen:
        return "This bundle was taken in before; nothing changed."
    told = "Would add" if dry_run else "Added"
    number = len(plan.accepted)
    parts = [f"{told} {number} change{'' if number == 1 else 's'}"]
    if plan.waiting:
        parts.append(f"{len(plan.waiting)} wait for a bundle that has not come yet")
    if plan.quarantined:
        parts.append(f"{len(plan.quarantined)} are set aside because they break a rule of the ledger")
    if plan.forks:
        parts.append(f"{len(plan.forks)} places come from a copied or restored laptop")
    return "; ".join(parts) + "."
