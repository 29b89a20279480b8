"""Closing an inspection on this laptop: once others hold what was done here, the store is destroyed.

What others hold is not guessed from what was sent. Each bundle says what its maker holds, device by device up
to which entry (merge, 4.7); only that counts, and only from the leads of the roster where there are others
than oneself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle.roster import Roster
from inspector_app.domain import clock as clocks
from inspector_app.domain.clock import Clock
from inspector_app.domain.kinds import OF_THE_EXCHANGE
from inspector_app.domain.revision import Entry
from inspector_app.errors import RefusedError
from inspector_app.services import backups, erasing, rosters, shelf, unsealed
from inspector_app.services.backups import Ended
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.exchange import BundleRow


@dataclass(frozen=True, slots=True)
class Standing:
    """What was done on this laptop, and how much of it others have said they hold.

    Attributes:
        changes: changes that were made here, under any device id that this store had.
        lacking: those of them that nobody who counts has acknowledged.
        records: records that they belong to.
        typed: notes that were typed here and never recorded; no bundle carries them.
        aside: bundles of unknown signers on the shelf, which would go with the store.
        by: who has acknowledged something, by name on the roster.
        backups: folder of its automatic backups; empty for none.
        counting: whose word counts: the leads, or anybody else where there is no other lead.
    """

    changes: int
    lacking: int
    records: int
    typed: int
    aside: int
    by: tuple[str, ...]
    counting: tuple[str, ...]
    backups: str = ""

    @property
    def whole(self) -> bool:
        """Says whether nothing would be lost with this store."""
        return not (self.lacking or self.typed or self.aside)


@dataclass(frozen=True, slots=True)
class Closed:
    """A store that was closed for good.

    Attributes:
        standing: what others held of it.
        store_id: its random name.
        left: files of others in its folder, which were not touched.
        backups: folder in which automatic backups of it still stand; empty for none.
        removed: how many of its automatic backups went with it.
    """

    standing: Standing
    store_id: str
    left: tuple[str, ...]
    backups: str
    removed: int = 0


def standing(session: Session) -> Standing:
    """Compares what was done here with what others have acknowledged; changes nothing."""
    store = session.store
    counting, peers = _counting(session)
    held = {
        peer: {entry for _, entry in exchange.acknowledged(store, peer).values()} for peer in sorted(peers)
    }
    marks = set[str]().union(*held.values())
    changes, lacking = 0, list[Entry]()
    by = set[str]()
    for actor in exchange.written_here(store):
        log = list(exchange.log(store, actor))
        own = {entry.id for entry in log}
        by |= {peers[peer] for peer, told in held.items() if told & own}
        covered = _covered(log, marks)
        # What taking in a bundle adds is not counted: each acknowledgement would want another.
        told = [entry for entry in log if entry.header.kind not in OF_THE_EXCHANGE]
        changes += len(told)
        lacking += [entry for entry in told if entry.id not in covered]
    return Standing(
        changes=changes,
        lacking=len(lacking),
        records=len({entry.header.rec for entry in lacking}),
        typed=len(unsealed.offered_back(session)),
        aside=len(shelf.held(session)),
        by=tuple(sorted(by)),
        counting=counting,
        backups=str(kept.folder) if (kept := backups.kept_in(session)) else "",
    )


def close(
    session: Session,
    *,
    home: Path,
    anyway: str = "",
    keep_backups: bool = False,
    clock: Clock = clocks.system_clock,
) -> Closed:
    """Destroys a store, keys first, once others have acknowledged all that was done in it.

    Its automatic backups hold nothing then that others lack, and nobody would ever take the newest away; so
    they go with it, before the key by which they are known. Where something was not acknowledged they stay:
    they may be all that is left of it.

    Args:
        session: the open store; closed afterwards.
        home: folder of the app, whose purge log gets a line without content.
        keep_backups: leave its automatic backups where they are in any case.
        anyway: the authority's name, typed in full by the person who closes it although something was never
            acknowledged; empty where that is not wanted.
        clock: the source of time.

    Raises:
        RefusedError: something was never acknowledged, or the name is another; nothing was changed.
        StoreWriteError: the keys cannot be overwritten; the store is as it was.
    """
    found = standing(session)
    if anyway:
        erasing.refuse_other_name(session, anyway)
    elif not found.whole:
        raise RefusedError(
            f"{_lacking(found)}; nothing was closed",
            where=session.store.folder,
            advice="Export a bundle for your lead and merge the lead's next one, which says what arrived.",
        )
    keep = keep_backups or not found.whole
    ended = Ended(left=found.backups) if keep else backups.end(session)
    how = f"closed; {found.changes} changes, {found.lacking} not acknowledged, {found.typed} drafts"
    how += f"; {ended.removed} automatic backups removed" if ended.removed else ""
    done = erasing.put_an_end(session, how, home=home, clock=clock)
    return Closed(found, done.store_id, done.left, ended.left, ended.removed)


def _lacking(found: Standing) -> str:
    parts = list[str]()
    if found.lacking:
        whose = "lead" if found.counting else "colleague"
        records = "1 record" if found.records == 1 else f"{found.records} records"
        amount = f"{found.lacking} of the {found.changes} changes made here ({records})"
        parts.append(f"no {whose} has acknowledged {amount}")
    if found.typed:
        notes = "1 note was" if found.typed == 1 else f"{found.typed} notes were"
        parts.append(f"{notes} typed and never recorded")
    if found.aside:
        bundles = "1 bundle is" if found.aside == 1 else f"{found.aside} bundles are"
        parts.append(f"{bundles} set aside and not taken in")
    told = ", and ".join(parts)
    return told[:1].upper() + told[1:]


def _counting(session: Session) -> tuple[tuple[str, ...], dict[str, str]]:
    """Returns the leads whose word counts, none where anybody's does, and the devices with their people."""
    roster, own = rosters.trusted(session), session.device.principal
    leads = () if roster is None else tuple(name for name in roster.leads if name != own)
    peers = {
        row.actor: row.principal or row.actor[:8]
        for row in exchange.bundles(session.store)
        if row.direction == "in"
        and row.principal != own
        and (roster is None or _counts(roster, row))
        and (row.principal in leads if leads else roster is None or row.verdict == "good")
    }
    for actor in exchange.written_here(session.store):  # a copy of this very store is no other
        peers.pop(actor, None)
    return leads, peers


def _counts(roster: Roster, row: BundleRow) -> bool:
    """Says whether the key that signed a bundle still counts: who has a lost laptop holds nothing for us.

    Of a key that an organisation's authority certified only a revocation by name is known here.
    """
    if any(key.fingerprint == row.signer for key in roster.revoked):
        return False
    known = {key.fingerprint for key in roster.keys_of(row.principal)}
    return row.signer in known or any(one.authority for one in roster.signers)


def _covered(log: Sequence[Entry], marks: Iterable[str]) -> set[str]:
    """Returns the entries of a log that an acknowledged one is or follows; in a fork, those of its side."""
    before: dict[str, str | None] = {entry.id: entry.header.prev for entry in log}
    covered = set[str]()
    for mark in marks:
        at: str | None = mark
        while at is not None and at in before and at not in covered:
            covered.add(at)
            at = before[at]
    return covered
