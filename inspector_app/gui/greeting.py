"""What is said of a store when it is opened, before anything else."""

from __future__ import annotations

from inspector_app.gui.notice import Notice, Weight


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


def damaged(sentence: str) -> Notice:
    """Says that parts of a store cannot be read.

    Args:
        sentence: what was found.
    """
    return Notice(
        "damaged",
        Weight.PROBLEM,
        sentence,
        "Export a bundle for your lead now, then have IT run inspector-app check and rescue. What"
        " can be read is safe to read.",
        closable=False,
    )
