"""Orders to erase as the team passes them on: in the log of every laptop that has carried one out.

Whoever carries an order out writes a record of it into the own log: the order with its signature, and how
much of what it names was there. So it reaches the team like any other work, whatever comes first, and each
record is a laptop's word that the order was carried out there. That an order has come makes nobody obey it;
only the roster does. One of somebody who may not order is kept, passed on and shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from inspector_app.bundle.roster import Roster
from inspector_app.domain.kinds import ERASURE
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError, WorldError
from inspector_app.merge.known import NEWER, OK
from inspector_app.services import backups, erasure_order, lending, rosters
from inspector_app.services.changes import Changes
from inspector_app.services.erasure_order import Order
from inspector_app.services.session import Session
from inspector_app.services.wording import counted
from inspector_app.store import erasures, exchange
from inspector_app.store.erasures import Erased

_ARMOUR = b"-----BEGIN SSH SIGNATURE-----"
_NO_ORDER = Order("", "", "", ())


@dataclass(frozen=True, slots=True)
class Obeyed:
    """An order that came with the team's work and was carried out here, with what it took away."""

    order: Order
    erased: Erased


@dataclass(frozen=True, slots=True)
class Word:
    """One laptop's word that it has carried an order out.

    Attributes:
        device: the laptop.
        principal: who wrote on it.
        at: when, as it claims.
        payloads: revisions that were there and are gone.
        attachments: attachments whose bytes were there and are gone.
    """

    device: str
    principal: str
    at: str
    payloads: int
    attachments: int


@dataclass(slots=True)
class Passed:
    """An order as it was passed on.

    Attributes:
        text: its text; it may be no order.
        signatures: every one that came with it; none need hold.
        done: who says that it was carried out, by device.
    """

    text: bytes
    signatures: list[bytes] = field(default_factory=list[bytes])
    done: dict[str, Word] = field(default_factory=dict[str, Word])


def place_of(session: Session, device: str, order: str) -> str:
    """Returns the id of the record in which a device says that it has carried an order out."""
    return session.template(f"erasure/{device}/{order}")


def amount(payloads: int, attachments: int) -> str:
    """Returns how much an order names or took away: "2 revisions and 1 attachment"."""
    told = counted(payloads, "revision")
    return f"{told} and {counted(attachments, 'attachment')}" if attachments else told


def entitled(
    session: Session, roster: Roster | None, text: bytes, signature: bytes, where: object = None
) -> Order:
    """Returns the order that a signed text is, if this store is to obey it.

    Args:
        session: the open store.
        roster: that it trusts; None for none.
        text: the order.
        signature: over it.
        where: the order's place, for the sentence.

    Raises:
        RefusedError: no roster is trusted here, the key may not order it, it is for another inspection, or it
            names the record of the inspection itself.
    """
    if roster is None:
        raise RefusedError(
            "This store trusts no roster, so nobody can order erasure",
            advice="Take in the team's roster first (roster trust).",
        )
    told = erasure_order.verify(text, signature, roster, where=where)
    if told.inspection != session.inspection:
        raise RefusedError("The order is for another inspection; nothing was erased", where=where)
    spare_the_frame(session, told.payloads)
    return told


def spare_the_frame(session: Session, payloads: Iterable[str]) -> None:
    """Refuses to erase what inspection this is: nothing of it could be read, drafted or destroyed then.

    Raises:
        RefusedError: one of the payloads says it.
    """
    if "inspection" in erasures.kinds(session.store, payloads):
        raise RefusedError(
            "The order names the record of the inspection itself; nothing was erased",
            advice="To be rid of the whole inspection, destroy its stores: inspector-app erase-store.",
        )


def carry_out(session: Session, order: Order, signature: bytes) -> Obeyed:
    """Erases what an order names and writes of it into the own log, in one transaction; see `clean`.

    Args:
        session: the open store.
        order: the order; the caller has made sure that it is to be obeyed.
        signature: over it.

    Raises:
        StoreWriteError: nothing was erased.
    """
    store, place = session.store, place_of(session, session.device.actor, order.name)
    with store.changing():
        done = erasures.erase(
            store,
            order=order.name,
            signed=order.text + signature,
            payloads=order.payloads,
            blobs=order.blobs,
            reason=order.reason,
            at=session.now(),
        )
        if store.find(place) is None:
            fields: dict[str, Any] = {
                "order": order.name,
                "text": order.text.decode("ascii"),
                "signature": signature.decode("ascii"),
                # A laptop that got a new id is the same laptop.
                "devices": sorted({session.device.actor, *exchange.written_here(store)}),
                "payloads": done.payloads,
                "attachments": done.blobs,
            }
            session.write("erase", [Write(place, ERASURE, fields)])
    return Obeyed(order, done)


def obey(session: Session) -> tuple[Obeyed, ...]:
    """Carries out every order here that is to be obeyed and was not; call it whenever something came.

    What was in the file before is in its free pages until `clean`.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
        StoreWriteError: nothing was erased.
    """
    store = session.store
    found, kept = passed(session), set(erasures.names(store))
    done: list[Obeyed] = []
    roster = rosters.trusted(session) if found else None
    for name, one in sorted(found.items()):
        if name in kept and store.find(place_of(session, session.device.actor, name)) is not None:
            continue
        for signature in one.signatures:
            with suppress(RefusedError):  # it is kept, and `states` tells why
                order = (
                    erasure_order.read(one.text)
                    if name in kept
                    else entitled(session, roster, one.text, signature)
                )
                done.append(carry_out(session, order, signature))
                break
    return tuple(done)


