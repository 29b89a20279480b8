"""Small causes of large memory: what a reader must refuse, or read, within 200 MB."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hostile import zips
from hostile.lines import checkpoint_of
from hostile.real import CHECKPOINTS, Real, armoured, fields, signature, signature_name

LIMIT = 200 << 20  # bytes of a process that reads any bundle
MiB = 1 << 20
LARGE = 260 * MiB


@dataclass(frozen=True)
class Bomb:
    """A bundle that is small to make or to send.

    Attributes:
        name: what is wrong with it.
        rules: rules or verdicts of which one must refuse it.
        write: writes it.
    """

    name: str
    rules: str
    write: Callable[[Path], object]


def _unknown(
    number: int, size: int = 11_000, space: bytes = b"evidence-bundle.v1@inspector-app"
) -> tuple[bytes, bytes]:
    """Returns a key of tomorrow and a signature file by it; neither needs any secret."""
    blob = fields(b"mldsa87-ed25519", number.to_bytes(8, "big") + bytes(size))
    return blob, armoured(signature(blob, fields(b"mldsa87-ed25519", b""), space=space))


def _signatures(real: Real, path: Path, count: int) -> None:
    files = real.bag(keys=[])
    told = dict(_unknown(number) for number in range(count))
    signed = {signature_name(blob): made for blob, made in told.items()}
    path.write_bytes(
        real.zipped(
            {p: (files | signed)[p] for p in ["tagmanifest-sha256.txt", *sorted(signed), *list(files)[1:]]}
        )
    )


def _checkpoints(real: Real, path: Path, count: int) -> None:
    made: dict[str, bytes | None] = {}
    for number in range(count):
        text = checkpoint_of(real, 1_000_000 + number)
        name = f"data/checkpoint/{real.other.device.actor}-{1_000_000 + number}.txt"
        made |= {name: text, f"{name}.sshsig": _unknown(number, space=CHECKPOINTS)[1]}
    path.write_bytes(real.made(made, keys=[real.keys.stranger]))


def _directory(path: Path, size: int) -> None:
    """An end record that says that nearly everything is directory; the file is a hole."""
    end = zips.END.pack(b"PK\x05\x06", 0, 0, 1, 1, size - zips.END.size, 0, 0)
    with path.open("wb") as file:
        file.write(b"PK\x01\x02")
        file.seek(size - len(end))
        file.write(end)


def small(real: Real) -> Iterator[Bomb]:
    """Those that are quickly made."""
    lines = b"\n" * (8 * MiB)
    blanks = b"A: b\n" * (8 * MiB // 5)

    def made(change: dict[str, bytes | None] | None = None, **how: object) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(real.made(change, **how))

    yield Bomb("a directory of all", "R8", lambda path: _directory(path, LARGE))
    for words, told in {"8 MiB of line feeds": lines, "8 MiB of short lines": blanks}.items():
        yield Bomb(f"bag-info is {words}", "R1 R3", made(info=lambda _, told=told: told))
        yield Bomb(f"the list is {words}", "R4", made(manifest=lambda _, told=told: told))
        yield Bomb(f"the signed list is {words}", "R4", made(tagmanifest=lambda _, told=told: told))
    long = b"X-A: " + b"b" * (8 * MiB - 1000) + b"\n"
    yield Bomb("bag-info has one long line", "R3", made(info=lambda told: told + long))
    paths = b"".join(
        b"%064x  data/payload/019f0000-0000-7000-8000-%012x.jsonl\n" % (n, n) for n in range(60_000)
    )
    yield Bomb("the list has 60,000 lines", "R4", made(manifest=lambda _: paths))
    for words, line in {
        "lists": b'{"a":[' + b",".join([b"[]"] * 340_000) + b"]}\n", "objects": b'{"a":[' + b",".join([b"{}"] * 340_000) + b"]}\n",
        "keys": b'{"a":{' + b",".join(b'"%d":1' % n for n in range(90_000)) + b"}}\n", "empty texts": b'{"a":[' + b",".join([b'""'] * 340_000) + b"]}\n",
        "a deep start": b'{"a":' * 200_000 + b"\n",
    }.items():  # fmt: skip
        yield Bomb(
            f"1 MiB of JSON: {words}",
            "R1 R10 R5 unknown-signer",
            made({real.payload: line * 3, "data/bundle.json": line}, keys=[real.keys.stranger]),
        )
    yield Bomb("101 signatures of tomorrow", "R6", lambda path: _signatures(real, path, 101))
    yield Bomb("1,001 checkpoints of tomorrow", "R6", lambda path: _checkpoints(real, path, 1001))


def large(real: Real) -> Iterator[Bomb]:
    """Those that take disk and time."""

    def payload(data: bytes) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(real.made({real.payload: data}))

    yield Bomb("a line without end", "R10", payload(b'{"a":"' + b"x" * LARGE))
    yield Bomb("nothing but line feeds", "R10", payload(b"\n" * LARGE))
    yield Bomb("good lines, then one without end", "R10", payload(real.files[real.payload] + b"x" * LARGE))
    yield Bomb(
        "a readme of 260 MiB",
        "R1",
        lambda path: path.write_bytes(real.made({"data/readme.txt": b"a\n" * (LARGE // 2)})),
    )
    yield Bomb(
        "a signed list of 260 MiB",
        "R1",
        lambda path: path.write_bytes(real.made(tagmanifest=lambda _: b"\n" * LARGE)),
    )
    yield Bomb("15,000 signatures of tomorrow", "R6", lambda path: _signatures(real, path, 15_000))
    yield Bomb("9,000 checkpoints of tomorrow", "R6", lambda path: _checkpoints(real, path, 9_000))
    blob = bytes(LARGE)
    name = f"data/blob/{hashlib.sha256(b'').hexdigest()[:2]}/{hashlib.sha256(b'').hexdigest()}"
    yield Bomb(
        "an attachment of 260 MiB that is not its name",
        "R5",
        lambda path: path.write_bytes(real.made({name: blob})),
    )
    yield Bomb("a seal of zeros", "R8", lambda path: path.write_bytes(real.seal(blob)))
    yield Bomb("a cut seal of zeros", "R9", lambda path: path.write_bytes(real.seal(blob)[:-100]))
    yield Bomb("a directory of nearly 2 GiB", "R8", lambda path: _directory(path, (1 << 31) - 1))
    yield Bomb("a hole of 3 GiB", "R8", lambda path: _directory(path, 3 << 30))


def weighed(real: Real, bombs: Sequence[Bomb], place: Path) -> tuple[int, list[str]]:
    """Shows bombs to one process; returns the most memory that it had, in bytes, and what went wrong."""
    identity = place / "identity.txt"
    identity.write_text(real.lead.device.identity, "ascii")
    found, most = list[str](), 0
    for at in range(0, len(bombs), 20):
        part = bombs[at : at + 20]
        for number, bomb in enumerate(part):
            bomb.write(place / f"{number}.bag.zip")
        ran = subprocess.run(
            [sys.executable, Path(__file__).with_name("weigh.py"), real.root / "roster", identity, place, str(len(part))],
            capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        told = [line.split() for line in ran.stdout.splitlines()]
        if ran.returncode or len(told) != len(part):
            found.append(f"crash after {len(told)}: {ran.stderr[-500:]}")
        for bomb, (outcome, weight) in zip(part, told, strict=False):
            if outcome not in bomb.rules.split():
                found.append(f"{bomb.name}: {outcome}, not {bomb.rules}")
            if most < LIMIT <= int(weight):
                found.append(f"{bomb.name}: {int(weight) >> 20} MiB")
            most = max(most, int(weight))
        for number in range(len(part)):
            (place / f"{number}.bag.zip").unlink()
    identity.unlink()
    return most, found
