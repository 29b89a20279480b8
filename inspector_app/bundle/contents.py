"""What goes into a bundle, as values. Bytes that may be many are given as something to read when due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector_app.bundle.checkpoint import Checkpoint

PIECE = 1 << 20

Source = bytes | Path | Callable[[], Iterable[bytes]]
"""Bytes; a file; or a function that gives the same pieces each time it is called. The last needs no
plaintext file and no memory for the whole."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of one device's log.

    Attributes:
        actor: the device.
        first: lowest place in it.
        last: highest place in it.
        lines: header lines, each with its line feed.
    """

    actor: str
    first: int
    last: int
    lines: Source


@dataclass(frozen=True, slots=True)
class Blob:
    """An attachment; what is known of it before it is read need not be found out by reading it.

    Attributes:
        sha256: of its bytes; compared while they are written.
        size: how many they are.
        source: gives them.
    """

    sha256: str
    size: int
    source: Source


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that one bundle carries.

    Attributes:
        inspection: id of the inspection.
        actor: the device that makes the bundle.
        sequence: place among the device's bundles, from 1.
        previous: SHA-256 of the tag manifest of the device's bundle before; None for the first.
        claimed: time of making, as this laptop claims it: UTC, whole seconds.
        app_version: version of the app.
        required_signers: roster names that must have signed; the signer's own at least.
        description: goes into `bundle.json`: `frontiers` {actor: [seq, hash]}, `schemas` {kind: version},
            `held` [{hash, bundle}] and what else there is to say without personal data.
        segments: pieces of logs.
        payloads: payload lines of one record each, by record id.
        blobs: attachments.
        checkpoints: authors' signatures over their logs.
        draft: the Word draft, or None.
        intended_recipients: age recipients that it is meant for, beside those it is sealed to.
        part: number of this bag and how many, where an export needs several.
    """

    inspection: str
    actor: str
    sequence: int
    previous: str | None
    claimed: str
    app_version: str
    required_signers: tuple[str, ...]
    description: Mapping[str, Any] = field(default_factory=dict[str, Any])
    segments: tuple[Segment, ...] = ()
    payloads: Iterable[tuple[str, Source]] = ()
    blobs: Iterable[Blob] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    draft: Source | None = None
    intended_recipients: tuple[str, ...] = ()
    part: tuple[int, int] = (1, 1)


def pieces(source: Source) -> Iterator[bytes]:
    """Yields the bytes of a source.

    Raises:
        OSError: a file cannot be read.
    """
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    else:
        yield from source()
