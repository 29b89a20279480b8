"""Receipts: what a lost laptop's bundles are still worth.

A revocation has no date, and a signer can claim any time. What came before a laptop was lost is what somebody
took in before: each merge writes a receipt into the log of whoever merged, and that log is signed in turn.
"""

from __future__ import annotations

from inspector_app.services import rosters
from inspector_app.services.attribution import ATTRIBUTED, OWN, Attribution
from inspector_app.services.session import Session
from inspector_app.store import exchange


def record_of(session: Session, device: str, tagmanifest: str) -> str:
    """Returns the id of the record in which a device says that it took a bundle in."""
    return session.template(f"receipt/{device}/{tagmanifest}")


def has_receipt(session: Session, tagmanifest: str) -> bool:
    """Says whether this laptop, or a lead of the roster, has taken a bundle in before.

    Args:
        session: the open store.
        tagmanifest: SHA-256 of the bundle's signed bytes.
    """
    row = exchange.bundle(session.store, tagmanifest)
    if row is not None and row.direction == "in":
        return True
    roster, whose = rosters.trusted(session), Attribution(session)
    leads = roster.leads if roster is not None else ()
    for device in exchange.devices(session.store):
        for held in session.store.history(record_of(session, device, tagmanifest)):
            header = held.entry.header
            standing = whose.of(held.entry.id) if header.actor == device else ""
            if standing == OWN or (standing == ATTRIBUTED and header.author in leads):
                return True
    return False
