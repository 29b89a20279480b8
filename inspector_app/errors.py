"""The one root of every error that this app raises on purpose.

Two kinds. A `WorldError` is nobody's bug: a wrong passphrase, a full disk, a damaged file. It carries a
sentence that the user can act on: what happened, where, what to do. A `BugError` is ours: it becomes a
report without personal data. No message ever holds evidence text or a person's name.
"""

from __future__ import annotations


class InspectorError(Exception):
    """Root of all errors raised by inspector_app."""


class WorldError(InspectorError):
    """Something outside the program stands in the way.

    Args:
        what: one sentence, without the final stop, saying what happened.
        where: the file, folder, sheet or line that it happened in.
        advice: one sentence saying what the user can do now.
    """

    def __init__(self, what: str, *, where: object = None, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = "" if where is None else str(where)
        self.advice = advice

    def __str__(self) -> str:
        """The whole sentence for the screen: what, where, what to do."""
        told = f"{self.what}: {self.where}." if self.where else f"{self.what}."
        return f"{told} {self.advice}".rstrip()


class RefusedError(WorldError):
    """A rule of the trade refuses what was asked; nothing was changed."""


class BugError(InspectorError):
    """The program broke its own promise. Shown as a report without personal data."""
