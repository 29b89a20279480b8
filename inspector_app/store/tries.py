"""Wrong passphrases in a row, counted beside the store, so that a restart does not start the guessing anew.

A count, not a time: clocks can be set. Whoever holds the disk can take the file away, but they can as well
copy the store and guess elsewhere, where only the cost of Argon2id stands in the way.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from inspector_app.store import folder
from inspector_app.store.errors import StoreWriteError

FILE = "tries"
FREE = 3
"""Wrong tries before the first wait: people mistype."""
LONGEST = 60.0


def wrong(where: Path) -> int:
    """Returns how many wrong passphrases were given since the last right one."""
    try:
        return max(0, int((where / FILE).read_bytes()[:9]))
    except (OSError, ValueError):
        return 0


def wait_before(where: Path) -> float:
    """Returns the seconds to wait before the next try: none at first, then twice as long each time."""
    over = wrong(where) - FREE
    return 0.0 if over < 0 else min(LONGEST, 2.0 ** min(over, 10))


def failed(where: Path) -> None:
    """Counts a wrong passphrase; quiet where the folder cannot be written."""
    with suppress(StoreWriteError):
        folder.write_whole(where / FILE, str(wrong(where) + 1).encode("ascii"))


def passed(where: Path) -> None:
    """Forgets the wrong ones, after the right one."""
    with suppress(OSError):
        (where / FILE).unlink(missing_ok=True)
