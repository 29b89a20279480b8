"""Takes out of a picture what it says of its making: place, time, device, thumbnails, texts, hidden tails.

The picture itself is not decoded: its frames are walked and copied, so not one pixel changes. What stays is
named here, and everything else goes, so a new kind of hidden text is gone before anybody has heard of it.
Which way up the picture is stands among what goes, and is written anew, alone.

Sources: JPEG is ITU-T T.81 annex B with Exif (CIPA DC-008, 4.5 and 4.7); PNG is the W3C's PNG, third
edition, chapters 5 and 11; WebP is RFC 9649, section 2.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SNIFFED_BYTES = 16

_UPRIGHT = 1
_ORIENTATION, _SHORT = 0x0112, 3
_PNG_START = b"\x89PNG\r\n\x1a\n"
# What the picture needs to look as it does: size, colours, pixels, frames.
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_EXIF_FLAG, _WEBP_XMP_FLAG = 0x08, 0x04
_EXIF = b"Exif\0\0"
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_RESTARTS = range(0xD0, 0xD8)
# Inside a scan, FF stands for itself before 00, and D0 to D7 only say where to restart.
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_HEIF_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"crx ": "raw"}
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a picture or film, known by its first bytes; `clean` is None where we cannot clean it."""

    name: str
    clean: Callable[[bytes], bytes] | None = None


class _LostError(Exception):
    """The bytes are not what the form promises."""


def form_of(start: bytes) -> Form | None:
    """Returns the form of a picture or film; None for a file of another kind.

    Args:
        start: its first `SNIFFED_BYTES` bytes.
    """
    if start[4:8] == b"ftyp":
        brand = start[8:12]
        return Form("HEIC" if brand in _HEIC_BRANDS else _HEIF_BRANDS.get(brand, "video"))
    if start[:4] == b"RIFF":
        return Form("WebP", _webp) if start[8:12] == b"WEBP" else None
    return next((form for known, form in _forms() if start.startswith(known)), None)


def _forms() -> tuple[tuple[bytes | tuple[bytes, ...], Form], ...]:
    return (
        (b"\xff\xd8\xff", Form("JPEG", _jpeg)),
        (_PNG_START, Form("PNG", _png)),
        (_TIFF_STARTS, Form("TIFF")),
        (b"GIF8", Form("GIF")),
        (b"\0\0\0\x0cJXL ", Form("JPEG XL")),
    )


def without_metadata(data: bytes) -> bytes | None:
    """Returns a picture without what it says of its making; the very bytes where there is nothing of it.

    Args:
        data: the whole file.

    Returns:
        The picture; None where the form is none that we clean, or the file is damaged.
    """
    form = form_of(data[:SNIFFED_BYTES])
    if form is None or form.clean is None:
        return None
    try:
        return form.clean(data)
    except _LostError:
        return None


# --- JPEG ------------------------------------------------------------------------------------------------


def _jpeg(data: bytes) -> bytes:
    out: list[bytes] = [data[:2]]
    place, orientation, at = 1, _UPRIGHT, 2
    while True:
        marker, at = _next_marker(data, at)
        if marker == _EOI:
            break  # what follows is no part of the picture: films, further pictures with their own position
        if marker in _RESTARTS:
            out.append(bytes((0xFF, marker)))
            continue
        body = _segment(data, at)
        at += 2 + len(body)
        if marker == _APP1 and body.startswith(_EXIF) and orientation == _UPRIGHT:
            orientation = _orientation(body[len(_EXIF) :])
        kept = _kept_of_segment(marker, body)
        if kept is not None:
            out.append(_written(marker, kept))
            if marker == _APP0:
                place = len(out)  # JFIF wants to stand first
        if marker == _SOS:
            found = _MARKER_IN_SCAN.search(data, at)
            end = found.start() if found else len(data)
            out.append(data[at:end])
            if found is None:  # cut off, as phones leave it when the battery dies: still a picture
                return _jpeg_joined(out, place, orientation)
            at = end
    out.append(b"\xff\xd9")
    return _jpeg_joined(out, place, orientation)


def _jpeg_joined(out: list[bytes], place: int, orientation: int) -> bytes:
    if orientation != _UPRIGHT:
        out.insert(place, _written(_APP1, _EXIF + _only_orientation(orientation)))
    return b"".join(out)


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    """Returns a marker and the place behind it; any number of FF may stand before it."""
    if data[at : at + 1] != b"\xff":
        raise _LostError
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data) or data[at] in (0x00, 0x01, _SOI):
        raise _LostError
    return data[at], at + 1


