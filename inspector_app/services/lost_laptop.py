"""A laptop is lost, the lead's perhaps: what did only it have, as far as anybody who is left can tell?

A store is rebuilt by taking in a full bundle of everybody else. What a laptop held is known from three
places that outlive it: its own log, as far as it came, with a receipt of each bundle that it took in; the
receipts of those who took in its bundles or receipt files; and what devices say of themselves. Each names a
place of a log. What stands up to there and is not here is missing: a colleague has it and is to be asked, or
only the lost laptop did. What it wrote after its last word to anybody nobody knows, and that is said too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from inspector_app.errors import RefusedError
from inspector_app.services import received, rollcall, sending
from inspector_app.services.session import Session
from inspector_app.services.wording import counted, told_moment
from inspector_app.store import blobs, exchange

Mark = tuple[int, str]
"""A place of a log and the entry there."""
_NAMING = ("case", "interview", "evidence", "of", "first", "second")
"""Fields that name another record."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A log that the lost laptop held further than it is here.

    Attributes:
        device: whose log.
        principal: who wrote it; empty where nothing of it is here.
        here: last place that counts here.
        held: last place that the lost laptop is known to have held.
        missing: places up to there that are not here, in runs from first to last.
        asks: who says that some of them are held on another laptop, so that they are not lost.
        only: how many of them nobody else is known to hold.
    """

    device: str
    principal: str
    here: int
    held: int
    missing: tuple[tuple[int, int], ...]
    asks: tuple[str, ...]
    only: int


@dataclass(frozen=True, slots=True)
class LostBundle:
    """A bundle that the lost laptop took in, and whose entries have come from nobody else.

    Attributes:
        tagmanifest: its name for ever.
        principal: who made it.
        device: on which device.
        sequence: its number among that device's bundles.
    """

    tagmanifest: str
    principal: str
    device: str
    sequence: int


@dataclass(frozen=True, slots=True)
class LostLaptop:
    """What is known to be missing since a laptop was lost.

    Attributes:
        device: the laptop.
        principal: who wrote on it.
        place: last place of its own log that counts here.
        last: claimed time of its last entry here.
        logs: every log of which something is missing.
        bundles: bundles that it took in and nobody else passes on.
        records: records that others name and that are not here.
        attachments: attachments whose bytes are not here.
        silent: people of the roster of whom no bundle has come yet: the rebuilding is not done.
        sentences: all of that for a person.
    """

    device: str
    principal: str
    place: int
    last: str
    logs: tuple[Shortfall, ...]
    bundles: tuple[LostBundle, ...]
    records: tuple[str, ...]
    attachments: tuple[str, ...]
    silent: tuple[str, ...]
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """Somebody's word that a device held a log up to a place."""

    holder: str
    log: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class _Receipt:
    """What a device wrote of a bundle or a receipt file that it took in, with what its maker held then."""

    taker: str
    maker: str
    principal: str
    tagmanifest: str
    sequence: int
    holds: Mapping[str, Mark]


