"""A model of a disk that loses power: what was forced out stays, the rest is dropped, kept or torn."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^(\d+)<([^>]*)>")
_SHARED = re.compile(r"-shm>|\\x2d\\x73\\x68\\x6d>")  # the end of a path, plain or as -xx writes it
_HARMLESS = {"read", "lseek", "close", "dup", "dup2", "sync_file_range"}


@dataclass
class Inode:
    """A file's bytes: what is forced out, and each later write (place, bytes) or length (place, None)."""

    data: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for place, data in self.waiting:
            _put(self.data, place, data)
        self.waiting = []

    def asked(self) -> bytes:
        found = bytearray(self.data)
        for place, data in self.waiting:
            _put(found, place, data)
        return bytes(found)

    def torn(self, dice: random.Random) -> bytes:
        """The bytes after the cut; each sector of each write is there or not."""
        kept = dice.choice((0.0, 0.5, 1.0, dice.random()))
        found = bytearray(self.data)
        for place, data in self.waiting:
            if data is None:
                if dice.random() < kept:
                    _put(found, place, None)
                continue
            start = place
            while start < place + len(data):
                end = min(place + len(data), (start // SECTOR + 1) * SECTOR)
                if dice.random() < kept:
                    _put(found, start, data[start - place : end - place])
                start = end
        return bytes(found)


def _put(found: bytearray, place: int, data: bytes | None) -> None:
    if data is None:
        del found[place:]
    if len(found) < place:
        found.extend(bytes(place - len(found)))
    if data is not None:
        found[place : place + len(data)] = data


class Disk:
    """One folder without folders inside, followed through the lines of strace (`-y -xx`)."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.folder = folder
        self.forced = {name: Inode(bytearray(data)) for name, data in files.items() if _counts(name)}
        self.names = dict(self.forced)
        self.renames: list[tuple[str, Inode | None]] = []
        self.handles: dict[int, Inode] = {}

    def follow(self, line: str) -> None:
        """Does what one call asked; a call that the model does not know ends the run."""
        found = _CALL.match(line)
        if found is None:
            raise SystemExit(f"a line of the record cannot be read: {line[:200]}")
        call, arguments, result = found[1], found[2], int(found[3])
        if result < 0 or call in _HARMLESS:
            return
        if call in {"open", "openat", "creat"}:
            self._open(arguments, result)
        elif call in {"unlink", "unlinkat"}:
            self._name(self._path(arguments), None)
        elif call == "mmap":
            if "MAP_SHARED" in arguments and "PROT_WRITE" in arguments and not _SHARED.search(arguments):
                raise SystemExit("a file is written through memory, which the model does not follow")
        else:
            self._handle(call, arguments, result)

    def _open(self, arguments: str, handle: int) -> None:
        name = self._path(arguments)
        self.handles.pop(handle, None)
        if not _counts(name) or "O_DIRECTORY" in arguments:
            return
        if name not in self.names:
            if "O_CREAT" not in arguments:
                return  # the folder itself
            self._name(name, Inode())
        self.handles[handle] = self.names[name]
        if "O_TRUNC" in arguments:
            self.names[name].waiting.append((0, None))

    def _handle(self, call: str, arguments: str, result: int) -> None:
        found = _FILE.match(arguments)
        if found is None:
            raise SystemExit(f"a call that the model does not know: {call}")
        path = Path(_plain(found[2]))
        if path == self.folder:
            if call in {"fsync", "fdatasync"}:
                self._sync_names(len(self.renames))
            return
        if not _counts(path.name):
            return
        inode = self.handles[int(found[1])]
        rest = arguments[found.end() :]
        if call in {"fsync", "fdatasync"}:
            inode.sync()
        elif call == "pwrite64":
            inode.waiting.append((int(rest.rsplit(", ", 1)[1]), _bytes(rest)[:result]))
        elif call == "ftruncate":
            inode.waiting.append((int(rest.rsplit(", ", 1)[1]), None))
        else:
            raise SystemExit(f"a call that the model does not know: {call}")

    def _path(self, arguments: str) -> str:
        return Path(_bytes(arguments).decode()).name

    def _name(self, name: str, inode: Inode | None) -> None:
        if not _counts(name):
            return
        if inode is None:
            self.names.pop(name)
        else:
            self.names[name] = inode
        self.renames.append((name, inode))

    def _sync_names(self, many: int) -> None:
        self.forced = _named(self.forced, self.renames[:many])
        self.renames = self.renames[many:]

    def as_asked(self) -> dict[str, bytes]:
        """The files as they are while the power is on."""
        return {name: inode.asked() for name, inode in self.names.items()}

    def lose_power(self, wreck: Path, dice: random.Random) -> bool:
        """Writes what is on the disk after a cut; returns whether there was anything to lose.

        The shared-memory file is not forced out by anyone, so it may hold anything.
        """
        names = _named(self.forced, self.renames[: dice.randint(0, len(self.renames))])
        for name, inode in names.items():
            (wreck / name).write_bytes(inode.torn(dice))
        if dice.random() < 0.5:
            (wreck / "evidence.db-shm").write_bytes(dice.randbytes(32_768))
        return bool(self.renames) or any(inode.waiting for inode in names.values())


def _named(names: dict[str, Inode], changes: list[tuple[str, Inode | None]]) -> dict[str, Inode]:
    found = dict(names)
    for name, inode in changes:
        if inode is None:
            found.pop(name, None)
        else:
            found[name] = inode
    return found


def _counts(name: str) -> bool:
    """The lock says nothing and the shared memory is made anew."""
    return name != "lock" and not name.endswith("-shm")


def _plain(told: str) -> str:
    return bytes.fromhex(told.replace("\\x", "")).decode() if told.startswith("\\x") else told


def _bytes(told: str) -> bytes:
    found = _TEXT.search(told)
    if found is None:
        raise SystemExit(f"a call without its bytes: {told[:100]}")
    return bytes.fromhex(found[1].replace("\\x", ""))
