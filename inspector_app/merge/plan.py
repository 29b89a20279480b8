"""What a bundle's lines would add to a ledger: a pure decision, applied by the store in one transaction.

A merge is a union of sets of immutable entries. The state of an entry depends on the set alone, never on
what arrived first, because it is defined by the entry's own links in one fixed order: the entry before it
in its actor's log, then its parents as sorted. The first link that does not hold decides. If that link is
not `ok` (absent, waiting or set aside), the entry waits on it by name; if the link is `ok` but unlawful,
the entry is quarantined; if all hold, the entry is `ok` (merge, 4.4). An entry whose header is of a newer
version is kept as it came: it is `newer`, and what follows it waits on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.domain.revision import HEADER_VERSION, Entry, Payload
from inspector_app.errors import BugError
from inspector_app.merge.known import NEWER, OK, QUARANTINED, WAITING, Known

LOG = "log"
PAYLOAD = "payload"
_TOGETHER = 400
"""Lines that are looked up with one question."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken in: `part` is `log` or `payload`, `line` counts from 1 within it."""

    part: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Fork:
    """Several entries at one place of a device's log: a restored backup or a copied disk (merge, 3.6)."""

    actor: str
    seq: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skew:
    """An entry that claims an earlier time than one it follows. A finding only: no decision uses time."""

    entry: str
    at: str
    follows: str
    follows_at: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to add to a ledger, and what to tell the person who merges.

    Attributes:
        accepted: new entries that hold; none comes before another of them that it follows.
        waiting: new entries, with the id each waits for.
        quarantined: new entries that are set aside, with the reason.
        newer: new entries of a newer version of the app, kept and passed on byte for byte.
        released: entries of the ledger that waited and now hold, in an order of the same kind.
        still_waiting: ids of entries of the ledger that now wait for another id than before.
        condemned: entries of the ledger that waited and are now set aside, with the reason.
        payloads: payloads not here yet, named by an entry of the ledger or of this plan.
        dropped_erased: how many payload lines were dropped because their erasure was ordered.
        refused: lines that break the format, and payloads that no entry names.
        forks: places in logs, touched by this plan, that hold several entries.
        known: how many lines of the log were here already, or came twice.
        records: records with an entry that now holds. A payload that arrives after its entry touches its
            record too; that one the ledger finds by the payload's digest.
        skew: entries that now hold and claim to be older than what they follow.
        gaps: ids that entries of this plan wait for and that nobody has delivered.
    """

    accepted: tuple[Entry, ...] = ()
    waiting: tuple[tuple[Entry, str], ...] = ()
    quarantined: tuple[tuple[Entry, str], ...] = ()
    newer: tuple[Entry, ...] = ()
    released: tuple[Entry, ...] = ()
    still_waiting: tuple[tuple[str, str], ...] = ()
    condemned: tuple[tuple[Entry, str], ...] = ()
    payloads: tuple[Payload, ...] = ()
    dropped_erased: int = 0
    refused: tuple[Refusal, ...] = ()
    forks: tuple[Fork, ...] = ()
    known: int = 0
    records: frozenset[str] = frozenset()
    skew: tuple[Skew, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Says whether the ledger would be the same after it, as with a bundle merged before."""
        return not (self.accepted or self.waiting or self.quarantined or self.newer or self.payloads)


@dataclass(slots=True)
class _Desk:
    """The work in hand: new entries, and what has been decided over the ledger's own states."""

    known: Known
    new: dict[str, Entry] = field(default_factory=dict[str, Entry])
    decided: dict[str, str] = field(default_factory=dict[str, str])
    seen: dict[str, Entry] = field(default_factory=dict[str, Entry])
    held: list[Entry] = field(default_factory=list[Entry])
    parked: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    newer: list[Entry] = field(default_factory=list[Entry])
    aside: list[tuple[Entry, str]] = field(default_factory=list[tuple[Entry, str]])

    def state(self, entry: str) -> str | None:
        if entry in self.new:
            return self.decided.get(entry, WAITING)
        return self.decided.get(entry) or self.known.state(entry)

    def entry(self, entry: str) -> Entry:
        found = self.new.get(entry) or self.seen.get(entry) or self.known.entry(entry)
        if found is None:
            raise BugError("the ledger knows the state of an entry that it does not have")
        self.seen[entry] = found
        return found


