"""What goes on beside the screens while a store is open, and ends with it."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.gui import errands
from inspector_app.gui.backing import Backing
from inspector_app.gui.desk import Desk
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.dropwatch import DropWatch
from inspector_app.gui.lease import Lease
from inspector_app.gui.parting import Parting
from inspector_app.gui.printing import Printing
from inspector_app.gui.seeking import Seeking
from inspector_app.gui.shell import Shell
from inspector_app.gui.undoing import Undoing
from inspector_app.services.session import Session


def attend(
    shell: Shell,
    desk: Desk,
    session: Session,
    *,
    lease: Lease,
    dropping: Dropping,
    part: Callable[[], None],
) -> None:
    """Begins all of it, each to be stopped when the lease ends.

    Args:
        shell: the window's shell.
        desk: the desk of the open store.
        session: the open store.
        lease: how long the store is open.
        dropping: its drop folder.
        part: called where the inspection is over on this laptop.
    """
    facts = shell.window.facts
    lease.at_end(Backing(desk, session, facts.show_backup).stop)
    lease.at_end(Parting(desk, session, part).stop)
    lease.at_end(DropWatch(desk, dropping, facts.show_waiting).stop)
    lease.at_end(errands.take_back_loans)
    lease.at_end(shell.end_quiet)
    lease.at_end(Seeking(desk, session, shell.window).stop)
    lease.at_end(Printing(desk, shell.window).stop)
    _undo(shell, desk, session, lease)


def _undo(shell: Shell, desk: Desk, session: Session, lease: Lease) -> None:
    undoing = Undoing(desk, session, shell.editing.tell)
    shell.editing.serve(undoing)
    lease.at_end(shell.window.on_changed(undoing.look))
    lease.at_end(shell.editing.serve_nobody)
    undoing.look()
