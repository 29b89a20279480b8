"""Checks intervals: what may be counted, between which steps, and when it is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspector_app.domain.intervals import LONGEST
from inspector_app.frameworks.problem import Place
from inspector_app.frameworks.shape import Fault
from inspector_app.frameworks.tables import Table, text


def interval_faults(interval: Table, place: Place) -> Iterator[Fault]:
    """Yields the faults of one interval.

    Args:
        interval: as read; values of the wrong type are passed over, as the shape check has named them.
        place: where it stands.
    """
    first, last = text(interval, "valid_from"), text(interval, "valid_to")
    if first and last and last < first:
        yield (*place, "valid_to"), f"ends on {last}, before it begins on {first}"
    if text(interval, "from_event") and text(interval, "from_event") == text(interval, "to_event"):
        told = "an interval cannot run from a step to itself: name what the steps belong to, and “repeated”"
        yield (*place, "to_event"), told
    limit: Any = interval.get("limit")
    if isinstance(limit, int) and limit > LONGEST:
        yield (*place, "limit"), f"must be {LONGEST} or less, not {limit}"
    under, least = interval.get("under_age"), interval.get("from_age")
    if isinstance(under, int) and isinstance(least, int) and under <= least:
        yield (*place, "under_age"), f"nobody is younger than {under} and at least {least}"
    once, again = ("unless", "only_if_begun", "to_day"), ("within_years",)
    for key in once if "repeated" in interval else again:
        if key in interval:
            kind = "not repeated" if "repeated" in interval else "repeated"
            yield (*place, key), f"belongs to intervals that are {kind}"
