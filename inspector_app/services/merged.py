"""What taking in one bundle did or would do: counts, what was left out and why, a sentence for the person."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.merge.plan import Plan
from inspector_app.services.attribution import Stranger
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.wording import counted


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of a good bundle that was not taken in, because it breaks the format of the ledger.

    Attributes:
        member: the file of the bundle.
        line: its number in that file, from 1.
        reason: why, without content.
    """

    member: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Forked:
    """A laptop whose log has several entries at one place: a copied disk or a restored backup.

    Attributes:
        device: the device.
        author: who wrote on it.
        place: the first such place that this bundle touches.
        places: how many there are in this bundle.
    """

    device: str
    author: str
    place: int
    places: int


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
        claims: whose it says it is, checked or not.
        new: revisions that were not here.
        known: revisions that were here already.
        waiting: revisions that wait for others.
        quarantined: revisions set aside.
        newer: revisions of a newer version of the app; kept and passed on, not shown.
        left_out: lines that break the format of the ledger; not taken in.
        attributed: of the new revisions, those that their own laptop's signature covers.
        vouched: of the new revisions, those that rest on the word of whoever made this bundle.
        strangers: signatures for a laptop by another key than its own.
        attachments: attachments that came along.
        forks: devices whose log has two entries at one place: a copied disk or a restored backup.
        skew: new revisions that claim to be older than one that they follow: a clock is wrong.
        conflicts: open conflicts afterwards in records that it touched; none in a dry run.
        orders: what orders to erase did here or would do, a sentence each without a full stop.
        note: a sentence for the person.
        changes: what changed; None where nothing did.
    """

    bundle: str
    verdict: str
    rule: str = ""
    member: str = ""
    signer: str = ""
    principal: str = ""
    claims: tuple[str, ...] = ()
    new: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    newer: int = 0
    left_out: tuple[LeftOut, ...] = ()
    attributed: int = 0
    vouched: int = 0
    strangers: tuple[Stranger, ...] = ()
    attachments: int = 0
    forks: tuple[Forked, ...] = ()
    skew: int = 0
    conflicts: tuple[OpenConflict, ...] = ()
    orders: tuple[str, ...] = ()
    note: str = ""
    changes: Changes | None = None


def sentence(plan: Plan, done: Merged, *, seen: bool, dry_run: bool, revoked: bool) -> str:
    """Returns what a merge did, for the person.

    Args:
        plan: what was planned.
        done: what came of it.
        seen: the bundle was taken in before.
        dry_run: it is only tried.
        revoked: its key was revoked, and a receipt shows that it came before that.
    """
    if seen and plan.changes_nothing:
        parts = ["This bundle was taken in before; nothing changed"]
    else:
        told = "Would add" if dry_run else "Added"
        parts = [f"{told} {counted(len(plan.accepted), 'change')}"]
    if plan.waiting:
        parts.append(f"{len(plan.waiting)} wait for a bundle that has not come yet")
    if plan.quarantined:
        parts.append(f"{len(plan.quarantined)} are set aside because they break a rule of the ledger")
    if plan.newer:
        parts.append(
            f"{len(plan.newer)} were written by a newer version of the app: they are kept and passed on, and"
            " shown once that version is installed"
        )
    if done.left_out:
        first = done.left_out[0]
        parts.append(
            f"{counted(len(done.left_out), 'line')} could not be taken in, first line {first.line} of"
            f" {first.member}: {first.reason}"
        )
    if done.vouched:
        parts.append(
            f"{done.vouched} are not signed by the laptop that wrote them; only"
            f" {done.principal or 'the signer'} vouches for them"
        )
    if revoked:
        parts.append("its key was revoked since, but a receipt shows that this bundle came before")
    parts += [
        f"a signature for laptop {one.device[:8]} was made with a key of {one.principal or one.key}, which is"
        " not that laptop's own: ask both of them"
        for one in done.strangers
    ]
    parts += [
        f"laptop {one.device[:8]} of {one.author} was copied or restored from a backup: its log has two"
        f" continuations from place {one.place} on; both are kept"
        for one in done.forks
    ]
    parts += done.orders
    return "; ".join(parts) + "."
