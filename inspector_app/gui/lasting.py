"""What lasts as long as a store is open, beside the screens. Loaded after the window stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from inspector_app.gui import errands, forgetting
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
from inspector_app.gui.writing.desk import Writing
from inspector_app.services.session import Session


def begin(  # noqa: PLR0917 - what an opening has
    app: QApplication,
    shell: Shell,
    desk: Desk,
    session: Session,
    dropping: Dropping,
    lease: Lease,
    part: Callable[[], None],
) -> None:
    """Begins what lasts, and has it end with the lease.

    Args:
        app: the application.
        shell: the window.
        desk: the window, as the screens have it.
        session: the open store.
        dropping: its drop folder.
        lease: ends when the store is closed.
        part: the inspection is over here.
    """
    writing = Writing(app, desk, session, shell.window, shell.settings)
    shell.on_find(writing.find)
    lease.at_end(writing.stop)
    lease.at_end(partial(shell.on_find, None))
    lease.at_end(Backing(desk, session, shell.window.facts.show_backup).stop)
    lease.at_end(Parting(desk, session, part).stop)
    lease.at_end(DropWatch(desk, dropping, shell.window.facts.show_waiting).stop)
    lease.at_end(errands.take_back_loans)
    lease.at_end(shell.end_quiet)
    lease.at_end(Seeking(desk, session, shell.window).stop)
    lease.at_end(Printing(desk, shell.window).stop)
    undoing = Undoing(desk, session, shell.editing.tell)
    shell.editing.serve(undoing)
    lease.at_end(shell.editing.serve_nobody)
    undoing.look()
    forgetting.settle()
