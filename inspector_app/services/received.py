"""Which bundles somebody took in before: that decides what a lost laptop's bundles are still worth.

A revocation has no date, and a signer can claim any time. What came before a laptop was lost is what was
taken in before: each merge writes of it into the log of whoever merged, and that log is signed in turn.
"""

from __future__ import annotations

from inspector_app.services import rosters
from inspector_app.services.attribution import ATTRIBUTED, OWN, Attribution
from inspector_app.services.session import Session
from inspector_app.store import exchange


def record_of(session: Session, device: str, tagmanifest: str) -> str:
    """Returns the id of the record in which a device says that it took a bundle in."""
    return session.template(f"receipt/{device}/{tagmanifest}")


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
