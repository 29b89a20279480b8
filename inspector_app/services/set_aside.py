"""A merge taken back as a whole: what it brought is set aside, kept and passed on, and can be brought back.

Nothing is removed. One decision names every revision that the merge brought here, and in each record that
these touched a revision says that they count no longer; the laws of that stand in `domain.withdrawal`. All
of it is one transaction in one's own log, so it reaches the team like any other work, whatever comes first.
Receipts stay, for the bundle was taken in, as do decisions and orders to erase; later work on what was set
aside stays and shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.domain.graph import Node
from inspector_app.domain.kinds import OF_THE_EXCHANGE
from inspector_app.domain.revision import REASON, RESTORES, WITHDRAWS, Record, Write
from inspector_app.domain.withdrawal import named, only_says, went_on_with, withdrawn
from inspector_app.errors import RefusedError
from inspector_app.merge.known import OK, QUARANTINED
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import accepted
from inspector_app.services.session import Session
from inspector_app.services.wording import needed
from inspector_app.store import exchange
from inspector_app.store.exchange import BundleRow

SET_ASIDE, BROUGHT_BACK = "set aside", "brought back"
MOST = 15_000
"""Revisions that one decision can name; a line of the log holds no more."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A merge that somebody set aside.

    Attributes:
        tagmanifest: the bundle.
        record: the decision.
        author: who decided it.
        at: claimed time.
        reason: why.
        revisions: how many revisions it names.
    """

    tagmanifest: str
    record: str
    author: str
    at: str
    reason: str
    revisions: int


def asides(session: Session) -> dict[str, Aside]:
    """Returns every merge that is set aside, whoever of the team decided it, by its bundle."""
    found: dict[str, Aside] = {}
    for record in _decisions(session):
        if record.get("verdict") == SET_ASIDE:
            name = str(record.get("bundle"))
            reason, entries = str(record.get(REASON) or ""), len(named(record.get("entries")))
            found[name] = Aside(name, record.id, record.author, record.at, reason, entries)
    return found


def set_aside_merge(session: Session, *, bundle: str, reason: str) -> Changes:
    """Sets aside everything that a merge brought here; on every laptop that hears of it, it counts no longer.

    Args:
        session: the open store.
        bundle: its tag manifest (its first characters are enough), or its bundle id.
        reason: why; always needed.

    Raises:
        RefusedError: no such bundle was taken in here, nothing that it brought counts, it brought more than
            can be set aside at once, or there is no reason; nothing was changed.
        NewerRecordError: a newer version of the app wrote one of the records; nothing was changed.
    """
    row, told = _taken_in(session, bundle), needed("reason", reason)
    touched = _touched(session, exchange.brought(session.store, row.tagmanifest))
    writes, entries, kept = _words(session, touched, told, restoring=False)
    if not writes:
        raise RefusedError("Nothing that this bundle brought is in view", where=row.id)
    if len(entries) > MOST:
        raise RefusedError(
            f"This bundle brought {len(entries):,} changes; {MOST:,} can be set aside at once",
            where=row.id,
            advice="Restore a backup from before it was taken in.",
        )
    rec = session.template(f"set-aside/{session.device.actor}/{row.tagmanifest}")
    before = session.store.find(rec)
    fields = {
        "verdict": SET_ASIDE,
        "bundle": row.tagmanifest,
        "principal": row.principal,
        "entries": sorted({*entries, *(named(before.get("entries")) if before is not None else ())}),
        REASON: told,
    }
    # The decision comes last in the log, so that no laptop knows of it before it knows what was said.
    done = session.write("set_aside_merge", [*writes, Write(rec, "decision", fields)])
    return replace(done, told=_told(kept))


def bring_back_merge(session: Session, *, bundle: str, reason: str) -> Changes:
    """Brings back what a merge brought and somebody set aside; it counts again on every laptop.

    Arguments as `set_aside_merge`; the bundle need not have come to this laptop itself.

    Raises:
        RefusedError: it is not set aside, some of what it brought has not come here yet, or there is no
            reason; nothing was changed.
        NewerRecordError: a newer version of the app wrote one of the records; nothing was changed.
    """
    told = needed("reason", reason)
    decisions = [
        record
        for record in _decisions(session)
        if record.get("verdict") == SET_ASIDE and bundle in _names(session, str(record.get("bundle")), bundle)
    ]
    if not decisions or len({record.get("bundle") for record in decisions}) > 1:
        raise RefusedError("No single bundle of this name is set aside", where=bundle)
    entries = {name for record in decisions for name in named(record.get("entries"))}
    _refuse_incomplete(session, entries, bundle)
    ledger = session.store.ledger
    pairs = [(name, rec) for name in sorted(entries) if (rec := ledger.record_of(name)) is not None]
    writes, _, _ = _words(session, _touched(session, pairs), told, restoring=True)
    back = [Write(one.id, "decision", {"verdict": BROUGHT_BACK, REASON: told}) for one in decisions]
    return session.write("bring_back_merge", [*writes, *back])


def _refuse_incomplete(session: Session, entries: Iterable[str], bundle: str) -> None:
    """Refuses while a revision is absent or waits: it would stay hidden, and nothing would say so any more.

    One in quarantine will never count, here or elsewhere, and hinders nothing.
    """
    ledger = session.store.ledger
    if any(ledger.state(name) not in (OK, QUARANTINED) for name in entries):
        raise RefusedError(
            "Not everything that was set aside with this bundle has come to this laptop yet",
            where=bundle,
            advice="Take in the bundles that are still missing, then bring it back.",
        )


def _decisions(session: Session) -> Iterator[Record]:
    for record in session.store.records("decision"):
        if record.get("verdict") in (SET_ASIDE, BROUGHT_BACK) and isinstance(record.get("bundle"), str):
            yield record


def _names(session: Session, tagmanifest: str, wanted: str) -> tuple[str, ...]:
    """Returns what a bundle may be called, the beginning of its tag manifest among it."""
    row = exchange.bundle(session.store, tagmanifest)
    short = (wanted,) if wanted and tagmanifest.startswith(wanted) else ()
    return (*short, *((row.id,) if row is not None else ()))


def _taken_in(session: Session, bundle: str) -> BundleRow:
    rows = [row for row in exchange.bundles(session.store) if row.direction == "in"]
    found = [row for row in rows if bundle and (row.tagmanifest.startswith(bundle) or row.id == bundle)]
    if len(found) != 1:
        raise RefusedError("No single bundle of this name was taken in here", where=bundle)
    return found[0]


def _touched(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Returns the records that entries change, each with those entries; what tells of the exchange stays."""
    found: dict[str, set[str]] = {}
    for name, rec in pairs:
        found.setdefault(rec, set()).add(name)
    kinds = {rec: _kind(session, names) for rec, names in found.items()}
    return {rec: names for rec, names in sorted(found.items()) if kinds[rec] not in OF_THE_EXCHANGE}


