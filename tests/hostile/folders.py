"""Bundles that came as a folder: links, pipes, what systems leave behind (R4, R5)."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hostile.bench import Attack
from hostile.real import Real

README = "data/readme.txt"


@dataclass(frozen=True)
class Laid:
    """Makes something in the folder that is no plain file; two of them differ by their words."""

    words: str
    make: Callable[[Path], object]

    def __call__(self, folder: Path) -> None:
        self.make(folder)


def _socket(folder: Path) -> None:
    one, before = socket.socket(socket.AF_UNIX), Path.cwd()
    os.chdir(folder)  # such names are short
    try:
        one.bind("a")
    finally:
        os.chdir(before)
        one.close()


def _instead(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def made(folder: Path) -> None:
        (folder / README).rename(folder.parent / "aside")
        make(folder / README)

    return made


def links(real: Real) -> Iterator[Attack]:
    """What is no plain file."""
    laid: dict[str, Callable[[Path], object]] = {
        "a link to a file outside": _instead(lambda path: path.symlink_to("/etc/passwd")),
        "a link to the very file": _instead(lambda path: path.symlink_to("../../aside")),
        "a link to nothing": _instead(lambda path: path.symlink_to("nowhere")),
        "a link to itself": _instead(lambda path: path.symlink_to(path)),
        "a pipe": _instead(os.mkfifo),
        "a folder": _instead(Path.mkdir),
        "a further link": lambda folder: (folder / "data" / "more").symlink_to("/etc/passwd"),
        "a link to a folder": lambda folder: (folder / "data" / "more").symlink_to("/etc"),
        "a link to the folder above": lambda folder: (folder / "data" / "more").symlink_to(".."),
        "a further pipe": lambda folder: os.mkfifo(folder / "more"),
        "a socket": _socket,
        "signatures a link": lambda folder: _moved(folder, "signatures"),
        "data a link": lambda folder: _moved(folder, "data"),
        "a folder too deep": lambda folder: (folder / "/".join("a" * 9)).mkdir(parents=True),
        "a folder with a wrong name": lambda folder: (folder / "data" / "Evil Folder").mkdir(),
        "a name that is no text": lambda folder: _bytes(folder, b"evil\xff\xfe"),
        "a name with an escape": lambda folder: _bytes(folder, b"\x1b[2Jevil"),
        "a name with a line feed": lambda folder: _bytes(folder, b"evil\nmore"),
        "a folder whose name is no text": lambda folder: _bytes(folder, b"evil\xff/x"),
    }
    for words, make in laid.items():
        yield Attack(f"folder bag: {words}", frozenset({"R4", "R5"}), files=real.files, lay=Laid(words, make))


def _moved(folder: Path, name: str) -> None:
    (folder / name).rename(folder.parent / "aside")
    (folder / name).symlink_to("../aside")


def _bytes(folder: Path, name: bytes) -> None:
    where = os.fsencode(folder) + b"/" + name
    os.makedirs(os.path.dirname(where), exist_ok=True)  # noqa: PTH103, PTH120 - the name may be no text
    os.close(os.open(where, os.O_CREAT | os.O_WRONLY))


def plain(real: Real) -> Iterator[Attack]:
    """Files too many, too few, changed, or left behind by an operating system."""
    for name in (
        ".DS_Store", "data/.DS_Store", "Thumbs.db", "desktop.ini", "data/desktop.ini", "._bagit.txt", "bagit.txt~", ".gitattributes", "fetch.txt", "autorun.inf", "Bagit.txt",
        "bagit.txt ", "data/read me.txt", "data/con", "data/" + "a" * 90, "data/caf\u00e9", "data/cafe\u0301", "a/b/c/d/e/f/g/h/i", "data/a\\b", "data/a:b", "more.txt", "data/more.txt",
        "signatures/more.txt", "readme.txt", "data/bundle.json.bak", "data/*", "data/..evil", "data/evil.",
    ):  # fmt: skip
        yield Attack(
            f"folder bag: {name!r} more", frozenset({"R4", "R5"}), files=real.files | {name: b"{}\n"}
        )
    for path, data in real.files.items():
        files = {other: told for other, told in real.files.items() if other != path}
        yield Attack(f"folder bag: no {path}", frozenset({"R4", "R6"}), files=files)
        for words, spoilt in {
            "a line feed more": data + b"\n",
            "CRLF": data.replace(b"\n", b"\r\n") + b"\r",
            "empty": b"",
        }.items():
            yield Attack(
                f"folder bag: {path}, {words}",
                frozenset({"R1", "R4", "R6"}),
                files=real.files | {path: spoilt},
            )
    for words, made in {
        "no files": {"x": b""}, "a stranger's": real.bag(keys=[real.keys.stranger]), "a bad list": real.bag(manifest=lambda told: told.upper()),
        "a bad line": real.bag({real.log: b'{"a": 1}\n'}), "an unknown file": real.bag({"data/evil.exe": b"MZ"}),
    }.items():  # fmt: skip
        yield Attack(f"folder bag: {words}", frozenset({"R4", "R10", "unknown-signer"}), files=made)
