"""Attacks on the archive: every field of every header, gaps, links, comments, lies about sizes, order (R8, R5)."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

from hostile import zips
from hostile.bench import Attack, attack
from hostile.real import Real
from hostile.zips import Member

R8 = "R8"
BOTH = {
    "version": (0, 20, 45, 63, 0xFFFF),
    "flags": (1, 2, 4, 8, 0x20, 0x40, 0x800, 0x2000, 0x8000),
    "method": (1, 6, 8, 9, 12, 14, 93, 95, 98, 99),
    "time": (1, 0x6000),
    "date": (0, 0x22, 0x5A6B),
    "crc": (0, 0xFFFFFFFF),
    "packed": (0, 0x7FFFFFFF, 0xFFFFFFFF),
    "size": (0, 0x7FFFFFFF, 0xFFFFFFFF),
}
LINKS = {
    "a symbolic link": stat.S_IFLNK | 0o777,
    "a folder": stat.S_IFDIR | 0o755,
    "a pipe": stat.S_IFIFO | 0o644,
    "a socket": stat.S_IFSOCK | 0o644,
    "a character device": stat.S_IFCHR | 0o644,
    "a block device": stat.S_IFBLK | 0o644,
    "set-uid": stat.S_IFREG | 0o4755,
    "a plain file's mode": stat.S_IFREG | 0o644,
}
ZIP64_EXTRA = struct.pack("<HHQQ", 1, 16, 10, 10)
EXTRAS = {
    "zip64": ZIP64_EXTRA,
    "unicode path": struct.pack("<HHBI", 0x7075, 9, 1, 0) + b"evil",
    "unix times": struct.pack("<HHBI", 0x5455, 5, 1, 0),
    "unix owner": struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 0, 4, 0),
    "ntfs times": struct.pack("<HH", 0x0A, 4) + bytes(4),
    "strong encryption": struct.pack("<HH", 0x17, 0),
    "padding": b"\x00" * 4,
    "cut": b"\x01",
}


def _with(real: Real, change: Member, at: int = -1) -> list[Member]:
    members = real.members()
    members[at] = change
    return members


def fields(real: Real) -> Iterator[Attack]:
    """Every field of a header with another value, in either place and in both."""
    last = real.members()[-1]
    size = len(last.data)
    told = {
        **BOTH,
        "packed": (*BOTH["packed"], size - 1, size + 1),
        "size": (*BOTH["size"], size - 1, size + 1),
    }
    for name, values in told.items():
        for value in values:
            for where, change in (
                ("local", replace(last, local={name: value})),
                ("directory", replace(last, central={name: value})),
                ("both", replace(last, local={name: value}, central={name: value})),
            ):
                yield attack(f"archive: {where} {name} {value}", R8, zips.build(_with(real, change)))
    for name, value in (
        ("name", len(last.name) - 1),
        ("name", len(last.name) + 1),
        ("extra", 4),
        ("mark", b"PK\x03\x05"),
    ):
        yield attack(
            f"archive: local {name} {value!r} alone",
            R8,
            zips.build(_with(real, replace(last, local={name: value}))),
        )
    for name, values in {
        "made": (0, 20, 0x031E, 0x130A), "comment": (1, 0xFFFF), "disk": (1, 0xFFFF), "internal": (1, 2),
        "external": (1, 0x10, 0x20), "offset": (0, 0xFFFFFFFF), "mark": (b"PK\x01\x03",), "extra": (4,),
        "name": (len(last.name) - 1, len(last.name) + 1),
    }.items():  # fmt: skip
        for value in values:
            change = replace(last, central={name: value})
            yield attack(f"archive: directory {name} {value!r} alone", R8, zips.build(_with(real, change)))


def links(real: Real) -> Iterator[Attack]:
    """Modes of unix that make a name something else than a plain file."""
    last = real.members()[-1]
    for words, mode in LINKS.items():
        for target in (b"/etc/passwd", last.data):
            change = replace(last, data=target, central={"made": 0x031E, "external": mode << 16})
            yield attack(f"links: {words}, {len(target)} bytes", R8, zips.build(_with(real, change)))
        quiet = replace(last, central={"external": mode << 16})
        yield attack(f"links: {words} without a system", R8, zips.build(_with(real, quiet)))


def extras(real: Real) -> Iterator[Attack]:
    """Extra fields and comments."""
    last = real.members()[-1]
    for words, extra in EXTRAS.items():
        for where, change in (
            ("local", replace(last, local_extra=extra)),
            ("directory", replace(last, central_extra=extra)),
            ("both", replace(last, local_extra=extra, central_extra=extra)),
        ):
            yield attack(f"extras: {words}, {where}", R8, zips.build(_with(real, change)))
    yield attack("extras: comment of a file", R8, zips.build(_with(real, replace(last, comment=b"read me"))))
    yield attack(
        "extras: sizes in zip64 alone", R8,
        zips.build(_with(real, replace(
            last,
            local={"packed": 0xFFFFFFFF, "size": 0xFFFFFFFF, "version": 45},
            local_extra=struct.pack("<HHQQ", 1, 16, len(last.data), len(last.data)),
        ))),
    )  # fmt: skip
    for mark in (b"PK\x07\x08", b""):
        described = mark + struct.pack("<III", zlib.crc32(last.data), len(last.data), len(last.data))
        flagged = replace(last, local={"flags": 8, "crc": 0, "packed": 0, "size": 0}, after=described)
        for words, change in (
            ("plain", replace(last, after=described)),
            ("flagged", flagged),
            ("flagged in both", replace(flagged, central={"flags": 8})),
        ):
            yield attack(f"extras: data descriptor {words} {mark!r}", R8, zips.build(_with(real, change)))


def gaps(real: Real) -> Iterator[Attack]:
    """Bytes where none belong: before, between, after; files that only one of two lists has."""
    members = real.members()
    whole = zips.build(members)
    for words, more in {
        "NUL": b"\x00",
        "LF": b"\n",
        "a page": bytes(4096),
        "MZ": b"MZ",
        "a script": b"#!/bin/sh\nid\n",
        "%PDF": b"%PDF-1.7\n",
    }.items():
        for shifted in (True, False):
            made = zips.build(members, prefix=more, shifted=shifted)
            yield attack(f"gaps: {words} before, offsets {'shifted' if shifted else 'kept'}", "R8 R9", made)
        yield attack(f"gaps: {words} after", R8, zips.build(members, tail=more))
        yield attack(f"gaps: {words} before the directory", R8, zips.build(members, before_directory=more))
        yield attack(f"gaps: {words} before the end", R8, zips.build(members, before_end=more))
        for at in (1, 5, -1):
            made = zips.build(_with(real, replace(members[at], before=more), at))
            yield attack(f"gaps: {words} before file {at}", "R8 R9", made)
    evil = Member(f"{real.base}/data/readme.txt".encode(), b"other words\n")
    for at in (0, 3, len(members)):
        made = zips.build([*members[:at], replace(evil, hidden=True), *members[at:]])
        yield attack(f"gaps: a file that the directory hides, at {at}", R8, made)
        made = zips.build([*members[:at], replace(evil, ghost=0), *members[at:]])
        yield attack(f"gaps: a line without a file, at {at}", R8, made)
    overlapped = [*members[:-1], replace(members[-1], at=-len(members[-2].data))]
    yield attack("gaps: two files overlap", R8, zips.build(overlapped))
    yield attack(
        "gaps: all lines show one file", R8, zips.build([replace(m, central={"offset": 0}) for m in members])
    )
    yield attack("gaps: an archive after the archive", R8, whole + whole)
    yield attack(
        "gaps: an archive before the archive", R8, whole + zips.build(members, prefix=whole)[len(whole) :]
    )
    yield attack("gaps: an empty archive after it", R8, whole + zips.build([]))
    yield attack("gaps: record of a signature", R8, zips.build(members, before_end=b"PK\x05\x05\x00\x00"))
    yield attack(
        "gaps: archive's own extra data", R8, zips.build(members, before_directory=b"PK\x06\x08" + bytes(4))
    )
    yield attack("gaps: mark of a split archive", R8, zips.build(members, prefix=b"PK\x07\x08"))
    yield attack("gaps: mark of a split archive of one", R8, zips.build(members, prefix=b"PK00"))


def ends(real: Real) -> Iterator[Attack]:
    """The end record: every field, comments, ZIP64's two records, none at all."""
    members = real.members()
    count = len(members)
    whole = zips.build(members)
    length = struct.unpack("<I", whole[-10:-6])[0]
    offset = struct.unpack("<I", whole[-6:-2])[0]
    for name, values in {
        "mark": (b"PK\x05\x07", b"PK\x06\x06"), "disk": (1, 0xFFFF), "start": (1, 0xFFFF),
        "here": (0, count - 1, count + 1, 0xFFFF), "count": (0, count - 1, count + 1, 0xFFFF),
        "length": (0, length - 1, length + 1, 0xFFFFFFFF), "offset": (0, offset - 1, offset + 1, 0xFFFFFFFF),
        "comment": (1, 0xFFFF),
    }.items():  # fmt: skip
        for value in values:
            yield attack(f"ends: {name} {value!r}", R8, zips.build(members, end={name: value}))
    for value in (0, count - 1, count + 1, 0xFFFF):
        made = zips.build(members, end={"count": value, "here": value})
        yield attack(f"ends: both counts {value}", R8, made)
    yield attack("ends: comment", R8, zips.build(members, comment=b"read me"))
    yield attack("ends: comment with an end record", R8, zips.build(members, comment=zips.build([])))
    yield attack("ends: longest comment", R8, zips.build(members, comment=b"c" * 0xFFFF))
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + length, 1)
    yield attack("ends: zip64", R8, zips.build(members, before_end=record + locator))
    yield attack("ends: zip64 record", R8, zips.build(members, before_end=record))
    yield attack("ends: zip64 locator", R8, zips.build(members, before_end=locator))
    yield attack(
        "ends: all in zip64", R8,
        zips.build(members, before_end=record + locator, end={
            "here": 0xFFFF, "count": 0xFFFF, "length": 0xFFFFFFFF, "offset": 0xFFFFFFFF,
        }),
    )  # fmt: skip
    yield attack("ends: no files", "R8 R9", zips.build([]))
    yield attack("ends: no files, and a line feed before", "R8 R9", zips.build([], prefix=b"\n"))
    yield attack("ends: no end record", R8, whole[:-22])
    yield attack("ends: files alone", R8, whole[:offset])
    yield attack("ends: two end records", R8, whole + whole[-22:])
    yield attack("ends: PK and nothing", R8, b"PK")
    yield attack("ends: end record and nothing", R8, whole[-22:])


def orders(real: Real) -> Iterator[Attack]:
    """Files out of order, in the archive, the directory, or both."""
    members = real.members()
    count = len(members)
    turned = {"backwards": list(reversed(range(count))), "last first": [count - 1, *range(count - 1)]}
    for at in range(count - 1):
        turned[f"{at} after {at + 1}"] = [*range(at), at + 1, at, *range(at + 2, count)]
    for words, order in turned.items():
        yield attack(f"order: directory {words}", R8, zips.build(members, order=order))
        yield attack(f"order: all {words}", R8, zips.build([members[at] for at in order]))
    for words, order in {"a file less": range(count - 1), "a file twice": (*range(count), count - 1)}.items():
        yield attack(f"order: directory with {words}", "R8 R5", zips.build(members, order=list(order)))
