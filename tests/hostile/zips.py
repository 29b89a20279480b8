"""A ZIP builder that can say anything, and a reader of the plainest archives; shares no code with the app."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_FIELDS = (
    "mark",
    "version",
    "flags",
    "method",
    "time",
    "date",
    "crc",
    "packed",
    "size",
    "name",
    "extra",
)
CENTRAL_FIELDS = (
    "mark", "made", "version", "flags", "method", "time", "date", "crc", "packed", "size", "name", "extra",
    "comment", "disk", "internal", "external", "offset",
)  # fmt: skip
END_FIELDS = ("mark", "disk", "start", "here", "count", "length", "offset", "comment")
Numbers = Mapping[str, "int | bytes"]


def _pack(shape: struct.Struct, names: Sequence[str], told: Numbers) -> bytes:
    return shape.pack(*(told[name] for name in names))


@dataclass(frozen=True)
class Member:
    """One file; whatever is not said is what the format has.

    Attributes:
        local: fields of the local header to say something else in.
        central: the same in the directory.
        before: bytes before its local header.
        after: bytes after its data.
        told: name in the directory, where it is another.
        at: what to add to the offset that the directory tells.
        hidden: it is not in the directory.
        ghost: it is in the directory only, told to be where this offset is.
    """

    name: bytes
    data: bytes = b""
    local: Numbers = field(default_factory=dict)
    central: Numbers = field(default_factory=dict)
    local_extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    after: bytes = b""
    told: bytes | None = None
    at: int = 0
    hidden: bool = False
    ghost: int | None = None


def _local(one: Member) -> bytes:
    told: Numbers = {
        "mark": b"PK\x03\x04", "version": 10, "flags": 0, "method": 0, "time": 0, "date": 0x21,
        "crc": zlib.crc32(one.data), "packed": len(one.data), "size": len(one.data), "name": len(one.name),
        "extra": len(one.local_extra),
    } | dict(one.local)  # fmt: skip
    return _pack(LOCAL, LOCAL_FIELDS, told) + one.name + one.local_extra


def _central(one: Member, offset: int) -> bytes:
    name = one.name if one.told is None else one.told
    told: Numbers = {
        "mark": b"PK\x01\x02", "made": 10, "version": 10, "flags": 0, "method": 0, "time": 0, "date": 0x21,
        "crc": zlib.crc32(one.data), "packed": len(one.data), "size": len(one.data), "name": len(name),
        "extra": len(one.central_extra), "comment": len(one.comment), "disk": 0, "internal": 0, "external": 0,
        "offset": offset + one.at,
    } | dict(one.central)  # fmt: skip
    return _pack(CENTRAL, CENTRAL_FIELDS, told) + name + one.central_extra + one.comment


def build(
    members: Iterable[Member],
    *,
    end: Numbers | None = None,
    prefix: bytes = b"",
    shifted: bool = True,
    before_directory: bytes = b"",
    before_end: bytes = b"",
    tail: bytes = b"",
    comment: bytes = b"",
    order: Sequence[int] | None = None,
) -> bytes:
    """Returns an archive.

    Args:
        members: what is in it, in order.
        end: fields of the end record to say something else in.
        prefix: bytes before everything.
        shifted: offsets count the prefix.
        before_directory: bytes between the last file and the directory.
        before_end: bytes between the directory and the end record.
        tail: bytes after everything.
        comment: of the archive.
        order: places of the members in the directory, where it is another order.
    """
    files, lines = bytearray(prefix), list[bytes]()
    base = 0 if shifted else len(prefix)
    for one in members:
        if one.ghost is not None:
            lines.append(_central(one, one.ghost))
            continue
        files += one.before
        if not one.hidden:
            lines.append(_central(one, len(files) - base))
        files += _local(one) + one.data + one.after
    files += before_directory
    directory = b"".join(lines if order is None else (lines[place] for place in order))
    count = len(lines) if order is None else len(order)
    told: Numbers = {
        "mark": b"PK\x05\x06", "disk": 0, "start": 0, "here": count, "count": count, "length": len(directory),
        "offset": len(files) - base, "comment": len(comment),
    } | dict(end or {})  # fmt: skip
    return bytes(files) + directory + before_end + _pack(END, END_FIELDS, told) + comment + tail


def read(data: bytes) -> dict[bytes, bytes]:
    """Returns the files of a plain archive by name, as its directory tells them."""
    end = dict(zip(END_FIELDS, END.unpack(data[-END.size :]), strict=True))
    found, at = dict[bytes, bytes](), end["offset"]
    for _ in range(end["count"]):
        told = dict(zip(CENTRAL_FIELDS, CENTRAL.unpack_from(data, at), strict=True))
        name = data[at + CENTRAL.size :][: told["name"]]
        start = told["offset"] + LOCAL.size + len(name)
        found[name] = data[start : start + told["size"]]
        at += CENTRAL.size + len(name)
    return found
