"""What the council was told, in words for a screen. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from inspector_app.services.feedback import Meeting
from inspector_app.services.wording import told_moment


def told_lines(meetings: Iterable[Meeting], codes: Collection[str]) -> tuple[str, ...]:
    """Returns a sentence for each point on some descriptors, the latest meeting first.

    Args:
        meetings: all of them.
        codes: the descriptors.
    """
    return tuple(
        f"{told_moment(meeting.when)}, {meeting.told_by} to {meeting.told_to}: {point.text}"
        + (f" Reply: {point.reply}" if point.reply else " No reply noted.")
        for meeting in meetings
        for point in meeting.points
        if point.descriptor in codes
    )
