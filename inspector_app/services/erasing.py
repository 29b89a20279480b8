"""Erasing on a signed order, and destroying a whole store. Neither can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector_app.crypto import keychain
from inspector_app.domain import clock as clocks
from inspector_app.domain.clock import Clock
from inspector_app.domain.kinds import ERASURE
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import backups, erasure_order, last_seen, lending, orders, rosters
from inspector_app.services.changes import Changes
from inspector_app.services.erasure_order import Order
from inspector_app.services.session import Session
from inspector_app.store import erasures, folder
from inspector_app.store.erasures import Erased, Told

PURGE_LOG = "purge.log"


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that was written and signed.

    Attributes:
        path: the text; the signature stands beside it.
        order: what it says.
    """

    path: Path
    order: Order


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """An order that was carried out in a window.

    Attributes:
        erased: what it took away here.
        left: a sentence about old bytes that are still in the file; mostly empty.
        changes: what changed.
    """

    erased: Erased
    left: str
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A store that is gone.

    Attributes:
        store_id: its random name.
        left: files of others in its folder, which were not touched.
        backups: folder of its automatic backups, which hold what they held; empty for none.
    """

    store_id: str
    left: tuple[str, ...]
    backups: str = ""


def make_order(
    session: Session, *, out: Path, reason: str, records: Sequence[str] = (), revisions: Sequence[str] = ()
) -> Ordered:
    """Writes an order, signed by the roster's owner; nothing is erased yet.

    Attachments that the revisions name are ordered too, unless another revision that is here names them.

    Args:
        session: the store that holds the roster's key.
        out: file to write; the signature goes beside it.
        reason: one of `erasure_order.REASONS`.
        records: records, of which every revision is to be erased.
        revisions: single revisions.

    Raises:
        RefusedError: this store does not own the roster, the reason is no code, or nothing here is named so.
        WorldError: the files cannot be written, or something stands there.
    """
    key = rosters.owner_key(session)
    erasure_order.check_reason(reason)
    chosen = _chosen(session, records, revisions)
    payloads = sorted({one.payload for one in chosen})
    orders.spare_the_frame(session, payloads)
    if ERASURE in erasures.kinds(session.store, payloads):
        raise RefusedError("The order names an order to erase, which holds no evidence; nothing was ordered")
    blobs = {blob for one in chosen for blob in one.blobs}
    blobs -= erasures.named_elsewhere(session.store, blobs, payloads)
    order = Order(session.inspection, reason, session.now(), tuple(payloads), tuple(sorted(blobs)))
    if len(order.text) > erasure_order.MAX_BYTES:
        raise RefusedError(
            f"The order names {len(payloads) + len(blobs):,} pieces, which is too much for one",
            advice="Write several orders.",
        )
    signature = out.with_name(out.name + erasure_order.SUFFIX)
    for path in (out, signature):
        if path.exists():
            raise WorldError("There is something here already, so no order was written", where=path)
    folder.write_whole(out, order.text)
    folder.write_whole(signature, erasure_order.sign(order, key))
    return Ordered(out, order)


def _chosen(session: Session, records: Iterable[str], revisions: Iterable[str]) -> list[Told]:
    chosen: list[Told] = []
    for record in records:
        found = erasures.held(session.store, record)
        if not found:
            raise RefusedError("There is nothing here to erase of this record", where=record)
        chosen += found
    for revision in revisions:
        record = session.store.ledger.record_of(revision)
        found = [] if record is None else erasures.held(session.store, record)
        hit = [one for one in found if one.revision == revision]
        if not hit:
            raise RefusedError("There is no such revision, or it is erased already", where=revision)
        chosen += hit
    if not chosen:
        raise RefusedError("The order names nothing", advice="Name records or revisions.")
    return chosen


def read_order(session: Session, *, order: Path) -> Order:
    """Returns what a signed order says that this store is to obey; nothing is erased.

    Args:
        session: the open store.
        order: the order's file, with the signature beside it.

    Raises:
        RefusedError: no roster is trusted here, the key may not order it, or it is for another inspection.
        WorldError: the files cannot be read.
    """
    return _signed(session, order)[0]


def erase(session: Session, *, order: Path) -> Erased:
    """Carries out a signed order: what it names is gone from the store, its search and its file.

    Entries stay, so the chain still holds. Bundles and backups made before hold what they held; a bundle
    does not bring it back here. The order goes into this laptop's own log, and so to the whole team. The same
    order carried out again erases nothing more and cleans the file.

    Arguments and errors as `read_order`, and:

    Raises:
        StoreWriteError: nothing was erased, or old bytes may still be in the file; the sentence says which.
    """
    told, signature = _signed(session, order)
    done = orders.carry_out(session, told, signature).erased
    lending.take_back_all()
    erasures.purge(session.store)
    return done


def carry_out(session: Session, *, order: Path) -> CarriedOut:
    """Does what `erase` does for a window: old bytes that stay for now are told, and cleaned later.

    Arguments and errors as `read_order`.
    """
    done = orders.carry_out(session, *_signed(session, order))
    return CarriedOut(done.erased, orders.clean(session), orders.changes_of(session, (done,)))


def _signed(session: Session, order: Path) -> tuple[Order, bytes]:
    text, signature = erasure_order.read_files(order)
    return orders.entitled(session, rosters.trusted(session), text, signature, order), signature


def destroy(session: Session, *, authority: str, home: Path, clock: Clock = clocks.system_clock) -> Destroyed:
    """Destroys a store: its keys first, so that what a disk keeps of the file can never be read, then all.

    Args:
        session: the open store; closed afterwards.
        authority: the authority's name, typed in full by the person who wants this.
        home: folder of the app, whose purge log gets a line without content.
        clock: the source of time.

    Raises:
        RefusedError: the name is another; nothing was changed.
        StoreWriteError: the keys cannot be overwritten; the store is as it was.
    """
    refuse_other_name(session, authority)
    return put_an_end(session, "destroyed", home=home, clock=clock)


def refuse_other_name(session: Session, authority: str) -> None:
    """Refuses to go on where the authority's name, typed to confirm, is not the one of this store.

    Raises:
        RefusedError: it is another; nothing was changed.
    """
    name = session.store.record(session.inspection).get("authority")
    if not isinstance(name, str) or authority.strip() != name:
        raise RefusedError(
            "The authority's name is not the one of this store, so nothing was destroyed",
            where=session.store.folder,
            advice="Type it in full, with its capitals.",
        )


def put_an_end(session: Session, how: str, *, home: Path, clock: Clock) -> Destroyed:
    """Destroys a store without asking anything: its keys first, then all.

    Args:
        session: the open store; closed afterwards.
        how: ASCII words for the purge log, without content.
        home: folder of the app, with the purge log.
        clock: the source of time.

    Raises:
        WorldError: the purge log cannot be written; nothing was changed.
        StoreWriteError: the keys cannot be overwritten; the store is as it was.
    """
    where = session.store.folder
    keys, kept = folder.read_keys(where), backups.kept_in(session)
    # The line first: a destruction that nobody can account for is worse than a line too many.
    _note(home, f"{clocks.claim(clock())} store {keys.store_id} of inspection {session.inspection} {how}")
    erasures.destroy_keys(where)
    for wrap in keys.wraps:
        if wrap.kind == "keychain":
            keychain.forget(wrap.account)
    session.close()
    left = erasures.remove(where)
    last_seen.forget(keys.store_id)
    return Destroyed(keys.store_id, left, str(kept.folder) if kept else "")


def _note(home: Path, line: str) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / PURGE_LOG).open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
    except OSError as error:
        raise WorldError(
            "The purge log cannot be written, so nothing was destroyed", where=home / PURGE_LOG
        ) from error


__all__ = [
    "CarriedOut",
    "Destroyed",
    "Erased",
    "Ordered",
    "carry_out",
    "destroy",
    "erase",
    "make_order",
    "read_order",
]
