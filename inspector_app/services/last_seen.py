"""Where the log of each store ended when it was last used here, noted in the app's home.

The note inside a store's folder (`store.head`) goes wherever the folder goes. Who puts an old copy of the
whole folder back puts the old note back with it; this one stays, and tells. A note is a few lines of ASCII,
`DEVICE PLACE DIGEST`, one for each device id that the store ever had here; it says nothing of an inspection.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from inspector_app.services import home
from inspector_app.store import folder
from inspector_app.store.errors import StoreWriteError
from inspector_app.store.head import Head

FOLDER = "last-seen"
_LINE = re.compile(r"([0-9a-f-]{36}) ([0-9]{1,15}) ([0-9a-f]{64})")
_MOST_BYTES = 65_536


def end_of(store_id: str, actor: str) -> Head | None:
    """Returns where a device's log ended when the store was last used here; None where nothing was noted."""
    return _read(_place(store_id)).get(actor)


def note(store_id: str, head: Head) -> None:
    """Notes where a device's log ends now; quiet where the home cannot be written, as after a full disk."""
    path = _place(store_id)
    told = _read(path)
    if told.get(head.actor) == head:
        return
    told[head.actor] = head
    lines = [f"{one.actor} {one.seq} {one.entry}\n" for one in told.values()]
    with suppress(OSError, StoreWriteError):
        path.parent.mkdir(parents=True, exist_ok=True)
        folder.write_whole(path, "".join(lines).encode("ascii"))


def forget(store_id: str) -> None:
    """Takes the note of a store away, when the store is gone for good."""
    with suppress(OSError):
        _place(store_id).unlink(missing_ok=True)


def _place(store_id: str) -> Path:
    # The id comes from a file that anybody may have written; it must not lead elsewhere.
    return home.folder() / FOLDER / re.sub(r"[^0-9a-zA-Z]", "_", store_id)[:64]


def _read(path: Path) -> dict[str, Head]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return {}
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return {one[1]: Head(one[1], int(one[2]), one[3]) for one in found if one is not None}
