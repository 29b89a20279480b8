"""Ctrl+P: what is in sight on the screen in front, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector_app.gui import paper
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.paper import Sheet
from inspector_app.gui.window import MainWindow
from inspector_app.services import policy
from inspector_app.services.policy import Policy

if TYPE_CHECKING:
    from inspector_app.gui.print_preview import Preview

_ACTION = "file.print"
_BANNER = "print"


class Printing:
    """Printing while a store is open.

    Args:
        desk: the window.
        window: whose screen in front is printed.
    """

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        self._desk, self._window = desk, window
        self.preview: Preview | None = None
        desk.actions.add(_ACTION, "&Print…", self.ask, menu="File", shortcut="Ctrl+P")

    def stop(self) -> None:
        """The store is closed: no page stays in sight."""
        self._desk.actions.remove(_ACTION)
        self._desk.withdraw(_BANNER)
        if self.preview is not None:
            self.preview.forget()
            self.preview = None

    def ask(self) -> None:
        """File menu: shows the pages, where the organisation allows printing."""
        self._desk.runner.run(policy.present, self._show)

    def _show(self, rules: Policy) -> None:
        from inspector_app.gui.print_preview import Preview  # noqa: PLC0415 - loaded when first asked for

        body = paper.body_of(self._window.in_sight())
        why = "" if rules.printing else "Your organisation does not allow printing on this computer."
        why = why or ("" if body else "There is nothing on this screen to print.")
        if why:
            self._desk.tell(Notice(_BANNER, Weight.WARNING, why))
            return
        at = self._desk.clock().astimezone().strftime("%d %B %Y, %H:%M").lstrip("0")
        title = self._window.title_in_front
        sheet = Sheet(title, self._window.inspection, rules.marking, f"Printed {at}", body)
        if self.preview is not None:
            self.preview.forget()
        self.preview = Preview(self._desk, sheet, self._window, copies=rules.save_copies)
        self.preview.show()