def changes_of(session: Session, done: Iterable[Obeyed]) -> Changes | None:
    """Returns what orders that were carried out changed; None where there was none."""
    records = [rec for one in done for rec in (*one.erased.records, _own_place(session, one))]
    if not records:
        return None
    found = [record for rec in records if (record := session.store.find(rec)) is not None]
    own = found[-1]
    return Changes(
        intent="erase",
        record=own.id,
        revision=own.heads[0] if own.heads else "",
        records=frozenset(records),
        kinds=frozenset(record.kind for record in found),
    )


def _own_place(session: Session, one: Obeyed) -> str:
    return place_of(session, session.device.actor, one.order.name)


def clean(session: Session) -> str:
    """Takes away what erasing left: old bytes in the file, and files that are lent to other programs.

    Does nothing where nothing is left. Where another program holds the file, it is tried again at the next
    call; until then that is told.

    Returns:
        A sentence about old bytes that are still there, without a full stop; mostly empty.
    """
    if not erasures.is_unclean(session.store):
        return ""
    lending.take_back_all()
    try:
        erasures.purge(session.store)
    except WorldError as error:
        return f"{error.what}; it is tried again by itself"
    return ""


def told(session: Session, done: Sequence[Obeyed]) -> list[str]:
    """Returns what orders took away here, a sentence each without a full stop, with what keeps it still."""
    sentences = [
        f"an order to erase ({one.order.reason}) came along and was carried out:"
        f" {amount(one.erased.payloads, one.erased.blobs)} that it names"
        f" {'was' if one.erased.payloads + one.erased.blobs == 1 else 'were'} here and can never come back"
        for one in done
        if not one.erased.again
    ]
    kept = backups.kept_in(session) if any(one.erased.payloads + one.erased.blobs for one in done) else None
    if kept is not None:
        sentences.append(f"automatic backups made before still hold it, in {kept.folder}")
    return sentences


def foretold(session: Session, brought: Iterable[Mapping[str, Any]]) -> list[str]:
    """Returns what taking in records of orders would do, a sentence each without a full stop.

    Args:
        session: the open store.
        brought: what the records say that would come.
    """
    return [
        refused
        or f"an order comes along to erase {amount(len(order.payloads), len(order.blobs))} ({order.reason})"
        " for ever, and is carried out"
        for order, refused in _judged(session, brought)
    ]


def refused(session: Session, brought: Iterable[Mapping[str, Any]]) -> list[str]:
    """Returns a sentence without a full stop for each order that came and is not obeyed; see `foretold`."""
    return [why for _, why in _judged(session, brought) if why]


def _judged(session: Session, brought: Iterable[Mapping[str, Any]]) -> list[tuple[Order, str]]:
    """Returns every order in what came that was not carried out here, with why it is not obeyed, if so."""
    kept, found = set(erasures.names(session.store)), dict[str, tuple[Order, str]]()
    roster = rosters.trusted(session)
    for fields in brought:
        for text, signature in _signed(fields):
            name = hashlib.sha256(text).hexdigest()
            if name in kept or (name in found and not found[name][1]):
                continue
            try:
                found[name] = entitled(session, roster, text, signature), ""
            except RefusedError as error:
                why = f"an order to erase comes along and is kept, and not obeyed: {error.what}"
                found[name] = _NO_ORDER, why
    return list(found.values())


def passed(session: Session) -> dict[str, Passed]:
    """Returns every order that is here, by its name, whatever was withdrawn or hidden since."""
    found: dict[str, Passed] = {}
    for name, signed in erasures.orders(session.store):
        text, armour, rest = signed.partition(_ARMOUR)
        found[name] = Passed(text, [armour + rest])
    for record in erasures.records_of(session.store, ERASURE):
        for held in session.store.history(record):
            if held.state == NEWER or held.payload is None:
                continue
            header, fields = held.entry.header, held.payload.fields
            for text, signature in _signed(fields):
                name = hashlib.sha256(text).hexdigest()
                one = found.setdefault(name, Passed(text))
                # What waits or was set aside is nobody's word yet, but an order speaks by its own signature.
                if signature not in one.signatures:
                    one.signatures.append(signature)
                # Nobody gives a word in another's place.
                if held.state == OK and record == place_of(session, header.actor, name):
                    word = Word(
                        header.actor, header.author, header.at,
                        _whole(fields.get("payloads")), _whole(fields.get("attachments")),
                    )  # fmt: skip
                    for device in _devices(session, header.author, fields.get("devices")):
                        one.done.setdefault(device, word)
                    one.done[header.actor] = word
    return found


def _signed(fields: Mapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    text, signature = fields.get("text"), fields.get("signature")
    if isinstance(text, str) and isinstance(signature, str):
        yield text.encode("utf-8"), signature.encode("utf-8")


def _devices(session: Session, author: str, told: Any) -> Iterator[str]:
    """Yields the ids that a laptop says it had before; only those of its own author can be."""
    for device in cast("list[Any]", told) if isinstance(told, list) else ():
        if isinstance(device, str) and exchange.end_of(session.store, device)[0] == author:
            yield device


def _whole(told: Any) -> int:
    return told if isinstance(told, int) else 0
