"""Real pictures, made here by Qt with Exif data put in by hand: what they say of their making goes, no pixel does."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageReader

from inspector_app.intake import pictures

CANARY = b"53.7901N-1.5301W"


def tiff(order="<", orientation=6):
    """Exif data with an orientation, a maker, a GPS part with the canary, and a thumbnail part."""
    gps_at, text_at = 8 + 2 + 12 * 3 + 4, 8 + 2 + 12 * 3 + 4 + 2 + 12 + 4
    first = struct.pack(order + "H", 3)
    first += struct.pack(order + "HHII", 0x010F, 2, len(CANARY), text_at)
    first += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    first += struct.pack(order + "HHII", 0x8825, 4, 1, gps_at) + struct.pack(order + "I", 0)
    gps = struct.pack(order + "HHHII", 1, 0x001B, 7, len(CANARY), text_at) + struct.pack(order + "I", 0)
    start = b"II*\0" if order == "<" else b"MM\0*"
    return start + struct.pack(order + "I", 8) + first + gps + CANARY


def drawn(form, *, progressive=False):
    image = QImage(48, 32, QImage.Format.Format_RGB32)
    for x in range(48):
        for y in range(32):
            image.setPixelColor(x, y, QColor((x * 5) % 256, (y * 7) % 256, (x * y) % 256))
    held = QByteArray()
    into = QBuffer(held)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(into, form, 90)
    return held.data()


def read(data, *, turned=False):
    from_bytes = QBuffer()
    from_bytes.setData(QByteArray(data))
    from_bytes.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(from_bytes)
    reader.setAutoTransform(turned)
    image = reader.read()
    assert not image.isNull(), reader.errorString()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def segment(marker, body):
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(exif=None, extra=b"", tail=b""):
    plain = drawn("JPEG")
    more = segment(0xE1, b"Exif\0\0" + exif) if exif else b""
    return plain[:20] + more + extra + plain[20:] + tail  # behind the JFIF segment, as cameras write it


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks, tail=b""):
    plain = drawn("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:] + tail


def riff(*chunks):
    inside = b"WEBP" + b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def webp(exif):
    plain = drawn("WEBP")
    name, body = plain[12:16], plain[20 : 20 + struct.unpack("<I", plain[16:20])[0]]
    size = struct.pack("<I", 47)[:3] + struct.pack("<I", 31)[:3]
    return riff((b"VP8X", bytes((0x0C, 0, 0, 0)) + size), (name, body), (b"EXIF", exif), (b"XMP ", CANARY))


HIDING = {
    "JPEG with Exif": jpeg(tiff()),
    "JPEG with Exif of the other byte order": jpeg(tiff(">")),
    "JPEG with XMP": jpeg(extra=segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARY)),
    "JPEG with IPTC": jpeg(extra=segment(0xED, b"Photoshop 3.0\0" + CANARY)),
    "JPEG with a comment": jpeg(extra=segment(0xFE, CANARY)),
    "JPEG with a part of a maker": jpeg(extra=segment(0xEB, CANARY)),
    "JPEG with a thumbnail that JFIF allows": jpeg(extra=segment(0xE0, b"JFXX\0\x10" + CANARY)),
    "JPEG with a film behind its end": jpeg(tail=b"\0\0\0\x18ftypmp42" + CANARY),
    "JPEG with a second picture": jpeg(tail=jpeg(tiff())),
    "PNG with Exif": png(chunk(b"eXIf", tiff())),
    "PNG with text": png(chunk(b"tEXt", b"Comment\0" + CANARY)),
    "PNG with XMP": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + CANARY)),
    "PNG with packed text": png(chunk(b"zTXt", b"Comment\0\0" + CANARY)),
    "PNG with an unknown part": png(chunk(b"prVt", CANARY)),
    "PNG with something behind its end": png(tail=CANARY),
    "WebP with Exif and XMP": webp(tiff()),
    "WebP with Exif as JPEG writes it": webp(b"Exif\0\0" + tiff(">")),
}


@pytest.mark.parametrize("name", HIDING)
def test_what_a_picture_says_of_its_making_goes_and_not_one_pixel_changes(name) -> None:
    before = HIDING[name]
    assert CANARY in before

    after = pictures.without_metadata(before)

    assert CANARY not in after
    assert read(after) == read(before)
    assert pictures.without_metadata(after) == after


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_stays_the_right_way_up(order, orientation) -> None:
    before = jpeg(tiff(order, orientation))

    after = pictures.without_metadata(before)

    assert read(after, turned=True) == read(before, turned=True)
    assert (read(after, turned=True).width() == 32) == (orientation > 4)


@pytest.mark.parametrize("make", [webp, lambda exif: png(chunk(b"eXIf", exif))], ids=["WebP", "PNG"])
def test_the_orientation_of_other_pictures_is_kept_alone(make) -> None:
    after = pictures.without_metadata(make(tiff(orientation=8)))

    assert CANARY not in after
    assert after.count(b"II*\0") == 1
    assert struct.pack("<HHIH", 0x0112, 3, 1, 8) in after
    assert b"II*\0" not in pictures.without_metadata(make(tiff(orientation=1)))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_says_nothing_is_kept_byte_for_byte(form) -> None:
    plain = drawn(form)
    kept = pictures.without_metadata(plain)
    if form == "PNG":  # Qt names the resolution in it, and that stays
        assert b"pHYs" in kept
    assert kept == plain


def test_colours_stay_what_they_are() -> None:
    profile = b"ICC_PROFILE\0\x01\x01" + bytes(128)
    adobe = b"Adobe\0\x64\0\0\0\0\x01"
    after = pictures.without_metadata(
        jpeg(tiff(), extra=segment(0xE2, profile) + segment(0xEE, adobe + CANARY))
    )
    assert segment(0xE2, profile) in after
    assert segment(0xEE, adobe) in after
    assert CANARY not in after


def test_a_jpeg_that_was_cut_off_is_still_cleaned() -> None:
    whole = jpeg(tiff())
    after = pictures.without_metadata(whole[:-40])
    assert CANARY not in after
    assert whole.endswith(after[-100:] + whole[-40:])


def test_a_webp_that_moves_loses_what_hides_in_its_frames() -> None:
    plain = drawn("WEBP")
    frame = bytes(16) + plain[12:] + b"teXt" + struct.pack("<I", len(CANARY)) + CANARY
    before = riff((b"VP8X", bytes((0x02, *bytes(9)))), (b"ANIM", bytes(6)), (b"ANMF", frame))
    after = pictures.without_metadata(before)
    assert CANARY not in after
    assert plain[12:] in after


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"II*\0\x08\0\0\0" + bytes(8), "TIFF"),
        (b"MM\0*\0\0\0\x08" + bytes(8), "TIFF"),
        (b"\0\0\0\x18ftypheic" + bytes(4), "HEIC"),
        (b"\0\0\0\x18ftypmif1" + bytes(4), "HEIC"),
        (b"\0\0\0\x1cftypavif" + bytes(4), "AVIF"),
        (b"\0\0\0\x14ftypqt  " + bytes(4), "video"),
        (b"GIF89a" + bytes(10), "GIF"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(4), "JPEG XL"),
    ],
)
def test_a_form_that_cannot_be_cleaned_is_known_by_its_name(start, name) -> None:
    assert pictures.form_of(start).name == name
    assert pictures.without_metadata(start + CANARY) is None


@pytest.mark.parametrize(
    "start", [b"", b"%PDF-1.7\n", b"plain words, nothing more", b"PK\x03\x04" + bytes(12)]
)
def test_what_is_no_picture_is_none(start) -> None:
    assert pictures.form_of(start) is None


def test_a_relative_of_jpeg_is_left_alone_rather_than_broken() -> None:
    assert pictures.without_metadata(b"\xff\xd8" + segment(0xF7, bytes(12)) + b"\xff\xd9") is None


def test_a_png_that_needs_a_part_we_do_not_know_is_left_alone() -> None:
    assert pictures.without_metadata(png(chunk(b"CgBI", bytes(4)))) is None


@given(st.sampled_from(sorted(HIDING)), st.data())
def test_a_damaged_picture_ends_in_no_error(name, data) -> None:
    whole = HIDING[name]
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = bytearray(whole[: data.draw(st.integers(at, len(whole)))])
    if at < len(broken):
        broken[at] = data.draw(st.integers(0, 255))
    after = pictures.without_metadata(bytes(broken))
    assert after is None or len(after) <= len(broken)