def _place(entry: Entry) -> tuple[str, int, str]:
    return entry.header.actor, entry.header.seq, entry.id


def _links(entry: Entry) -> tuple[str, ...]:
    header = entry.header
    return header.parents if header.prev is None else (header.prev, *header.parents)


def _unlawful(entry: Entry, before: Entry, *, as_prev: bool) -> str:
    """Returns why an entry must not follow another, or an empty text."""
    if as_prev:
        if before.header.actor != entry.header.actor:
            return "the entry before it is in another device's log"
        if before.header.seq != entry.header.seq - 1:
            return "its number in the log does not follow the entry before it"
    elif before.header.rec != entry.header.rec:
        return "it follows a revision of another record"
    elif before.header.kind != entry.header.kind:
        return "it changes the kind of its record"
    return ""


def _verdict(desk: _Desk, entry: Entry) -> tuple[str, str]:
    """Returns the state of an entry, and the id it waits for or the reason it is set aside for."""
    if entry.header.v > HEADER_VERSION:
        return NEWER, ""
    for number, link in enumerate(_links(entry)):
        if desk.state(link) != OK:
            return WAITING, link
        as_prev = number == 0 and entry.header.prev is not None
        reason = _unlawful(entry, desk.entry(link), as_prev=as_prev)
        if reason:
            return QUARANTINED, reason
    return OK, ""


def _named(lines: Iterable[bytes]) -> Iterator[tuple[tuple[int, str, bytes], ...]]:
    """Yields lines with their numbers and digests, many at once, so that they are looked up together."""
    numbered = ((number, ledger.digest(line), line) for number, line in enumerate(lines, start=1))
    while some := tuple(islice(numbered, _TOGETHER)):
        yield some


def _read_log(desk: _Desk, lines: Iterable[bytes], refused: list[Refusal]) -> int:
    """Reads the lines that are new; returns how many were known or came twice."""
    repeated = 0
    for some in _named(lines):
        # The digests come before the parse: an old bundle costs a look-up for each line and nothing else.
        here = desk.known.here([name for _, name, _ in some])
        for number, name, line in some:
            if name in here or name in desk.new:
                repeated += 1
                continue
            try:
                desk.new[name] = ledger.read_kept(line)
            except (NotCanonicalError, MalformedEntryError) as error:
                refused.append(Refusal(LOG, number, error.what))
    return repeated


def _settle(desk: _Desk) -> None:
    """Decides every new entry, and every entry of the ledger that waited for one of them."""
    queue, waits = deque(sorted(desk.new.values(), key=_place)), desk.known.waits()
    while queue:
        entry = queue.popleft()
        state, why = _verdict(desk, entry)
        desk.decided[entry.id] = state
        if state == WAITING:
            desk.parked.setdefault(why, []).append(entry)
        elif state == QUARANTINED:
            desk.aside.append((entry, why))
        elif state == NEWER:
            desk.newer.append(entry)
        else:
            desk.held.append(entry)
            queue.extend(desk.parked.pop(entry.id, ()))
            if waits:
                queue.extend(desk.known.waiting_for(entry.id))