def lost_laptop(session: Session, *, device: str) -> LostLaptop:
    """Returns what is known to be missing since a laptop was lost; nothing is changed.

    Args:
        session: the store that was rebuilt from everybody else's bundles.
        device: the laptop; the first characters of its id are enough.

    Raises:
        RefusedError: no single laptop of which anything is known has this id, or it is this one.
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    receipts = list(_receipts(session))
    words = [*_of_receipts(receipts), *_of_peers(session), *_of_checkpoints(session)]
    lost = _named(session, device, words)
    principal, last = exchange.end_of(session.store, lost)
    principal = principal or sending.owners(session).get(lost, "")
    logs = tuple(_shortfalls(session, lost, words))
    bundles = tuple(_lost_bundles(session, lost, receipts, {one.device for one in logs}))
    people = rollcall.roll_call(session).people
    silent = tuple(one.principal for one in people if not one.last and one.principal != principal)
    found = LostLaptop(
        device=lost,
        principal=principal,
        place=exchange.frontier(session.store).get(lost, (0, ""))[0],
        last=last,
        logs=logs,
        bundles=bundles,
        records=tuple(_named_records(session)),
        attachments=tuple(_attachments(session)),
        silent=silent,
    )
    return replace(found, sentences=tuple(_sentences(found)))


def _named(session: Session, device: str, words: Iterable[_Word]) -> str:
    known = {*exchange.devices(session.store), *(one.log for one in words), *(one.holder for one in words)}
    found = [one for one in sorted(known) if device and one.startswith(device)]
    if len(found) != 1:
        raise RefusedError(
            "No single laptop that is known here has this id",
            where=device,
            advice="See: roll-call; its first characters are enough.",
        )
    if found[0] == session.device.actor:
        raise RefusedError("This is the laptop in front of you", where=device)
    return found[0]


def _receipts(session: Session) -> Iterator[_Receipt]:
    for record in session.store.records("receipt"):
        tagmanifest = str(record.get("tagmanifest"))
        for held in session.store.history(record.id):
            taker = held.entry.header.actor
            fields: Mapping[str, Any] = held.payload.fields if held.payload is not None else {}
            place = (
                received.record_of(session, taker, tagmanifest)
                if "tagmanifest" in record.fields
                else received.word_of(session, taker, str(fields.get("from_actor")))
            )
            if record.id != place:
                continue  # erased, or written into another's place
            yield _Receipt(
                taker=taker,
                maker=str(fields.get("from_actor")),
                principal=str(fields.get("principal") or ""),
                tagmanifest=tagmanifest if "tagmanifest" in record.fields else "",
                sequence=_whole(fields.get("sequence")),
                holds=dict(_marks(fields.get("holds"))),
            )


def _whole(told: Any) -> int:
    return told if isinstance(told, int) else 0


def _marks(told: Any) -> Iterator[tuple[str, Mark]]:
    """Yields what a receipt says of each log; its payload is somebody else's word and may have any form."""
    for device, mark in cast("dict[str, Any]", told).items() if isinstance(told, dict) else ():
        match mark:
            case [int(place), str(entry)]:
                yield device, (place, entry)
            case _:
                continue


def _of_receipts(receipts: Iterable[_Receipt]) -> Iterator[_Word]:
    for one in receipts:
        for log, mark in one.holds.items():
            yield _Word(one.maker, log, mark)
        if (
            one.tagmanifest and one.maker in one.holds
        ):  # whoever takes a bundle in holds its maker's log as far as its maker does
            yield _Word(one.taker, one.maker, one.holds[one.maker])


def _of_peers(session: Session) -> Iterator[_Word]:
    for peer in exchange.peers(session.store):
        for log, mark in exchange.acknowledged(session.store, peer).items():
            yield _Word(peer, log, mark)
    files: dict[str, dict[str, Any]] = session.store.fact(received.FILES, {})
    for peer, told in files.items():
        for log, mark in _marks(told.get("holds")):
            yield _Word(peer, log, mark)


def _of_checkpoints(session: Session) -> Iterator[_Word]:
    for row in exchange.checkpoints(session.store):
        yield _Word(row.actor, row.actor, (row.seq, row.entry))


def _shortfalls(session: Session, lost: str, words: list[_Word]) -> Iterator[Shortfall]:
    store = session.store
    ends, owners = exchange.frontier(store), sending.owners(session)
    for log in sorted({one.log for one in words} | {lost}):
        if log == session.device.actor:
            continue  # what it held of this laptop's own log was written here
        # Whatever anybody holds of its own log, it wrote.
        its = [one.mark for one in words if one.log == log and lost in (one.holder, log)]
        present = exchange.places(store, log)
        top = max([place for place, _ in its] + [max(present, default=0) * (log == lost)])
        # At a fork the place is here, but what the lost laptop held there may not be.
        forked = {place for place, entry in its if entry not in store.ledger.ids_at(log, place)}
        missing = tuple(_without(present - forked, top))
        if not missing:
            continue
        away = (lost, session.device.actor)
        others = [one for one in words if one.log == log and one.holder not in away]
        elsewhere = max((one.mark[0] for one in others), default=0)
        begins = missing[0][0]
        yield Shortfall(
            device=log,
            principal=_who(session, log, owners),
            here=ends.get(log, (0, ""))[0],
            held=top,
            missing=missing,
            asks=tuple(
                sorted({_who(session, one.holder, owners) for one in others if one.mark[0] >= begins})
            ),
            only=sum(max(0, end - max(start - 1, elsewhere)) for start, end in missing),
        )