def _segment(data: bytes, at: int) -> bytes:
    length = int.from_bytes(data[at : at + 2], "big")
    body = data[at + 2 : at + length]
    if length < 2 or len(body) != length - 2:  # noqa: PLR2004 - the length counts its own two bytes
        raise _LostError
    return body


def _written(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _kept_of_segment(marker: int, body: bytes) -> bytes | None:
    """Returns what stays of a segment's body; None where all of it goes."""
    if marker < _APP0:
        return body  # tables, frames and scans
    if marker == _APP0 and body.startswith(b"JFIF\0"):
        return body[:12] + b"\0\0"  # resolution, and a thumbnail of 0 by 0
    if marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
        return body
    if marker == _APP14 and body.startswith(b"Adobe"):
        return body[:12]  # says how the colours are coded
    if marker <= 0xEF or marker == 0xFE:  # noqa: PLR2004 - the last of the application segments; a comment
        return None
    raise _LostError  # JPEG-LS and other relatives, which put pictures where others put texts


# --- PNG -------------------------------------------------------------------------------------------------


def _png(data: bytes) -> bytes:
    chunks = list(_png_chunks(data))
    told = next((_orientation(body) for name, body, _ in chunks if name == b"eXIf"), _UPRIGHT)
    out = [_PNG_START]
    for name, _, whole in chunks:
        if name == b"IDAT" and told != _UPRIGHT:
            out.append(_png_chunk(b"eXIf", _only_orientation(told)))
            told = _UPRIGHT
        if name in _PNG_KEPT:
            out.append(whole)
        elif name[:1].isupper():
            raise _LostError  # says of itself that the picture cannot be shown without it
    return b"".join(out)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yields name, body and whole of each chunk, up to the last; what follows is no part of the picture."""
    at = len(_PNG_START)
    while True:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        whole = data[at : at + length + 12]
        if len(whole) != length + 12 or not name.isalpha():
            raise _LostError
        yield name, whole[8:-4], whole
        if name == b"IEND":
            return
        at += length + 12


def _png_chunk(name: bytes, body: bytes) -> bytes:
    told = name + body
    return len(body).to_bytes(4, "big") + told + zlib.crc32(told).to_bytes(4, "big")


# --- WebP ------------------------------------------------------------------------------------------------


def _webp(data: bytes) -> bytes:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise _LostError
    chunks = list(_riff_chunks(data, 12, end))
    told = next(
        (_orientation(body.removeprefix(_EXIF)) for name, body in chunks if name == b"EXIF"), _UPRIGHT
    )
    extended = any(name == b"VP8X" for name, _ in chunks)
    out = [_riff_chunk(name, _kept_of_chunk(name, body, told)) for name, body in chunks if name in _WEBP_KEPT]
    if told != _UPRIGHT and extended:
        out.append(_riff_chunk(b"EXIF", _only_orientation(told)))
    inside = b"WEBP" + b"".join(out)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def _kept_of_chunk(name: bytes, body: bytes, orientation: int) -> bytes:
    if name == b"VP8X" and body:
        flags = body[0] & ~(_WEBP_EXIF_FLAG | _WEBP_XMP_FLAG)
        return bytes((flags | (_WEBP_EXIF_FLAG if orientation != _UPRIGHT else 0),)) + body[1:]
    if name == b"ANMF":  # one frame of an animation: its place and time, then chunks of its own
        frame = (part for part in _riff_chunks(body, 16, len(body)) if part[0] in _WEBP_KEPT)
        return body[:16] + b"".join(_riff_chunk(*part) for part in frame)
    return body


def _riff_chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at < end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if at + 8 > end or len(body) != length:
            raise _LostError
        yield data[at : at + 4], body
        at += 8 + length + length % 2


def _riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


# --- which way up ----------------------------------------------------------------------------------------


def _orientation(exif: bytes) -> int:
    """Returns which way up a picture is, 1 to 8, from its Exif data; 1 where they do not say."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return _UPRIGHT
    try:
        (first,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, first)
        for number in range(count):
            tag, form, _, value = struct.unpack_from(order + "HHIH", exif, first + 2 + 12 * number)
            if (tag, form) == (_ORIENTATION, _SHORT):
                return value if value in range(1, 9) else _UPRIGHT
    except struct.error:  # cut off
        pass
    return _UPRIGHT


def _only_orientation(orientation: int) -> bytes:
    """Returns Exif data of one tag, which says which way up the picture is."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)
