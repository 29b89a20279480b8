"""`bagit.txt` and `bag-info.txt` in every wrong way, and sizes beyond the format's (R1, R2, R3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hostile.bench import Attack, attack
from hostile.real import Real

Change = Callable[[bytes], bytes]
RIGHT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARED = {
    "empty": b"",
    "older": RIGHT.replace(b"1.0", b"0.97"),
    "newer": RIGHT.replace(b"1.0", b"1.1"),
    "newest": RIGHT.replace(b"1.0", b"10.0"),
    "UTF-16": RIGHT.replace(b"UTF-8", b"UTF-16"),
    "small letters": RIGHT.replace(b"UTF-8", b"utf-8"),
    "a label in small letters": RIGHT.replace(b"BagIt-Version", b"bagit-version"),
    "turned round": b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
    "a line less": b"BagIt-Version: 1.0\n",
    "a line more": RIGHT + b"X-More: yes\n",
    "an empty line more": RIGHT + b"\n",
    "twice": RIGHT * 2,
    "no last LF": RIGHT[:-1],
    "CRLF": RIGHT.replace(b"\n", b"\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + RIGHT,
    "no blank": RIGHT.replace(b": ", b":"),
    "two blanks": RIGHT.replace(b": ", b":  "),
    "a tab": RIGHT.replace(b": ", b":\t"),
    "a blank after": RIGHT.replace(b"\n", b" \n"),
    "NUL after": RIGHT + b"\x00",
}
VALUES = {
    "Bundle-Format": ("evidence-bundle/2", "evidence-bundle/0", "evidence-bundle/1.0", "evidence-bundle", "bag/1", "Evidence-Bundle/1"),
    "External-Identifier": (
        "01970000-0000-7000-8000-000000000009", "words", "{upper}", "{braced}", "urn:uuid:{same}", "../{same}", "{same}/x",
    ),
    "Bag-Group-Identifier": ("words", "{upper}", "0" * 32, "None"),
    "Bag-Count": ("0 of 1", "2 of 1", "1 of 0", "1 of ?", "1", "1/1", "01 of 1", "1 of 01", "-1 of 1", "1 of 1000000", "1 OF 1"),
    "Bundle-Actor": ("words", "{upper}", "*", "01970000-0000-7000-8000-000000000009"),
    "Bundle-Sequence": ("0", "-1", "+1", "01", "1.0", "1e0", "0x1", "9" * 14, "one", "1_000", "9"),
    "Previous-Tagmanifest-Sha256": ("None", "null", "{capitals}", "0" * 63, "0" * 65, "g" * 64),
    "Claimed-Created": (
        "2026-11-02", "2026-11-02T09:00:00", "2026-11-02T09:00:00+00:00", "2026-11-02T09:00:00.0Z", "2026-11-02 09:00:00Z",
        "2026-02-30T09:00:00Z", "2026-11-02T24:00:00Z", "2026-11-02T09:00:60Z", "0000-01-01T00:00:00Z", "26-11-02T09:00:00Z",
        "2026-11-02T09:00:00z", "+2026-11-02T09:00:00Z", "now", "1793610000", "2026-13-01T00:00:00Z",
    ),
    "Intended-Recipient": ("age1x", "ssh-ed25519 AAAA", "{AGE}", "age1{same}", "*"),
    "Required-Signer": ("a b", "*", "*@inspection", "-x", '"bo@inspection"', "bo@inspection,cy@inspection", "!cy", "b" * 101, "@x"),
    "Payload-Oxum": ("0.0", "1.1", "0x1.1", "-1.1", "1", "1.", ".1", "1,1", "1.1.1", "9" * 14 + ".1", "{less}", "{more}", "01.1"),
    "App-Version": ("x" * 201,),
}  # fmt: skip


def _value(label: str, into: str) -> Change:
    def spoil(told: bytes) -> bytes:
        found = re.search(rf"{label}: (.*)", told.decode())
        assert found
        value = found[1]
        if into in {"{less}", "{more}"}:
            size, _, count = value.partition(".")
            new = f"{int(size) + (1 if into == '{more}' else -1)}.{count}"
        else:
            new = (
                into.replace("{same}", value)
                .replace("{upper}", value.upper())
                .replace("{AGE}", value.upper())
            )
            new = new.replace("{braced}", f"{{{value}}}").replace("{capitals}", value.upper())
        return told.decode().replace(f"{label}: {value}\n", f"{label}: {new}\n", 1).encode()

    return spoil


def _lines(change: Callable[[list[bytes]], object]) -> Change:
    def spoil(told: bytes) -> bytes:
        lines = told.splitlines(keepends=True)
        change(lines)
        return b"".join(lines)

    return spoil


def _app(into: bytes) -> Change:
    return lambda told: re.sub(rb"App-Version: (.*)\n", into, told)


SHAPES: dict[str, Change] = {
    "empty": lambda _: b"",
    "one line feed": lambda _: b"\n",
    "byte order mark": lambda told: b"\xef\xbb\xbf" + told,
    "CRLF": lambda told: told.replace(b"\n", b"\r\n"),
    "CR": lambda told: told.replace(b"\n", b"\r"),
    "no last LF": lambda told: told[:-1],
    "NUL at the end": lambda told: told[:-1] + b"\x00\n",
    "an empty line after": lambda told: told + b"\n",
    "an empty line first": lambda told: b"\n" + told,
    "folded": _app(rb"App-Version:\n \1\n"),
    "folded after": lambda told: told + b" and more\n",
    "folded by a tab": lambda told: told + b"\tand more\n",
    "a blank before the colon": _app(rb"App-Version : \1\n"),
    "no blank": _app(rb"App-Version:\1\n"),
    "two blanks": _app(rb"App-Version:  \1\n"),
    "a tab": _app(rb"App-Version:\t\1\n"),
    "a blank at the end": _app(rb"App-Version: \1 \n"),
    "a blank at the start": _app(rb" App-Version: \1\n"),
    "no value": _app(rb"App-Version: \n"),
    "no value and no blank": _app(rb"App-Version:\n"),
    "no label": _app(rb": \1\n"),
    "no colon": _app(rb"App-Version \1\n"),
    "small letters": _app(rb"app-version: \1\n"),
    "capitals": _app(rb"APP-VERSION: \1\n"),
    "beyond ASCII": _app("App-Version: \u00e9\n".encode()),
    "latin-1": _app(b"App-Version: \xe9\n"),
    "an escape": _app(b"App-Version: \x1b[2J\n"),
    "a full-width colon": _app("App-Version\uff1a 1\n".encode()),
    "backwards": _lines(list.reverse),
    "last first": _lines(lambda told: told.insert(0, told.pop())),
    "an unknown label": lambda told: told + b"Contact-Name: someone\n",
    "an unknown label first": lambda told: b"Source-Organization: someone\n" + told,
    "a label of others first": lambda told: b"X-Office: 1\n" + told,
    "a label of others between": lambda told: told.replace(b"App-Version", b"X-Office: 1\nApp-Version"),
    "too many labels of others": lambda told: told + b"".join(b"X-%d: 1\n" % n for n in range(500)),
    "a label too long": lambda told: told + b"X-" + b"a" * 59 + b": 1\n",
    "a value too long": lambda told: told + b"X-A: " + b"a" * 201 + b"\n",
    "required out of order": lambda told: re.sub(
        rb"(Required-Signer: .*\n)", rb"\1Required-Signer: aa\n", told
    ),
    "recipients backwards": lambda told: _recipients(told, lambda lines: lines.reverse()),
    "more than 8 MiB": lambda told: told + b"X-A: 1\n" * (1_200_000),
}


def _recipients(told: bytes, change: Callable[[list[bytes]], object]) -> bytes:
    lines = re.findall(rb"Intended-Recipient: .*\n", told)
    before = b"".join(lines)
    change(lines)
    return told.replace(before, b"".join(lines))


def declared(real: Real) -> Iterator[Attack]:
    """`bagit.txt` is two lines and no others."""
    for words, told in DECLARED.items():
        yield attack(f"bagit.txt: {words}", "R2", real.made({"bagit.txt": told}))


def values(real: Real) -> Iterator[Attack]:
    """Each label with values of another form, or that are not true."""
    for label, wrong in VALUES.items():
        for value in wrong:
            made = real.made(info=_value(label, value))
            yield attack(f"bag-info.txt: {label}: {len(value)} {value[:40]}", "R3 R10", made)


def labels(real: Real) -> Iterator[Attack]:
    """Each label missing, twice, elsewhere; and the file in other shapes."""
    names = [line.split(b":")[0] for line in real.files["bag-info.txt"].splitlines()]
    for name in dict.fromkeys(names):
        words, line = name.decode(), re.compile(rb"^" + name + rb": .*\n", re.MULTILINE)
        if words != "Intended-Recipient":  # where nobody is meant it can only stand unsealed
            yield attack(
                f"bag-info.txt: no {words}", "R3", real.made(info=lambda t, r=line: re.sub(r, b"", t))
            )
        made = real.made(info=lambda t, r=line: r.sub(rb"\g<0>\g<0>", t, count=1))
        yield attack(f"bag-info.txt: {words} twice", "R3", made)
        moved = real.made(info=lambda t, r=line: r.sub(b"", t) + r.findall(t)[0])
        if words != "App-Version":
            yield attack(f"bag-info.txt: {words} at the end", "R3", moved)
    for words, spoil in SHAPES.items():
        yield attack(f"bag-info.txt: {words}", "R1 R3", real.made(info=spoil))


def sizes(real: Real) -> Iterator[Attack]:
    """More than the format allows, in ways that cost a reader little; bombs stand elsewhere."""
    many = {f"data/payload/019f0000-0000-7000-8000-{n:012x}.jsonl": b"{}\n" for n in range(20_000)}
    yield attack("sizes: too many files", "R8", real.zipped(real.changed(many)))
    path = real.path("signatures/")
    long = real.files[path].replace(b"-----END", b"A" * 70 * 240 + b"\n-----END")
    yield attack("sizes: a signature of 17 KiB", "R1 R6", real.zipped(real.changed({path: long})))
    yield attack("sizes: a list of 9 MiB", "R1", real.made(manifest=lambda told: told + told[-100:] * 95_000))
    yield attack("sizes: a signed list of 9 MiB", "R1", real.made(tagmanifest=lambda told: told * 40_000))
    yield attack("sizes: a readme of 9 MiB", "R1", real.made({"data/readme.txt": b"read\n" * 1_900_000}))
    yield attack(
        "sizes: a description of 9 MiB", "R1", real.made({"data/bundle.json": b"{" * 9_000_000 + b"\n"})
    )
