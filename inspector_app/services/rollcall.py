"""The roll-call: what was expected of whom and has come, what still waits, and whose log is forked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inspector_app.bundle.roster import Roster
from inspector_app.domain import intervals
from inspector_app.services import rosters
from inspector_app.services.bank_holidays import bank_holidays
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.entries import Unsettled
from inspector_app.store.exchange import BundleRow


@dataclass(frozen=True, slots=True)
class Present:
    """One person of the roster, and what has come of him or her.

    Attributes:
        principal: the person.
        days: days on which a bundle of this person was taken in, as this laptop claims them, ISO.
        last: claimed time of the latest one; empty where none ever came.
        silent: days since then; None where none ever came.
        upto: claimed time of the latest entry by this person that is here, whoever passed it on; or empty.
        expected: the working day after that of the latest bundle, or the first of the inspection; ISO.
    """

    principal: str
    days: tuple[str, ...]
    last: str
    silent: int | None
    upto: str
    expected: str


@dataclass(frozen=True, slots=True)
class Laptop:
    """One device of which anything is here.

    Attributes:
        device: its id.
        principal: who wrote the last entry on it.
        place: last place of its log that counts here.
        bundles: how many of its bundles were taken in.
        missing: numbers of its bundles before the latest that never came; what they held may have come since.
        forks: places of its log that hold several entries: a copied disk or a restored backup.
        newer: entries by a newer version of the app.
        set_aside: entries that break a rule of the ledger.
        skew: entries, as merges counted them, that claim to be older than one they follow.
    """

    device: str
    principal: str
    place: int
    bundles: int
    missing: tuple[int, ...]
    forks: tuple[int, ...]
    newer: int
    set_aside: int
    skew: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that are here and wait.

    Attributes:
        device: whose entries wait.
        principal: who wrote them.
        entries: how many.
        wants: device whose entry is missing; empty where nobody can tell.
        place: its place in that log; 0 where nobody can tell.
        why: `missing`, `newer` (a newer version of the app is needed) or `set aside`.
        sentence: all of that for a person.
    """

    device: str
    principal: str
    entries: int
    wants: str
    place: int
    why: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RollCall:
    """Everything that the team exchanged so far, as one laptop sees it."""

    people: tuple[Present, ...]
    laptops: tuple[Laptop, ...]
    gaps: tuple[Gap, ...]


def roll_call(session: Session) -> RollCall:
    """Returns who has sent what, and what is still out.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    rows = _came(session)
    waiting = exchange.unsettled(session.store)
    return RollCall(
        tuple(_people(session, rosters.trusted(session), rows)),
        tuple(_laptops(session, rows, waiting)),
        gaps(session),
    )


def people(session: Session) -> tuple[Present, ...]:
    """Returns everybody on the roster but oneself, and whoever else sent anything, by name.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    return tuple(_people(session, rosters.trusted(session), _came(session)))


def _came(session: Session) -> list[BundleRow]:
    return [row for row in exchange.bundles(session.store) if row.direction == "in"]


def sentences(session: Session) -> tuple[str, ...]:
    """Returns what is still out and whose log is forked, for a person."""
    store = session.store
    first: dict[str, int] = {}
    for device, place in exchange.forks(store):
        first.setdefault(device, place)
    forked = [
        f"Laptop {device[:8]} of {exchange.end_of(store, device)[0]} was copied or restored from a backup:"
        f" from place {place} on its log goes on in two ways, and both are kept."
        for device, place in first.items()
    ]
    return (*(f"{gap.sentence}." for gap in gaps(session)), *forked)


def gaps(session: Session) -> tuple[Gap, ...]:
    """Returns what is here and waits, by device, with what it waits for."""
    found = exchange.unsettled(session.store)
    by_id = {one.id: one for one in found}
    by_prev = {one.prev: one for one in found if one.prev}
    grouped: dict[tuple[str, str], list[Unsettled]] = {}
    for one in found:
        if one.state == "waiting":
            grouped.setdefault((one.actor, _root(one, by_id)), []).append(one)
    return tuple(
        _gap(some, by_id.get(root), by_prev.get(root)) for (_, root), some in sorted(grouped.items())
    )


