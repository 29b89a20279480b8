"""How far the team is with each order to erase: which laptops say that they carried it out, and which do not.

A laptop's word is the record that it wrote when it carried the order out; see `orders`. What an order named
is not in these words, only how much of it was there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from inspector_app.bundle.roster import Roster
from inspector_app.errors import RefusedError
from inspector_app.services import erasure_order, rosters
from inspector_app.services.orders import Passed, Word, amount, entitled, passed
from inspector_app.services.session import Session
from inspector_app.store import erasures, exchange


@dataclass(frozen=True, slots=True)
class Silence:
    """A laptop, or a person of whom no laptop is known yet, that has not said it carried an order out.

    Attributes:
        device: the laptop; empty where none of this person is known here.
        principal: who writes on it.
        last: claimed time of its last entry here; empty where there is none.
    """

    device: str
    principal: str
    last: str


@dataclass(frozen=True, slots=True)
class OrderState:
    """One order to erase, and how far the team is with it.

    Attributes:
        name: SHA-256 of its text.
        reason: its code; empty for a text that is no order.
        date: claimed time; likewise.
        payloads: how many payloads it names.
        attachments: how many attachments it names.
        here: it was carried out on this laptop.
        refused: why it is not obeyed here, in a sentence; empty where it is.
        done: laptops that say they have carried it out, this one among them.
        out: those that have not said so.
    """

    name: str
    reason: str
    date: str
    payloads: int
    attachments: int
    here: bool
    refused: str
    done: tuple[Word, ...]
    out: tuple[Silence, ...]

    @property
    def sentence(self) -> str:
        """All of that for a person, without a full stop."""
        what = f"The order to erase {amount(self.payloads, self.attachments)} ({self.reason})"
        if self.refused:
            return f"An order to erase came and is not obeyed: {self.refused}"
        if not self.here:
            return f"{what} is not carried out on this laptop yet"
        if not self.out:
            return f"{what} is carried out on every laptop that is known here"
        waiting = ", ".join(dict.fromkeys(one.principal for one in self.out))
        return f"{what} is carried out here; not known yet of: {waiting}"


def states(session: Session) -> tuple[OrderState, ...]:
    """Returns every order that came here or was carried out here, the newest first.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    found, kept = passed(session), set(erasures.names(session.store))
    roster = rosters.trusted(session) if found else None
    rows = [_state(session, roster, name, one, here=name in kept) for name, one in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.date, row.name), reverse=True))


def _state(session: Session, roster: Roster | None, name: str, one: Passed, *, here: bool) -> OrderState:
    order, refused = None, ""
    with suppress(RefusedError):
        order = erasure_order.read(one.text)
    for signature in () if here else one.signatures:
        try:
            entitled(session, roster, one.text, signature)
        except RefusedError as error:
            refused = error.what
        else:
            refused = ""
            break
    return OrderState(
        name=name,
        reason=order.reason if order else "",
        date=order.date if order else "",
        payloads=len(order.payloads) if order else 0,
        attachments=len(order.blobs) if order else 0,
        here=here,
        refused=refused,
        done=tuple(sorted(set(one.done.values()), key=lambda word: (word.principal, word.device))),
        out=() if refused else tuple(_silent(session, roster, one.done)),
    )


def _silent(session: Session, roster: Roster | None, done: Mapping[str, Word]) -> Iterator[Silence]:
    own, known = set(exchange.written_here(session.store)) | {session.device.actor}, set[str]()
    for device in exchange.devices(session.store):
        principal, last = exchange.end_of(session.store, device)
        known.add(principal)
        if device not in done and device not in own:
            yield Silence(device, principal, last)
    for principal in roster.principals if roster is not None else ():
        if principal not in known and roster is not None and not _gone(roster, principal):
            yield Silence("", principal, "")


def _gone(roster: Roster, principal: str) -> bool:
    """Says whether every key of a person was revoked: nothing more is expected of him or her."""
    keys = roster.keys_of(principal)
    return bool(keys) and all(roster.is_revoked(key) for key in keys)
