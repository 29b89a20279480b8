"""The binary pieces that SSH keys, certificates and signatures are built from (RFC 4251, section 5)."""

from __future__ import annotations

from inspector_app.errors import WorldError

_LENGTH = 4


class WireError(WorldError):
    """Bytes of a key or a signature do not hold together."""


def pack(*parts: bytes) -> bytes:
    """Returns each part preceded by its length, one after another."""
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)


class Fields:
    """Reads fields one after another; every read past the end is a fault."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Returns the next bytes.

        Raises:
            WireError: fewer are left.
        """
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise WireError("A key or signature is cut short")
        self._at += count
        return taken

    def number(self, size: int = 4) -> int:
        """Returns the next unsigned number of that many bytes."""
        return int.from_bytes(self.take(size), "big")

    def text(self) -> bytes:
        """Returns the next part that is preceded by its length."""
        return self.take(self.number())

    @property
    def at(self) -> int:
        """How many bytes were read."""
        return self._at

    @property
    def left(self) -> bool:
        """Whether bytes are left."""
        return self._at < len(self._data)

    def end(self) -> None:
        """Makes sure that nothing is left.

        Raises:
            WireError: bytes follow.
        """
        if self.left:
            raise WireError("A key or signature has bytes after its end")
