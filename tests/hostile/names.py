"""Names that lead out, mean two things, or cannot stand on every disk (R5); files that come twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hostile import zips
from hostile.bench import Attack, attack
from hostile.real import Real
from hostile.zips import Member

OUT = b"inspector-hostile-escape"
DATA = b"data/"
NAMES = {
    "up": b"data/../../../" + OUT,
    "up at the start": b"../" + OUT,
    "up to the root": b"../" * 30 + b"tmp/" + OUT,
    "up and down again": b"data/../data/readme.txt",
    "here": b"data/./readme.txt",
    "absolute": b"/tmp/" + OUT,
    "absolute twice": b"//tmp/" + OUT,
    "two slashes": b"data//readme.txt",
    "ends in a slash": b"data/evil/",
    "backslashes": b"data\\..\\..\\" + OUT,
    "one backslash": b"data\\readme.txt",
    "network share": b"\\\\server\\share\\" + OUT,
    "drive": b"C:/" + OUT,
    "drive without a slash": b"c:" + OUT,
    "device path": b"\\\\?\\C:\\" + OUT,
    "stream": b"data/readme.txt:evil",
    "NUL at the end": b"data/readme.txt\x00",
    "NUL in the middle": b"data/readme.txt\x00.exe",
    "bell": b"data/\x07",
    "escape": b"data/\x1b[2Jevil",
    "line feed": b"data/evil\ndata/other",
    "carriage return": b"data/evil\r",
    "tab": b"data/evil\t",
    "delete": b"data/\x7f",
    "blank": b"data/read me.txt",
    "blank at the end": b"data/readme.txt ",
    "blank at the start": b"data/ readme.txt",
    "dot at the end": b"data/readme.txt.",
    "dots at the end": b"data/evil...",
    "dot at the start": b"data/.profile",
    "dash at the start": b"data/-rf",
    "tilde": b"data/~root",
    "percent": b"data/%2e%2e",
    "wildcard": b"data/*",
    "quote": b'data/"',
    "pipe": b"data/|id",
    "capital": b"data/Readme.txt",
    "capital folder": b"Data/readme.txt",
    "composed": "data/caf\u00e9".encode(),
    "decomposed": "data/cafe\u0301".encode(),
    "right to left": "data/\u202etxt.exe".encode(),
    "no-break space": "data/evil\u00a0".encode(),
    "full-width": "data/\uff45vil".encode(),
    "latin-1": b"data/caf\xe9",
    "overlong dot": b"data/\xc0\xae\xc0\xae",
    "lone surrogate": b"data/\xed\xa0\x80",
    "con": b"data/con",
    "con with an ending": b"data/con.txt",
    "prn": b"data/prn.a.b",
    "aux folder": b"data/aux/evil",
    "nul": b"data/nul.jsonl",
    "com1": b"data/com1",
    "lpt9": b"data/lpt9.txt",
    "part too long": b"data/" + b"a" * 81,
    "too long": b"data/" + b"/".join([b"a" * 60] * 4),
    "too deep": b"data/" + b"/".join([b"a"] * 8),
    "64 KiB": b"data/" + b"a" * 65000,
    "empty": b"",
}  # fmt: skip


def archived(real: Real) -> Iterator[Attack]:
    """Each name in the archive: in place of a file's, and in the directory alone."""
    members = real.members()
    for words, name in NAMES.items():
        full = (
            f"{real.base}/".encode() + name if words not in {"absolute", "drive", "up at the start"} else name
        )
        made = zips.build([*members[:-1], replace(members[-1], name=full)])
        yield attack(f"names: {words}", "R5 R8 R4", made)
        made = zips.build([*members, Member(full, b"evil\n")])
        yield attack(f"names: {words}, a further file", "R5 R8 R4", made)
        made = zips.build([*members[:-1], replace(members[-1], told=full)])
        yield attack(f"names: {words}, in the directory", "R5 R8", made)


def signed(real: Real) -> Iterator[Attack]:
    """Each name in a list that the signer signed, with and without the file of that name."""
    for words, name in NAMES.items():
        line = b"0" * 64 + b"  " + name + b"\n"

        def listing(told: bytes, line: bytes = line) -> bytes:
            lines = [*told.splitlines(keepends=True), line]
            return b"".join(sorted(lines, key=lambda one: one[66:]))

        yield attack(f"names: {words}, in the signed list", "R1 R4 R5", real.made(manifest=listing))
        yield attack(f"names: {words}, in the list of lists", "R1 R4 R5", real.made(tagmanifest=listing))


def folders(real: Real) -> Iterator[Attack]:
    """The folder that holds everything has the bundle's id for a name, and there is one."""
    members = real.members()
    for words, base in {
        "none": "", "another id": "01970000-0000-7000-8000-000000000009", "capitals": real.base.upper(),
        "no dashes": real.base.replace("-", ""), "braces": f"{{{real.base}}}", "up": "..", "words": "bundle",
        "two": f"{real.base}/{real.base}", "blank": f" {real.base}", "full-width": real.base.replace("0", "\uff10"),
    }.items():  # fmt: skip
        yield attack(f"folder: {words}", "R5 R3 R8 R4", real.zipped(base=base))
    other = b"01970000-0000-7000-8000-000000000009"
    for at in (0, 5, len(members) - 1):
        changed = replace(members[at], name=other + members[at].name[36:])
        made = zips.build([*members[:at], changed, *members[at + 1 :]])
        yield attack(f"folder: another for file {at}", "R8", made)
    yield attack("folder: a line for itself", "R5", zips.build([*members, Member(f"{real.base}/".encode())]))
    yield attack(
        "folder: a line for data", "R5", zips.build([*members, Member(f"{real.base}/data/".encode())])
    )


def duplicates(real: Real) -> Iterator[Attack]:
    """Files that come twice, or whose names differ only where some disks see no difference."""
    members = real.members()
    for at, one in enumerate(members):
        made = zips.build([*members[: at + 1], one, *members[at + 1 :]])
        yield attack(f"duplicates: {at} twice", "R5 R8", made)
        made = zips.build([*members[: at + 1], replace(one, data=b"other\n"), *members[at + 1 :]])
        yield attack(f"duplicates: {at} with other words", "R5 R8", made)
        name = one.name[:37] + one.name[37:].upper()
        made = zips.build([*members[: at + 1], replace(one, name=name), *members[at + 1 :]])
        yield attack(f"duplicates: {at} in capitals", "R5 R8", made)
    for path in ("data/readme.txt/evil", "data/bundle.json/a/b", "bagit.txt/evil"):
        yield attack(f"duplicates: {path} below a file", "R5 R4", real.made({path: b"evil\n"}))
