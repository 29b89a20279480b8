"""Receipts: telling a colleague how far one holds every log, so that the next bundle need not repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.bundle import BundleWriteError, folders, receipt
from inspector_app.bundle.bag_info import moment
from inspector_app.bundle.receipt import Receipt
from inspector_app.bundle.trust import EXPIRED, GOOD, REVOKED, UNKNOWN_KEY_TYPE
from inspector_app.crypto.signing import Signer
from inspector_app.errors import RefusedError
from inspector_app.services import agent_keys, own_key, rosters, sending
from inspector_app.services.session import Session
from inspector_app.store import exchange

_WHY = {
    REVOKED: "The roster says that the key which signed the receipt was revoked",
    EXPIRED: "The roster says that the key which signed the receipt was not valid then",
    UNKNOWN_KEY_TYPE: "The receipt is signed with a kind of key that this version cannot check",
}


@dataclass(frozen=True, slots=True)
class ReceiptWritten:
    """A receipt that stands on the disk: its path, its size, and how many devices' logs it names."""

    path: Path
    bytes: int
    devices: int


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """A receipt that was taken in.

    Attributes:
        principal: whose it is.
        actor: on which device.
        claimed: when it was written, as it claims.
        devices: how many devices' logs it names.
        older: one that claims to be later was taken in before, so nothing was changed.
        waiting: how many of this device's changes that device does not hold yet.
    """

    principal: str
    actor: str
    claimed: str
    devices: int
    older: bool
    waiting: int


def write_receipt(session: Session, *, out: str) -> ReceiptWritten:
    """Writes a signed receipt of what this store holds into a folder.

    Raises:
        BundleWriteError: the folder cannot be written; nothing is left behind.
        AgentError: the agent that is to sign is away or does not sign.
    """
    told = Receipt(
        inspection=session.inspection,
        actor=session.device.actor,
        signer=session.device.principal,
        claimed=session.now(),
        holds=exchange.frontier(session.store),
    )
    data = receipt.sealed(told, _signer(session))
    name = f"{told.actor}-{told.claimed.replace('-', '').replace(':', '')}{receipt.SUFFIX}"
    try:
        folders.fill(Path(out), {name: data})
    except OSError as error:
        raise BundleWriteError(
            "The receipt could not be written; nothing was left behind",
            where=out,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return ReceiptWritten(Path(out) / name, len(data), len(told.holds))


def _signer(session: Session) -> Signer:
    """Returns the key that counts: the agent's, where the roster lets this device sign its log alone."""
    roster, chosen = rosters.trusted(session), agent_keys.chosen(session)
    key = own_key.vouched_key(session, roster)
    if roster is None or not chosen or not own_key.signs_its_log_alone(roster, key.public):
        return key
    return agent_keys.fetch(chosen, roster, moment(session.now()))


def take_receipt(session: Session, *, file: str) -> ReceiptTaken:
    """Keeps what a colleague says he holds; the next bundle for him may leave it out.

    Raises:
        ReceiptError: the file is not a receipt, or was changed.
        RefusedError: its signer does not count, it is of another inspection, or of this very device.
        StoreWriteError: nothing was kept.
    """
    path = Path(file)
    told, standing = receipt.read(receipt.read_file(path), rosters.trusted(session), path)
    if standing.verdict != GOOD:
        raise RefusedError(
            _WHY.get(standing.verdict, "The receipt is signed by a key that is not on the roster"),
            where=f"{path} ({standing.fingerprint})",
        )
    if told.inspection != session.inspection:
        raise RefusedError("This receipt belongs to another inspection", where=path)
    if told.actor == session.device.actor:
        raise RefusedError("This receipt was written by this very device", where=path)
    owner = sending.owners(session).get(told.actor, told.signer)
    if owner != told.signer:
        raise RefusedError(
            "The receipt speaks for a device that sent bundles under another name", where=f"{path} ({owner})"
        )
    kept: dict[str, Any] = session.store.fact(sending.RECEIPTS, {})
    older = told.claimed < kept.get(told.actor, {}).get("claimed", "")
    if not older:
        with session.store.changing():
            exchange.keep_acknowledged(session.store, told.actor, told.holds)
            holds = {actor: list(mark) for actor, mark in told.holds.items()}
            entry = {"principal": told.signer, "claimed": told.claimed, "holds": holds}
            session.store.set_fact(sending.RECEIPTS, {**kept, told.actor: entry})
    return ReceiptTaken(
        principal=told.signer,
        actor=told.actor,
        claimed=told.claimed,
        devices=len(told.holds),
        older=older,
        waiting=_waiting(session, told),
    )


def _waiting(session: Session, told: Receipt) -> int:
    own = session.device.actor
    last = exchange.frontier(session.store)[own][0]
    return max(0, last - told.holds.get(own, (0, ""))[0])