def _kind(session: Session, names: Iterable[str]) -> str:
    entry = session.store.ledger.entry(min(names))
    return entry.header.kind if entry is not None else ""


def _words(
    session: Session, touched: dict[str, set[str]], reason: str, *, restoring: bool
) -> tuple[list[Write], set[str], int]:
    """Returns what is to be said in each record, the entries that are meant, and how many records stay."""
    writes: list[Write] = []
    entries: set[str] = set()
    kept = 0
    for rec, names in touched.items():
        nodes = accepted(session, rec)
        before = withdrawn(nodes)
        gone, restored = _answered(nodes, names, before, restoring=restoring)
        kept += went_on_with(nodes, (before | gone) - restored)
        if gone or restored:
            said: dict[str, Any] = {WITHDRAWS: sorted(gone)} if gone else {}
            said |= {RESTORES: sorted(restored)} if restored else {}
            writes.append(Write(rec, _kind(session, names), said | {REASON: reason}))
            # What counted no longer before is not brought back with the rest.
            entries |= names & gone | {node.id for node in nodes if node.id in names and only_says(node)}
    return writes, entries, kept


def _answered(
    nodes: Sequence[Node], names: set[str], before: frozenset[str], *, restoring: bool
) -> tuple[set[str], set[str]]:
    """Returns what is to be withdrawn and what restored, so that the named entries count no longer, or again.

    The words of a named entry cannot be withdrawn; each is answered by its opposite, or said once more.
    """
    its = [node for node in nodes if node.id in names]
    said = {
        word: {one for node in its for one in named(node.fields.get(word))} for word in (WITHDRAWS, RESTORES)
    }
    content = names - {node.id for node in its if only_says(node)}
    if restoring:
        gone, restored = said[WITHDRAWS] - content, said[RESTORES] | content
    else:
        gone, restored = said[RESTORES] | content, said[WITHDRAWS] - content
    return gone - before, (restored - gone) & before


def _told(kept: int) -> str:
    if not kept:
        return ""
    what = "1 record that it began stays" if kept == 1 else f"{kept:,} records that it began stay"
    return f"{what} in view, because somebody went on with {'it' if kept == 1 else 'them'}."
