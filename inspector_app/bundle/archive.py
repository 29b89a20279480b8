"""The one ZIP file that a list of files makes (R8). Reader and writer predict the same bytes.

An archive that different readers understand differently is an attack; Python's own reader accepts most of
them. Here every byte outside the files follows from names, sizes and checksums; any other is refused.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

VERSION = 10
DATE = 0x0021  # 1980-01-01, the first day that ZIP knows
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the archive says of one file.

    Attributes:
        name: full name, with the folder of the bag.
        size: bytes.
        crc: CRC-32 of the bytes.
        offset: where its local header starts.
    """

    name: bytes
    size: int
    crc: int
    offset: int


def local_header(told: Heading) -> bytes:
    """Returns the bytes before a file's own bytes."""
    length = len(told.name)
    return (
        LOCAL.pack(_LOCAL_MARK, VERSION, 0, 0, 0, DATE, told.crc, told.size, told.size, length, 0) + told.name
    )


def central_header(told: Heading) -> bytes:
    """Returns a file's line in the directory at the end."""
    # fmt: off
    return CENTRAL.pack(
        _CENTRAL_MARK, VERSION, VERSION, 0, 0, 0, DATE, told.crc, told.size, told.size, len(told.name),
        0, 0, 0, 0, 0, told.offset,
    ) + told.name
    # fmt: on


def end_record(count: int, size: int, offset: int) -> bytes:
    """Returns the last bytes of an archive.

    Args:
        count: files.
        size: bytes of the directory.
        offset: where the directory starts.
    """
    return END.pack(_END_MARK, 0, 0, count, count, size, offset, 0)


def overhead(name: str) -> int:
    """Returns the bytes that an archive needs for a file beside the file's own."""
    return LOCAL.size + CENTRAL.size + 2 * len(name)


def closing(headings: list[Heading], offset: int) -> bytes:
    """Returns everything after the last file: the directory and the end record."""
    directory = b"".join(central_header(told) for told in headings)
    return directory + end_record(len(headings), len(directory), offset)
