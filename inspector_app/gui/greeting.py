"""What is said of a store when it is opened, before anything else."""

from __future__ import annotations

from inspector_app.gui.notice import Notice, Weight

DAMAGED = "damaged"


def set_back(gone: int) -> Notice:
    """Says that a store is older than what was written in it.

    Args:
        gone: how many changes are missing.
    """
    return Notice(
        "set-back",
        Weight.PROBLEM,
        f"This store is older than what was written here: {gone} of your changes are missing.",
        "Something deleted a part of it, or put an old copy in its place. Take in your own last bundle on the"
        " Team screen, or look in the last backup.",
        closable=False,
    )


def moved() -> Notice:
    """Says that a store was last open on another computer."""
    return Notice(
        "moved",
        Weight.WARNING,
        "This store was last open on another computer, and goes on here as a new device.",
        "Nothing is lost. If somebody still works in it there, tell your lead: the two now hold different"
        " evidence, and each sends its own bundles.",
    )


def damaged(sentence: str, records: int = 0) -> Notice:
    """Says that parts of a store cannot be read, how many records that touches, and what to do.

    Args:
        sentence: what was found.
        records: how many records are touched; 0 where that cannot be told.
    """
    touched = "" if not records else f" {records} record{' is' if records == 1 else 's are'} touched."
    return Notice(
        DAMAGED,
        Weight.PROBLEM,
        f"{sentence}{touched}",
        "What you type is still saved, and what can be read is safe to read. Export a bundle for your lead"
        " now. Then restore the last backup, or have IT run inspector-app check, which names the records,"
        " and inspector-app rescue, which saves the rest.",
        closable=False,
    )