def _root(one: Unsettled, by_id: dict[str, Unsettled]) -> str:
    """Returns the id at the end of what an entry waits for: one that is not here, or does not count here."""
    seen = set[str]()
    wanted = one.waits_for
    while (there := by_id.get(wanted)) is not None and there.state == "waiting" and wanted not in seen:
        seen.add(wanted)
        wanted = there.waits_for
    return wanted


def _gap(some: list[Unsettled], root: Unsettled | None, after: Unsettled | None) -> Gap:
    first, number = some[0], len(some)
    who = f"laptop {first.actor[:8]} of {first.author}"
    begins = f"{number} {'entry' if number == 1 else 'entries'} of {who} {'waits' if number == 1 else 'wait'}"
    if root is not None:
        why = "newer" if root.state == "newer" else "set aside"
        ends = (
            "for a newer version of the app, which wrote what they follow"
            if why == "newer"
            else "on one that was set aside because it breaks a rule of the ledger"
        )
        return Gap(first.actor, first.author, number, root.actor, root.seq, why, f"{begins} {ends}")
    if after is None:
        ends = "for an entry of another laptop that nobody has handed over yet"
        return Gap(first.actor, first.author, number, "", 0, "missing", f"{begins} {ends}")
    place = after.seq - 1
    whose = "its" if after.actor == first.actor else f"the one of laptop {after.actor[:8]} at"
    ends = f"for {whose} place {place}, which is in a bundle that has not come yet"
    return Gap(first.actor, first.author, number, after.actor, place, "missing", f"{begins} {ends}")


def _people(session: Session, roster: Roster | None, rows: Iterable[BundleRow]) -> Iterable[Present]:
    today = date.fromisoformat(session.now()[:10])
    came: dict[str, list[str]] = {}
    for row in rows:
        came.setdefault(row.principal, []).append(row.at)
    expected = set(roster.principals) - {session.device.principal} if roster else set[str]()
    begins = _begins(session, today)
    wrote: dict[str, str] = {}
    for device in exchange.devices(session.store):
        author, at = exchange.end_of(session.store, device)
        wrote[author] = max(at, wrote.get(author, ""))
    for name in sorted(expected | {name for name in came if name}):
        times = sorted(came.get(name, ()))
        last = times[-1] if times else ""
        silent = (today - date.fromisoformat(last[:10])).days if last else None
        due = _working_day_after(date.fromisoformat(last[:10]) if last else begins - timedelta(days=1))
        days = tuple(sorted({at[:10] for at in times}))
        yield Present(name, days, last, silent, wrote.get(name, ""), due.isoformat())


def _begins(session: Session, today: date) -> date:
    """Returns the first day of the inspection; today where it is not told, or told in two ways."""
    found = session.store.find(session.inspection)
    try:
        return date.fromisoformat(str(found.get("start"))) if found is not None else today
    except ValueError:
        return today


def _working_day_after(day: date) -> date:
    return intervals.due_on(day, 1, "working_days", bank_holidays(day.year, day.year + 1))


def _laptops(session: Session, rows: list[BundleRow], waiting: list[Unsettled]) -> Iterable[Laptop]:
    store, ends = session.store, exchange.frontier(session.store)
    forks = exchange.forks(store)
    for device in exchange.devices(store):
        mine = [row for row in rows if row.actor == device]
        numbers = {row.seq for row in mine}
        states = [one.state for one in waiting if one.actor == device]
        yield Laptop(
            device=device,
            principal=exchange.end_of(store, device)[0],
            place=ends.get(device, (0, ""))[0],
            bundles=len(mine),
            missing=tuple(n for n in range(1, max(numbers, default=0)) if n not in numbers),
            forks=tuple(place for actor, place in forks if actor == device),
            newer=states.count("newer"),
            set_aside=states.count("quarantined"),
            skew=sum(int(row.report.get("skew", 0)) for row in mine),
        )
