"""What somebody took in before: that decides what a lost laptop's bundles are still worth, and what it had.

A revocation has no date, and a signer can claim any time. What came before a laptop was lost is what was
taken in before: each merge writes of it into the log of whoever merged, and that log is signed in turn.
"""

from __future__ import annotations

from typing import Any

from inspector_app.domain.revision import Write
from inspector_app.services import rosters
from inspector_app.services.attribution import ATTRIBUTED, OWN, Attribution
from inspector_app.services.session import Session
from inspector_app.store import exchange

FILES = "receipts"
"""The fact that keeps whose receipt files came, by device."""


def record_of(session: Session, device: str, tagmanifest: str) -> str:
    """Returns the id of the record in which a device says that it took a bundle in."""
    return session.template(f"receipt/{device}/{tagmanifest}")


def word_of(session: Session, device: str, of: str) -> str:
    """Returns the id of the record in which a device keeps what another one's receipt files say it holds."""
    return session.template(f"word/{device}/{of}")


def pass_words_on(session: Session) -> None:
    """Writes into one's own log what receipt files said their laptops hold, where that is not there yet.

    A receipt file goes to one colleague. Once its laptop is lost, the team can tell by it what it had.

    Raises:
        StoreWriteError: nothing was saved.
    """
    files: dict[str, dict[str, Any]] = session.store.fact(FILES, {})
    writes: list[Write] = []
    for device, told in sorted(files.items()):
        # Not the marks of `exchange.acknowledged`: those stop where this laptop's own knowledge does.
        holds = told.get("holds", {})
        rec = word_of(session, session.device.actor, device)
        before = session.store.find(rec)
        if holds and (before is None or before.get("holds") != holds):
            fields = {"from_actor": device, "principal": told["principal"], "holds": holds}
            writes.append(Write(rec, "receipt", fields))
    if writes:
        session.write("export_bundle", writes)


def received(session: Session) -> frozenset[str]:
    """Returns the bundles that this laptop, or a lead of the roster, has taken in, by their tag manifests.

    Where no key is revoked nobody asks, and none are returned.
    """
    roster = rosters.trusted(session)
    if roster is None or not roster.revokes_any:
        return frozenset()
    found = {row.tagmanifest for row in exchange.bundles(session.store) if row.direction == "in"}
    whose = Attribution(session)
    for record in session.store.records("receipt"):
        tagmanifest = str(record.get("tagmanifest"))
        for held in session.store.history(record.id) if tagmanifest not in found else ():
            header = held.entry.header
            if record.id != record_of(session, header.actor, tagmanifest):
                continue  # nobody writes a receipt into another's place
            standing = whose.of(held.entry.id)
            if standing == OWN or (standing == ATTRIBUTED and header.author in roster.leads):
                found.add(tagmanifest)
    return frozenset(found)
