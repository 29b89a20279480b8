"""Puts a finished document where it is wanted: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from inspector_app.documents.errors import DraftNotWrittenError


def place(content: bytes, out: Path, *, called: str = "draft") -> None:
    """Writes beside the target and moves it into place, so that a half-written file never bears its name.

    Args:
        content: the file's bytes.
        out: where it is wanted; one that is there is replaced at once, or left as it was.
        called: what the sentence of a refusal calls it.

    Raises:
        DraftNotWrittenError: it cannot be written there; nothing was left behind.
    """
    partial: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".draft-", suffix=".part", dir=out.parent)
        partial = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(out)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise DraftNotWrittenError(
            f"The {called} could not be written ({error.strerror or 'the system refused'})",
            where=out,
            advice="Close it if it is open elsewhere, check the folder and the free space, then try again.",
        ) from error
