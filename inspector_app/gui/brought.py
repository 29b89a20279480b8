"""What a person brought along to be attached, as a value. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Brought:
    """What there is: files on this computer or else a picture as PNG; neither where there is only text."""

    files: tuple[Path, ...] = ()
    picture: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.files or self.picture)
