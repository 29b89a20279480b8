"""Lists that say too much, too little or the wrong thing, signed as if that were right (R1, R4, R5, R11)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from hostile.bench import Attack, attack
from hostile.real import Files, Real, listed

Change = Callable[[bytes], bytes]


def _lines(change: Callable[[list[bytes]], object]) -> Change:
    def spoil(told: bytes) -> bytes:
        lines = told.splitlines(keepends=True)
        change(lines)
        return b"".join(lines)

    return spoil


def _first(pattern: bytes, into: bytes) -> Change:
    return lambda told: re.sub(pattern, into, told, count=1)


def _turned(told: bytes) -> bytes:
    one, two, *rest = told.splitlines(keepends=True)
    return b"".join([two[:64] + one[64:], one[:64] + two[64:], *rest])


def _sorted(told: bytes) -> bytes:
    return b"".join(sorted(told.splitlines(keepends=True), key=lambda line: line[66:]))


SPOILT: dict[str, Change] = {
    "empty": lambda _: b"",
    "a line less": _lines(lambda told: told.pop()),
    "first line less": _lines(lambda told: told.pop(0)),
    "last line twice": _lines(lambda told: told.append(told[-1])),
    "first line twice": _lines(lambda told: told.insert(0, told[0])),
    "a path twice with another digest": _lines(lambda told: told.insert(1, b"0" * 64 + told[0][64:])),
    "a path twice, wrong digest first": _lines(lambda told: told.insert(0, b"0" * 64 + told[0][64:])),
    "backwards": _lines(list.reverse),
    "two lines turned round": _lines(lambda told: told.insert(0, told.pop(1))),
    "digests turned round": _turned,
    "wrong digest": _first(rb"^[0-9a-f]{64}", b"0" * 64),
    "digest of nothing": _first(rb"^[0-9a-f]{64}", hashlib.sha256(b"").hexdigest().encode()),
    "digest a digit short": _first(rb"^[0-9a-f]", b""),
    "digest a digit long": _first(rb"^", b"0"),
    "digest in capitals": lambda told: b"".join(
        line[:64].upper() + line[64:] for line in told.splitlines(True)
    ),
    "one digest in capitals": lambda told: told[:64].upper() + told[64:],
    "digest in base64": _first(rb"^[0-9a-f]{64}", b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    "digest with 0x": _first(rb"^[0-9a-f]{2}", b"0x"),
    "md5": _first(rb"^[0-9a-f]{64}", b"0" * 32),
    "sha1": _first(rb"^[0-9a-f]{64}", b"0" * 40),
    "sha512 in its place": _first(rb"^[0-9a-f]{64}", b"0" * 128),
    "named algorithm": _first(rb"^", b"sha256:"),
    "BSD form": _first(rb"^([0-9a-f]{64})  (.+)\n", rb"SHA256 (\2) = \1\n"),
    "CRLF": lambda told: told.replace(b"\n", b"\r\n"),
    "one CRLF": _first(rb"\n", b"\r\n"),
    "CR": lambda told: told.replace(b"\n", b"\r"),
    "no last LF": lambda told: told[:-1],
    "an empty line after": lambda told: told + b"\n",
    "an empty line before": lambda told: b"\n" + told,
    "an empty line between": _first(rb"\n", b"\n\n"),
    "one blank": lambda told: told.replace(b"  ", b" "),
    "three blanks": lambda told: told.replace(b"  ", b"   "),
    "a tab": lambda told: told.replace(b"  ", b"\t"),
    "blank and star": lambda told: told.replace(b"  ", b" *"),
    "a blank before": _first(rb"^", b" "),
    "a blank after": _first(rb"\n", b" \n"),
    "a tab after": _first(rb"\n", b"\t\n"),
    "dot and slash": lambda told: told.replace(b"  ", b"  ./"),
    "a backslash as sha256sum escapes": _first(rb"^", b"\\\\"),
    "a comment": _first(rb"^", b"# sha256\n"),
    "a semicolon comment": _first(rb"^", b"; sha256\n"),
    "byte order mark": _first(rb"^", b"\xef\xbb\xbf"),
    "UTF-16": lambda told: told.decode().encode("utf-16"),
    "NUL": _first(rb"  ", b" \x00"),
    "form feed": _first(rb"\n", b"\x0c\n"),
    "line separator": _first(rb"\n", "\u2028\n".encode()),
    "next line": _first(rb"\n", "\x85\n".encode()),
    "percent": _first(rb"\.", b"%2E"),
    "full-width digit": _first(rb"^[0-9a-f]", "\uff10".encode()),
    "not UTF-8": _first(rb"\n", b"\xff\n"),
    "a signature named": lambda told: told + b"0" * 64 + b"  signatures/x.sshsig\n",
    "itself named": lambda told: _sorted(told + b"0" * 64 + b"  manifest-sha256.txt\n"),
    "the signed list named": lambda told: told + b"0" * 64 + b"  tagmanifest-sha256.txt\n",
    "fetch.txt named": lambda told: _sorted(told + b"0" * 64 + b"  fetch.txt\n"),
    "a file that is not there": lambda told: _sorted(told + b"0" * 64 + b"  data/draft/report.docx\n"),
    "bagit.txt named in capitals": lambda told: _sorted(told + b"0" * 64 + b"  BAGIT.TXT\n"),
}


def signed(real: Real) -> Iterator[Attack]:
    """Each fault in either list, with everything above it signed anew."""
    for words, spoil in SPOILT.items():
        yield attack(f"lists: data, {words}", "R1 R4 R5", real.made(manifest=spoil))
        yield attack(f"lists: signed, {words}", "R1 R4 R5", real.made(tagmanifest=spoil))


def tampered(real: Real) -> Iterator[Attack]:
    """Any file changed, cut, emptied, added or taken away after it was signed."""
    for path, data in real.files.items():
        rules = "R6" if path.startswith(("tagmanifest", "signatures/")) else "R4"
        for words, spoilt in {
            "a bit": data[:-2] + bytes([data[-2] ^ 1]) + data[-1:], "a byte more": data + b"\n",
            "a byte less": data[:-1], "emptied": b"", "another file's": real.files["data/readme.txt"] * 2,
        }.items():  # fmt: skip
            if rules == "R4" or path.startswith("tag"):
                yield attack(f"tampered: {path}, {words}", rules, real.zipped(real.changed({path: spoilt})))
        yield attack(f"tampered: {path} gone", "R4 R6", real.zipped(real.changed({path: None})))
    new = "019f0000-0000-7000-8000-000000000009"
    for path in (
        f"data/payload/{new}.jsonl", f"data/log/{new}/1-1.jsonl", "data/draft/report.docx", "fetch.txt", "notes.txt",
        f"data/blob/{hashlib.sha256(b'{}').hexdigest()[:2]}/{hashlib.sha256(b'{}').hexdigest()}",
        "tagmanifest-md5.txt", "manifest-sha1.txt", "signatures/x.sshsig", "signatures/readme.txt",
        "package-info.txt", "data/readme.txt.bak", "meta/data.txt", "a", "manifest-sha256.txt.sshsig",
    ):  # fmt: skip
        yield attack(f"tampered: {path} added", "R4", real.zipped(real.changed({path: b"{}\n"})))


def _second(real: Real, spoil: Callable[[Files], Files]) -> bytes:
    files = real.bag()
    data = [path for path in files if path.startswith("data/")]
    files["manifest-sha512.txt"] = listed(files, data, "sha512")
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha512.txt")
    files["tagmanifest-sha512.txt"] = listed(files, tags, "sha512")
    told = spoil(dict(files))
    return real.zipped({path: told[path] for path in sorted(told, key=_place) if told[path] is not None})


def _place(path: str) -> tuple[int, str]:
    order = ("tagmanifest-", "signatures/", "manifest-", "bag-info.txt", "bagit.txt", "data/")
    return next(n for n, start in enumerate(order) if path.startswith(start)), path


def seconds(real: Real) -> Iterator[Attack]:
    """The second pair of lists: whatever is there must fit."""
    for path in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
        for words, spoil in SPOILT.items():
            if words in {
                "sha512 in its place",
                "empty",
                "CR",
                "UTF-16",
                "NUL",
                "wrong digest",
                "a line less",
                "md5",
            }:
                made = _second(real, lambda files, p=path, s=spoil: files | {p: s(files[p])})
                yield attack(f"second lists: {path}, {words}", "R1 R4 R11", made)
        made = _second(real, lambda files, p=path: {q: d for q, d in files.items() if q != p})
        yield attack(f"second lists: {path} gone", "R11", made)
    made = _second(real, lambda f: {q: d for q, d in f.items() if "sha256" not in q or q.startswith("sig")})
    yield attack("second lists: first pair gone", "R4 R6 R11", made)
