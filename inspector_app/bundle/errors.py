"""What can be wrong with a bundle or a roster. Messages name rules and members, never content."""

from __future__ import annotations

from inspector_app.errors import RefusedError, WorldError

_SHOWN = 120


def shown(name: str | bytes) -> str:
    """Returns a member's name fit for the screen: printable ASCII only, short.

    Names come from whoever made the file (R5). Control characters in one could move the cursor of a terminal
    and write over what was said there.
    """
    told = name if isinstance(name, str) else name.decode("ascii", "backslashreplace")
    plain = told.encode("ascii", "backslashreplace").decode("ascii")
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in plain)[:_SHOWN]


class BrokenRuleError(WorldError):
    """A bundle breaks a rule of its format; nothing of it is used.

    Args:
        rule: number of the rule, `R1` to `R11`.
        why: one sentence without its final stop.
        member: the file inside the bundle, where one is at fault.
    """

    def __init__(self, rule: str, why: str, member: str | bytes = "") -> None:
        self.rule = rule
        self.member = shown(member)
        super().__init__(f"{why} ({rule})", where=self.member or None)
        self.why = why


class NotGivenOutError(RefusedError):
    """Something was asked of a bundle that was not found good."""


class RosterError(WorldError):
    """A roster is unsigned, older than the one before, signed by another key, or cannot be read."""


class BundleWriteError(WorldError):
    """A bundle could not be written; nothing stands under its name."""


class ReceiptError(WorldError):
    """A receipt cannot be read, is not signed as it must be, or was changed; nothing of it is kept."""


class EnrolmentError(WorldError):
    """An enrolment cannot be read, is not signed by the key that it names, or was changed."""