def _without(present: set[int], top: int) -> Iterator[tuple[int, int]]:
    """Yields the places up to the last one that are not here, in runs; a claimed place may be any number."""
    before = 0
    for place in sorted(one for one in present if one <= top):
        if place > before + 1:
            yield before + 1, place - 1
        before = place
    if before < top:
        yield before + 1, top


def _who(session: Session, device: str, owners: Mapping[str, str]) -> str:
    return owners.get(device) or exchange.end_of(session.store, device)[0] or f"laptop {device[:8]}"


def _lost_bundles(
    session: Session, lost: str, receipts: Iterable[_Receipt], short: set[str]
) -> Iterator[LostBundle]:
    rows = [row for row in exchange.bundles(session.store) if row.direction == "in"]
    taken = {row.tagmanifest for row in rows}
    latest: dict[str, int] = {}
    for row in rows:
        latest[row.actor] = max(row.seq, latest.get(row.actor, 0))
    for one in sorted(receipts, key=lambda r: (r.principal, r.maker, r.sequence)):
        if one.taker != lost or one.tagmanifest in {"", *taken} or one.maker == session.device.actor:
            continue
        if one.holds:
            place, entry = one.holds.get(one.maker, (0, ""))
            came = one.maker not in short or entry in session.store.ledger.ids_at(one.maker, place)
        else:  # a receipt of an earlier version: a later bundle of its maker will do
            came = latest.get(one.maker, 0) >= one.sequence
        if not came:
            yield LostBundle(one.tagmanifest, one.principal, one.maker, one.sequence)


def _named_records(session: Session) -> Iterator[str]:
    records = session.store.records(deleted=True)
    here = {record.id for record in records}
    named = {str(record.get(field)) for record in records for field in _NAMING if record.get(field)}
    yield from sorted(named - here)


def _attachments(session: Session) -> Iterator[str]:
    store = session.store
    for record in store.records("attachment"):
        blob = str(record.get("blob"))
        if not blobs.has(store, blob) and not store.ledger.is_erased(blob):
            yield record.id


def _sentences(found: LostLaptop) -> Iterator[str]:
    if found.silent:
        yield f"No bundle has come yet of {_listed(found.silent)}: take theirs in first, then look again."
    for one in found.logs:
        own = one.device == found.device
        whose = "Its own log" if own else f"The log of laptop {one.device[:8]} of {one.principal}"
        what = counted(sum(end - start + 1 for start, end in one.missing), "change")
        places = _listed([str(a) if a == b else f"{a} to {b}" for a, b in one.missing])
        ask = f"; ask {_listed(one.asks)} for a full bundle" if one.asks else ""
        only = f"; {one.only} of them, as far as anybody knows, only the lost laptop had" if one.only else ""
        yield f"{whose} lacks {what} (place {places}){ask}{only}."
    for one in found.bundles:
        whose = f"laptop {one.device[:8]} of {one.principal or 'an unknown signer'}"
        yield f"It took in bundle {one.sequence} of {whose}, which nobody else passes on."
    if found.records:
        are = "is" if len(found.records) == 1 else "are"
        yield f"{counted(len(found.records), 'record')} that others name {are} not here."
    if found.attachments:
        yield f"The bytes of {counted(len(found.attachments), 'attachment')} are not here."
    if not (found.logs or found.bundles or found.records or found.attachments or found.silent):
        yield "Nothing that anybody has ever mentioned is missing."
    claims = f" (its last change here claims {told_moment(found.last)})"
    after = f" after its last word to anybody{claims}" if found.last else ""
    yield f"What was written on it{after} is known to nobody: ask whoever used it."


def _listed(words: Iterable[str]) -> str:
    *first, final = words
    return f"{', '.join(first)} and {final}" if first else final
