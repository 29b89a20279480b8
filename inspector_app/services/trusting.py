"""Trusting a roster, and what follows: an order to erase that did not count here may count by it."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services import orders, rosters
from inspector_app.services.changes import Changes
from inspector_app.services.rosters import RosterView
from inspector_app.services.session import Session


@dataclass(frozen=True, slots=True)
class Trusted:
    """A roster that a store trusts from now on.

    Attributes:
        view: what it says.
        orders: what orders to erase did that are obeyed now, a sentence each without a full stop.
        changes: what they changed; None where there were none.
    """

    view: RosterView
    orders: tuple[str, ...] = ()
    changes: Changes | None = None


def trust_roster(
    session: Session, *, folder: str, fingerprint: str = "", repin: bool = False, reason: str = ""
) -> Trusted:
    """Takes a roster into this store, then carries out every order that came before and counts by it.

    Arguments and errors as `rosters.trust_roster`.
    """
    view = rosters.trust_roster(session, folder=folder, fingerprint=fingerprint, repin=repin, reason=reason)
    done = orders.obey(session)
    said = (*orders.told(session, done), orders.clean(session))
    return Trusted(view, tuple(one for one in said if one), orders.changes_of(session, done))
