"""England's bank holidays, from the `holidays` package; nothing is fetched."""

from __future__ import annotations

import functools
from datetime import date

_FIRST, _LAST = 1980, 2100
"""Years outside these are slips of the pen in a date, not years that anybody waits through."""


@functools.cache
def bank_holidays(first: int, last: int) -> frozenset[date]:
    """Returns the bank holidays of England, days in lieu too, from one year to another, both included."""
    from holidays.countries.united_kingdom import UnitedKingdom  # noqa: PLC0415 - loads every country there is

    years = range(max(first, _FIRST), min(last, _LAST) + 1)
    return frozenset(UnitedKingdom(subdiv="ENG", years=years)) if years else frozenset()
