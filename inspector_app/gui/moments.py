"""Days and moments as people here read them, in the computer's own time zone."""

from __future__ import annotations

from datetime import datetime


def told_moment(told: str) -> str:
    """Returns a day or moment of the ledger in words: `2 Nov 2026, 09:14`; other text as it is.

    Args:
        told: ISO 8601, `2026-11-02` or `2026-11-02T09:14:00Z`.
    """
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    if "T" not in told:
        return f"{moment.day} {moment:%b %Y}"
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"
