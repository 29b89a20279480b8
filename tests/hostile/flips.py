"""One bit, one cut, one region twice: no bundle with any of these is taken, sealed or clear."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from hostile.real import Real

from inspector_app.bundle import verify_bundle
from inspector_app.services import rosters

REFUSED = ("refused", "not-for-us")


def flips(data: bytes, bits: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Yields the data with one bit turned over, for each of the bits."""
    for bit in bits:
        told = bytearray(data)
        told[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit}", bytes(told)


def cuts(data: bytes, places: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Yields the data cut at each of the places."""
    for place in places:
        yield f"cut at {place}", data[:place]


def twice(data: bytes, places: Iterable[int], lengths: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Yields the data with a region again: after itself, and over what follows it."""
    told = list(lengths)
    for place in places:
        for length in told:
            region = data[place : place + length]
            yield f"{length} at {place} twice", data[:place] + region + data[place:]
            over = data[: place + length] + region + data[place + 2 * length :]
            if over != data:  # blanks in a row are the same after it
                yield f"{length} at {place} over the next", over


@contextmanager
def in_memory() -> Iterator[None]:
    """The private copy of a small bundle needs no disk for tens of thousands of looks."""
    with mock.patch("inspector_app.bundle.reader._private", side_effect=lambda _: io.BytesIO()):
        yield


def taken(real: Real, spoilt: Iterable[tuple[str, bytes]]) -> tuple[int, list[str]]:
    """Returns how many were shown to the reader, and those that it did not refuse in words."""
    lead, path, found, count = real.lead, real.root / "spoilt", list[str](), 0
    roster, identities = rosters.trusted(lead), [lead.device.identity]
    with in_memory():
        for words, data in spoilt:
            count += 1
            path.write_bytes(data)
            try:
                told = verify_bundle(path, roster=roster, identities=identities, quarantine=Path("/nowhere"))
            except Exception as error:  # noqa: BLE001 - any is a crash
                found.append(f"{words}: crash: {type(error).__name__}: {error}")
                continue
            if told.verdict not in REFUSED or (told.verdict == "refused" and not told.rule) or not told.note:
                found.append(f"{words}: {told.verdict} {told.rule}")
    path.unlink()
    return count, found
