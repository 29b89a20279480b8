"""What the window has done on the store's thread. What each stands on is loaded there when it first runs.

Loading it takes longer than the window takes to appear.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.domain.clock import Clock

if TYPE_CHECKING:
    from inspector_app.gui.opening import Offer, Opened
    from inspector_app.services.closing import Closed
    from inspector_app.services.session import Session


def read_offer(home: Path, recent: Sequence[Path], clock: Clock) -> Offer:
    """See `opening.offer`."""
    from inspector_app.gui import opening

    return opening.offer(home, recent, clock)


def open_unasked(where: Path, passphrase_file: Path | None, clock: Clock) -> Opened | None:
    """Opens a store where the way to it is known; None where nobody may open it unasked."""
    from inspector_app.gui import opening

    if passphrase_file is not None:
        return opening.unlock_by_file(where, passphrase_file, clock)
    return opening.unlock_by_keychain(where, clock)


def put_away(session: Session) -> None:
    """See `opening.put_away`."""
    from inspector_app.gui import opening

    opening.put_away(session)


def destroy(session: Session, home: Path) -> Closed:
    """See `parting.destroy`."""
    from inspector_app.gui import parting

    return parting.destroy(session, home)


def take_back_loans() -> None:
    """See `lending.take_back_all`."""
    from inspector_app.services import lending

    lending.take_back_all()


def unsent(session: Session) -> int:
    """See `opening.unsent`."""
    from inspector_app.gui import opening

    return opening.unsent(session)
