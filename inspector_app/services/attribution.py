"""Whose word an entry rests on: its author's own signature over his log, or only whoever passed it on.

An entry names its device and author itself, so anyone could write in a colleague's name. It is *attributed*
if a checkpoint of its device, signed by the one key that belongs to the device, covers its place in the log
(merge, 4.4). The first key that signed a checkpoint for a device belongs to it, if the roster gives that key
to the author of the entry that it covers; no later key takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from inspector_app.bundle import CheckedCheckpoint
from inspector_app.bundle.roster import Roster
from inspector_app.bundle.trust import GOOD
from inspector_app.crypto import signing, sshsig
from inspector_app.crypto.certificates import Certificate, is_certificate, read
from inspector_app.crypto.signing import PublicKey
from inspector_app.domain.revision import Entry
from inspector_app.services import rosters
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.exchange import CheckpointRow

OWN = "own"
ATTRIBUTED = "attributed"
VOUCHED = "vouched"
REVOKED = "revoked"
WORDS = {
    OWN: "written on this laptop",
    ATTRIBUTED: "signed by the laptop that wrote it",
    VOUCHED: "not signed by the laptop that wrote it; only whoever passed it on vouches for it",
    REVOKED: "from a laptop whose key was revoked, and no bundle that came before covers it",
}


@dataclass(frozen=True, slots=True)
class Stranger:
    """A signature for a device by another key than the device's own.

    Attributes:
        device: the device.
        key: fingerprint of the key that signed.
        principal: whose key that is, as the roster says.
        bound: fingerprint of the device's own key; empty where none is known, but the author is another.
    """

    device: str
    key: str
    principal: str
    bound: str


def signed_with(row: CheckpointRow) -> tuple[PublicKey, Certificate | None]:
    """Returns the key that signed a checkpoint, and the certificate that it came with."""
    blob = sshsig.key_blob(row.signature)
    certificate = read(blob) if is_certificate(blob) else None
    return (PublicKey(blob) if certificate is None else certificate.key), certificate


def key_of(row: CheckpointRow) -> str:
    """Returns the fingerprint of the key that signed a checkpoint."""
    return signed_with(row)[0].fingerprint


def own_key(session: Session) -> str:
    """Returns the fingerprint of this device's own key."""
    return signing.key_of(bytes.fromhex(session.device.signing_key)).fingerprint


def bound_key(session: Session, device: str) -> str:
    """Returns the fingerprint of the key that belongs to a device; empty where none has signed for it yet."""
    if device == session.device.actor:
        return own_key(session)
    rows = exchange.checkpoints(session.store, device)
    return key_of(rows[0]) if rows else ""


def sorted_out(
    session: Session,
    found: Iterable[CheckedCheckpoint],
    author_of: Callable[[str], str | None],
    counting: Collection[str] = (GOOD,),
) -> tuple[tuple[CheckedCheckpoint, ...], tuple[Stranger, ...]]:
    """Returns the checkpoints that count, and those whose key is not their device's.

    One that is not good under the roster counts for nothing and is passed over, as is one over an entry that
    is not here: it comes again with the next bundle.

    Args:
        session: the open store.
        found: checkpoints of a bundle.
        author_of: returns the author of an entry that is here or comes with the bundle.
        counting: verdicts that count.
    """
    kept: list[CheckedCheckpoint] = []
    strangers: list[Stranger] = []
    bound: dict[str, str] = {}
    for one in found:
        author = author_of(one.entry)
        if one.verdict not in counting or one.inspection != session.inspection or author is None:
            continue
        key = bound.get(one.actor) or bound_key(session, one.actor)
        if one.principal == author and key in ("", one.fingerprint):
            bound[one.actor] = one.fingerprint
            kept.append(one)
        else:
            strangers.append(Stranger(one.actor, one.fingerprint, one.principal, key))
    return tuple(kept), tuple(strangers)


def covered(entries: Iterable[Entry], checkpoints: Iterable[CheckedCheckpoint]) -> set[str]:
    """Returns which of some entries stand on a chain that ends at a checkpoint which counts."""
    by_id: dict[str, Entry] = {entry.id: entry for entry in entries}
    found: set[str] = set()
    for one in checkpoints:
        last = at = by_id.get(one.entry)
        while last is not None and at is not None:
            if at.header.author == last.header.author:
                found.add(at.id)
            at = by_id.get(at.header.prev) if at.header.prev is not None else None
    return found


@dataclass(slots=True)
class Attribution:
    """Says of entries whose word they rest on; the checkpoints of a device are read once.

    Args:
        session: the open store.
    """

    session: Session
    _rows: dict[str, list[CheckpointRow]] = field(default_factory=dict[str, list[CheckpointRow]])
    _roster: Roster | None = None

    def of(self, entry: str) -> str:
        """Returns `own`, `attributed`, `vouched` or `revoked` for an entry that is here."""
        ledger = self.session.store.ledger
        if ledger.is_own(entry):
            return OWN
        found = ledger.entry(entry)
        if found is None:
            return VOUCHED
        actor, place = found.header.actor, (found.header.seq, entry)
        rows = self._of_device(actor)
        for row in rows:
            last = ledger.entry(row.entry) if row.seq >= place[0] else None
            same = last is not None and last.header.author == found.header.author
            if same and exchange.leads_to(self.session.store, actor, place, (row.seq, row.entry)):
                return ATTRIBUTED
        return REVOKED if rows and self._is_revoked(rows[0]) else VOUCHED

    def _of_device(self, device: str) -> list[CheckpointRow]:
        if device not in self._rows:
            self._rows[device] = exchange.checkpoints(self.session.store, device)
        return self._rows[device]

    def _is_revoked(self, row: CheckpointRow) -> bool:
        if self._roster is None:
            self._roster = rosters.trusted(self.session) or Roster()
        return self._roster.is_revoked(*signed_with(row))