def _read_payloads(
    desk: _Desk, lines: Iterable[bytes], refused: list[Refusal], *, proved: bool
) -> tuple[tuple[Payload, ...], int]:
    """Reads the payloads that are new and named; returns them and how many were dropped as erased."""
    known, erased = desk.known, desk.known.has_erased()
    named = {entry.header.pay for entry in desk.new.values()}
    sealed = {entry.header.pay for entry in desk.newer}
    found: dict[str, Payload] = {}
    dropped = 0
    for some in _named(lines):
        here = known.payloads_here([name for _, name, _ in some])
        for number, name, line in some:
            if erased and known.is_erased(name):
                dropped += 1
            elif name in found or name in here:
                continue
            elif name not in named and not known.names_payload(name):
                refused.append(Refusal(PAYLOAD, number, "No entry names this payload"))
            else:
                try:
                    found[name] = ledger.read_payload(line, proved=proved)
                except MalformedEntryError as error:
                    if name in sealed or known.newer_names(name):
                        found[name] = ledger.read_sealed_payload(line)
                    else:
                        refused.append(Refusal(PAYLOAD, number, error.what))
                except NotCanonicalError as error:
                    refused.append(Refusal(PAYLOAD, number, error.what))
    return tuple(found[name] for name in sorted(found)), dropped


def _forks(desk: _Desk) -> tuple[Fork, ...]:
    places: dict[tuple[str, int], set[str]] = {}
    for entry in desk.new.values():
        places.setdefault((entry.header.actor, entry.header.seq), set()).add(entry.id)
    found: list[Fork] = []
    heights = {actor: desk.known.height(actor) for actor in {actor for actor, _ in places}}
    for (actor, seq), ids in sorted(places.items()):
        together = ids.union(desk.known.ids_at(actor, seq)) if seq <= heights[actor] else ids
        if len(together) > 1:
            found.append(Fork(actor, seq, tuple(sorted(together))))
    return tuple(found)


def _skew(desk: _Desk) -> tuple[Skew, ...]:
    found: list[Skew] = []
    for entry in sorted(desk.held, key=_place):
        followed = [desk.entry(link) for link in _links(entry)]
        last = max(followed, key=lambda e: (e.header.at, e.id), default=entry)
        # Claims have one fixed form in UTC, so their text sorts as their time does.
        if entry.header.at < last.header.at:
            found.append(Skew(entry.id, entry.header.at, last.id, last.header.at))
    return tuple(found)


def plan_merge(
    headers: Iterable[bytes], payloads: Iterable[bytes], known: Known, *, proved: bool = False
) -> Plan:
    """Decides what lines from elsewhere add to a ledger; nothing is changed.

    The payload of an entry may come later or never (the entry holds without it), but not before: a payload
    that no entry names is refused, since nobody could ever read, export or erase it.

    Args:
        headers: lines of logs without their line feeds, from any devices, in any order.
        payloads: lines of payload files without their line feeds, in any order.
        known: the ledger.
        proved: every line is known to be canonical JSON, as those of a bundle that verified are.
    """
    refused: list[Refusal] = []
    desk = _Desk(known)
    repeated = _read_log(desk, headers, refused)
    _settle(desk)
    told, dropped = _read_payloads(desk, payloads, refused, proved=proved)
    parked = sorted(
        ((entry, missing) for missing, entries in desk.parked.items() for entry in entries),
        key=lambda pair: _place(pair[0]),
    )
    aside = sorted(desk.aside, key=lambda pair: _place(pair[0]))
    return Plan(
        accepted=tuple(entry for entry in desk.held if entry.id in desk.new),
        waiting=tuple((entry, missing) for entry, missing in parked if entry.id in desk.new),
        quarantined=tuple((entry, why) for entry, why in aside if entry.id in desk.new),
        newer=tuple(sorted(desk.newer, key=_place)),
        released=tuple(entry for entry in desk.held if entry.id not in desk.new),
        still_waiting=tuple((entry.id, missing) for entry, missing in parked if entry.id not in desk.new),
        condemned=tuple((entry, why) for entry, why in aside if entry.id not in desk.new),
        payloads=told,
        dropped_erased=dropped,
        refused=tuple(refused),
        forks=_forks(desk),
        known=repeated,
        records=frozenset(entry.header.rec for entry in desk.held),
        skew=_skew(desk),
        gaps=tuple(sorted({missing for _, missing in parked if desk.state(missing) is None})),
    )
